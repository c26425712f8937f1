//! Benches: work done per CPU second, beside exact counters of that work. `cargo bench` runs all, `cargo bench -- run` one.
//!
//! CPU time, best of several runs, because other programs on the machine only ever slow a run down; no wall clock.

mod casting;
mod execute;
mod kernel;
mod loading;
mod noc;
mod pricing;
mod run;
mod support;

/// A bench and its name. Loading comes first, because it reads how much memory the process holds.
const BENCHES: [(&str, fn()); 8] = [
    ("loading", loading::bench),
    ("kernel", kernel::bench),
    ("noc", noc::bench),
    ("casting", casting::bench),
    ("run", run::bench),
    ("pricing", pricing::bench),
    ("execute", execute::bench_gated),
    ("spiking", execute::bench_spiking),
];

fn main() {
    let wanted: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    for (name, bench) in BENCHES {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            support::title(name);
            bench();
        }
    }
}
