/* The two answers and the question above them: flipping, folding, each answer's own place. */

import { find, isWide } from "./dom.js";
import { register } from "./keys.js";

let foldedByHand = false;
let scrolled = { left: null, right: null };

function flip() {
  const other = find("#show-right").checked ? "#show-left" : "#show-right";
  find(other).click();
}

function onFlip(event) {
  // Each answer keeps its own place on a narrow screen; the other one starts at its top.
  const shown = event.target.id.slice("show-".length);
  scrolled[shown === "left" ? "right" : "left"] = window.scrollY;
  const top = find(".reading").getBoundingClientRect().top + window.scrollY;
  window.scrollTo(0, scrolled[shown] ?? Math.min(window.scrollY, top - find("#case").offsetHeight));
}

function toggleCase() {
  find("#case").open = !find("#case").open;
  foldedByHand = true;
}

function foldCase(event) {
  const box = find("#case");
  if (!box?.open || foldedByHand || box.offsetHeight < window.innerHeight * 0.14) return;
  const side = event.target instanceof Element && event.target.matches(".side");
  const past = side ? event.target.scrollTop > 24 : !isWide() && window.scrollY > box.offsetHeight + 40;
  if (past) box.open = false;
}

function onPair() {
  foldedByHand = false;
  scrolled = { left: null, right: null };
}

register("case", toggleCase);
register("flip", flip);
document.addEventListener("scroll", foldCase, { capture: true, passive: true });
document.addEventListener("change", (event) => {
  if (event.target.name === "shown") onFlip(event);
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#case summary")) foldedByHand = true;
});
document.addEventListener("judging:pair", onPair);
addEventListener("beforeprint", () => find("#case")?.setAttribute("open", ""));
