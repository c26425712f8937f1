//! Flat CSV files, units in the column names. Each row says of its run whether it goes beyond limits of the chip
//! (`what_if`) and how many actions have no price (`unpriced_actions`; with any, energies are lower bounds).

mod components;
mod cores;
mod layers;
mod links;
mod memories;
mod rows;
mod steps;

pub(crate) use components::components;
pub(crate) use cores::cores;
pub(crate) use layers::layers;
pub(crate) use links::links;
pub(crate) use memories::memories;
pub(crate) use steps::steps;
