//! Event-based gated networks beside dense ones of the same shape: time against events × nonzeros.

use std::path::Path;

use egret_reports::{ExecutionTimePlot, Image, TimedNetwork, write_atomically};

use super::networks::{Layers, random, trained};
use crate::support;

/// Where pictures go, from where the bench is started.
const PICTURES: &str = "out/bench";
/// Factors on thresholds, which move activity.
const FACTORS: [f32; 7] = [0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0];

pub(crate) fn bench() {
    let wide = |sparsity| random(&[750, 1350, 1350, 750], sparsity, 0.2);
    let mut series = Vec::new();
    let trained = trained();
    compare("EGRU 256/256, trained, sparsity 0.8", &trained, 2000, &mut series);
    compare("EGRU 1350/1350/750, sparsity 0.9", &wide(0.9), 100, &mut series);
    series.push(sweep("EGRU 1350/1350/750, sparsity 0.7", &wide(0.7), 40));
    series.push(sweep("EGRU 1350/1350/750, sparsity 0.98", &wide(0.98), 100));
    let plot = ExecutionTimePlot {
        subtitle: "Steps of executed networks on one core at several thresholds, unit updates and output of events included"
            .to_owned(),
        series,
    };
    for (name, image) in [("execution-time.svg", Image::Svg), ("execution-time.png", Image::Png)] {
        let path = Path::new(PICTURES).join(name);
        let picture = plot.render(image).expect("a picture");
        std::fs::create_dir_all(PICTURES).expect("a directory for pictures");
        write_atomically(&path, &picture).expect("a file for a picture");
        support::title(&format!("  {}", path.display()));
    }
}

/// Measures a network at its own thresholds against the dense GRU of its shape, and at other thresholds.
fn compare(name: &str, layers: &Layers, steps: u32, series: &mut Vec<TimedNetwork>) {
    let (count, seconds) = measure(name, layers, steps);
    let dense_name = name.replacen("EGRU", "GRU", 1);
    let dense_name = format!("{}, dense", dense_name.split(',').next().unwrap_or_default());
    let (dense_count, dense_seconds) = measure(&dense_name, &layers.dense(), steps.div_ceil(8));
    support::figure("  dense operations an operation", dense_count / count, "");
    support::figure("  dense time a time", dense_seconds / seconds, "");
    series.push(sweep(name, layers, steps));
    series.push(TimedNetwork { name: dense_name, steps: vec![(dense_count, dense_seconds)] });
}

/// Operations and seconds a step, printed.
fn measure(name: &str, layers: &Layers, steps: u32) -> (f64, f64) {
    let mut executor = layers.started();
    let (work, cpu) = support::fastest(7, || layers.advance(&mut executor, steps));
    support::report(name, work.synops, "effective MACs", cpu);
    support::figure("  activity", work.activity, "");
    support::figure("  a step", cpu.as_secs_f64() * 1e6 / f64::from(steps), "us CPU");
    (work.synops as f64 / f64::from(steps), cpu.as_secs_f64() / f64::from(steps))
}

/// Operations and seconds a step at several thresholds, and the straight line through them, printed.
fn sweep(name: &str, layers: &Layers, steps: u32) -> TimedNetwork {
    let at = |factor: &f32| {
        let scaled = layers.with_thresholds(*factor);
        let mut executor = scaled.started();
        let (work, cpu) = support::fastest(5, || scaled.advance(&mut executor, steps));
        (work.synops as f64 / f64::from(steps), cpu.as_secs_f64() / f64::from(steps))
    };
    let points: Vec<(f64, f64)> = FACTORS.iter().map(at).collect();
    let (start, slope) = line(&points);
    support::title(&format!("  {name}: {:.1} us + {:.3} ns an operation", start * 1e6, slope * 1e9));
    TimedNetwork { name: name.to_owned(), steps: points }
}

/// Least squares: value at 0 and slope.
fn line(points: &[(f64, f64)]) -> (f64, f64) {
    let count = points.len() as f64;
    let mean = |value: fn(&(f64, f64)) -> f64| points.iter().map(value).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| (point.0 - x) * (point.0 - x)).sum();
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread;
    (y - slope * x, slope)
}
