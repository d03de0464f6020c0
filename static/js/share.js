// Sharing: the device's own sheet where there is one, a QR code when asked for, and a poster drawn on a canvas:
// phones have Chinese fonts, servers often don't. The picture, the colours and the words are the page's own.
const WIDTH = 750;
const EDGE = 48;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const font = (name) => colour(name) || "sans-serif";

// A drawing without a size of its own (SVG) is given one: some browsers draw nothing otherwise.
const sized = async (address) => {
  const text = await (await fetch(address)).text();
  const named = /<svg[^>]*\swidth=/.test(text.slice(0, 400)) ? text : text.replace("<svg", '<svg width="800" height="800"');
  return URL.createObjectURL(new Blob([named], { type: "image/svg+xml" }));
};
const load = async (address) => {
  const picture = new Image();
  picture.src = /\.svg($|\?)/.test(address) ? await sized(address) : address;
  await picture.decode();
  return picture;
};

const letters = (text) => text.match(/[\p{Script=Latin}\p{N}'’.,:;!?%¥$€£-]+\s*|./gu) || [];
const lines = (pen, text, width, most) => {
  const rows = [""];
  for (const piece of letters(text)) {
    const row = rows[rows.length - 1] + piece;
    if (pen.measureText(row.trimEnd()).width <= width) rows[rows.length - 1] = row;
    else rows.push(piece.trimStart());
  }
  if (rows.length <= most) return rows;
  let last = rows[most - 1];
  while (last && pen.measureText(`${last}…`).width > width) last = last.slice(0, -1);
  return [...rows.slice(0, most - 1), `${last}…`];
};

const cover = (pen, picture, x, y, width, height, radius) => {
  pen.save();
  pen.beginPath();
  pen.roundRect(x, y, width, height, radius);
  pen.clip();
  const scale = Math.max(width / picture.naturalWidth, height / picture.naturalHeight);
  const [w, h] = [picture.naturalWidth * scale, picture.naturalHeight * scale];
  pen.drawImage(picture, x + (width - w) / 2, y + (height - h) / 2, w, h);
  pen.restore();
};

const seats = (pen, x, y, done, of) => {
  if (of > 10) {
    pen.fillStyle = colour("--color-base-300");
    pen.beginPath();
    pen.roundRect(x, y + 20, 380, 16, 8);
    pen.fill();
    pen.fillStyle = colour("--color-secondary");
    pen.beginPath();
    pen.roundRect(x, y + 20, Math.max(16, (380 * done) / of), 16, 8);
    return pen.fill();
  }
  const size = Math.min(52, 380 / of - 8);
  for (let place = 0; place < of; place += 1) {
    pen.beginPath();
    pen.arc(x + size / 2 + place * (size + 8), y + 26, size / 2 - 2, 0, 2 * Math.PI);
    if (place < done) {
      pen.fillStyle = colour("--color-secondary");
      pen.fill();
    } else {
      pen.setLineDash([6, 5]);
      pen.lineWidth = 2.5;
      pen.strokeStyle = colour("--color-primary");
      pen.stroke();
      pen.setLineDash([]);
    }
  }
};

const price = (pen, x, y, { sign, whole, fraction }) => {
  pen.fillStyle = colour("--price");
  let at = x;
  for (const [words, size] of [[sign, 40], [whole, 72], [fraction, 40]]) {
    pen.font = `600 ${size}px ${font("--font-num")}`;
    pen.fillText(words, at, y);
    at += pen.measureText(words).width + 2;
  }
};

const mark = (pen, x, y, size) => {
  const [leaf, flower] = [new Path2D("M33 33 50 10A29 29 0 1 1 30 3.6Z"), new Path2D("M41 2c5 4 6.5 9 4 14.5-5-2-8-8-4-14.5z")];
  pen.save();
  pen.translate(x, y);
  pen.scale(size / 64, size / 64);
  pen.fillStyle = colour("--color-secondary");
  pen.fill(leaf);
  pen.fillStyle = colour("--color-primary");
  pen.fill(flower);
  pen.restore();
};

const draw = async (sheet, qrAddress) => {
  const say = sheet.dataset;
  const [picture, code] = await Promise.all([say.picture ? load(say.picture).catch(() => null) : null, load(qrAddress)]);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  const wide = WIDTH - 2 * EDGE;
  pen.font = `600 40px ${font("--font-sans")}`;
  const title = lines(pen, say.heading, wide, 2);
  const of = Number(say.of);
  const top = EDGE + wide + 36;
  const foot = top + title.length * 56 + 24;
  [canvas.width, canvas.height] = [WIDTH, foot + (of ? 300 : 260) + EDGE];
  pen.fillStyle = colour("--color-base-200");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = say.colour || colour("--color-base-300");
  pen.beginPath();
  pen.roundRect(EDGE, EDGE, wide, wide, 32);
  pen.fill();
  if (picture) cover(pen, picture, EDGE, EDGE, wide, wide, 32);
  pen.textBaseline = "alphabetic";
  pen.fillStyle = colour("--color-base-content");
  pen.font = `600 40px ${font("--font-sans")}`;
  title.forEach((row, place) => pen.fillText(row, EDGE, top + 40 + place * 56));
  const left = wide - 232;
  price(pen, EDGE, foot + 64, say);
  pen.font = `400 27px ${font("--font-sans")}`;
  pen.fillStyle = colour("--ink-2");
  const line = lines(pen, say.line, left, of ? 2 : 3);
  line.forEach((row, place) => pen.fillText(row, EDGE, foot + 112 + place * 38));
  if (of) seats(pen, EDGE, foot + 96 + line.length * 38, Number(say.done), of);
  mark(pen, EDGE, canvas.height - EDGE - 36, 36);
  pen.font = `600 28px ${font("--font-title")}`;
  pen.fillStyle = colour("--color-base-content");
  pen.fillText(say.brand, EDGE + 48, canvas.height - EDGE - 8);
  pen.fillStyle = "#ffffff"; // a code is read best on white, by day and by night
  pen.beginPath();
  pen.roundRect(WIDTH - EDGE - 208, foot + 8, 208, 208, 20);
  pen.fill();
  pen.imageSmoothingEnabled = false;
  pen.drawImage(code, WIDTH - EDGE - 196, foot + 20, 184, 184);
  pen.font = `400 22px ${font("--font-sans")}`;
  pen.fillStyle = colour("--ink-3");
  pen.textAlign = "center";
  pen.fillText(say.scan, WIDTH - EDGE - 104, foot + 252);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("empty canvas"))), "image/png"));
};

