// Live pages: the socket says what changed ({"topic": "order:HT-…"}), the page fetches it again by
//   hx-trigger="live:order:HT-… from:body"
// Where the socket is down, what listens is asked to look every thirty seconds.
const POLL = 30_000;
const LONGEST = 60_000;
let wait = 1_000;
let socket = null;
let refused = 0;

const tell = (topic) => document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { bubbles: true }));

const topics = () => {
  const listeners = document.querySelectorAll('[hx-trigger*="live:"], [data-live-topic]');
  const named = [...listeners].flatMap((one) => [
    ...(one.getAttribute("hx-trigger") || "").matchAll(/live:([^\s,]+)/g),
  ].map((match) => match[1]).concat(one.dataset.liveTopic || []));
  return new Set(named);
};

const connect = (address) => {
  if (!topics().size || document.hidden) return setTimeout(connect, 5_000, address);
  socket = new WebSocket(address);
  socket.addEventListener("open", () => {
    if (wait > 1_000) topics().forEach(tell); // something may have happened meanwhile
    wait = 1_000;
    refused = 0;
  });
  socket.addEventListener("message", (event) => {
    try {
      const { topic } = JSON.parse(event.data);
      if (topic) tell(topic);
    } catch {
      // not ours
    }
  });
  socket.addEventListener("close", () => {
    socket = null;
    refused += 1;
    wait = Math.min(LONGEST, wait * 2);
    if (refused < 5) setTimeout(connect, wait * (0.75 + Math.random() / 2), address); // then only polling
  });
};

// Topics anybody may listen to, like a team's: named in the address, so that guests hear of them too.
const publicTopics = () => [...document.querySelectorAll("[data-live-public]")].map((one) => one.dataset.livePublic);

export const startLive = (path) => {
  const named = publicTopics();
  if (!path && !named.length) return;
  const query = named.length ? `?topics=${encodeURIComponent(named.join(","))}` : "";
  const address = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path || "/ws/live/"}${query}`;
  connect(address);
  setInterval(() => {
    if (!document.hidden && socket?.readyState !== WebSocket.OPEN) topics().forEach(tell);
  }, POLL);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && socket?.readyState !== WebSocket.OPEN) topics().forEach(tell);
  });
};
