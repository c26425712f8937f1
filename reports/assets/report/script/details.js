// Everything known of one point, in a box over the page.

const DETAILS = document.getElementById("details");

function showDetails(row) {
  const heading = element("h2", { id: "details-title", textContent: `Point ${pointOf(row)}` });
  const close = element("button", { type: "button", textContent: "Close" });
  close.addEventListener("click", () => DETAILS.close());
  const remarks = remarksOn(row).map((remark) => element("p", { className: "warning", textContent: remark }));
  const lines = COLUMNS.filter((column) => column.values[row] !== null || column.role === "metric").map((column) => {
    const range = column.kind === "number" && rangeOf(column, row);
    const value = column.kind === "number" ? quantity(column.values[row], column.unit) : column.values[row];
    const ends = range ? ` (${range.map((end) => quantity(end, column.unit)).join(" to ")})` : "";
    return element("tr", {}, element("th", { scope: "row", textContent: column.label, title: column.what }), element("td", { textContent: value + ends }));
  });
  DETAILS.replaceChildren(element("header", {}, heading, close), ...remarks, element("table", {}, element("tbody", {}, ...lines)));
  DETAILS.showModal();
}
