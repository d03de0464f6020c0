// Countdowns tick by the server's clock: the page says when it was written, the browser only counts on from there.
const root = document.documentElement;
const born = performance.now();
const written = Date.parse(root.dataset.now) || Date.now();
const arrived = performance.getEntriesByType("navigation")[0]?.responseStart || 0;
export const serverNow = () => written + performance.now() - Math.min(arrived, born);

const two = (n) => String(n).padStart(2, "0");
const clocks = new Set();

const show = (clock) => {
  const left = Math.max(0, Math.ceil((clock.end - serverNow()) / 1000));
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  const words = {
    h: two(hours),
    m: two(minutes),
    s: two(seconds),
    all: hours >= 24 && clock.long
      ? clock.long.replace("{d}", Math.floor(hours / 24)).replace("{h}", two(hours % 24))
      : `${two(hours)}:${two(minutes)}:${two(seconds)}`,
  };
  for (const part of clock.parts) if (part.textContent !== words[part.dataset.part]) part.textContent = words[part.dataset.part];
  if (left > 0) return;
  clocks.delete(clock);
  clock.element.dispatchEvent(new CustomEvent("clock:zero", { bubbles: true }));
};

const tick = () => {
  if (document.hidden) return;
  for (const clock of clocks) {
    if (clock.element.isConnected) show(clock);
    else clocks.delete(clock);
  }
};

export const dressClocks = (scope) => {
  const found = [...scope.querySelectorAll("[data-until]")];
  if (scope.matches?.("[data-until]")) found.push(scope);
  for (const element of found) {
    const end = Date.parse(element.dataset.until);
    if (element.dataset.ticking || !end) continue;
    element.dataset.ticking = "1";
    const clock = { element, end, long: element.dataset.long, parts: [...element.querySelectorAll("[data-part]")] };
    clocks.add(clock);
    show(clock);
  }
};

setInterval(tick, 1000);
document.addEventListener("visibilitychange", tick);
