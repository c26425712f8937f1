//! How large a chip and its parts are.

use egret_config::{Area, Basis};

/// One area and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KnownArea {
    /// The area; `None` where nobody published it and no model reaches.
    pub value: Option<Area>,
    /// How it is known.
    pub basis: Basis,
}

impl KnownArea {
    /// An area that nobody knows.
    pub const UNKNOWN: Self = Self { value: None, basis: Basis::Unknown };
}

/// Areas of a chip.
#[derive(Clone, Debug, PartialEq)]
pub struct ChipArea {
    /// The die. Modelled, it is cores and routers alone: no pads, no host interface, no wiring.
    pub chip: KnownArea,
    /// One core. Modelled, it is its memories alone: no logic.
    pub core: KnownArea,
    /// One router.
    pub router: KnownArea,
    /// Parts of one chip by component, all cores together; parts that nobody knows are left out. `core` is what of the cores
    /// is no memory, `uncore` what of the die is neither core nor router.
    pub components: Vec<(&'static str, Area)>,
}
