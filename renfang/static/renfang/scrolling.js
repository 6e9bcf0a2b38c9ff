// A table that is wider than its place scrolls; without a mouse that needs the focus (WCAG 2.1.1).
// Tables that fit, or that hold something to reach by Tab, get no stop of their own.

const REACHED = "a[href], button, input, select, textarea, summary, [tabindex]";

function isReached(one) {
  return one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.offsetParent !== null;
}

function tend(box) {
  const scrolls = box.scrollWidth > box.clientWidth + 1;
  if (scrolls && !Array.from(box.querySelectorAll(REACHED)).some(isReached)) {
    const caption = box.querySelector("caption");
    box.tabIndex = 0;
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", caption ? caption.textContent.trim() : "表格");
    box.dataset.scrolls = "";
  } else if ("scrolls" in box.dataset) {
    for (const name of ["tabindex", "role", "aria-label", "data-scrolls"]) box.removeAttribute(name);
  }
}

const watcher = new ResizeObserver((entries) => entries.forEach((entry) => tend(entry.target)));

function tendAll(root) {
  root.querySelectorAll(".table-wrap").forEach((box) => { tend(box); watcher.observe(box); });
}

tendAll(document);
document.addEventListener("htmx:load", (event) => tendAll(event.target));
