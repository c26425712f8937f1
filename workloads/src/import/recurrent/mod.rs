//! Recurrent networks in safetensors, with a sidecar file that says which framework wrote which tensors.

mod frameworks;
mod import;
mod sidecar;
mod tensors;

pub use import::{ImportedLanguage, import_recurrent};
pub use sidecar::{Framework, LayerEntry, SIDECAR, Sidecar};
