// The score grid: Enter and arrows move between boxes, a block copied from Excel is pasted from
// the box that has the focus, Ctrl+Z takes the last entry or block back. Each box is sent as it is
// left. What could not be sent is marked, kept in this browser, shown again after a reload, and
// sent when the connection is back.

const grid = document.querySelector("form[data-scores]");
const offline = document.querySelector("[data-scores-offline]");
const RETRY_MS = 5000;
// What was entered, the last at the end: each step a list of { box, from }.
const steps = [];

function boxes() {
  return Array.from(grid.querySelectorAll("input[data-cell]"));
}

function seenOf(box) {
  return box.nextElementSibling;
}

function column(box) {
  const [, part, attempt] = box.dataset.cell.split("-");
  return `${part}-${attempt}`;
}

// The box of the same column in the next or previous row, of whatever team.
function neighbour(box, step) {
  const same = boxes().filter((other) => column(other) === column(box) && !other.closest("[hidden]"));
  return same[same.indexOf(box) + step];
}

// The box beside it in the same row, among those that can be seen.
function beside(box, step) {
  const across = Array.from(box.closest("tr").querySelectorAll("input[data-cell]")).filter((other) => !other.closest("[hidden]"));
  return across[across.indexOf(box) + step];
}

function drafts() {
  try { return JSON.parse(localStorage.getItem(grid.dataset.key)) || {}; } catch { return {}; }
}

function keep(box, typed) {
  const all = drafts();
  if (typed === null) delete all[box.dataset.cell];
  else all[box.dataset.cell] = { typed, seen: seenOf(box).value };
  try {
    if (Object.keys(all).length) localStorage.setItem(grid.dataset.key, JSON.stringify(all));
    else localStorage.removeItem(grid.dataset.key);
  } catch { /* no room: the box itself still holds what was typed */ }
}

function forget(cell) {
  const all = drafts();
  delete all[cell];
  if (Object.keys(all).length) localStorage.setItem(grid.dataset.key, JSON.stringify(all));
  else localStorage.removeItem(grid.dataset.key);
}

function say(box, words, tone) {
  const cell = box.closest("tr").querySelector("[data-said]");
  const span = document.createElement("span");
  span.className = tone;
  span.textContent = words;
  cell.replaceChildren(span);
}

function showOffline() {
  offline.hidden = grid.querySelector(".is-unsaved") === null;
}

function show(box, answer, refused) {
  const row = box.closest("tr");
  box.setAttribute("aria-invalid", refused ? "true" : "false");
  if (answer.score !== undefined) {
    row.querySelector("[data-overall]").textContent = answer.score;
    row.querySelector("[data-grade]").textContent = answer.grade;
    document.querySelector("[data-scores-missing]").textContent = answer.missing;
  }
  // What stands there now is what the next try is compared with.
  if (answer.text !== undefined) seenOf(box).value = answer.text;
  if (refused) { say(box, answer.error, "wrong"); return; }
  box.value = answer.text;
  box.dataset.entered = answer.text;
  const retake = box.closest("td").querySelector(".score-retake");
  if (retake) retake.hidden = !answer.retake;
  say(box, "已存", "saved");
}

async function send(box) {
  const typed = box.value.trim();
  if (typed === seenOf(box).value || box.dataset.sending) return;
  keep(box, typed);
  box.dataset.sending = "1";
  const body = new FormData();
  body.append("csrfmiddlewaretoken", grid.querySelector("[name=csrfmiddlewaretoken]").value);
  body.append("cell", box.dataset.cell);
  body.append(box.name, typed);
  body.append(seenOf(box).name, seenOf(box).value);
  try {
    const response = await fetch(grid.action || location.href, { method: "POST", body });
    const known = response.ok || response.status === 409 || response.status === 422;
    if (!known || !(response.headers.get("Content-Type") || "").includes("json")) throw new Error();
    const answer = await response.json();
    const isLast = box.value.trim() === typed;
    if (isLast) { show(box, answer, !response.ok); keep(box, null); box.classList.remove("is-unsaved"); }
    else if (answer.text !== undefined) { seenOf(box).value = answer.text; keep(box, box.value.trim()); }
  } catch {
    box.classList.add("is-unsaved");
    say(box, "未存，待补存", "wrong");
  } finally {
    delete box.dataset.sending;
    showOffline();
  }
  // Typed anew while the answer was on its way.
  if (box.value.trim() !== typed && document.activeElement !== box) await send(box);
}

