//! Flat CSV files, units in the column names.

mod components;
mod cores;
mod layers;
mod links;
mod rows;
mod steps;

pub(crate) use components::components;
pub(crate) use cores::cores;
pub(crate) use layers::layers;
pub(crate) use links::links;
pub(crate) use steps::steps;
