//! Simulating no more steps than a confidence interval asks for.

use egret_arch::Chip;
use egret_reports::RunRecord;
use egret_reports::metrics::metric;
use egret_sim::{Prepared, TieBreak};
use egret_workloads::Workload;

use crate::failure::Failure;
use crate::plan::Plan;

/// Steps of the first try.
const FIRST: u32 = 64;
/// Figures that are sampled, with their half widths.
pub(crate) const SAMPLED: [(&str, &str); 2] =
    [("energy_per_step_j", "energy_per_step_error_j"), ("step_s", "step_error_s")];
/// Steps beyond those that the last try asked for, so that one more try mostly does.
const SPARE: f64 = 1.2;

/// Simulates all `steps`, or so many that the half widths of energy and length of a step are no more than `until` of their
/// means. A longer try begins anew: the first steps are the same, so it sees all that the one before saw.
pub(crate) fn simulate(
    plan: &Plan,
    prepared: &Prepared<'_>,
    (chip, workload): (&Chip, &Workload),
    steps: u32,
    until: Option<f64>,
) -> Result<RunRecord, Failure> {
    let mut tried = if until.is_some() { FIRST.min(steps) } else { steps };
    loop {
        let outcome = prepared.run(tried, TieBreak::Push, &mut (), &mut |_| {})?;
        let record = plan.record(prepared, chip, workload, &outcome)?;
        let Some(until) = until.filter(|_| tried < steps) else { return Ok(record) };
        let asked = needed(|name| metric(name).and_then(|metric| metric.of(&record)), tried, until);
        if asked <= f64::from(tried) {
            return Ok(record);
        }
        let next = (asked * SPARE).clamp(f64::from(tried) * 1.5, f64::from(tried) * 16.0);
        tried = if next < f64::from(steps) { next.ceil() as u32 } else { steps };
    }
}

/// Steps at which half widths found in so many steps would be `until` of their means.
pub(crate) fn needed(value: impl Fn(&str) -> Option<f64>, steps: u32, until: f64) -> f64 {
    let asked = SAMPLED.iter().map(|(figure, error)| match (value(figure), value(error)) {
        (Some(mean), Some(half_width)) if mean > 0.0 => {
            let relative = half_width / mean / until;
            f64::from(steps) * relative * relative
        }
        (Some(_), Some(_)) => 0.0,
        // Too few steps to say: as many as possible.
        _ => f64::INFINITY,
    });
    asked.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_with_the_square_of_what_is_asked() {
        let value = |name: &str| match name {
            "energy_per_step_j" => Some(2.0),
            "energy_per_step_error_j" => Some(0.2),
            "step_s" => Some(1.0),
            _ => Some(0.05),
        };
        assert!((needed(value, 64, 0.05) - 256.0).abs() < 1e-9);
        assert!((needed(value, 64, 0.1) - 64.0).abs() < 1e-9);
        assert!(needed(|_| None, 16, 0.1).is_infinite());
    }
}
