//! Which weights of a projection are there: one file per way of choosing them, and the list of their names.

mod list;
pub mod magnitude;
mod row_balanced;
mod uniform_random;

pub use list::MaskFile;
pub(crate) use list::kept;
pub use row_balanced::row_balanced;
pub use uniform_random::uniform_random;
