//! Standard output and the terminal behind it.

use std::io::{self, IsTerminal, Write};

use terminal_size::{Width, terminal_size_of};

use crate::failure::{Failure, reason};

/// Width that is written for when there is no terminal to ask.
const WITHOUT_TERMINAL: u16 = 100;

/// Writes to standard output.
///
/// A reader that has gone ends the command quietly; any other failure is one of the output.
pub(crate) fn write(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Failure::NobodyReads
        } else {
            let reason = reason(&error);
            Failure::Output { what: format!("cannot write to standard output: {reason}"), hint: None }
        }
    })
}

/// Writes to standard error; when that fails nobody is left to tell.
pub(crate) fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// How a stream may be written to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// Whether a person watches.
    pub(crate) terminal: bool,
    /// Whether colours are wanted: at a terminal, unless `NO_COLOR` is set to something.
    pub(crate) colour: bool,
    /// Columns.
    pub(crate) width: u16,
}

impl Look {
    /// Of standard output.
    pub(crate) fn of_output() -> Self {
        let terminal = io::stdout().is_terminal();
        Self::new(terminal, terminal_size_of(io::stdout()))
    }

    /// Of standard error.
    pub(crate) fn of_errors() -> Self {
        let terminal = io::stderr().is_terminal();
        Self::new(terminal, terminal_size_of(io::stderr()))
    }

    fn new(terminal: bool, size: Option<(Width, terminal_size::Height)>) -> Self {
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let width = size.map_or(WITHOUT_TERMINAL, |(Width(columns), _)| columns);
        Self { terminal, colour: terminal && !no_colour && !dumb, width }
    }
}
