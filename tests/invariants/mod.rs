//! Laws that every run must obey, whatever the chip and the network.

mod bounds;
mod conservation;
mod convolution;
mod dense;
mod energy;
mod flits;
mod ideal;
mod laws;
mod memory;
mod nothing;
mod power_states;
mod scaling;
mod topologies;
