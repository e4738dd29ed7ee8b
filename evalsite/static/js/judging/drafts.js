/* The form as it stands, stored by the server within a second of every change, so that it opens on
   any device. One request at a time; while a page is left one more may go out with it. */

import { addElsewhere, seconds } from "./activity.js";
import { find, verdict } from "./dom.js";
import { differing, fill, fromServer, merge, same, snapshot } from "./fields.js";
import { forget, recall, remember } from "./kept_choices.js";
import { allNow, Retry } from "./retry.js";
import { post } from "./server.js";
import { announce, clearNotice, draftSays, notice, trouble } from "./state_line.js";

const QUIET_MS = 400;
const LONGEST_MS = 1000;
const UNSAVED_AFTER_MS = 2000;
const NOTICE_AFTER_MS = 4000;
const HEARTBEAT_MS = 60_000;
const FIRST_LOOK_MS = 1500;
const ASKED_AGAIN_MS = 1000;

// This page among all that have the pair open, in other tabs and on other devices.
const PAGE = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const retry = new Retry(() => save());

let pair = null;
let composing = false;

/* known: the state that the server has; base: its revision; since: the first change it lacks. */
function begin() {
  const form = verdict();
  retry.stop();
  // A judged pair that stands open again has no draft: what was handed in stands until it is changed.
  if (!form?.dataset.draftUrl) return void (pair = null);
  const base = Number(form.dataset.draftRevision);
  if (pair?.token === form.dataset.token) {
    // The same pair again, with what was wrong: what the server has of it is known.
    pair.base = Math.max(pair.base, base);
  } else {
    if (pair) forget(pair.token);
    // A form that came back with its errors was never stored as a draft.
    const known = "unsaved" in form.dataset ? {} : snapshot();
    pair = { token: form.dataset.token, known, base, revision: base, knownSeconds: seconds(), since: null };
    takeKeptChoices();
  }
  pair.gone = "gone" in form.dataset;
  if (find("#save-state").dataset.savedAt) draftSays("saved", find("#save-state").dataset.savedAt);
  changed();
}

function takeKeptChoices() {
  const kept = recall(pair.token);
  if (!kept) return;
  // Stored after these choices were made: then only what it lacks is taken from them.
  const isNewer = kept.base >= pair.base;
  const missing = Object.entries(kept.choices).filter(([name]) => isNewer || !pair.known[name]);
  fill(Object.fromEntries(missing));
}

export function changed() {
  if (!pair || pair.gone) return;
  if (same(snapshot(), pair.known)) return void (pair.since = null);
  pair.since ??= Date.now();
  remember(pair.base);
  draftSays(retry.failures ? "unsaved" : "saving");
  clearTimeout(pair.timer);
  const wait = Math.min(QUIET_MS, pair.since + LONGEST_MS - Date.now());
  if (!retry.failures) pair.timer = setTimeout(save, Math.max(0, wait));
}

/* Called before handing in: what is handed in need not be stored as a draft first. */
export const holdBack = () => clearTimeout(pair?.timer);

export function save({ leaving = false } = {}) {
  if (!pair || pair.gone || !verdict()) return Promise.resolve();
  clearTimeout(pair.timer);
  if (pair.sending && !leaving) return pair.sending.then(changed);
  const sent = { pair, state: snapshot(), seconds: seconds(), revision: ++pair.revision };
  const slow = setTimeout(() => sent.pair === pair && pair.since && draftSays("unsaved"), UNSAVED_AFTER_MS);
  const sending = post(verdict().dataset.draftUrl, fieldsOf(sent), { keepalive: leaving }).then((answer) => {
    clearTimeout(slow);
    if (sent.pair.sending === sending) sent.pair.sending = null;
    if (sent.pair === pair) settle(sent, answer);
  });
  return (pair.sending = sending);
}

function fieldsOf({ state, revision, seconds: active_seconds }) {
  const { value: idempotency_key } = verdict().elements.idempotency_key;
  return { ...state, idempotency_key, active_seconds, draft_revision: revision, draft_base: pair.base, draft_page: PAGE };
}

