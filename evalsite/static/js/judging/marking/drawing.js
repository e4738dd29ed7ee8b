/* Marks drawn over the answers without changing them: the offsets of marks count their text. */

import { find } from "../dom.js";
import { marks, standing } from "./marks.js";
import { rangeOf } from "./texts.js";

const SEVERITIES = ["mild", "moderate", "severe"];
const FLASH_MS = 2500;

const canDraw = () => typeof Highlight === "function" && CSS.highlights;

function set(name, ranges, priority) {
  if (!canDraw()) return;
  const highlight = new Highlight(...ranges);
  highlight.priority = priority;
  CSS.highlights.set(`mark-${name}`, highlight);
}

export function draw() {
  const list = marks();
  SEVERITIES.forEach((severity, priority) => {
    const pieces = list.filter((mark) => mark.severity === severity).map(standing).filter(Boolean);
    set(severity, pieces.map(rangeOf), priority);
  });
}

/* The piece that is being chosen. */
export function drawChosen(piece) {
  set("chosen", piece ? [rangeOf(piece)] : [], 8);
}

let flashing = 0;

export function flash(piece) {
  clearTimeout(flashing);
  set("shown", [rangeOf(piece)], 9);
  flashing = setTimeout(() => set("shown", [], 9), FLASH_MS);
}

/* Into the middle of what scrolls, whichever box that is. */
export function scrollTo(piece) {
  const range = rangeOf(piece);
  const box = range.getBoundingClientRect();
  const { top, bottom } = frame(piece.answer);
  if (box.top >= top && box.bottom <= bottom) return;
  const target = range.startContainer.parentElement;
  target.scrollIntoView({ block: "center", inline: "nearest" });
  // A long paragraph: its middle is not where the mark stands.
  const after = range.getBoundingClientRect();
  if (after.top < top || after.bottom > bottom) scrollerOf(piece.answer).scrollBy(0, after.top - (top + (bottom - top) / 3));
}

export function scrollerOf(answer) {
  for (let box = answer.parentElement; box; box = box.parentElement) {
    const { overflowY } = getComputedStyle(box);
    if (/auto|scroll/.test(overflowY) && box.scrollHeight > box.clientHeight) return box;
  }
  return document.scrollingElement;
}

/* The part of the window in which an answer can be read. */
export function frame(answer) {
  const scroller = scrollerOf(answer);
  const box = scroller === document.scrollingElement ? { top: 0, bottom: innerHeight } : scroller.getBoundingClientRect();
  const head = scroller === document.scrollingElement ? find("#case > summary") : answer.closest(".side").querySelector("h2");
  return { top: Math.max(box.top, 0) + (head?.offsetHeight ?? 0), bottom: Math.min(box.bottom, innerHeight) - 60 };
}
