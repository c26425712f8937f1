//! What running egret itself takes of the machine it runs on.

use std::fs;
use std::time::Instant;

use cpu_time::ProcessTime;
use egret_reports::record::Host;

/// Measures from its creation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// What was taken up to now, by a simulation of so many scheduler events.
    pub(crate) fn read(self, events: u64) -> Host {
        Host {
            events,
            wall_s: self.0.elapsed().as_secs_f64(),
            cpu_s: ProcessTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64()),
            peak_rss_bytes: peak_resident_bytes().unwrap_or(0),
        }
    }
}

/// The largest resident set of this process, where the system tells.
fn peak_resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
