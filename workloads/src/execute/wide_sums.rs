//! Weighted sums in 64-bit floats, of cells whose arithmetic needs them; exact wherever weights and sums are multiples of a
//! power of two and need no more than 53 bits.

use super::accumulate::COMPACT;

/// A sum to which nothing was added: minus zero, because adding any number but minus zero to it gives another one. Weights of
/// files are never minus zero.
const NOTHING: f64 = -0.0;

/// One sum a unit, which knows whether anything came.
#[derive(Debug)]
pub(super) struct WideSums {
    len: usize,
    sums: Vec<f64>,
}

impl WideSums {
    /// So many sums.
    pub(super) fn new(len: usize) -> Self {
        // Room that nothing reads lets indices of 16 bits go without a check.
        let room = if len == 0 { 0 } else { len.max(COMPACT) };
        let mut sums = Self { len, sums: vec![0.0; room] };
        sums.begin();
        sums
    }

    /// Forgets what came.
    pub(super) fn begin(&mut self) {
        self.sums[..self.len].fill(NOTHING);
    }

    /// Where events are added up, with the room behind.
    pub(super) fn sums_mut(&mut self) -> &mut [f64] {
        &mut self.sums
    }

    /// What a unit received; `None` if no event came.
    #[inline]
    pub(super) fn get(&self, unit: usize) -> Option<f64> {
        let sum = *self.sums.get(unit)?;
        (sum.to_bits() != NOTHING.to_bits()).then_some(sum)
    }
}
