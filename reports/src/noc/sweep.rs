//! Sweeps as JSON and CSV. Rates are flits a node and cycle, latencies cycles.

use egret_sim::noc::{Point, Status, Sweep};
use serde::Serialize;

use crate::json::pretty;
use crate::reports::RenderError;

/// A point as it is written; what no packet tells is missing.
#[derive(Serialize)]
struct PointRow {
    offered: f64,
    accepted: f64,
    packet_latency_mean: Option<f64>,
    packet_latency_p50: Option<u64>,
    packet_latency_p99: Option<u64>,
    packet_latency_max: Option<u64>,
    network_latency_mean: Option<f64>,
    hops_mean: Option<f64>,
    status: &'static str,
}

#[derive(Serialize)]
struct SweepRecord {
    points: Vec<PointRow>,
    saturation_rate: Option<f64>,
}

fn row(point: &Point) -> PointRow {
    PointRow {
        offered: point.offered,
        accepted: point.accepted,
        packet_latency_mean: point.packet_latency_mean,
        packet_latency_p50: point.packet_latency_p50,
        packet_latency_p99: point.packet_latency_p99,
        packet_latency_max: point.packet_latency_max,
        network_latency_mean: point.network_latency_mean,
        hops_mean: point.hops_mean,
        status: match point.status {
            Status::Stable => "stable",
            Status::Saturated => "saturated",
        },
    }
}

/// A sweep as JSON: its points and the rate of saturation, `null` where the rates do not tell it.
pub fn sweep_json(sweep: &Sweep) -> String {
    pretty(&SweepRecord {
        points: sweep.points.iter().map(row).collect(),
        saturation_rate: sweep.saturation_rate,
    })
}

/// The points of a sweep as CSV.
///
/// # Errors
/// Only by a fault of this program.
pub fn sweep_csv(sweep: &Sweep) -> Result<Vec<u8>, RenderError> {
    let failed = |error: &dyn std::fmt::Display| RenderError(format!("CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    for point in &sweep.points {
        writer.serialize(row(point)).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}
