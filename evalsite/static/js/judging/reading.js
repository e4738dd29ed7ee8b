/* The two answers and the question above them: flipping, folding, each answer's own place. */

import { find, isDesk, isWide } from "./dom.js";
import { register } from "./keys.js";
import { keepInPlace, scrollers } from "./places.js";

let touchedByHand = false;
let places = { left: null, right: null };

const shownSide = () => (find("#show-right").checked ? "right" : "left");

function show(side) {
  const radio = find(`#show-${side}`);
  if (!radio.checked) radio.click();
}

function flip() {
  show(shownSide() === "left" ? "right" : "left");
}

function goTo(side) {
  if (!isWide()) show(side);
  find(`#side-${side}`).focus({ preventScroll: true });
}

/* Each answer keeps its own place on a narrow screen; the other one starts at its top. */
function onFlip(shown) {
  const other = shown === "left" ? "right" : "left";
  places[other] = window.scrollY;
  const start = find(".reading").getBoundingClientRect().top + window.scrollY - find("#case").offsetHeight;
  window.scrollTo(0, places[shown] ?? Math.min(window.scrollY, start));
}

export function setCase(open) {
  keepInPlace(() => (find("#case").open = open));
}

function toggleCase() {
  touchedByHand = true;
  setCase(!find("#case").open);
}

/* It folds by itself once more than its own height has been read, so that the text keeps its place. */
function foldCase() {
  const box = find("#case");
  if (!box?.open || touchedByHand) return;
  const gain = box.offsetHeight - box.querySelector("summary").offsetHeight;
  const isRead = scrollers().some((scroller) => scroller.scrollTop > gain + (isDesk() ? 24 : box.offsetHeight));
  if (isRead && gain > 60) setCase(false);
}

function onPair() {
  touchedByHand = false;
  places = { left: null, right: null };
}

register("case", toggleCase);
register("flip", flip);
register("left", () => goTo("left"));
register("right", () => goTo("right"));
document.addEventListener("scroll", foldCase, { capture: true, passive: true });
document.addEventListener("change", ({ target }) => {
  if (target.name === "shown") onFlip(target.id.slice("show-".length));
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#case > summary")) return;
  event.preventDefault();
  toggleCase();
});
document.addEventListener("judging:pair", onPair);
addEventListener("beforeprint", () => find("#case")?.setAttribute("open", ""));
