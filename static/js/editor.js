// The product editor: the card beside it follows along, pictures move by hand or by buttons, uploads go at once.
const form = document.getElementById("editor");
const title = document.querySelector("[data-preview-title]");
const price = document.querySelector("[data-preview-price]");

form?.addEventListener("input", (event) => {
  if (event.target.name === "title" && title) title.textContent = event.target.value;
  if (event.target.name === "row-0-price" && price) price.textContent = event.target.value;
});

const tiles = form?.querySelector("[data-sortable]");
const refresh = () => {
  const all = [...tiles.querySelectorAll("[data-tile]")];
  all.forEach((tile, place) => {
    tile.querySelector('[data-move="-1"]').disabled = place === 0;
    tile.querySelector('[data-move="1"]').disabled = place === all.length - 1;
  });
  const cover = document.querySelector("[data-preview] img");
  const first = all[0]?.querySelector("img");
  if (cover && first) cover.src = first.src;
  form.dispatchEvent(new Event("change", { bubbles: true }));
};
tiles?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  const tile = button?.closest("[data-tile]");
  if (!tile) return;
  event.preventDefault();
  if ("remove" in button.dataset) tile.remove();
  else if (button.dataset.move === "-1") tile.previousElementSibling?.before(tile);
  else tile.nextElementSibling?.after(tile);
  refresh();
  if (!("remove" in button.dataset)) (button.disabled ? tile.querySelector("button:not(:disabled)") : button).focus();
});
let dragged = null;
tiles?.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("[data-tile]");
  event.dataTransfer.effectAllowed = "move";
});
tiles?.addEventListener("dragover", (event) => {
  const over = event.target.closest("[data-tile]");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (event.clientX > box.left + box.width / 2) over.after(dragged);
  else over.before(dragged);
});
tiles?.addEventListener("drop", (event) => event.preventDefault());
tiles?.addEventListener("dragend", () => {
  dragged = null;
  refresh();
});

form?.querySelector("[name=uploads]")?.addEventListener("change", (event) => {
  if (event.target.files.length) form.requestSubmit(form.querySelector('[name=action][value="upload"]'));
});
