/* What the page says about saving: one line in the bar, and one notice above the form while
   something is in the way. "Saved" is said after the server's answer, never before. */

import { find } from "./dom.js";

const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/* From the first try until the server has the pair: a draft that is stored meanwhile must not
   look as if the pair were. */
let isHandingIn = false;

export function handingIn(value) {
  isHandingIn = value;
}

/* state: saving, saved, unsaved, or nothing to say. */
export function says(state, time) {
  const line = find("#save-state");
  if (!line) return;
  const words = line.dataset[state] ?? "";
  line.dataset.state = state;
  line.textContent = time ? `${words} ${clock.format(new Date(time))}` : words;
}

export function draftSays(state, time) {
  if (!isHandingIn) says(state, time);
}

/* Read out without moving the focus; only what matters, not every save of a draft. */
export function announce(words) {
  const place = find("#announcement");
  if (place && words) place.textContent = words;
}

export function notice(kind, detail = "") {
  for (const one of document.querySelectorAll("[data-notice]")) {
    const isMeant = one.dataset.notice === kind;
    const place = one.querySelector("[data-detail]");
    if (isMeant && place) place.textContent = detail;
    one.hidden = !isMeant;
  }
}

/* What stood in the way of drafts is over; what stands in the way of handing in may not be. */
export function clearNotice() {
  if (!isHandingIn) notice(null);
}

/* Which notice a status calls for: null when the server took what was sent. */
export function trouble(status) {
  if (status >= 200 && status < 300) return null;
  if (status === 401) return "signed-out";
  if (status === 403 || status === 404) return "somebody-else";
  return "connection";
}

// The pair is judged, or came back with what was wrong.
document.addEventListener("judging:pair", () => handingIn(false));
