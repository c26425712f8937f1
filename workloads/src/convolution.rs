//! Convolutions between channels of pixels, by their shape: no list of synapses is stored.
//!
//! Units are numbered channel by channel, row by row: unit `(channel * height + y) * width + x`. A synapse from `(i, y, x)` to
//! `(o, v, u)` is there when a place `(r, s)` of the kernel connects them, that is `y + padding = v * stride + r * dilation` (and so for x),
//! when both channels are of one group, and when pruning has left the kernel's weight. All positions share that
//! weight. A depthwise convolution (as many groups as channels) with weights of 1 and a stride of its size is a sum pool.

mod image;

use serde::{Deserialize, Serialize};

pub use image::{Axis, Image};
use image::{Tap, taps};

/// The synapses of a convolution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked", into = "Unchecked")]
pub struct Conv2d {
    input: Image,
    output: Image,
    vertical: Axis,
    horizontal: Axis,
    groups: u32,
    /// Weights of the kernel that are there, in the order of [`Self::kernel_index`]; all without a list.
    kept: Option<Vec<bool>>,
    /// Output channels to which pruning has left a weight, by input channel and place in the kernel; empty without a list.
    reached: Vec<u32>,
    /// The weights are no parameters.
    fixed: bool,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    input: Image,
    output_channels: u32,
    vertical: Axis,
    horizontal: Axis,
    groups: u32,
    kept: Option<Vec<bool>>,
    #[serde(default)]
    fixed: bool,
}

impl TryFrom<Unchecked> for Conv2d {
    type Error = String;

    fn try_from(written: Unchecked) -> Result<Self, String> {
        let Unchecked { input, output_channels, vertical, horizontal, groups, kept, fixed } = written;
        let convolution = Self { fixed, ..Self::new(input, output_channels, vertical, horizontal, groups)? };
        match kept {
            Some(kept) => convolution.pruned(kept),
            None => Ok(convolution),
        }
    }
}

impl From<Conv2d> for Unchecked {
    fn from(convolution: Conv2d) -> Self {
        let Conv2d { input, output, vertical, horizontal, groups, kept, reached: _, fixed } = convolution;
        Self { input, output_channels: output.channels, vertical, horizontal, groups, kept, fixed }
    }
}

impl Conv2d {
    /// A convolution of `input` into `output_channels` channels. Refuses, in words, shapes that do not fit together.
    pub fn new(
        input: Image,
        output_channels: u32,
        vertical: Axis,
        horizontal: Axis,
        groups: u32,
    ) -> Result<Self, String> {
        if groups == 0 || !input.channels.is_multiple_of(groups) || !output_channels.is_multiple_of(groups) {
            return Err(format!(
                "{groups} groups do not divide {} input channels and {output_channels} output channels",
                input.channels
            ));
        }
        let along = |axis: Axis, length: u32, name: &str| {
            axis.places(length).ok_or_else(|| {
                format!(
                    "a kernel of {} pixels with stride {}, padding {} and dilation {} has no place along {length} pixels of {name}",
                    axis.kernel, axis.stride, axis.padding, axis.dilation
                )
            })
        };
        let height = along(vertical, input.height, "height")?;
        let width = along(horizontal, input.width, "width")?;
        let output = Image { channels: output_channels, height, width };
        for (image, name) in [(input, "input"), (output, "output")] {
            if image.units().is_none_or(|units| units == 0) {
                let Image { channels, height, width } = image;
                return Err(format!(
                    "its {name} of {channels} x {height} x {width} units is empty or too large"
                ));
            }
        }
        Ok(Self {
            input,
            output,
            vertical,
            horizontal,
            groups,
            kept: None,
            reached: Vec::new(),
            fixed: false,
        })
    }

    /// The same with weights that are no parameters: nothing was learnt, nothing can be pruned, and papers do not count
    /// them. Pooling, and values handed on unit by unit.
    #[must_use]
    pub fn with_fixed_weights(self) -> Self {
        Self { fixed: true, ..self }
    }

    /// Whether the weights are no parameters.
    pub fn has_fixed_weights(&self) -> bool {
        self.fixed
    }

