//! A stored run as something to compare.

use std::sync::Arc;

use egret_arch::{Chip, ChipFile, shipped_references, validate};
use serde_json::Value;

use super::point::{ChipInUse, Compared, Kind, Point};
use crate::metrics::values;
use crate::named::Named;
use crate::pricing::items;
use crate::record::RunRecord;
use crate::results::Status;

/// Hashes of inputs that are compared by content instead, settings applied.
const BY_CONTENT: [&str; 2] = ["chip_sha256", "workload_sha256"];

/// A stored run; `name` is what messages call it.
pub fn of_record(name: &str, record: &RunRecord) -> Compared {
    let manifest = &record.manifest;
    let chip = ChipInUse::of(&manifest.chip, record.configuration.chip.clone());
    let point = Point {
        items: chip.checked.as_ref().map(|chip| items(record, chip)),
        chip: Arc::new(chip),
        workload: manifest.workload.clone(),
        steps: Some(manifest.steps),
        seed: manifest.seed,
        settings: Vec::new(),
        status: Status::Done,
        why: String::new(),
        metrics: values(record),
    };
    let data = manifest.inputs.iter().filter(|(name, _)| !BY_CONTENT.contains(name));
    let chips = manifest.chips.to_string();
    let timing = manifest.timing.as_deref().unwrap_or("events");
    let remarks = [
        ("version of egret", manifest.egret.as_str()),
        ("chips in use", chips.as_str()),
        ("timing", timing),
        ("fidelity of the network", record.noc.fidelity.as_str()),
        ("events", manifest.activity.as_str()),
        ("embedding", manifest.embedding.as_str()),
        ("decoder", manifest.decoder.as_str()),
    ];
    Compared {
        name: name.to_owned(),
        kind: Kind::Record,
        points: vec![point],
        workloads: [(manifest.workload.clone(), record.configuration.workload.clone())].into_iter().collect(),
        data: data.map(|(name, hash)| (name, hash.clone())).collect(),
        remarks: remarks.into_iter().map(|(what, value)| (what, value.to_owned())).collect::<Named<String>>(),
        unpriced: record.energy.unpriced.clone(),
    }
}

impl ChipInUse {
    /// A chip file as JSON.
    pub(super) fn of(name: &str, file: Value) -> Self {
        let checked = serde_json::from_value::<ChipFile>(file.clone())
            .ok()
            .and_then(|file| validate(file, shipped_references()).ok());
        Self { name: name.to_owned(), file, checked }
    }

    /// A chip file, settings applied.
    pub(super) fn checked(name: &str, file: &ChipFile) -> Self {
        let tree = serde_json::to_value(file)
            .unwrap_or_else(|error| unreachable!("chip files are plain data: {error}"));
        let checked: Option<Chip> = validate(file.clone(), shipped_references()).ok();
        Self { name: name.to_owned(), file: tree, checked }
    }
}
