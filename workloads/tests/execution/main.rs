//! Executed networks: against torch, against equations in double precision, and laws that hold for all of them.

mod egru;
mod laws;
mod networks;
mod quantized;
mod refusals;
mod spiking;
mod storage;
mod torch;
