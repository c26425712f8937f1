// Any two figures against each other: colour by what was varied, the front that no point beats, a brush to choose rows.

const SCATTER = Object.fromEntries(
  ["x", "y", "colour", "x-log", "y-log", "front", "ranges"].map((id) => [id, document.getElementById(`scatter-${id}`)]),
);
SCATTER.place = document.getElementById("scatter");
SCATTER.note = document.getElementById("scatter-note");

/** More rows than this and bars of ranges would hide them. */
const RANGES_AT_MOST = 80;

function startScatter() {
  const axes = COLUMNS.filter((column) => column.kind === "number" && column.distinct.length > 0);
  // One point says nothing beside no other.
  if (axes.length === 0 || ROWS.length < 2) {
    SCATTER.place.closest("section").remove();
    return;
  }
  offer(SCATTER.x, axes, DATA.x);
  offer(SCATTER.y, axes, DATA.y);
  const groups = COLUMNS.filter((column) => column.role !== "identity" && column.name !== "why" && column.distinct.length > 0);
  offer(SCATTER.colour, groups, DATA.colour);
  SCATTER.ranges.checked = ROWS.length <= RANGES_AT_MOST;
  const tell = ["x", "y"].map((id) => () => (SCATTER[`${id}-log`].checked = spread(BY_NAME.get(SCATTER[id].value))));
  tell.forEach((set) => set());
  SCATTER.x.addEventListener("change", tell[0]);
  SCATTER.y.addEventListener("change", tell[1]);
  for (const control of Object.values(SCATTER)) {
    if (control.matches("input, select")) control.addEventListener("change", drawScatter);
  }
  document.getElementById("scatter-save").addEventListener("click", () => save(SCATTER.place, "scatter"));
  LISTENERS.push(updateScatter);
  return drawScatter();
}

/** Whether values lie so far apart that only a logarithmic axis shows the small ones. */
function spread(column) {
  const [low, high] = [column.distinct[0], column.distinct[column.distinct.length - 1]];
  return low > 0 && high / low > 50;
}

function scatterColumns() {
  return [SCATTER.x, SCATTER.y, SCATTER.colour].map((select) => BY_NAME.get(select.value));
}

/** The marks of rows that have both figures. */
function scatterPoints(candidates) {
  const [x, y, colour] = scatterColumns();
  const fits = (column, log, row) => column.values[row] !== null && (!log || column.values[row] > 0);
  const rows = candidates.filter((row) => fits(x, SCATTER["x-log"].checked, row) && fits(y, SCATTER["y-log"].checked, row));
  const judged = x.better && y.better && x !== y && SCATTER.front.checked;
  const front = new Set(judged ? frontOf(rows, x, y) : []);
  const ends = (column, row) => {
    const range = SCATTER.ranges.checked ? rangeOf(column, row) : null;
    return (range ?? [column.values[row], column.values[row]]).map((end) => end / column.scale.worth);
  };
  const points = rows.map((row) => ({
    row,
    x: scaled(x, row), y: scaled(y, row),
    x_low: ends(x, row)[0], x_high: ends(x, row)[1],
    y_low: ends(y, row)[0], y_high: ends(y, row)[1],
    group: continuous(colour) ? scaled(colour, row) : String(shown(colour, row) || "none"),
    front: front.has(row),
    chosen: STATE.chosen === null || STATE.chosen.has(row),
  }));
  const lacking = candidates.length - rows.length;
  const notes = [`${counted(points.length, "point")} drawn`];
  if (lacking > 0) notes.push(`${lacking.toLocaleString("en-GB")} without both figures (unknown${SCATTER["x-log"].checked || SCATTER["y-log"].checked ? ", or not above 0 on a logarithmic axis" : ""})`);
  if (judged) notes.push(`${front.size.toLocaleString("en-GB")} on the Pareto front (${x.label} ${x.better}, ${y.label} ${y.better})`);
  else if (SCATTER.front.checked && x !== y) notes.push("no Pareto front: neither way is better of one of the two");
  const remarked = points.filter((point) => (BY_NAME.get("unpriced_actions")?.values[point.row] ?? 0) > 0).length;
  if (remarked > 0) notes.push(`energies of ${counted(remarked, "point")} are lower bounds (unpriced actions)`);
  SCATTER.note.textContent = `${notes.join("; ")}.`;
  return points;
}

/** Many numbers become a scale of colours; words and few numbers each a colour and a shape. */
function continuous(column) {
  return column.kind === "number" && (column.role === "metric" || column.distinct.length > 8);
}

