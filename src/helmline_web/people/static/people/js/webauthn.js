/**
 * What passkeys need of a browser: JSON to its own types and back, and a form that carries the answer.
 */
export const canPasskeys = () => Boolean(window.PublicKeyCredential && window.isSecureContext);

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Turns the server's options into those of `navigator.credentials`. */
export function readOptions(options) {
  const known = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));
  const read = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = known(options.allowCredentials);
  return read;
}

/** Writes a credential as the JSON that the server reads. */
export function writeCredential(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: toText(credential.rawId), type: credential.type, response });
}

/** Posts fields and returns the answer's JSON; throws its `fault` in words. */
export async function send(address, csrf, fields = {}) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "X-CSRFToken": csrf },
    body: new URLSearchParams(fields),
  });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.fault);
  return said;
}
