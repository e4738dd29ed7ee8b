/* Asking the server without leaving the page. */

import { verdict } from "./dom.js";

const PATIENCE_MS = 15_000;
const asked = { headers: { Accept: "application/json" }, credentials: "same-origin" };

/* The status and the answer; 0 when there was none. A stale CSRF token is renewed once. */
export async function post(url, fields, { keepalive = false } = {}) {
  const answer = await send(url, fields, keepalive);
  if (answer.status !== 403 || !answer.data.csrf_failed) return answer;
  const renewed = await renewToken();
  return renewed === 200 ? send(url, fields, keepalive) : { status: renewed, data: {} };
}

async function send(url, fields, keepalive) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  body.set("csrfmiddlewaretoken", verdict()?.elements.csrfmiddlewaretoken.value ?? "");
  return ask(url, { ...asked, method: "POST", body, keepalive });
}

async function ask(url, options) {
  try {
    // A page that is being left waits for nobody, and its last request is not to be called off.
    const signal = options.keepalive ? undefined : AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(url, { ...options, signal });
    return { status: answer.status, data: await answer.json().catch(() => ({})) };
  } catch {
    return { status: 0, data: {} };
  }
}

/* Signing in again gives the browser a new token, and every form of the page still has the old one. */
export async function renewToken() {
  const url = verdict()?.dataset.csrfUrl;
  if (!url) return 404;
  const { status, data } = await ask(url, asked);
  if (status !== 200) return status;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = data.csrf;
  return status;
}
