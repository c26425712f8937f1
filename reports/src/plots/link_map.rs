//! How busy each link between routers was: a heat map on the floor plan.

use std::collections::{BTreeMap, BTreeSet};

use egret_arch::{Board, Chip, Node, Topology};

use super::colour_bar::{colour_bar, full_scale};
use super::core_map::colours;
use super::frame::framed;
use super::image::Image;
use super::legend::Mark;
use super::paint;
use super::picture::{Picture, PlotSize};
use super::quantity::Quantity;
use super::ruler::{Ruler, Spacing};
use super::scene::{Anchor, Area, Scene, Text};
use super::sheet::{Heading, nothing, sheet};
use super::style::{AXIS, Colour, FAINT_INK, INK, LABEL, MARGIN, SMALL, WIDTH, heat};
use crate::noc::LinkLoad;
use crate::notes::Note;
use crate::record::RunRecord;
use crate::reports::RenderError;
use crate::si::percent;

/// Space for the colour bar and its numbers in a picture of a given size.
const RIGHT: f64 = 84.0;
/// Space for the colour bar and its labels.
const BAR: f64 = 150.0;
/// Largest distance of routers.
const LARGEST: f64 = 88.0;
/// Height that routers may take.
const TALLEST: f64 = 620.0;
/// Smallest side of a router that has room for its number.
const NUMBERED: f64 = 22.0;
const ROUTER: Colour = Colour(236, 236, 236);

/// Loads of links to be drawn.
#[derive(Clone, Debug)]
pub struct LinkMap {
    /// What was measured: topology, router, traffic, rate.
    pub subtitle: String,
    /// Floor-plan position (x, y) of every router.
    pub positions: Vec<(u32, u32)>,
    /// Loads of links; only those between routers are drawn.
    pub loads: Vec<LinkLoad>,
}

impl LinkMap {
    /// Of a run on `chip`, with its chips side by side.
    pub fn of(record: &RunRecord, chip: &Chip, subtitle: String) -> Self {
        let topology = Topology::build(chip.topology(), Board::of(record.manifest.chips));
        let of_links: BTreeMap<(&str, &str), _> =
            record.links.iter().map(|link| ((link.from.as_str(), link.to.as_str()), link)).collect();
        let loads = topology.links().iter().map(|&link| {
            let (from, to) = (link.from.to_string(), link.to.to_string());
            let moved = of_links.get(&(from.as_str(), to.as_str()));
            LinkLoad {
                link,
                flits: moved.map_or(0, |moved| moved.flits),
                utilisation: moved.map_or(0.0, |moved| moved.utilisation),
            }
        });
        Self { subtitle, positions: places(&topology), loads: loads.collect() }
    }

    /// The picture at a size.
    pub fn picture(&self, title: String, notes: Vec<Note>, size: PlotSize) -> Picture {
        Picture::of(self.scene(title, notes, size), size)
    }

    pub(super) fn scene(&self, title: String, notes: Vec<Note>, size: PlotSize) -> Scene {
        let busiest = self.between_routers().map(|(_, _, load)| load).fold(0.0, f64::max);
        let heading = Heading {
            title,
            subtitle: self.subtitle.clone(),
            summary: summary(self, busiest),
            legend: vec![(Mark::Solid(ROUTER), "router".to_owned())],
            notes,
        };
        let (mut scene, area) = sheet(size, &heading);
        if self.between_routers().next().is_none() {
            nothing(&mut scene, area, "there is one router, and no link between routers");
            return scene;
        }
        let (columns, rows) = self.extent();
        let (width, height) = (area.width - RIGHT, area.height - 30.0);
        let pitch = (width / f64::from(columns)).min(height / f64::from(rows)).min(LARGEST);
        let quantity = Quantity::new("busy", "% of the time");
        let ticks = ((height.min(220.0) / 34.0) as u32).clamp(2, 6);
        let ruler = Ruler::around([0.0, busiest * 100.0].into_iter(), &quantity, Spacing::FromZero, ticks);
        let drawing = Drawing { left: area.x, top: area.y + 24.0, pitch };
        drawing.all(&mut scene, self, |load| heat(ruler.share(load * 100.0)));
        let right = area.x + pitch * f64::from(columns);
        let bar = Area { x: right + 18.0, y: area.y + 24.0, width: 16.0, height: height.min(220.0) };
        colours(&mut scene, bar, &ruler);
        let title = Text::new(area.right(), area.y + 10.0, ruler.title(), SMALL, FAINT_INK);
        scene.text(title.anchor(Anchor::End));
        scene
    }

