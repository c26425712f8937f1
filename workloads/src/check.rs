//! From the text of a workload file and the settings of a run to a checked workload.

use egret_config::{InputError, Problem, Setting, apply, read_ron};

use crate::file::WorkloadFile;
use crate::files::Directory;
use crate::validate::{not_numbers, validate_like};
use crate::workload::Workload;

/// The first word of the paths of workload parameters.
pub const ROOT: &str = "workload";

/// Reads a workload file, applies those settings whose path begins with `workload.`, and checks the result.
///
/// `name` is what messages call the file, `directory` where files that it refers to are looked for, `seed` keys generated masks and synthetic activity. Problems come with their
/// places in the text; those of parameters that a setting changed name the setting instead.
pub fn check_in(
    directory: &Directory,
    name: &str,
    text: &str,
    settings: &[Setting],
    seed: u64,
) -> Result<Workload, InputError> {
    check_like(directory, name, text, settings, seed, None)
}

/// As [`check_in`], sharing the network of `like` where that has the very same one, so that a study over activities draws its
/// masks once.
pub fn check_like(
    directory: &Directory,
    name: &str,
    text: &str,
    settings: &[Setting],
    seed: u64,
    like: Option<&Workload>,
) -> Result<Workload, InputError> {
    let file = read(name, text, settings)?;
    validate_like(file, directory, seed, like).map_err(|problems| place(name, text, problems, &own(settings)))
}

/// Reads a workload file and applies settings, and checks nothing but its form.
pub fn read(name: &str, text: &str, settings: &[Setting]) -> Result<WorkloadFile, InputError> {
    let written: WorkloadFile = read_ron(name, text)?;
    let not_numbers = not_numbers(&written);
    if !not_numbers.is_empty() {
        return Err(place(name, text, not_numbers, &[]));
    }
    apply(&written, ROOT, &own(settings))
}

/// The settings of a workload among all.
fn own(settings: &[Setting]) -> Vec<Setting> {
    settings.iter().filter(|setting| below_root(setting).is_some()).cloned().collect()
}

/// As [`check_in`] for a file that refers to no other one, or to shipped ones.
pub fn check(name: &str, text: &str, settings: &[Setting], seed: u64) -> Result<Workload, InputError> {
    check_in(&Directory::default(), name, text, settings, seed)
}

/// The path of a setting below [`ROOT`], if it is one of a workload.
fn below_root(setting: &Setting) -> Option<&str> {
    setting.path.strip_prefix(ROOT)?.strip_prefix('.')
}

fn place(name: &str, text: &str, mut problems: Vec<Problem>, settings: &[Setting]) -> InputError {
    let by_setting =
        |problem: &Problem| settings.iter().rfind(|setting| below_root(setting) == Some(&problem.path));
    if problems.iter().all(|problem| by_setting(problem).is_some()) {
        for problem in &mut problems {
            problem.path = format!("{ROOT}.{}", problem.path);
        }
        return InputError { name: "--set".to_owned(), text: None, problems };
    }
    for problem in &mut problems {
        if let Some(setting) = by_setting(problem) {
            problem.what = format!("{} (set by {}={})", problem.what, setting.path, setting.value);
        }
    }
    InputError { name: name.to_owned(), text: Some(text.to_owned()), problems }.locate()
}
