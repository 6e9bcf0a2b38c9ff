// A form is sent once: its buttons go dead after the first press and come back when the page
// does (Back, or a download that leaves the page in place). data-repeatable opts out.

const DOWNLOAD_SECONDS = 4;

function buttonsOf(form) {
  return Array.from(form.elements).filter((element) => element.type === "submit");
}

function release(form) {
  delete form.dataset.sent;
  buttonsOf(form).forEach((button) => {
    if (button.dataset.held) {
      button.disabled = false;
      delete button.dataset.held;
    }
  });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.dataset.repeatable !== undefined) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (event.defaultPrevented) return;
  form.dataset.sent = "1";
  // After this turn: a button disabled now would not be part of what is sent.
  setTimeout(() => {
    buttonsOf(form).forEach((button) => {
      if (button.disabled) return;
      button.disabled = true;
      button.dataset.held = "1";
    });
  }, 0);
  if (form.target === "_blank" || form.dataset.download !== undefined) {
    setTimeout(() => release(form), DOWNLOAD_SECONDS * 1000);
  }
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach(release);
});
