/**
 * A `<details>` that behaves as a menu: opens alone, closes by Escape and by a click elsewhere.
 *
 *     <details class="menu" data-behaviour="menu"><summary>Week 46</summary><div class="menu-panel">…</div></details>
 */
export function attach(menu) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}
