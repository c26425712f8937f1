//! `egret compare`: what changed between two runs or two result sets, and whether that is within the budget.

mod accept;
mod arguments;
mod command;
mod inputs;

pub(crate) use arguments::Arguments;
pub(crate) use command::run;
