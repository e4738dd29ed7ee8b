/* Comforts of the judging page, which works without them. Each module keeps to its own subject. */

import "./judging/activity.js";
import "./judging/acts.js";
import "./judging/choosing.js";
import "./judging/dock.js";
import "./judging/earlier.js";
import "./judging/guideline.js";
import "./judging/keys.js";
import "./judging/marking.js";
import "./judging/pausing.js";
import "./judging/reading.js";
import "./judging/remarks.js";
import "./judging/saving.js";
import "./judging/size.js";
import "./judging/sync.js";
import { find, tell } from "./judging/dom.js";

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  // A small part of the page may be swapped too, such as the fields of a report.
  if (detail.target?.id !== "assignment") return;
  tell("pair");
  if (find(".criterion.wrong, .reason.wrong")) return;
  window.scrollTo(0, 0);
  // After a practice pair Enter goes on.
  (find("#go-on") ?? find("#pair-title"))?.focus({ preventScroll: true });
});
tell("pair");
