//! Finding inputs: a chip or workload by the name it ships under or by the path of a file.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use egret_config::{Problem, did_you_mean};

use crate::failure::Failure;

/// Larger input files are refused before they fill the memory.
const LARGEST_INPUT: u64 = 256 << 20;
/// Largest stored run: tens of millions of steps.
const LARGEST_RECORD: u64 = 4 << 30;

/// What ships inside the program: a kind of input.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shelf {
    /// `chip`, `workload`, `router` or `study`.
    pub(crate) kind: &'static str,
    /// Several of them.
    kinds: &'static str,
    /// Names and texts.
    pub(crate) shipped: &'static [(&'static str, &'static str)],
    /// Names of those that are no file.
    beside: &'static [&'static str],
}

/// The shipped chips.
pub(crate) fn chips() -> Shelf {
    Shelf { kind: "chip", kinds: "chips", shipped: egret_arch::shipped_chips(), beside: &[] }
}

/// The shipped workloads.
pub(crate) fn workloads() -> Shelf {
    Shelf { kind: "workload", kinds: "workloads", shipped: egret_workloads::shipped_workloads(), beside: &[] }
}

/// The shipped routers.
pub(crate) fn routers() -> Shelf {
    Shelf { kind: "router", kinds: "routers", shipped: egret_arch::shipped_routers(), beside: &[] }
}

/// The shipped studies.
pub(crate) fn studies() -> Shelf {
    const SHIPPED: [(&str, &str); 2] = [
        ("mesh-search", include_str!("../studies/mesh-search.ron")),
        ("sparsity-grid", include_str!("../studies/sparsity-grid.ron")),
    ];
    Shelf { kind: "study", kinds: "studies", shipped: &SHIPPED, beside: &["sparsity", "sparsity-finding"] }
}

/// An input file with its text.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// What messages call it: the path of a file, or the name of a shipped one with `.ron`.
    pub(crate) name: String,
    /// Its content.
    pub(crate) text: String,
    /// Whether it is part of egret, so that its lines are nothing to point at.
    pub(crate) shipped: bool,
}

impl Shelf {
    /// The input that `wanted` names; paths are relative to `base`.
    ///
    /// What has a separator or ends with `.ron` is a path; anything else is a name.
    pub(crate) fn find(self, wanted: &str, base: &Path) -> Result<Source, Failure> {
        if let Some((name, text)) = self.shipped.iter().find(|(name, _)| *name == wanted) {
            return Ok(Source { name: format!("{name}.ron"), text: (*text).to_owned(), shipped: true });
        }
        if is_path(wanted) {
            let path = base.join(wanted);
            return read(&path).map(|text| Source { name: path.display().to_string(), text, shipped: false });
        }
        Err(self.unknown(wanted, base))
    }

    fn unknown(self, wanted: &str, base: &Path) -> Failure {
        let Self { kind, kinds, .. } = self;
        let names: Vec<&str> =
            self.shipped.iter().map(|(name, _)| *name).chain(self.beside.iter().copied()).collect();
        let near = did_you_mean(wanted, names.iter().copied());
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let path = base.join(wanted);
        let file = if path.is_file() {
            format!("the file of that name is `./{wanted}`")
        } else {
            format!("a file of your own is given by its path, such as `./my-{kind}.ron`")
        };
        let hint = format!("{near}shipped {kinds} are {}; {file}", names.join(", "));
        let directory = !wanted.is_empty() && path.is_dir();
        let directory = if directory { "; the directory of that name is no file" } else { "" };
        Failure::input("", Problem::new("", format!("no {kind} is called `{wanted}`{directory}")).hint(hint))
    }
}

/// Whether a word is the path of a file rather than the name of what ships.
pub(crate) fn is_path(wanted: &str) -> bool {
    let extension = Path::new(wanted).extension();
    wanted.contains(['/', '\\']) || extension.is_some_and(|extension| extension.eq_ignore_ascii_case("ron"))
}

/// The text of an input file.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    read_up_to(path, LARGEST_INPUT)
}

/// The text of a stored run.
pub(crate) fn read_record(path: &Path) -> Result<String, Failure> {
    let inside = path.join("run.json");
    if inside.is_file() {
        let hint = format!("the run in it is `{}`", inside.display());
        return Err(directory(path, hint));
    }
    read_up_to(path, LARGEST_RECORD)
}

fn directory(path: &Path, hint: impl Into<String>) -> Failure {
    let problem = Problem::new("", "it is a directory, and a file is needed").hint(hint);
    Failure::input(path.display().to_string(), problem)
}

fn read_up_to(path: &Path, largest: u64) -> Result<String, Failure> {
    if path.is_dir() {
        return Err(directory(path, "give the path of a file in it"));
    }
    let unreadable = |error: &io::Error| Failure::unreadable(path, error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    file.take(largest + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    let refused = |what: String, hint: &str| {
        Failure::input(path.display().to_string(), Problem::new("", what).hint(hint))
    };
    if bytes.len() as u64 > largest {
        let limit = largest >> 20;
        return Err(refused(format!("it is larger than {limit} MiB"), "this is no input file of egret"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        refused(format!("it is no text: byte {at} is not UTF-8"), "input files are UTF-8 text")
    })?;
    if text.trim().is_empty() {
        return Err(refused("it is empty".to_owned(), "was it written to the end?"));
    }
    Ok(text)
}

/// The directory that paths in a file are relative to.
pub(crate) fn directory_of(path: &Path) -> PathBuf {
    path.parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(wanted: &str) -> Problem {
        match chips().find(wanted, Path::new("")) {
            Err(Failure::Input(mut errors)) => errors.remove(0).problems.remove(0),
            other => panic!("{wanted}: {other:?}"),
        }
    }

    #[test]
    fn a_shipped_name_wins_and_a_path_is_read() {
        for (name, text) in chips().shipped {
            assert_eq!(chips().find(name, Path::new("nowhere")).expect(name).text, *text);
        }
        assert!(refused("./spinnaker2").what.contains("cannot be read"));
    }

    #[test]
    fn an_unknown_name_lists_the_known_ones() {
        let hint = refused("spinaker2").hint.expect("a hint");
        assert!(hint.starts_with("did you mean `spinnaker2`? shipped chips are mesh-generic, "), "{hint}");
        assert!(refused("").hint.is_some_and(|hint| hint.starts_with("shipped chips are")));
    }

    #[test]
    fn a_directory_and_a_missing_file_are_refused() {
        assert_eq!(refused("no/such.ron").what, "it cannot be read: no such file or directory");
        assert_eq!(refused("./").what, "it is a directory, and a file is needed");
        assert_eq!(refused("src").what, "no chip is called `src`; the directory of that name is no file");
    }
}
