//! Writing files so that a reader never sees half of one.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file that could not be written.
#[derive(Debug)]
pub struct OutputError {
    /// The file or directory.
    pub path: PathBuf,
    /// Why.
    pub source: io::Error,
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot write `{}`: {}", self.path.display(), self.source)
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> OutputError + '_ {
    |source| OutputError { path: path.to_owned(), source }
}

/// Makes the directory, if need be, and checks that files can be written in it: to be called before the long work.
///
/// Returns the directories that were made, innermost first, to be removed should nothing be written into them.
pub fn prepare(directory: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let named = directory.ancestors().filter(|ancestor| !ancestor.as_os_str().is_empty());
    let missing: Vec<PathBuf> =
        named.take_while(|ancestor| !ancestor.exists()).map(Path::to_path_buf).collect();
    fs::create_dir_all(directory).map_err(at(directory))?;
    let probe = temporary(directory, "probe");
    File::create(&probe).map_err(at(directory))?;
    fs::remove_file(&probe).map_err(at(&probe))?;
    Ok(missing)
}

/// Refuses to put a file where a device, pipe or socket is: renaming would not write to it, but take its place.
pub fn check_replaceable(path: &Path) -> Result<(), OutputError> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() && !found.is_dir() => Err(at(path)(io::Error::new(
            io::ErrorKind::InvalidInput,
            "it is a device or a pipe, and a file is needed",
        ))),
        _ => Ok(()),
    }
}

/// Writes one file: to a temporary name beside it, to the disk, then under its own name.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let directory = path.parent().unwrap_or(Path::new(""));
    let name = path
        .file_name()
        .ok_or_else(|| at(path)(io::Error::new(io::ErrorKind::InvalidInput, "it names no file")))?
        .to_string_lossy()
        .into_owned();
    write_together(directory, &[(name.as_str(), bytes)]).map(|_| ())
}

/// Writes several files of one directory: none appears under its own name before all are on the disk, and no
/// temporary file stays behind. Returns the paths in order.
pub fn write_together(directory: &Path, files: &[(&str, &[u8])]) -> Result<Vec<PathBuf>, OutputError> {
    files.iter().try_for_each(|(name, _)| check_replaceable(&directory.join(name)))?;
    let mut staged = Staged(Vec::new());
    for (name, bytes) in files {
        let path = directory.join(name);
        let waiting = temporary(directory, name);
        staged.0.push(waiting.clone());
        let write = || -> io::Result<()> {
            let mut file = File::create(&waiting)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(at(&path))?;
    }
    let mut written = Vec::new();
    for ((name, _), waiting) in files.iter().zip(&staged.0) {
        let path = directory.join(name);
        fs::rename(waiting, &path).map_err(at(&path))?;
        written.push(path);
    }
    staged.0.clear();
    // A rename is on the disk when its directory is. Not every system can open one, and the files are whole either way.
    let here = directory.as_os_str().is_empty();
    if let Ok(handle) = File::open(if here { Path::new(".") } else { directory }) {
        let _ = handle.sync_all();
    }
    Ok(written)
}

/// A name of this process beside a file that is to be written.
pub(crate) fn temporary_beside(path: &Path) -> Result<PathBuf, OutputError> {
    let name = path
        .file_name()
        .ok_or_else(|| at(path)(io::Error::new(io::ErrorKind::InvalidInput, "it names no file")))?;
    Ok(temporary(path.parent().unwrap_or(Path::new("")), &name.to_string_lossy()))
}

/// A name of this process in the same directory, so that renaming stays on one file system.
fn temporary(directory: &Path, name: &str) -> PathBuf {
    directory.join(format!(".{name}.{}.partial", std::process::id()))
}

/// Temporary files, removed when dropped.
struct Staged(Vec<PathBuf>);

impl Drop for Staged {
    fn drop(&mut self) {
        for path in &self.0 {
            // Those already renamed are gone, and a second failure has nobody left to tell.
            let _ = fs::remove_file(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(directory: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_made_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let inner = directory.path().join("a").join("b");
        assert_eq!(prepare(&inner).unwrap(), [inner.clone(), directory.path().join("a")]);
        assert_eq!(prepare(&inner).unwrap(), Vec::<PathBuf>::new());
    }

    #[test]
    fn files_replace_older_ones_and_leave_nothing_else() {
        let directory = tempfile::tempdir().unwrap();
        prepare(directory.path()).unwrap();
        fs::write(directory.path().join("b"), "old and longer").unwrap();
        write_together(directory.path(), &[("a", b"1"), ("b", b"2")]).unwrap();
        assert_eq!(names(directory.path()), ["a", "b"]);
        assert_eq!(fs::read(directory.path().join("b")).unwrap(), b"2");
    }

    #[test]
    fn a_failure_names_its_file_and_removes_temporaries() {
        let directory = tempfile::tempdir().unwrap();
        fs::create_dir_all(directory.path().join("b").join("in the way")).unwrap();
        let error = write_together(directory.path(), &[("b", b"2"), ("c", b"3")]).unwrap_err();
        assert_eq!(error.path, directory.path().join("b"));
        assert_eq!(names(directory.path()), ["b"]);
    }

    #[test]
    fn a_file_in_place_of_the_directory_is_an_error() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("out");
        fs::write(&file, "").unwrap();
        assert_eq!(prepare(&file).unwrap_err().path, file);
    }

    #[test]
    #[cfg(unix)]
    fn a_device_is_not_replaced() {
        let directory = tempfile::tempdir().unwrap();
        let device = directory.path().join("null");
        std::os::unix::fs::symlink("/dev/null", &device).unwrap();
        let error = write_atomically(&device, b"x").unwrap_err();
        assert!(error.to_string().contains("a device"), "{error}");
        assert!(fs::symlink_metadata(&device).unwrap().is_symlink(), "it is still there");
        assert_eq!(names(directory.path()), ["null"]);
    }

    #[test]
    fn a_bare_name_is_called_as_it_was_given() {
        // The tests of a crate run in its directory, where this one lies.
        let error = write_atomically(Path::new("src"), b"x").unwrap_err();
        assert_eq!(error.path, Path::new("src"));
    }

    #[test]
    fn a_path_without_a_name_is_refused() {
        let error = write_atomically(Path::new(".."), b"x").unwrap_err();
        assert!(error.to_string().contains("names no file"), "{error}");
    }
}
