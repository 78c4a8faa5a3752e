/**
 * Keeps what is typed into a form in this browser until it is sent, so that a lost session or a closed tab loses
 * nothing. Passwords and files are never kept. When the text comes back, the form says so and offers to discard it.
 * The draft goes once the page says that it was saved (draft-saved.js).
 *
 *     <form data-behaviour="draft" data-draft="calendar-7">…
 *       <span data-draft-state hidden>Your unsent text is back. <button type="reset">Discard it</button></span></form>
 */
const NEVER = ["password", "file", "hidden", "submit", "reset", "button"];

export function attach(form) {
  const key = `draft:${form.dataset.draft}`;
  const state = form.querySelector("[data-draft-state]");
  const fields = () => [...form.elements].filter((field) => field.name && !NEVER.includes(field.type));
  const isMark = (field) => field.type === "checkbox" || field.type === "radio";
  const read = () => JSON.stringify(fields().map((field) => [field.name, isMark(field) ? field.checked : field.value]));

  function write(kept) {
    fields().forEach((field, number) => {
      const [name, value] = kept[number] ?? [];
      if (name !== field.name) return;
      if (isMark(field)) field.checked = value;
      else field.value = value;
    });
    if (state) state.hidden = false;
  }

  const kept = localStorage.getItem(key);
  const cameBackWithFaults = form.querySelector(".field-fault");
  if (kept && kept !== read() && !cameBackWithFaults) write(JSON.parse(kept));

  form.addEventListener("input", () => localStorage.setItem(key, read()));
  form.addEventListener("reset", () => {
    localStorage.removeItem(key);
    if (state) state.hidden = true;
  });
}
