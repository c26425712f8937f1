//! With random streams of our own, figures agree with those of `BookSim2` within what either knows them to.

use std::fmt::Write as _;

use egret_sim::noc::{Fidelity, Offer, Periods, Point, Status, Sweep, sweep};

use super::{Case, Rows, data};

/// Rows of the data to hold a sweep against.
struct Series {
    setting: &'static str,
    topology: &'static str,
    traffic: &'static str,
    /// Rates between which the mean latency passes three times that without load.
    bracket: Option<(f64, f64)>,
    rates: &'static [f64],
}

const SERIES: &[Series] = &[
    Series {
        setting: "A",
        topology: "mesh8",
        traffic: "uniform",
        bracket: Some((0.37, 0.38)),
        rates: &[0.02, 0.1, 0.2, 0.3, 0.33, 0.36, 0.42, 1.0],
    },
    Series {
        setting: "A",
        topology: "mesh8",
        traffic: "transpose",
        bracket: Some((0.14, 0.16)),
        rates: &[0.04, 0.1, 0.12, 0.14, 0.16, 0.3, 1.0],
    },
    Series {
        setting: "A",
        topology: "mesh4",
        traffic: "uniform",
        bracket: Some((0.65, 0.7)),
        rates: &[0.05, 0.3, 0.5, 0.6, 0.65, 0.7, 1.0],
    },
    Series { setting: "A", topology: "torus8", traffic: "uniform", bracket: None, rates: &[0.02, 0.1, 0.2] },
    Series {
        setting: "B",
        topology: "mesh8",
        traffic: "uniform",
        bracket: Some((0.4, 0.42)),
        rates: &[0.05, 0.2, 0.3, 0.36, 0.39, 0.45, 1.0],
    },
    Series {
        setting: "B",
        topology: "mesh8",
        traffic: "transpose",
        bracket: Some((0.14, 0.16)),
        rates: &[0.06, 0.1, 0.12, 0.14, 0.16, 1.0],
    },
    Series {
        setting: "B",
        topology: "mesh4",
        traffic: "uniform",
        bracket: Some((0.7, 0.75)),
        rates: &[0.05, 0.4, 0.6, 0.7, 1.0],
    },
    Series { setting: "B", topology: "torus8", traffic: "uniform", bracket: None, rates: &[0.05, 0.2] },
];

fn swept(series: &Series, periods: Option<Periods>, rates: &[f64], threads: usize) -> Sweep {
    let case = Case::of_data(series.setting, series.topology);
    let pattern = case.pattern(series.traffic);
    let flits = if series.setting == "A" { 1 } else { 4 };
    let periods = periods.unwrap_or_else(|| Periods::of_nodes(pattern.nodes()));
    let offer = Offer { pattern: &pattern, flits, seed: 1 };
    sweep(case.setup(Fidelity::Flit), offer, periods, rates, threads, &|| ()).expect("no deadlock")
}

/// Three standard errors of the mean latency of a row, as a share: from its quantiles, whose distance is that of 0 and
/// 2.33 standard deviations, and its number of packets, which near saturation wait together and tell less.
fn three_errors(rows: &Rows<'_>, line: usize, load: f64) -> f64 {
    let quantile =
        |column| rows.text(line, column).trim_start_matches(">=").parse::<f64>().expect("a number");
    let deviation = (quantile("pkt_lat_p99") - quantile("pkt_lat_p50")) / 2.33;
    let together = 1.0 / (1.0 - load).max(0.1);
    3.0 * deviation * (together / rows.number(line, "measured_packets")).sqrt() / rows.number(line, "pkt_lat")
}

