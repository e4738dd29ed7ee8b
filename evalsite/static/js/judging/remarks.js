/* The panel for what goes beyond the choices. */

import { find, tell } from "./dom.js";
import { register } from "./keys.js";

register("remark", () => {
  tell("wanted");
  find("#verdict .remarks").open = true;
  find("#verdict textarea").focus();
});
document.addEventListener("input", ({ target }) => {
  if (target.matches("#verdict .remarks textarea")) target.closest(".remarks").classList.toggle("filled", target.value !== "");
});
