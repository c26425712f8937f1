//! From the text of a chip file, and overrides, to a checked chip or one error that shows where every problem is.

use egret_config::{InputError, Problem, Setting, apply, read_ron};

use crate::chip::Chip;
use crate::file::ChipFile;
use crate::shipped::shipped_references;
use crate::validate::validate;

/// What an override's path begins with.
const ROOT: &str = "chip";

/// Reads a chip file without checking its values. `name` is what errors call the file.
pub fn parse_chip(name: &str, text: &str) -> Result<ChipFile, InputError> {
    read_ron(name, text)
}

/// Reads and checks a chip file under overrides of `chip.` paths.
///
/// Problems of the file are located in its text; problems that an override caused name the override. Sources are looked
/// up in the shipped references.
pub fn check(name: &str, text: &str, settings: &[Setting]) -> Result<Chip, InputError> {
    let file = parse_chip(name, text)?;
    let overridden = if settings.is_empty() { file.clone() } else { apply(&file, ROOT, settings)? };
    let problems = match validate(overridden, shipped_references()) {
        Ok(chip) => return Ok(chip),
        Err(problems) => problems,
    };
    // What is wrong without the overrides as well is the file's own fault.
    let own = if settings.is_empty() { problems.clone() } else { problems_of(file) };
    let (of_file, of_settings): (Vec<_>, Vec<_>) =
        problems.into_iter().partition(|problem| own.contains(problem));
    let of_settings: Vec<Problem> = of_settings.into_iter().map(|problem| blame(problem, settings)).collect();
    if of_file.is_empty() {
        return Err(InputError { name: "--set".to_owned(), text: None, problems: of_settings });
    }
    let error = InputError { name: name.to_owned(), text: Some(text.to_owned()), problems: of_file };
    let mut error = error.locate();
    error.problems.extend(of_settings);
    Err(error)
}

fn problems_of(file: ChipFile) -> Vec<Problem> {
    validate(file, shipped_references()).err().unwrap_or_default()
}

/// The same problem, saying which override it comes from: the one at its path, or any, where one value makes another
/// impossible.
fn blame(mut problem: Problem, settings: &[Setting]) -> Problem {
    let at_its_path: Vec<&Setting> =
        settings.iter().filter(|setting| concerns(setting, &problem.path)).collect();
    let ours = || settings.iter().filter(|setting| setting.root() == ROOT).collect();
    let culprits = if at_its_path.is_empty() { ours() } else { at_its_path };
    let culprits: Vec<String> = culprits.iter().map(|setting| format!("--set {setting}")).collect();
    problem.what = format!("{} (from {})", problem.what, culprits.join(", "));
    problem
}

/// Whether the path of an override and that of a problem lie on one branch.
fn concerns(setting: &Setting, problem: &str) -> bool {
    let set = setting.path.strip_prefix(ROOT).unwrap_or(&setting.path).trim_start_matches('.');
    let below = |inner: &str, outer: &str| {
        inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    };
    !problem.is_empty() && (below(problem, set) || below(set, problem))
}
