//! Images, and how a kernel moves along them.

use serde::{Deserialize, Serialize};

/// Channels of pixels: the shape of a population.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Channels.
    pub channels: u32,
    /// Rows of pixels.
    pub height: u32,
    /// Pixels of a row.
    pub width: u32,
}

impl Image {
    /// Number of units, if they can be counted in 32 bits.
    pub fn units(self) -> Option<u32> {
        self.channels.checked_mul(self.height)?.checked_mul(self.width)
    }
}

/// How a kernel moves along one axis, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Axis {
    /// Length of the kernel, at least 1.
    pub kernel: u32,
    /// Pixels from one place of the kernel to the next, at least 1.
    pub stride: u32,
    /// Empty pixels before the first one and behind the last one.
    pub padding: u32,
    /// Pixels between the kernel's weights, at least 1.
    pub dilation: u32,
}

impl Axis {
    /// Places of the kernel along `length` pixels; `None` if it fits nowhere or a number is 0 where 1 is the least.
    pub fn places(self, length: u32) -> Option<u32> {
        if self.kernel == 0 || self.stride == 0 || self.dilation == 0 {
            return None;
        }
        let reach = u64::from(self.dilation) * u64::from(self.kernel - 1) + 1;
        let padded = u64::from(length) + 2 * u64::from(self.padding);
        let steps = padded.checked_sub(reach)? / u64::from(self.stride);
        u32::try_from(steps + 1).ok()
    }

    /// The place of the kernel of which weight `tap` lies on pixel `at`, if there is one among `places`.
    pub(super) fn place(self, at: u32, tap: u32, places: u32) -> Option<u32> {
        let padded = u64::from(at) + u64::from(self.padding);
        let offset = padded.checked_sub(u64::from(tap) * u64::from(self.dilation))?;
        let place = offset / u64::from(self.stride);
        (offset.is_multiple_of(u64::from(self.stride)) && place < u64::from(places)).then_some(place as u32)
    }
}

/// A place of the kernel along one axis and the weight of it that lies on a pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tap {
    pub(super) place: u32,
    pub(super) tap: u32,
}

/// The places of a kernel that reach pixel `at`, ascending, with the weight of each that lies there.
pub(super) fn taps(axis: Axis, at: u32, places: u32) -> Vec<Tap> {
    let tap = |tap| axis.place(at, tap, places).map(|place| Tap { place, tap });
    (0..axis.kernel).rev().filter_map(tap).collect()
}
