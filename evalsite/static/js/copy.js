/* Buttons that copy a text of the page. Where the browser offers no clipboard they stay hidden. */

async function copy(event) {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  document.querySelector("[data-copied]").hidden = false;
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
  document.addEventListener("click", copy);
}
