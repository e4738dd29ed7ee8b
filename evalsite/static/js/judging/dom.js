/* What every module of the judging page looks up. htmx swaps #assignment whole, so nothing is
   kept or bound: elements are looked up when they are needed, events are caught on the document. */

export const find = (selector) => document.querySelector(selector);
export const verdict = () => find("#verdict");
export const groups = () => [...document.querySelectorAll("#verdict .criterion")];
export const radios = (group) => [...group.querySelectorAll("input[type=radio]")];
export const chosen = (group) => radios(group).find((radio) => radio.checked);
export const isWide = () => matchMedia("(min-width: 900px)").matches;
/* The page fills the window and what is read scrolls within it; the numbers stand in judging.css. */
export const isDesk = () => matchMedia("(min-width: 900px) and (min-height: 460px)").matches;

/* Events of the page itself: "judging:pair", a pair stands on the page (at the start and after
   every swap); "judging:changed", something that is to be kept was changed by other means than
   a form field; "judging:wanted", the verdict is about to be used and must be in sight. */
export const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`judging:${name}`, { detail }));

/* For a screen reader; what is seen says it in its own way. */
export function say(sentence) {
  const place = find("#said");
  if (place) place.textContent = sentence;
}
