/* Marking a piece of an answer as unsafe: where marks come from, and where they are seen. */

import { find } from "./dom.js";
import { register } from "./keys.js";
import { draw, drawChosen } from "./marking/drawing.js";
import { forget, list, showEntry } from "./marking/listing.js";
import { indexAt, written } from "./marking/marks.js";
import { close } from "./marking/palette.js";
import { isPicking, start, stop } from "./marking/picking.js";
import "./marking/selecting.js";
import { answerAt, underPoint } from "./marking/texts.js";

let drawn = null;

function refresh() {
  if (written() === drawn) return;
  drawn = written();
  draw();
  list();
}

function onPair() {
  drawn = null;
  forget();
  close();
  drawChosen(null);
  for (const hidden of document.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  refresh();
}

function onClick({ target, clientX, clientY }) {
  if (isPicking() || !answerAt(target) || !document.getSelection().isCollapsed) return;
  const point = underPoint(clientX, clientY);
  const index = point ? indexAt(point.answer, point.offset) : -1;
  if (index >= 0) showEntry(index);
}

register("mark", () => find("#mark-palette") && start({ byKey: true }));
document.addEventListener("click", onClick);
document.addEventListener("judging:pair", onPair);
for (const change of ["judging:changed", "judging:filled"]) document.addEventListener(change, refresh);
document.addEventListener("htmx:beforeSwap", stop);
