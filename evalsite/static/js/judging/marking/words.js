/* What the page calls things, taken from its own labels. */

import { find } from "../dom.js";

const button = (type, severity) => find(`#mark-palette [data-type="${type}"][data-severity="${severity}"]`);

export const nameOfSide = (side) => find(`#side-${side} > h2`).firstChild.textContent.trim();

export function nameOf({ type, severity }) {
  const found = button(type, severity);
  if (found) return found.getAttribute("aria-label");
  const severe = find(`#mark-palette [data-severity="${severity}"]`)?.textContent.trim() ?? severity;
  return `${find("#mark-palette").dataset.omission}, ${severe}`;
}

export const sentence = (name, ...parts) => [find("#mark-palette").dataset[name], ...parts].join(" ");
