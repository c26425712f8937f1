//! A file that grows while a run goes on, and gets its own name when it is whole.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::output::{OutputError, check_replaceable, temporary_beside};

/// A file under a temporary name beside its own; removed when dropped before it is whole.
#[derive(Debug)]
pub struct GrowingFile {
    path: PathBuf,
    temporary: PathBuf,
    /// `None` when something could not be written: the rest is not tried.
    out: Option<BufWriter<File>>,
    failed: Option<io::Error>,
    bytes: u64,
}

impl GrowingFile {
    /// Begins the file.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        check_replaceable(path)?;
        let temporary = temporary_beside(path)?;
        let file =
            File::create(&temporary).map_err(|source| OutputError { path: path.to_owned(), source })?;
        let out = Some(BufWriter::with_capacity(1 << 18, file));
        Ok(Self { path: path.to_owned(), temporary, out, failed: None, bytes: 0 })
    }

    /// Where it lies until it is whole.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Adds bytes. Should that fail, for want of room on the disk perhaps, nothing more is written, the room is given back at
    /// once, and [`Self::finish`] says why.
    pub fn write(&mut self, bytes: &[u8]) {
        let Some(out) = &mut self.out else { return };
        self.bytes += bytes.len() as u64;
        if let Err(error) = out.write_all(bytes) {
            self.fail(error);
        }
    }

    fn fail(&mut self, error: io::Error) {
        if let Some(out) = self.out.take() {
            // What is still in memory has no place on the disk either.
            let _ = out.into_parts();
        }
        let _ = fs::remove_file(&self.temporary);
        self.failed.get_or_insert(error);
    }

    /// Gives the file its own name, once all of it is on the disk; returns its bytes.
    pub fn finish(mut self) -> Result<u64, OutputError> {
        let done = self.out.take().map_or(Ok(()), |out| {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
            file.sync_all()?;
            fs::rename(&self.temporary, &self.path)
        });
        match self.failed.take().map_or(done, Err) {
            Ok(()) => Ok(self.bytes),
            Err(source) => Err(OutputError { path: self.path.clone(), source }),
        }
    }
}

impl Drop for GrowingFile {
    fn drop(&mut self) {
        if self.out.take().is_some() || self.temporary.exists() {
            // Of a file that is whole nothing is left under this name.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let entries = fs::read_dir(directory).unwrap();
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn it_gets_its_name_when_it_is_whole() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.bin");
        let mut file = GrowingFile::create(&path).unwrap();
        file.write(b"12");
        assert_ne!(names(directory.path()), ["a.bin"]);
        file.write(b"3");
        assert_eq!(file.finish().unwrap(), 3);
        assert_eq!(names(directory.path()), ["a.bin"]);
        assert_eq!(fs::read(path).unwrap(), b"123");
    }

    #[test]
    fn nothing_is_left_of_one_that_was_given_up() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = GrowingFile::create(&directory.path().join("a.bin")).unwrap();
        file.write(b"12");
        drop(file);
        assert_eq!(names(directory.path()), [""; 0]);
    }

    #[test]
    fn a_failure_is_told_at_the_end_and_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let mut file = GrowingFile::create(&directory.path().join("a.bin")).unwrap();
        file.write(b"12");
        file.fail(io::Error::from(io::ErrorKind::StorageFull));
        file.write(b"3");
        assert_eq!(names(directory.path()), [""; 0]);
        let error = file.finish().unwrap_err();
        assert_eq!(error.source.kind(), io::ErrorKind::StorageFull);
        assert_eq!(error.path, directory.path().join("a.bin"));
    }
}
