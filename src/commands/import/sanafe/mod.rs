//! `egret import sanafe`: a network of SANA-FE with its chip, as a scenario.

mod chip;
mod command;
mod decimal;
mod workload;

pub(super) use command::{EXAMPLES, Sanafe, run};
