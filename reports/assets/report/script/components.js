// Where the energy goes: one bar a listed row, stacked by component, dynamic before static.

const PARTS = {
  place: document.getElementById("components"),
  note: document.getElementById("components-note"),
  measure: document.getElementById("components-measure"),
};
/** More bars than this and their names could not be read. */
const BARS_AT_MOST = 40;

function startComponents() {
  const known = DATA.components.some((part) => BY_NAME.get(part.energy)?.distinct.length);
  if (!known) {
    document.getElementById("components-section").remove();
    return;
  }
  PARTS.measure.addEventListener("change", drawComponents);
  document.getElementById("components-save").addEventListener("click", () => save(PARTS.place, "energy-by-component"));
  LISTENERS.push(drawComponents);
  return drawComponents();
}

/** Joules of a row by component, dynamic and static apart, in the order of the pipeline. */
function partsOf(row, factor) {
  const of = (name) => (BY_NAME.get(name)?.values[row] ?? 0) * factor;
  const dynamic = DATA.components.map((part) => ({ ...part, kind: part.stage ?? "static", joules: of(part.energy) - of(part.static) }));
  const fixed = DATA.components.map((part) => ({ ...part, kind: "static", joules: of(part.static) }));
  return [...dynamic, ...fixed].filter((part) => part.joules > 0);
}

async function drawComponents() {
  const energy = BY_NAME.get("energy_j");
  const perStep = BY_NAME.get("energy_per_step_j");
  const share = PARTS.measure.value === "share";
  const total = PARTS.measure.value === "total" ? energy : perStep;
  const rows = listed().filter((row) => energy.values[row] !== null && perStep.values[row] !== null);
  const drawn = rows.slice(0, BARS_AT_MOST);
  const { unit, worth } = scaleOf(drawn.map((row) => total.values[row]), "J");
  const label = (row) => `${pointOf(row)}: ${nameOf(row)}`;
  const values = drawn.flatMap((row) => {
    const factor = total.values[row] / (energy.values[row] || 1);
    const parts = partsOf(row, factor);
    const sum = parts.reduce((sum, part) => sum + part.joules, 0) || 1;
    return parts.map((part, order) => ({
      row, label: label(row), order, component: part.label, kind: part.kind, joules: part.joules, share: part.joules / sum,
      size: share ? (100 * part.joules) / sum : part.joules / worth,
    }));
  });
  const ranges = drawn.map((row) => ({ row, label: label(row), ends: rangeOf(total, row) })).filter(({ ends }) => ends);
  PARTS.note.textContent =
    `${counted(drawn.length, "point")}, in the order of the table${rows.length > drawn.length ? `, of ${rows.length.toLocaleString("en-GB")} (choose some in the scatter plot or with a filter to see others)` : ""}.` +
    (!share && ranges.length ? " Lines at the ends of bars: lowest and highest total, where prices are estimates." : "");
  const kinds = [...DATA.stages, "static"].filter((kind) => values.some((part) => part.kind === kind));
  const colours = kinds.map((kind) => `var(--stage-${[...DATA.stages, "static"].indexOf(kind) + 1})`);
  const y = { field: "label", type: "nominal", title: null, scale: { domain: drawn.map(label) }, axis: { labelLimit: SMALL_SCREEN.matches ? 130 : 380, grid: false } };
  const title = share ? "share of energy [%]" : `energy${total === perStep ? " per step" : ""} [${unit}]`;
  await draw(
    PARTS.place,
    {
      width: "container", height: { step: drawn.length > 12 ? 20 : 30 },
      autosize: { type: "fit-x", contains: "padding" },
      layer: [
        {
          data: { values },
          mark: { type: "bar", stroke: "var(--paper)", strokeWidth: 0.75, tooltip: { content: "data" } },
          encoding: {
            y,
            x: { field: "size", type: "quantitative", title, stack: "zero", scale: share ? { domain: [0, 100] } : {}, axis: { format: ",.4~r", tickCount: 8 } },
            color: { field: "kind", type: "nominal", title: "stage of the chip", scale: { domain: kinds, range: colours } },
            order: { field: "order", type: "quantitative" },
          },
        },
        ...(!share && ranges.length
          ? [{
              data: { values: ranges.map(({ row, label, ends: [low, high] }) => ({ row, label, low: low / worth, high: high / worth })) },
              mark: { type: "rule", color: "var(--ink)", strokeWidth: 1.5, tooltip: null },
              encoding: { y, x: { field: "low", type: "quantitative", title }, x2: { field: "high" } },
            }]
          : []),
      ],
    },
    (part) => part.component && [
      [part.label, "", "heading"],
      [part.component, `${part.kind === "static" ? "static" : "dynamic"} energy`],
      [total === perStep ? "energy per step" : "energy of the run", quantity(part.joules, "J")],
      ["share", `${digits(Number((100 * part.share).toPrecision(3)))} %`],
      [`all of ${total.label}`, `${shown(total, part.row)} ${total.scale.unit}`],
      ...remarksOn(part.row).map((remark) => [remark, "", "remark"]),
    ],
  );
}
