// A note's pictures: the figure follows the swipe, buttons turn the page for those without a finger.
for (const gallery of document.querySelectorAll("[data-pages]")) {
  const strip = gallery.querySelector(".strip");
  const figure = gallery.querySelector("[data-place]");
  const buttons = [...gallery.querySelectorAll("[data-turn]")];
  const place = () => Math.round(strip.scrollLeft / Math.max(1, strip.clientWidth));
  const last = strip.children.length - 1;
  const mark = () => {
    if (figure) figure.textContent = place() + 1;
    for (const button of buttons) button.disabled = button.dataset.turn === "1" ? place() >= last : place() <= 0;
  };
  strip.addEventListener("scroll", () => requestAnimationFrame(mark), { passive: true });
  for (const button of buttons) {
    button.addEventListener("click", () => strip.scrollTo({ left: (place() + Number(button.dataset.turn)) * strip.clientWidth }));
  }
}

// What was said is said: the field is empty again once the server has it.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.target.matches?.("form[data-clears]")) event.target.reset();
});

// The server says which sheet has done its work.
document.body.addEventListener("closes", (event) => document.getElementById(event.detail.value)?.close());
