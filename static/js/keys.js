// Keys: "/" goes to the search, "?" opens the page's help where there is one. Never while someone writes.
const writes = (element) => element?.matches?.("input, textarea, select, [contenteditable]");

export const startKeys = () => {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "/") {
      const search = [...document.querySelectorAll('[data-focus-key="/"]')].find((field) => field.offsetParent);
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    }
    if (event.key === "?") document.getElementById("keys")?.showModal?.();
  });
  // Radio groups drawn as buttons move with the arrows.
  document.addEventListener("keydown", (event) => {
    const option = event.target.closest?.('[role="radiogroup"] [role="radio"]');
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!option || !step) return;
    const all = [...option.closest('[role="radiogroup"]').querySelectorAll('[role="radio"]:not([aria-disabled="true"])')];
    event.preventDefault();
    const next = all[(all.indexOf(option) + step + all.length) % all.length];
    next.focus();
    next.click();
  });
};
