//! Links that carried anything.

use serde::{Deserialize, Serialize};

/// One link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkRecord {
    /// `core 3`, `router 7` or `host`.
    pub from: String,
    /// As `from`.
    pub to: String,
    /// Class: `injection`, `ejection`, `horizontal`, `vertical`, `chip_link`, `host_in`, `host_out`.
    pub class: String,
    /// Flits moved.
    pub flits: u64,
    /// Share of the time in which it moved them; 0 in records of a time when nobody wrote it down.
    #[serde(default)]
    pub utilisation: f64,
    /// Ticks that packets waited for it.
    pub waited_ticks: u64,
}
