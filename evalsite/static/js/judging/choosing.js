/* One press per answer: after each choice the next criterion takes the focus. */

import { chosen, find, groups, isDesk, radios, tell, verdict } from "./dom.js";

export function activeGroup() {
  return document.activeElement?.closest(".criterion") ?? groups().find((group) => !chosen(group));
}

export function focusGroup(group) {
  tell("wanted");
  const radio = chosen(group) ?? radios(group)[0];
  radio.focus({ preventScroll: true });
  bringIntoView(group);
}

/* On a desk it is in sight. Elsewhere the verdict scrolls by no more than it must. */
function bringIntoView(element) {
  if (!isDesk()) element.scrollIntoView({ block: "nearest" });
}

function goOn(group) {
  const all = groups();
  const behind = all.slice(all.indexOf(group) + 1);
  const next = [...behind, ...all].find((other) => !chosen(other));
  if (next) return focusGroup(next);
  const last = missingReason() ?? find("#verdict .finish > .go");
  last.focus({ preventScroll: true });
  bringIntoView(last);
}

// A judgment that is changed wants a reason, which is not asked for otherwise.
const missingReason = () => find("#verdict .reason:not(:has(:checked)) input");

export function choose(group, key) {
  const radio = radios(group).find((candidate) => candidate.dataset.key === key);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(group);
}

function markNext() {
  const active = activeGroup() ?? groups().at(-1);
  for (const group of groups()) group.classList.toggle("next", group === active);
}

function showMissing(group) {
  group.classList.add("wrong");
  group.querySelector(".missing").hidden = false;
}

function checkComplete(event) {
  if (event.target !== verdict()) return;
  const missing = groups().filter((group) => !chosen(group));
  if (!missing.length) return;
  // The server would say the same, but the columns would lose their place.
  event.preventDefault();
  event.stopImmediatePropagation();
  missing.forEach(showMissing);
  focusGroup(missing[0]);
}

function onChange({ target }) {
  const group = target.closest(".criterion");
  if (!group) return;
  group.classList.remove("wrong");
  group.querySelector(".missing").hidden = true;
  markNext();
}

function onPair() {
  const wrong = find(".criterion.wrong");
  if (wrong) focusGroup(wrong);
  markNext();
}

document.addEventListener("submit", checkComplete, true);
document.addEventListener("focusin", markNext);
document.addEventListener("change", onChange);
document.addEventListener("judging:pair", onPair);
