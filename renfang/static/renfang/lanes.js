// Statement lanes: Enter accepts the suggestion of the current row, U takes a decision back.
// j and k move (keyboard.js). Never while typing, never during pinyin input, never when the
// single-key shortcuts are switched off. The same buttons are on the page for the mouse.

const OFF = "renfang.shortcuts.off";
const FORMS = { Enter: "form[data-accept]", u: "form[data-undo]" };

function isOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function isBusy(event) {
  return event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey
    || event.altKey || event.target.closest("input, textarea, select, button, summary");
}

function press(event) {
  const wanted = FORMS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!wanted || isBusy(event) || isOff()) return;
  const row = document.querySelector("[data-lanes] tbody tr.is-current");
  const form = row && row.querySelector(wanted);
  if (!form) return;
  event.preventDefault();
  event.stopPropagation();
  form.requestSubmit();
}

// Before the row's own link or keyboard.js answers Enter.
document.addEventListener("keydown", press, true);
