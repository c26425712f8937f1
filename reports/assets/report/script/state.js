// What the reader chose. Everything that shows rows listens, and is told once a change is complete.

const STATE = {
  /** Rows chosen in a chart or by their boxes; null for all. */
  chosen: null,
  /** Text asked for by name of the column. */
  filters: new Map(),
  sort: { column: "point", descending: false },
};
const LISTENERS = [];

function changed() {
  for (const listener of LISTENERS) listener();
}

function choose(rows) {
  STATE.chosen = rows;
  changed();
}

/** Rows that pass the filters, chosen or not. */
function passing() {
  const tests = [];
  for (const [name, text] of STATE.filters) {
    const column = BY_NAME.get(name);
    const test = filterOf(column, text);
    if (test) tests.push([column.values, test]);
  }
  return ROWS.filter((row) => tests.every(([values, test]) => test(values[row])));
}

/** Rows that pass the filters and are chosen, in the order of the table; rows without a figure come last. */
function listed() {
  const rows = passing().filter((row) => STATE.chosen === null || STATE.chosen.has(row));
  const column = BY_NAME.get(STATE.sort.column) ?? COLUMNS[0];
  const sign = STATE.sort.descending ? -1 : 1;
  const compare = column.order ? byPlaceIn(column.order) : naturally;
  const known = rows.filter((row) => column.values[row] !== null);
  const unknown = rows.filter((row) => column.values[row] === null);
  known.sort((a, b) => sign * compare(column.values[a], column.values[b]) || a - b);
  return [...known, ...unknown];
}
