/* What every module of the judging page looks up. htmx swaps #assignment whole, so nothing is
   kept or bound: elements are looked up when they are needed, events are caught on the document. */

export const find = (selector) => document.querySelector(selector);
export const verdict = () => find("#verdict");
export const groups = () => [...document.querySelectorAll("#verdict .criterion")];
export const radios = (group) => [...group.querySelectorAll("input[type=radio]")];
export const chosen = (group) => radios(group).find((radio) => radio.checked);
export const isWide = () => matchMedia("(min-width: 900px)").matches;

/* Two events of the page itself: "judging:pair", a pair stands on the page (at the start and after
   every swap), and "judging:changed", something that is to be kept was changed by other means than
   a form field. */
export const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`judging:${name}`, { detail }));
