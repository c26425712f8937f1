//! Chips that step behind barriers and tell apart what time-stepped simulators tell apart: kinds of synapses, units that are left
//! as they were, directions of links, barriers by tiles, and two processors a core. Small networks, all figures by hand.

mod closed_form;
mod cores;
mod links;
mod placement;
mod program;
