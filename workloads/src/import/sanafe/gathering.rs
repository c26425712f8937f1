//! Lists as they are read: those of numbers, and of pairs of them, without a node an element.

use super::document::{Body, Node};
use super::place::{Findings, Place};
use super::scalar::{number, whole};

/// Numbers of a list: 32-bit floats as long as those are exactly what is written, else 64-bit ones.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Numbers {
    /// All of them are exact in 32 bits.
    Narrow(Vec<f32>),
    /// Some are not.
    Wide(Vec<f64>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Narrow(Vec::new())
    }
}

/// Pairs of a list, by runs with the same first number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pairs {
    /// A first number, and of how many pairs in a row.
    pub(super) runs: Vec<(u32, u32)>,
    /// The second numbers.
    pub(super) seconds: Vec<u32>,
}

impl Numbers {
    /// Adds one.
    pub(super) fn push(&mut self, value: f64) {
        let narrow = value as f32;
        match self {
            Self::Narrow(values) if f64::from(narrow).to_bits() == value.to_bits() => values.push(narrow),
            Self::Narrow(values) => {
                let wide = values.iter().copied().map(f64::from).chain([value]).collect();
                *self = Self::Wide(wide);
            }
            Self::Wide(values) => values.push(value),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Narrow(values) => values.len(),
            Self::Wide(values) => values.len(),
        }
    }

    /// One of them.
    pub(super) fn get(&self, at: usize) -> f64 {
        match self {
            Self::Narrow(values) => f64::from(values[at]),
            Self::Wide(values) => values[at],
        }
    }

    /// Those of some places, in that order.
    pub(super) fn picked(&self, places: impl Iterator<Item = usize>) -> Self {
        match self {
            Self::Narrow(values) => Self::Narrow(places.map(|at| values[at]).collect()),
            Self::Wide(values) => Self::Wide(places.map(|at| values[at]).collect()),
        }
    }

    /// All of them in 64 bits.
    pub(super) fn into_wide(self) -> Vec<f64> {
        match self {
            Self::Narrow(values) => values.into_iter().map(f64::from).collect(),
            Self::Wide(values) => values,
        }
    }

    /// Leaves the first ones.
    pub(super) fn truncate(&mut self, length: usize) {
        match self {
            Self::Narrow(values) => values.truncate(length),
            Self::Wide(values) => values.truncate(length),
        }
    }
}

impl Pairs {
    /// Adds one.
    pub(super) fn push(&mut self, first: u32, second: u32) {
        match self.runs.last_mut() {
            Some((known, count)) if *known == first && *count < u32::MAX => *count += 1,
            _ => self.runs.push((first, 1)),
        }
        self.seconds.push(second);
    }

    /// Every pair, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        let firsts = self.runs.iter().flat_map(|(first, count)| (0..*count).map(move |_| *first));
        firsts.zip(self.seconds.iter().copied())
    }
}

/// A list of fewer elements keeps them as they are written, each with its place.
const COMPACT_FROM: usize = 64;

/// The elements of a list so far.
#[derive(Debug)]
pub(super) enum Gathering {
    /// Any.
    Nodes(Vec<Node>),
    /// Numbers only.
    Numbers(Numbers),
    /// Pairs of whole numbers only.
    Pairs(Pairs),
}

impl Gathering {
    /// Adds an element, which in a list of numbers or pairs has to be another.
    pub(super) fn push(&mut self, node: Node, findings: &mut Findings) {
        match self {
            Self::Nodes(nodes) => {
                nodes.push(node);
                if nodes.len() == COMPACT_FROM {
                    self.compact(findings);
                }
            }
            Self::Numbers(numbers) => match node.text().and_then(number) {
                Some(value) => numbers.push(checked(value, node.place, findings)),
                None => findings.refuse(
                    node.place,
                    format!("{} in a list of numbers", node.shown()),
                    "write a number, such as 1 or -2.5",
                ),
            },
            Self::Pairs(pairs) => match pair(&node) {
                Some((first, second)) => pairs.push(first, second),
                None => {
                    findings.refuse(node.place, "this is no pair of whole numbers", "write [source, target]");
                }
            },
        }
    }

    /// The list is at its end.
    pub(super) fn finish(self) -> Body {
        match self {
            Self::Nodes(nodes) => Body::List(nodes),
            Self::Numbers(numbers) => Body::Numbers(Box::new(numbers)),
            Self::Pairs(pairs) => Body::Pairs(Box::new(pairs)),
        }
    }

    fn compact(&mut self, findings: &mut Findings) {
        let Self::Nodes(nodes) = self else { return };
        if let Some(numbers) = numbers_of(nodes, findings) {
            *self = Self::Numbers(numbers);
        } else if let Some(pairs) = pairs_of(nodes) {
            *self = Self::Pairs(pairs);
        }
    }
}

/// The elements as numbers, if they are; those that are not finite are noted.
pub(super) fn numbers_of(nodes: &[Node], findings: &mut Findings) -> Option<Numbers> {
    let values: Option<Vec<(f64, Place)>> =
        nodes.iter().map(|node| Some((node.text().and_then(number)?, node.place))).collect();
    let mut numbers = Numbers::default();
    for (value, place) in values? {
        numbers.push(checked(value, place, findings));
    }
    Some(numbers)
}

/// The elements as pairs, if they are.
pub(super) fn pairs_of(nodes: &[Node]) -> Option<Pairs> {
    let mut pairs = Pairs::default();
    for node in nodes {
        let (first, second) = pair(node)?;
        pairs.push(first, second);
    }
    Some(pairs)
}

fn pair(node: &Node) -> Option<(u32, u32)> {
    let Body::List(parts) = &node.body else { return None };
    let number = |node: &Node| node.text().and_then(whole).and_then(|number| u32::try_from(number).ok());
    match parts.as_slice() {
        [first, second] => number(first).zip(number(second)),
        _ => None,
    }
}

/// A number that is finite; else 0, and a problem.
fn checked(value: f64, place: Place, findings: &mut Findings) -> f64 {
    if value.is_finite() {
        return value;
    }
    findings.refuse(place, format!("a number that is {value}"), "numbers have to be finite");
    0.0
}
