//! How busy each link between routers was: a heat map on the floor plan.

use egret_arch::Node;

use super::colour_bar::{colour_bar, full_scale};
use super::frame::framed;
use super::image::Image;
use super::paint;
use super::scene::{Anchor, Area, Scene, Text};
use super::style::{AXIS, Colour, INK, LABEL, MARGIN, SMALL, WIDTH, heat};
use crate::noc::LinkLoad;
use crate::reports::RenderError;
use crate::si::percent;

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
    let most = |side: fn(&(u32, u32)) -> u32| map.positions.iter().map(side).max().map_or(1, |last| last + 1);
    let (columns, rows) = (most(|position| position.0), most(|position| position.1));
    let room = WIDTH - 2.0 * MARGIN - BAR;
    let pitch = (room / f64::from(columns)).min(TALLEST / f64::from(rows)).min(LARGEST);
    let busiest = map.between_routers().map(|(_, _, load)| load).fold(0.0, f64::max);
    let full = full_scale(busiest);
    let height = (pitch * f64::from(rows)).max(190.0);
    let (mut scene, area) = framed("Load of links", &map.subtitle, &[], 28.0 + height + 10.0);
    scene.text(Text::new(area.x, area.y + 10.0, summary(map, busiest), LABEL, INK));
    let drawing = Drawing { left: area.x, top: area.y + 28.0, pitch };
    for (from, to, load) in map.between_routers() {
        drawing.link(&mut scene, map.positions[from as usize], map.positions[to as usize], heat(load / full));
    }
    for (number, position) in map.positions.iter().enumerate() {
        drawing.router(&mut scene, number, *position);
    }
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

/// Where routers and links lie.
struct Drawing {
    left: f64,
    top: f64,
    pitch: f64,
}

impl Drawing {
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
    use egret_arch::{Board, Topology, TopologySpec};

    use super::super::scene::tests::assert_legible;
    use super::*;

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
