// Where a product is on a picture: choose it, tap the place. The fields beside it say the same in numbers.
const stage = document.querySelector("[data-stage]");
const form = document.getElementById("editor");
const rows = [...(form?.querySelectorAll("[data-tag]") || [])];
const field = (slug, name) => form.elements[`${name}-${slug}`];

const draw = () => {
  for (const dot of stage.querySelectorAll(".tag-dot")) dot.remove();
  for (const row of rows) {
    const slug = row.dataset.tag;
    const [on, x, y] = ["on", "x", "y"].map((name) => field(slug, name)?.value);
    const box = on && x !== "" && y !== "" && stage.querySelector(`[data-picture="${CSS.escape(on)}"] .pic`);
    if (!box) continue;
    const dot = document.createElement("span");
    dot.className = `tag-dot${Number(x) > 55 ? " tag-left" : ""}`;
    dot.style.cssText = `left:${Number(x)}%;top:${Number(y)}%`;
    dot.textContent = row.dataset.name;
    dot.dataset.ugc = "";
    box.append(dot);
  }
};

stage?.addEventListener("click", (event) => {
  const box = event.target.closest("[data-picture]");
  const slug = form.elements._placing?.value;
  if (!box || !slug) return;
  const frame = box.querySelector(".pic").getBoundingClientRect();
  const percent = (part, whole) => Math.round(Math.min(100, Math.max(0, (100 * part) / whole)));
  field(slug, "on").value = box.dataset.picture;
  field(slug, "x").value = percent(event.clientX - frame.left, frame.width);
  field(slug, "y").value = percent(event.clientY - frame.top, frame.height);
  form.dispatchEvent(new Event("change", { bubbles: true }));
  draw();
});
form?.addEventListener("input", () => stage && draw());
if (stage) draw();

// Pictures go at once when they are chosen; the button is for those without scripts.
for (const button of document.querySelectorAll(".upload-now")) button.hidden = true;

// A product's card goes where the cursor is in the text; without scripts the button puts it at the end.
const text = form?.elements.body;
form?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-place]");
  if (!button || !text) return;
  event.preventDefault();
  const at = text.selectionEnd ?? text.value.length;
  const mark = `${at && text.value[at - 1] !== "\n" ? "\n" : ""}[[${button.dataset.place}]]\n`;
  text.setRangeText(mark, at, at, "end");
  text.focus();
  form.dispatchEvent(new Event("change", { bubbles: true }));
});
for (const button of form?.querySelectorAll('[value^="drop:"]') || []) {
  button.addEventListener("click", () => (text.value = text.value.replaceAll(`[[${button.value.slice(5)}]]`, "")));
}
