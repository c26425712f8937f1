//! How long to measure.

/// Warm-up and measuring periods, in cycles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Periods {
    /// Cycles before anything is measured.
    pub warm_up: u64,
    /// Cycles of a measuring period; at least one.
    pub period: u64,
    /// Measuring periods at most; at least one.
    pub most: u32,
    /// Packets that a period is made long enough for.
    pub packets: u32,
}

/// Nodes up to which a period has its full length; more nodes tell as much in fewer cycles.
const FULL_LENGTH_NODES: u64 = 64;
/// Cycles of a period of few nodes.
const FULL_LENGTH: u64 = 10_000;
const LEAST_LENGTH: u64 = 1_000;
/// Packets of a period at low rates, so that they are measured as well as high ones.
const PACKETS: u32 = 5_000;

impl Periods {
    /// Periods long enough for standard errors of about 0.3 % below saturation.
    pub fn of_nodes(nodes: u32) -> Self {
        let shorter = (u64::from(nodes) / FULL_LENGTH_NODES).max(1).isqrt();
        Self {
            warm_up: 3 * FULL_LENGTH,
            period: (FULL_LENGTH / shorter).max(LEAST_LENGTH),
            most: 20,
            packets: PACKETS,
        }
    }

    /// The same periods, of so many cycles all together at most, whatever the rate.
    #[must_use]
    pub fn of_cycles(self, cycles: u64) -> Self {
        Self { period: cycles.div_ceil(u64::from(self.most)), packets: 0, ..self }
    }

    /// The same periods, or longer ones where so many packets a cycle would be too few.
    #[must_use]
    pub(super) fn for_packets(self, packets_per_cycle: f64) -> Self {
        // A conversion from a float saturates, which is as long as a run can get.
        let needed = (f64::from(self.packets) / packets_per_cycle).ceil() as u64;
        Self { period: self.period.max(needed), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_networks_have_shorter_periods_and_low_rates_longer_ones() {
        assert_eq!(Periods::of_nodes(16).period, 10_000);
        assert_eq!(Periods::of_nodes(256).period, 5_000);
        assert_eq!(Periods::of_nodes(1 << 20).period, 1_000);
        assert_eq!(Periods::of_nodes(64).for_packets(0.01).period, 500_000);
        assert_eq!(Periods::of_nodes(64).for_packets(10.0).period, 10_000);
        assert_eq!(Periods::of_nodes(64).of_cycles(1_999).for_packets(1e-9).period, 100);
    }
}
