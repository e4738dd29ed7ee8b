/* Active time: the page is visible and focused, and its reader gave a sign of life lately. */

import { find, verdict } from "./dom.js";

const IDLE_SECONDS = 60;

let activeSeconds = 0;
let lastSign = Date.now();

function countSecond() {
  const isHere = document.visibilityState === "visible" && document.hasFocus();
  if (!verdict() || !isHere || Date.now() - lastSign >= IDLE_SECONDS * 1000) return;
  activeSeconds += 1;
  verdict().elements.active_seconds.value = activeSeconds;
}

// A draft that was opened brings along what was counted on the other device.
document.addEventListener("judging:pair", () => {
  activeSeconds = Number(find("#verdict [name=active_seconds]")?.value) || 0;
});
for (const sign of ["keydown", "pointermove", "pointerdown", "wheel", "touchstart"])
  document.addEventListener(sign, () => (lastSign = Date.now()), { capture: true, passive: true });
setInterval(countSecond, 1000);
