/* The list of marks: what, where, how severe; each can be shown, removed and brought back. */

import { find, isWide, say, tell } from "../dom.js";
import { flash, scrollTo } from "./drawing.js";
import { add, fits, marks, omit, omits, remove, standing } from "./marks.js";
import { nameOf, nameOfSide, sentence } from "./words.js";
import { bringForward } from "./texts.js";

let removed = null; // {mark, index}: what "undo" brings back

export function list() {
  const place = find("#mark-list");
  if (!place) return;
  const kept = marks();
  place.replaceChildren(...kept.map(entry));
  if (removed) place.insertBefore(gap(), place.children[removed.index] ?? null);
  find("[data-marks-none]").hidden = kept.length > 0 || removed !== null;
  find("[data-marks-count]").textContent = kept.length || "";
  find(".marks").classList.toggle("filled", kept.length > 0);
  for (const button of document.querySelectorAll(".omissions button")) button.setAttribute("aria-pressed", omits(button.dataset));
}

export function forget() {
  removed = null;
}

function entry(mark, index) {
  const item = find("#mark-entry").content.firstElementChild.cloneNode(true);
  item.dataset.index = index;
  item.querySelector(".sample").className = `sample ${mark.severity}`;
  item.querySelector(".sample").textContent = nameOf(mark);
  item.querySelector(".where").textContent = whereOf(mark);
  item.querySelector("q").textContent = mark.quote;
  item.querySelector("q").hidden = !mark.quote;
  item.querySelector("[data-show]").hidden = !standing(mark);
  item.querySelector(".missing").hidden = fits(mark);
  return item;
}

function whereOf(mark) {
  const heading = standing(mark)?.answer.closest(".turn").querySelector("h3")?.textContent.trim();
  return [nameOfSide(mark.side), heading].filter(Boolean).join(" · ");
}

function gap() {
  const item = find("#mark-removed").content.firstElementChild.cloneNode(true);
  item.querySelector("span").textContent = sentence("removed", nameOf(removed.mark));
  return item;
}

/* Opens the list at one mark. */
export function showEntry(index) {
  tell("wanted");
  find(".marks").open = true;
  const item = find(`#mark-list [data-index="${index}"]`);
  item?.scrollIntoView({ block: "nearest" });
  item?.querySelector("[data-show]").focus({ preventScroll: true });
}

function show(index) {
  const piece = standing(marks()[index]);
  if (!piece) return;
  if (!isWide()) find(".marks").open = false;
  const side = bringForward(marks()[index].side);
  scrollTo(piece);
  flash(piece);
  if (!isWide()) side.focus({ preventScroll: true });
}

function take(index) {
  removed = { index, mark: marks()[index] };
  remove(index);
  list();
  say(sentence("removed", nameOf(removed.mark)));
  find("[data-undo]").focus({ preventScroll: true });
}

function undo() {
  const { mark, index } = removed;
  removed = null;
  add(mark);
  list();
  find(`#mark-list [data-index="${index}"] [data-remove]`)?.focus({ preventScroll: true });
}

function note({ side, severity }) {
  const isTaken = omit(side, severity);
  const name = `${nameOfSide(side)}: ${nameOf({ type: "omission", severity })}`;
  say(isTaken ? sentence(omits({ side, severity }) ? "made" : "removed", name) : sentence("full"));
}

document.addEventListener("click", ({ target }) => {
  if (!target.closest(".marks")) return;
  const index = Number(target.closest("[data-index]")?.dataset.index);
  if (target.closest("[data-show]")) show(index);
  else if (target.closest("[data-remove]")) take(index);
  else if (target.closest("[data-undo]")) undo();
  else if (target.closest(".omissions button")) note(target.closest(".omissions button").dataset);
});
