//! Steps, as columns.

use egret_arch::Model;
use serde::{Deserialize, Serialize};

use super::names;
use crate::named::Named;

/// Steps of the chip: in each column one entry a step. Columns of nothing but zeros are left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepColumns {
    /// Length.
    pub duration_ticks: Vec<u64>,
    /// Events emitted.
    pub events: Vec<u64>,
    /// Packets that left a core or the host, end-of-step tokens included; empty in records of versions that did not count them.
    #[serde(default)]
    pub packets: Vec<u64>,
    /// Actions, unit updates not among them.
    pub actions: Named<Vec<u64>>,
    /// Unit updates by model, because models differ in price.
    pub updates: Vec<ModelUpdates>,
    /// The length, tiled by what the critical path waited for.
    pub waits_ticks: Named<Vec<u64>>,
    /// Dynamic energy. Filled by pricing.
    pub dynamic_j: Vec<f64>,
    /// How long cores in use were busy; absent from records of versions that did not count it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cores_busy: Option<BusyColumns>,
    /// How long links between routers moved flits; absent where there are none or they take no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub links_busy: Option<BusyColumns>,
}

/// Ticks in each step, spread over cores or links. Percentiles are by nearest rank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BusyColumns {
    /// How many cores or links.
    pub of: u32,
    /// All their ticks.
    pub sum_ticks: Vec<u64>,
    /// 10 % of them had no more.
    pub p10_ticks: Vec<u64>,
    /// Half of them had no more.
    pub p50_ticks: Vec<u64>,
    /// 90 % of them had no more.
    pub p90_ticks: Vec<u64>,
    /// The most that one had.
    pub max_ticks: Vec<u64>,
}

impl BusyColumns {
    /// Columns by name.
    fn columns(&self) -> [(&'static str, &Vec<u64>); 5] {
        let Self { of: _, sum_ticks, p10_ticks, p50_ticks, p90_ticks, max_ticks } = self;
        [
            ("sum_ticks", sum_ticks),
            ("p10_ticks", p10_ticks),
            ("p50_ticks", p50_ticks),
            ("p90_ticks", p90_ticks),
            ("max_ticks", max_ticks),
        ]
    }
}

/// Updates of units of one model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelUpdates {
    /// Model.
    #[serde(with = "names::model")]
    pub model: Model,
    /// Updates that emitted nothing.
    pub idle: Vec<u64>,
    /// Updates that emitted an event.
    pub active: Vec<u64>,
    /// Units that were looked at and left as they were; empty where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<u64>,
}

impl StepColumns {
    /// Steps.
    pub fn len(&self) -> usize {
        self.duration_ticks.len()
    }

    /// Whether there was no step.
    pub fn is_empty(&self) -> bool {
        self.duration_ticks.is_empty()
    }

    /// Names of columns whose length is not that of `duration_ticks`, or that no version of egret would write.
    pub(crate) fn misfits(&self) -> Vec<String> {
        let mut lengths = vec![("events".to_owned(), self.events.len())];
        lengths.extend(self.actions.iter().map(|(name, column)| (format!("actions.{name}"), column.len())));
        lengths.extend(
            self.waits_ticks.iter().map(|(name, column)| (format!("waits_ticks.{name}"), column.len())),
        );
        for updates in &self.updates {
            lengths.push((format!("updates.{}.idle", updates.model.name()), updates.idle.len()));
            lengths.push((format!("updates.{}.active", updates.model.name()), updates.active.len()));
            if !updates.skipped.is_empty() {
                lengths.push((format!("updates.{}.skipped", updates.model.name()), updates.skipped.len()));
            }
        }
        if !self.packets.is_empty() {
            lengths.push(("packets".to_owned(), self.packets.len()));
        }
        for (name, busy) in [("cores_busy", &self.cores_busy), ("links_busy", &self.links_busy)] {
            let columns = busy.iter().flat_map(BusyColumns::columns);
            lengths.extend(columns.map(|(column, ticks)| (format!("{name}.{column}"), ticks.len())));
        }
        lengths.push(("dynamic_j".to_owned(), self.dynamic_j.len()));
        lengths.into_iter().filter(|(_, length)| *length != self.len()).map(|(name, _)| name).collect()
    }
}
