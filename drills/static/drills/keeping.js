// A form with a place to say so (data-keeps-said) is sent only once its own page answers: where the
// connection is lost or the login has run out, the typed text stays in the form and the page says
// what to do. The answer also brings the token of a login made meanwhile in another window.

const WAIT_MS = 8000;
const LOST = "网络中断，内容没有送出，还在本页。网络恢复后再提交一次";
const LOGGED_OUT = "登录已过期，内容没有送出，还在本页。在新窗口登录后回到本页再提交一次";

async function ask() {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), WAIT_MS);
  try {
    return await fetch(location.href, {
      cache: "no-store", redirect: "manual", signal: limit.signal,
    });
  } finally {
    clearTimeout(timer);
  }
}

async function tokenFrom(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const input = page.querySelector("input[name=csrfmiddlewaretoken]");
  return input ? input.value : "";
}

// What to say to the person, or nothing where the form may be sent.
async function obstacle(form) {
  let answer;
  try {
    answer = await ask();
  } catch {
    return LOST;
  }
  if (answer.type === "opaqueredirect") return LOGGED_OUT;
  if (!answer.ok) return LOST;
  const token = await tokenFrom(answer);
  if (token) form.elements.csrfmiddlewaretoken.value = token;
  return "";
}

async function send(form, said, submitter) {
  form.dataset.asking = "1";
  const text = await obstacle(form);
  delete form.dataset.asking;
  said.textContent = text;
  said.hidden = !text;
  if (text) return;
  form.dataset.reached = "1";
  form.requestSubmit(submitter);
}

// Before everybody else who listens: a form that is not sent must not count as sent.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const said = form.querySelector("[data-keeps-said]");
  if (!said) return;
  if (form.dataset.reached) { delete form.dataset.reached; return; }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!form.dataset.asking) send(form, said, event.submitter);
}, true);
