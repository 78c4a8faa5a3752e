/**
 * Shows itself when the server does not answer a request of htmx, and goes when it answers again.
 * A whole page in place of a fragment means that the sign-in ran out: then the page is loaded anew, and asks for it.
 *
 *     <p class="message is-error" data-behaviour="no-answer" hidden>The server does not answer.</p>
 */
export function attach(message) {
  document.addEventListener("htmx:sendError", () => (message.hidden = false));
  document.addEventListener("htmx:timeout", () => (message.hidden = false));
  document.addEventListener("htmx:afterOnLoad", () => (message.hidden = true));
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.serverResponse)) return;
    event.detail.shouldSwap = false;
    location.reload();
  });
}
