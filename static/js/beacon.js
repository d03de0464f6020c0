// What happens on a page, told only where the person said yes (body[data-measuring]): pages and cards that were really on
// the screen, taps on cards, searches, shares. The names are those of analytics/tracking/catalogue.py. In handfuls of at
// most fifty, every five seconds, and when the page goes. An event's id is made once, so told again it counts once.
const MOST = 50;
const PAUSE = 5_000;
const HALF = 0.5;
const LONG_ENOUGH = 1_000;
const NEW_SESSION = 30 * 60_000;
const LATER = 30_000;
const KEPT = 500; // events that wait while the server is away; older ones are let go
const PLACES = [
  [/^\/products\/([^/]+)\/$/, "product", "product_view"],
  [/^\/posts\/([^/]+)\/$/, "note", "note_view"],
  [/^\/shops\/([^/]+)\/$/, "shop", "shop_view"],
  [/^\/teams\/([^/]+)\/$/, "team", ""],
];
const PAGES = { "/cart/": "cart_view", "/checkout/": "checkout_view" };

let waiting = [];
let timer = 0;
let isOver = false; // the answer is no now, here or on another device

const uuid = () => crypto.randomUUID?.() || "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

// One visit of this browser: thirty minutes without anything begin a new one.
const session = () => {
  const now = Date.now();
  let known = null;
  try {
    known = JSON.parse(localStorage.getItem("session"));
  } catch {} // no storage: each page is a visit of its own
  const kept = known && now - known.at < NEW_SESSION ? known.id : (session.own ||= uuid());
  try {
    localStorage.setItem("session", JSON.stringify({ id: kept, at: now }));
  } catch {}
  return kept;
};

const aboutOf = (path) => {
  for (const [shape, kind, view] of PLACES) {
    const found = shape.exec(path);
    if (found && found[1] !== "new" && found[1] !== "mine") return { about: `${kind}:${decodeURIComponent(found[1])}`, view };
  }
  return null;
};
const body = (events) => JSON.stringify({ sent_at: Date.now(), session: session(), events });

const again = (events) => {
  waiting = [...events, ...waiting].slice(-KEPT);
  timer ||= setTimeout(tell, LATER);
};
const tell = async () => {
  clearTimeout(timer);
  timer = 0;
  while (waiting.length && !isOver) {
    const events = waiting.splice(0, MOST);
    let answer = null;
    try {
      answer = await fetch("/collect/", { method: "POST", headers: { "Content-Type": "application/json" }, body: body(events), keepalive: true });
    } catch {} // no network just now
    if (answer?.status === 403) isOver = true;
    else if (!answer || answer.status === 429 || answer.status >= 500) return again(events);
  }
};
// The page is going: nothing can be waited for.
const tellLast = () => {
  while (waiting.length && !isOver) {
    const events = waiting.splice(0, MOST);
    if (!navigator.sendBeacon?.("/collect/", new Blob([body(events)], { type: "application/json" }))) return void (waiting = [...events, ...waiting]);
  }
};
const note = (name, about = "", details = {}) => {
  if (isOver) return;
  waiting.push({ id: uuid(), name, at: Date.now(), ...(about && { about }), ...(Object.keys(details).length && { details }) });
  if (waiting.length >= MOST) tell();
  else timer ||= setTimeout(tell, PAUSE);
};

// Cards: links to a product or a note that are more than a word in a text.
const CARDS = "a.feed-card[href], a.mini-card[href], a[data-note][href]";
const surface = () => (location.pathname === "/" ? "home" : location.pathname.split("/")[1]).slice(0, 24);
const card = (link) => {
  const found = new URL(link.href, location.href);
  const about = found.origin === location.origin ? aboutOf(found.pathname.replace(/^(\/posts\/[^/]+)\/products\/([^/]+)\/$/, "/products/$2/")) : null;
  return about?.about.match(/^(product|note):/) ? about.about : "";
};
const placeOf = (link) => Math.min(10_000, [...document.querySelectorAll(CARDS)].indexOf(link) + 1);

const told = new Set();
const clocks = new WeakMap();
const seen = (link) => {
  const about = card(link);
  if (document.hidden || !about || told.has(about)) return;
  told.add(about);
  note("impression", about, { surface: surface(), place: placeOf(link) });
  watcher.unobserve(link);
};
const look = (entries) => {
  for (const { target, intersectionRatio } of entries) {
    clearTimeout(clocks.get(target));
    if (intersectionRatio >= HALF) clocks.set(target, setTimeout(seen, LONG_ENOUGH, target));
  }
};
let watcher = null;

export const watchCards = (scope) => {
  if (!watcher) return;
  if (scope.matches?.(CARDS)) watcher.observe(scope);
  for (const link of scope.querySelectorAll?.(CARDS) || []) watcher.observe(link);
};

const pageShown = () => {
  const place = aboutOf(location.pathname);
  if (place?.view) note(place.view, place.about);
  else if (PAGES[location.pathname]) note(PAGES[location.pathname]);
  else if (location.pathname === "/search/" && new URLSearchParams(location.search).get("q")) note("search");
};
const tapped = (event) => {
  const link = event.target.closest(CARDS);
  const about = link && card(link);
  if (about) return note("click", about, { surface: surface(), place: placeOf(link) });
  const way = event.target.closest("dialog[data-share] [data-share-system], dialog[data-share] [data-copy]");
  const place = way && aboutOf(location.pathname);
  if (place) note("share", place.about, { way: "copy" in way.dataset ? "link" : "system" });
};

export const startBeacon = () => {
  if (!("measuring" in document.body.dataset)) return;
  const begin = () => {
    if ("IntersectionObserver" in window) watcher = new IntersectionObserver(look, { threshold: [0, HALF] });
    watchCards(document);
    pageShown();
  };
  if (document.prerendering) document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
  document.addEventListener("click", tapped, true);
  document.addEventListener("visibilitychange", () => document.hidden && tellLast());
  addEventListener("pagehide", tellLast);
};
