/* A pause: the texts are hidden, no time is counted, everything stays; one key goes on. */

import { find, tell, verdict } from "./dom.js";
import { save } from "./drafts.js";
import { register } from "./keys.js";

const RESUMING = new Set(["Enter", " ", "Escape"]);
const MOVING = new Set(["Tab", "Shift"]);

let isPaused = false;

function show() {
  const desk = find("#assignment");
  const panel = find("#paused");
  desk?.classList.toggle("paused", isPaused && panel !== null);
  if (panel) panel.hidden = !isPaused;
  for (const button of document.querySelectorAll("[data-pause]")) button.hidden = isPaused;
  if (isPaused) panel?.querySelector("[data-resume]").focus();
}

function setPaused(value) {
  if (isPaused === value || !verdict()) return;
  isPaused = value;
  tell("paused", { isPaused });
  show();
  if (isPaused) save();
  else find("#pair-title")?.focus({ preventScroll: true });
}

/* Ahead of every other listener: no shortcut reaches a pair that nobody sees. */
function onKey(event) {
  if (!isPaused || MOVING.has(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest(".bar")) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  const pauseKey = find("[data-command=pause]")?.dataset.key;
  if (!event.repeat && (RESUMING.has(event.key) || event.key.toLowerCase() === pauseKey)) setPaused(false);
}

register("pause", () => setPaused(true));
addEventListener("keydown", onKey, true);
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-pause]")) setPaused(true);
  if (target.closest("[data-resume]")) setPaused(false);
});
document.addEventListener("judging:pair", () => {
  if (!verdict()) isPaused = false;
  show();
});
