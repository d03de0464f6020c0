// Masonry: the server deals cards into lanes; wider windows deal them again, each to the shortest lane. Heights come from
// --tall (picture ratio + words), so nothing is measured and nothing moves once seen.
const lanesFor = (width) => (width >= 1200 ? 5 : width >= 1000 ? 4 : width >= 700 ? 3 : 2);

const cardsOf = (feed) => {
  const lanes = [...feed.querySelectorAll(":scope > .lane")].map((lane) => [...lane.children]);
  const loose = [...feed.children].filter((child) => !child.classList.contains("lane"));
  const most = Math.max(0, ...lanes.map((lane) => lane.length));
  const dealt = Array.from({ length: most }, (_, row) => lanes.map((lane) => lane[row])).flat();
  return [...dealt.filter(Boolean), ...loose].sort((a, b) => (a.dataset.place || 1e9) - (b.dataset.place || 1e9));
};

const deal = (feed) => {
  const count = lanesFor(innerWidth);
  const lanesNow = feed.querySelectorAll(":scope > .lane").length; // more than there should be: a page was added below
  if (feed.dataset.lanes === String(count) && lanesNow === count && lanesNow === feed.childElementCount) return;
  const cards = cardsOf(feed);
  cards.forEach((card, place) => (card.dataset.place = place + 1));
  const lanes = Array.from({ length: count }, () => Object.assign(document.createElement("div"), { className: "lane" }));
  const tall = lanes.map(() => 0);
  for (const card of cards) {
    const shortest = tall.indexOf(Math.min(...tall));
    lanes[shortest].append(card);
    tall[shortest] += (parseFloat(card.style.getPropertyValue("--tall")) || 1.5) + 0.1;
  }
  const focused = feed.contains(document.activeElement) ? document.activeElement : null;
  feed.replaceChildren(...lanes);
  focused?.focus({ preventScroll: true });
  feed.dataset.lanes = count;
};

export const dealMasonry = (scope) => {
  const feeds = new Set(scope.querySelectorAll("[data-masonry]"));
  const around = scope.closest?.("[data-masonry]");
  if (around) feeds.add(around);
  feeds.forEach((feed) => deal(feed));
};

addEventListener("resize", () => document.querySelectorAll("[data-masonry]").forEach((feed) => deal(feed)));
