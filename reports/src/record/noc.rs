//! The network between cores.

use serde::{Deserialize, Serialize};

/// What packets did between cores, and how loaded links were.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NocRecord {
    /// How exactly routers and links were simulated: `packet` or `flit`.
    pub fidelity: String,
    /// Share of its cycles in which the busiest link between routers moved a flit.
    pub link_load_max: f64,
    /// Mean of that share over the links between routers that carried anything.
    pub link_load_mean: f64,
    /// The busiest link between routers, as `router 3 -> router 4`; `None` when nothing went between routers.
    pub busiest_link: Option<String>,
    /// Mean time from the building of a packet to its arrival, over deliveries.
    pub packet_latency_mean_s: f64,
    /// Time that 99 of 100 deliveries do not exceed.
    pub packet_latency_p99_s: f64,
    /// Longest time.
    pub packet_latency_max_s: f64,
    /// (packet, destination) pairs that were dropped.
    pub drops: u64,
    /// Links that packets took, injection and ejection included.
    pub link_hops: u64,
    /// Links that one packet a destination would have taken.
    pub unicast_link_hops: u64,
    /// Share of the link hops of unicast that multicast saved.
    pub multicast_savings: f64,
    /// Why packet fidelity may be off here, when it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fidelity_warning: Option<String>,
}
