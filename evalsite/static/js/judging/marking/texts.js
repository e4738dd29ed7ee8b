/* Offsets in the answers' texts. The browser counts UTF-16 units; what is kept counts code points,
   as the server does. */

import { find } from "../dom.js";

const ANSWER = ".turn.assistant .answer";

export const answersOf = (side) => [...document.querySelectorAll(`#side-${side} ${ANSWER}`)];

export function answerAt(node) {
  const element = node?.nodeType === Node.ELEMENT_NODE ? node : node?.parentElement;
  return element?.closest(ANSWER) ?? null;
}

export function placeOf(answer) {
  return { side: answer.closest(".side").id.slice("side-".length), turn: Number(answer.closest(".turn").dataset.turn) };
}

/* A piece of an answer in the terms that are kept: {side, turn, start, end, quote}. */
export function toKept({ answer, start, end }) {
  const text = answer.textContent;
  const points = (units) => [...text.slice(0, units)].length;
  return { ...placeOf(answer), start: points(start), end: points(end), quote: text.slice(start, end) };
}

/* And back: null where the answer does not say what the mark quotes. */
export function toPiece({ side, turn, start, end, quote }) {
  const answer = answersOf(side).find((one) => placeOf(one).turn === turn);
  if (!answer || !(start >= 0 && start < end)) return null;
  const points = [...answer.textContent];
  const units = (count) => points.slice(0, count).join("").length;
  const piece = { answer, start: units(start), end: units(end) };
  return points.slice(start, end).join("") === quote ? piece : null;
}

export function offsetAt(answer, node, offset) {
  const range = document.createRange();
  range.setStart(answer, 0);
  range.setEnd(node, offset);
  return range.toString().length;
}

export function rangeOf({ answer, start, end }) {
  const range = document.createRange();
  const walker = document.createTreeWalker(answer, NodeFilter.SHOW_TEXT);
  let passed = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const after = passed + node.length;
    if (start >= passed && start < after) range.setStart(node, start - passed);
    if (end > passed && end <= after) {
      range.setEnd(node, end - passed);
      return range;
    }
    passed = after;
  }
  return range;
}

/* Without blanks at its ends, and never half a formula or half a character; null if nothing is left. */
export function trimmed({ answer, start, end }) {
  const text = answer.textContent;
  while (start < end && /\s/u.test(text[start])) start += 1;
  while (end > start && /\s/u.test(text[end - 1])) end -= 1;
  if (start === end) return null;
  for (const formula of answer.querySelectorAll("math")) {
    const from = offsetAt(answer, formula, 0);
    const to = from + formula.textContent.length;
    if (start < to && end > from) [start, end] = [Math.min(start, from), Math.max(end, to)];
  }
  if (/[\udc00-\udfff]/.test(text[start])) start -= 1;
  if (/[\ud800-\udbff]/.test(text[end - 1])) end += 1;
  return { answer, start, end };
}

/* What of a selection lies in one answer: the first one that it touches. */
export function selected() {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const answer = [...document.querySelectorAll(ANSWER)].find((one) => range.intersectsNode(one));
  if (!answer) return null;
  const starts = answer.contains(range.startContainer);
  const ends = answer.contains(range.endContainer);
  const start = starts ? offsetAt(answer, range.startContainer, range.startOffset) : 0;
  const end = ends ? offsetAt(answer, range.endContainer, range.endOffset) : answer.textContent.length;
  return trimmed({ answer, start, end });
}

/* The answer and the offset under a point of the window. */
export function underPoint(x, y) {
  const caret = document.caretPositionFromPoint?.(x, y);
  const range = caret ? null : document.caretRangeFromPoint?.(x, y);
  const node = caret?.offsetNode ?? range?.startContainer;
  const answer = answerAt(node);
  return answer && { answer, offset: offsetAt(answer, node, caret?.offset ?? range.startOffset) };
}

/* Both answers side by side, or the one behind the other brought to the front. */
export function bringForward(side) {
  const shown = find(`#side-${side}`);
  if (shown.getClientRects().length === 0) find(`#show-${side}`).click();
  return shown;
}
