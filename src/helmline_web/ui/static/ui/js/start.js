/**
 * Attaches behaviours: an element asks for one by name and gets it once, also after htmx brought it in.
 *
 *     <table data-behaviour="keys">…</table>      loads keys.js and calls its attach(element)
 */
const attached = new WeakMap();

async function attach(element) {
  for (const name of element.dataset.behaviour.split(/\s+/)) {
    const names = attached.get(element) ?? new Set();
    if (!name || names.has(name)) continue;
    attached.set(element, names.add(name));
    const behaviour = await import(`./${name}.js`);
    behaviour.attach(element);
  }
}

function attachAll(root) {
  if (root.matches?.("[data-behaviour]")) attach(root);
  root.querySelectorAll("[data-behaviour]").forEach(attach);
}

attachAll(document);
document.addEventListener("htmx:load", (event) => attachAll(event.detail.elt));
import("./shortcuts.js").then((shortcuts) => shortcuts.attach(document));
