/**
 * Opens links marked `data-sheet` in the side sheet instead of leaving the page. Escape, the scrim and the
 * close button put it away; focus goes in and comes back. Without a script the link is an ordinary page.
 *
 *     <a href="/number/first-reply" data-sheet>2 h 10 m</a>
 *     <aside id="sheet" class="sheet-place" data-behaviour="sheet"></aside>
 */
export function attach(place) {
  let opener = null;

  const others = () => [...document.body.children].filter((child) => child !== place && child.tagName !== "SCRIPT");

  function open(link) {
    opener = link;
    const asked = htmx.ajax("GET", link.href, { source: link, target: place, swap: "innerHTML" });
    asked.catch(() => {}); // no-answer.js says so
  }

  function close() {
    if (!place.firstElementChild) return;
    place.replaceChildren();
    others().forEach((child) => (child.inert = false));
    opener?.focus();
  }

  document.addEventListener("click", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    const link = event.target.closest("a[data-sheet]");
    if (link && plain) {
      event.preventDefault();
      open(link);
    } else if (place.contains(event.target) && event.target.closest("[data-sheet-close]")) {
      event.preventDefault();
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !document.querySelector("dialog[open]")) close();
  });
  place.addEventListener("htmx:afterSwap", () => {
    others().forEach((child) => (child.inert = true));
    place.querySelector(".sheet")?.focus();
  });
}
