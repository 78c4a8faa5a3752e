/**
 * Says how many rows of a list are selected, and selects them all. The acts below the list work without it.
 *
 *     <form data-behaviour="select-all"><table>…</table>
 *       <div data-chosen><b data-count>0</b> selected <input type="checkbox" data-all> <button>…</button></div></form>
 */
export function attach(form) {
  const bar = form.querySelector("[data-chosen]");
  const boxes = () => [...form.querySelectorAll(".pick input")];

  function tell() {
    const chosen = boxes().filter((box) => box.checked).length;
    bar.querySelector("[data-count]").textContent = chosen;
    bar.querySelectorAll("button").forEach((button) => (button.disabled = !chosen));
    bar.querySelector("[data-all]").checked = chosen > 0 && chosen === boxes().length;
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
    tell();
  });
  tell();
}
