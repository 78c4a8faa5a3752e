/**
 * Files dropped on a label land in its input; the names are shown.
 *
 *     <label class="drop" data-behaviour="drop"><input type="file" name="file"> … <span data-files></span></label>
 */
export function attach(zone) {
  const input = zone.querySelector("input[type=file]");
  const names = zone.querySelector("[data-files]");
  const show = () => (names.textContent = [...input.files].map((file) => file.name).join(", "));

  for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", show);
}
