/**
 * Copies an address, or any text, and says so for a moment.
 *
 *     <button data-behaviour="copy" data-text="/number/first-reply?team=7" data-done="Copied">Copy link</button>
 */
export function attach(button) {
  button.addEventListener("click", async () => {
    const text = button.dataset.text ?? location.href;
    await navigator.clipboard.writeText(text.startsWith("/") ? location.origin + text : text);
    const words = button.textContent;
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = words), 1500);
  });
}
