/* The marks of this pair. They live in the form's hidden field, so that whatever fills the form (a
   draft, another device) fills them too. */

import { tell, verdict } from "../dom.js";
import { placeOf, toPiece } from "./texts.js";

const OMISSION = "omission";
export const MOST = 100;

const field = () => verdict()?.elements.spans;

export function marks() {
  try {
    const kept = JSON.parse(field()?.value || "[]");
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export const written = () => field()?.value ?? "";

function keep(list) {
  list.sort(byPlace);
  field().value = list.length ? JSON.stringify(list) : "";
  tell("changed");
}

function byPlace(one, other) {
  const key = ({ side, turn, start }) => [side === "left" ? 0 : 1, turn ?? Infinity, start ?? Infinity];
  const [a, b] = [key(one), key(other)];
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : a[at] - b[at];
}

const sameThing = (one, other) =>
  ["side", "turn", "start", "end", "type"].every((name) => one[name] === other[name]);

/* The same piece as the same type again, or another omission of a side, changes how severe it is. */
export function add(mark) {
  const others = marks().filter((other) => !sameThing(mark, other));
  if (others.length >= MOST) return false;
  keep([...others, mark]);
  return true;
}

const isOmission = (side, severity) => (mark) =>
  mark.type === OMISSION && mark.side === side && mark.severity === severity;

export const omits = ({ side, severity }) => marks().some(isOmission(side, severity));

/* A second press takes it back. */
export function omit(side, severity) {
  const at = marks().findIndex(isOmission(side, severity));
  if (at >= 0) return Boolean(remove(at));
  return add({ side, turn: null, start: null, end: null, quote: "", type: OMISSION, severity });
}

export function remove(index) {
  const list = marks();
  const [removed] = list.splice(index, 1);
  keep(list);
  return removed;
}

/* Where a mark stands on the page; null for an omission and for what does not fit its answer. */
export const standing = (mark) => (mark.type === OMISSION ? null : toPiece(mark));
export const fits = (mark) => mark.type === OMISSION || toPiece(mark) !== null;

export function indexAt(answer, offset) {
  const { side, turn } = placeOf(answer);
  return marks().findIndex((mark) => {
    const piece = mark.side === side && mark.turn === turn ? standing(mark) : null;
    return piece && piece.start <= offset && offset <= piece.end;
  });
}
