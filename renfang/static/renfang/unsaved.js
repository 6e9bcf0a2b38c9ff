// A form marked data-unsaved asks before typed text is thrown away.

function snapshot(form) {
  const pairs = [];
  new FormData(form).forEach((value, key) => {
    if (key !== "csrfmiddlewaretoken") pairs.push([key, value instanceof File ? value.name : value]);
  });
  return JSON.stringify(pairs);
}

document.querySelectorAll("form[data-unsaved]").forEach((form) => {
  // A page that came back with errors already holds unsaved text.
  const start = document.querySelector("[data-error-summary]") ? "" : snapshot(form);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("pageshow", () => { leaving = false; });
  window.addEventListener("beforeunload", (event) => {
    if (leaving || snapshot(form) === start) return;
    event.preventDefault();
    event.returnValue = "";
  });
});
