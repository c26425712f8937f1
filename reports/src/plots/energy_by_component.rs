//! Energy by component: one stacked bar of everything, then one bar a component, dynamic and static apart.

use super::bars::{self, AXIS_HEIGHT, Bar, Columns, ROW};
use super::frame::frame;
use super::legend::{Legend, Mark};
use super::scene::{Area, Scene, Text, cut};
use super::style::{FAINT_INK, INK, LABEL, MARGIN, REST, SMALL, STAGES, WIDTH, stage_of};
use crate::record::RunRecord;
use crate::si::{percent, si};

const STRIP: f64 = 34.0;
const GAP: f64 = 16.0;

/// The plot.
pub(crate) fn energy_by_component(record: &RunRecord) -> Scene {
    let energy = &record.energy;
    let mut rows: Vec<Bar> = Vec::new();
    let mut without: Vec<&str> = Vec::new();
    let mut present = [false; STAGES.len()];
    for (name, split) in energy.by_component.iter() {
        if split.total_j() <= 0.0 {
            without.push(name);
            continue;
        }
        let stage = stage_of(name);
        if let Some(stage) = stage {
            present[stage] = true;
        }
        let colour = stage.map_or(REST, |stage| STAGES[stage].colour);
        let label = name.replace('_', " ");
        rows.push(Bar { label, dynamic: vec![(colour, split.dynamic_j)], fixed: split.static_j });
    }
    let everything = Bar {
        label: String::new(),
        dynamic: rows.iter().flat_map(|bar| bar.dynamic.iter().copied()).collect(),
        fixed: energy.static_j,
    };
    // The strip keeps the order of the pipeline; below it the largest comes first.
    rows.sort_by(|a, b| b.total().total_cmp(&a.total()));
    let dynamic: Vec<Bar> = rows.iter().filter(|bar| bar.dynamic_j() > 0.0).map(Bar::only_dynamic).collect();
    let fixed: Vec<Bar> = rows.iter().filter(|bar| bar.fixed > 0.0).map(Bar::only_static).collect();

    let columns = Columns::of(&[dynamic.as_slice(), fixed.as_slice()].concat(), energy.total_j);

    let legend = Legend::new(entries(present, energy.static_j > 0.0), WIDTH - 2.0 * MARGIN);
    let list = if without.is_empty() { 0.0 } else { 22.0 };
    let panels: f64 = [&dynamic, &fixed].into_iter().map(|bars| panel_height(bars)).sum();
    let body = 22.0 + STRIP + GAP + legend.height + GAP + panels + list;
    let (mut scene, area) = frame(record, "Energy by component", body);
    scene.text(Text::new(area.x, area.y + 10.0, summary(record), LABEL, INK));
    let strip = Area { y: area.y + 22.0, height: STRIP, ..area };
    if energy.total_j > 0.0 {
        bars::stack(&mut scene, strip, &everything, energy.total_j);
    } else {
        scene.outline(strip, REST);
    }
    let mut top = strip.bottom() + GAP;
    let legend_height = legend.height;
    legend.draw(&mut scene, area.x, top);
    top += legend_height + GAP;
    for (bars, title) in [(&dynamic, "dynamic energy"), (&fixed, "static energy, on a scale of its own")] {
        if !bars.is_empty() {
            let panel = bars::sides(&mut scene, Area { y: top, ..area }, bars, columns);
            bars::panel(&mut scene, panel, bars, title, columns);
            top += panel_height(bars);
        }
    }
    if !without.is_empty() {
        let line = format!("no energy counted: {}", without.join(", ").replace('_', " "));
        let line = cut(&line, SMALL, false, area.width);
        scene.text(Text::new(area.x, top + 10.0, line, SMALL, FAINT_INK));
    }
    scene
}

/// Height of a panel with its axis; none at all for no bar.
fn panel_height(bars: &[Bar]) -> f64 {
    if bars.is_empty() { 0.0 } else { ROW * bars.len() as f64 + AXIS_HEIGHT + GAP }
}

/// Total, dynamic and static in one line.
pub(super) fn summary(record: &RunRecord) -> String {
    let energy = &record.energy;
    let total = si(energy.total_j, "J");
    if energy.total_j <= 0.0 {
        return format!("total {total}");
    }
    format!(
        "total {total} = dynamic {} ({}) + static {} ({}); {} a step",
        si(energy.dynamic_j, "J"),
        percent(energy.dynamic_j / energy.total_j),
        si(energy.static_j, "J"),
        percent(energy.static_j / energy.total_j),
        si(energy.per_step_j, "J"),
    )
}

/// Legend of the stages that are there.
pub(super) fn entries(present: [bool; STAGES.len()], fixed: bool) -> Vec<(Mark, String)> {
    let mut entries: Vec<(Mark, String)> = STAGES
        .iter()
        .zip(present)
        .filter(|(_, present)| *present)
        .map(|(stage, _)| (Mark::Solid(stage.colour), stage.name.to_owned()))
        .collect();
    if fixed {
        entries.push((Mark::Static, "static".to_owned()));
    }
    entries
}
