//! Synapses between groups: hyper-edges as they are, single edges as rows.

use egret_config::Problem;

use super::architecture::UnitModel;
use super::draft::{Draft, HyperEdge, Kernel, Shape};
use super::gathering::{Numbers, Pairs};
use super::mapped::{BothFindings, Mapped, no_group};
use super::place::{Findings, Place};
use crate::convolution::{Axis, Conv2d, Image};
use crate::network::Synapses;
use crate::rows::SparseRows;

/// Synapses from one group to another that are stored alike.
#[derive(Debug)]
pub(super) struct Joined {
    /// Index of the group that they leave.
    pub(super) source: usize,
    /// Index of the group that they enter.
    pub(super) target: usize,
    /// What they are in the file: `dense`, `edges`.
    pub(super) kind: &'static str,
    /// Which of the copies of one synapse these are, from 0.
    pub(super) copy: usize,
    /// Unit that reads them, among those in use.
    pub(super) unit: u8,
    /// Which there are.
    pub(super) synapses: Synapses,
    /// Their weights, as [`crate::execute::Weights`] orders them.
    pub(super) weights: Numbers,
}

/// The synapses of a draft; problems are among the findings.
pub(super) fn join(draft: &mut Draft, mapped: &Mapped, findings: &mut BothFindings) -> Vec<Joined> {
    let mut joined = Vec::new();
    let hyper_edges = std::mem::take(&mut draft.hyper_edges);
    let edges = std::mem::take(&mut draft.edges);
    let context = Context { draft, mapped };
    for edge in hyper_edges {
        context.hyper_edge(edge, &mut joined, &mut findings.network);
    }
    for ((source, target), list) in edges {
        let findings = &mut findings.network;
        let Some((source, target)) = context.groups(&source, &target, list.place, findings) else { continue };
        let counts = [source, target].map(|group| context.draft.groups[group].count);
        let mut fits = true;
        for ((largest, place), (group, count)) in
            list.largest.iter().zip([source, target].into_iter().zip(counts))
        {
            if *largest >= count {
                fits = false;
                context.no_neuron(group, *largest, *place, findings);
            }
        }
        if fits {
            context.listed("edges", (source, target), list.pairs, list.weights, &mut joined);
        }
    }
    joined
}

struct Context<'a> {
    draft: &'a Draft,
    mapped: &'a Mapped,
}