const showPoster = async (sheet) => {
  const box = sheet.querySelector("[data-share-poster]");
  const [waiting, ready, image] = [box.querySelector("[data-share-waiting]"), box.querySelector("[data-share-ready]"), box.querySelector("img")];
  const save = ready.querySelector("a");
  if (box.dataset.drawn === document.documentElement.dataset.theme) return;
  box.dataset.drawn = document.documentElement.dataset.theme;
  try {
    const blob = await draw(sheet, sheet.querySelector("[data-share-qr] img").dataset.src);
    image.src = URL.createObjectURL(blob);
    image.hidden = ready.hidden = false;
    waiting.hidden = true;
    save.href = image.src;
    save.download = `${sheet.dataset.brand}-${sheet.dataset.file}.png`;
  } catch {
    delete box.dataset.drawn;
    const drawn = sheet.dataset.poster; // by the server, of one's own link
    waiting.textContent = sheet.dataset.failed;
    waiting.hidden = Boolean(drawn);
    image.hidden = ready.hidden = !drawn;
    if (drawn) image.src = save.href = drawn;
  }
};

const unfold = (sheet, name) => {
  for (const button of sheet.querySelectorAll("[data-share-show]")) {
    const isIt = button.dataset.shareShow === name && button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(isIt));
    sheet.querySelector(`[data-share-${button.dataset.shareShow}]`).hidden = !isIt;
  }
  const code = sheet.querySelector("[data-share-qr] img");
  if (!code.src) code.src = code.dataset.src;
  if (name === "poster") showPoster(sheet);
};

// People with an account share by a link of their own, made when the sheet first opens; without it the plain one works.
const ownLink = async (sheet) => {
  const { track, path } = sheet.dataset;
  if (!track || path.startsWith("/s/")) return;
  delete sheet.dataset.track;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  const answer = await fetch(track, { method: "POST", headers, body: new URLSearchParams({ path }) });
  if (!answer.ok) return;
  const link = await answer.json();
  const old = sheet.dataset.url;
  sheet.dataset.poster = link.poster;
  sheet.dataset.url = link.url;
  for (const button of sheet.querySelectorAll("[data-copy]")) if (button.dataset.copy === old) button.dataset.copy = link.url;
  const field = sheet.querySelector("[data-select]");
  if (field) field.value = link.url;
  const code = sheet.querySelector("[data-share-qr] img");
  code.dataset.src = code.dataset.src.replace(/\?to=.*$/, `?to=${encodeURIComponent(link.path)}`);
};

for (const sheet of document.querySelectorAll("dialog[data-share]")) {
  new MutationObserver(() => sheet.open && ownLink(sheet).catch(() => {})).observe(sheet, { attributeFilter: ["open"] });
  const system = sheet.querySelector("[data-share-system]");
  if (navigator.share) system.hidden = false;
  system.addEventListener("click", () => {
    const { url, words, heading } = sheet.dataset;
    navigator.share({ title: heading, text: words, url }).catch(() => {}); // closing it is an answer too
  });
  sheet.addEventListener("click", (event) => {
    const show = event.target.closest("[data-share-show]");
    if (show) unfold(sheet, show.dataset.shareShow);
    if (event.target.matches("[data-select]")) event.target.select();
  });
}
