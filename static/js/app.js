// Boot. Pages read and work without any of this; every module only adds to what the server wrote.
import { startToasts } from "./toasts.js";
import { startSheets } from "./sheets.js";
import { dressClocks } from "./clocks.js";
import { dealMasonry } from "./masonry.js";
import { startForms, dressForms } from "./forms.js";
import { startKeys } from "./keys.js";
import { startLive } from "./live.js";
import { startSearch } from "./search.js";
import { startSeen, watchNotes } from "./seen.js";
import { startBeacon, watchCards } from "./beacon.js";

const dress = (root) => {
  dressClocks(root);
  dealMasonry(root);
  dressForms(root);
  watchNotes(root);
  watchCards(root);
};

startToasts();
startSheets();
startForms();
startKeys();
startSearch();
startSeen();
dress(document);
startBeacon();
document.body.addEventListener("htmx:load", (event) => dress(event.detail.elt));
startLive(document.body.dataset.live);

// A picture that does not come leaves its colour behind, not a torn page.
document.addEventListener("error", (event) => event.target.matches?.("img.art, img.face") && (event.target.style.visibility = "hidden"), true);
