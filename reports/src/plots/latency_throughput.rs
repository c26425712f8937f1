//! Latency and throughput over the offered rate, with the rate at which the network saturates.

use egret_sim::noc::{Point, Status, Sweep};

use super::axis::Axis;
use super::frame::framed;
use super::image::Image;
use super::legend::{Legend, Mark};
use super::paint;
use super::scene::{Anchor, Area, Scene, Text};
use super::style::{AXIS, Colour, FAINT_INK, INK, LABEL, SERIES, SMALL, WARNING};
use crate::reports::RenderError;
use crate::si::{Scale, digits};

const PLOT: f64 = 330.0;
/// Latencies above so many times that without load are past the top.
const TOP: f64 = 6.0;
/// Mean latency, as a multiple of that without load, at which a network counts as saturated.
const SATURATION: f64 = 3.0;
const MEAN: Colour = SERIES[0];
const PERCENTILE: Colour = SERIES[1];
const ACCEPTED: Colour = SERIES[2];
const PLAIN: Scale = Scale { prefix: "", worth: 1.0 };

/// A sweep to be drawn.
#[derive(Clone, Debug)]
pub struct LatencyPlot {
    /// What was swept: topology, router, traffic.
    pub subtitle: String,
    /// What was measured.
    pub sweep: Sweep,
}

impl LatencyPlot {
    /// The picture.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self, image: Image) -> Result<Vec<u8>, RenderError> {
        match image {
            Image::Svg => paint::svg(latency_throughput, self),
            Image::Png => paint::png(latency_throughput, self),
        }
    }
}

/// The plot.
pub(super) fn latency_throughput(plot: &LatencyPlot) -> Scene {
    let sweep = &plot.sweep;
    let mut points: Vec<&Point> = sweep.points.iter().collect();
    points.sort_by(|a, b| a.offered.total_cmp(&b.offered));
    let mut entries = vec![
        (Mark::Solid(MEAN), "mean latency"),
        (Mark::Solid(PERCENTILE), "99 % of packets within"),
        (Mark::Solid(ACCEPTED), "accepted"),
        (Mark::Solid(AXIS), "as much as offered"),
    ];
    if sweep.saturation_rate.is_some() {
        entries.push((Mark::Solid(WARNING), "saturation: mean latency at 3 times that without load"));
    }
    let entries = entries.into_iter().map(|(mark, name)| (mark, name.to_owned())).collect();
    let legend = Legend::new(entries, 900.0);
    let body = 52.0 + PLOT + 56.0 + legend.height;
    let (mut scene, area) = framed("Latency and throughput", &plot.subtitle, &[], body);
    scene.text(Text::new(area.x, area.y + 10.0, summary(sweep), LABEL, INK));

    let width = (area.width - 2.0 * 58.0 - 40.0) / 2.0;
    let left = Area { x: area.x + 58.0, y: area.y + 56.0, width, height: PLOT - 4.0 };
    let right = Area { x: left.right() + 40.0 + 58.0, ..left };
    let largest = points.iter().map(|point| point.offered).fold(0.0, f64::max);
    let rates = Axis { scale: PLAIN, ..Axis::to(largest, 5) };
    latencies(&mut scene, left, rates, &points, sweep);
    throughput(&mut scene, right, rates, &points, sweep);
    legend.draw(&mut scene, area.x, left.bottom() + 52.0);
    scene
}

fn summary(sweep: &Sweep) -> String {
    let zero_load = digits(sweep.zero_load_latency);
    match sweep.saturation_rate {
        Some(rate) => format!("{zero_load} cycles without load; saturated from {rate:.3} flits/node/cycle"),
        None => format!("{zero_load} cycles without load; saturation is not between these rates"),
    }
}

fn latencies(scene: &mut Scene, area: Area, rates: Axis, points: &[&Point], sweep: &Sweep) {
    let top = TOP * sweep.zero_load_latency;
    let largest = points.iter().filter_map(|point| point.packet_latency_p99).max().unwrap_or(0) as f64;
    let latency = Axis { scale: PLAIN, ..Axis::to(largest.clamp(sweep.zero_load_latency, top), 5) };
    axes(scene, area, rates, latency, "latency (cycles)");
    marks(scene, area, rates, sweep);
    let limit = SATURATION * sweep.zero_load_latency;
    if sweep.saturation_rate.is_some() && limit < latency.to {
        let y = area.bottom() - latency.share(limit) * area.height;
        scene.line((area.x, y), (area.right(), y), WARNING, 1.0);
    }
    let of = |value: fn(&Point) -> Option<f64>| {
        let stable = points.iter().filter(|point| point.status == Status::Stable);
        stable.filter_map(|point| Some((point.offered, value(point)?))).collect::<Vec<_>>()
    };
    curve(
        scene,
        area,
        rates,
        latency,
        &of(|point| point.packet_latency_p99.map(|p99| p99 as f64)),
        PERCENTILE,
    );
    curve(scene, area, rates, latency, &of(|point| point.packet_latency_mean), MEAN);
}

