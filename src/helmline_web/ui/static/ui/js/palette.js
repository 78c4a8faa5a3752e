/**
 * The command palette: opens by its button or by Ctrl/Cmd K (see shortcuts.js), moves by arrows, opens by Enter.
 * What is listed before anything is typed comes with the page; then htmx asks the server.
 *
 *     <dialog id="palette" data-behaviour="palette">
 *       <form action="/search"><input type="search" name="q" hx-get="/search" hx-target="#palette-found"></form>
 *       <div id="palette-found"><a href="/" data-item>Pulse</a></div>
 *     </dialog>
 */
export function attach(dialog) {
  const input = dialog.querySelector("input");
  const found = dialog.querySelector("[id$=found]");
  const atStart = found.innerHTML;
  const items = () => [...found.querySelectorAll("[data-item]")];
  const here = () => items().findIndex((item) => item.classList.contains("is-here"));

  function move(to) {
    const all = items();
    if (!all.length) return;
    const place = (to + all.length) % all.length;
    all.forEach((item, number) => item.classList.toggle("is-here", number === place));
    all[place].scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest('[data-behaviour~="palette-open"]') || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("helmline:palette", open);

  function open() {
    input.value = "";
    found.innerHTML = atStart;
    dialog.showModal();
    move(0);
  }

  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") move(here() + 1);
    else if (event.key === "ArrowUp") move(here() - 1);
    else if (event.key === "Enter" && here() >= 0) items()[here()].click();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  found.addEventListener("htmx:afterSwap", () => move(0));
  input.addEventListener("input", () => {
    if (!input.value) found.innerHTML = atStart;
  });
}
