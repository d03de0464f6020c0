// Charts: the figure comes from the server as plain JSON, its colours from the page. Without this, the tables show.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const faint = (colour) => `${colour}26`;
const EDGES = { low: true, high: true };

const dressed = (trace) => {
  const { colour, look } = trace.meta;
  const ink = css(colour);
  const line = { color: EDGES[look] ? "transparent" : ink, width: look === "dash" ? 1.75 : 2.25, dash: look === "dash" ? "dash" : "solid" };
  if (trace.type === "bar") return { ...trace, marker: { color: ink } };
  const fill = look === "high" ? { fill: "tonexty", fillcolor: faint(ink) } : {};
  return { ...trace, ...fill, line, marker: { color: ink, size: 8 }, showlegend: !EDGES[look], connectgaps: false };
};

const framed = (layout) => {
  const ink = css("--ink-2");
  const axis = { fixedrange: true, zeroline: false, tickfont: { color: ink }, linecolor: css("--line-strong"), automargin: true };
  return {
    ...layout,
    paper_bgcolor: css("--color-base-100"),
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: ink },
    margin: { l: 44, r: 12, t: 8, b: 28 },
    hovermode: "x unified",
    dragmode: false,
    bargap: 0.25,
    hoverlabel: { bgcolor: css("--color-base-100"), bordercolor: css("--line-strong"), font: { color: css("--color-base-content") } },
    legend: { orientation: "h", x: 0, y: 1.02, yanchor: "bottom", font: { color: ink } },
    xaxis: { ...axis, ...layout.xaxis, showgrid: false },
    yaxis: { ...axis, ...layout.yaxis, gridcolor: css("--viz-grid") },
    transition: { duration: 0 },
  };
};
const SETTINGS = { displayModeBar: false, responsive: true, displaylogo: false, showTips: false };

const draw = (box) => {
  const { data, layout } = JSON.parse(document.getElementById(box.dataset.plot).textContent);
  window.Plotly.react(box, data.map(dressed), framed(layout), SETTINGS);
};

const figureOf = (element) => element.closest("[data-chart]");
const showTable = (figure, isTable) => {
  figure.classList.toggle("as-table", isTable);
  figure.querySelector("[data-chart-table]")?.setAttribute("aria-pressed", isTable);
  const box = figure.querySelector("[data-plot]");
  if (!isTable && box) draw(box);
};

const drawAll = (root) => {
  for (const box of root.querySelectorAll("[data-plot]")) {
    if (!window.Plotly) showTable(figureOf(box), true);
    else if (!figureOf(box).classList.contains("as-table")) draw(box);
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-chart-table], [data-chart-png], [data-chart-full]");
  const figure = button && figureOf(button);
  if (!figure) return;
  if ("chartTable" in button.dataset) return showTable(figure, !figure.classList.contains("as-table"));
  if ("chartFull" in button.dataset) return document.fullscreenElement ? document.exitFullscreen() : figure.requestFullscreen?.();
  const box = figure.querySelector("[data-plot]");
  showTable(figure, false);
  window.Plotly.downloadImage(box, { format: "png", width: 1200, height: 560, scale: 2, filename: `hetang-${box.dataset.name}` });
});

drawAll(document);
document.body.addEventListener("htmx:load", (event) => event.detail.elt.parentElement && drawAll(event.detail.elt.parentElement));
new MutationObserver(() => drawAll(document)).observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
document.addEventListener("fullscreenchange", () => drawAll(document));
