//! Tests over all pictures of a given size: nothing overlaps, nothing leaves the picture, what is left out is said.

use proptest::prelude::*;

use super::picture::{Picture, PlotSize};
use super::scene::Shape;
use super::scene::tests::assert_legible;
use super::*;
use crate::notes::Note;

const SIZES: [PlotSize; 3] = [PlotSize::SMALL, PlotSize::MEDIUM, PlotSize::LARGE];

fn axis(name: &str, values: &[f64]) -> GridAxis {
    GridAxis {
        quantity: Quantity::new(name, ""),
        values: values.iter().map(ToString::to_string).collect(),
        positions: Some(values.to_vec()),
    }
}

fn named(name: &str, values: &[&str]) -> GridAxis {
    GridAxis {
        quantity: Quantity::new(name, ""),
        values: values.iter().map(ToString::to_string).collect(),
        positions: None,
    }
}

fn grid(x: GridAxis, y: GridAxis, value: impl Fn(usize, usize) -> f64) -> Grid {
    let (columns, rows) = (x.values.len(), y.values.len());
    let values = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let values =
        values.map(|(column, row)| Some(value(column, row)).filter(|value| value.is_finite())).collect();
    Grid { x, y, values }
}

/// Grids of all kinds: few and many places, names, holes, equal values, one point.
fn grids() -> Vec<(&'static str, Grid)> {
    let density = [0.05, 0.1, 0.2, 0.5, 1.0];
    let even: Vec<f64> = (1..=24).map(|place| f64::from(place) / 24.0).collect();
    let chips = ["odin", "mesh-generic", "a chip with a name far longer than its column is wide"];
    let slope = |x: usize, y: usize| 1e-6 * (1.0 + x as f64) * (1.0 + y as f64);
    vec![
        ("plain", grid(axis("weight density", &density), axis("activity density", &density), slope)),
        ("fine", grid(axis("weight density", &even), axis("activity density", &even), slope)),
        ("named", grid(named("chip", &chips), axis("activity density", &density), slope)),
        ("both named", grid(named("chip", &chips), named("workload", &chips), slope)),
        ("one point", grid(axis("x", &[0.5]), axis("y", &[0.1]), |_, _| 3.0)),
        ("one row", grid(axis("x", &density), axis("y", &[0.1]), slope)),
        ("equal", grid(axis("x", &density), axis("y", &density), |_, _| 1.0)),
        ("empty", grid(axis("x", &density), axis("y", &density), |_, _| f64::NAN)),
        ("no axis", grid(axis("x", &[]), axis("y", &[]), |_, _| f64::NAN)),
        (
            "holes",
            grid(axis("a name of an axis ".repeat(12).trim(), &density), axis("y", &even), |x, y| {
                if (x + y) % 4 == 1 { f64::NAN } else { slope(x, y) }
            }),
        ),
        (
            "peak",
            grid(axis("lanes", &[1.0, 2.0, 4.0, 8.0, 16.0]), axis("cores", &[1.0, 10.0, 100.0]), |x, y| {
                if (x, y) == (2, 1) { 4.0 } else { 0.25 }
            }),
        ),
        (
            "crowded",
            grid(axis("x", &[1e-9, 1.0, 1.0 + 1e-9, 1e9]), axis("y", &[0.0, 1e-6, 5.0]), |x, y| {
                10f64.powf((x * 3 + y) as f64 - 6.0)
            }),
        ),
    ]
}

fn notes() -> Vec<Note> {
    vec![Note { warning: true, text: "lower bound: 3 actions unpriced (crossbar, sync, host) ".repeat(3) }]
}

fn long(text: &str) -> String {
    format!("{text} of a study that somebody gave a very long name ").repeat(4)
}

fn assert_sized(what: &str, picture: &dyn Fn(PlotSize) -> Picture) {
    for size in SIZES {
        assert_legible(picture(size).scene(), &format!("{what}, {size:?}"));
    }
    let render = || picture(PlotSize::SMALL).render(Image::Svg).unwrap();
    assert!(render() == render(), "{what}: not the same twice");
}

fn says(picture: &Picture, words: &str) -> bool {
    let texts = picture.scene().shapes.iter();
    texts
        .filter_map(|shape| if let Shape::Text(text) = shape { Some(&text.words) } else { None })
        .any(|text| text.contains(words))
}

