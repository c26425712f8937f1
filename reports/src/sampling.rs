//! How far the mean over simulated steps may be from the mean over many: confidence intervals by batch means.
//!
//! Steps that follow each other are alike, so steps are no independent sample; means over long enough stretches of them are
//! nearly so. The run is cut into [`BATCHES`] stretches of equal length, and the spread of their means gives the interval
//! (Law and Kelton, Simulation Modeling and Analysis, on the method of batch means).

use crate::record::RunRecord;

/// Stretches that a run is cut into: few, so that they are long.
const BATCHES: usize = 8;
/// 97.5 % quantile of Student's t distribution with `BATCHES - 1` degrees of freedom (tables: 2.365).
const QUANTILE: f64 = 2.364_624;
/// Fewest steps of a stretch.
const SHORTEST: usize = 4;

/// Half width of the 95 % confidence interval of the mean; `None` for fewer than 32 values.
pub(crate) fn half_width(values: &[f64]) -> Option<f64> {
    let length = values.len() / BATCHES;
    if length < SHORTEST {
        return None;
    }
    // What does not fill a stretch is left out at the beginning, where a network still wakes up.
    let kept = &values[values.len() - length * BATCHES..];
    let means: Vec<f64> =
        kept.chunks(length).map(|batch| batch.iter().sum::<f64>() / length as f64).collect();
    let count = BATCHES as f64;
    let mean = means.iter().sum::<f64>() / count;
    let variance = means.iter().map(|batch| (batch - mean) * (batch - mean)).sum::<f64>() / (count - 1.0);
    Some(QUANTILE * (variance / count).sqrt())
}

/// Energy of every step of the chip, in joules: its own dynamic energy, and static energy by its length.
pub(crate) fn step_energies(run: &RunRecord) -> Vec<f64> {
    let ticks: u64 = run.steps.duration_ticks.iter().sum();
    let static_per_tick = if ticks > 0 { run.energy.static_j / ticks as f64 } else { 0.0 };
    let steps = run.steps.duration_ticks.iter().zip(&run.steps.dynamic_j);
    steps.map(|(&ticks, dynamic)| dynamic + static_per_tick * ticks as f64).collect()
}

/// Length of every step of the chip, in seconds.
pub(crate) fn step_lengths(run: &RunRecord) -> Vec<f64> {
    let per_second = run.time.ticks_per_second as f64;
    run.steps.duration_ticks.iter().map(|&ticks| ticks as f64 / per_second).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_batch_means() {
        assert_eq!(half_width(&[1.0; 31]), None);
        assert_eq!(half_width(&[1.0; 80]), Some(0.0));
        // Batches of means 0 to 7: variance 6, standard error sqrt(6 / 8).
        let values: Vec<f64> = (0..80).map(|step| f64::from(step / 10)).collect();
        let expected = QUANTILE * (6.0_f64 / 8.0).sqrt();
        assert!((half_width(&values).unwrap() - expected).abs() < 1e-12);
    }
}
