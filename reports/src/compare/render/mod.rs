//! A comparison as text: for people, for documents, for programs, for CI.

mod blame;
mod github;
mod json;
mod junit;
mod markdown;
mod shown;
mod table;
mod unfit;
mod words;

pub use blame::{Blamed, Knobs};
pub use github::github;
pub use json::json;
pub use junit::junit;
pub use markdown::markdown;
pub use shown::{Shown, verdict};
pub use table::table;
pub use unfit::{Unfit, unfit};
pub(super) use words::{figure, percent};
