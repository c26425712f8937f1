//! What running egret itself takes of the machine it runs on.

use std::fs;
use std::time::Instant;

use cpu_time::ProcessTime;
use egret_reports::record::Host;
use egret_sim::Outcome;

/// Measures from its creation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// What was taken up to now, `simulation_cpu_s` of it by the simulation, which made `outcome`.
    pub(crate) fn read(self, outcome: &Outcome, simulation_cpu_s: f64) -> Host {
        let simulated_s = outcome.elapsed as f64 / outcome.ticks_per_second as f64;
        let measured = simulation_cpu_s > 0.0;
        Host {
            events: outcome.scheduler_events,
            wall_s: self.0.elapsed().as_secs_f64(),
            cpu_s: cpu_s(),
            simulation_cpu_s: measured.then_some(simulation_cpu_s),
            real_time_factor: measured.then(|| simulated_s / simulation_cpu_s),
            peak_rss_bytes: peak_resident_bytes().unwrap_or(0),
        }
    }
}

/// CPU time of this process, in seconds.
pub(crate) fn cpu_s() -> f64 {
    ProcessTime::try_now().map_or(0.0, |time| time.as_duration().as_secs_f64())
}

/// The largest resident set of this process, where the system tells.
fn peak_resident_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
