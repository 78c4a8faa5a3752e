/**
 * Keeps what is typed into a form in this browser until it is sent, so a lost session or a closed tab loses nothing.
 * Passwords and files are never kept. The draft goes when the form's page says that it was saved.
 *
 *     <form data-behaviour="draft" data-draft="calendar-7">… <span data-draft-state></span></form>
 *     <meta name="draft-saved" content="calendar-7">
 */
const keep = (field) => field.name && !["password", "file", "hidden", "submit"].includes(field.type);

export function attach(form) {
  const key = `draft:${form.dataset.draft}`;
  const state = form.querySelector("[data-draft-state]");
  const fields = () => [...form.elements].filter(keep);

  function read() {
    return fields().map((field) => [field.name, field.type === "checkbox" || field.type === "radio" ? field.checked : field.value]);
  }

  function write(values) {
    fields().forEach((field, number) => {
      const [name, value] = values[number] ?? [];
      if (name !== field.name) return;
      if (typeof value === "boolean") field.checked = value;
      else field.value = value;
    });
  }

  const first = JSON.stringify(read());
  const kept = localStorage.getItem(key);
  if (kept && kept !== first && !form.querySelector(".field-fault")) {
    write(JSON.parse(kept));
    if (state) state.textContent = form.dataset.restored ?? "";
  }
  form.addEventListener("input", () => localStorage.setItem(key, JSON.stringify(read())));
  form.addEventListener("reset", () => localStorage.removeItem(key));
}

const saved = document.querySelector('meta[name="draft-saved"]')?.content;
if (saved) localStorage.removeItem(`draft:${saved}`);
