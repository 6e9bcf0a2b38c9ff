// What is typed into a form marked data-unsaved is kept on the server while it is typed, offered
// again when the page is opened anew, and never sent into a session that has ended: the page says
// so over the form, and goes on once somebody has logged in again.

const ADDRESS = "/drafts/";
const AFTER_TYPING = 3000;
const AT_LEAST_EVERY = 20000;
const SURELY_ALIVE = 60000;
const OUTLIVES = 60000;

let lastHeard = Date.now();
let hasEnded = false;

function contents(form) {
  const pairs = [];
  new FormData(form).forEach((value, name) => {
    if (name === "csrfmiddlewaretoken" || value instanceof File) return;
    pairs.push([name, value]);
  });
  return pairs;
}

function isKept(form) {
  return form.method === "post" && !form.querySelector("input[type=password]");
}

function pageOf(form, number) {
  return location.pathname + (number ? `#${number}` : "");
}

function token() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field ? field.value : "";
}

function path(address) {
  return new URL(address, location.href).pathname;
}

// A session that has ended leads to the login page: that is not followed.
function isEnded(answer) {
  return answer.type === "opaqueredirect";
}

async function send(values, signal) {
  const body = new URLSearchParams(values).toString();
  const answer = await fetch(ADDRESS, {
    method: "POST",
    headers: { "X-CSRFToken": token(), "Content-Type": "application/x-www-form-urlencoded" },
    body,
    redirect: "manual",
    // So that it outlives the page; browsers refuse it to more than 64 KiB.
    keepalive: body.length < OUTLIVES,
    signal,
  });
  if (answer.ok) lastHeard = Date.now();
  return answer;
}

// What the server keeps of a page, and a fresh protection mark; null once the session has ended.
async function ask(page) {
  const address = `${ADDRESS}?page=${encodeURIComponent(page)}`;
  const answer = await fetch(address, { redirect: "manual" });
  if (isEnded(answer)) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  lastHeard = Date.now();
  return JSON.parse(await answer.text());
}

// A session that ended, told over the page.

function endedDialog() {
  let dialog = document.querySelector("dialog[data-session-ended]");
  if (dialog) return dialog;
  dialog = document.createElement("dialog");
  dialog.className = "sheet";
  dialog.dataset.sessionEnded = "";
  dialog.setAttribute("aria-labelledby", "session-ended-title");
  dialog.innerHTML = `
    <h2 id="session-ended-title">登录已结束</h2>
    <p>填写的内容还在本页，没有丢失。在新窗口登录后回到本页，继续填写和提交。</p>
    <p class="actions">
      <a class="btn btn-primary" href="/login/" target="_blank" rel="noopener">在新窗口登录</a>
      <button class="btn" type="button">关闭</button>
    </p>`;
  dialog.querySelector("button").addEventListener("click", () => dialog.close());
  document.body.append(dialog);
  return dialog;
}

function sayEnded() {
  hasEnded = true;
  const dialog = endedDialog();
  if (!dialog.open) dialog.showModal();
}

async function lookAgain() {
  if (!hasEnded) return;
  try {
    const found = await ask(location.pathname);
    if (found === null) return;
    hasEnded = false;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => {
      field.value = found.token;
    });
    endedDialog().close();
    document.dispatchEvent(new CustomEvent("session:back"));
  } catch { /* no line yet: the next look tells */ }
}

window.addEventListener("focus", lookAgain);
document.addEventListener("visibilitychange", () => { if (!document.hidden) lookAgain(); });

// Keeping.

function keeper(form, page) {
  let kept = JSON.stringify(contents(form));
  let waiting = 0;
  let since = 0;
  let isSent = false;
  let sending = null;

  async function keep() {
    clearTimeout(waiting);
    waiting = 0;
    since = 0;
    const text = JSON.stringify(contents(form));
    if (text === kept || hasEnded || isSent) return;
    sending = new AbortController();
    try {
      const heading = document.querySelector("h1");
      const answer = await send({
        page,
        goes_to: path(form.action),
        title: heading ? heading.textContent.trim() : document.title,
        fields: text,
      }, sending.signal);
      if (isEnded(answer)) sayEnded();
      else if (answer.ok) kept = text;
    } catch { /* the line is down: what is typed stays on the page, the next time tells */ }
  }

  function soon() {
    const now = Date.now();
    since = since || now;
    clearTimeout(waiting);
    waiting = setTimeout(keep, Math.max(0, Math.min(AFTER_TYPING, since + AT_LEAST_EVERY - now)));
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("formset:changed", soon);
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) keep(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  document.addEventListener("session:back", keep);
  // What is sent is no draft: nothing of it may be kept after the server has accepted it.
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    isSent = true;
    clearTimeout(waiting);
    if (sending) sending.abort();
  });
  window.addEventListener("pageshow", () => { isSent = false; });
}

