//! The weighted sums that units take in.

use super::accumulate::COMPACT;

/// One weighted sum a gate and unit.
///
/// A sum begins each step at its base. The base is the bias, and what events that are changes have added to it since the
/// beginning: a change is sent once and counts from then on.
#[derive(Debug)]
pub(super) struct Sums {
    len: usize,
    base: Vec<f32>,
    working: Vec<f32>,
}

impl Sums {
    /// So many sums with these biases, or with none.
    pub(super) fn new(len: usize, biases: &[f32]) -> Self {
        // Room that nothing reads lets indices of 16 bits go without a check; pages never touched take no memory.
        let room = len.max(COMPACT);
        let mut sums = Self { len, base: vec![0.0; room], working: vec![0.0; room] };
        sums.reset(biases);
        sums
    }

    /// Sums that no projection enters and that have no bias.
    pub(super) fn none() -> Self {
        Self { len: 0, base: Vec::new(), working: Vec::new() }
    }

    /// Forgets what changes have added; the biases are those from which it was made.
    pub(super) fn reset(&mut self, biases: &[f32]) {
        self.base[..self.len].fill(0.0);
        self.base.iter_mut().zip(biases).for_each(|(base, bias)| *base = *bias);
        self.begin();
    }

    /// Sets all sums to their base.
    pub(super) fn begin(&mut self) {
        self.working[..self.len].copy_from_slice(&self.base[..self.len]);
    }

    /// Where events that are changes are added up, with the room behind.
    pub(super) fn base_mut(&mut self) -> &mut [f32] {
        &mut self.base
    }

    /// Where events of this step are added up, with the room behind.
    pub(super) fn working_mut(&mut self) -> &mut [f32] {
        &mut self.working
    }

    /// The sums, `gate * units + unit`; empty without projections and biases.
    pub(super) fn get(&self) -> &[f32] {
        &self.working[..self.len]
    }

    /// Adds other sums, if there are any, and gives the total.
    pub(super) fn add(&mut self, others: &Self) -> &mut [f32] {
        let total = &mut self.working[..self.len];
        for (sum, other) in total.iter_mut().zip(others.get()) {
            *sum += other;
        }
        total
    }
}
