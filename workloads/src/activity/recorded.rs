//! Recorded activity: the events of one population over a number of steps.

use super::bits;

/// The events of one population over a number of steps, one bit per unit and step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    units: u32,
    steps: u32,
    words_per_step: usize,
    /// Bit `u % 64` of word `u / 64` of a step is set when unit `u` emits.
    words: Vec<u64>,
}

impl Trace {
    /// A trace from one little-endian bitmap of `ceil(units / 8)` bytes per step, bit `u % 8` of byte `u / 8` set when
    /// unit `u` emits. `None` if the length is not a whole number of steps or a bit beyond the last unit is set.
    pub fn from_bitmap(units: u32, bytes: &[u8]) -> Option<Self> {
        let bytes_per_step = units.div_ceil(8) as usize;
        if bytes_per_step == 0 || !bytes.len().is_multiple_of(bytes_per_step) {
            return None;
        }
        let steps = u32::try_from(bytes.len() / bytes_per_step).ok()?;
        let words_per_step = units.div_ceil(64) as usize;
        let mut words = Vec::with_capacity(words_per_step * steps as usize);
        for step in bytes.chunks_exact(bytes_per_step) {
            if !units.is_multiple_of(8) && step[bytes_per_step - 1] >> (units % 8) != 0 {
                return None;
            }
            words.extend(bits::words(step));
        }
        Some(Self { units, steps, words_per_step, words })
    }

    /// A trace from the ascending ids of the units that emit at each step; says, in words, which step is out of order or
    /// names a unit that does not exist.
    pub fn from_events<'a>(units: u32, steps: impl IntoIterator<Item = &'a [u32]>) -> Result<Self, String> {
        let mut trace = Self::empty(units);
        for events in steps {
            let step = trace.steps;
            if let Some(unit) = events.iter().find(|unit| **unit >= units) {
                return Err(format!("step {step} has unit {unit} of {units}"));
            }
            if let Some((before, after)) =
                events.iter().zip(&events[1.min(events.len())..]).find(|(a, b)| a >= b)
            {
                return Err(format!("step {step} lists unit {after} after unit {before}"));
            }
            trace.push(events);
        }
        Ok(trace)
    }

    /// A trace of no steps.
    pub fn empty(units: u32) -> Self {
        Self { units, steps: 0, words_per_step: units.div_ceil(64) as usize, words: Vec::new() }
    }

    /// Appends the steps of another trace.
    ///
    /// # Panics
    /// If it has another number of units.
    pub fn append(&mut self, other: &Self) {
        assert_eq!(self.units, other.units, "traces of one layer");
        self.words.extend_from_slice(&other.words);
        self.steps += other.steps;
    }

    /// Appends a step in which the units `events` emit.
    ///
    /// # Panics
    /// If there is no such unit.
    pub fn push(&mut self, events: &[u32]) {
        let first = self.words.len();
        self.words.resize(first + self.words_per_step, 0);
        for unit in events {
            assert!(*unit < self.units, "a trace of {} units has no unit {unit}", self.units);
            self.words[first + *unit as usize / 64] |= 1 << (unit % 64);
        }
        self.steps += 1;
    }

    /// The first `steps` steps, or all if there are fewer.
    #[must_use]
    pub fn first(&self, steps: u32) -> Self {
        let steps = steps.min(self.steps);
        let words = self.words[..steps as usize * self.words_per_step].to_vec();
        Self { units: self.units, steps, words_per_step: self.words_per_step, words }
    }

    /// Number of units.
    pub fn units(&self) -> u32 {
        self.units
    }

    /// Number of steps.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Number of events over all steps.
    pub fn events(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Number of events of every unit over all steps.
    pub fn events_by_unit(&self) -> Vec<u64> {
        let (mut counts, mut events) = (vec![0; self.units as usize], Vec::new());
        for step in 0..self.steps {
            events.clear();
            self.extend_with_step(step, &mut events);
            for unit in &events {
                counts[*unit as usize] += 1;
            }
        }
        counts
    }

    /// Fraction of (unit, step) pairs with an event; 0 for an empty trace.
    pub fn density(&self) -> f64 {
        let pairs = u64::from(self.units) * u64::from(self.steps);
        if pairs == 0 { 0.0 } else { self.events() as f64 / pairs as f64 }
    }

    /// Appends the ascending ids of the units that emit at `step`; nothing after the last step.
    pub fn extend_with_step(&self, step: u32, events: &mut Vec<u32>) {
        if step < self.steps {
            let first = step as usize * self.words_per_step;
            let words = &self.words[first..first + self.words_per_step];
            bits::extend_with_set_bits(words.iter().copied(), events);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(trace: &Trace, step: u32) -> Vec<u32> {
        let mut events = Vec::new();
        trace.extend_with_step(step, &mut events);
        events
    }

    #[test]
    fn a_bitmap_gives_its_events_and_nothing_after_its_end() {
        let trace = Trace::from_bitmap(10, &[0b1000_0001, 0b10, 0, 0, 0b10, 0b01]).unwrap();
        assert_eq!((trace.units(), trace.steps(), trace.events()), (10, 3, 5));
        assert!((trace.density() - 5.0 / 30.0).abs() < 1e-15);
        assert_eq!(step(&trace, 0), [0, 7, 9]);
        assert!(step(&trace, 1).is_empty());
        assert_eq!(step(&trace, 2), [1, 8]);
        assert!(step(&trace, 3).is_empty());
    }

    #[test]
    fn partial_steps_and_units_that_do_not_exist_are_refused() {
        assert_eq!(Trace::from_bitmap(10, &[0; 3]), None);
        assert_eq!(Trace::from_bitmap(10, &[0, 0b100]), None);
        assert_eq!(Trace::from_bitmap(0, &[]), None);
        assert!(
            Trace::from_bitmap(10, &[]).is_some_and(|trace| trace.steps() == 0 && trace.density() < 1e-15)
        );
    }
}
