/* What somebody changes about reading and keys is used at once and stored with the person. */

import { find } from "./dom.js";

export function store(fields) {
  const form = find(".sizes");
  const token = form.elements.csrfmiddlewaretoken.value;
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
  // A size that could not be stored is still the size of this page: nothing to tell.
  fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
}
