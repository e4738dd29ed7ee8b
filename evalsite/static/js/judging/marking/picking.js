/* Choosing a sentence without dragging: by arrow keys, or by a tap and another one to extend. */

import { find, isWide, say } from "../dom.js";
import { drawChosen, frame, scrollTo } from "./drawing.js";
import * as palette from "./palette.js";
import { nameOfSide } from "./words.js";
import { sentencesOf } from "./sentences.js";
import { answerAt, answersOf, bringForward, rangeOf, selected, trimmed, underPoint } from "./texts.js";

let picking = null; // {side, anchor, head}: sentences of one side by number; -1: none yet
let focusBefore = null;

export const isPicking = () => picking !== null;

const sentences = (side) => answersOf(side).flatMap(sentencesOf);

export function start({ byKey }) {
  if (isPicking()) return stop();
  const piece = selected();
  if (piece) palette.open(piece);
  if (palette.isOpen()) return palette.use();
  const side = document.activeElement.closest(".side")?.id.slice("side-".length) ?? shownSide();
  picking = { side, anchor: -1, head: -1 };
  focusBefore = document.activeElement;
  showHint();
  if (byKey) {
    find("#mark-hint").focus({ preventScroll: true });
    goTo(firstInSight(side));
  } else say(find("#mark-hint").textContent.trim());
}

function shownSide() {
  return !isWide() && find("#show-right")?.checked ? "right" : "left";
}

export function stop() {
  if (!isPicking()) return;
  picking = null;
  drawChosen(null);
  palette.close();
  const hint = find("#mark-hint");
  const hadFocus = hint.contains(document.activeElement) || document.activeElement === document.body;
  showHint();
  if (hadFocus) focusBefore?.focus({ preventScroll: true });
}

function showHint() {
  find("#mark-hint").hidden = !isPicking();
  for (const button of document.querySelectorAll("[data-mark-start]")) button.setAttribute("aria-pressed", isPicking());
}

function firstInSight(side) {
  const all = sentences(side);
  if (!all.length) return -1;
  const { top } = frame(all[0].answer);
  const found = all.findIndex((one) => rangeOf(one).getBoundingClientRect().bottom > top + 8);
  return Math.max(0, found);
}

/* From the anchor to the head, within one answer. */
function piece() {
  const all = sentences(picking.side);
  const [first, last] = [picking.anchor, picking.head].sort((a, b) => a - b).map((number) => all[number]);
  return first && trimmed({ answer: first.answer, start: first.start, end: last.end });
}

function goTo(number, { extends: isLonger = false } = {}) {
  const all = sentences(picking.side);
  if (!all[number]) return;
  if (isLonger && all[picking.anchor]?.answer !== all[number].answer) return;
  picking.head = number;
  if (!isLonger) picking.anchor = number;
  const chosen = piece();
  drawChosen(chosen);
  scrollTo(chosen);
  if (palette.isOpen()) show();
  say(`${nameOfSide(picking.side)}: ${chosen.answer.textContent.slice(chosen.start, chosen.end)}`);
}

function show() {
  palette.open(piece(), { done: ({ marked }) => marked && stop() });
}

function changeSide() {
  const side = picking.side === "left" ? "right" : "left";
  if (!sentences(side).length) return;
  bringForward(side);
  picking = { side, anchor: -1, head: -1 };
  goTo(firstInSight(side));
}

function step(key, isLonger) {
  if (picking.head < 0) return goTo(firstInSight(picking.side));
  goTo(picking.head + (key === "ArrowDown" ? 1 : -1), { extends: isLonger });
}

function act({ key, shiftKey }) {
  if (key === "Escape") return palette.isOpen() ? palette.close() : stop();
  if (palette.hasFocus()) return inPalette(key);
  if (key === "ArrowDown" || key === "ArrowUp") return step(key, shiftKey);
  if (["ArrowLeft", "ArrowRight", "Tab"].includes(key)) return changeSide();
  if (key === "Home") return goTo(0);
  if (key === "End") return goTo(sentences(picking.side).length - 1);
  if (key === "Enter") return usePalette();
  if (picking.head < 0) return false;
  if (!/^[1-9]$/.test(key)) return false;
  if (!palette.isOpen()) show();
  return palette.press(Number(key));
}

/* Enter hands nothing in while a sentence is being chosen. */
function usePalette() {
  if (picking.head < 0) return;
  show();
  palette.use();
}

function inPalette(key) {
  if (key.startsWith("Arrow")) return palette.move(key);
  return /^[1-9]$/.test(key) && palette.press(Number(key));
}

/* Without a sentence being picked: the palette beside a selection. */
function actOnSelection({ key, target }) {
  if (key === "Escape") return palette.close();
  if (palette.hasFocus()) return inPalette(key);
  const areKeysOn = find("#keys-on")?.checked ?? true;
  if (!areKeysOn || target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])")) return false;
  return /^[1-9]$/.test(key) && palette.press(Number(key));
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
  const answer = isPicking() ? act : palette.isOpen() ? actOnSelection : null;
  if (!answer || answer(event) === false) return;
  event.preventDefault();
  event.stopPropagation();
}

function onClick(event) {
  if (event.target.closest("[data-mark-start]")) return start({ byKey: false });
  if (event.target.closest("[data-mark-stop]")) return stop();
  if (isPicking() && answerAt(event.target) && document.getSelection().isCollapsed) tap(event);
}

function tap({ clientX, clientY }) {
  const point = underPoint(clientX, clientY);
  if (!point) return;
  const side = point.answer.closest(".side").id.slice("side-".length);
  const all = sentences(side);
  const number = all.findLastIndex((one) => one.answer === point.answer && one.start <= point.offset);
  const isLonger = side === picking.side && picking.head >= 0 && all[picking.anchor].answer === point.answer;
  picking.side = side;
  goTo(Math.max(number, 0), { extends: isLonger });
  show();
}

document.addEventListener("keydown", onKey, true);
document.addEventListener("click", onClick);
document.addEventListener("scroll", () => isPicking() && palette.place(), { capture: true, passive: true });
