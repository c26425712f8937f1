//! Statistics of synthetic activity: the exact mean, its spread over many steps, and its likeness to recorded layers.

use std::sync::Arc;

use egret_workloads::activity::{
    ActivitySource, Player, PopulationActivity, StepEvents, SyntheticActivity, SyntheticFile,
};

const DEFAULT: SyntheticFile = SyntheticFile { rate_spread: 0.6, persistence: 0.25, common_factor: 0.27 };

fn player(units: u32, activity: f64, shape: &SyntheticFile, seed: u64) -> Player {
    let population = SyntheticActivity::new(units, activity, shape, seed, 1);
    ActivitySource::new(vec![PopulationActivity::Synthetic(Arc::new(population))]).player()
}

fn events(player: &mut Player, steps: usize) -> Vec<Vec<u32>> {
    (0..steps).map(|_| player.step().expect("synthetic activity never ends").events.remove(0)).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64]) -> f64 {
    let centre = mean(values);
    mean(&values.iter().map(|value| (value - centre) * (value - centre)).collect::<Vec<_>>()).sqrt()
}

#[test]
fn the_defaults_are_the_documented_ones() {
    assert_eq!(SyntheticFile::default(), DEFAULT);
}

#[test]
fn three_standard_deviations_of_the_mean_of_1000_steps_stay_within_one_percent() {
    // Layer sizes and activities of the shipped workloads, and the smallest layer the closed form promises it for.
    for (units, activity) in
        [(1350, 0.2), (750, 0.152), (256, 0.13), (1024, 0.1747), (64, 0.125), (1350, 0.9)]
    {
        let seeds = 100;
        let mut relative = Vec::new();
        for seed in 0..seeds {
            let mut player = player(units, activity, &DEFAULT, seed);
            let mut step = StepEvents::default();
            let mut count = 0;
            for _ in 0..1000 {
                assert!(player.step_into(&mut step));
                count += step.events[0].len();
            }
            relative.push(count as f64 / (1000.0 * activity * f64::from(units)) - 1.0);
        }
        // The deviation itself is known to 7 % (one standard deviation) from 100 seeds.
        assert!(3.0 * deviation(&relative) < 0.01, "{units} units at {activity}: {}", deviation(&relative));
        let bias = mean(&relative) / (deviation(&relative) / (seeds as f64).sqrt());
        assert!(bias.abs() < 4.0, "{units} units at {activity}: bias of {bias} standard errors");
        assert!(
            relative.iter().all(|value| value.abs() < 0.0125),
            "{units} units at {activity}: {relative:?}"
        );
    }
}

#[test]
fn the_closed_form_predicts_the_deviation_of_the_mean() {
    let relative: Vec<f64> = (0..300)
        .map(|seed| {
            let count: usize =
                events(&mut player(256, 0.13, &DEFAULT, seed), 1000).iter().map(Vec::len).sum();
            count as f64 / (1000.0 * 0.13 * 256.0) - 1.0
        })
        .collect();
    // 0.163 % of the factor, 2.11 % / 33.28 of rounding at most (the fraction is not always a half), boundary.
    let predicted = (0.001_63_f64.powi(2) + (0.0211_f64 / 33.28).powi(2) + 0.000_09_f64.powi(2)).sqrt();
    let ratio = deviation(&relative) / predicted;
    assert!((0.8..1.15).contains(&ratio), "measured over predicted: {ratio}");
}

#[test]
fn every_unit_keeps_its_rate_from_the_first_step_on() {
    // Over seeds, at fixed steps: rates differ by seed, so compare the sums over seeds of events and of rates.
    let (units, seeds) = (12_u32, 4000);
    for shape in [DEFAULT, SyntheticFile { rate_spread: 1.5, persistence: 0.8, common_factor: 1.0 }] {
        let mut excess = [0.0; 3];
        let mut variance = 0.0;
        for seed in 0..seeds {
            let population = SyntheticActivity::new(units, 0.3, &shape, seed, 0);
            let rate = population.rate(5);
            let source = ActivitySource::new(vec![PopulationActivity::Synthetic(Arc::new(population))]);
            let steps = events(&mut source.player(), 20);
            for (excess, step) in excess.iter_mut().zip([0, 1, 19]) {
                *excess += f64::from(u8::from(steps[step].contains(&5))) - rate;
            }
            variance += rate * (1.0 - rate);
        }
        for excess in excess {
            assert!(
                excess.abs() < 4.0 * f64::sqrt(variance),
                "{shape:?}: {excess}, deviation {}",
                variance.sqrt()
            );
        }
    }
}

