//! Interruption by the user: at once, except in the middle of writing, which is finished first.

use std::sync::{Mutex, PoisonError};

use crate::console;
use crate::exit;

/// Held while files are written.
static WRITING: Mutex<()> = Mutex::new(());

/// Lets the user end the program between, never during, writes.
pub(crate) fn install() {
    let handler = || {
        let _finished = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        console::say("\ninterrupted\n");
        #[expect(clippy::exit, reason = "a signal has no caller to return to")]
        std::process::exit(i32::from(exit::INTERRUPTED));
    };
    // Without a handler the system ends the program by itself, and reports write to temporary names first.
    let _ = ctrlc::set_handler(handler);
}

/// Does what must not be interrupted.
pub(crate) fn uninterrupted<T>(write: impl FnOnce() -> T) -> T {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    write()
}