function groupEncodings(colour) {
  if (continuous(colour)) {
    const legend = { title: colour.title, gradientLength: 240 };
    return { fill: { field: "group", type: "quantitative", scale: { scheme: "viridis" }, legend } };
  }
  const asText = (value) => (colour.kind === "number" ? digits(value / colour.scale.worth) : String(value));
  const unknown = colour.values.includes(null) ? [colour.kind === "number" ? "unknown" : "none"] : [];
  const drawn = new Set(scatterPoints(ROWS).map((point) => point.group));
  const domain = [...new Set([...colour.distinct.map(asText), ...unknown])].filter((text) => drawn.has(text));
  const pick = (list, offset) => domain.map((_, place) => list[(place + offset * Math.floor(place / 8)) % list.length]);
  const legend = { title: colour.title, symbolLimit: 40 };
  return {
    fill: { field: "group", type: "nominal", scale: { domain, range: pick(SERIES, 0) }, legend },
    shape: { field: "group", type: "nominal", scale: { domain, range: pick(SHAPES, 1) }, legend },
  };
}

async function drawScatter() {
  const [x, y, colour] = scatterColumns();
  const scale = (column, id) => {
    if (SCATTER[id].checked) return { type: "log", nice: false, padding: 16 };
    const [low, high] = [column.distinct[0], column.distinct[column.distinct.length - 1]];
    const zero = low >= 0 && low < 0.4 * high;
    return { type: "linear", zero, nice: true, padding: zero ? 0 : 12 };
  };
  const axis = (column, id, field) => ({
    field, type: "quantitative", title: column.title, scale: scale(column, id), axis: { format: ",.4~r", tickCount: 7 },
  });
  const across = axis(x, "x-log", "x");
  const up = axis(y, "y-log", "y");
  const whisker = (from, to) => ({
    transform: [{ filter: `datum.${from} !== datum.${to}` }],
    mark: { type: "rule", color: "var(--faint)", tooltip: null },
    encoding: {
      ...(from[0] === "x"
        ? { x: { ...across, field: from }, x2: { field: to }, y: up }
        : { x: across, y: { ...up, field: from }, y2: { field: to } }),
      opacity: { condition: { test: "datum.chosen", value: 0.7 }, value: 0.12 },
    },
  });
  await draw(
    SCATTER.place,
    {
      width: "container", height: 420, autosize: { type: "fit-x", contains: "padding" },
      data: { name: "points", values: scatterPoints(passing()) },
      layer: [
        whisker("x_low", "x_high"),
        whisker("y_low", "y_high"),
        {
          transform: [{ filter: "datum.front" }],
          mark: {
            type: "line", interpolate: x.better === "higher" ? "step-before" : "step-after", color: "var(--accent)",
            strokeDash: [6, 4], strokeWidth: 1.5, tooltip: null,
          },
          encoding: { x: across, y: up },
        },
        {
          params: [{ name: "brush", select: { type: "interval", mark: { fill: "var(--accent)", fillOpacity: 0.08, stroke: "var(--accent)" } } }],
          mark: { type: "point", filled: true, stroke: "var(--ink)", cursor: "pointer", tooltip: { content: "data" } },
          encoding: {
            x: across, y: up, ...groupEncodings(colour),
            size: { condition: { test: "datum.front", value: 110 }, value: 60 },
            strokeWidth: { condition: { test: "datum.front", value: 2 }, value: 0.6 },
            opacity: { condition: { test: "datum.chosen", value: 1 }, value: 0.18 },
          },
        },
      ],
    },
    (datum) => datum.row !== undefined && [
      ...describe(datum.row, scatterColumns().map((column) => column.name)),
      ...(datum.front ? [["on the Pareto front", "", "remark"]] : []),
    ],
  );
  listenToScatter(SCATTER.place.view);
}

function listenToScatter(view) {
  let brushed = false;
  view.addSignalListener("brush", (_, brush) => {
    const inside = (value, ends) => value >= Math.min(...ends) && value <= Math.max(...ends);
    if (brush.x && brush.y) {
      brushed = true;
      const points = view.data("points").filter((point) => inside(point.x, brush.x) && inside(point.y, brush.y));
      choose(new Set(points.map((point) => point.row)));
    } else if (brushed) {
      brushed = false;
      choose(null);
    }
  });
  view.addEventListener("click", (event, item) => {
    const row = item?.datum?.row;
    if (row !== undefined) toggle(row, event.shiftKey);
  });
}

/** Chooses one row, or with others where `more`; the only one chosen is let go. */
function toggle(row, more) {
  const chosen = new Set(more ? STATE.chosen ?? [] : []);
  const only = STATE.chosen?.size === 1 && STATE.chosen.has(row);
  more && STATE.chosen?.has(row) ? chosen.delete(row) : chosen.add(row);
  choose(only || chosen.size === 0 ? null : chosen);
}

function updateScatter() {
  SCATTER.place.view?.data("points", scatterPoints(passing())).runAsync();
}
