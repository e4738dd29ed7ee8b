/* Shortcuts. Each command is registered by the module that does it; which key calls it stands in
   the page (data-command and data-key in the list of keys), so that list and keys cannot differ. */

import { activeGroup, choose } from "./choosing.js";
import { find, isDesk, tell, verdict } from "./dom.js";
import { store } from "./preferences.js";

const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])";
const OWN_ENTER = "a, button, summary, textarea, input[type=checkbox]";
/* Safari ends a composition before it tells of the Enter that ended it. */
const AFTER_COMPOSITION = 100;

const commands = new Map();
const root = document.documentElement;
let isComposing = false;
let composedAt = -Infinity;

export function register(name, act) {
  commands.set(name, act);
}

const keysOn = () => root.dataset.keys !== "off";

function commandOf(key) {
  const rows = [...document.querySelectorAll("[data-command]")];
  const called = (wanted) => rows.find((row) => row.dataset.key === wanted)?.dataset.command;
  // "+" needs no Shift when nothing else is on its key.
  return commands.get(called(key.toLowerCase()) ?? (key === "=" ? called("+") : undefined));
}

/* An input method is at work: its letters, digits and Enter are not ours. */
function isInputMethod(event) {
  const endsOne = event.key === "Enter" && event.timeStamp - composedAt < AFTER_COMPOSITION;
  return isComposing || event.isComposing || event.keyCode === 229 || endsOne;
}

function onKey(event) {
  if (isInputMethod(event)) {
    // In a field of one line it would send the form.
    if (event.key === "Enter" && event.target.matches("input")) event.preventDefault();
    return;
  }
  if (event.defaultPrevented || event.repeat) return;
  if (event.key === "Escape") closePanels();
  if (!verdict() || event.altKey) return;
  const { target } = event;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitFrom(event);
  if (!keysOn() || event.ctrlKey || event.metaKey || target.matches(TEXT_FIELDS)) return;
  if (event.key === "Enter" && !target.closest(OWN_ENTER)) return submitFrom(event);
  if (act(event)) event.preventDefault();
}

function act({ key, target }) {
  const command = commandOf(key);
  if (command) command();
  else if (/^\d$/.test(key) && activeGroup()) chooseInSight(key);
  else if (/^Page(Up|Down)$/.test(key) && isDesk() && !target.closest(".side, .case")) turnPage(key);
  else return false;
  return true;
}

function chooseInSight(key) {
  const group = activeGroup();
  tell("wanted");
  choose(group, key);
}

/* With the focus in the verdict nothing would scroll: the window itself never does. */
function turnPage(key) {
  for (const box of document.querySelectorAll(".pair.rows, .side"))
    box.scrollBy(0, box.clientHeight * (key === "PageDown" ? 0.8 : -0.8));
}

function submitFrom(event) {
  event.preventDefault();
  verdict().requestSubmit();
}

function closePanels() {
  for (const panel of document.querySelectorAll("details.panel-holder[open]")) {
    const content = document.getElementById(panel.dataset.panel) ?? panel;
    const hadFocus = panel.contains(document.activeElement) || content.contains(document.activeElement);
    panel.open = false;
    if (hadFocus) panel.querySelector("summary").focus();
  }
}

document.addEventListener("compositionstart", () => (isComposing = true), true);
document.addEventListener("compositionend", (event) => {
  isComposing = false;
  composedAt = event.timeStamp;
}, true);
document.addEventListener("keydown", onKey);
document.addEventListener("change", ({ target }) => {
  if (target.id !== "keys-on") return;
  root.dataset.keys = target.checked ? "on" : "off";
  store({ keys_on: root.dataset.keys });
});
document.addEventListener("judging:pair", () => {
  if (find("#keys-on")) find("#keys-on").checked = keysOn();
});