#[test]
fn maps_over_grids() {
    for (name, grid) in grids() {
        for (scale, value) in [
            (HeatScale::Sequential, Quantity::new("energy per step", "J")),
            (HeatScale::AroundOne, Quantity::new("interaction", "")),
        ] {
            let map = HeatMap {
                title: long("heat map"),
                subtitle: long("egru-ptb"),
                value,
                grid: grid.clone(),
                scale,
                notes: notes(),
            };
            assert_sized(&format!("heat map, {name}, {scale:?}"), &|size| map.picture(size));
            let holes = grid.holes();
            if holes > 0 {
                assert!(says(&map.picture(PlotSize::MEDIUM), &format!("no value: {holes} of the points")));
            }
        }
        let lines = IsoLines {
            title: "lines of equal energy".to_owned(),
            subtitle: long("egru-ptb"),
            value: Quantity::new("energy per step", "J"),
            series: (0..5)
                .map(|chip| (format!("chip {chip} {}", "x".repeat(chip * 9)), grid.clone()))
                .collect(),
            notes: notes(),
        };
        assert_sized(&format!("iso-energy, {name}"), &|size| lines.picture(size));
        let words =
            ["memory", "compute", "traffic", "sync", "a regime of another name", "memory of another kind"];
        let regimes = (0..grid.values.len()).map(|at| grid.values[at].map(|_| words[at * 7 % 6].to_owned()));
        let map = RegimeMap {
            title: "regimes".to_owned(),
            subtitle: long("egru-ptb"),
            x: grid.x.clone(),
            y: grid.y.clone(),
            regimes: regimes.collect(),
            notes: notes(),
        };
        assert_sized(&format!("regime, {name}"), &|size| map.picture(size));
    }
}

fn pareto(points: Vec<ParetoPoint>, groups: usize, fronts: Fronts) -> ParetoPlot {
    ParetoPlot {
        title: long("Pareto"),
        subtitle: long("egru-ptb"),
        x: Objective { quantity: Quantity::new("energy per step", "J"), maximise: false },
        y: Objective { quantity: Quantity::new("step", "s"), maximise: false },
        groups: (0..groups).map(|group| format!("chip {group}{}", "-long".repeat(group))).collect(),
        points,
        fronts,
        notes: notes(),
    }
}

fn point(x: f64, y: f64, group: usize) -> ParetoPoint {
    ParetoPoint { x, y, group, label: format!("lanes {x}, cores {y}, width 16, format Bitmap") }
}

#[test]
fn fronts_of_all_kinds() {
    let curve = |count: u32| {
        (1..=count).map(|at| point(f64::from(at), 1.0 / f64::from(at), at as usize % 3)).collect()
    };
    for (name, points) in [
        ("none", Vec::new()),
        ("one", vec![point(1e-6, 2e-3, 0)]),
        ("equal", vec![point(1.0, 1.0, 0), point(1.0, 1.0, 1), point(1.0, 1.0, 2)]),
        ("front of two", vec![point(1.0, 2.0, 0), point(2.0, 1.0, 1)]),
        ("curve", curve(12)),
        ("many", curve(400)),
        ("absent", vec![point(f64::NAN, 1.0, 0), point(1.0, 2.0, 1), point(3.0, f64::INFINITY, 2)]),
        ("nought", vec![point(0.0, 1.0, 0), point(5.0, 0.0, 1)]),
    ] {
        for fronts in [Fronts::Whole, Fronts::EachGroup] {
            for groups in [1, 3, 11] {
                let plot = pareto(points.clone(), groups, fronts);
                assert_sized(&format!("Pareto, {name}, {fronts:?}, {groups}"), &|size| plot.picture(size));
            }
        }
        let turned = ParetoPlot {
            y: Objective { quantity: Quantity::new("accuracy", ""), maximise: true },
            ..pareto(points.clone(), 3, Fronts::EachGroup)
        };
        assert_sized(&format!("Pareto up, {name}"), &|size| turned.picture(size));
    }
    let absent = vec![point(f64::NAN, 1.0, 0), point(1.0, 2.0, 1)];
    let picture = pareto(absent, 3, Fronts::Whole).picture(PlotSize::MEDIUM);
    assert!(says(&picture, "not drawn: 1 of 2"));
}

#[test]
fn the_knee_is_marked_and_labelled() {
    let points = vec![point(1.0, 100.0, 0), point(2.0, 3.0, 0), point(50.0, 1.0, 0), point(60.0, 90.0, 0)];
    let picture = pareto(points, 1, Fronts::Whole).picture(PlotSize::MEDIUM);
    assert!(says(&picture, "knee: lanes 2, cores 3"));
    assert!(says(&picture, "3 of 4 points on the front"));
}

