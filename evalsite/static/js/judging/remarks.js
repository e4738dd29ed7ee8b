/* The panel for what goes beyond the choices. */

import { find } from "./dom.js";
import { register } from "./keys.js";

register("remark", () => {
  find("#verdict .remarks").open = true;
  find("#verdict textarea").focus();
});
document.addEventListener("input", ({ target }) => {
  if (target.matches("#verdict .remarks textarea")) target.closest(".remarks").classList.toggle("filled", target.value !== "");
});
