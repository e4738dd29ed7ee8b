/* Both answers scrolled as one, each by its own share of the way; off until it is asked for. */

import { find, say } from "./dom.js";
import { register } from "./keys.js";
import { scrollers } from "./places.js";

let isOn = false;
let lastScrolled = null;
/* Where we put a side ourselves: the scroll event that follows from it is not the reader's. */
const putAt = new WeakMap();

const way = (side) => side.scrollHeight - side.clientHeight;

function follow(leader) {
  const other = scrollers().find((side) => side !== leader);
  if (!other || !way(leader)) return;
  other.scrollTop = (leader.scrollTop / way(leader)) * way(other);
  putAt.set(other, other.scrollTop);
}

function onScroll({ target }) {
  if (!(target instanceof Element) || !target.matches(".side")) return;
  if (Math.abs((putAt.get(target) ?? -9) - target.scrollTop) < 2) return;
  putAt.delete(target);
  lastScrolled = target;
  if (isOn) follow(target);
}

function showState() {
  find(".sync")?.setAttribute("aria-pressed", isOn);
}

function toggle() {
  const button = find(".sync");
  if (!button || scrollers().length < 2) return;
  isOn = !isOn;
  showState();
  say(isOn ? button.dataset.on : button.dataset.off);
  if (isOn && lastScrolled?.isConnected) follow(lastScrolled);
}

register("sync", toggle);
document.addEventListener("scroll", onScroll, { capture: true, passive: true });
document.addEventListener("click", ({ target }) => {
  if (target.closest(".sync")) toggle();
});
document.addEventListener("judging:pair", () => {
  lastScrolled = null;
  showState();
});
