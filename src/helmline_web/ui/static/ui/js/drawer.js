/**
 * The rail as a drawer at phone width: opening it needs no script; this closes it again when the window grows.
 *
 *     <button popovertarget="rail">Menu</button> <aside id="rail" popover data-behaviour="drawer">…</aside>
 */
export function attach(drawer) {
  matchMedia("(min-width: 721px)").addEventListener("change", (wide) => {
    if (wide.matches && drawer.matches(":popover-open")) drawer.hidePopover();
  });
}