// Sending: after a long silence the session is asked first.

window.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-unsaved]") || !isKept(form) || form.dataset.asked) return;
  if (!hasEnded && Date.now() - lastHeard < SURELY_ALIVE) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = event.submitter;
  ask(location.pathname).then((found) => {
    if (found === null) { sayEnded(); return; }
    form.dataset.asked = "1";
    form.requestSubmit(submitter || undefined);
    delete form.dataset.asked;
  }, () => {
    // No line: the browser's own page says so, and Back brings the form again.
    form.dataset.asked = "1";
    form.requestSubmit(submitter || undefined);
    delete form.dataset.asked;
  });
}, true);

// Offering.

function addMissingRows(form, fields) {
  fields.forEach(([name, value]) => {
    if (!name.endsWith("-TOTAL_FORMS")) return;
    const root = form.querySelector(`[data-formset="${CSS.escape(name.slice(0, -"-TOTAL_FORMS".length))}"]`);
    const count = form.elements.namedItem(name);
    const add = root && root.querySelector("[data-formset-add]");
    while (add && count && Number(count.value) < Number(value)) add.click();
  });
}

function put(controls, values) {
  const left = [...values];
  controls.forEach((control) => {
    if (control.type === "checkbox" || control.type === "radio") {
      const at = left.indexOf(control.value);
      control.checked = at >= 0;
      if (at >= 0) left.splice(at, 1);
    } else if (control.tagName === "SELECT") {
      Array.from(control.options).forEach((option) => {
        const at = left.indexOf(option.value);
        option.selected = at >= 0;
        if (at >= 0) left.splice(at, 1);
      });
    } else if (control.type !== "file" && control.type !== "submit" && left.length) {
      control.value = left.shift();
    }
    control.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return left;
}

function labelOf(form, name) {
  const control = form.querySelector(`[name="${CSS.escape(name)}"]`);
  const label = control && control.labels && control.labels[0];
  return label ? label.textContent.trim() : "";
}

// Gives what found no place, so that it can be told.
function restore(form, fields) {
  addMissingRows(form, fields);
  const values = new Map();
  fields.forEach(([name, value]) => values.set(name, [...(values.get(name) || []), value]));
  const unplaced = [];
  const boxes = Array.from(form.elements).filter((control) => control.name
    && control.name !== "csrfmiddlewaretoken" && !control.name.endsWith("_FORMS"));
  const names = new Set([...values.keys(), ...boxes.map((control) => control.name)]);
  names.forEach((name) => {
    if (name.endsWith("_FORMS")) return;
    const controls = boxes.filter((control) => control.name === name);
    const left = put(controls, values.get(name) || []);
    left.filter((value) => value.trim()).forEach((value) => {
      unplaced.push(`${labelOf(form, name) || name}：${value}`);
    });
  });
  form.dispatchEvent(new Event("input", { bubbles: true }));
  return unplaced;
}

function notice(words) {
  const box = document.createElement("div");
  box.className = "notice notice-warning";
  box.setAttribute("role", "status");
  const text = document.createElement("div");
  text.textContent = words;
  box.append(text);
  return box;
}

function button(label, press) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-small";
  made.textContent = label;
  made.addEventListener("click", press);
  return made;
}

function offer(form, page, found) {
  const box = notice(`你 ${found.saved} 在本页填写过的内容还没有提交。`);
  const actions = document.createElement("div");
  actions.className = "actions";
  actions.append(
    button("恢复", () => {
      const unplaced = restore(form, found.fields);
      box.replaceWith(notice(unplaced.length
        ? `已恢复。下列内容在本页没有位置：${unplaced.join("；")}`
        : "已恢复，核对后提交。上传的文件须重新选择。"));
    }),
    button("放弃", () => {
      const body = new URLSearchParams({ page });
      fetch(`${ADDRESS}drop/`, { method: "POST", headers: { "X-CSRFToken": token() }, body });
      box.remove();
    }),
  );
  box.firstChild.append(actions);
  form.before(box);
}

function differs(form, fields) {
  const typed = (pairs) => JSON.stringify(pairs.filter(([name]) => !/(^|-)(version|key)$/.test(name)));
  return typed(contents(form)) !== typed(fields);
}

Array.from(document.querySelectorAll("form[data-unsaved]")).forEach(async (form, number) => {
  if (!isKept(form)) return;
  const page = pageOf(form, number);
  keeper(form, page);
  // A page that came back with errors holds what was typed already.
  if (document.querySelector("[data-error-summary]")) return;
  try {
    const found = await ask(page);
    if (found && found.fields && differs(form, found.fields)) offer(form, page, found);
  } catch { /* no line: nothing to offer */ }
});
