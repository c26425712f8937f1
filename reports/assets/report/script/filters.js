// What a cell under a heading asks for: words of text, or a number, a comparison or a range.

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
const COMPARISON = new RegExp(String.raw`^(<=|>=|<|>|=|≤|≥)?\s*(${NUMBER})\s*(\S*)$`, "i");
const RANGE = new RegExp(String.raw`^(${NUMBER})\s*\.\.\s*(${NUMBER})\s*(\S*)$`, "i");

/** A test on values of a column; null where nothing is asked for, undefined where it cannot be read. */
function filterOf(column, text) {
  const asked = text.trim();
  if (asked === "") return null;
  if (column.kind !== "number") {
    const words = asked.toLowerCase();
    return (value) => String(value ?? "").toLowerCase().includes(words);
  }
  if (asked.toLowerCase() === "unknown") return (value) => value === null;
  const range = RANGE.exec(asked);
  if (range) {
    const worth = worthOf(range[3], column);
    return worth && ((value) => value !== null && value >= range[1] * worth && value <= range[2] * worth);
  }
  const comparison = COMPARISON.exec(asked);
  const worth = comparison && worthOf(comparison[3], column);
  if (!worth) return undefined;
  const bound = comparison[2] * worth;
  return (value) => value !== null && COMPARED[comparison[1] ?? "="](value, bound, column);
}

const COMPARED = {
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  "≤": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
  "≥": (value, bound) => value >= bound,
  // What a cell shows is rounded, and who types it means that cell.
  "=": (value, bound, column) => digits(value / column.scale.worth) === digits(bound / column.scale.worth),
};

/** What one of a typed unit is worth in the plain unit; without a unit, that of the heading. */
function worthOf(typed, column) {
  if (typed === "" || typed === column.scale.unit) return column.scale.worth;
  const plain = typed.replace(/^u/, "µ");
  const prefix = PREFIXED.has(column.unit) && PREFIXES.find(([prefix]) => plain === prefix + column.unit);
  return prefix ? prefix[1] : undefined;
}
