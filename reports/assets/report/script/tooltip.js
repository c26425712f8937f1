// The box beside the pointer: configuration and figures of one row, or a few lines of text.

const TOOLTIP = document.getElementById("tooltip");

/** Lines as `[name, value]`, shown beside a place on the screen. */
function showTooltip(lines, x, y) {
  TOOLTIP.replaceChildren(
    ...lines.map(([name, value, kind]) => {
      const line = element("div", { className: kind ?? "line" });
      line.append(element("span", { textContent: name }), element("b", { textContent: value ?? "" }));
      return line;
    }),
  );
  TOOLTIP.hidden = false;
  const { width, height } = TOOLTIP.getBoundingClientRect();
  const left = x + 16 + width > window.innerWidth ? x - width - 12 : x + 16;
  TOOLTIP.style.left = `${Math.max(4, left)}px`;
  TOOLTIP.style.top = `${Math.max(4, Math.min(y + 16, window.innerHeight - height - 4))}px`;
}

function hideTooltip() {
  TOOLTIP.hidden = true;
}

/** Configuration and figures of a row, and whatever else a chart has to say of it. */
function describe(row, figures) {
  const line = (column) => {
    const unit = column.values[row] === null || !column.scale.unit ? "" : ` ${column.scale.unit}`;
    return [column.label, shown(column, row) + unit];
  };
  const settings = COLUMNS.filter((column) => column.role === "setting" && column.values[row] !== null);
  const named = [...new Set([...figures, ...DATA.show])].map((name) => BY_NAME.get(name));
  const metrics = named.filter((column) => column?.role === "metric" || column?.name === "bound_by");
  return [
    [`point ${pointOf(row)}`, "", "heading"],
    ...settings.map(line),
    ...metrics.filter((column) => shown(column, row) !== "").map(line),
    ...remarksOn(row).map((remark) => [remark, "", "remark"]),
  ];
}

/** An element with some properties. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

document.addEventListener("keydown", (event) => event.key === "Escape" && hideTooltip());
document.addEventListener("scroll", hideTooltip, { passive: true });
