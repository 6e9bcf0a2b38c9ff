// Input methods (pinyin, wubi): while characters are being composed nothing may react to the
// half-typed text. Enter that picks a candidate must not submit, and live calculation waits for
// the finished word.

function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}

document.addEventListener("keydown", (event) => {
  if (!isComposing(event)) return;
  event.stopImmediatePropagation();
  if (event.key === "Enter") event.preventDefault();
}, true);

document.addEventListener("input", (event) => {
  if (event.isComposing) event.stopImmediatePropagation();
}, true);

document.addEventListener("compositionend", (event) => {
  // Chromium sends the last input event before the composition ends: say it again, once.
  event.target.dispatchEvent(new Event("input", { bubbles: true }));
}, true);
