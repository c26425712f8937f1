//! Which weights of a projection are there: one file per way of choosing them, and the list of their names.

mod bank_balanced;
mod block;
mod draw;
mod list;
pub mod magnitude;
mod n_of_m;
mod neuro_prune;
mod preferential_attachment;
mod row_balanced;
mod uniform_random;
pub mod unit_pruning;
mod urn;

pub use bank_balanced::{Layout, bank_balanced};
pub use block::block;
pub use list::MaskFile;
pub(crate) use list::kept;
pub use n_of_m::{Along, n_of_m};
pub use neuro_prune::neuro_prune;
pub use preferential_attachment::preferential_attachment;
pub use row_balanced::row_balanced;
pub use uniform_random::uniform_random;