    /// The same with those weights of the kernel left for which `kept` is true, in the order of [`Self::kernel_index`].
    pub fn pruned(mut self, kept: Vec<bool>) -> Result<Self, String> {
        if kept.len() as u64 != self.kernel_weights() {
            return Err(format!("{} marks for {} weights of the kernel", kept.len(), self.kernel_weights()));
        }
        self.kept = None;
        self.reached = Vec::new();
        if !kept.iter().all(|kept| *kept) {
            let area = self.vertical.kernel as usize * self.horizontal.kernel as usize;
            let (inputs, outputs) = (self.input_channels_of_a_group(), self.output.channels / self.groups);
            self.reached = vec![0; self.input.channels as usize * area];
            for (place, _) in kept.iter().enumerate().filter(|(_, kept)| **kept) {
                let (output, channel) = (place / area / inputs as usize, place / area % inputs as usize);
                let group = output / outputs as usize;
                self.reached[(group * inputs as usize + channel) * area + place % area] += 1;
            }
            self.kept = Some(kept);
        }
        Ok(self)
    }

    /// Shape of the source population.
    pub fn input(&self) -> Image {
        self.input
    }

    /// Shape of the target population.
    pub fn output(&self) -> Image {
        self.output
    }

    /// The kernel along height and width.
    pub fn axes(&self) -> (Axis, Axis) {
        (self.vertical, self.horizontal)
    }

    /// Groups of channels that are convolved apart from each other.
    pub fn groups(&self) -> u32 {
        self.groups
    }

    /// Number of source units.
    pub fn sources(&self) -> u32 {
        self.input.channels * self.input.height * self.input.width
    }

    /// Number of target units.
    pub fn targets(&self) -> u32 {
        self.output.channels * self.output.height * self.output.width
    }

    /// Number of different weights, pruned ones included: what is stored where positions share the kernel.
    pub fn kernel_weights(&self) -> u64 {
        u64::from(self.output.channels)
            * u64::from(self.input_channels_of_a_group())
            * u64::from(self.vertical.kernel)
            * u64::from(self.horizontal.kernel)
    }

    /// Number of different weights that pruning has left.
    pub fn kept_weights(&self) -> u64 {
        let counted = |kept: &Vec<bool>| kept.iter().filter(|kept| **kept).count() as u64;
        self.kept.as_ref().map_or_else(|| self.kernel_weights(), counted)
    }

    /// Number of weights of one output channel that pruning has left.
    ///
    /// # Panics
    /// If there is no such channel.
    pub fn kept_weights_of(&self, output_channel: u32) -> u32 {
        let weights = (self.kernel_weights() / u64::from(self.output.channels)) as usize;
        let counted = |kept: &Vec<bool>| {
            let own = &kept[output_channel as usize * weights..][..weights];
            own.iter().filter(|kept| **kept).count()
        };
        self.kept.as_ref().map_or(weights, counted) as u32
    }

    /// Place of a weight in the kernel `[output channel, input channel of the group, row, column]`, row-major.
    pub fn kernel_index(&self, output_channel: u32, input_channel: u32, row: u32, column: u32) -> usize {
        let inputs = self.input_channels_of_a_group() as usize;
        let (height, width) = (self.vertical.kernel as usize, self.horizontal.kernel as usize);
        let channel = input_channel as usize % inputs;
        ((output_channel as usize * inputs + channel) * height + row as usize) * width + column as usize
    }

    /// Number of synapses: weights applied if every unit emits.
    pub fn synapses(&self) -> u64 {
        let Some(kept) = &self.kept else { return self.positions() };
        let (rows, columns) = self.uses();
        let uses = rows.iter().flat_map(|row| columns.iter().map(move |column| row * column)).cycle();
        kept.iter().zip(uses).filter(|(kept, _)| **kept).map(|(_, uses)| uses).sum()
    }

    /// Number of synapses if nothing were pruned.
    pub fn positions(&self) -> u64 {
        let (rows, columns) = self.uses();
        let taps = rows.iter().sum::<u64>() * columns.iter().sum::<u64>();
        taps * u64::from(self.output.channels) * u64::from(self.input_channels_of_a_group())
    }

    /// Pixels on which each weight of the kernel comes to lie, along height and along width.
    fn uses(&self) -> (Vec<u64>, Vec<u64>) {
        let uses = |axis: Axis, length: u32, places: u32| -> Vec<u64> {
            let of = |tap| (0..length).filter(|at| axis.place(*at, tap, places).is_some()).count() as u64;
            (0..axis.kernel).map(of).collect()
        };
        let rows = uses(self.vertical, self.input.height, self.output.height);
        (rows, uses(self.horizontal, self.input.width, self.output.width))
    }

