//! From counts to joules.

mod areas;
mod counted;
mod items;
mod layers;
mod price_list;
mod priced;
mod repricer;
mod sensitivity;
mod unpriced;

pub(crate) use counted::SYNAPTIC;
pub(crate) use items::{Item, items};

pub use priced::price;
pub use repricer::Repricer;
pub use sensitivity::{PriceSwing, sensitivities};

#[cfg(test)]
mod laws;
