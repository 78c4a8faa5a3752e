/**
 * Sends a form as soon as something in it was chosen; without a script the form keeps its button.
 *
 *     <form data-behaviour="submit-on-change"><select name="language">…</select></form>
 */
export function attach(form) {
  form.addEventListener("change", () => form.requestSubmit());
}
