//! What is finished, on the disk: lines that are only ever added to, each with a checksum.
//!
//! A process that is killed leaves at most one broken line, at the end, which does not count. Points may be finished by any
//! process in any order; each shard has a file of its own, and what all of them say together is what is done.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use egret_config::hash::of_bytes;
use egret_reports::OutputError;

/// What names of journals end with.
const EXTENSION: &str = "journal";
/// Hex digits of a checksum.
const DIGITS: usize = 16;

/// A share of the points: those of groups whose number is `index` modulo `count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    /// From 0.
    pub(crate) index: u32,
    /// How many there are.
    pub(crate) count: u32,
}

impl Shard {
    /// All points.
    pub(crate) const WHOLE: Self = Self { index: 0, count: 1 };

    fn file(self) -> String {
        format!("points-{}-of-{}.{EXTENSION}", self.index, self.count)
    }
}

/// Where finished points of one shard are written down.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: File,
}

impl Journal {
    /// Opens the journal of a shard, makes it if need be, and keeps other processes out. `None`: one of them is at work.
    pub(crate) fn open(directory: &Path, shard: Shard) -> Result<Option<Self>, OutputError> {
        let path = directory.join(shard.file());
        let failed = |source| OutputError { path: path.clone(), source };
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            // File systems without locks are trusted.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        // A line that was cut off is ended, so that it stays alone.
        let length = file.seek(SeekFrom::End(0)).map_err(failed)?;
        if length > 0 {
            let mut last = [0];
            file.seek(SeekFrom::End(-1)).and_then(|_| file.read_exact(&mut last)).map_err(failed)?;
            if last != *b"\n" {
                file.write_all(b"\n").map_err(failed)?;
            }
        }
        Ok(Some(Self { path, file }))
    }

    /// Adds lines of results, to the disk.
    pub(crate) fn append(&mut self, lines: &[String]) -> Result<(), OutputError> {
        let text = lines.iter().map(|line| format!("{} {line}", checksum(line))).collect::<Vec<_>>().concat();
        let written = self.file.write_all(text.as_bytes()).and_then(|()| self.file.sync_data());
        written.map_err(|source| OutputError { path: self.path.clone(), source })
    }
}

fn checksum(line: &str) -> String {
    of_bytes(line.as_bytes())[..DIGITS].to_owned()
}

/// Calls `visit` with every whole line of all journals of a directory, and returns how many broken ones there are.
pub(crate) fn read(directory: &Path, visit: &mut dyn FnMut(Line)) -> Result<u64, OutputError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        |source| OutputError { path, source }
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(directory).map_err(failed(directory))? {
        let path = entry.map_err(failed(directory))?.path();
        // A device of that name would never end.
        if path.extension().is_some_and(|extension| extension == EXTENSION) && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let mut broken = 0;
    for path in &paths {
        let mut reader = BufReader::new(File::open(path).map_err(failed(path))?);
        let (mut at, mut bytes) = (0, Vec::new());
        loop {
            bytes.clear();
            let length = reader.read_until(b'\n', &mut bytes).map_err(failed(path))?;
            if length == 0 {
                break;
            }
            let line = std::str::from_utf8(&bytes).ok().and_then(|text| text.split_once(' '));
            match line.filter(|(sum, line)| *sum == checksum(line)) {
                Some((_, text)) => visit(Line { path, at: at + DIGITS as u64 + 1, text }),
                None => broken += u64::from(bytes != b"\n"),
            }
            at += length as u64;
        }
    }
    Ok(broken)
}

/// A whole line of a journal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// The journal.
    pub(crate) path: &'a Path,
    /// Where the line of results begins, in bytes.
    pub(crate) at: u64,
    /// It, with its line break.
    pub(crate) text: &'a str,
}

impl Line<'_> {
    /// The number of its point.
    pub(crate) fn point(&self) -> Option<u64> {
        self.text.split(',').next()?.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(directory: &Path) -> (Vec<String>, u64) {
        let mut lines = Vec::new();
        let broken = read(directory, &mut |line| lines.push(line.text.to_owned())).unwrap();
        (lines, broken)
    }

    #[test]
    fn a_cut_line_does_not_count_and_harms_no_other() {
        let directory = tempfile::tempdir().unwrap();
        let shard = Shard { index: 1, count: 3 };
        let mut journal = Journal::open(directory.path(), shard).unwrap().expect("nobody else");
        assert!(Journal::open(directory.path(), shard).unwrap().is_none(), "it is locked");
        journal.append(&["1,a\n".to_owned(), "4,\"b, c\"\n".to_owned()]).unwrap();
        drop(journal);
        let path = directory.path().join(shard.file());
        let whole = fs::read(&path).unwrap();
        for cut in 0..whole.len() {
            fs::write(&path, &whole[..cut]).unwrap();
            let (before, _) = lines(directory.path());
            let mut journal = Journal::open(directory.path(), shard).unwrap().expect("nobody else");
            journal.append(&["7,d\n".to_owned()]).unwrap();
            let (after, broken) = lines(directory.path());
            assert!(after.starts_with(&before), "cut at {cut}");
            assert_eq!(after.last().map(String::as_str), Some("7,d\n"));
            let known = ["1,a\n", "4,\"b, c\"\n", "7,d\n"];
            assert!(after.iter().all(|line| known.contains(&line.as_str())), "cut at {cut}: {after:?}");
            assert!(broken <= 1);
        }
    }

    #[test]
    fn all_journals_count_and_others_do_not() {
        let directory = tempfile::tempdir().unwrap();
        for index in 0..2 {
            let mut journal =
                Journal::open(directory.path(), Shard { index, count: 2 }).unwrap().expect("free");
            journal.append(&[format!("{index},x\n")]).unwrap();
        }
        fs::write(directory.path().join("results.csv"), "point\n").unwrap();
        assert_eq!(lines(directory.path()), (vec!["0,x\n".to_owned(), "1,x\n".to_owned()], 0));
    }
}
