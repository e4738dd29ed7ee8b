/* Where the reader's eye is. Whatever changes above a text (the question folds, the letters grow),
   the line that is being read stays where it is. */

import { find, isDesk } from "./dom.js";

const BLOCKS = ".turn > h3, .answer > *, .answer li";

export function scrollers() {
  if (!isDesk()) return [document.scrollingElement];
  const rows = find(".pair.rows");
  return rows && getComputedStyle(rows).overflowY === "auto" ? [rows] : [...document.querySelectorAll(".side")];
}

function topOf(scroller) {
  const covered = find(isDesk() ? ".side > h2" : "#case > summary")?.offsetHeight ?? 0;
  return (scroller === document.scrollingElement ? 0 : scroller.getBoundingClientRect().top) + covered;
}

/* The first block that is not above the upper edge: what is being read, as far as one can tell. */
function blockAtTop(scroller) {
  const top = topOf(scroller);
  return [...scroller.querySelectorAll(BLOCKS)].find((block) => block.getBoundingClientRect().bottom > top + 1);
}

/* Change something, and scroll by as much as it moved what is read. Somebody at the very beginning
   has read nothing yet: there the text may be pushed down. */
export function keepInPlace(change) {
  const kept = scrollers()
    .filter((scroller) => scroller.scrollTop > 0)
    .map((scroller) => ({ scroller, block: blockAtTop(scroller) }))
    .filter(({ block }) => block)
    .map((place) => ({ ...place, before: place.block.getBoundingClientRect().top }));
  change();
  for (const { scroller, block, before } of kept) scroller.scrollTop += block.getBoundingClientRect().top - before;
}
