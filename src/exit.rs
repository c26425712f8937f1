//! Exit codes, in one place.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | done |
//! | 1 | it ran, but an expectation, budget or comparison failed, or packets wait for each other in a deadlock |
//! | 2 | the input is wrong: a usage error, a malformed file, an unknown name, no fit, an unwritable output |
//! | 3 | not comparable: another workload, trace, seed, number of steps or schema |
//! | 70 | a bug in egret |
//! | 130 | interrupted |
//!
//! A reader that closes the pipe has seen all it wanted: that is 0. `egret validate` compares what can always be
//! compared; 3 is for `egret compare`.

use std::process::ExitCode;

use crate::failure::Failure;

/// Done.
pub(crate) const DONE: u8 = 0;
/// What was run failed.
pub(crate) const FAILED: u8 = 1;
/// The input is wrong.
pub(crate) const INPUT: u8 = 2;
/// Not comparable.
pub(crate) const NOT_COMPARABLE: u8 = 3;
/// A bug in egret.
pub(crate) const BUG: u8 = 70;
/// Interrupted: 128 and the number of the signal, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// The code of a failure.
pub(crate) fn of_failure(failure: &Failure) -> u8 {
    match failure {
        Failure::Input(_) | Failure::Misfit { .. } | Failure::Output { .. } => INPUT,
        Failure::Stuck { .. }
        | Failure::OutOfBand { .. }
        | Failure::OverBudget { .. }
        | Failure::Unfinished { .. } => FAILED,
        Failure::NotComparable { .. } => NOT_COMPARABLE,
        Failure::Bug(_) => BUG,
        Failure::NobodyReads => DONE,
    }
}

/// The code of what the argument parser stopped at: asking for help is no error.
pub(crate) fn of_usage(error: &clap::Error) -> ExitCode {
    if error.use_stderr() { INPUT.into() } else { DONE.into() }
}
