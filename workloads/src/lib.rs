//! What is computed: networks, masks, activity and operation counts, without a word about chips.
//!
//! A workload file ([`WorkloadFile`]) is checked by [`validate()`] (or read, changed and checked by [`check()`]) into a
//! [`Workload`]: a [`Network`] of populations and sparse projections, and an [`ActivitySource`] that says which units
//! emit at which step, from a recording or a statistical model. [`Operations`] counts what that costs under the
//! conventions of the papers.

pub mod activity;
mod check;
pub mod checkpoint;
mod connection;
mod convolution;
mod crossbar;
pub mod datasets;
mod degrees;
pub mod execute;
mod file;
pub mod files;
pub mod import;
pub mod language;
mod masks;
mod network;
mod neurobench;
mod operations;
pub mod random;
mod rows;
mod shipped;
mod validate;
mod workload;

pub use activity::{
    ActivitySource, Player, PopulationActivity, StepEvents, SyntheticActivity, SyntheticFile,
    SyntheticPlayer, Trace,
};
pub use check::{ROOT, check, check_in, check_like, read};
pub use connection::ConnectionFile;
pub use convolution::{Axis, Conv2d, Image};
pub use crossbar::Crossbar;
pub use datasets::{Dataset, Level, dataset_names, load};
pub use degrees::{Degrees, Distribution};
pub use file::{CheckpointFile, Events, PopulationFile, ProjectionFile, SCHEMA, WorkloadFile};
pub use masks::{
    Along, Layout, MaskFile, bank_balanced, block, magnitude, n_of_m, neuro_prune, preferential_attachment,
    row_balanced, uniform_random, unit_pruning,
};
pub use network::{
    Model, Network, Population, PopulationId, Projection, ProjectionId, Site, SynapseKind, Synapses,
};
pub use neurobench::NeuroBench;
pub use operations::{EventCounts, Operations};
pub use rows::SparseRows;
pub use shipped::{shipped_references, shipped_workloads};
pub use validate::validate;
pub use workload::{ExecutedLanguage, Workload};
