/**
 * Shows a bar of acts while rows are selected and says how many; `data-all` selects them all.
 *
 *     <form data-behaviour="select-all"><p data-chosen hidden><b data-count></b> <button>…</button></p> <table>…</table></form>
 */
export function attach(form) {
  const bar = form.querySelector("[data-chosen]");
  const count = form.querySelector("[data-count]");
  const boxes = () => [...form.querySelectorAll(".pick input")];
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
    const chosen = boxes().filter((box) => box.checked).length;
    bar.hidden = !chosen;
    count.textContent = chosen;
  });
}
