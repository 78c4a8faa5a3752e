/**
 * Marks what opens the command palette; palette.js listens for it. Without a script it is a link to the search page.
 *
 *     <a href="/search" data-behaviour="palette-open">Search</a>
 */
export function attach(link) {
  link.setAttribute("aria-haspopup", "dialog");
}
