//! What the benches share: CPU time, memory, and a table of work done per CPU second beside exact work counters.

use std::time::Duration;

use cpu_time::ProcessTime;
use egret_arch::Chip;
use egret_config::Setting;
use egret_workloads::Workload;

/// A shipped chip with settings applied.
pub(crate) fn chip(name: &str, settings: &[&str]) -> Chip {
    let (_, text) =
        egret_arch::shipped_chips().iter().find(|(known, _)| *known == name).expect("a shipped chip");
    egret_arch::check(name, text, &parse(settings)).expect("valid settings")
}

/// A shipped workload with settings applied.
pub(crate) fn workload(name: &str, settings: &[&str], seed: u64) -> Workload {
    let shipped = egret_workloads::shipped_workloads();
    let (_, text) = shipped.iter().find(|(known, _)| *known == name).expect("a shipped workload");
    egret_workloads::check(name, text, &parse(settings), seed).expect("valid settings")
}

fn parse(settings: &[&str]) -> Vec<Setting> {
    settings.iter().map(|setting| setting.parse().expect("path=value")).collect()
}

/// CPU time of `work`, and what it returns.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = ProcessTime::now();
    let result = work();
    (result, start.elapsed())
}

/// The fastest of `runs` runs: other programs on the machine only ever slow a run down.
pub(crate) fn fastest<T>(runs: usize, mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut best = timed(&mut work);
    for _ in 1..runs {
        let next = timed(&mut work);
        if next.1 < best.1 {
            best = next;
        }
    }
    best
}

/// Resident memory of this process in bytes, where the system tells.
pub(crate) fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

/// Prints one line: what was done, how often, and how often per CPU second.
#[expect(clippy::print_stdout, reason = "a bench prints its result")]
pub(crate) fn report(what: &str, count: u64, unit: &str, cpu: Duration) {
    let rate = count as f64 / cpu.as_secs_f64() / 1e6;
    println!("{what:<44} {count:>12} {unit:<14} {:>8.3} s CPU {rate:>8.2} M/s", cpu.as_secs_f64());
}

/// Prints one line with a figure that is no rate.
#[expect(clippy::print_stdout, reason = "a bench prints its result")]
pub(crate) fn figure(what: &str, value: f64, unit: &str) {
    println!("{what:<44} {value:>12.3} {unit}");
}

/// Prints the name of a bench.
#[expect(clippy::print_stdout, reason = "a bench prints its result")]
pub(crate) fn title(name: &str) {
    println!("{name}");
}
