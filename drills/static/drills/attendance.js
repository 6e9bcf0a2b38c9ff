// The attendance grid: arrows move between people, 1 to 4 mark and go on to the next, 0 takes the
// mark back. Each row is sent as soon as it changes (htmx on the row); a row that could not be
// sent keeps what was typed, in this browser too, is marked, and is sent again when the connection
// is back.

const roll = document.querySelector("[data-roll]");
const offline = document.querySelector("[data-roll-offline]");
const RETRY_MS = 5000;
// Place of the button in a row by key: 到, 迟到, 缺席, 请假, and 0 for none.
const PLACES = { 1: 0, 2: 1, 3: 2, 4: 3, 0: 4 };

function rows() {
  return Array.from(roll.querySelectorAll("tr[data-member]"));
}

function marks(row) {
  return Array.from(row.querySelectorAll("input[type=radio]"));
}

// The control of the same column in another row; for marks the one that is set, or the first.
function counterpart(row, control) {
  if (control.type === "radio") return marks(row).find((mark) => mark.checked) || marks(row)[0];
  const stem = control.name.split("-")[0];
  return row.querySelector(`input[name^="${stem}-"]:not([type=hidden])`);
}

function move(row, step, control) {
  const all = rows();
  const next = all[all.indexOf(row) + step];
  if (!next) return;
  counterpart(next, control).focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

function mark(row, place) {
  const choice = marks(row)[place];
  if (choice.disabled) return;
  if (!choice.checked) {
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
  choice.focus();
}

function onKey(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const control = event.target;
  const row = control.closest("tr[data-member]");
  if (!row || !control.matches("input")) return;
  const isMark = control.type === "radio";
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(row, event.key === "ArrowDown" ? 1 : -1, control);
  } else if (event.key === "Enter") {
    // Next row, as in a spreadsheet; the change of a text box is sent as the focus leaves it.
    event.preventDefault();
    move(row, 1, control);
  } else if (isMark && event.key in PLACES) {
    event.preventDefault();
    event.stopPropagation();
    mark(row, PLACES[event.key]);
    if (event.key !== "0") move(row, 1, control);
  }
}

// The row that sent a request; the event itself may come from the cell that takes the answer.
function rowOf(event) {
  const row = event.detail.requestConfig && event.detail.requestConfig.elt;
  return row && row.matches && row.matches("tr[data-member]") ? row : null;
}

// --- what could not be sent yet -----------------------------------------------------------------

function drafts() {
  try { return JSON.parse(localStorage.getItem(roll.dataset.key)) || {}; } catch { return {}; }
}

function store(all) {
  try {
    if (Object.keys(all).length) localStorage.setItem(roll.dataset.key, JSON.stringify(all));
    else localStorage.removeItem(roll.dataset.key);
  } catch { /* no room: the row itself still holds what was typed */ }
}

// What stands in the row, in the words in which the office tells what it saw.
function typed(row) {
  const chosen = row.querySelector("input[type=radio]:checked");
  const text = (stem) => row.querySelector(`input[name^="${stem}-"]:not([type=hidden])`).value.trim();
  return [chosen ? chosen.value : "", text("arrived"), text("note")].join("|");
}

function seen(row) {
  return row.querySelector("input[type=hidden][name^='seen-']");
}

function keep(row) {
  const all = drafts();
  const now = typed(row);
  if (now === seen(row).value) delete all[row.dataset.member];
  else all[row.dataset.member] = { typed: now, seen: seen(row).value };
  store(all);
}

function forget(row) {
  const all = drafts();
  delete all[row.dataset.member];
  store(all);
}

function restore() {
  for (const [member, draft] of Object.entries(drafts())) {
    const row = roll.querySelector(`tr[data-member="${CSS.escape(member)}"]`);
    if (!row || row.querySelector("input:disabled") || draft.typed === seen(row).value) {
      const all = drafts();
      delete all[member];
      store(all);
      continue;
    }
    const [status, arrived, ...note] = draft.typed.split("|");
    const choice = marks(row).find((mark) => mark.value === status);
    if (choice) choice.checked = true;
    row.querySelector("input[name^='arrived-']").value = arrived;
    row.querySelector("input[name^='note-']").value = note.join("|");
    seen(row).value = draft.seen;
    unsaved(row);
  }
}

function unsaved(row) {
  row.classList.add("is-unsaved");
  const cell = row.querySelector(".roll-saved");
  const said = cell.querySelector("span") || cell.appendChild(document.createElement("span"));
  said.className = "wrong";
  said.textContent = "未存，待补存";
  offline.hidden = false;
}

function retry() {
  roll.querySelectorAll("tr.is-unsaved").forEach((row) => {
    row.dispatchEvent(new CustomEvent("roll:retry"));
  });
}

// Refusals (409, 422) come with their words for the row: show them.
function onAnswer(event) {
  const row = rowOf(event);
  if (!row) return;
  const status = event.detail.xhr.status;
  if (status === 409 || status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
}

function onSent(event) {
  const row = rowOf(event);
  if (!row) return;
  const status = event.detail.xhr.status;
  const answered = (status >= 200 && status < 300) || status === 409 || status === 422;
  if (!answered) { unsaved(row); return; }
  row.classList.toggle("is-unsaved", false);
  forget(row);
  offline.hidden = roll.querySelector("tr.is-unsaved") === null;
}

// While rows cannot be sent the page stays, with everything that was marked.
function onSubmit(event) {
  if (!roll.querySelector("tr.is-unsaved")) return;
  event.preventDefault();
  const rest = event.submitter && event.submitter.name === "rest" ? event.submitter.closest("section") : null;
  for (const row of rest ? rest.querySelectorAll("tr[data-member]") : []) {
    if (marks(row).every((one) => !one.checked || one.value === "")) marks(row)[0].checked = true;
  }
  for (const row of rows()) {
    keep(row);
    if (typed(row) !== seen(row).value) unsaved(row);
  }
  retry();
}

if (roll && offline) {
  restore();
  retry();
  roll.addEventListener("change", (event) => {
    const row = event.target.closest("tr[data-member]");
    if (row) keep(row);
  });
  roll.addEventListener("input", (event) => {
    const row = event.target.closest("tr[data-member]");
    if (row) keep(row);
  });
  roll.addEventListener("submit", onSubmit);
  roll.addEventListener("keydown", onKey);
  roll.querySelector("[data-roll-keys]").hidden = false;
  document.addEventListener("htmx:beforeSwap", onAnswer);
  document.addEventListener("htmx:afterRequest", onSent);
  window.addEventListener("online", retry);
  setInterval(() => { if (roll.querySelector("tr.is-unsaved")) retry(); }, RETRY_MS);
  window.addEventListener("beforeunload", (event) => {
    if (!roll.querySelector("tr.is-unsaved") || roll.dataset.sent) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
