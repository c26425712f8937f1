//! `egret compare accept`: what is new becomes the baseline.

use std::path::{Path, PathBuf};

use egret_config::Problem;
use egret_reports::compare::{Knobs, Shown, Tolerance, judge, table};
use egret_reports::results::{RESULTS, STUDY, csv_header, csv_line};
use egret_reports::{RunRecord, plain_json, prepare, to_json, write_atomically, write_together};

use super::arguments::{AcceptArguments, Format};
use super::command::{compared, not_comparable};
use super::inputs::{Place, RUN, Results};
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::inputs::directory_of;
use crate::interrupt::{self, uninterrupted};

/// Runs the subcommand.
pub(super) fn run(arguments: &AcceptArguments) -> Result<(), Failure> {
    let (base, new) = (arguments.base.as_path(), arguments.new.as_path());
    let now = Place::of(new)?.read()?;
    if !exists(base) {
        let written = write(base, &now)?;
        return console::write(&format!("new baseline: {}\n", list(&written)));
    }
    let comparison = match compared(base, new, Tolerance::default())? {
        Ok(comparison) => comparison,
        Err(_) if arguments.force => {
            same_kind(base, &now)?;
            let written = write(base, &now)?;
            return console::write(&format!(
                "the baseline was not comparable and is replaced: {}\n",
                list(&written)
            ));
        }
        Err(why) => {
            let mut failure = not_comparable(Format::Table, base, new, why)?;
            if let Failure::NotComparable { reasons, .. } = &mut failure {
                reasons.push("`egret compare accept --force` replaces the baseline all the same".to_owned());
            }
            return Err(failure);
        }
    };
    let judgement = judge(&comparison, None);
    let shown =
        Shown { comparison: &comparison, judgement: &judgement, budget: None, knobs: &Knobs::default() };
    let look = Look::of_output();
    let text = table(&shown, look.colour, look.width, false);
    if comparison.is_same() {
        return console::write(&format!("{text}nothing to accept: the baseline is left as it is\n"));
    }
    let written = write(base, &now)?;
    console::write(&format!("{text}accepted: {}\n", list(&written)))
}

/// Whether there is a baseline: an empty directory is none.
fn exists(base: &Path) -> bool {
    if base.is_dir() {
        [RUN, STUDY, RESULTS].iter().any(|file| base.join(file).exists())
    } else {
        base.exists()
    }
}

/// Refuses to put a result set in place of a run, or the other way round.
fn same_kind(base: &Path, new: &Results) -> Result<(), Failure> {
    let same = matches!(
        (Place::of(base)?, new),
        (Place::Record(_), Results::Record(_)) | (Place::ResultSet(_), Results::ResultSet(_))
    );
    if same {
        return Ok(());
    }
    let problem = Problem::new("", "one is a run, the other a result set");
    Err(Failure::input(base.display().to_string(), problem.hint("name another baseline")))
}

/// Puts results where the baseline is to be; returns the files.
fn write(base: &Path, new: &Results) -> Result<Vec<PathBuf>, Failure> {
    match new {
        Results::Record(record) => {
            let file = if base.extension().is_some_and(|extension| extension == "json") {
                base.to_owned()
            } else {
                base.join(RUN)
            };
            let lasting = RunRecord { host: None, ..record.clone() };
            uninterrupted(|| {
                prepared(&directory_of(&file))?;
                write_atomically(&file, to_json(&lasting).as_bytes())
            })?;
            Ok(vec![file])
        }
        Results::ResultSet(set) => {
            let directory = match base.file_name().map(|name| name.to_string_lossy()) {
                Some(name) if name == RESULTS || name == STUDY => directory_of(base),
                _ => base.to_owned(),
            };
            let rows: String = set.rows.iter().map(|row| csv_line(&set.study, row)).collect();
            let (study, rows) = (plain_json(&set.study), csv_header(&set.study) + &rows);
            let files = [(STUDY, study.as_bytes()), (RESULTS, rows.as_bytes())];
            Ok(uninterrupted(|| {
                prepared(&directory)?;
                write_together(&directory, &files)
            })?)
        }
    }
}

/// Makes a directory that files are written into; the one the program runs in is there.
fn prepared(directory: &Path) -> Result<(), egret_reports::OutputError> {
    if !directory.as_os_str().is_empty() {
        interrupt::made(prepare(directory)?);
    }
    Ok(())
}

fn list(files: &[PathBuf]) -> String {
    files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ")
}
