// Copies a number; works on plain http inside an office too, where navigator.clipboard is absent.

function copyByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done ? Promise.resolve() : Promise.reject(new Error("copy refused"));
}

function copy(text) {
  return navigator.clipboard ? navigator.clipboard.writeText(text) : copyByHand(text);
}

document.querySelectorAll("[data-copy]").forEach((button) => {
  const symbol = button.innerHTML;
  button.hidden = false;
  button.addEventListener("click", () => {
    copy(button.dataset.copy).then(
      () => { button.textContent = "已复制"; },
      () => { button.textContent = "未能复制，手工选取"; },
    ).then(() => {
      button.focus();
      setTimeout(() => { button.innerHTML = symbol; }, 1500);
    });
  });
});
