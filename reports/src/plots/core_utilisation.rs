//! How busy each core was: a heat map on the floor plan.

use std::collections::BTreeMap;

use super::colour_bar::{colour_bar, full_scale};
use super::floor::{Floor, floor};
use super::font;
use super::frame::frame;
use super::legend::{Legend, Mark};
use super::scene::{Anchor, Area, Scene, Text};
use super::style::{AXIS, Colour, INK, LABEL, MARGIN, SMALL, WIDTH, heat, ink_on};
use crate::record::{CoreRecord, RunRecord};
use crate::si::{grouped, percent};

/// Space for the colour bar and its labels.
const BAR: f64 = 150.0;
/// Largest side of a square.
const LARGEST: f64 = 54.0;
/// Height that squares may take.
const TALLEST: f64 = 560.0;
/// Smallest side of a square that has room for numbers.
const NUMBERED: f64 = 30.0;
/// Smallest side of a square that is drawn as a frame when its core is not in use.
const FRAMED: f64 = 12.0;
const EMPTY: Colour = Colour(200, 200, 200);
const PALE: Colour = Colour(236, 236, 236);

/// The plot.
pub(crate) fn core_utilisation(record: &RunRecord) -> Scene {
    let floor = floor(record);
    let width = WIDTH - 2.0 * MARGIN - BAR;
    let side =
        (width / f64::from(floor.columns.max(1))).min(TALLEST / f64::from(floor.rows.max(1))).min(LARGEST);
    let busiest = record.cores.iter().map(|core| core.utilisation).fold(0.0, f64::max);
    let full = full_scale(busiest);
    let legend = Legend::new(entries(record, side), WIDTH - 2.0 * MARGIN);
    let map_height = (side * f64::from(floor.rows)).max(190.0);
    let body = 28.0 + map_height + 18.0 + legend.height;
    let (mut scene, area) = frame(record, "Core utilisation", body);
    scene.text(Text::new(area.x, area.y + 10.0, summary(record, busiest), LABEL, INK));

    let map = Area {
        x: area.x,
        y: area.y + 28.0,
        width: side * f64::from(floor.columns),
        height: side * f64::from(floor.rows),
    };
    squares(&mut scene, record, &floor, map, side, full);
    chip_edges(&mut scene, &floor, map, side);
    let bar = Area { x: map.right() + 36.0, y: map.y, width: 18.0, height: 170.0 };
    colour_bar(&mut scene, bar, full, "busy time");
    legend.draw(&mut scene, area.x, map.y + map_height + 18.0);
    scene
}

fn summary(record: &RunRecord, busiest: f64) -> String {
    let cores = &record.cores;
    let mean = cores.iter().map(|core| core.utilisation).sum::<f64>() / cores.len().max(1) as f64;
    format!(
        "{} of {} cores in use: mean {}, busiest {} of the time",
        cores.len(),
        grouped(u64::from(record.counts.cores_present)),
        percent(mean),
        percent(busiest),
    )
}

/// Number of a layer in squares and legend, from 1.
fn layer_number(record: &RunRecord, core: &CoreRecord) -> Option<usize> {
    let largest = core.units.iter().max_by_key(|(_, units)| **units)?;
    record
        .layers
        .iter()
        .filter(|layer| layer.on_chip)
        .position(|layer| layer.name == largest.0)
        .map(|at| at + 1)
}

fn entries(record: &RunRecord, side: f64) -> Vec<(Mark, String)> {
    let mut entries = Vec::new();
    if (record.cores.len() as u32) < record.counts.cores_present {
        let mark = if side < FRAMED { Mark::Solid(PALE) } else { Mark::Empty(EMPTY) };
        entries.push((mark, "not in use".to_owned()));
    }
    if side >= NUMBERED {
        entries.push((Mark::Empty(AXIS), "layer (upper left), busy time in %".to_owned()));
        let layers = record.layers.iter().filter(|layer| layer.on_chip).enumerate();
        entries.extend(layers.map(|(at, layer)| (Mark::Number(at + 1), layer.name.clone())));
    }
    entries
}

fn squares(scene: &mut Scene, record: &RunRecord, floor: &Floor, map: Area, side: f64, full: f64) {
    let used: BTreeMap<u32, &CoreRecord> = record.cores.iter().map(|core| (core.core, core)).collect();
    let gap = if side >= 8.0 { 1.0 } else { 0.0 };
    for site in &floor.sites {
        let square = Area {
            x: map.x + f64::from(site.column) * side,
            y: map.y + f64::from(site.row) * side,
            width: side - gap,
            height: side - gap,
        };
        let Some(core) = used.get(&site.core) else {
            if side < FRAMED {
                scene.fill(square, PALE);
                continue;
            }
            // Inset, so that the frames of neighbours do not lie on each other.
            let inset = Area {
                x: square.x + 0.5,
                y: square.y + 0.5,
                width: side - gap - 1.0,
                height: side - gap - 1.0,
            };
            scene.outline(inset, EMPTY);
            continue;
        };
        let colour = heat(core.utilisation / full);
        scene.fill(square, colour);
        if side < NUMBERED {
            continue;
        }
        let ink = ink_on(colour);
        if let Some(number) = layer_number(record, core) {
            scene.text(Text::new(square.x + 4.0, square.y + 12.0, number.to_string(), 10.0, ink));
        }
        let share = figure(core.utilisation);
        let em = if font::width(&share, SMALL, false) < side - 6.0 { SMALL } else { 10.0 };
        let middle = square.x + square.width / 2.0;
        scene.text(Text::new(middle, square.bottom() - 6.0, share, em, ink).anchor(Anchor::Middle));
    }
}

/// Percent without its sign, short enough for a square.
fn figure(share: f64) -> String {
    let percent = share * 100.0;
    if percent <= 0.0 {
        "0".to_owned()
    } else if percent < 0.095 {
        "<.1".to_owned()
    } else if percent < 9.95 {
        format!("{percent:.1}")
    } else {
        format!("{percent:.0}")
    }
}

fn chip_edges(scene: &mut Scene, floor: &Floor, map: Area, side: f64) {
    for column in &floor.chip_columns {
        let x = map.x + f64::from(*column) * side - 0.5;
        scene.line((x, map.y - 4.0), (x, map.bottom() + 4.0), INK, 2.0);
    }
    for row in &floor.chip_rows {
        let y = map.y + f64::from(*row) * side - 0.5;
        scene.line((map.x - 4.0, y), (map.right() + 4.0, y), INK, 2.0);
    }
}
