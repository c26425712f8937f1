//! Files that a workload refers to: beside it, or shipped inside the program.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use egret_config::{Problem, did_you_mean};

/// How names of shipped files begin.
const SHIPPED: &str = "shipped:";

/// Larger files are refused before they fill the memory, in bytes.
const LARGEST: u64 = 8 << 30;

/// Name and content of the shipped files.
const FILES: [(&str, &[u8]); 3] = [
    (
        "egru-wikitext2/network-s80.safetensors",
        include_bytes!("../../data/egru-wikitext2/network-s80.safetensors"),
    ),
    (
        "egru-wikitext2/embedding.safetensors",
        include_bytes!("../../data/egru-wikitext2/embedding.safetensors"),
    ),
    (
        "egru-wikitext2/test-tokens.safetensors",
        include_bytes!("../../data/egru-wikitext2/test-tokens.safetensors"),
    ),
];

/// Where relative paths begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory(PathBuf);

impl Directory {
    /// The directory at a path; an empty path is where the program runs.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The directory that a file lies in.
    pub fn of(file: &Path) -> Self {
        Self(file.parent().map_or_else(PathBuf::new, Path::to_path_buf))
    }

    /// The content of a file: at a path relative to this directory, or, for `shipped:NAME`, part of the program. The problem
    /// of one that cannot be read belongs to the parameter at `path`.
    pub fn read(&self, name: &str, path: &str) -> Result<Cow<'static, [u8]>, Problem> {
        if let Some(wanted) = name.strip_prefix(SHIPPED) {
            return shipped(wanted, path).map(Cow::Borrowed);
        }
        let file = self.0.join(name);
        let refused = |what: String| Problem::new(path, format!("{} cannot be read: {what}", file.display()));
        let open = || {
            let metadata = std::fs::metadata(&file)?;
            if metadata.is_dir() {
                return Err(std::io::Error::other("it is a directory"));
            }
            let mut bytes = Vec::new();
            File::open(&file)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        let bytes = open().map_err(|error| refused(error.to_string()))?;
        if bytes.len() as u64 > LARGEST {
            return Err(refused(format!("it is larger than {} GiB", LARGEST >> 30)));
        }
        Ok(Cow::Owned(bytes))
    }
}

fn shipped(wanted: &str, path: &str) -> Result<&'static [u8], Problem> {
    if let Some((_, bytes)) = FILES.iter().find(|(name, _)| *name == wanted) {
        return Ok(bytes);
    }
    let names = FILES.iter().map(|(name, _)| *name);
    let problem = Problem::new(path, format!("no file `{wanted}` is shipped"));
    Err(match did_you_mean(wanted, names.clone()) {
        Some(near) => problem.hint(format!("did you mean `{SHIPPED}{near}`?")),
        None => problem.hint(format!("shipped files are {}", names.collect::<Vec<_>>().join(", "))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_files_are_found_and_others_said_to_be_missing() {
        let directory = Directory::new("no-such-directory");
        for (name, bytes) in FILES {
            assert_eq!(directory.read(&format!("shipped:{name}"), "").unwrap().len(), bytes.len());
        }
        let near = directory
            .read("shipped:egru-wikitext2/embeding.safetensors", "checkpoint.embedding")
            .unwrap_err();
        assert_eq!(near.path, "checkpoint.embedding");
        assert!(near.hint.unwrap().contains("did you mean"));
        assert!(directory.read("x.safetensors", "").unwrap_err().what.contains("cannot be read"));
        assert!(Directory::default().read("src", "").unwrap_err().what.contains("a directory"));
    }
}
