//! How weight sparsity and activity sparsity combine, as `docs/interaction.md` derives it.

mod idealised;
mod latency;
mod overheads;
mod points;
mod random_masks;
mod study;
