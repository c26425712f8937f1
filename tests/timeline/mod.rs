//! Timelines of runs: what is seen while simulating, and what of it is in a trace. `check.py` reads traces with the schema that
//! Google publishes.

mod decode;
mod seen;
mod written;