fn compare(series: &Series, rows: &Rows<'_>, point: &Point, complaints: &mut String) {
    let Series { setting, topology, traffic, bracket, .. } = series;
    let line = (0..rows.lines.len())
        .find(|&line| {
            [("setting", setting), ("topology", topology), ("traffic", traffic)]
                .into_iter()
                .all(|(column, wanted)| rows.text(line, column) == *wanted)
                && (rows.number(line, "offered") - point.offered).abs() < 1e-9
                && rows.text(line, "seed") == "1"
        })
        .unwrap_or_else(|| panic!("no row for {setting} {topology} {traffic} {}", point.offered));
    let torus = topology.starts_with("torus");
    // Saturation to the middle of where it is known to lie; tori are only held against rows far below it.
    let load = bracket.map_or(0.5, |(low, high)| 2.0 * point.offered / (low + high));
    let what = format!("{setting} {topology} {traffic} at {}", point.offered);
    let accepted = point.accepted / rows.number(line, "accepted") - 1.0;
    let mean = point.packet_latency_mean.unwrap_or(f64::NAN) / rows.number(line, "pkt_lat") - 1.0;
    if load > 1.0 {
        if accepted.abs() > 0.04 || point.status != Status::Saturated {
            let _ = writeln!(complaints, "{what}: {:?}, accepted {:+.2} %", point.status, 100.0 * accepted);
        }
        return;
    }
    let allowed = match load {
        _ if torus => 0.03,
        load if load > 0.9 => 0.08,
        load => three_errors(rows, line, load).max(0.01),
    };
    if mean.abs() > allowed || mean.is_nan() || point.status != Status::Stable {
        let (status, percent) = (point.status, 100.0 * mean);
        let _ =
            writeln!(complaints, "{what}: {status:?}, latency {percent:+.2} % of {:.2} %", 100.0 * allowed);
    }
    // Nothing is lost: what comes out is what goes in.
    if (point.accepted / point.offered - 1.0).abs() > 0.02 {
        let _ = writeln!(complaints, "{what}: accepted {}", point.accepted);
    }
}

/// Sweeps the rates of one series and holds every point against its row.
fn agrees(setting: &str, topology: &str, traffic: &str) {
    let is_wanted =
        |series: &&Series| (series.setting, series.topology, series.traffic) == (setting, topology, traffic);
    let series = SERIES.iter().find(is_wanted).expect("a series");
    let text = data("results.csv");
    let rows = Rows::new(&text);
    let mut complaints = String::new();
    let swept = swept(series, None, series.rates, 2);
    for point in &swept.points {
        compare(series, &rows, point, &mut complaints);
    }
    if let Some((low, high)) = series.bracket {
        let found = swept.saturation_rate.unwrap_or(f64::NAN);
        if !(low..=high).contains(&found) {
            let _ = writeln!(complaints, "saturates at {found}");
        }
    }
    assert!(complaints.is_empty(), "{complaints}");
}

#[test]
fn minimal_mesh8_uniform_is_as_in_booksim() {
    agrees("A", "mesh8", "uniform");
}

#[test]
fn minimal_mesh8_transpose_is_as_in_booksim() {
    agrees("A", "mesh8", "transpose");
}

#[test]
fn minimal_mesh4_uniform_is_as_in_booksim() {
    agrees("A", "mesh4", "uniform");
}

#[test]
fn minimal_torus8_uniform_is_as_in_booksim() {
    agrees("A", "torus8", "uniform");
}

#[test]
fn vc4_mesh8_uniform_is_as_in_booksim() {
    agrees("B", "mesh8", "uniform");
}

#[test]
fn vc4_mesh8_transpose_is_as_in_booksim() {
    agrees("B", "mesh8", "transpose");
}

#[test]
fn vc4_mesh4_uniform_is_as_in_booksim() {
    agrees("B", "mesh4", "uniform");
}

#[test]
fn vc4_torus8_uniform_is_as_in_booksim() {
    agrees("B", "torus8", "uniform");
}

#[test]
fn results_do_not_depend_on_threads_and_do_on_the_seed() {
    let series = &SERIES[0];
    let periods = Some(Periods { warm_up: 500, period: 200, most: 10, packets: 0 });
    let rates = [0.1, 0.05, 0.3, 0.7];
    let one = swept(series, periods, &rates, 1);
    for threads in [2, 7] {
        assert_eq!(swept(series, periods, &rates, threads), one);
    }
    assert_eq!(one.points.iter().map(|point| point.offered).collect::<Vec<_>>(), rates);
}

#[test]
fn hot_spots_saturate_early() {
    let case = Case::new("mesh:8x8", "minimal");
    let periods = Periods { warm_up: 3000, period: 1000, most: 10, packets: 0 };
    let of = |traffic: &str| {
        let pattern = case.pattern(traffic);
        let offer = Offer { pattern: &pattern, flits: 1, seed: 1 };
        sweep(case.setup(Fidelity::Flit), offer, periods, &[0.01, 0.5], 1, &|| ()).expect("no deadlock")
    };
    let rate = |traffic: &str| of(traffic).saturation_rate.expect("between the rates");
    let (uniform, warm, hot) = (rate("uniform"), rate("hotspot:18,21,42,45@5"), rate("hotspot:18@50"));
    assert!(hot < warm && warm < uniform, "{hot}, {warm}, {uniform}");
}
