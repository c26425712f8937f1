//! A network as it is described, before it is known what its neurons are mapped to.

use std::collections::BTreeMap;

use super::attributes::{NUMBERS, NumberOf, ResetMode};
use super::gathering::{Numbers, Pairs};
use super::place::Place;

/// Neurons of a group, and of a network, at most.
pub(super) const MOST_NEURONS: u64 = 1 << 24;

/// A network as it is described.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// Its name.
    pub(super) name: String,
    /// Its groups, in the order of the file.
    pub(super) groups: Vec<Group>,
    /// Its hyper-edges, in the order of the file.
    pub(super) hyper_edges: Vec<HyperEdge>,
    /// Single edges by the groups that they join.
    pub(super) edges: BTreeMap<(Box<str>, Box<str>), EdgeList>,
    /// Which neurons lie where, in the order of the file.
    pub(super) mappings: Vec<Mapping>,
    /// Names that stand for units of cores; [`Draft::unit_name`] numbers them.
    pub(super) unit_names: Vec<Box<str>>,
}

impl Draft {
    /// The number of a name of a unit.
    pub(super) fn unit_name(&mut self, name: &str) -> u16 {
        number_of(&mut self.unit_names, name)
    }
}

/// The number of a name among those known, which it joins.
pub(super) fn number_of(names: &mut Vec<Box<str>>, name: &str) -> u16 {
    let at = names.iter().position(|known| **known == *name).unwrap_or_else(|| {
        names.push(name.into());
        names.len() - 1
    });
    at.min(usize::from(u16::MAX)) as u16
}

/// A value of every neuron of a group.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column<T> {
    /// Of those that say nothing themselves.
    pub(super) default: T,
    /// Those of single neurons.
    own: Vec<Option<T>>,
}

impl<T: Clone> Column<T> {
    /// All the same.
    pub(super) fn new(default: T) -> Self {
        Self { default, own: Vec::new() }
    }

    /// Sets it for some neurons.
    pub(super) fn set(&mut self, first: u32, last: u32, value: &T) {
        let needed = last as usize + 1;
        if self.own.len() < needed {
            self.own.resize(needed, None);
        }
        self.own[first as usize..needed].fill(Some(value.clone()));
    }

    /// Of one neuron.
    pub(super) fn get(&self, neuron: u32) -> &T {
        self.own.get(neuron as usize).and_then(Option::as_ref).unwrap_or(&self.default)
    }
}

/// A group of neurons.
#[derive(Debug)]
pub(super) struct Group {
    /// Its name.
    pub(super) name: Box<str>,
    /// Where it is described.
    pub(super) place: Place,
    /// Its neurons.
    pub(super) count: u32,
    /// Numbers of neurons, in the order of [`NUMBERS`].
    numbers: Vec<Column<f64>>,
    /// What a spike does.
    pub(super) reset_mode: Column<ResetMode>,
    /// What falling below the reverse threshold does.
    pub(super) reverse_reset_mode: Column<ResetMode>,
    /// Whether a neuron counts as updated in every step.
    pub(super) force_update: Column<bool>,
    /// Given spikes, as an index into [`Self::trains`].
    pub(super) spikes: Column<Option<u32>>,
    /// One spike in so many steps, as their share.
    pub(super) rate: Column<f64>,
    /// Share of steps with a random spike, and where it is written.
    pub(super) poisson: Column<(f64, Place)>,
    /// Spikes step by step.
    pub(super) trains: Vec<Vec<bool>>,
    /// Unit of the soma; its number among [`Draft::unit_names`].
    pub(super) soma: Column<Option<u16>>,
    /// Unit of incoming synapses.
    pub(super) synapse: Column<Option<u16>>,
    /// Unit of the dendrite.
    pub(super) dendrite: Column<Option<u16>>,
    /// Whether its spikes are written down.
    pub(super) log_spikes: Column<bool>,
    /// Attributes that occur, each with the place where it occurs first.
    pub(super) mentioned: BTreeMap<Box<str>, Place>,
}

impl Group {
    /// A group that is as the peer has it where nothing is written.
    pub(super) fn new(name: &str, place: Place) -> Self {
        Self {
            name: name.into(),
            place,
            count: 0,
            numbers: NUMBERS.iter().map(|(_, _, default)| Column::new(*default)).collect(),
            reset_mode: Column::new(ResetMode::Hard),
            reverse_reset_mode: Column::new(ResetMode::None),
            force_update: Column::new(false),
            spikes: Column::new(None),
            rate: Column::new(0.0),
            poisson: Column::new((0.0, Place::default())),
            trains: Vec::new(),
            soma: Column::new(None),
            synapse: Column::new(None),
            dendrite: Column::new(None),
            log_spikes: Column::new(false),
            mentioned: BTreeMap::new(),
        }
    }

    /// A number of its neurons.
    pub(super) fn number(&self, number: NumberOf) -> &Column<f64> {
        &self.numbers[number as usize]
    }

    /// The same, to be set.
    pub(super) fn number_mut(&mut self, number: NumberOf) -> &mut Column<f64> {
        &mut self.numbers[number as usize]
    }
}

/// How a hyper-edge joins two groups.
#[derive(Debug)]
pub(super) enum Shape {
    /// Every neuron with every other; weights by source.
    Dense,
    /// The pairs that are listed.
    Sparse(Pairs),
    /// A kernel that moves over an image.
    Conv2d(Kernel),
}

/// The shape of a convolution. Height stands before width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kernel {
    /// Channels of the source.
    pub(super) channels: u32,
    /// Pixels of a channel of the source.
    pub(super) input: (u32, u32),
    /// Weights of the kernel.
    pub(super) size: (u32, u32),
    /// Pixels from one place of the kernel to the next.
    pub(super) stride: (u32, u32),
    /// Kernels: channels of the target.
    pub(super) kernels: u32,
}

/// Synapses between two groups, described at once.
#[derive(Debug)]
pub(super) struct HyperEdge {
    /// Group that they leave.
    pub(super) source: Box<str>,
    /// Group that they enter.
    pub(super) target: Box<str>,
    /// Where it is described.
    pub(super) place: Place,
    /// Where its weights stand.
    pub(super) weights_place: Place,
    /// How it joins them.
    pub(super) shape: Shape,
    /// Its weights.
    pub(super) weights: Numbers,
}

/// Single synapses between two groups.
#[derive(Debug, Default)]
pub(super) struct EdgeList {
    /// Where the first one stands.
    pub(super) place: Place,
    /// Source and target of each.
    pub(super) pairs: Pairs,
    /// Their weights.
    pub(super) weights: Numbers,
    /// Largest source and target, with their places.
    pub(super) largest: [(u32, Place); 2],
}

impl EdgeList {
    /// Adds a synapse.
    pub(super) fn push(&mut self, source: u32, target: u32, weight: f64, place: Place) {
        if self.weights.len() == 0 {
            self.place = place;
        }
        for (largest, number) in self.largest.iter_mut().zip([source, target]) {
            if number > largest.0 || largest.1.line == 0 {
                *largest = (number, place);
            }
        }
        self.pairs.push(source, target);
        self.weights.push(weight);
    }
}

/// Neurons that lie in one core.
#[derive(Debug)]
pub(super) struct Mapping {
    /// Their group.
    pub(super) group: Box<str>,
    /// Where that is said.
    pub(super) place: Place,
    /// First and last of them; all where none are named.
    pub(super) neurons: Option<(u32, u32)>,
    /// Tile and core in it.
    pub(super) core: (u32, u32),
    /// Units by number among [`Draft::unit_names`]: soma, synapse, dendrite.
    pub(super) units: [Option<u16>; 3],
}
