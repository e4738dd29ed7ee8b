/* What somebody changes about reading and keys is used at once and stored with the person. */

import { find } from "./dom.js";

let waiting = null;
let isSending = false;

/* One request at a time: of two that cross, the earlier value could be stored last. */
export function store(fields) {
  waiting = { ...waiting, ...fields };
  if (!isSending) send();
}

async function send() {
  isSending = true;
  while (waiting) {
    const fields = waiting;
    waiting = null;
    // A size that could not be stored is still the size of this page: nothing to tell.
    await post(fields).catch(() => {});
  }
  isSending = false;
}

function post(fields) {
  const form = find(".sizes");
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  return fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true });
}
