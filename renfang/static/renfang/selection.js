// Ticks in a list: counts them in the batch bar, ticks all of the page, Shift ticks a range,
// and clears them. The bar shows only while something is ticked.

document.querySelectorAll("[data-batch]").forEach((bar) => {
  const form = bar.closest("form");
  const boxes = () => Array.from(form.querySelectorAll("tbody .pick input[type=checkbox]"));
  const all = form.querySelector("thead .pick input[type=checkbox]");
  if (all) all.hidden = false;
  const clear = bar.querySelector("[data-batch-clear]");
  let last = null;

  function show() {
    const list = boxes();
    const ticked = list.filter((box) => box.checked).length;
    bar.querySelector("[data-batch-count]").textContent = String(ticked);
    bar.hidden = ticked === 0;
    if (!all) return;
    all.checked = ticked > 0 && ticked === list.length;
    all.indeterminate = ticked > 0 && ticked < list.length;
  }

  function tickRange(from, to, checked) {
    const list = boxes();
    const [start, end] = [list.indexOf(from), list.indexOf(to)].sort((a, b) => a - b);
    if (start >= 0) list.slice(start, end + 1).forEach((box) => { box.checked = checked; });
  }

  form.addEventListener("click", (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("tbody .pick input[type=checkbox]")) return;
    if (event.shiftKey && last && last !== box) tickRange(last, box, box.checked);
    last = box;
  });
  form.addEventListener("change", (event) => {
    if (event.target === all) boxes().forEach((box) => { box.checked = all.checked; });
    show();
  });
  clear.addEventListener("click", () => {
    boxes().forEach((box) => { box.checked = false; });
    show();
  });
  clear.hidden = false;
  bar.querySelector("[data-batch-status]").hidden = false;
  window.addEventListener("pageshow", show);
  show();
});
