// The scan page: the camera where the browser can read barcodes, reasons only where they are asked for, and nothing lost
// without a signal. The form works without any of it.
const form = document.querySelector("form[data-scan]");
const input = form?.querySelector("[data-scan-into]");

const showReasons = () => {
  const chosen = form.querySelector("[name=status]:checked")?.value;
  for (const part of form.querySelectorAll("[data-for-status]")) part.hidden = !part.dataset.forStatus.split(" ").includes(chosen);
};

const watch = async (video, detector, stream) => {
  if (!stream.active) return;
  const [found] = await detector.detect(video).catch(() => []);
  if (!found) return setTimeout(watch, 200, video, detector, stream);
  input.value = found.rawValue;
  stream.getTracks().forEach((track) => track.stop());
  video.hidden = true;
  navigator.vibrate?.(60);
  form.querySelector("[name=status]:checked, [name=status]")?.focus();
};

const startCamera = async (box) => {
  const video = box.querySelector("video");
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    const detector = new BarcodeDetector({ formats: ["code_128", "code_39", "qr_code", "ean_13"] });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    watch(video, detector, stream);
  } catch {
    box.querySelector("[data-camera-trouble]").hidden = false;
  }
};

if (form) {
  form.addEventListener("change", showReasons);
  showReasons();
  const box = form.querySelector("[data-camera]");
  if (box && "BarcodeDetector" in globalThis && navigator.mediaDevices) {
    box.hidden = false;
    box.querySelector("[data-camera-start]").addEventListener("click", () => startCamera(box));
  }
  form.addEventListener(
    "submit",
    (event) => {
      const note = form.querySelector("[data-offline-note]");
      note.hidden = navigator.onLine;
      if (navigator.onLine) return;
      event.preventDefault(); // everything stays in the fields
      note.textContent = form.dataset.offline;
    },
    true,
  );
}
