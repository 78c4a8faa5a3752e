/**
 * A form that adds a passkey of this device.
 *
 *     <form data-behaviour="../../people/js/passkey-add" data-ask="…" data-answer="…" data-csrf="…">
 *       <input name="title"><p role="alert" hidden></p><p data-without>…</p><button disabled>Add</button>
 *     </form>
 */
import { canPasskeys, readOptions, send, writeCredential } from "./webauthn.js";

export function attach(form) {
  if (!canPasskeys()) return;
  form.querySelector("[data-without]").hidden = true;
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    add(form);
  });
}

async function add(form) {
  const { ask, answer, csrf } = form.dataset;
  const fault = form.querySelector("[role=alert]");
  fault.hidden = true;
  try {
    const publicKey = readOptions(await send(ask, csrf));
    const credential = await navigator.credentials.create({ publicKey });
    const title = form.elements.title.value;
    location.assign((await send(answer, csrf, { answer: writeCredential(credential), title })).next);
  } catch (error) {
    if (error.name === "NotAllowedError") return; // the reader changed his mind
    fault.textContent = error.message;
    fault.hidden = false;
  }
}
