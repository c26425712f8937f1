//! Every exit code, from a shell script as it would run in CI.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::Workspace;

/// Runs a shell with the built program on its path, in the workspace.
pub(super) fn shell(
    workspace: &Workspace,
    file: &str,
    environment: &[(&str, PathBuf)],
) -> std::process::Output {
    let program = Path::new(env!("CARGO_BIN_EXE_egret")).parent().expect("it lies in a directory");
    let path = std::env::var("PATH").unwrap_or_default();
    Command::new("sh")
        .arg(file)
        .current_dir(workspace.path(""))
        .env("PATH", format!("{}:{path}", program.display()))
        .env_remove("NO_COLOR")
        .envs(environment.iter().map(|(name, value)| (*name, value.as_os_str())))
        .output()
        .expect("there is a shell")
}

#[test]
fn every_exit_code_is_that_of_its_case() {
    let workspace = Workspace::new();
    workspace.write("exit-codes.sh", include_str!("exit-codes.sh"));
    let output = shell(&workspace, "exit-codes.sh", &[]);
    let text =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{text}");
    for code in 0..=3 {
        assert!(text.contains(&format!("exit {code}: ")), "no case of exit code {code}\n{text}");
    }
}
