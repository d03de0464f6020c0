// A conversation: its own socket says that something was said, the page fetches it again. Without socket it asks every
// five seconds. Keeps the newest message in view, fills in quick replies, sends with Enter.
const POLL = 5_000;
const LONGEST = 60_000;
const TOO_FAR = 200; // pixels from the end: whoever reads above is left there
let wait = 1_000;
let socket = null;

const talk = () => document.getElementById("talk");
const tell = () => {
  const topic = talk()?.dataset.chatTopic;
  if (topic) document.body.dispatchEvent(new CustomEvent(`live:${topic}`, { bubbles: true }));
};

const connect = () => {
  const path = talk()?.dataset.chat;
  if (!path) return;
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
  socket.addEventListener("open", () => {
    if (wait > 1_000) tell(); // something may have been said meanwhile
    wait = 1_000;
  });
  socket.addEventListener("message", (event) => {
    try {
      if (JSON.parse(event.data).topic) tell();
    } catch {
      // not ours
    }
  });
  socket.addEventListener("close", (event) => {
    socket = null;
    if (event.code === 4404) return; // not ours to hear; the page's own requests say so
    if (event.code === 4403) return location.reload(); // not a member any more; the page says so
    wait = Math.min(LONGEST, wait * 2);
    setTimeout(connect, wait * (0.75 + Math.random() / 2));
  });
};

const fromEnd = () => document.documentElement.scrollHeight - innerHeight - scrollY;
const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });

let wasNear = true;
document.body.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "talk") wasNear = fromEnd() < TOO_FAR;
});
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id === "talk" && wasNear) toEnd();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fill]");
  const field = button && document.getElementById(button.dataset.fillInto);
  if (!field) return;
  field.value = button.dataset.fill;
  field.focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.id !== "message-body") return;
  event.preventDefault();
  event.target.form.requestSubmit();
});
document.addEventListener("change", (event) => {
  const pick = event.target.closest?.(".talk-pick input");
  if (pick) pick.closest(".talk-pick").classList.toggle("is-picked", pick.files.length > 0);
});

if (talk()?.dataset.chat) {
  toEnd();
  connect();
  setInterval(() => {
    if (!document.hidden && socket?.readyState !== WebSocket.OPEN) tell();
  }, POLL);
  document.addEventListener("visibilitychange", () => !document.hidden && tell());
}
