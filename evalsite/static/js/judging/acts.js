/* Handing a pair on, recognising a system, reporting a problem. The panels work without script:
   here are their keys, and what is said when a report could not be sent. */

import { find, isDesk, tell, verdict } from "./dom.js";
import { register } from "./keys.js";
import { renewToken } from "./server.js";
import { announce, notice, trouble } from "./state_line.js";

let before = null; // what had the focus before a panel was opened by its key

function open(panel, inside) {
  if (!panel) return;
  tell("wanted");
  panel.open = !panel.open;
  if (panel.open) {
    before = document.activeElement;
    panel.querySelector(inside).focus();
  } else goBack();
}

function goBack() {
  if (before?.isConnected && before !== document.body) before.focus();
  else document.activeElement?.blur();
}

function recognise() {
  const flag = find("#id_recognised");
  if (flag) {
    tell("wanted");
    flag.click();
  }
  else open(find("#verdict .recognised"), "button");
}

function lacksNote(button) {
  const isLacking = button.value === "other" && !find("#id_cannot-note").value.trim();
  find("#cannot-note-missing").hidden = !isLacking;
  if (isLacking) find("#id_cannot-note").focus();
  return isLacking;
}

function buttonFor(event, panel) {
  const isWithControl = event.ctrlKey || event.metaKey;
  if (isWithControl && event.key === "Enter") return [...panel.querySelectorAll("button")].at(-1);
  if (isWithControl || event.target.matches("textarea")) return null;
  return panel.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
}

/* Within an open panel: a digit names a reason, Ctrl+Enter sends. Caught first, because the
   same keys mean something else outside. */
function onPanelKey(event) {
  if (event.isComposing || event.keyCode === 229 || event.altKey) return;
  const panel = event.target.closest?.(".act-panel[open]");
  if (!panel) return;
  const button = buttonFor(event, panel);
  if (!button) return;
  event.preventDefault();
  button.click();
}

function onClick(event) {
  const button = event.target.closest?.(".cannot button");
  if (!button || !lacksNote(button)) return;
  event.preventDefault();
  event.stopPropagation();
}

/* The press that sent something, if it was one of ours; the verdict's own notices speak of another
   matter, so a cut connection is told within the panel. */
const pressed = (event) => event.detail.elt?.closest?.(".act-panel button");

function showFailed(button, isFailed) {
  button.closest(".act-panel").querySelector(".failed").hidden = !isFailed;
}

async function onFailure(event) {
  const button = pressed(event);
  if (!button) return;
  const { status = 0, responseText = "" } = event.detail.xhr ?? {};
  let kind = trouble(status);
  if (status === 403 && responseText.includes("csrf_failed") && !button.dataset.renewed) {
    button.dataset.renewed = "once";
    const renewed = await renewToken();
    if (renewed === 200) return button.click();
    kind = trouble(renewed);
  }
  showFailed(button, kind === "connection");
  if (kind !== "connection") notice(kind);
}

function onReportSent({ detail }) {
  if (detail.target?.id !== "report-fields" || detail.xhr.status !== 200) return;
  find("#verdict .report").open = false;
  goBack();
}

register("cannot", () => open(find("#verdict .cannot"), "button"));
register("recognised", recognise);
register("report", () => open(find("#verdict .report"), "textarea"));
document.addEventListener("keydown", onPanelKey, true);
document.addEventListener("toggle", ({ target }) => {
  // In the flow of a narrow page a panel opens below what is in sight.
  if (!isDesk() && target.matches(".act-panel[open]")) target.scrollIntoView({ block: "nearest" });
}, true);
document.addEventListener("click", onClick, true);
document.addEventListener("change", ({ target }) => {
  if (target.id === "id_recognised") announce(target.checked ? target.dataset.on : target.dataset.off);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (pressed(event)) showFailed(pressed(event), false);
});
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failure, onFailure);
document.addEventListener("htmx:afterSwap", onReportSent);
document.addEventListener("judging:pair", () => {
  before = null;
  const open = verdict()?.querySelector(".cannot[open] .missing:not([hidden])");
  if (open) find("#id_cannot-note").focus();
});
