//! The files of an import, and the table of what became of what.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_reports::write_together;
use egret_workloads::import::Conversion;

use crate::console::{self, Look};
use crate::failure::Failure;
use crate::interrupt::{self, uninterrupted};
use crate::listing;

/// Where the files go.
#[derive(Debug, Args)]
pub(super) struct Out {
    /// Directory for the files; all appear in it, or none
    #[arg(long = "out", value_name = "DIR")]
    directory: PathBuf,
}

impl Out {
    /// A file in the directory, for messages.
    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Writes all files and prints the table, what was written, and what to do next.
    pub(super) fn finish(
        &self,
        conversions: &[Conversion],
        files: &[(&str, Vec<u8>)],
        next: &str,
    ) -> Result<(), Failure> {
        let listed: Vec<(&str, &[u8])> =
            files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
        let paths = uninterrupted(|| {
            egret_reports::prepare(&self.directory).map(interrupt::made)?;
            write_together(&self.directory, &listed)
        })?;
        let mut text = table(Look::of_output(), conversions);
        text.push_str("\nwrote\n");
        text.extend(paths.iter().map(|path: &PathBuf| format!("  {}\n", path.display())));
        console::write(&format!("{text}{next}\n"))
    }
}

fn table(look: Look, conversions: &[Conversion]) -> String {
    let row = |part: &Conversion| {
        let notes = if part.notes.is_empty() { "-".to_owned() } else { part.notes.join("; ") };
        vec![part.node.clone(), part.kind.clone(), part.became.clone(), notes]
    };
    let heading = ["in the file", "kind", "became", "approximated or assumed"];
    listing::table(look, &heading, &[], conversions.iter().map(row).collect())
}

/// Text in quotes, as RON writes it.
pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}

/// The command that runs an imported workload.
pub(super) fn run_it(path: &Path, more: &str) -> String {
    format!("run it: egret run --workload {}{more}", path.display())
}
