/* Text that is selected, by mouse, by finger or by keyboard, gets the palette beside it. */

import { say } from "../dom.js";
import { close, hasFocus, open } from "./palette.js";
import { isPicking, stop } from "./picking.js";
import { sentence } from "./words.js";
import { selected } from "./texts.js";

const REST_MS = 250;
/* To bring a piece out from under the palette is no reading on. */
const SETTLE_MS = 300;

let resting = 0;
let isDown = false;
let isSelection = false;
let scrolledAt = -Infinity;
let last = null;

const same = (one, other) => one?.answer === other?.answer && one?.start === other?.start && one?.end === other?.end;

function look() {
  const piece = selected();
  if (!piece) return leave();
  // Left once with Escape or by scrolling, it does not come back for the same text.
  if (same(piece, last)) return;
  if (isPicking()) stop();
  last = piece;
  isSelection = true;
  if (open(piece, { done: () => (isSelection = false) })) scrolledAt = performance.now();
  say(sentence("open"));
}

function leave() {
  last = null;
  if (isSelection && !hasFocus()) close();
}

function later(wait) {
  clearTimeout(resting);
  if (!isDown) resting = setTimeout(look, wait);
}

document.addEventListener("selectionchange", () => later(REST_MS));
document.addEventListener("pointerdown", ({ target }) => {
  isDown = true;
  if (isSelection && target.closest && !target.closest("#mark-palette")) close();
}, true);
for (const end of ["pointerup", "pointercancel"])
  document.addEventListener(end, ({ target }) => {
    isDown = false;
    if (!target.closest?.("#mark-palette")) later(0);
  }, true);
/* Who scrolls on is reading. */
document.addEventListener("scroll", ({ target }) => {
  const isOwn = target.id === "mark-palette" || performance.now() - scrolledAt < SETTLE_MS;
  if (isSelection && !hasFocus() && !isOwn) close();
}, { capture: true, passive: true });
