/* Larger and smaller text, at once. */

import { find } from "./dom.js";
import { register } from "./keys.js";
import { keepInPlace } from "./places.js";
import { store } from "./preferences.js";

const root = document.documentElement;
const size = () => Number(root.dataset.size) || 100;

function step(by) {
  const sizes = find(".sizes").dataset.sizes.split(" ").map(Number);
  const next = sizes[sizes.indexOf(size()) + by];
  if (!next) return;
  keepInPlace(() => (root.dataset.size = next));
  showSize();
  store({ text_size: next });
}

function showSize() {
  const output = find(".sizes output");
  if (output) output.value = `${size()} %`;
}

register("bigger", () => step(1));
register("smaller", () => step(-1));
document.addEventListener("submit", (event) => {
  if (!event.target.matches(".sizes")) return;
  event.preventDefault();
  step(Number(event.submitter?.dataset.step));
});
document.addEventListener("judging:pair", showSize);
