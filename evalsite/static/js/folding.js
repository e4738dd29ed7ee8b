/* Sections of a long page: on a phone all but the first are folded, elsewhere and in print open.

Without script every section stays open. What a reader opened is kept with the page's entry in
the browser's history, so that coming back from what stands behind a figure finds it again. */

const narrow = matchMedia("(max-width: 640px)");
const folds = [...document.querySelectorAll("details[data-fold]")];
const idOf = (fold) => fold.parentElement.id;
let beforePrint = null;

function target() {
  const id = decodeURIComponent(location.hash.slice(1));
  return id ? document.getElementById(id) : null;
}

function reveal() {
  const wanted = target();
  if (!wanted) return;
  const hidden = folds.filter(
    (fold) => !fold.open && (fold.contains(wanted) || wanted.contains(fold)),
  );
  for (const fold of hidden) fold.open = true;
  if (hidden.length) wanted.scrollIntoView();
}

function start() {
  if (!narrow.matches) return;
  const kept = history.state?.unfolded ?? [idOf(folds[0])];
  for (const fold of folds) fold.open = kept.includes(idOf(fold));
  reveal();
  target()?.scrollIntoView();
}

function keep() {
  if (beforePrint) return;
  const unfolded = folds.filter((fold) => fold.open).map(idOf);
  history.replaceState({ ...history.state, unfolded }, "");
}

if (folds.length) {
  start();
  for (const fold of folds) fold.addEventListener("toggle", keep);
  narrow.addEventListener("change", () => {
    if (!narrow.matches) for (const fold of folds) fold.open = true;
  });
  addEventListener("hashchange", reveal);
  // A second click on the same link changes no address.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.('a[href^="#"]');
    if (link && link.hash === location.hash) reveal();
  });
  addEventListener("beforeprint", () => {
    beforePrint = folds.filter((fold) => !fold.open);
    for (const fold of beforePrint) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of beforePrint ?? []) fold.open = false;
    beforePrint = null;
  });
}
