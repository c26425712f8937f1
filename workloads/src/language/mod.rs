//! Language models: recurrent layers between an embedding and the decoder that is tied to it.

mod evaluation;
mod model;

pub use evaluation::{Evaluation, Reading, evaluate};
pub use model::LanguageModel;
