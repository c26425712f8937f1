//! Degrees of a network's projections, for people: a table and a plot.

use egret_reports::{DegreePlot, DegreeSide, ProjectionDegrees};
use egret_workloads::{Degrees, Distribution, Network, Synapses, Workload};

use crate::console::Look;
use crate::listing::{self, count, percent};

/// Degrees of every projection, in order.
pub(crate) fn of(network: &Network) -> Vec<Degrees> {
    network.projections.iter().map(|projection| Degrees::of(&projection.synapses)).collect()
}

/// A line for each side of each projection.
pub(crate) fn table(look: Look, network: &Network, degrees: &[Degrees]) -> String {
    let sides = network.projections.iter().zip(degrees).flat_map(|(projection, degrees)| {
        [("leaving", &degrees.outgoing), ("entering", &degrees.incoming)]
            .map(|(side, distribution)| row(&projection.name, side, distribution))
    });
    let heading = [
        "projection",
        "synapses",
        "units",
        "mean",
        "dense",
        "deviation",
        "least",
        "most",
        "without",
        "variation",
        "Gini",
        "spread",
    ];
    listing::table(look, &heading, &[2, 3, 4, 5, 6, 7, 8, 9, 10, 11], sides.collect())
}

fn row(projection: &str, side: &str, degrees: &Distribution) -> Vec<String> {
    vec![
        projection.to_owned(),
        side.to_owned(),
        count(degrees.degrees().len() as f64),
        format!("{:.1}", degrees.mean()),
        count(f64::from(degrees.possible())),
        format!("{:.2}", degrees.deviation()),
        count(f64::from(degrees.smallest())),
        count(f64::from(degrees.largest())),
        percent(degrees.empty_share()),
        format!("{:.3}", degrees.variation()),
        format!("{:.3}", degrees.gini()),
        format!("{:.2}", degrees.spread()),
    ]
}

/// What the columns of [`table`] mean, where their names do not say it.
pub(crate) const COLUMNS: &str = "\
Synapses leave source units and enter targets, each one gate of one unit. variation: deviation over mean;
Gini: 0 all alike, 1 all in one unit; spread: deviation of the share of possible synapses, in percentage points.
";

/// The plot of a workload's degrees.
pub(crate) fn plot(workload: &Workload, degrees: &[Degrees], seed: u64) -> DegreePlot {
    let network = workload.network();
    let is_dense = |synapses: &Synapses| synapses.nonzeros() == synapses.positions();
    let named = || network.projections.iter().zip(degrees);
    let dense = named().filter(|(projection, _)| is_dense(&projection.synapses));
    let projections = named().filter(|(projection, _)| !is_dense(&projection.synapses));
    DegreePlot {
        subtitle: format!(
            "{}, mask {}, {} of the weights zero, seed {seed}",
            workload.name(),
            workload.file().mask.name(),
            percent(1.0 - workload.weight_density()),
        ),
        projections: projections
            .map(|(projection, degrees)| ProjectionDegrees {
                name: projection.name.clone(),
                outgoing: side(&degrees.outgoing),
                incoming: side(&degrees.incoming),
            })
            .collect(),
        dense: dense.map(|(projection, _)| projection.name.clone()).collect(),
    }
}

fn side(degrees: &Distribution) -> DegreeSide {
    let figures = format!(
        "mean {:.1} of {}, spread {:.2} points, {} without",
        degrees.mean(),
        count(f64::from(degrees.possible())),
        degrees.spread(),
        percent(degrees.empty_share()),
    );
    DegreeSide { degrees: degrees.degrees().to_vec(), figures }
}
