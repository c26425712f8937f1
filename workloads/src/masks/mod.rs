//! Which weights of a projection are there: one file per way of choosing them, and the list of their names.

mod list;
mod row_balanced;
mod uniform_random;

pub use list::MaskFile;
pub use row_balanced::row_balanced;
pub use uniform_random::uniform_random;
