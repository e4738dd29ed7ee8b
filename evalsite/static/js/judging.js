/* Keys, focus and small comforts of the judging page. The page works without this file.
   htmx swaps #assignment whole, so nothing is bound to an element inside it. */

const TEXT_FIELDS = "textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])";
const OWN_ENTER = "a, button, summary, textarea, input[type=checkbox]";
const IDLE_SECONDS = 60;

const find = (selector) => document.querySelector(selector);
const verdict = () => find("#verdict");
const groups = () => [...document.querySelectorAll("#verdict .criterion")];
const radios = (group) => [...group.querySelectorAll("input[type=radio]")];
const chosen = (group) => radios(group).find((radio) => radio.checked);
const isWide = () => matchMedia("(min-width: 900px)").matches;

let keysOn = true;
let foldedByHand = false;
let activeSeconds = 0;
let lastSign = Date.now();
let scrolled = { left: null, right: null };

/* --- choosing --------------------------------------------------------------------------- */

function activeGroup() {
  return document.activeElement?.closest(".criterion") ?? groups().find((group) => !chosen(group));
}

function focusGroup(group) {
  const radio = chosen(group) ?? radios(group)[0];
  radio.focus({ preventScroll: isWide() });
}

function goOn(group) {
  const all = groups();
  const behind = all.slice(all.indexOf(group) + 1);
  const next = [...behind, ...all].find((other) => !chosen(other));
  if (next) focusGroup(next);
  else find("#verdict [type=submit]").focus({ preventScroll: isWide() });
}

function choose(group, key) {
  const radio = radios(group).find((candidate) => candidate.dataset.key === key);
  if (!radio) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(group);
}

function markNext() {
  const active = activeGroup();
  for (const group of groups()) group.classList.toggle("next", group === active);
}

function showMissing(group) {
  group.classList.add("wrong");
  group.querySelector(".missing").hidden = false;
}

function checkComplete(event) {
  if (event.target !== verdict()) return;
  const missing = groups().filter((group) => !chosen(group));
  if (missing.length) {
    // The server would say the same, but the columns would lose their place.
    event.preventDefault();
    event.stopImmediatePropagation();
    missing.forEach(showMissing);
    focusGroup(missing[0]);
  } else {
    verdict().elements.active_seconds.value = activeSeconds;
  }
}

/* --- keys ------------------------------------------------------------------------------- */

const commands = {
  c: () => toggleCase(),
  f: () => flip(),
  m: () => openRemarks(),
};

function onKey(event) {
  lastSign = Date.now();
  // 229 and isComposing: an input method is at work, and its digits and Enter are not ours.
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.repeat) return;
  if (event.key === "Escape") closePanels();
  if (!verdict() || event.altKey) return;
  const { target } = event;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return submitFrom(event);
  if (!keysOn || event.ctrlKey || event.metaKey || target.matches(TEXT_FIELDS)) return;
  if (event.key === "Enter" && !target.closest(OWN_ENTER)) return submitFrom(event);
  const act = commands[event.key.toLowerCase()];
  if (act) {
    event.preventDefault();
    act();
  } else if (/^\d$/.test(event.key) && activeGroup()) {
    event.preventDefault();
    choose(activeGroup(), event.key);
  }
}

function submitFrom(event) {
  event.preventDefault();
  verdict().requestSubmit();
}

function toggleCase() {
  find("#case").open = !find("#case").open;
  foldedByHand = true;
}

function openRemarks() {
  find("#verdict .remarks").open = true;
  find("#verdict textarea").focus();
}

function closePanels() {
  for (const panel of document.querySelectorAll(".keys[open], .remarks[open]")) {
    const hadFocus = panel.contains(document.activeElement);
    panel.open = false;
    if (hadFocus) panel.querySelector("summary").focus();
  }
}

/* --- reading ---------------------------------------------------------------------------- */

function flip() {
  const other = find("#show-right").checked ? "#show-left" : "#show-right";
  find(other).click();
}

function onFlip(event) {
  // Each answer keeps its own place on a narrow screen; the other one starts at its top.
  const shown = event.target.id.slice("show-".length);
  scrolled[shown === "left" ? "right" : "left"] = window.scrollY;
  const top = find(".reading").getBoundingClientRect().top + window.scrollY;
  window.scrollTo(0, scrolled[shown] ?? Math.min(window.scrollY, top - find("#case").offsetHeight));
}

function foldCase(event) {
  const box = find("#case");
  if (!box?.open || foldedByHand || box.offsetHeight < window.innerHeight * 0.14) return;
  const side = event.target instanceof Element && event.target.matches(".side");
  const past = side ? event.target.scrollTop > 24 : !isWide() && window.scrollY > box.offsetHeight + 40;
  if (past) box.open = false;
}

function countSecond() {
  const isHere = document.visibilityState === "visible" && document.hasFocus();
  if (isHere && Date.now() - lastSign < IDLE_SECONDS * 1000) activeSeconds += 1;
}

/* --- sending ---------------------------------------------------------------------------- */

function beforeSend(event) {
  for (const notice of document.querySelectorAll("[data-notice]")) notice.hidden = true;
  // Signing in again in another tab gives the browser a new token; the form still has the old one.
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (token && event.detail.verb === "post") event.detail.parameters.csrfmiddlewaretoken = token;
}

function onFailure(event) {
  const status = event.detail.xhr?.status ?? 0;
  const notice = [401, 403, 404].includes(status) ? "signed-out" : "connection";
  const place = find(`[data-notice=${notice}]`);
  if (place) place.hidden = false;
}

function onSwap() {
  foldedByHand = false;
  activeSeconds = 0;
  scrolled = { left: null, right: null };
  const wrong = find(".criterion.wrong");
  if (wrong) focusGroup(wrong);
  else {
    window.scrollTo(0, 0);
    find("#pair-title")?.focus({ preventScroll: true });
  }
  if (find("#keys-on")) find("#keys-on").checked = keysOn;
  markNext();
}

/* ---------------------------------------------------------------------------------------- */

document.addEventListener("keydown", onKey);
document.addEventListener("submit", checkComplete, true);
document.addEventListener("scroll", foldCase, { capture: true, passive: true });
document.addEventListener("focusin", markNext);
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.id === "keys-on") keysOn = target.checked;
  else if (target.name === "shown") onFlip(event);
  const group = target.closest(".criterion");
  if (group) {
    group.classList.remove("wrong");
    group.querySelector(".missing").hidden = true;
    markNext();
  }
});
document.addEventListener("input", ({ target }) => {
  if (target.matches("#verdict textarea")) target.closest(".remarks").classList.toggle("filled", target.value !== "");
});
document.addEventListener("click", (event) => {
  if (event.target.closest("#case summary")) foldedByHand = true;
});
for (const sign of ["pointermove", "pointerdown", "wheel", "touchstart"])
  document.addEventListener(sign, () => (lastSign = Date.now()), { passive: true });
document.addEventListener("htmx:configRequest", beforeSend);
document.addEventListener("htmx:afterSwap", onSwap);
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failure, onFailure);
addEventListener("beforeprint", () => find("#case")?.setAttribute("open", ""));
setInterval(countSecond, 1000);
markNext();
