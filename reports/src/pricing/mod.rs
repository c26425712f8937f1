//! From counts to joules.

mod areas;
mod layers;
mod price_list;
mod priced;
mod unpriced;

pub use priced::price;

#[cfg(test)]
mod laws;