    /// Columns and rows of routers.
    fn extent(&self) -> (u32, u32) {
        let most =
            |side: fn(&(u32, u32)) -> u32| self.positions.iter().map(side).max().map_or(1, |last| last + 1);
        (most(|position| position.0), most(|position| position.1))
    }

    /// The picture.
    ///
    /// # Errors
    /// Only by a fault of this program.
    pub fn render(&self, image: Image) -> Result<Vec<u8>, RenderError> {
        match image {
            Image::Svg => paint::svg(link_map, self),
            Image::Png => paint::png(link_map, self),
        }
    }

    /// Routers and load of every link between routers.
    fn between_routers(&self) -> impl Iterator<Item = (u32, u32, f64)> + '_ {
        self.loads.iter().filter_map(|load| match (load.link.from, load.link.to) {
            (Node::Router(from), Node::Router(to)) => Some((from, to, load.utilisation)),
            _ => None,
        })
    }
}

/// The plot.
pub(super) fn link_map(map: &LinkMap) -> Scene {
    let (columns, rows) = map.extent();
    let room = WIDTH - 2.0 * MARGIN - BAR;
    let pitch = (room / f64::from(columns)).min(TALLEST / f64::from(rows)).min(LARGEST);
    let busiest = map.between_routers().map(|(_, _, load)| load).fold(0.0, f64::max);
    let full = full_scale(busiest);
    let height = (pitch * f64::from(rows)).max(190.0);
    let (mut scene, area) = framed("Load of links", &map.subtitle, &[], 28.0 + height + 10.0);
    scene.text(Text::new(area.x, area.y + 10.0, summary(map, busiest), LABEL, INK));
    let drawing = Drawing { left: area.x, top: area.y + 28.0, pitch };
    drawing.all(&mut scene, map, |load| heat(load / full));
    let right = area.x + pitch * f64::from(columns);
    let bar = Area { x: right + 36.0, y: area.y + 28.0, width: 18.0, height: 170.0 };
    colour_bar(&mut scene, bar, full, "busy time");
    scene
}

fn summary(map: &LinkMap, busiest: f64) -> String {
    let links = map.between_routers().count();
    if links == 0 {
        return "no links between routers".to_owned();
    }
    let mean = map.between_routers().map(|(_, _, load)| load).sum::<f64>() / links as f64;
    // The links of both directions lie side by side, and colours alone do not tell which is which.
    format!(
        "{links} links between routers, each on the right of its way: mean {}, busiest {} of the time",
        percent(mean),
        percent(busiest)
    )
}

/// Where routers are drawn. Grids of several chips are one larger grid; the chips of other kinds lie side by side.
fn places(topology: &Topology) -> Vec<(u32, u32)> {
    let positions: Vec<(u32, u32)> =
        (0..topology.routers()).map(|router| topology.position(router)).collect();
    let alone = positions.iter().collect::<BTreeSet<_>>().len() == positions.len();
    if alone {
        return positions;
    }
    let each = topology.routers() / topology.chips().max(1);
    let wide = positions.iter().map(|position| position.0).max().map_or(1, |last| last + 1);
    let moved = positions.iter().zip(0..).map(|(&(x, y), router)| (x + router / each.max(1) * (wide + 1), y));
    moved.collect()
}

/// Where routers and links lie.
struct Drawing {
    left: f64,
    top: f64,
    pitch: f64,
}

impl Drawing {
    /// All links and routers; `colour` is that of a load.
    fn all(&self, scene: &mut Scene, map: &LinkMap, colour: impl Fn(f64) -> Colour) {
        for (from, to, load) in map.between_routers() {
            self.link(scene, map.positions[from as usize], map.positions[to as usize], colour(load));
        }
        for (number, position) in map.positions.iter().enumerate() {
            self.router(scene, number, *position);
        }
    }

    /// Middle of a router.
    fn middle(&self, (x, y): (u32, u32)) -> (f64, f64) {
        let at = |place: u32| (f64::from(place) + 0.5) * self.pitch;
        (self.left + at(x), self.top + at(y))
    }

