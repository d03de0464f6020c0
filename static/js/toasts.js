// Toasts: one sentence, five seconds, paused under pointer or focus; errors stay until closed.
const SECONDS = 5;

export const say = (text, { kind = "info", undo = "" } = {}) => {
  const region = document.getElementById("toasts");
  const template = document.getElementById("toast-template");
  if (!region || !template) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  toast.dataset.kind = kind;
  toast.setAttribute("role", kind === "error" ? "alert" : "status");
  const form = toast.querySelector("form");
  if (undo && undo.startsWith("/") && !undo.startsWith("//")) form.action = undo;
  else form.remove();
  region.append(toast);
  return toast;
};

const time = (toast) => {
  if (toast.dataset.kind === "error" || toast.dataset.timed) return;
  toast.dataset.timed = "1";
  let left = SECONDS;
  const tick = setInterval(() => {
    if (!toast.isConnected) return clearInterval(tick);
    if (document.hidden || toast.matches(":hover, :focus-within")) return;
    left -= 0.5;
    if (left <= 0) {
      clearInterval(tick);
      toast.remove();
    }
  }, 500);
};

export const startToasts = () => {
  const region = document.getElementById("toasts");
  if (!region) return;
  region.querySelectorAll("[data-toast]").forEach(time);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) time(node);
    while (region.children.length > 3) region.firstElementChild.remove();
  }).observe(region, { childList: true });
  document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());

  // HX-Trigger: {"toast": {"text": "…", "kind": "error", "undo": "/url/"}}
  document.body.addEventListener("toast", (event) => say(event.detail.text || event.detail.value || "", event.detail));
  document.body.addEventListener("htmx:sendError", () => say(document.body.dataset.offline, { kind: "error" }));
  document.body.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (!answer.getResponseHeader("HX-Trigger")) say(document.body.dataset.fault, { kind: "error" });
  });
};
