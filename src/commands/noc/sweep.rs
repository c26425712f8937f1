//! `egret noc sweep`: latency and throughput over offered rates.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use clap::{Args, ValueEnum};
use egret_config::Problem;
use egret_reports::LatencyPlot;
use egret_reports::noc::{sweep_csv, sweep_json};
use egret_sim::noc::{Offer, Pattern, Periods, Point, Status, Sweep, sweep};

use super::arguments::{NetworkArguments, TrafficArguments, positive};
use super::network::Chosen;
use super::outputs::{self, LinkOutputs, Moved};
use super::rates;
use crate::commands::arguments::whole;
use crate::console::{self, Look};
use crate::failure::{Failure, both};
use crate::interrupt;
use crate::listing;
use crate::progress::Progress;

const EXAMPLES: &str = "\
Examples:
  egret noc sweep --topology mesh:8x8 --router minimal --traffic uniform --rates 0.1
  egret noc sweep --topology mesh:8x8 --router vc4 --traffic hotspot:18,21,42,45@5 \\
                  --rates 0.02..0.4:0.02 --plot latency.svg --links links.csv
  egret noc sweep --topology torus:8x8 --traffic ./matrix.csv --rates 0.05,0.1 --format json
  egret noc sweep --chip loihi2 --fidelity packet --traffic uniform --rates 0.01

Every node begins a packet in a cycle with the same probability (Bernoulli). Behind a warm-up, periods
are measured until mean latency and throughput changed by less than 1 % three times in a row, and the
standard error of the latency is small; packets generated meanwhile are all waited for. Latency counts
from generation to the last flit at the destination. A rate is saturated when the mean exceeds 500 cycles
or does not settle: then only its throughput means anything. The saturation rate is where the mean latency
passes three times that without load; it is found to 1 % when the rates lie on both sides of it.
A traffic matrix is CSV with the columns src,dst,weight; a node sends in proportion to its weights.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(flatten)]
    network: NetworkArguments,
    #[command(flatten)]
    traffic: TrafficArguments,
    /// Offered rates in flits a node and cycle: `0.1`, `0.05,0.1` or `0.02..0.4:0.02`
    #[arg(long, value_name = "RATES", allow_hyphen_values = true)]
    rates: String,
    /// Cycles before anything is measured [default: 30000]
    #[arg(long, value_name = "CYCLES", allow_negative_numbers = true, value_parser = whole::<u32>)]
    warmup: Option<u32>,
    /// Cycles to measure at most, in 20 periods [default: 200000, fewer from 256 nodes on]
    #[arg(long, value_name = "CYCLES", allow_negative_numbers = true, value_parser = positive)]
    cycles: Option<u32>,
    /// Rates to simulate at a time; what comes out does not depend on it [default: the cores of this computer]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = positive)]
    jobs: Option<u32>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// SVG or PNG file for a plot of latency and throughput
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    #[command(flatten)]
    link_outputs: LinkOutputs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// A line a rate
    Csv,
    /// The points and the saturation rate
    Json,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let chosen = Chosen::of(&arguments.network)
        .and_then(|chosen| chosen.pattern(&arguments.traffic.traffic).map(|pattern| (chosen, pattern)));
    let ((chosen, pattern), rates) = both(chosen, rates::read(&arguments.rates))?;
    refuse_crowded(&pattern, &rates)?;
    let image = arguments.plot.as_deref().map(|path| outputs::picture(path, "--plot")).transpose()?;
    arguments.link_outputs.check(&[arguments.plot.as_deref()])?;

    let TrafficArguments { traffic, flits, seed } = &arguments.traffic;
    let flits = flits.unwrap_or(chosen.packet_flits);
    let subtitle = format!("{}, {traffic}, {flits}-flit packets, seed {seed}", chosen.name);
    let swept = measure(arguments, &chosen, &pattern, flits, &rates, &subtitle)
        .inspect_err(|_| interrupt::leave_nothing_behind())?;

    let mut paths = Vec::new();
    if let Some((path, image)) = arguments.plot.as_ref().zip(image) {
        let plot = LatencyPlot { subtitle: subtitle.clone(), sweep: swept.clone() };
        outputs::write(path, &plot.render(image).map_err(|error| Failure::Bug(error.to_string()))?)?;
        paths.push(path.clone());
    }
    let moved = swept.points.iter().map(|point| {
        let Point { offered, flits_by_link, cycles, .. } = point;
        Moved { offered: Some(*offered), flits: flits_by_link, cycles: *cycles }
    });
    let moved: Vec<Moved<'_>> = moved.collect();
    paths.extend(arguments.link_outputs.write(&chosen, &subtitle, &moved)?);
    print(arguments.format, &subtitle, &swept, &outputs::wrote(&paths))
}

