//! Gives the program the version of its models: a hash over the sources that decide what a simulation finds, so that results of
//! two versions are never taken for those of one.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// Sources of everything between an input file and a figure.
const MODELS: [&str; 6] =
    ["config/src", "arch/src", "workloads/src", "sim/src", "reports/src/pricing", "reports/src/metrics"];

fn main() {
    let mut files = Vec::new();
    for directory in MODELS {
        println!("cargo::rerun-if-changed={directory}");
        collect(Path::new(directory), &mut files);
    }
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        hash.update(path.to_string_lossy().replace('\\', "/"));
        // A checkout may have other line ends.
        hash.update(text.replace("\r\n", "\n"));
        hash.update([0]);
    }
    let hash = hash.finalize();
    let digits = hash[..8].iter().fold(0_u64, |digits, byte| digits << 8 | u64::from(*byte));
    println!("cargo::rustc-env=EGRET_MODEL={digits:016x}");
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    for entry in entries {
        let path = entry.unwrap_or_else(|error| panic!("{}: {error}", directory.display())).path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