impl Context<'_> {
    fn groups(
        &self,
        source: &str,
        target: &str,
        place: Place,
        findings: &mut Findings,
    ) -> Option<(usize, usize)> {
        let groups = &self.draft.groups;
        let mut find = |name: &str| {
            let found = groups.iter().position(|group| *group.name == *name);
            if found.is_none() {
                findings.problem(place, no_group(name, groups.iter().map(|group| &*group.name)));
            }
            found
        };
        let (source, target) = (find(source), find(target));
        let (source, target) = (source?, target?);
        if self.mapped.groups[target].model == UnitModel::Input {
            let what = format!("synapses into `{}`, whose neurons are inputs", groups[target].name);
            findings.refuse(
                place,
                what,
                "units of the model input take no synapses: the peer stops at the first spike",
            );
            return None;
        }
        Some((source, target))
    }

    fn no_neuron(&self, group: usize, neuron: u32, place: Place, findings: &mut Findings) {
        let group = &self.draft.groups[group];
        let what = format!("there is no neuron {neuron} in group `{}`", group.name);
        findings.refuse(place, what, format!("its neurons have the numbers 0 to {}", group.count - 1));
    }

    fn hyper_edge(&self, edge: HyperEdge, joined: &mut Vec<Joined>, findings: &mut Findings) {
        let HyperEdge { source, target, place, weights_place, shape, mut weights } = edge;
        let Some((source, target)) = self.groups(&source, &target, place, findings) else { return };
        let [sources, targets] = [source, target].map(|group| self.draft.groups[group].count);
        let (kind, conv, needed) = match &shape {
            Shape::Dense => ("dense", None, u64::from(sources) * u64::from(targets)),
            Shape::Sparse(pairs) => ("sparse", None, pairs.seconds.len() as u64),
            Shape::Conv2d(kernel) => match Self::convolution(*kernel, sources, targets, place, findings) {
                Some(conv) => {
                    let needed = conv.kernel_weights();
                    ("conv2d", Some(conv), needed)
                }
                None => return,
            },
        };
        let names = [source, target].map(|group| &self.draft.groups[group].name);
        let given = weights.len() as u64;
        if given < needed {
            let what = format!("{given} weights for the {needed} of `{} -> {}`", names[0], names[1]);
            findings.refuse(weights_place, what, "give one for each");
            return;
        }
        if given > needed {
            let surplus = given - needed;
            findings.warn(format!(
                "the last {surplus} of {given} weights of `{} -> {}`: {needed} are there",
                names[0], names[1]
            ));
            weights.truncate(needed as usize);
        }
        let units = &self.mapped.groups[target].synapse;
        let unit = units.first().copied().unwrap_or_default();
        let uniform = units.iter().all(|other| *other == unit);
        let procedural = |synapses: Synapses, weights: Numbers| Joined {
            source,
            target,
            kind,
            copy: 0,
            unit,
            synapses,
            weights,
        };
        match shape {
            Shape::Sparse(pairs) => {
                let misplaced = pairs.iter().position(|(from, to)| from >= sources || to >= targets);
                if let Some((at, (from, to))) = misplaced.and_then(|at| Some((at, pairs.iter().nth(at)?))) {
                    let (group, neuron) = if from >= sources { (source, from) } else { (target, to) };
                    let group = &self.draft.groups[group];
                    let what = format!("pair {at} names neuron {neuron} of group `{}`", group.name);
                    findings.refuse(
                        place,
                        what,
                        format!("its neurons have the numbers 0 to {}", group.count - 1),
                    );
                    return;
                }
                self.listed(kind, (source, target), pairs, weights, joined);
            }
            _ if !uniform => {
                let what = format!(
                    "the neurons of `{}` have their synapses in units that cost different amounts",
                    names[1]
                );
                let hint = "a dense or convolved hyper-edge is stored in one unit: give all of them the same \
                            `synapse_hw_name`, or list the synapses";
                findings.problem(place, Problem::new("", what).hint(hint));
            }
            Shape::Dense => joined.push(procedural(Synapses::Dense { sources, targets }, weights)),
            Shape::Conv2d(kernel) => {
                if let Some(conv) = conv {
                    let weights = kernel_order(kernel, &weights);
                    joined.push(procedural(Synapses::Conv2d(conv), weights));
                }
            }
        }
    }

    fn convolution(
        kernel: Kernel,
        sources: u32,
        targets: u32,
        place: Place,
        findings: &mut Findings,
    ) -> Option<Conv2d> {
        let Kernel { channels, input, size, stride, kernels } = kernel;
        let pixels = |(height, width): (u32, u32)| u64::from(height) * u64::from(width);
        let from = u64::from(channels) * pixels(input);
        if size.0 > input.0 || size.1 > input.1 {
            let what =
                format!("a kernel of {} x {} on an image of {} x {}", size.0, size.1, input.0, input.1);
            findings.refuse(place, what, "there is no padding: make the kernel smaller");
            return None;
        }
        let output = ((input.0 - size.0) / stride.0 + 1, (input.1 - size.1) / stride.1 + 1);
        let to = u64::from(kernels) * pixels(output);
        if from != u64::from(sources) || to != u64::from(targets) {
            let what = format!(
                "a convolution from {channels} x {} x {} = {from} to {kernels} x {} x {} = {to} neurons between groups of \
                 {sources} and {targets}",
                input.0, input.1, output.0, output.1
            );
            findings.refuse(place, what, "make groups and images the same size");
            return None;
        }
        let image = Image { channels, height: input.0, width: input.1 };
        let axis = |kernel: u32, stride: u32| Axis { kernel, stride, padding: 0, dilation: 1 };
        match Conv2d::new(image, kernels, axis(size.0, stride.0), axis(size.1, stride.1), 1) {
            Ok(conv) => Some(conv),
            Err(what) => {
                findings.refuse(place, what, "another shape is needed");
                None
            }
        }
    }

    /// Adds listed synapses: one projection for every unit that reads some, and for every further copy of a synapse.
    fn listed(
        &self,
        kind: &'static str,
        (source, target): (usize, usize),
        pairs: Pairs,
        weights: Numbers,
        joined: &mut Vec<Joined>,
    ) {
        let [sources, targets] = [source, target].map(|group| self.draft.groups[group].count);
        let units = &self.mapped.groups[target].synapse;
        let unit = units.first().copied().unwrap_or_default();
        let uniform = units.iter().all(|other| *other == unit);
        let joins = |unit: u8, copy: usize, rows: SparseRows, weights: Numbers| {
            let synapses = Synapses::Sparse(rows);
            Joined { source, target, kind, copy, unit, synapses, weights }
        };
        if uniform && ascends(&pairs) {
            joined.push(joins(unit, 0, rows(sources, targets, pairs), weights));
            return;
        }
        let mut order: Vec<(u8, u32, u32, u32)> =
            (0..).zip(pairs.iter()).map(|(at, (from, to))| (units[to as usize], from, to, at)).collect();
        order.sort_unstable();
        // The second of two equal synapses goes into the second projection, and so on.
        let mut copies: Vec<(u8, usize, Pairs, Vec<usize>)> = Vec::new();
        let (mut before, mut copy) = (None, 0);
        for (unit, from, to, at) in order {
            copy = if before == Some((unit, from, to)) { copy + 1 } else { 0 };
            before = Some((unit, from, to));
            let known = copies.iter().position(|part| (part.0, part.1) == (unit, copy));
            let known = known.unwrap_or_else(|| {
                copies.push((unit, copy, Pairs::default(), Vec::new()));
                copies.len() - 1
            });
            copies[known].2.push(from, to);
            copies[known].3.push(at as usize);
        }
        for (unit, copy, pairs, places) in copies {
            let weights = weights.picked(places.into_iter());
            joined.push(joins(unit, copy, rows(sources, targets, pairs), weights));
        }
    }
}

