// Which notes a reader has really seen: half of a card on the screen for a second. Told in handfuls, also when the page goes.
const HALF = 0.5;
const LONG_ENOUGH = 1_000;
const HANDFUL = 20;
const PAUSE = 4_000;

const told = new Set();
const waiting = { seen: [], opened: [], product: [] };
let timer = 0;

const send = (deed, keys) => {
  const form = new FormData();
  form.append("csrfmiddlewaretoken", JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"]);
  form.append("deed", deed);
  form.append("notes", keys.join(","));
  if (navigator.sendBeacon?.("/seen/", form)) return;
  fetch("/seen/", { method: "POST", body: form, keepalive: true }).catch(() => {}); // nobody waits for it
};

const tell = () => {
  clearTimeout(timer);
  timer = 0;
  for (const [deed, keys] of Object.entries(waiting)) {
    while (keys.length) send(deed, keys.splice(0, 50));
  }
};

const note = (deed, key) => {
  if (!key || told.has(deed + key)) return;
  told.add(deed + key);
  waiting[deed].push(key);
  if (waiting[deed].length >= HANDFUL) tell();
  else timer ||= setTimeout(tell, PAUSE);
};

const clocks = new WeakMap();
const look = (entries) => {
  for (const { target, intersectionRatio } of entries) {
    clearTimeout(clocks.get(target));
    if (intersectionRatio < HALF) continue;
    clocks.set(target, setTimeout(() => !document.hidden && (note("seen", target.dataset.note), watcher.unobserve(target)), LONG_ENOUGH));
  }
};
const watcher = "IntersectionObserver" in window ? new IntersectionObserver(look, { threshold: [0, HALF] }) : null;

export const watchNotes = (scope) => {
  if (!watcher || document.prerendering) return;
  if (scope.matches?.("[data-note]")) watcher.observe(scope);
  for (const card of scope.querySelectorAll?.("[data-note]") || []) watcher.observe(card);
};

export const startSeen = () => {
  const open = document.querySelector("[data-note-read]");
  if (open) setTimeout(() => !document.hidden && note("opened", open.dataset.noteRead), LONG_ENOUGH);
  document.addEventListener("click", (event) => {
    const way = event.target.closest("[data-note-product]");
    if (!way) return;
    note("product", way.dataset.noteProduct);
    tell(); // the page is about to go
  });
  document.addEventListener("prerenderingchange", () => watchNotes(document));
  document.addEventListener("visibilitychange", () => document.hidden && tell());
  addEventListener("pagehide", tell);
};
