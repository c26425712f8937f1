// The figures of the report, as the program wrote them: columns with what they mean, and their values by row.

const DATA = JSON.parse(document.getElementById("data").textContent);
const ROWS = DATA.values[0].map((_, row) => row);

const COLUMNS = DATA.columns.map((column, index) => {
  const values = DATA.values[index];
  const known = values.filter((value) => value !== null);
  const scale = column.kind === "number" ? scaleOf(known, column.unit) : { unit: "", worth: 1 };
  return {
    ...column,
    values,
    scale,
    distinct: [...new Set(known)].sort(column.order ? byPlaceIn(column.order) : naturally),
    title: titled(column.label, scale.unit),
  };
});
const BY_NAME = new Map(COLUMNS.map((column) => [column.name, column]));

function byPlaceIn(order) {
  const places = new Map(order.map((value, place) => [value, place]));
  return (a, b) => (places.get(a) ?? order.length) - (places.get(b) ?? order.length);
}

/** Numbers by size, words by letters with the numbers in them by size. */
function naturally(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}

/** A value in the unit of its column's heading, for charts. */
function scaled(column, row) {
  const value = column.values[row];
  // Rounded away from the last bits, so that 0.3 µJ is not drawn at 0.30000000000000004.
  return typeof value === "number" ? Number((value / column.scale.worth).toPrecision(12)) : value;
}

/** A value as a cell shows it; an estimate with the ends of its range. */
function shown(column, row) {
  const value = column.values[row];
  if (column.kind !== "number") return value ?? "";
  if (value === null) return "unknown";
  const range = rangeOf(column, row);
  const text = digits(scaled(column, row));
  return range ? `${text} (${range.map((end) => digits(end / column.scale.worth)).join("–")})` : text;
}

/** Lowest and highest a value may be, where prices are estimates. */
function rangeOf(column, row) {
  const low = BY_NAME.get(column.low)?.values[row] ?? null;
  const high = BY_NAME.get(column.high)?.values[row] ?? null;
  return low === null || high === null || low === high ? null : [low, high];
}

/** What must be said beside the figures of a row. */
function remarksOn(row) {
  const of = (name) => BY_NAME.get(name)?.values[row] ?? 0;
  const remarks = [];
  if (of("unpriced_actions") > 0) remarks.push(`lower bound: ${counted(of("unpriced_actions"), "action")} unpriced`);
  if (of("limits_lifted") > 0) remarks.push(`what-if: beyond ${counted(of("limits_lifted"), "limit")} of the chip`);
  if (of("drops") > 0) remarks.push(`${counted(of("drops"), "delivery").replace("deliverys", "deliveries")} dropped`);
  if (of("overruns") > 0) remarks.push(`${counted(of("overruns"), "step")} overran their tick`);
  return remarks;
}

/** What sets a row apart from the others: what was varied, in words. */
function nameOf(row) {
  const varied = COLUMNS.filter((column) => column.role === "setting" && column.distinct.length > 1 && column.name !== "steps");
  const words = (column) => (column.kind === "number" ? `${column.label} ${shown(column, row)}` : shown(column, row));
  return varied.map(words).join(", ") || BY_NAME.get("chip").values[row];
}

function pointOf(row) {
  return BY_NAME.get("point")?.values[row] ?? row;
}
