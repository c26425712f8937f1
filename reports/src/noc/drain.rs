//! Drains as JSON. Latencies are cycles.

use egret_sim::noc::Drain;
use serde::Serialize;

use crate::json::pretty;

#[derive(Serialize)]
struct DrainRecord {
    total_cycles: u64,
    packet_latency_mean: Option<f64>,
    packet_latency_min: Option<u64>,
    packet_latency_max: Option<u64>,
    network_latency_mean: Option<f64>,
    hops_mean: Option<f64>,
    packets: u64,
    flit_hops: u64,
}

/// A drain as JSON.
pub fn drain_json(drain: &Drain) -> String {
    pretty(&DrainRecord {
        total_cycles: drain.total_cycles,
        packet_latency_mean: drain.packet_latency.mean(),
        packet_latency_min: drain.packet_latency.min(),
        packet_latency_max: drain.packet_latency.max(),
        network_latency_mean: drain.network_latency_mean,
        hops_mean: drain.hops_mean,
        packets: drain.packets,
        flit_hops: drain.flit_hops,
    })
}
