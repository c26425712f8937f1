//! Energy by layer: one stacked bar a layer by stage of the chip, and static energy beside it.

use super::bars::{self, AXIS_HEIGHT, Bar, Columns, ROW};
use super::energy_by_component::{entries, summary};
use super::frame::frame;
use super::legend::Legend;
use super::scene::{Area, Scene, Text};
use super::style::{INK, LABEL, MARGIN, STAGES, WIDTH, stage_of};
use crate::record::RunRecord;

const GAP: f64 = 16.0;
/// Space between the panels.
const BETWEEN: f64 = 28.0;
/// Part of the width that the panel of dynamic energy gets: it has more to show.
const DYNAMIC_PART: f64 = 0.58;

/// The plot.
pub(crate) fn energy_by_layer(record: &RunRecord) -> Scene {
    let mut present = [false; STAGES.len()];
    let mut rows = Vec::new();
    for (name, layer) in record.energy.by_layer.iter() {
        let mut stages = [0.0; STAGES.len()];
        for (component, joules) in layer.by_component.iter() {
            if let Some(stage) = stage_of(component) {
                stages[stage] += joules;
                present[stage] |= *joules > 0.0;
            }
        }
        rows.push(Bar {
            label: name.to_owned(),
            dynamic: STAGES.iter().map(|stage| stage.colour).zip(stages).collect(),
            fixed: layer.static_j,
        });
    }
    let legend = Legend::new(entries(present, record.energy.static_j > 0.0), WIDTH - 2.0 * MARGIN);
    let body = 22.0 + legend.height + GAP + ROW * rows.len() as f64 + AXIS_HEIGHT;
    let (mut scene, area) = frame(record, "Energy by layer", body);
    scene.text(Text::new(area.x, area.y + 10.0, summary(record), LABEL, INK));
    let top = area.y + 22.0;
    let legend_height = legend.height;
    legend.draw(&mut scene, area.x, top);
    let rest = Area { y: top + legend_height + GAP, ..area };
    let rest = bars::sides(&mut scene, rest, &rows, Columns::of(&rows, record.energy.total_j));
    let dynamic: Vec<Bar> = rows.iter().map(Bar::only_dynamic).collect();
    let fixed: Vec<Bar> = rows.iter().map(Bar::only_static).collect();
    if record.energy.static_j <= 0.0 {
        bars::panel(&mut scene, rest, &dynamic, "dynamic energy", Columns::of(&dynamic, 0.0));
        return scene;
    }
    let left = Area { width: (rest.width - BETWEEN) * DYNAMIC_PART, ..rest };
    let right = Area { x: left.right() + BETWEEN, width: rest.width - BETWEEN - left.width, ..rest };
    bars::panel(&mut scene, left, &dynamic, "dynamic energy", Columns::of(&dynamic, 0.0));
    bars::panel(&mut scene, right, &fixed, "static energy, own scale", Columns::of(&fixed, 0.0));
    scene
}