function settle(sent, { status, data }) {
  if (status === 409) return giveUp(data.message);
  const kind = trouble(status);
  if (kind) return fail(kind);
  const wasInTrouble = retry.failures > 0;
  retry.stop();
  if (wasInTrouble) {
    clearNotice();
    allNow(); // what else waits for the server
  }
  if (data.stored && data.stored.draft_page !== PAGE) takeOver(data);
  else if (!data.stored && sent.revision > pair.base) Object.assign(pair, { base: sent.revision, known: sent.state, knownSeconds: sent.seconds });
  if (!same(snapshot(), pair.known)) return changed();
  pair.since = null;
  forget(pair.token);
  draftSays("saved", data.saved_at);
  if (wasInTrouble && find("#save-state").dataset.state === "saved") announce(find("#save-state").textContent);
}

function fail(kind) {
  pair.isSignedOut = kind === "signed-out";
  if (pair.since) {
    draftSays("unsaved");
    if (kind !== "connection" || Date.now() - pair.since > NOTICE_AFTER_MS) notice(kind);
  }
  retry.later();
}

function giveUp(message) {
  pair.gone = true;
  retry.stop();
  forget(pair.token);
  draftSays("unsaved");
  notice("gone", message);
}

/* Another page stored something that this one has not seen. */
function takeOver({ stored, revision, active_seconds }) {
  pair.revision = Math.max(pair.revision, revision);
  // Text that an input method is composing must not be touched; the next save finds this again.
  if (composing) return;
  const there = fromServer(stored);
  const { merged, both } = merge(pair.known, snapshot(), there);
  addElsewhere(active_seconds - pair.knownSeconds);
  Object.assign(pair, { base: revision, known: there, knownSeconds: active_seconds });
  fill(Object.fromEntries(differing(snapshot(), merged).map((name) => [name, merged[name] ?? ""])));
  if (both.length) notice("both", both.map((name) => nameOf(name, there[name])).join("; "));
}

/* A criterion with what was chosen for it elsewhere, or the name of a field. */
function nameOf(name, value) {
  const field = verdict().elements[name];
  const choice = field instanceof RadioNodeList && [...field].find((radio) => radio.value === value);
  if (!choice) return field.labels?.[0]?.textContent.trim() ?? "";
  const legend = choice.closest("fieldset").querySelector("legend").textContent.trim();
  return `${legend} (${choice.labels[0].querySelector(".face").firstChild.textContent.trim()})`;
}

/* For whoever closes this page in its reader's absence: resolves when everything is stored, and
   says whether its reader was signed out meanwhile. */
async function storeAll() {
  let wereSignedOut = false;
  while (pair?.since && !pair.gone) {
    await save();
    if (!pair?.since) break;
    wereSignedOut ||= pair.isSignedOut ?? false;
    await new Promise((resolve) => setTimeout(resolve, ASKED_AGAIN_MS));
  }
  return wereSignedOut;
}

function leave() {
  if (pair && !pair.gone && (pair.since || seconds() - pair.knownSeconds >= 1)) save({ leaving: true });
}

function beat() {
  const isNews = pair && !retry.failures && !pair.sending && seconds() - pair.knownSeconds >= 1;
  if (isNews && document.visibilityState === "visible") save();
}

for (const kind of ["input", "change"])
  document.addEventListener(kind, ({ target }) => target.form === verdict() && changed());
document.addEventListener("judging:changed", changed);
document.addEventListener("judging:pair", begin);
document.addEventListener("compositionstart", () => (composing = true));
document.addEventListener("compositionend", () => {
  composing = false;
  changed();
});
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : save()));
document.addEventListener("judging:leaving", ({ detail }) => detail.waiting.push(storeAll()));
addEventListener("pagehide", leave);
addEventListener("beforeunload", (event) => pair?.since && retry.failures && event.preventDefault());
setInterval(beat, HEARTBEAT_MS);
// What another page sent as it was closed may have arrived after this one was made.
setTimeout(save, FIRST_LOOK_MS);