fn throughput(scene: &mut Scene, area: Area, rates: Axis, points: &[&Point], sweep: &Sweep) {
    let accepted = Axis { to: rates.to, ..rates };
    axes(scene, area, rates, accepted, "accepted (flits/node/cycle)");
    scene.line((area.x, area.bottom()), (area.right(), area.y), AXIS, 1.0);
    marks(scene, area, rates, sweep);
    let values: Vec<(f64, f64)> = points.iter().map(|point| (point.offered, point.accepted)).collect();
    curve(scene, area, rates, accepted, &values, ACCEPTED);
}

fn axes(scene: &mut Scene, area: Area, rates: Axis, values: Axis, title: &str) {
    values.draw_left(scene, area);
    rates.draw_below(scene, area, "offered (flits/node/cycle)");
    scene.text(Text::new(area.x - 50.0, area.y - 12.0, title, SMALL, FAINT_INK));
}

/// Where the network saturates.
fn marks(scene: &mut Scene, area: Area, rates: Axis, sweep: &Sweep) {
    let Some(rate) = sweep.saturation_rate else { return };
    let x = area.x + rates.share(rate) * area.width;
    scene.line((x, area.y), (x, area.bottom()), WARNING, 1.0);
    let label = format!("{rate:.3}");
    scene.text(Text::new(x, area.y - 12.0, label, SMALL, WARNING).anchor(Anchor::Middle).bold());
}

/// A line through points and a dot on each, cut off at the top.
fn curve(scene: &mut Scene, area: Area, x: Axis, y: Axis, values: &[(f64, f64)], colour: Colour) {
    const DOT: f64 = 5.0;
    let place = |(rate, value): (f64, f64)| {
        (area.x + x.share(rate) * area.width, area.bottom() - y.share(value) * area.height)
    };
    for pair in values.windows(2) {
        let (from, to) = (place(pair[0]), place(pair[1]));
        if from.1 < area.y && to.1 < area.y {
            continue;
        }
        // The point at which the line leaves at the top.
        let cut = |inside: (f64, f64), outside: (f64, f64)| {
            let part = (inside.1 - area.y) / (inside.1 - outside.1);
            (inside.0 + part * (outside.0 - inside.0), area.y)
        };
        let from_cut = if from.1 < area.y { cut(to, from) } else { from };
        let to_cut = if to.1 < area.y { cut(from, to) } else { to };
        scene.line(from_cut, to_cut, colour, 2.0);
    }
    for value in values {
        let (left, top) = place(*value);
        if top >= area.y {
            let dot = Area { x: left - DOT / 2.0, y: top - DOT / 2.0, width: DOT, height: DOT };
            scene.fill(dot, colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::scene::tests::assert_legible;
    use super::*;

    fn point(offered: f64, mean: f64, status: Status) -> Point {
        Point {
            offered,
            accepted: offered.min(0.38),
            packet_latency_mean: Some(mean),
            packet_latency_p50: Some(mean as u64),
            packet_latency_p99: Some(2 * mean as u64),
            packet_latency_max: Some(9 * mean as u64),
            network_latency_mean: Some(mean),
            hops_mean: Some(6.25),
            status,
            packets: 10,
            cycles: 1000,
            flits_by_link: Vec::new(),
        }
    }

    #[test]
    fn sweeps_of_all_kinds_are_legible() {
        let below = [point(0.1, 21.0, Status::Stable), point(0.3, 23.0, Status::Stable)];
        let past = [point(0.37, 90.0, Status::Stable), point(1.0, 5e4, Status::Saturated)];
        for (points, saturation_rate) in [
            (Vec::new(), None),
            (below[..1].to_vec(), None),
            (below.to_vec(), None),
            ([below, past.clone()].concat(), Some(0.361)),
            (past[1..].to_vec(), None),
        ] {
            let sweep = Sweep { points, zero_load_latency: 20.75, saturation_rate };
            let plot = LatencyPlot { subtitle: "mesh:8x8, minimal, uniform".to_owned(), sweep };
            assert_legible(&latency_throughput(&plot), &format!("{:?}", plot.sweep.saturation_rate));
            for image in [Image::Svg, Image::Png] {
                assert_eq!(plot.render(image).unwrap(), plot.render(image).unwrap());
            }
        }
    }
}
