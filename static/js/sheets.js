// Sheets are <dialog>s: [data-open=id] opens, [data-close] closes, a press beside it closes; the browser keeps focus and Esc.
// Menus are <details data-menu>: they close when one looks elsewhere.
const open = (id) => {
  const sheet = document.getElementById(id);
  if (sheet?.showModal && !sheet.open) sheet.showModal();
};

export const startSheets = () => {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open]");
    if (opener) {
      event.preventDefault();
      return open(opener.dataset.open);
    }
    const closer = event.target.closest("dialog [data-close]");
    if (closer) {
      event.preventDefault();
      return closer.closest("dialog").close();
    }
    if (event.target.matches("dialog.sheet-up")) {
      const box = event.target.getBoundingClientRect();
      const beside = event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right;
      if (beside && event.clientY) event.target.close();
    }
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest?.("details[data-menu][open]") || document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  if (location.hash.length > 1) {
    const named = document.getElementById(location.hash.slice(1));
    if (named?.matches("dialog")) open(named.id);
  }
};