#[test]
fn a_layer_at_the_activity_of_the_recorded_ones_resembles_them() {
    // Bounds: what the two layers show over the six recorded levels, widened a little; recorded values in comments.
    for seed in 0..20 {
        let population = SyntheticActivity::new(256, 0.13, &DEFAULT, seed, 0);
        let mut rates: Vec<f64> = (0..256).map(|unit| population.rate(unit)).collect();
        rates.sort_by(f64::total_cmp);
        assert!((0.095..0.12).contains(&rates[128]), "median rate {}", rates[128]); // 0.098 to 0.117
        assert!((0.6..1.0).contains(&rates[255]), "highest rate {}", rates[255]); // 0.678 to 0.999

        let steps = events(&mut player(256, 0.13, &DEFAULT, seed), 2048);
        let (mut fired, mut again) = (0, 0);
        for pair in steps.windows(2) {
            fired += pair[0].len();
            again += pair[0].iter().filter(|unit| pair[1].binary_search(unit).is_ok()).count();
        }
        let repeats = again as f64 / fired as f64;
        assert!((0.35..0.46).contains(&repeats), "P(fires | fired) {repeats}"); // 0.349 to 0.465

        let mut counts: Vec<usize> = steps.iter().map(Vec::len).collect();
        counts.sort_unstable();
        let (least, median, p95, most) = (counts[0], counts[1024], counts[1945], counts[2047]);
        assert!((6..=16).contains(&least), "fewest events {least}"); // 9 to 15
        assert!((30..=35).contains(&median), "median of events {median}"); // 30 to 34
        assert!((45..=52).contains(&p95), "95 % of events {p95}"); // 46 to 50
        assert!((60..=80).contains(&most), "most events {most}"); // 62 to 77
    }
}

#[test]
fn events_fall_on_cores_as_if_units_drew_on_their_own() {
    // Given a step's count, neighbours must neither exclude nor attract each other: equal rates, cores of 32 units.
    let shape = SyntheticFile { rate_spread: 0.0, persistence: 0.0, common_factor: 0.0 };
    let (units, cores, activity) = (256_u32, 8, 0.125);
    let mut squares = 0.0;
    let steps = 4000;
    for step in events(&mut player(units, activity, &shape, 3), steps) {
        let mut counts = [0_u32; 8];
        for unit in &step {
            counts[*unit as usize / 32] += 1;
        }
        let even = step.len() as f64 / f64::from(cores);
        squares +=
            counts.iter().map(|count| (f64::from(*count) - even).powi(2)).sum::<f64>() / f64::from(cores);
    }
    // Hypergeometric: 32 events among 256 units, 32 of them on the core.
    let expected = 32.0 * 0.125 * 0.875 * (256.0 - 32.0) / 255.0;
    let ratio = squares / steps as f64 / expected;
    assert!((0.95..1.05).contains(&ratio), "variance over the hypergeometric one: {ratio}");
}

#[test]
fn activity_1_is_every_unit_and_0_is_none() {
    let wild = SyntheticFile { rate_spread: 3.0, persistence: 0.95, common_factor: 1.0 };
    for shape in [DEFAULT, wild] {
        for (activity, wanted) in [(1.0, (0..77).collect()), (0.0, Vec::new())] {
            for step in events(&mut player(77, activity, &shape, 9), 600) {
                assert_eq!(step, wanted);
            }
        }
    }
}

#[test]
fn same_seed_same_trace_and_another_seed_or_population_another() {
    let trace = |seed| events(&mut player(100, 0.2, &DEFAULT, seed), 50);
    assert_eq!(trace(1), trace(1));
    assert_ne!(trace(1), trace(2));
    let by_population = |population| {
        let activity = SyntheticActivity::new(100, 0.2, &DEFAULT, 1, population);
        let source = ActivitySource::new(vec![PopulationActivity::Synthetic(Arc::new(activity))]);
        events(&mut source.player(), 50)
    };
    assert_ne!(by_population(0), by_population(1));
}

#[test]
fn more_steps_continue_the_same_trace_and_ids_ascend() {
    let short = events(&mut player(130, 0.3, &DEFAULT, 4), 300);
    let long = events(&mut player(130, 0.3, &DEFAULT, 4), 700);
    assert_eq!(short, long[..300]);
    assert!(long.iter().all(|step| step.is_sorted_by(|a, b| a < b) && step.iter().all(|unit| *unit < 130)));
}

#[test]
fn the_common_factor_is_the_spread_of_the_counts_and_yields_where_there_is_no_room() {
    for common_factor in [0.0, 0.1, 0.27] {
        let shape = SyntheticFile { common_factor, ..DEFAULT };
        let population = SyntheticActivity::new(1000, 0.2, &shape, 5, 1);
        assert!((population.common_factor() - common_factor).abs() < 1e-9);
        let counts: Vec<f64> =
            events(&mut player(1000, 0.2, &shape, 5), 4000).iter().map(|step| step.len() as f64).collect();
        let relative = deviation(&counts) / mean(&counts);
        // Rounding to whole events adds at most 0.5 / 200.
        assert!((relative - common_factor).abs() < 0.012, "{common_factor}: {relative}");
    }
    let full = SyntheticActivity::new(1000, 0.95, &DEFAULT, 5, 1);
    assert!(full.common_factor() < 0.05, "{}", full.common_factor());
}

#[test]
fn golden_trace() {
    let steps = events(&mut player(40, 0.15, &DEFAULT, 7), 4);
    // As first drawn: any change of generator, streams or arithmetic shows here, on every platform.
    let drawn: [&[u32]; 4] =
        [&[6, 17, 19, 33, 37, 39], &[4, 6, 9, 25, 33, 34], &[0, 2, 4, 7, 17, 34], &[2, 4, 5, 6, 11, 24]];
    assert_eq!(steps, drawn);
}
