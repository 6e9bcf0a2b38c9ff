// The user menu (a <details>) closes on Escape and on a click elsewhere; the side menu folds
// away on narrow screens.

document.documentElement.classList.add("js");

function closeMenus(except) {
  document.querySelectorAll("[data-menu][open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

document.addEventListener("click", (event) => closeMenus(event.target.closest("[data-menu]")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.querySelectorAll("[data-nav-toggle]").forEach((button) => {
  const sidebar = button.closest(".sidebar");
  button.addEventListener("click", () => {
    const open = sidebar.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  });
});