/// Whether sources, and the targets of each, ascend without repeating.
fn ascends(pairs: &Pairs) -> bool {
    let sources = pairs.runs.array_windows().all(|[(before, _), (after, _)]| before < after);
    let mut at = 0;
    sources
        && pairs.runs.iter().all(|(_, count)| {
            let targets = &pairs.seconds[at..at + *count as usize];
            at += *count as usize;
            targets.array_windows().all(|[before, after]| before < after)
        })
}

/// Rows of pairs that ascend.
fn rows(sources: u32, targets: u32, pairs: Pairs) -> SparseRows {
    let mut row_start = Vec::with_capacity(sources as usize + 1);
    row_start.push(0);
    let mut end = 0;
    for (source, count) in pairs.runs {
        row_start.resize(source as usize + 1, end);
        end += u64::from(count);
        row_start.push(end);
    }
    row_start.resize(sources as usize + 1, end);
    SparseRows::trusted(targets, row_start, pairs.seconds)
}

/// Weights of a kernel `[row, column, input channel, output channel]` as `[output channel, input channel, row, column]`.
fn kernel_order(kernel: Kernel, weights: &Numbers) -> Numbers {
    let [inputs, outputs, height, width] =
        [kernel.channels, kernel.kernels, kernel.size.0, kernel.size.1].map(|size| size as usize);
    let places = (0..outputs).flat_map(|output| {
        (0..inputs).flat_map(move |input| {
            (0..height * width).map(move |place| (place * inputs + input) * outputs + output)
        })
    });
    weights.picked(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_become_rows() {
        let mut pairs = Pairs::default();
        for (from, to) in [(1, 0), (1, 3), (4, 2)] {
            pairs.push(from, to);
        }
        assert!(ascends(&pairs));
        let rows = rows(6, 5, pairs.clone());
        assert_eq!((rows.sources(), rows.width()), (6, 5));
        let listed: Vec<&[u32]> = (0..6).map(|source| rows.row(source)).collect();
        assert_eq!(listed, [&[][..], &[0, 3], &[], &[], &[2], &[]]);
        pairs.push(4, 2);
        assert!(!ascends(&pairs), "twice the same");
        pairs = Pairs::default();
        for (from, to) in [(1, 0), (0, 0)] {
            pairs.push(from, to);
        }
        assert!(!ascends(&pairs));
    }

    #[test]
    fn kernels_are_turned_around() {
        let kernel = Kernel { channels: 2, input: (3, 3), size: (1, 2), stride: (1, 1), kernels: 3 };
        let mut weights = Numbers::default();
        (0..12).for_each(|at| weights.push(f64::from(at)));
        let turned = kernel_order(kernel, &weights);
        // Output channel 1, input channel 0, columns 0 and 1.
        assert_eq!([turned.get(4), turned.get(5)].map(f64::to_bits), [1.0_f64, 7.0].map(f64::to_bits));
    }
}
