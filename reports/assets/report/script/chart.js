// One chart: a Vega-Lite specification, drawn as SVG without evaluating text as code.
//
// Colours are names of the style sheet (`var(--ink)`), so that a change of theme and a printer need no new drawing.

const SERIES = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => `var(--series-${number})`);
const SHAPES = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left"];

const LOOK = {
  background: null,
  font: "system-ui, sans-serif",
  axis: {
    labelColor: "var(--ink)", titleColor: "var(--ink)", gridColor: "var(--grid)", tickColor: "var(--rule)",
    domainColor: "var(--rule)", labelFontSize: 12, titleFontSize: 13, titleFontWeight: 600, titlePadding: 10,
    labelLimit: 220, titleLimit: 600,
  },
  legend: {
    labelColor: "var(--ink)", titleColor: "var(--ink)", labelFontSize: 12, titleFontSize: 12, orient: "top",
    symbolStrokeColor: "var(--ink)", labelLimit: 260, titleLimit: 400,
  },
  view: { stroke: "var(--grid)" },
};

/** Replaces what is in a place by a chart; returns its view. */
async function draw(place, specification, describeMark) {
  place.view?.finalize();
  // As many entries of a legend side by side as there is room for.
  const legend = { ...LOOK.legend, columns: Math.max(1, Math.floor(place.clientWidth / 190)) };
  const { spec } = vegaLite.compile({ ...specification, config: { ...LOOK, legend } }, { logger: SILENT });
  letPointerThrough(spec);
  const view = new vega.View(vega.parse(spec, null, { ast: true }), {
    expr: expressionInterpreter, renderer: "svg", container: place, hover: true, logger: SILENT,
  });
  view.tooltip((_, event, item) => {
    const lines = item?.datum && describeMark(item.datum);
    lines ? showTooltip(lines, event.clientX, event.clientY) : hideTooltip();
  });
  place.view = view;
  place.addEventListener("mouseleave", hideTooltip);
  await view.runAsync();
  return view;
}

// Remarks on dropped nulls are no news here: the page says how many rows have no figure.
const SILENT = vega.logger(vega.Error);

/** The frame of a selection would hide the marks below it from the pointer. */
function letPointerThrough(spec) {
  for (const mark of spec.marks ?? []) {
    if (mark.name?.endsWith("_brush")) mark.interactive = false;
    letPointerThrough(mark);
  }
}

/** Saves a chart as it looks now; the file stands alone, so names of colours become colours. */
async function save(place, name) {
  const style = getComputedStyle(document.documentElement);
  const svg = (await place.view.toSVG()).replace(/var\((--[\w-]+)\)/g, (_, name) => style.getPropertyValue(name).trim());
  const paper = `<rect width="100%" height="100%" fill="${style.getPropertyValue("--paper").trim()}"/>`;
  download(svg.replace(/(<svg[^>]*>)/, `$1${paper}`), `${name}.svg`, "image/svg+xml");
}

function download(text, name, type) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Fills a list of columns to choose from. */
function offer(select, columns, chosen) {
  select.replaceChildren(
    ...columns.map((column) => element("option", { value: column.name, textContent: column.title, title: column.what })),
  );
  if (columns.some((column) => column.name === chosen)) select.value = chosen;
}
