//! Studies: many runs of which one thing after another is varied.

mod axis;
mod cache;
mod campaign;
mod chosen;
mod definition;
mod evaluate;
mod file;
mod journal;
mod merge;
mod points;
mod sampling;
mod search;
mod seek;
mod sources;
mod sparsity;
mod summary;

pub(crate) use campaign::{Campaign, Options};
pub(crate) use definition::{Study, half_width};
pub(crate) use journal::Shard;
pub(crate) use merge::{merge, standing};
pub(crate) use sparsity::{Extent, carry_out as carry_out_sparsity};
pub(crate) use summary::summary;
