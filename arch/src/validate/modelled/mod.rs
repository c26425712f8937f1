//! Values that a file leaves to egret's models, each with how it came about.

mod area;
mod energy;
mod power;
mod product;
mod technology;
mod time;

pub(super) use area::check as area;
pub(super) use energy::{Geometry, energy};
pub(super) use power::{core_power, router_power};
pub(super) use technology::Technology;
pub(super) use time::access_time;
