/**
 * Takes the focus when it appears: the summary of a form's faults, read at once.
 *
 *     <div class="faults" tabindex="-1" data-behaviour="focus">…</div>
 */
export function attach(element) {
  element.focus();
}
