/* The guideline over the pair: fetched when it is first asked for; Escape or its key closes it.
   The dialog stands outside of what is swapped, and the pair below it keeps everything. */

import { find } from "./dom.js";
import { register } from "./keys.js";

const panel = () => find("#guideline");

async function open() {
  if (!panel() || panel().open) return;
  panel().showModal();
  const text = panel().querySelector(".text");
  if (text.childElementCount) return;
  const failed = panel().querySelector("[role=alert]");
  failed.hidden = true;
  try {
    const answer = await fetch(panel().dataset.url, { headers: { "HX-Request": "true" } });
    if (!answer.ok) throw new Error(answer.statusText);
    text.innerHTML = await answer.text();
  } catch {
    failed.hidden = false;
  }
}

function onClick(event) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!isPlain || !panel() || !event.target.closest("[data-opens=guideline]")) return;
  event.preventDefault();
  open();
}

/* While it is open the keys of the page below are nobody's. */
function onKey(event) {
  if (!panel()?.open) return;
  event.stopPropagation();
  const key = find("[data-command=guideline]")?.dataset.key;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.toLowerCase() !== key) return;
  event.preventDefault();
  panel().close();
}

register("guideline", open);
document.addEventListener("click", onClick);
document.addEventListener("keydown", onKey, true);
