// The product page: a choice changes price, stock and picture in place; the gallery follows thumbs, arrows and swipes.
const offers = JSON.parse(document.getElementById("offers")?.textContent || "[]");
const teams = JSON.parse(document.getElementById("team-offers")?.textContent || "{}");
const form = document.querySelector("[data-choosing]");
const gallery = document.querySelector("[data-gallery]");
const words = document.getElementById("stock-words")?.dataset || {};

const strip = gallery?.querySelector(".strip");
const slides = [...(strip?.querySelectorAll(".slide") || [])];
const thumbs = [...document.querySelectorAll("[data-thumbs] a")];
const showSlide = (place) => {
  const slide = slides[place];
  if (slide) strip.scrollTo({ left: slide.offsetLeft - strip.offsetLeft, behavior: "auto" });
};
const chosenValues = () => [...form.querySelectorAll("[data-value]:checked")].map((input) => Number(input.value));
const sameSet = (one, other) => one.length === other.length && one.every((value) => other.includes(value));
const offerOf = (values) => offers.find((offer) => sameSet(offer.values, values));

const current = () => {
  const inputs = [...form.querySelectorAll("[data-value]")];
  if (inputs.length) return offerOf(chosenValues());
  const radio = form.querySelector("input[name=variant]:checked") || form.querySelector("input[name=variant]");
  return offers.find((offer) => offer.key === radio?.value);
};

const markSoldOut = () => {
  const chosen = [...form.querySelectorAll("[data-value]:checked")];
  for (const input of form.querySelectorAll("[data-value]")) {
    const others = chosen.filter((one) => one.name !== input.name).map((one) => Number(one.value));
    input.closest(".option").classList.toggle("is-out", !offerOf([...others, Number(input.value)])?.left);
  }
};

const show = (offer) => {
  markSoldOut();
  const left = offer?.left || 0;
  for (const button of form.querySelectorAll("button[name=next]")) button.disabled = !left;
  const team = teams[offer?.key];
  for (const button of document.querySelectorAll("[data-team-only]")) button.disabled = !left || !team;
  const stock = form.querySelector("[data-stock]");
  if (stock) stock.textContent = !left ? words.out : left <= 10 ? words.few.replace("{n}", left) : words.in;
  if (!offer) return;
  for (const element of form.querySelectorAll("[data-whole]")) element.textContent = offer.whole;
  for (const element of form.querySelectorAll("[data-fraction]")) element.textContent = offer.fraction;
  if (team) {
    for (const element of form.querySelectorAll("[data-team-whole]")) element.textContent = team.whole;
    for (const element of form.querySelectorAll("[data-team-fraction]")) element.textContent = team.fraction;
  }
  const hidden = form.querySelector("input[type=hidden][name=variant]");
  if (hidden) hidden.value = offer.key;
  const quantity = form.querySelector("[data-stepper] input");
  quantity.dataset.max = Math.max(1, left);
  if (Number(quantity.value) > left) quantity.value = Math.max(1, left);
  for (const button of form.querySelectorAll("[data-step]")) {
    button.disabled = Number(button.dataset.step) < 0 ? Number(quantity.value) <= 1 : Number(quantity.value) >= left;
  }
  const place = slides.findIndex((slide) => offer.picture && slide.dataset.picture === offer.picture);
  if (place >= 0) showSlide(place);
  const url = new URL(location.href);
  url.searchParams.set("variant", offer.key);
  history.replaceState(history.state, "", url);
};

form?.addEventListener("change", (event) => {
  if (event.target.matches("[data-value], input[type=radio][name=variant]")) show(current());
});
addEventListener("pageshow", (event) => event.persisted && form && show(current()));

const markPlace = () => {
  const place = Math.round(strip.scrollLeft / Math.max(1, strip.clientWidth));
  const shown = gallery.querySelector("[data-place]");
  if (shown) shown.textContent = place + 1;
  thumbs.forEach((thumb, at) => (at === place ? thumb.setAttribute("aria-current", "true") : thumb.removeAttribute("aria-current")));
};
strip?.addEventListener("scroll", () => requestAnimationFrame(markPlace), { passive: true });
thumbs.forEach((thumb, place) =>
  thumb.addEventListener("click", (event) => {
    event.preventDefault();
    showSlide(place);
  }),
);

const zoom = document.getElementById("zoom");
const picture = zoom?.querySelector("img");
const openZoom = (place) => {
  zoom.dataset.place = (place + slides.length) % slides.length;
  const slide = slides[zoom.dataset.place];
  picture.src = slide.href;
  picture.alt = slide.querySelector("img")?.alt || "";
  if (!zoom.open) zoom.showModal();
};
slides.forEach((slide, place) =>
  slide.addEventListener("click", (event) => {
    if (!slide.href) return;
    event.preventDefault();
    openZoom(place);
  }),
);
zoom?.addEventListener("click", (event) => event.target === zoom && zoom.close());
zoom?.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) openZoom(Number(zoom.dataset.place) + step);
});
