// Which rows no other row beats in both of two figures.

/** Rows on the front, by the first figure; both columns say which way is better. */
function frontOf(rows, first, second) {
  const cost = (column, row) => (column.better === "higher" ? -column.values[row] : column.values[row]);
  const order = [...rows].sort(
    (a, b) => cost(first, a) - cost(first, b) || cost(second, a) - cost(second, b) || a - b,
  );
  const front = [];
  let lowest = Infinity;
  for (const row of order) {
    const last = front[front.length - 1];
    const same =
      last !== undefined && cost(first, row) === cost(first, last) && cost(second, row) === cost(second, last);
    if (cost(second, row) < lowest || same) {
      front.push(row);
      lowest = cost(second, row);
    }
  }
  return front;
}
