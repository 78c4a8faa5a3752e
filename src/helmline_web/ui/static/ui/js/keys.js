/**
 * A list by keyboard: j and k move, Enter opens, x selects.
 *
 *     <table data-behaviour="keys"><tbody><tr><td><a class="row-link" href="/ticket/1">#1</a></td></tr></tbody></table>
 */
export function attach(table) {
  const rows = () => [...table.querySelectorAll("tbody tr")].filter((row) => row.querySelector(".row-link, [type=checkbox]"));
  const here = () => rows().findIndex((row) => row.classList.contains("is-here"));

  function move(to) {
    const all = rows();
    if (!all.length) return;
    const place = Math.max(0, Math.min(all.length - 1, to));
    all.forEach((row, number) => row.classList.toggle("is-here", number === place));
    const target = all[place].querySelector(".row-link, [type=checkbox]");
    target.focus({ preventScroll: true });
    all[place].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [inert]");
    if (busy || event.ctrlKey || event.metaKey || event.altKey || !table.isConnected || table.closest("[inert]")) return;
    if (event.key === "j") move(here() + 1);
    else if (event.key === "k") move(here() - 1);
    else if (event.key === "x" && here() >= 0) rows()[here()].querySelector("[type=checkbox]")?.click();
    else return;
    event.preventDefault();
  });
}