    /// Number of synapses of one source unit.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn row_len(&self, source: u32) -> u32 {
        assert!(source < self.sources(), "a convolution of {} units has no unit {source}", self.sources());
        let (x, above) = (source % self.input.width, source / self.input.width);
        let (y, channel) = (above % self.input.height, above / self.input.height);
        let rows = taps(self.vertical, y, self.output.height);
        let columns = taps(self.horizontal, x, self.output.width);
        if self.kept.is_none() {
            return rows.len() as u32 * columns.len() as u32 * (self.output.channels / self.groups);
        }
        let reached = |row: &Tap, column: &Tap| {
            let place = (channel * self.vertical.kernel + row.tap) * self.horizontal.kernel + column.tap;
            self.reached[place as usize]
        };
        rows.iter().flat_map(|row| columns.iter().map(move |column| reached(row, column))).sum()
    }

    /// Appends the targets of one source unit, ascending.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn row(&self, source: u32, into: &mut Vec<u32>) {
        self.for_each_synapse(source, |target, _| into.push(target));
    }

    /// Calls `visit` with every target of one source unit, ascending, and the place of the weight in the kernel.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn for_each_synapse(&self, source: u32, mut visit: impl FnMut(u32, usize)) {
        assert!(source < self.sources(), "a convolution of {} units has no unit {source}", self.sources());
        let (x, above) = (source % self.input.width, source / self.input.width);
        let (y, channel) = (above % self.input.height, above / self.input.height);
        let rows = taps(self.vertical, y, self.output.height);
        let columns = taps(self.horizontal, x, self.output.width);
        let outputs = self.output.channels / self.groups;
        let first = channel / self.input_channels_of_a_group() * outputs;
        for output in first..first + outputs {
            // The kernel's weights of a pair of channels lie side by side.
            let corner = self.kernel_index(output, channel, 0, 0);
            for row in &rows {
                let start = (output * self.output.height + row.place) * self.output.width;
                let corner = corner + row.tap as usize * self.horizontal.kernel as usize;
                for column in &columns {
                    let index = corner + column.tap as usize;
                    if self.kept.as_ref().is_none_or(|kept| kept[index]) {
                        visit(start + column.place, index);
                    }
                }
            }
        }
    }

    /// Number of synapses that enter each target unit.
    pub fn incoming(&self) -> Vec<u64> {
        let reached = |axis: Axis, length: u32, places: u32| -> Vec<Vec<u32>> {
            let mut of_place = vec![Vec::new(); places as usize];
            for (at, tap) in (0..length).flat_map(|at| (0..axis.kernel).map(move |tap| (at, tap))) {
                if let Some(place) = axis.place(at, tap, places) {
                    of_place[place as usize].push(tap);
                }
            }
            of_place
        };
        let rows = reached(self.vertical, self.input.height, self.output.height);
        let columns = reached(self.horizontal, self.input.width, self.output.width);
        let area = self.vertical.kernel as usize * self.horizontal.kernel as usize;
        let mut incoming = Vec::with_capacity(self.targets() as usize);
        for output in 0..self.output.channels {
            // Input channels of which a weight of the kernel is left, by place in it.
            let mut channels = vec![0; area];
            for channel in 0..self.input_channels_of_a_group() {
                let first = self.kernel_index(output, channel, 0, 0);
                for (place, channels) in channels.iter_mut().enumerate() {
                    *channels += u64::from(self.kept.as_ref().is_none_or(|kept| kept[first + place]));
                }
            }
            let at = |row: u32, column: u32| channels[(row * self.horizontal.kernel + column) as usize];
            for row in &rows {
                incoming.extend(columns.iter().map(|column| {
                    let pairs = row.iter().flat_map(|row| column.iter().map(move |column| (*row, *column)));
                    pairs.map(|(row, column)| at(row, column)).sum::<u64>()
                }));
            }
        }
        incoming
    }

    /// Group and pixel of a source unit: units that have both in common have the same targets. `None` where nothing is
    /// known of other units: something is pruned, or a group has a single channel.
    pub fn row_class(&self, source: u32) -> Option<(u32, u32)> {
        let pixels = self.input.height * self.input.width;
        let channels = self.input_channels_of_a_group();
        (self.kept.is_none() && channels > 1).then_some((source / pixels / channels, source % pixels))
    }

    fn input_channels_of_a_group(&self) -> u32 {
        self.input.channels / self.groups
    }
}

#[cfg(test)]
mod tests;
