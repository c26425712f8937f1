//! From a chip as written to a checked chip, or to the list of *all* that is wrong with it.

mod amount;
mod checker;
mod chip;
mod delays;
mod dram;
mod ideal;
mod limits;
mod lone_router;
mod memories;
mod modelled;
mod network;
mod power_states;
mod prices;
mod repriced;
mod router;
mod stages;
mod topology;

pub use chip::validate;
pub use lone_router::router_network;

#[cfg(test)]
mod acceptance;
#[cfg(test)]
mod left_out;
#[cfg(test)]
mod power_cases;
#[cfg(test)]
mod refusals;
