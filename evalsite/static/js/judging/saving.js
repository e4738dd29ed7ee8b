/* Handing in, and what the page says when that fails: nothing chosen or typed is ever dropped. */

import { find } from "./dom.js";

function beforeSend(event) {
  for (const notice of document.querySelectorAll("[data-notice]")) notice.hidden = true;
  // Signing in again in another tab gives the browser a new token; the form still has the old one.
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token && event.detail.verb === "post") event.detail.parameters.csrfmiddlewaretoken = token;
}

function onFailure(event) {
  const status = event.detail.xhr?.status ?? 0;
  const notice = [401, 403, 404].includes(status) ? "signed-out" : "connection";
  const place = find(`[data-notice=${notice}]`);
  if (place) place.hidden = false;
}

document.addEventListener("htmx:configRequest", beforeSend);
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failure, onFailure);
