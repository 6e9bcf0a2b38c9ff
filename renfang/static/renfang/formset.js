// Rows that grow: 添加 clones the blank row instead of sending the page, 删除 ticks the row's
// DELETE box (saved row) or takes the row out of sight (new row). Announces "formset:changed",
// on which a live calculation listens.

function changed(root) {
  root.dispatchEvent(new CustomEvent("formset:changed", { bubbles: true }));
}

function renumber(root) {
  let number = 0;
  root.querySelectorAll("[data-formset-row]").forEach((row) => {
    if (row.hidden) return;
    number += 1;
    row.querySelector("[data-formset-number]").textContent = String(number);
  });
}

function total(root) {
  return root.querySelector(`[name="${root.dataset.formset}-TOTAL_FORMS"]`);
}

function prepareRow(root, row) {
  const remove = row.querySelector("[data-formset-remove]");
  const deletion = row.querySelector("[data-formset-delete]");
  const box = deletion && deletion.querySelector("input");
  if (!box) return;
  deletion.hidden = true;
  remove.hidden = false;
  if (box.checked) row.hidden = true;
  remove.addEventListener("click", () => {
    box.checked = true;
    row.hidden = true;
    renumber(root);
    changed(root);
    root.querySelector("[data-formset-add]").focus();
  });
}

function addRow(root) {
  const blank = root.querySelector("[data-formset-blank]");
  const body = root.querySelector("[data-formset-rows]");
  const count = total(root);
  const holder = document.createElement("tbody");
  // The blank row is our own markup from the page, with __prefix__ where the number goes.
  holder.innerHTML = blank.innerHTML.replace(/__prefix__/g, count.value);
  const row = holder.querySelector("[data-formset-row]");
  body.append(row);
  count.value = String(Number(count.value) + 1);
  prepareRow(root, row);
  renumber(root);
  if (window.htmx) window.htmx.process(row);
  const first = row.querySelector("input:not([type=hidden]), select, textarea");
  if (first) first.focus();
  changed(root);
}

function prepare(root) {
  if (root.dataset.formsetReady) return;
  root.dataset.formsetReady = "1";
  root.querySelectorAll("[data-formset-row]").forEach((row) => prepareRow(root, row));
  renumber(root);
  const add = root.querySelector("[data-formset-add]");
  // As a submit button it would be the form's first, and Enter in any box would press it.
  add.type = "button";
  add.addEventListener("click", () => addRow(root));
}

document.querySelectorAll("[data-formset]").forEach(prepare);
document.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelectorAll("[data-formset]").forEach(prepare);
});
