//! From counts to joules.

mod areas;
mod items;
mod layers;
mod price_list;
mod priced;
mod unpriced;

pub(crate) use items::{Item, items};
pub(crate) use priced::SYNAPTIC;
pub use priced::price;

#[cfg(test)]
mod laws;
