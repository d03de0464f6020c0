// Keys: "/" goes to the search, "?" opens the page's help where there is one. Never while someone writes.
const writes = (element) => element?.matches?.("input, textarea, select, [contenteditable]");

// Lists and forms that are worked through: j and k go from one `data-key-row` to the next, and so do the arrows once one
// of them has the focus; a letter presses what carries it as `data-key`. Radios and ticks are no writing. Who dictates or
// uses letters otherwise turns them off with `data-keys-switch`.
const KEY = "hetang.letters";
const areOn = () => {
  try { return localStorage.getItem(KEY) !== "off"; } catch { return true; }
};
const types = (element) => writes(element) && !element.matches('[type="radio"], [type="checkbox"]');
const isShown = (element) => element.offsetParent !== null;

const step = (event) => {
  const rows = [...document.querySelectorAll("[data-key-row]")];
  const at = rows.indexOf(document.activeElement);
  const by = { j: 1, k: -1 }[event.key] ?? (at >= 0 ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : undefined);
  if (!by || !rows.length) return false;
  rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))].focus();
  return true;
};

const press = (event) => {
  const wanted = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && isShown(one));
  wanted?.focus();
  wanted?.click();
  return Boolean(wanted);
};

const startWorking = () => {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (types(event.target) || document.querySelector("dialog[open]")) return;
    const isArrow = event.key.startsWith("Arrow");
    if ((isArrow || areOn()) && (step(event) || (!isArrow && press(event)))) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches?.("[data-keys-switch]")) return;
    try { localStorage.setItem(KEY, event.target.checked ? "on" : "off"); } catch { /* private window: for this page only */ }
  });
  for (const one of document.querySelectorAll("[data-keys-switch]")) one.checked = areOn();
};

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
  startWorking();
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
