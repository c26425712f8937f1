//! Everything that can end a command early.

use std::io;
use std::path::Path;

use egret_config::{InputError, Problem};
use egret_reports::OutputError;
use egret_sim::Fault;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Inputs are wrong: everything that is wrong with each.
    Input(Vec<InputError>),
    /// A network does not fit a chip.
    Misfit {
        /// What was tried: `egru-ptb does not fit odin`.
        what: String,
        /// What is lacking.
        errors: Vec<InputError>,
        /// What else can be done.
        advice: Option<String>,
    },
    /// Packets wait for each other in a circle.
    Stuck {
        /// Where, when, and the circle by name.
        what: String,
        /// What it means.
        hint: String,
    },
    /// Simulated figures are further from measured ones than they may be.
    OutOfBand {
        /// How many of how many.
        what: String,
        /// Which ones.
        rows: Vec<String>,
    },
    /// A comparison breaks its budget, or something in it could not be checked.
    OverBudget {
        /// How many of how many.
        what: String,
        /// Which ones.
        rows: Vec<String>,
    },
    /// Two runs or result sets have nothing to be compared by.
    NotComparable {
        /// Which ones.
        what: String,
        /// All reasons.
        reasons: Vec<String>,
    },
    /// Points of a study are missing, or did not run and should have.
    Unfinished {
        /// How many of how many.
        what: String,
        /// What to do about it.
        hint: String,
    },
    /// Something could not be written.
    Output {
        /// What, and why not.
        what: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The simulator broke a rule of its own.
    Bug(String),
    /// Whoever read standard output has gone.
    NobodyReads,
}

impl Failure {
    /// One thing wrong with one input.
    pub(crate) fn input(name: impl Into<String>, problem: Problem) -> Self {
        Self::Input(vec![InputError::single(name, problem)])
    }

    /// A file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Self {
        let name = path.display().to_string();
        let problem = Problem::new("", format!("it cannot be read: {}", reason(error)));
        Self::input(name, problem)
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::Input(vec![error])
    }
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        let hint = match error.source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Some("choose a place you may write to, with `--out`")
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Some("make room, or choose another place with `--out`")
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
                Some("a file stands where a directory is needed; choose another place with `--out`")
            }
            io::ErrorKind::IsADirectory => {
                Some("a directory stands where a file is to be written; choose another name with `--out`")
            }
            _ => None,
        };
        let what = format!("cannot write `{}`: {}", error.path.display(), reason(&error.source));
        Self::Output { what, hint: hint.map(str::to_owned) }
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        if fault.deadlock {
            let Fault { at, what, .. } = fault;
            return Self::Stuck {
                what: format!("deadlock at tick {at}: {what}"),
                hint: "routers with more buffers, channels or other routes may avoid it; packet fidelity has no \
                       such limits"
                    .to_owned(),
            };
        }
        Self::Bug(format!("the simulator broke a rule of its own {fault}"))
    }
}

/// Joins results, so that a user sees what is wrong with all inputs at once.
pub(crate) fn both<A, B>(left: Result<A, Failure>, right: Result<B, Failure>) -> Result<(A, B), Failure> {
    match (left, right) {
        (Ok(left), Ok(right)) => Ok((left, right)),
        (Err(Failure::Input(mut left)), Err(Failure::Input(right))) => {
            left.extend(right);
            Err(Failure::Input(left))
        }
        (Err(failure), _) | (_, Err(failure)) => Err(failure),
    }
}

/// What the system says, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => "for an unknown reason".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit;

    #[test]
    fn a_deadlock_is_no_bug() {
        let fault = Fault { at: 7, what: "the circle".to_owned(), deadlock: true };
        let failure = Failure::from(fault.clone());
        assert_eq!(exit::of_failure(&failure), exit::FAILED);
        assert!(matches!(failure, Failure::Stuck { what, .. } if what == "deadlock at tick 7: the circle"));
        let bug = Failure::from(Fault { deadlock: false, ..fault });
        assert_eq!(exit::of_failure(&bug), exit::BUG);
    }
}
