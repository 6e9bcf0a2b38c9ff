// The error summary takes the focus when the page opens; its links put the cursor in the field.

const summary = document.querySelector("[data-error-summary]");

if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link) return;
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!target) return;
    event.preventDefault();
    const control = target.matches("input, select, textarea")
      ? target
      : target.querySelector("input, select, textarea") || target;
    target.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  });
}