    fn side(&self) -> f64 {
        self.pitch * 0.42
    }

    fn router(&self, scene: &mut Scene, number: usize, position: (u32, u32)) {
        let (side, (x, y)) = (self.side(), self.middle(position));
        let square = Area { x: x - side / 2.0, y: y - side / 2.0, width: side, height: side };
        scene.fill(square, ROUTER);
        if side >= NUMBERED {
            scene.outline(square, AXIS);
            scene.text(Text::new(x, y + 4.0, number.to_string(), SMALL, INK).anchor(Anchor::Middle));
        }
    }

    /// A link beside the one of the other direction. Links that go past routers between their ends, as those that close
    /// a ring, are drawn as a stub at either end.
    fn link(&self, scene: &mut Scene, from: (u32, u32), to: (u32, u32), colour: Colour) {
        let (a, b) = (self.middle(from), self.middle(to));
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = dx.hypot(dy);
        if length <= 0.0 {
            return;
        }
        let (ux, uy) = (dx / length, dy / length);
        let aside = self.pitch * 0.1;
        let (a, b) = ((a.0 - uy * aside, a.1 + ux * aside), (b.0 - uy * aside, b.1 + ux * aside));
        let width = (self.pitch * 0.13).max(1.0);
        let aligned = from.0 == to.0 || from.1 == to.1;
        if aligned && length > self.pitch * 1.5 {
            let stub = self.pitch * 0.48;
            scene.line(a, (a.0 - ux * stub, a.1 - uy * stub), colour, width);
            scene.line(b, (b.0 + ux * stub, b.1 + uy * stub), colour, width);
        } else {
            scene.line(a, b, colour, width);
        }
    }
}

#[cfg(test)]
mod tests {
    use egret_arch::TopologySpec;

    use super::super::scene::tests::assert_legible;
    use super::*;
    use crate::testing;

    #[test]
    fn links_of_every_shipped_chip_are_legible_at_three_sizes() {
        for (name, text) in egret_arch::shipped_chips() {
            let chip = egret_arch::check(name, text, &[]).unwrap();
            for chips in [1, chip.chips_max().min(4)] {
                let mut outcome = testing::outcome_on(&chip, 3, 100, 3, 5);
                outcome.chips = chips;
                let mut record = testing::record_on(&outcome, &chip);
                let topology = Topology::build(chip.topology(), Board::of(chips));
                record.links = topology
                    .links()
                    .iter()
                    .enumerate()
                    .map(|(number, link)| crate::record::LinkRecord {
                        from: link.from.to_string(),
                        to: link.to.to_string(),
                        class: link.class.name().to_owned(),
                        flits: 1,
                        utilisation: (number % 17) as f64 / 40.0,
                        waited_ticks: 0,
                    })
                    .collect();
                let map = LinkMap::of(&record, &chip, "egru-ptb ".repeat(30));
                assert_eq!(map.loads.len(), topology.links().len());
                let places: BTreeSet<_> = map.positions.iter().collect();
                assert_eq!(places.len(), map.positions.len(), "{name}: two routers at one place");
                for size in [PlotSize::SMALL, PlotSize::MEDIUM, PlotSize::LARGE] {
                    let scene = map.scene("Load of links".to_owned(), Vec::new(), size);
                    assert_legible(&scene, &format!("{chips} {name}, {size:?}"));
                }
            }
        }
    }

    #[test]
    fn all_kinds_and_sizes_are_legible() {
        for word in ["mesh:1x1", "mesh:8x8", "mesh:40x3", "torus:16x16", "ring:9", "star:5", "tree:2x3"] {
            let spec = TopologySpec::parse(word).unwrap();
            let topology = Topology::build(&spec, Board::ONE);
            let loads = topology.links().iter().enumerate().map(|(number, &link)| LinkLoad {
                link,
                flits: number as u64,
                utilisation: number as f64 / topology.links().len() as f64,
            });
            let map = LinkMap {
                subtitle: format!("{word}, minimal, uniform at 0.1"),
                positions: (0..topology.routers()).map(|router| topology.position(router)).collect(),
                loads: loads.collect(),
            };
            assert_legible(&link_map(&map), word);
            assert!(!map.render(Image::Svg).unwrap().is_empty());
        }
    }
}
