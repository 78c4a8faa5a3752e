/**
 * Asks for its own part of the page again every so many seconds, while the page is seen and nobody types in it.
 * When the server does not answer, what is shown stays and grows old: age.js says so.
 *
 *     <div id="board" data-behaviour="refresh" data-every="15" data-from="/live?part=board">…</div>
 */
export function attach(part) {
  const timer = setInterval(() => {
    if (!part.isConnected) return clearInterval(timer);
    if (document.hidden || part.contains(document.activeElement?.closest("input, select, textarea"))) return;
    const asked = htmx.ajax("GET", part.dataset.from, { source: part, target: part, swap: "innerHTML" });
    asked.catch(() => {}); // no-answer.js says so
  }, Number(part.dataset.every) * 1000);
}
