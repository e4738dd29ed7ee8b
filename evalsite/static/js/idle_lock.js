/* On a shared computer a page that nobody uses is covered and signed out of. What was begun is
   stored first: until the server has it the page stays covered and tries again. */

const ASKED_AGAIN_MS = 5000;
const TOLD_EVERY_MS = 5000;

const box = document.querySelector("#idle-lock");
const limit = Number(box.dataset.minutes) * 60_000;
// Whoever works in another tab is not idle in this one.
const elsewhere = new BroadcastChannel("signs-of-life");

let lastSign = Date.now();
let lastTold = 0;
let isLocked = false;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function sign() {
  // After a sleep of the computer the first touch comes before the clock has been looked at.
  check();
  if (isLocked) return;
  lastSign = Date.now();
  if (lastSign - lastTold < TOLD_EVERY_MS) return;
  lastTold = lastSign;
  elsewhere.postMessage(lastSign);
}

function check() {
  if (!isLocked && Date.now() - lastSign >= limit) lock();
}

async function lock() {
  isLocked = true;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  document.body.classList.add("locked");
  box.hidden = false;
  box.focus();
  const waiting = [];
  document.dispatchEvent(new CustomEvent("judging:leaving", { detail: { waiting } }));
  const wereSignedOut = await Promise.all(waiting);
  // Somebody had to sign in again to store it: that is not to be undone.
  if (wereSignedOut.includes(true)) return location.reload();
  for (const other of [...document.body.children]) if (other !== box) other.remove();
  await signOut();
  location.replace(box.dataset.then);
}

async function signOut() {
  const form = box.querySelector("form");
  for (;;) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) }).catch(() => null);
    // 403: this token's session is over already.
    if (answer && (answer.ok || answer.status === 403)) return;
    await pause(ASKED_AGAIN_MS);
  }
}

elsewhere.addEventListener("message", ({ data }) => (lastSign = Math.max(lastSign, data)));
for (const kind of ["keydown", "pointermove", "pointerdown", "wheel", "touchstart", "scroll"])
  document.addEventListener(kind, sign, { capture: true, passive: true });
for (const kind of ["focus", "pageshow"]) addEventListener(kind, check);
setInterval(check, 1000);
