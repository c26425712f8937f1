//! The trace of one run, from its beginning to its file.

use std::path::{Path, PathBuf};

use egret_arch::Chip;
use egret_config::Span;
use egret_sim::{Observation, Observer, Prepared};

use super::names::Names;
use super::power;
use super::recorder::Recorder;
use super::trace_file::TraceFile;
use super::window::TraceWindow;
use crate::growing_file::GrowingFile;
use crate::output::OutputError;
use crate::record::RunRecord;
use crate::si::si;

/// Watches a run and writes its trace.
///
/// What it holds is what is known ahead of simulated time, so its memory does not grow with the length of a run; the file does.
pub struct Timeline {
    recorder: Recorder,
    window: TraceWindow,
    temporary: PathBuf,
}

/// What a trace has become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// Events in it: beginnings and ends of slices, instants and values.
    pub events: u64,
    /// Size of the file.
    pub bytes: u64,
    /// What whoever opens it should know: that the window reaches behind the end of the run, or that it is very large.
    pub remark: Option<String>,
}

impl Timeline {
    /// Begins the trace of a run that is about to be simulated. `populations` are the names of those of the workload, in order.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn create(
        path: &Path,
        window: TraceWindow,
        prepared: &Prepared<'_>,
        chip: &Chip,
        populations: Vec<String>,
    ) -> Result<Self, OutputError> {
        let file = GrowingFile::create(path)?;
        let temporary = file.temporary().to_owned();
        let ticks_per_second = chip.ticks_per_second();
        let names = Names::of(prepared, chip, populations);
        let shown = window.ticks(ticks_per_second);
        let recorder = Recorder::new(TraceFile::new(file), names, shown, ticks_per_second);
        Ok(Self { recorder, window, temporary })
    }

    /// The file until it gets its own name, which whoever ends the program early removes.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Adds what only the record of the run knows, and gives the file its name.
    ///
    /// # Errors
    /// When anything of the trace could not be written; then no file is left.
    pub fn finish(mut self, record: &RunRecord) -> Result<Traced, OutputError> {
        self.recorder.conclude();
        power::write(&mut self.recorder, record);
        let remark = self.remark(record.time.total_s);
        let (file, events) = self.recorder.into_trace().into_file();
        let bytes = file.finish()?;
        Ok(Traced { events, bytes, remark: remark.or_else(|| too_large(bytes)) })
    }

    fn remark(&self, total_s: f64) -> Option<String> {
        let end = si(total_s, "s");
        let after = |at: Option<Span>| at.filter(|at| at.as_seconds() > total_s);
        match (after(self.window.begins()), after(self.window.ends())) {
            (Some(begins), _) => Some(format!(
                "the run ends at {end}, before the window of the trace begins at {begins}: the trace is empty"
            )),
            (None, Some(ends)) => Some(format!(
                "the run ends at {end}, inside the window of the trace, which would have gone on to {ends}"
            )),
            (None, None) => None,
        }
    }
}

/// What a browser has room for: the page that shows traces keeps them in the memory of one tab.
const LARGEST: u64 = 1 << 30;

fn too_large(bytes: u64) -> Option<String> {
    (bytes > LARGEST).then(|| {
        let size = si(bytes as f64, "B");
        format!(
            "the trace has {size}, more than a browser may hold: `--trace-window` shows a part of the run"
        )
    })
}

impl Observer for Timeline {
    fn see(&mut self, seen: Observation) {
        self.recorder.see(seen);
    }
}