fn measure(
    arguments: &Arguments,
    chosen: &Chosen,
    pattern: &Pattern,
    flits: u32,
    rates: &[f64],
    label: &str,
) -> Result<Sweep, Failure> {
    let mut periods = Periods::of_nodes(pattern.nodes());
    if let Some(warm_up) = arguments.warmup {
        periods.warm_up = u64::from(warm_up);
    }
    if let Some(cycles) = arguments.cycles {
        periods = periods.of_cycles(u64::from(cycles));
    }
    let cores = || thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = arguments.jobs.map_or_else(cores, |jobs| jobs as usize);
    let offer = Offer { pattern, flits, seed: arguments.traffic.seed };
    let progress = Progress::new(rates.len() as u32, "rates", label);
    let ended = AtomicU32::new(0);
    let swept = sweep(chosen.setup(), offer, periods, rates, jobs, &|| {
        progress.at(ended.fetch_add(1, Ordering::Relaxed) + 1);
    });
    progress.clear();
    swept.map_err(|stopped| chosen.stopped(stopped))
}

/// Refuses rates at which a matrix asks more of a node than a flit in every cycle.
fn refuse_crowded(pattern: &Pattern, rates: &[f64]) -> Result<(), Failure> {
    let shares = (0..pattern.nodes()).map(|node| (node, pattern.share(node)));
    let Some((node, share)) = shares.max_by(|a, b| a.1.total_cmp(&b.1)) else { return Ok(()) };
    let highest = rates.iter().copied().fold(0.0, f64::max);
    // Shares are sums of weights, and may be a little off.
    if highest * share <= 1.0 + 1e-9 {
        return Ok(());
    }
    let what = format!("at {highest} node {node} would send {:.3} flits a cycle", highest * share);
    let hint = format!("it sends {share:.3} times the mean; ask for rates up to {:.4}", 1.0 / share);
    Err(Failure::input("--rates", Problem::new("", what).hint(hint)))
}

fn print(format: Format, subtitle: &str, swept: &Sweep, wrote: &str) -> Result<(), Failure> {
    match format {
        Format::Table => {
            let separator = if wrote.is_empty() { "" } else { "\n" };
            console::write(&format!("{subtitle}\n{}{separator}{wrote}", table(swept)))
        }
        Format::Csv => {
            let bytes = sweep_csv(swept).map_err(|error| Failure::Bug(error.to_string()))?;
            console::write(&String::from_utf8_lossy(&bytes))?;
            console::say(wrote);
            Ok(())
        }
        Format::Json => {
            console::write(&sweep_json(swept))?;
            console::say(wrote);
            Ok(())
        }
    }
}

fn table(swept: &Sweep) -> String {
    let heading =
        ["offered", "accepted", "mean latency", "median", "99 %", "longest", "in network", "hops", "status"];
    let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"));
    let count = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let rows = swept.points.iter().map(|point| {
        vec![
            point.offered.to_string(),
            format!("{:.4}", point.accepted),
            number(point.packet_latency_mean),
            count(point.packet_latency_p50),
            count(point.packet_latency_p99),
            count(point.packet_latency_max),
            number(point.network_latency_mean),
            number(point.hops_mean),
            match point.status {
                Status::Stable => "stable".to_owned(),
                Status::Saturated => "saturated".to_owned(),
            },
        ]
    });
    let right: Vec<usize> = (0..heading.len() - 1).collect();
    let text = listing::table(Look::of_output(), &heading, &right, rows.collect());
    let zero_load = swept.zero_load_latency;
    let saturation = match swept.saturation_rate {
        Some(rate) => format!("saturated from {rate:.4} flits/node/cycle"),
        None => "saturation is not between these rates".to_owned(),
    };
    text + &format!("{zero_load:.2} cycles without load; {saturation}\n")
}
