//! The run record: everything one run found, as it stands in `run.json` (schema `egret.run/1`).
//!
//! The order of the fields is the order of the file. Counts are integers and are all that pricing needs; joules and
//! watts are recomputed from them by [`crate::price`].

mod area;
mod bound;
mod cores;
mod counts;
mod energy;
mod host;
mod language;
mod ledger;
mod links;
mod manifest;
mod names;
mod neurobench;
mod noc;
mod operations;
mod power_states;
mod run;
mod sparsity;
mod steps;
mod time;

pub use area::AreaRecord;
pub use bound::{
    AboveBound, BindingRecord, BoundRecord, BoundedStep, FloorsRecord, LayerBoundRecord, TermRecord,
};
pub use cores::{CoreRecord, FloorPlan, MemoryRecord, MemoryUse};
pub use counts::CountsRecord;
pub use energy::{CoreEnergy, EnergyRecord, LayerEnergy, PerSynop, PowerRecord, Split};
pub use host::Host;
pub use language::{LanguageRecord, TrainedRecord};
pub use ledger::{LayerRecord, Ledger};
pub use links::LinkRecord;
pub use manifest::{Configuration, Manifest, RoundingRecord};
pub use neurobench::{NeuroBench, SynapticOperations};
pub use noc::NocRecord;
pub use operations::{EffectiveMacs, OperationCounts, Operations};
pub use power_states::PowerStates;
pub use run::{RunRecord, SCHEMA};
pub use sparsity::{LayerSparsity, Sparsity};
pub use steps::{BusyColumns, ModelUpdates, StepColumns};
pub use time::{StepTime, TimeRecord};
