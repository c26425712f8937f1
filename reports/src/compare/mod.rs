//! What changed between two runs, or two result sets: a comparison is made from two [`Compared`] things by [`compare`], judged
//! by a [`Budget`], and shown as a table, Markdown, JSON, `JUnit` XML or annotations of GitHub.

mod budget;
mod causes;
mod chips;
mod comparison;
mod judge;
mod limits;
mod matching;
mod of_record;
mod of_results;
mod origins;
mod point;
mod reasons;
mod render;

pub use budget::{Bounds, Budget, BudgetLine, Severity};
pub use causes::{Cause, Origin};
pub use chips::ChipChange;
pub use comparison::{Change, ComparedPoint, Comparison, State, Tolerance, compare};
pub use judge::{Finding, Judgement, judge};
pub use matching::Unmatched;
pub use of_record::of_record;
pub use of_results::of_results;
pub use point::{ChipInUse, Compared, Kind, Point};
pub use reasons::NotComparable;
pub use render::{Blamed, Knobs, Shown, Unfit, github, json, junit, markdown, table, unfit, verdict};

#[cfg(test)]
mod laws;
