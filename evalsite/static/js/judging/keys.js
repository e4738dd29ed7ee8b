/* Shortcuts. Each command is registered by the module that does it; which key calls it stands in
   the page (data-command and data-key in the list of keys), so that list and keys cannot differ. */

import { activeGroup, choose } from "./choosing.js";
import { find, verdict } from "./dom.js";

const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])";
const OWN_ENTER = "a, button, summary, textarea, input[type=checkbox]";

const commands = new Map();
let keysOn = true;

export function register(name, act) {
  commands.set(name, act);
}

function commandOf(key) {
  const row = [...document.querySelectorAll("[data-command]")].find((one) => one.dataset.key === key.toLowerCase());
  return commands.get(row?.dataset.command);
}

function onKey(event) {
  // 229 and isComposing: an input method is at work, and its digits and Enter are not ours.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat) return;
  if (event.key === "Escape") closePanels();
  if (!verdict() || event.altKey) return;
  const { target } = event;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitFrom(event);
  if (!keysOn || event.ctrlKey || event.metaKey || target.matches(TEXT_FIELDS)) return;
  if (event.key === "Enter" && !target.closest(OWN_ENTER)) return submitFrom(event);
  const act = commandOf(event.key);
  if (act) {
    event.preventDefault();
    act();
  } else if (/^\d$/.test(event.key) && activeGroup()) {
    event.preventDefault();
    choose(activeGroup(), event.key);
  }
}

function submitFrom(event) {
  event.preventDefault();
  verdict().requestSubmit();
}

function closePanels() {
  for (const panel of document.querySelectorAll("details.panel-holder[open]")) {
    const hadFocus = panel.contains(document.activeElement);
    panel.open = false;
    if (hadFocus) panel.querySelector("summary").focus();
  }
}

document.addEventListener("keydown", onKey);
document.addEventListener("change", ({ target }) => {
  if (target.id === "keys-on") keysOn = target.checked;
});
document.addEventListener("judging:pair", () => {
  if (find("#keys-on")) find("#keys-on").checked = keysOn;
});
