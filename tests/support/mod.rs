//! What tests share: small networks and chips, runs, and readings of outcomes.

mod chips;
mod nets;
mod program;
mod reading;
mod recount;
mod stepped;

pub(crate) use chips::{
    ONE_CORE, SYNCHRONISATIONS, all_chips, chip, chip_from, dense_chips, every_chip, is_dataflow, settings,
    synchronisations_of, unit_models,
};
pub(crate) use nets::Net;
pub(crate) use program::{Ended, Workspace, skipped};
pub(crate) use reading::{Case, FIDELITIES, Run, count, energies, priced, sum};
pub(crate) use recount::{Recount, stored_row};
pub(crate) use stepped::{STEPPED, Stepped, placed, relays, run};
