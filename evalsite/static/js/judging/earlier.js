/* The pairs judged before, one key away (what is half done here waits on the server), and a judged
   pair that stands open again: its overall choice is what most people came to change. */

import { focusGroup } from "./choosing.js";
import { find, groups, isWide } from "./dom.js";
import { register } from "./keys.js";

function onPair() {
  const wrong = find(".reason.wrong input");
  if (wrong) wrong.focus();
  else if (find("#verdict.revision .finish > .go") && isWide()) focusGroup(groups()[0]);
}

register("earlier", () => find("#earlier")?.click());
document.addEventListener("judging:pair", onPair);
