//! From journals to `results.csv`, and how far a study is.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use egret_config::Problem;
use egret_reports::OutputError;
use egret_reports::results::{RESULTS, StatusColumn, StudyRecord, csv_header};

use super::journal;
use crate::failure::Failure;
use crate::interrupt::uninterrupted;

/// How far a study is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Standing {
    /// Points there are.
    pub(crate) points: u64,
    /// Finished ones, by the order of `Status::ALL`.
    pub(crate) finished: [u64; 3],
    /// Numbers of the first points that are missing.
    pub(crate) missing: Vec<u64>,
    /// Lines that were cut off.
    pub(crate) broken: u64,
    places: Vec<Option<Place>>,
    files: Vec<PathBuf>,
}

/// Where the line of a point is.
#[derive(Clone, Copy, Debug)]
struct Place {
    file: u32,
    at: u64,
    /// Of its text, to tell other lines of the same point from repeated ones.
    sum: u64,
}

impl Standing {
    /// Points that are finished.
    pub(crate) fn ended(&self) -> u64 {
        self.finished.iter().sum()
    }
}

/// Reads how far the study in a directory is.
pub(crate) fn standing(directory: &Path, study: &StudyRecord) -> Result<Standing, Failure> {
    let mut standing = Standing { points: study.points, ..Standing::default() };
    standing.places = vec![None; study.points as usize];
    let mut conflicting: Option<u64> = None;
    let statuses = StatusColumn::of(study);
    let mut files = Vec::new();
    standing.broken = journal::read(directory, &mut |line| {
        if files.last().is_none_or(|last: &PathBuf| last != line.path) {
            files.push(line.path.to_owned());
        }
        let Some(point) = line.point().filter(|point| (*point as usize) < standing.places.len()) else {
            return;
        };
        let sum = fingerprint(line.text);
        match &mut standing.places[point as usize] {
            Some(known) if known.sum == sum => {}
            Some(_) => conflicting = conflicting.or(Some(point)),
            place => {
                *place = Some(Place { file: files.len() as u32 - 1, at: line.at, sum });
                let status = statuses.read(line.text);
                if let Some(status) = status {
                    standing.finished[status as usize] += 1;
                }
            }
        }
    })?;
    standing.files = files;
    if let Some(point) = conflicting {
        let problem = Problem::new("", format!("two journals disagree about point {point}"));
        let hint = "were they written by different versions, or on files that have changed since?";
        return Err(Failure::input(directory.display().to_string(), problem.hint(hint)));
    }
    standing.missing =
        (0..study.points).filter(|&point| standing.places[point as usize].is_none()).take(10).collect();
    Ok(standing)
}

fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Writes `results.csv` of a directory from its journals.
pub(crate) fn merge(directory: &Path) -> Result<Standing, Failure> {
    let study = StudyRecord::read(directory)?;
    write_results(directory, &study)
}

/// Writes `results.csv`, rows in the order of points; refused while points are missing.
pub(crate) fn write_results(directory: &Path, study: &StudyRecord) -> Result<Standing, Failure> {
    let standing = standing(directory, study)?;
    let missing = standing.points - standing.ended();
    if missing > 0 {
        return Err(Failure::Unfinished {
            what: format!("{missing} of {} points are missing", standing.points),
            hint:
                "`egret study FILE --out DIR` goes on where it was interrupted, each shard with its `--shard`"
                    .to_owned(),
        });
    }
    uninterrupted(|| write(directory, study, &standing))?;
    Ok(standing)
}

fn write(directory: &Path, study: &StudyRecord, standing: &Standing) -> Result<(), OutputError> {
    let path = directory.join(RESULTS);
    let waiting = directory.join(format!(".{RESULTS}.{}.partial", std::process::id()));
    let copy = || -> io::Result<()> {
        let mut sources = standing
            .files
            .iter()
            .map(|path| File::open(path).map(BufReader::new))
            .collect::<io::Result<Vec<_>>>()?;
        let mut out = BufWriter::new(File::create(&waiting)?);
        out.write_all(csv_header(study).as_bytes())?;
        let mut line = Vec::new();
        for place in standing.places.iter().flatten() {
            let source = &mut sources[place.file as usize];
            source.seek(SeekFrom::Start(place.at))?;
            line.clear();
            source.read_until(b'\n', &mut line)?;
            out.write_all(&line)?;
        }
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&waiting, &path)
    };
    copy().map_err(|source| {
        // What could not be finished is of no use.
        let _ = fs::remove_file(&waiting);
        OutputError { path: path.clone(), source }
    })
}
