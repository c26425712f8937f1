//! The built program, run in a directory of its own.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A directory that is removed at the end of a test.
pub(crate) struct Workspace(tempfile::TempDir);

/// Says that a test was skipped, past whatever holds back what tests print.
pub(crate) fn skipped(what: &str) {
    // Nobody is left to tell when that fails.
    let _ = std::io::Write::write_all(&mut std::io::stderr(), format!("SKIPPED: {what}\n").as_bytes());
}

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) command: String,
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { command, code, stdout, stderr } = self;
        write!(f, "$ {command}\n{stdout}{stderr}exit code {code:?}")
    }
}

impl Ended {
    /// Asserts that it did what it was asked.
    pub(crate) fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{self}");
        self
    }
}

impl Workspace {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary directory"))
    }

    /// A path in it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("it lies in the workspace")).expect("a directory");
        std::fs::write(path, text).expect("a file");
    }

    /// Reads a file.
    pub(crate) fn read(&self, name: &str) -> String {
        let path = self.path(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Names of all files below a directory, sorted; none if there is no such directory.
    pub(crate) fn files(&self, directory: &str) -> Vec<String> {
        let mut names = Vec::new();
        list(&self.path(directory), "", &mut names);
        names.sort();
        names
    }

    /// The program with arguments, in this directory and away from any terminal.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_egret"));
        command.args(arguments).current_dir(self.0.path()).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        let output = self.command(arguments).output().expect("the program starts");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
        Ended {
            command: format!(
                "egret {}",
                arguments.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
            ),
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// An argument as it is written in a shell.
fn quoted(word: &str) -> String {
    if word.contains([' ', '(', '"', '*']) { format!("'{word}'") } else { word.to_owned() }
}

fn list(directory: &Path, prefix: &str, names: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for entry in entries {
        let entry = entry.expect("a readable directory");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            list(&entry.path(), &format!("{name}/"), names);
        } else {
            names.push(name);
        }
    }
}