// One after the other: the answers tell what is still missing.
async function sendAll(list) {
  for (const box of list) await send(box);
}

function restore() {
  for (const [cell, draft] of Object.entries(drafts())) {
    const box = grid.querySelector(`input[data-cell="${CSS.escape(cell)}"]`);
    // What has arrived after all, or can no longer be written, is forgotten.
    if (!box || box.disabled || draft.typed === seenOf(box).value) { forget(cell); continue; }
    // Somebody else may have scored it since: the office is told what was seen when it was typed.
    box.value = draft.typed;
    seenOf(box).value = draft.seen;
    box.classList.add("is-unsaved");
    say(box, "未存，待补存", "wrong");
  }
  showOffline();
}

function onPaste(event) {
  const box = event.target.closest("input[data-cell]");
  const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
  if (!box || !/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  const changed = [];
  let start = box;
  for (const line of text.replace(/\r/g, "").replace(/\n+$/, "").split("\n")) {
    if (!start) break;
    const across = Array.from(start.closest("tr").querySelectorAll(".score-box:not(.score-retake) input[data-cell]"));
    const from = Math.max(across.indexOf(start), 0);
    line.split("\t").forEach((value, place) => {
      const target = across[from + place];
      if (!target || target.disabled || target.value === value.trim()) return;
      changed.push({ box: target, from: target.value });
      target.value = value.trim();
      target.dataset.entered = target.value;
      keep(target, target.value);
    });
    start = neighbour(start, 1);
  }
  if (changed.length) steps.push(changed);
  sendAll(changed.map((one) => one.box));
}

// The last entry or block back to what stood there; typing that was not left yet is the browser's.
function undo(event, box) {
  if (box.value !== box.dataset.entered || !steps.length) return;
  event.preventDefault();
  const last = steps.pop();
  for (const one of last) {
    one.box.value = one.from;
    one.box.dataset.entered = one.from;
  }
  go(last[0].box);
  sendAll(last.map((one) => one.box));
}

function go(box) {
  box.focus({ preventScroll: true });
  box.select();
  box.scrollIntoView({ block: "nearest" });
}

// Left and right leave the box only from the end of what is in it.
function sideways(box, key) {
  const whole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
  if (key === "ArrowRight" && (whole || box.selectionStart === box.value.length)) return beside(box, 1);
  if (key === "ArrowLeft" && (whole || box.selectionEnd === 0)) return beside(box, -1);
  return undefined;
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229 || event.altKey) return;
  const box = event.target.closest("input[data-cell]");
  if (!box) return;
  if (event.ctrlKey || event.metaKey) {
    if (event.key === "z" && !event.shiftKey) undo(event, box);
    return;
  }
  const step = { ArrowDown: 1, Enter: 1, ArrowUp: -1 }[event.key];
  const next = step ? neighbour(box, step) : sideways(box, event.key);
  if (!step && !next) return;
  event.preventDefault();
  if (next) go(next);
  else enter(box);
}

// What was typed is left: one step more that can be taken back.
function enter(box) {
  const from = box.dataset.entered || "";
  if (box.value === from) return;
  steps.push([{ box, from }]);
  box.dataset.entered = box.value;
  send(box);
}

// While boxes cannot be sent the page stays, with everything that was typed.
function onSubmit(event) {
  if (!grid.querySelector(".is-unsaved")) return;
  event.preventDefault();
  sendAll(boxes().filter((box) => box.value.trim() !== seenOf(box).value));
}

if (grid && offline) {
  document.querySelector("[data-scores-keys]").hidden = false;
  restore();
  for (const box of boxes()) box.dataset.entered = box.value;
  grid.addEventListener("keydown", onKey);
  grid.addEventListener("paste", onPaste);
  grid.addEventListener("input", (event) => {
    const box = event.target;
    if (box.matches("input[data-cell]")) keep(box, box.value.trim() === seenOf(box).value ? null : box.value.trim());
  });
  grid.addEventListener("change", (event) => {
    if (event.target.matches("input[data-cell]")) enter(event.target);
  });
  const retry = () => sendAll(Array.from(grid.querySelectorAll("input.is-unsaved")));
  window.addEventListener("online", retry);
  retry();
  setInterval(retry, RETRY_MS);
  // The whole form, sent by its button, carries everything that was typed; what was kept here is
  // forgotten by the next page, when it shows that it has arrived.
  grid.addEventListener("submit", onSubmit);
  window.addEventListener("beforeunload", (event) => {
    if (!grid.querySelector(".is-unsaved") || grid.dataset.sent) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
