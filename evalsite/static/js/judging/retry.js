/* Trying again until it works: soon at first, at longest every half minute, and at once when the
   network is back, the page is looked at again, or somebody signed in in another tab. */

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;

const waiting = new Set();
const signedIn = new BroadcastChannel("signed-in");

export class Retry {
  failures = 0;
  #timer = null;

  constructor(act) {
    this.act = act;
  }

  later() {
    this.after(Math.min(FIRST_MS * 2 ** this.failures, LONGEST_MS));
    this.failures += 1;
  }

  after(milliseconds) {
    this.hold();
    waiting.add(this);
    this.#timer = setTimeout(() => this.now(), milliseconds);
  }

  now() {
    this.hold();
    this.act();
  }

  hold() {
    waiting.delete(this);
    clearTimeout(this.#timer);
  }

  stop() {
    this.hold();
    this.failures = 0;
  }
}

export const allNow = () => [...waiting].forEach((retry) => retry.now());

addEventListener("online", allNow);
addEventListener("focus", allNow);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && allNow());
signedIn.addEventListener("message", allNow);
// Whoever sees this page is signed in.
signedIn.postMessage(true);
