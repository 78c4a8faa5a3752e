/**
 * Keys of every page: Ctrl/Cmd K opens the palette, `?` lists the keys. Nothing happens while somebody types.
 */
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");

export function attach(page) {
  page.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      page.dispatchEvent(new CustomEvent("helmline:palette"));
    } else if (event.key === "?" && !typing(event.target)) {
      page.getElementById("keys")?.showModal();
    }
  });
}
