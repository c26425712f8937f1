//! Networks, recordings and masks that other frameworks hand over, made into what egret reads.

mod conversion;
mod events;
mod masks;
mod nir;
mod recurrent;
mod sanafe;

pub use conversion::{Conversion, Imported};
pub use events::events_of_arrays;
pub use masks::{masked, rows_of_mask, to_ron};
pub use nir::{Discretisation, TimeStep, import_nir};
pub use recurrent::{Framework, ImportedLanguage, LayerEntry, SIDECAR, Sidecar, import_recurrent};
pub use sanafe::{
    Architecture, Cost, Hops, NetworkFormat, PeerFile, PlacedUnits, Sanafe, SomaCosts, SynapseCosts,
    import_sanafe,
};
