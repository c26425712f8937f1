// Numbers as people read them. A value nobody knows is null, is written "unknown", and is never taken for 0.

const PREFIXES = [
  ["f", 1e-15], ["p", 1e-12], ["n", 1e-9], ["µ", 1e-6], ["m", 1e-3], ["", 1], ["k", 1e3], ["M", 1e6], ["G", 1e9],
];
const PREFIXED = new Set(["J", "s", "W", "J·s"]);

/** The prefix under which the middle one of some values has one to three digits before the point. */
function scaleOf(values, unit) {
  const sizes = values.filter((value) => value !== null && value !== 0).map(Math.abs).sort((a, b) => a - b);
  if (!PREFIXED.has(unit) || sizes.length === 0) return { unit, worth: 1 };
  const middle = sizes[Math.floor(sizes.length / 2)];
  const [prefix, worth] = PREFIXES.findLast(([, worth]) => middle >= worth * 0.9995) ?? PREFIXES[0];
  return { unit: prefix + unit, worth };
}

/** Four significant digits; whole numbers in full. */
function digits(value) {
  if (value === null || !Number.isFinite(value)) return "unknown";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return value.toLocaleString("en-GB");
  if (size >= 1e6 || size < 1e-3) return value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e");
  return Number(value.toPrecision(4)).toLocaleString("en-GB", { maximumSignificantDigits: 4 });
}

/** A value with its unit under a prefix of its own. */
function quantity(value, unit) {
  if (value === null) return "unknown";
  const scale = scaleOf([value], unit);
  const shown = digits(Number((value / scale.worth).toPrecision(12)));
  return scale.unit ? `${shown} ${scale.unit}` : shown;
}

/** A heading: `energy per step [µJ]`. */
function titled(label, unit) {
  return unit ? `${label} [${unit}]` : label;
}

/** `1 point`, `2 points`. */
function counted(count, word) {
  return `${count.toLocaleString("en-GB")} ${word}${count === 1 ? "" : "s"}`;
}
