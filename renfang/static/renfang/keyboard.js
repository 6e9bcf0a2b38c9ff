// Single-key shortcuts: / search, g d to-do list, j k rows, Enter open, x tick, ? sheet.
// They never fire while something is being typed and can be switched off for good
// (WCAG 2.1.4). Ctrl+S presses the button marked data-save-draft, Ctrl+Enter data-go-check.

const OFF = "renfang.shortcuts.off";
const sheet = document.getElementById("shortcut-sheet");
const toggle = document.getElementById("shortcut-switch");
let prefix = "";

function isOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function isTyping(target) {
  return target.isContentEditable
    || (target.matches("input, textarea, select") && !target.matches("[type=checkbox], [type=radio]"));
}

function rows() {
  return Array.from(document.querySelectorAll("[data-rows] tbody tr"));
}

function currentRow() {
  return document.querySelector("[data-rows] tbody tr.is-current");
}

function moveRow(step) {
  const all = rows();
  if (!all.length) return;
  const present = currentRow();
  const index = present ? all.indexOf(present) + step : 0;
  const next = all[Math.min(Math.max(index, 0), all.length - 1)];
  if (present) present.classList.remove("is-current");
  next.classList.add("is-current");
  const link = next.querySelector("a[href]");
  if (link) link.focus();
  next.scrollIntoView({ block: "nearest" });
}

function openRow(event) {
  const row = currentRow();
  // A focused link or button answers Enter by itself.
  if (!row || event.target.closest("a, button, summary, input")) return false;
  const link = row.querySelector("a[href]");
  if (link) link.click();
  return Boolean(link);
}

function tickRow() {
  const row = currentRow();
  const box = row && row.querySelector("input[type=checkbox]");
  if (!box) return;
  box.click();
}

function openSheet() {
  if (sheet && typeof sheet.showModal === "function" && !sheet.open) sheet.showModal();
}

function focusSearch() {
  const box = document.querySelector("[data-global-search]");
  if (!box) return;
  box.focus();
  box.select();
}

function goTo(key) {
  const home = document.querySelector(".brand-link");
  if (key === "d" && home) home.click();
}

const ACTS = {
  "/": focusSearch,
  "?": openSheet,
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: tickRow,
};

// Ctrl+S and Ctrl+Enter press a button of the page; neither ever performs a legal act.
function onChord(event) {
  const wanted = { s: "[data-save-draft]", enter: "[data-go-check]" }[event.key.toLowerCase()];
  const button = wanted && document.querySelector(wanted);
  if (!button) return;
  event.preventDefault();
  button.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey) { onChord(event); return; }
  if (event.defaultPrevented || event.altKey) return;
  if (isOff() || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (prefix === "g") { prefix = ""; goTo(event.key); return; }
  if (event.key === "g") {
    prefix = "g";
    setTimeout(() => { prefix = ""; }, 1000);
    return;
  }
  if (event.key === "Enter") { if (openRow(event)) event.preventDefault(); return; }
  const act = ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

document.addEventListener("keydown", onKey);
document.querySelectorAll("[data-shortcut-sheet]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", openSheet);
});
if (toggle) {
  toggle.checked = !isOff();
  toggle.addEventListener("change", () => {
    try { localStorage.setItem(OFF, toggle.checked ? "0" : "1"); } catch { /* private mode */ }
  });
}
