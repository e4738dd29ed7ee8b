/* The palette: one press gives type and severity. It never takes the focus by itself, so that
   somebody who only selects to read or copy is not disturbed. */

import { find, say } from "../dom.js";
import { drawChosen, scrollerOf } from "./drawing.js";
import { add } from "./marks.js";
import { nameOf, sentence } from "./words.js";
import { rangeOf, toKept } from "./texts.js";

const GAP = 8;
const USUAL = "moderate";

let piece = null;
let whenDone = null;
let usedBy = null; // who had the focus before

export const palette = () => find("#mark-palette");
export const isOpen = () => piece !== null;
export const hasFocus = () => palette()?.contains(document.activeElement) ?? false;

/* True if the page had to scroll for it. done is called when a mark was made and when the palette is left without one. */
export function open(chosen, { done = () => {} } = {}) {
  piece = chosen;
  whenDone = done;
  palette().hidden = false;
  place();
  return isSheet(palette()) && uncover();
}

/* What is marked stays to be seen above the sheet. */
function uncover() {
  const hidden = rangeOf(piece).getBoundingClientRect().bottom + GAP - palette().getBoundingClientRect().top;
  if (hidden > 0) scrollerOf(piece.answer).scrollBy(0, hidden);
  return hidden > 0;
}

export function close({ marked = false } = {}) {
  if (!isOpen()) return;
  const hadFocus = hasFocus();
  const done = whenDone;
  piece = whenDone = null;
  if (palette()) palette().hidden = true;
  if (hadFocus) usedBy?.focus({ preventScroll: true });
  usedBy = null;
  done?.({ marked });
}

const isSheet = (box) => getComputedStyle(box).getPropertyValue("--is-sheet").trim() === "1";

/* Beside the piece and inside the window; where that is narrow the style sheet puts it at the bottom. */
export function place() {
  const box = palette();
  if (!isOpen() || isSheet(box)) return box?.removeAttribute("style");
  const rects = [...rangeOf(piece).getClientRects()];
  const last = rects.at(-1) ?? piece.answer.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = last.bottom + GAP;
  const above = (rects[0] ?? last).top - GAP - height;
  const fits = below + height <= innerHeight - GAP;
  const top = fits ? below : above >= GAP ? above : innerHeight - GAP - height;
  box.style.left = `${Math.max(GAP, Math.min(last.left, document.documentElement.clientWidth - GAP - width))}px`;
  box.style.top = `${Math.max(GAP, top)}px`;
}

export function use() {
  if (hasFocus()) return;
  usedBy = document.activeElement;
  buttons(USUAL)[0].focus();
}

const buttons = (severity) => [...palette().querySelectorAll(`[data-severity="${severity}"]`)];

function mark({ type, severity }) {
  const made = { ...toKept(piece), type, severity };
  const { side, turn, start, end, quote } = made;
  const isTaken = add({ side, turn, start, end, quote, type, severity });
  say(isTaken ? sentence("made", `${nameOf(made)}: ${quote}`) : sentence("full"));
  document.getSelection().removeAllRanges();
  drawChosen(null);
  close({ marked: isTaken });
}

/* The number of a type; how severe stands in the column that has the focus, else in the middle. */
export function press(digit) {
  const severity = hasFocus() ? document.activeElement.dataset.severity ?? USUAL : USUAL;
  const chosen = buttons(severity)[digit - 1];
  if (chosen) mark(chosen.dataset);
  return Boolean(chosen);
}

export function move(key) {
  const rows = [...palette().querySelectorAll("[role=group]")].map((row) => [...row.querySelectorAll("button")]);
  const at = rows.findIndex((row) => row.includes(document.activeElement));
  const row = Math.max(0, at);
  const column = at < 0 ? 1 : rows[row].indexOf(document.activeElement);
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  const next = rows[(row + down + rows.length) % rows.length];
  next[(column + right + next.length) % next.length].focus();
}

document.addEventListener("click", ({ target }) => {
  if (!isOpen()) return;
  const chosen = target.closest("#mark-palette [data-type]");
  if (chosen) mark(chosen.dataset);
  else if (target.closest("[data-mark-close]")) close();
});
/* A press on the palette must not take the selection away before it is used. */
document.addEventListener("mousedown", (event) => {
  if (event.target.closest("#mark-palette")) event.preventDefault();
});
addEventListener("resize", () => isOpen() && place());
