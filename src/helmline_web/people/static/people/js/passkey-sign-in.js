/**
 * A button that signs in with a passkey; stays hidden where the browser has none.
 *
 *     <div hidden data-behaviour="../../people/js/passkey-sign-in" data-ask="…" data-answer="…" data-next="/" data-csrf="…">
 *       <button type="button">Sign in with a passkey</button><p role="alert" hidden></p>
 *     </div>
 */
import { canPasskeys, readOptions, send, writeCredential } from "./webauthn.js";

export function attach(element) {
  if (!canPasskeys()) return;
  element.hidden = false;
  element.querySelector("button").addEventListener("click", () => signIn(element));
}

async function signIn(element) {
  const { ask, answer, next, csrf } = element.dataset;
  const fault = element.querySelector("[role=alert]");
  fault.hidden = true;
  try {
    const publicKey = readOptions(await send(ask, csrf));
    const credential = await navigator.credentials.get({ publicKey });
    location.assign((await send(answer, csrf, { answer: writeCredential(credential), next })).next);
  } catch (error) {
    if (error.name === "NotAllowedError") return; // the reader changed his mind
    fault.textContent = error.message;
    fault.hidden = false;
  }
}
