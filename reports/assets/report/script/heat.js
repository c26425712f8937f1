// One figure over two of the things that were varied.

const HEAT = Object.fromEntries(
  ["x", "y", "metric", "chip", "workload", "of", "log"].map((id) => [id, document.getElementById(`heat-${id}`)]),
);
HEAT.place = document.getElementById("heat");
HEAT.note = document.getElementById("heat-note");

/** More cells than this and numbers in them would run into each other. */
const NUMBERS_AT_MOST = 140;

const OF_MANY = {
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  lowest: (values) => Math.min(...values),
  highest: (values) => Math.max(...values),
};

function startHeat() {
  const axes = COLUMNS.filter((column) => column.role === "setting" && column.distinct.length > 1);
  if (axes.length < 2) {
    document.getElementById("heat-section").remove();
    return;
  }
  offer(HEAT.x, axes, DATA.heat_x);
  offer(HEAT.y, axes, DATA.heat_y);
  offer(HEAT.metric, COLUMNS.filter((column) => column.role === "metric" && column.distinct.length > 0), DATA.y);
  for (const name of ["chip", "workload"]) offerOne(HEAT[name], BY_NAME.get(name));
  for (const control of Object.values(HEAT)) {
    if (control.matches("input, select")) control.addEventListener("change", drawHeat);
  }
  document.getElementById("heat-save").addEventListener("click", () => save(HEAT.place, "heat-map"));
  LISTENERS.push(drawHeat);
  return drawHeat();
}

/** One chip (or workload) at a time: a mean over several says little. */
function offerOne(select, column) {
  select.parentElement.hidden = column.distinct.length < 2;
  const known = (value) => ROWS.some((row) => column.values[row] === value && BY_NAME.get(DATA.y).values[row] !== null);
  const option = (value, text) => element("option", { value, textContent: text });
  select.replaceChildren(option("", "all"), ...column.distinct.map((value) => option(value, value)));
  const axes = [DATA.heat_x, DATA.heat_y];
  select.value = axes.includes(column.name) || column.distinct.length < 2 ? "" : column.distinct.find(known) ?? "";
}

function isOfHeat(row) {
  return ["chip", "workload"].every((name) => ["", BY_NAME.get(name).values[row]].includes(HEAT[name].value));
}

/** A cell for every pair of values that has rows, with one number for all of them. */
function heatCells(x, y, metric) {
  const cells = new Map();
  for (const row of passing().filter(isOfHeat)) {
    const key = JSON.stringify([x.values[row], y.values[row]]);
    const cell = cells.get(key) ?? { x: shown(x, row), y: shown(y, row), rows: [] };
    cell.rows.push(row);
    cells.set(key, cell);
  }
  for (const cell of cells.values()) {
    const known = cell.rows.map((row) => metric.values[row]).filter((value) => value !== null);
    const value = known.length > 0 ? OF_MANY[HEAT.of.value](known) / metric.scale.worth : null;
    cell.known = known.length;
    cell.value = HEAT.log.checked && value !== null && value <= 0 ? null : value;
    cell.chosen = STATE.chosen === null || cell.rows.some((row) => STATE.chosen.has(row));
    cell.text = cell.value === null ? whyUnknown(cell, value) : digits(Number(cell.value.toPrecision(3)));
  }
  const shares = shareOf([...cells.values()].map((cell) => cell.value));
  for (const cell of cells.values()) {
    cell.ink = cell.value === null ? "var(--ink)" : shares(cell.value) > 0.45 ? "#000" : "#fff";
  }
  return [...cells.values()];
}

function whyUnknown(cell, value) {
  if (value !== null) return "not above 0";
  const status = new Set(cell.rows.map((row) => BY_NAME.get("status")?.values[row] ?? "done"));
  return status.size === 1 && !status.has("done") ? [...status][0] : "unknown";
}

/** Where a value lies on the scale of colours, from 0 to 1. */
function shareOf(values) {
  const on = (value) => (HEAT.log.checked ? Math.log(value) : value);
  const known = values.filter((value) => value !== null).map(on);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return (value) => (high > low ? (on(value) - low) / (high - low) : 0.5);
}

async function drawHeat() {
  const [x, y, metric] = [HEAT.x, HEAT.y, HEAT.metric].map((select) => BY_NAME.get(select.value));
  const cells = x === y ? [] : heatCells(x, y, metric);
  const many = Math.max(0, ...cells.map((cell) => cell.rows.length));
  const unknown = cells.filter((cell) => cell.value === null).length;
  HEAT.note.textContent = x === y
    ? "Choose two different axes."
    : `${counted(cells.length, "cell")}${many > 1 ? `, each the ${HEAT.of.value} of up to ${counted(many, "point")} (a filter in the table narrows them down)` : ""}` +
      `${unknown ? `; ${unknown} without a figure` : ""}. A click chooses the points of a cell.`;
  const order = (column) => {
    const unknownToo = column.values.includes(null) ? ["unknown"] : [];
    return [...column.distinct.map((value) => (column.kind === "number" ? digits(value / column.scale.worth) : value)), ...unknownToo];
  };
  const axis = (column, field, rows) => ({
    field, type: "ordinal", title: column.title, sort: null,
    scale: { domain: rows ? order(column).reverse() : order(column) },
    axis: { labelAngle: rows || order(column).every((text) => text.length < 8) ? 0 : -40, grid: false, labelOverlap: true },
  });
  const position = { x: axis(x, "x", false), y: axis(y, "y", true) };
  const domain = cells.filter((cell) => cell.value !== null);
  const fill = {
    field: "value", type: "quantitative", title: metric.title,
    scale: { type: HEAT.log.checked ? "log" : "linear", scheme: "viridis", zero: false, nice: false },
    legend: domain.length ? { gradientLength: 240, format: ",.3~r" } : null,
  };
  await draw(
    HEAT.place,
    {
      width: "container", height: Math.min(560, Math.max(90, 44 * y.distinct.length)),
      autosize: { type: "fit-x", contains: "padding" },
      data: { values: cells },
      layer: [
        { mark: { type: "rect", fill: "var(--blank)", stroke: "var(--paper)", strokeWidth: 1, tooltip: { content: "data" } }, encoding: position },
        {
          transform: [{ filter: "datum.value !== null" }],
          mark: { type: "rect", stroke: "var(--paper)", strokeWidth: 1, cursor: "pointer", tooltip: { content: "data" } },
          encoding: { ...position, fill, opacity: { condition: { test: "datum.chosen", value: 1 }, value: 0.25 } },
        },
        ...(cells.length <= NUMBERS_AT_MOST && SMALL_SCREEN.matches === false
          ? [{ mark: { type: "text", fontSize: 11, interactive: false }, encoding: { ...position, text: { field: "text" }, color: { field: "ink", type: "nominal", scale: null } } }]
          : []),
      ],
    },
    (cell) => cell.rows && [
      [metric.title, cell.text, "heading"],
      [x.title, cell.x], [y.title, cell.y],
      [`${HEAT.of.value} of`, `${cell.known} of ${counted(cell.rows.length, "point")}`],
      ...cell.rows.slice(0, 6).map((row) => [`point ${pointOf(row)}`, shown(metric, row)]),
      ...[...new Set(cell.rows.flatMap(remarksOn))].map((remark) => [remark, "", "remark"]),
    ],
  );
  HEAT.place.view.addEventListener("click", (_, item) => item?.datum?.rows && choose(new Set(item.datum.rows)));
}

const SMALL_SCREEN = matchMedia("(max-width: 640px)");
