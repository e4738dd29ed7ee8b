/* The verdict's own room: folded to a strip while somebody reads, open when they judge.
   Where it is folded from the start stands in judging.css; this knows what the reader wants. */

import { chosen, find, groups, isDesk, verdict } from "./dom.js";
import { activeGroup, focusGroup } from "./choosing.js";
import { register } from "./keys.js";
import { setCase } from "./reading.js";

/* Where less of the window is left to the answers, the question gives way; one key brings it back. */
const LEAST_TEXT = 0.35;
/* Somebody who folds it on a desk wants room for text: the next pair starts folded too. */
let startsFolded = false;

const desk = () => find(".desk");
const isShown = () => verdict().getClientRects().length > 0;
const isOpen = () => (isDesk() ? isShown() : desk().dataset.dock === "open");

export function openDock() {
  if (!verdict() || isOpen()) return;
  desk().dataset.dock = "open";
  showState();
  if (isDesk() && find(".reading").clientHeight < innerHeight * LEAST_TEXT) setCase(false);
}

function foldDock() {
  desk().dataset.dock = "folded";
  showState();
}

function toggleDock() {
  if (!verdict()) return;
  const folds = isOpen();
  if (isDesk()) startsFolded = folds;
  if (!folds) return openAndFocus();
  const hadFocus = verdict().contains(document.activeElement);
  foldDock();
  if (hadFocus) find(".to-verdict").focus({ preventScroll: true });
}

function openAndFocus() {
  openDock();
  const group = activeGroup() ?? groups()[0];
  focusGroup(group);
}

function showState() {
  const toggle = find(".to-verdict");
  if (!toggle) return;
  toggle.setAttribute("role", "button");
  toggle.setAttribute("aria-expanded", isOpen());
  toggle.setAttribute("aria-controls", "verdict");
  find(".fold-verdict").hidden = false;
}

function showCount() {
  if (!verdict()) return;
  const all = groups();
  const done = all.filter(chosen).length;
  find("[data-chosen]").textContent = done;
  find(".to-verdict").classList.toggle("all", done === all.length);
}

/* Both answers are read to the end: what comes now is the verdict. */
function openAtTheEnd() {
  if (!verdict() || !isDesk() || isShown() || startsFolded) return;
  const sides = [...document.querySelectorAll(".side")];
  const area = find(".reading").getBoundingClientRect();
  const room = area.bottom - Math.min(verdict().scrollHeight || 190, area.height / 2);
  if (sides.every((side) => side.lastElementChild.getBoundingClientRect().bottom <= room)) openDock();
}

function onPair() {
  if (!verdict()) return;
  if (startsFolded && isDesk()) desk().dataset.dock = "folded";
  if (find(".criterion.wrong")) openDock();
  showCount();
  showState();
}

register("verdict", toggleDock);
document.addEventListener("click", (event) => {
  if (!event.target.closest(".to-verdict, .fold-verdict")) return;
  event.preventDefault();
  toggleDock();
});
document.addEventListener("change", showCount);
document.addEventListener("scroll", openAtTheEnd, { capture: true, passive: true });
document.addEventListener("judging:wanted", openDock);
document.addEventListener("judging:pair", onPair);
addEventListener("resize", () => verdict() && showState());
