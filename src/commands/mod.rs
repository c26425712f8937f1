//! One file a subcommand: its arguments and what it does; arguments that several share stand in `arguments`.

pub(crate) mod arguments;
pub(crate) mod bound;
pub(crate) mod chip;
pub(crate) mod compare;
pub(crate) mod completions;
mod derivation;
pub(crate) mod explain;
mod fit;
pub(crate) mod import;
pub(crate) mod noc;
pub(crate) mod plot;
pub(crate) mod price;
pub(crate) mod report;
pub(crate) mod run;
mod scale;
pub(crate) mod study;
pub(crate) mod validate;
pub(crate) mod workload;
