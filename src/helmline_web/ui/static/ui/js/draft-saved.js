/**
 * A message that says a form was saved takes the form's draft with it.
 *
 *     messages.success(request, _("Saved."), extra_tags="calendar-7")
 *     <div class="message" data-behaviour="draft-saved" data-draft="calendar-7">Saved.</div>
 */
export function attach(message) {
  localStorage.removeItem(`draft:${message.dataset.draft}`);
}
