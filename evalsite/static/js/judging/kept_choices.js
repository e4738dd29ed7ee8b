/* Choices that the server does not have yet, for a browser that is closed meanwhile. Nothing but
   the pair's token, the radios and the ticks: no comment, no text of a dialogue. */

import { find, verdict } from "./dom.js";

const PREFIX = "choices:";

function storage(act) {
  try {
    return act(localStorage);
  } catch {
    return null; // the browser allows none
  }
}

export function remember(base) {
  const chosen = [...verdict().querySelectorAll("input:is([type=radio], [type=checkbox])")].filter((one) => one.name && one.checked);
  const choices = Object.fromEntries(chosen.map(({ name, value }) => [name, value]));
  storage((kept) => kept.setItem(PREFIX + verdict().dataset.token, JSON.stringify({ base, choices })));
}

export function recall(token) {
  return JSON.parse(storage((kept) => kept.getItem(PREFIX + token)) ?? "null");
}

export function forget(token) {
  storage((kept) => kept.removeItem(PREFIX + token));
}

export function forgetAll() {
  const names = storage((kept) => Object.keys(kept)) ?? [];
  for (const name of names) if (name.startsWith(PREFIX)) forget(name.slice(PREFIX.length));
}

document.addEventListener("submit", ({ target }) => target === find("[data-sign-out]") && forgetAll(), true);
