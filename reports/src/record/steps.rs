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
        lengths.push(("dynamic_j".to_owned(), self.dynamic_j.len()));
        lengths.into_iter().filter(|(_, length)| *length != self.len()).map(|(name, _)| name).collect()
    }
}