#[test]
fn stacks_of_all_lengths() {
    let bar = |at: usize, scale: f64| EnergyBar {
        label: format!("point {at}: a chip, weight sparsity 0.{at}, activity 0.{at}"),
        dynamic: egret_arch::Component::ALL
            .into_iter()
            .enumerate()
            .map(|(number, component)| (component.name().to_owned(), scale * (number % 5) as f64))
            .collect(),
        fixed: scale * 3.0,
    };
    for count in [0, 1, 2, 12, 100] {
        for shares in [false, true] {
            let mut bars: Vec<EnergyBar> = (0..count).map(|at| bar(at, 1e-6 * (1.0 + at as f64))).collect();
            bars.extend([bar(0, 0.0), bar(0, f64::NAN)]);
            let stack = EnergyStack {
                title: "Energy".to_owned(),
                subtitle: long("egru-ptb"),
                value: Quantity::new("energy per step", "J"),
                bars,
                shares,
                notes: notes(),
            };
            assert_sized(&format!("energy, {count} bars, {shares}"), &|size| stack.picture(size));
            assert!(says(&stack.picture(PlotSize::MEDIUM), &format!("not drawn: 1 of {}", count + 2)));
            assert_eq!(says(&stack.picture(PlotSize::MEDIUM), "of 101 bars"), count == 100);
        }
    }
}

#[test]
fn waterfalls_and_tornados() {
    for count in [0, 1, 9, 30] {
        for scale in [1e-9, 1.0, 1e9] {
            let steps = (0..count).map(|at| WaterfallStep {
                name: format!("what takes a part of the gain, number {at}"),
                factor: if at % 4 == 3 { 1.1 } else { 0.9 },
                low: 0.5,
                high: 1.2,
            });
            let steps: Vec<WaterfallStep> = steps.collect();
            let achieved = steps.iter().fold(22.0 * scale, |gain, step| gain * step.factor);
            let waterfall = Waterfall {
                title: long("waterfall"),
                subtitle: long("egru-ptb"),
                ideal: 22.0 * scale,
                steps,
                achieved,
                notes: notes(),
            };
            assert_sized(&format!("waterfall, {count} steps, {scale}"), &|size| waterfall.picture(size));
            let bars = (0..count).map(|at| TornadoBar {
                name: format!("energy.of_something_long_in_a_chip.{at}"),
                range: "994.0801 fJ to 2.7180 pJ".to_owned(),
                low: scale * (1.0 - f64::from(at) / 40.0),
                high: scale * (1.0 + f64::from(at) / 20.0),
            });
            let tornado = Tornado {
                title: "Sensitivity".to_owned(),
                subtitle: long("egru-ptb"),
                value: Quantity::new("energy per step", "J"),
                base: scale,
                together: (scale * 0.2, scale * 4.0),
                bars: bars.collect(),
                top: 20,
                notes: notes(),
            };
            assert_sized(&format!("tornado, {count} bars, {scale}"), &|size| tornado.picture(size));
        }
    }
    let broken = Waterfall { ideal: f64::NAN, ..Waterfall::default() };
    assert_sized("waterfall without a gain", &|size| broken.picture(size));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn clouds_of_points_are_legible(
        values in proptest::collection::vec((-12.0..6.0_f64, -12.0..6.0_f64, 0..5_usize), 0..60),
        size in 0..3_usize,
        log in any::<bool>(),
    ) {
        let value = |power: f64| if log { libm::exp10(power) } else { power };
        let points = values.into_iter().map(|(x, y, group)| point(value(x), value(y), group)).collect();
        let plot = pareto(points, 5, Fronts::EachGroup);
        assert_legible(plot.picture(SIZES[size]).scene(), "a cloud");
    }

    #[test]
    fn grids_of_any_values_are_legible(
        columns in proptest::collection::btree_set(1..2000_u32, 1..9),
        rows in proptest::collection::btree_set(1..2000_u32, 1..9),
        powers in proptest::collection::vec(-9.0..4.0_f64, 81),
        size in 0..3_usize,
    ) {
        let places = |set: &std::collections::BTreeSet<u32>| -> Vec<f64> {
            set.iter().map(|place| f64::from(*place) / 1000.0).collect()
        };
        let grid = grid(axis("x", &places(&columns)), axis("y", &places(&rows)), |x, y| libm::exp10(powers[y * 9 + x]));
        for scale in [HeatScale::Sequential, HeatScale::AroundOne] {
            let map = HeatMap {
                title: "heat map".to_owned(),
                subtitle: String::new(),
                value: Quantity::new("energy", "J"),
                grid: grid.clone(),
                scale,
                notes: Vec::new(),
            };
            assert_legible(map.picture(SIZES[size]).scene(), "a grid");
        }
    }
}
