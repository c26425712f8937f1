// All points as a table: sort by any heading, ask for words or numbers under it, choose rows by their boxes.

const TABLE = {
  head: document.getElementById("points-head"),
  body: document.getElementById("points-body"),
  count: document.getElementById("points-count"),
  asked: document.getElementById("points-asked"),
  columns: document.getElementById("points-columns"),
  clear: document.getElementById("points-clear"),
  all: document.getElementById("points-all"),
};
/** More rows than this are drawn only on request: a browser takes seconds for tens of thousands. */
const ROWS_AT_ONCE = 1000;
let visible = DATA.show.filter((name) => BY_NAME.has(name));
let unlimited = false;

function startTable() {
  offerColumns();
  drawHead();
  LISTENERS.push(drawBody);
  TABLE.clear.addEventListener("click", () => {
    STATE.chosen = null;
    STATE.filters.clear();
    drawHead();
    changed();
    // The brush goes with the choice.
    if (SCATTER.place.isConnected) drawScatter();
  });
  TABLE.all.addEventListener("click", () => {
    unlimited = true;
    drawBody();
  });
  document.getElementById("points-csv").addEventListener("click", () => download(asCsv(), "points.csv", "text/csv"));
  drawBody();
}

function offerColumns() {
  const groups = [["settings and status", (column) => column.role !== "metric"], ["figures", (column) => column.role === "metric"]];
  for (const [name, belongs] of groups) {
    const set = element("fieldset", {}, element("legend", { textContent: name }));
    for (const column of COLUMNS.filter(belongs)) {
      const box = element("input", { type: "checkbox", checked: visible.includes(column.name) });
      box.addEventListener("change", () => {
        visible = visible.filter((name) => name !== column.name);
        if (box.checked) visible.push(column.name);
        drawHead();
        drawBody();
      });
      set.append(element("label", { title: column.what }, box, ` ${titled(column.label, column.unit)}`));
    }
    TABLE.columns.append(set);
  }
}

function drawHead() {
  const headings = element("tr", {}, element("th", { scope: "col" }, element("span", { className: "out-of-sight", textContent: "chosen" })));
  const asks = element("tr", { className: "asks" }, element("td"));
  for (const name of visible) {
    const column = BY_NAME.get(name);
    const button = element("button", { type: "button", textContent: column.title, title: `${column.what}; sort by it` });
    button.addEventListener("click", () => sortBy(name));
    const heading = element("th", { scope: "col", className: column.kind }, button);
    heading.dataset.column = name;
    headings.append(heading);
    asks.append(element("td", {}, asking(column)));
  }
  TABLE.head.replaceChildren(headings, asks);
  markSorted();
}

/** The input under a heading. */
function asking(column) {
  const number = column.kind === "number";
  const input = element("input", {
    type: "search", value: STATE.filters.get(column.name) ?? "", autocomplete: "off", spellcheck: false,
    placeholder: number ? "<5 or 1..3" : "contains",
    title: number ? `such as <5, >=2, 1..3, 40 ${column.scale.unit || "(a number)"} or unknown; without a unit, in that of the heading` : "rows whose cell contains this",
  });
  input.setAttribute("aria-label", `filter ${column.label}`);
  input.dataset.column = column.name;
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      input.value.trim() ? STATE.filters.set(column.name, input.value) : STATE.filters.delete(column.name);
      input.setAttribute("aria-invalid", filterOf(column, input.value) === undefined);
      changed();
    }, 120);
  });
  return input;
}

function sortBy(name) {
  STATE.sort = { column: name, descending: STATE.sort.column === name && !STATE.sort.descending };
  markSorted();
  changed();
}

function markSorted() {
  for (const heading of TABLE.head.querySelectorAll("th[data-column]")) {
    const sorted = heading.dataset.column === STATE.sort.column;
    heading.setAttribute("aria-sort", sorted ? (STATE.sort.descending ? "descending" : "ascending") : "none");
  }
}

function drawBody() {
  const rows = listed();
  const drawn = unlimited ? rows : rows.slice(0, ROWS_AT_ONCE);
  TABLE.body.replaceChildren(...drawn.map(bodyRow));
  const chosen = STATE.chosen === null ? "" : `, ${counted(STATE.chosen.size, "point")} chosen`;
  TABLE.count.textContent = `${rows.length.toLocaleString("en-GB")} of ${counted(ROWS.length, "point")} listed${chosen}`;
  TABLE.all.hidden = drawn.length === rows.length;
  TABLE.all.textContent = `List all ${rows.length.toLocaleString("en-GB")}`;
  const asked = [...STATE.filters].map(([name, text]) => {
    const column = BY_NAME.get(name);
    return `${column.title}: ${text.trim()}${filterOf(column, text) === undefined ? " (cannot be read, so it is left out)" : ""}`;
  });
  TABLE.asked.textContent = asked.length ? `Filters: ${asked.join("; ")}` : "";
  TABLE.clear.disabled = STATE.chosen === null && STATE.filters.size === 0;
}

function bodyRow(row) {
  const box = element("input", { type: "checkbox", checked: STATE.chosen?.has(row) ?? false });
  box.setAttribute("aria-label", `choose point ${pointOf(row)}`);
  box.addEventListener("change", () => {
    toggle(row, true);
    TABLE.body.querySelector(`tr[data-row="${row}"] input`)?.focus();
  });
  const line = element("tr", {}, element("td", {}, box));
  line.dataset.row = row;
  const remarks = remarksOn(row);
  for (const name of visible) {
    const column = BY_NAME.get(name);
    const cell = element("td", { className: column.kind });
    if (name === "point") {
      const button = element("button", { type: "button", className: "link", textContent: pointOf(row), title: "all figures of this point" });
      button.addEventListener("click", () => showDetails(row));
      cell.append(button);
    } else {
      cell.textContent = shown(column, row);
      if (column.kind === "text") cell.title = cell.textContent;
      if (column.kind === "number" && column.values[row] === null) cell.classList.add("unknown");
      const flagged = column.unit === "J" && remarks.find((remark) => remark.startsWith("lower bound"));
      if (flagged && column.values[row] !== null) {
        cell.prepend(element("abbr", { textContent: "≥ ", title: flagged }));
      }
    }
    line.append(cell);
  }
  return line;
}

/** The listed rows with the columns in sight, values as results.csv has them. */
function asCsv() {
  const field = (value) => (/[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const line = (cells) => cells.map((cell) => field(String(cell ?? ""))).join(",");
  return [visible, ...listed().map((row) => visible.map((name) => BY_NAME.get(name).values[row]))].map(line).join("\n") + "\n";
}
