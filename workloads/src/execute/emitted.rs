//! What the units of a population emitted in a step.

/// Emitting units, ascending, and the value of each.
#[derive(Clone, Debug, Default)]
pub(super) struct Emitted {
    units: Vec<u32>,
    values: Vec<f32>,
}

impl Emitted {
    /// The units, ascending.
    pub(super) fn units(&self) -> &[u32] {
        &self.units
    }

    /// Their values.
    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(super) fn clear(&mut self) {
        self.units.clear();
        self.values.clear();
    }

    /// Adds an event; units must ascend.
    pub(super) fn push(&mut self, unit: u32, value: f32) {
        self.units.push(unit);
        self.values.push(value);
    }

    /// Replaces the events by one of every unit.
    pub(super) fn set_all(&mut self, values: &[f32]) {
        if self.units.len() != values.len() {
            self.units.clear();
            self.units.extend(0..values.len() as u32);
        }
        self.values.clear();
        self.values.extend_from_slice(values);
    }

    /// Replaces the events by those of values that are not zero.
    pub(super) fn set_nonzero(&mut self, values: &[f32]) {
        self.clear();
        for (unit, value) in (0..).zip(values) {
            if *value != 0.0 {
                self.push(unit, *value);
            }
        }
    }

    /// Replaces the events by the changes above `threshold` of `values` from `known`, which follows them.
    pub(super) fn set_changes(&mut self, values: &[f32], known: &mut [f32], threshold: f32) {
        self.clear();
        for ((unit, value), known) in (0..).zip(values).zip(known) {
            let change = value - *known;
            if change.abs() > threshold {
                *known = *value;
                self.push(unit, change);
            }
        }
    }
}
