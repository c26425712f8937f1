//! A chip as the peer describes it.

use super::place::Place;

/// Routers of a chip at most: more than any that was built has.
pub(super) const MOST_TILES: u64 = 1 << 16;

/// A chip.
#[derive(Clone, Debug, PartialEq)]
pub struct Architecture {
    /// Its name.
    pub name: String,
    /// Tiles along x.
    pub width: u32,
    /// Tiles along y.
    pub height: u32,
    /// Messages that wait at a link.
    pub link_buffer: u32,
    /// Tiles from which on a barrier takes so many seconds, ascending, the first for 1 tile.
    pub barrier: Vec<(u32, f64)>,
    /// Kinds of tiles, each with how many of them there are, in the order of their numbers.
    pub(super) tiles: Vec<(u32, TileKind)>,
    /// Kinds of cores.
    pub(super) cores: Vec<CoreKind>,
}

/// Tiles with the same costs and cores.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct TileKind {
    /// Where it is described.
    pub(super) place: Place,
    /// Its hops.
    pub(super) hops: Hops,
    /// Kinds of its cores, each with how many of them there are.
    pub(super) cores: Vec<(u32, usize)>,
}

/// Costs of a hop by direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Hops {
    /// Along rising x.
    pub east: Cost,
    /// Along falling x.
    pub west: Cost,
    /// Along rising y.
    pub north: Cost,
    /// Along falling y.
    pub south: Cost,
}

/// What something costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Joules.
    pub energy: f64,
    /// Seconds.
    pub latency: f64,
}

/// Cores with the same units.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CoreKind {
    /// Where it is described.
    pub(super) place: Place,
    /// Neurons that it can hold.
    pub(super) most_neurons: u32,
    /// Receiving a message.
    pub(super) axon_in: Cost,
    /// Sending a message.
    pub(super) axon_out: Cost,
    /// Units that read synapses.
    pub(super) synapses: Vec<Unit<Cost>>,
    /// Units that add up currents.
    pub(super) dendrites: Vec<Unit<Cost>>,
    /// Units that update neurons.
    pub(super) somas: Vec<Unit<SomaCosts>>,
}

/// A unit of a core.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit<C> {
    /// Where it is described.
    pub(super) place: Place,
    /// Its name, without the range of a replicated one.
    pub(super) name: String,
    /// First and last index of a replicated unit.
    pub(super) indices: Option<(u32, u32)>,
    /// What it computes.
    pub(super) model: UnitModel,
    /// What it costs, where that is said.
    pub(super) costs: Option<C>,
    /// An attribute that this version does not simulate.
    pub(super) beyond: Option<&'static str>,
}

/// What a neuron costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SomaCosts {
    /// Looking at it, in every step.
    pub access: Cost,
    /// Updating it, on top.
    pub update: Cost,
    /// Its spike, on top.
    pub spike: Cost,
}

/// What units of the peer compute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitModel {
    /// Weights as currents.
    CurrentBased,
    /// Sums of currents.
    Accumulator,
    /// Sums that arrive later.
    AccumulatorWithDelay,
    /// A cable of compartments.
    Taps,
    /// Leaky integrate-and-fire in units of 1/64.
    LeakyIntegrateFire,
    /// The neuron of `TrueNorth`.
    TrueNorth,
    /// Given spikes.
    Input,
}

impl UnitModel {
    /// The models of a kind of unit by the peer's names.
    pub(super) fn of_section(section: &str) -> &'static [(&'static str, Self)] {
        match section {
            "synapse" => &[("current_based", Self::CurrentBased)],
            "dendrite" => &[
                ("accumulator", Self::Accumulator),
                ("accumulator_with_delay", Self::AccumulatorWithDelay),
                ("taps", Self::Taps),
            ],
            _ => &[
                ("leaky_integrate_fire", Self::LeakyIntegrateFire),
                ("truenorth", Self::TrueNorth),
                ("input", Self::Input),
            ],
        }
    }

    /// The peer's name.
    pub(super) fn name(self) -> &'static str {
        ["synapse", "dendrite", "soma"]
            .into_iter()
            .flat_map(Self::of_section)
            .find(|(_, model)| *model == self)
            .map_or("", |(name, _)| *name)
    }
}

impl<C> Unit<C> {
    /// Its name as it is written.
    pub(super) fn shown(&self) -> String {
        match self.indices {
            Some((first, last)) => format!("{}[{first}..{last}]", self.name),
            None => self.name.clone(),
        }
    }

    /// Which of the replicated units `name` is; `None` if it is none of them.
    pub(super) fn index_of(&self, name: &str) -> Option<u32> {
        match self.indices {
            None => (self.name == name).then_some(0),
            Some((first, last)) => {
                let index = name.strip_prefix(&*self.name)?.strip_prefix('[')?.strip_suffix(']')?;
                let index: u32 = index.parse().ok()?;
                (first..=last).contains(&index).then_some(index - first)
            }
        }
    }
}

impl Architecture {
    /// Number of tiles.
    pub fn tile_count(&self) -> u32 {
        self.tiles.iter().map(|(count, _)| count).sum()
    }

    /// Most cores of a tile.
    pub fn cores_per_tile(&self) -> u32 {
        self.tiles.iter().map(|(_, kind)| kind.core_count()).max().unwrap_or(1)
    }

    /// The kind of a tile.
    pub(super) fn tile(&self, mut number: u32) -> Option<&TileKind> {
        self.tiles.iter().find_map(|(count, kind)| {
            let here = number < *count;
            number = number.saturating_sub(*count);
            here.then_some(kind)
        })
    }

    /// The router of a tile, numbered row by row: the peer numbers tiles column by column.
    pub fn router(&self, tile: u32) -> u32 {
        (tile % self.height) * self.width + tile / self.height
    }
}

impl TileKind {
    /// Number of cores.
    pub(super) fn core_count(&self) -> u32 {
        self.cores.iter().map(|(count, _)| count).sum()
    }

    /// The kind of a core by its offset in the tile.
    pub(super) fn core(&self, mut offset: u32) -> Option<usize> {
        self.cores.iter().find_map(|(count, kind)| {
            let here = offset < *count;
            offset = offset.saturating_sub(*count);
            here.then_some(*kind)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replicated_unit_is_named_by_its_index() {
        let unit = Unit {
            place: Place::default(),
            name: "in".to_owned(),
            indices: Some((4, 7)),
            model: UnitModel::Input,
            costs: None::<Cost>,
            beyond: None,
        };
        assert_eq!(
            ["in[4]", "in[7]", "in[8]", "in", "im[4]"].map(|name| unit.index_of(name)),
            [Some(0), Some(3), None, None, None]
        );
        assert_eq!(unit.shown(), "in[4..7]");
    }
}
