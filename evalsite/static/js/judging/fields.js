/* A form's state as plain values: read, filled in again, and two of them brought together. */

import { tell, verdict } from "./dom.js";

const NOT_CONTENT = new Set(["csrfmiddlewaretoken", "active_seconds", "idempotency_key"]);
const OF_A_DRAFT = new Set(["draft_page", ...NOT_CONTENT]);

export function snapshot() {
  const fields = {};
  for (const [name, value] of new FormData(verdict())) if (!NOT_CONTENT.has(name)) fields[name] = value;
  return fields;
}

/* What the server stored: forms are sent with CR LF, text areas hold LF. */
export function fromServer(stored) {
  const content = Object.entries(stored).filter(([name]) => !OF_A_DRAFT.has(name));
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
