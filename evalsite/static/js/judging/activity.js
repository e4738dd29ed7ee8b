/* Active time: the page is visible and focused, and its reader gave a sign of life lately. */

import { find } from "./dom.js";

const IDLE_MS = 60_000;
const PAUSE_MS = 10 * 60_000;
const BREAK_AFTER_MS = 45 * 60_000;

let total = 0; // of this pair, on all devices
let sitting = 0; // over pairs, since the last long pause
let hintAt = BREAK_AFTER_MS;
let since = null; // the active stretch under way
let lastSign = Date.now();
let lastActive = Date.now();
let isPaused = false;

const isHere = () => document.visibilityState === "visible" && document.hasFocus() && !isPaused;

/* Book what has passed, up to a minute after the last sign. */
function book() {
  const now = Date.now();
  if (since !== null) {
    const stretch = Math.max(0, Math.min(now, lastSign + IDLE_MS) - since);
    total += stretch;
    sitting += stretch;
    lastActive = since + stretch;
  }
  const goesOn = isHere() && now < lastSign + IDLE_MS;
  if (goesOn && since === null && now - lastActive >= PAUSE_MS) endSitting();
  since = goesOn ? now : null;
  showHint();
}

function endSitting() {
  sitting = 0;
  hintAt = BREAK_AFTER_MS;
}

function sign() {
  book();
  lastSign = Date.now();
  if (since === null) book();
}

function showHint() {
  const hint = find("#break-hint");
  if (hint) hint.hidden = sitting < hintAt;
}

/* Of the pair on the page, to a tenth. */
export function seconds() {
  book();
  return Math.round(total / 100) / 10;
}

/* What another device counted meanwhile. */
export function addElsewhere(more) {
  total += Math.max(0, more) * 1000;
}

const field = () => find("#verdict [name=active_seconds]");

function tick() {
  if (field()) field().value = seconds();
}

function onPair() {
  book();
  // A draft that was opened brings along what was counted on the other device.
  total = (Number(field()?.value) || 0) * 1000;
  showHint();
}

document.addEventListener("judging:pair", onPair);
document.addEventListener("judging:paused", ({ detail }) => {
  book();
  isPaused = detail.isPaused;
  sign();
});
document.addEventListener("click", ({ target }) => {
  if (!target.closest("#break-hint button")) return;
  hintAt = sitting + BREAK_AFTER_MS;
  showHint();
});
for (const kind of ["keydown", "pointermove", "pointerdown", "wheel", "touchstart", "scroll"])
  document.addEventListener(kind, sign, { capture: true, passive: true });
for (const kind of ["focus", "pageshow"]) addEventListener(kind, sign);
for (const kind of ["blur", "pagehide"]) addEventListener(kind, book);
document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? sign() : book()));
setInterval(tick, 1000);
