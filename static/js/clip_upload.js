// A video or sound goes on its way as soon as it is chosen, and the page says how far it is. Without scripts the button sends it.
const form = document.getElementById("editor");

const show = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("clip-pick");
  if (!fresh) return;
  document.getElementById("clip-pick").replaceWith(fresh);
  for (const button of fresh.querySelectorAll(".upload-now")) button.hidden = true;
  form.dispatchEvent(new Event("change", { bubbles: true }));
};

const send = (box, input) => {
  const meter = box.querySelector(".meter");
  const data = new FormData();
  data.append("clip_file", input.files[0]);
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const way = new XMLHttpRequest();
  way.upload.addEventListener("progress", (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.round((100 * event.loaded) / event.total);
    meter.querySelector("progress").value = percent;
    meter.querySelector("[data-sent]").textContent = `${percent}%`;
  });
  way.addEventListener("load", () => {
    if (way.responseText.includes('id="clip-pick"')) show(way.responseText);
    else document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: document.body.dataset.fault, kind: "error" } }));
  });
  way.addEventListener("error", () => {
    meter.hidden = true;
    input.value = "";
    document.body.dispatchEvent(new CustomEvent("toast", { detail: { text: document.body.dataset.offline, kind: "error" } }));
  });
  way.open("POST", box.dataset.clipSend);
  way.setRequestHeader("HX-Request", "true"); // refusals come as a part of the page, signing in as a word
  meter.hidden = false;
  way.send(data);
};

form?.addEventListener("change", (event) => {
  const box = event.target.closest?.("[data-clip-send]");
  if (box && event.target.files?.length) send(box, event.target);
});
