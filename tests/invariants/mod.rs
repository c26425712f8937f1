//! Laws that every run must obey, whatever the chip and the network.

mod conservation;
mod convolution;
mod dense;
mod energy;
mod flits;
mod ideal;
mod laws;
mod memory;
mod nothing;
mod scaling;
mod topologies;
