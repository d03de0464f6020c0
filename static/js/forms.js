// Steppers, unsaved changes, copying, double sending, names of chosen files. Every form works without.
const DIGITS = "０１２３４５６７８９";
const number = (text) => parseInt(String(text).replace(/[０-９]/g, (digit) => DIGITS.indexOf(digit)), 10);

const fit = (stepper, value) => {
  const input = stepper.querySelector("input");
  const [least, most] = [Number(input.dataset.min || 1), Number(input.dataset.max || 9999)];
  const fitted = Math.min(most, Math.max(least, Number.isFinite(value) ? value : least));
  input.value = fitted;
  for (const button of stepper.querySelectorAll("[data-step]")) {
    button.disabled = Number(button.dataset.step) < 0 ? fitted <= least : fitted >= most;
  }
  return fitted;
};

const waiting = new WeakMap();
const send = (stepper) => {
  const input = stepper.querySelector("input");
  input.dispatchEvent(new Event("change", { bubbles: true }));
  if (!("auto" in stepper.dataset)) return;
  clearTimeout(waiting.get(stepper));
  waiting.set(stepper, setTimeout(() => input.form?.requestSubmit(), 350));
};

const snapshot = (form) =>
  JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name + value.size : value]));

const guard = (form) => {
  const saved = snapshot(form);
  const bar = form.querySelector("[data-save-bar]") || document.querySelector("[data-save-bar]");
  const look = () => {
    form.dataset.dirty = snapshot(form) === saved ? "" : "1";
    bar?.classList.toggle("dirty", Boolean(form.dataset.dirty));
  };
  form.addEventListener("input", look);
  form.addEventListener("change", look);
  form.addEventListener("submit", () => (form.dataset.dirty = ""));
};

export const dressForms = (scope) => {
  for (const form of scope.querySelectorAll("form[data-guard]:not([data-guarded])")) {
    form.dataset.guarded = "1";
    guard(form);
  }
  scope.querySelectorAll("[data-stepper]:not([data-was])").forEach((stepper) => (stepper.dataset.was = stepper.querySelector("input").value));
};

const copy = async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: button.dataset.copy });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: document.body.dataset.copied } }));
};

const nameFiles = (input) => {
  const words = input.parentElement.querySelector(".file-chosen");
  const [first, ...more] = input.files;
  words.textContent = !first ? words.dataset.none : more.length ? words.dataset.many.replace("{n}", more.length + 1) : first.name;
};

export const startForms = () => {
  document.addEventListener("click", (event) => {
    const step = event.target.closest("[data-stepper] [data-step]");
    if (step) {
      const stepper = step.closest("[data-stepper]");
      fit(stepper, number(stepper.querySelector("input").value) + Number(step.dataset.step));
      return send(stepper);
    }
    const copied = event.target.closest("[data-copy]");
    if (copied) return copy(copied);
    const printed = event.target.closest("[data-print]");
    if (printed) print();
  });
  document.addEventListener("change", (event) => {
    const stepper = event.isTrusted && event.target.closest("[data-stepper]");
    if (stepper) {
      fit(stepper, number(event.target.value));
      if ("auto" in stepper.dataset) event.target.form?.requestSubmit();
    }
    if (event.target.matches(".file-real")) nameFiles(event.target);
    const auto = event.target.closest("[data-send-on-change]");
    if (auto) auto.form?.requestSubmit();
    const all = event.target.closest("[data-check-all]");
    if (all) {
      for (const box of all.closest("table").querySelectorAll("tbody input[type=checkbox]:not(:disabled)")) box.checked = all.checked;
      document.dispatchEvent(new Event("chosen"));
    }
  });
  // What the server refuses, the stepper takes back.
  for (const name of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(name, (event) => {
      const form = event.detail.elt?.closest("form") || event.detail.elt;
      form?.querySelectorAll?.("[data-stepper]").forEach((stepper) => fit(stepper, number(stepper.dataset.was)));
    });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault(); // a double click sends once
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent));
  addEventListener("beforeunload", (event) => {
    if (document.querySelector('form[data-dirty="1"]')) event.preventDefault();
  });
};
