/* Handing in, again and again until the server has it: nothing chosen or typed is ever dropped. */

import { seconds } from "./activity.js";
import { find, verdict } from "./dom.js";
import { changed, holdBack } from "./drafts.js";
import { Retry } from "./retry.js";
import { renewToken } from "./server.js";
import { announce, handingIn, notice, says, trouble } from "./state_line.js";

const TYPING_MS = 3000;

let lastInput = 0;
const retry = new Retry(again);

/* Whoever went on typing meanwhile is not cut off in the middle of a word. */
function again() {
  const typing = lastInput + TYPING_MS - Date.now();
  if (typing > 0) retry.after(typing);
  else verdict()?.requestSubmit();
}

function beforeSend(event) {
  if (event.target !== verdict()) return;
  retry.hold();
  holdBack();
  handingIn(true);
  says("saving");
  event.detail.parameters.active_seconds = seconds();
}

async function onFailure(event) {
  if (event.target !== verdict()) return;
  const { status = 0, responseText = "" } = event.detail.xhr ?? {};
  let kind = trouble(status);
  if (status === 403 && responseText.includes("csrf_failed")) {
    const renewed = await renewToken();
    if (renewed === 200) return verdict().requestSubmit();
    kind = trouble(renewed);
  }
  says("unsaved");
  notice(kind);
  retry.later();
  changed();
}

function onPair() {
  retry.stop();
  if (find("#save-state")?.dataset.state === "saved") announce(find("#save-state").textContent);
}

document.addEventListener("input", ({ target }) => target.form === verdict() && (lastInput = Date.now()));
document.addEventListener("htmx:configRequest", beforeSend);
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failure, onFailure);
document.addEventListener("judging:pair", onPair);
// Back to a page that the browser kept whole: not for whoever signed out since.
addEventListener("pageshow", async ({ persisted }) => persisted && (await renewToken()) === 401 && location.reload());
