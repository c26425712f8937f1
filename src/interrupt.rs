//! Interruption by the user: at once, except in the middle of writing, which is finished first.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::console;
use crate::exit;

/// Held while files are written.
static WRITING: Mutex<()> = Mutex::new(());
/// What to say of results that are kept.
static KEPT: Mutex<Option<String>> = Mutex::new(None);
/// Directories made for results, innermost first.
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Files that are not whole yet, under temporary names.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Lets the user end the program between, never during, writes.
pub(crate) fn install() {
    let handler = || {
        let _finished = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
        leave_nothing_behind();
        let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner).take();
        console::say(&format!("\ninterrupted{}\n", kept.map(|kept| format!("; {kept}")).unwrap_or_default()));
        #[expect(clippy::exit, reason = "a signal has no caller to return to")]
        std::process::exit(i32::from(exit::INTERRUPTED));
    };
    // Without a handler the system ends the program by itself, and reports write to temporary names first.
    let _ = ctrlc::set_handler(handler);
}

/// Says, should the user end the program, what of its results is kept.
pub(crate) fn keeps(what: &str) {
    *KEPT.lock().unwrap_or_else(PoisonError::into_inner) = Some(what.to_owned());
}

/// Remembers directories made for results, innermost first.
pub(crate) fn made(directories: Vec<PathBuf>) {
    MADE.lock().unwrap_or_else(PoisonError::into_inner).extend(directories);
}

/// Remembers a file that grows under a temporary name. Once it has got its own, nothing is left under this one.
pub(crate) fn unfinished(file: &Path) {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(file.to_owned());
}

/// Removes files that are not whole, and directories that were made for results and hold none.
pub(crate) fn leave_nothing_behind() {
    for file in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = fs::remove_file(file);
    }
    for directory in MADE.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // Fails when something is in it, as it should.
        let _ = fs::remove_dir(directory);
    }
}

/// Does what must not be interrupted.
pub(crate) fn uninterrupted<T>(write: impl FnOnce() -> T) -> T {
    let _writing = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    write()
}
