/* A form's state as plain values: read, filled in again, and two of them brought together. */

import { groups, radios, tell, verdict } from "./dom.js";

// Beside the criteria: what is handed in. The form also holds what only other acts send.
const REMARKS = ["comment", "harm_left", "harm_right", "recognised", "spans"];

const contentNames = () => new Set([...REMARKS, ...groups().flatMap((group) => radios(group).map(({ name }) => name))]);

export function snapshot() {
  const names = contentNames();
  return Object.fromEntries([...new FormData(verdict())].filter(([name]) => names.has(name)));
}

/* What the server stored: forms are sent with CR LF, text areas hold LF. */
export function fromServer(stored) {
  const names = contentNames();
  const content = Object.entries(stored).filter(([name]) => names.has(name));
  return Object.fromEntries(content.map(([name, value]) => [name, value.replaceAll("\r\n", "\n")]));
}

export function differing(one, other) {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => (one[name] ?? "") !== (other[name] ?? ""));
}

export const same = (one, other) => differing(one, other).length === 0;

/* Both sides of what was changed in two places since both knew the same: a field that was left
   alone here takes what was chosen there; where both were changed nothing typed is dropped. */
export function merge(known, here, there) {
  const merged = { ...here };
  const both = [];
  for (const name of differing(here, there)) {
    if (name === "spans") merged[name] = mergeLists(known[name], here[name], there[name]);
    else if ((here[name] ?? "") === (known[name] ?? "")) merged[name] = there[name] ?? "";
    else if ((there[name] ?? "") !== (known[name] ?? "")) {
      both.push(name);
      if (name === "comment") merged[name] = mergeTexts(here[name] ?? "", there[name] ?? "");
    }
  }
  return { merged, both };
}

function mergeTexts(here, there) {
  if (here.includes(there)) return here;
  return there.includes(here) ? there : `${here}\n\n${there}`;
}

function mergeLists(...texts) {
  const [known, here, there] = texts.map((text) => JSON.parse(text || "[]").map((one) => JSON.stringify(one)));
  const kept = here.filter((one) => there.includes(one) || !known.includes(one));
  const added = there.filter((one) => !here.includes(one) && !known.includes(one));
  return `[${[...kept, ...added].join(",")}]`;
}

export function fill(fields) {
  for (const [name, value] of Object.entries(fields)) fillOne(name, value);
  tell("filled");
}

function fillOne(name, value) {
  const field = verdict().elements[name];
  if (!field) return;
  const controls = field instanceof RadioNodeList ? [...field] : [field];
  for (const control of controls) {
    if (control.type === "radio") control.checked = control.value === value;
    else if (control.type === "checkbox") control.checked = Boolean(value);
    else setText(control, value);
  }
  const changed = controls.find((control) => control.checked) ?? controls[0];
  for (const kind of ["input", "change"]) changed.dispatchEvent(new Event(kind, { bubbles: true }));
}

function setText(control, value) {
  const { selectionStart: start, selectionEnd: end } = control;
  control.value = value;
  // Whoever types goes on where they were: what came from elsewhere stands behind it.
  if (document.activeElement === control) control.setSelectionRange(start, end);
}
