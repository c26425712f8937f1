//! Every fit against the runs it was made from, and the models against measured silicon.

use egret_arch::models::scaling::{OperatingPoint, energy_factor};
use egret_arch::models::sram::{self, Access, Bank};
use egret_arch::models::wire::{self, Passage};
use egret_arch::models::{Estimate, silicon};
use egret_config::{Information, Length, Voltage};
use proptest::prelude::*;

const CACTI: &str = include_str!("data/cacti7.csv");
const DSENT: &str = include_str!("data/dsent.csv");

/// Rows of a table as text, without comments and heading.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(',').collect())
}

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("`{text}` is no number"))
}

/// Root mean square of relative deviations.
fn rms(deviations: &[f64]) -> f64 {
    assert!(!deviations.is_empty());
    (deviations.iter().map(|deviation| deviation * deviation).sum::<f64>() / deviations.len() as f64).sqrt()
}

/// Deviation of what a fit says from a run, and the rms that the fit states.
fn against<Q>(estimate: &Estimate<Q>, value: f64, run: f64) -> (f64, f64) {
    (value / run - 1.0, estimate.rms)
}

#[track_caller]
fn states_its_rms(what: &str, deviations: &[(f64, f64)]) {
    let found = rms(&deviations.iter().map(|(deviation, _)| *deviation).collect::<Vec<_>>());
    let stated = deviations[0].1;
    assert!((found - stated).abs() < 0.006, "{what}: rms {found:.4} of the runs, stated {stated}");
}

fn cacti(name: &str) -> Vec<(Bank, [f64; 4])> {
    let (nanometres, cell) = name.strip_prefix("cacti7-fit-").expect("a memory model").split_at(2);
    let of_fit = |row: &Vec<&str>| {
        (number(row[0]) * 1e3 - number(nanometres)).abs() < 0.1 && row[1] == format!("itrs-{cell}")
    };
    rows(CACTI)
        .filter(of_fit)
        .map(|row| {
            let capacity = Information::from_bytes(row[2].parse().expect("bytes"));
            let bank = Bank { capacity, width_bits: row[3].parse().expect("bits") };
            let area = number(row[7]) * number(row[8]);
            (bank, [number(row[5]) * 1e3, number(row[6]) * 1e3, number(row[4]), area])
        })
        .collect()
}

#[test]
fn memory_fits_state_the_rms_of_the_runs() {
    for fit in &sram::FITS {
        let runs = cacti(fit.name);
        assert_eq!(runs.len(), 52, "{}: 13 capacities at 4 widths", fit.name);
        let mut deviations = [const { Vec::new() }; 4];
        for (bank, [read, write, time, area]) in runs {
            let (reading, writing) = (
                fit.energy(bank, Access::Read).expect("in range"),
                fit.energy(bank, Access::Write).expect("in range"),
            );
            deviations[0].push(against(&reading, reading.value.as_pj(), read));
            deviations[1].push(against(&writing, writing.value.as_pj(), write));
            let access = fit.access_time(bank).expect("in range");
            deviations[2].push(against(&access, access.value.as_ns(), time));
            let size = fit.area(bank).expect("in range");
            deviations[3].push(against(&size, size.value.as_mm2(), area));
        }
        for (what, deviations) in ["read", "write", "time", "area"].iter().zip(&deviations) {
            states_its_rms(&format!("{} {what}", fit.name), deviations);
        }
    }
}

#[test]
fn wire_fits_state_the_rms_of_the_runs() {
    for (fit, tech) in wire::FITS.iter().zip(["Bulk45LVT", "Bulk32LVT", "Bulk22LVT", "TG11LVT"]) {
        let (mut wires, mut clocks) = (Vec::new(), Vec::new());
        for row in rows(DSENT).filter(|row| row[1] == tech) {
            let bits = row[2].parse().expect("bits");
            if row[0] == "link" {
                let length = Length::mm(number(row[10]));
                let energy = fit.energy(Passage::Wire { length }, bits);
                wires.push(against(&energy, energy.value.as_pj(), number(row[11])));
                continue;
            }
            let parts = [Passage::BufferWrite, Passage::BufferRead, Passage::Crossbar, Passage::Arbitration];
            for (part, run) in parts.into_iter().zip(&row[3..7]) {
                let energy = fit.energy(part, bits);
                let (off, stated) = against(&energy, energy.value.as_pj(), number(run));
                assert!(off.abs() <= stated, "{tech} {bits} b {part:?}: {off:+.4}");
            }
            let clock = fit.clock(bits);
            clocks.push(against(&clock, clock.value.as_pj(), number(row[7])));
            let leakage = fit.leakage(bits);
            let (off, stated) = against(&leakage, leakage.value.as_mw(), number(row[8]));
            assert!(off.abs() <= stated, "{tech} {bits} b leakage: {off:+.4}");
            let area = fit.area(bits);
            let (off, stated) = against(&area, area.value.as_um2(), number(row[9]));
            assert!(off.abs() <= 2.0 * stated, "{tech} {bits} b area: {off:+.4}");
        }
        assert_eq!((wires.len(), clocks.len()), (3, 4), "{tech}");
        states_its_rms(&format!("{tech} wire"), &wires);
        states_its_rms(&format!("{tech} clock"), &clocks);
    }
}

fn at(nanometres: f64, volts: f64) -> OperatingPoint {
    OperatingPoint { node: Length::nm(nanometres), voltage: Voltage::volts(volts) }
}

/// 47 fJ a bit of a row of 410 bits at 28 nm and 0.775 V (Merolla 2014). The widest port of the fits has 256 bits; from
/// the fits on either side of the node the range of a compiled memory must reach the measured figure.
#[test]
fn the_core_memory_of_truenorth_lies_between_the_neighbouring_nodes() {
    let bank = Bank { capacity: Information::kib(13), width_bits: 256 };
    let per_bit = |name: &str| {
        let fit = sram::Fit::named(name).expect("listed");
        let scaled = energy_factor(fit.operating_point(), at(28.0, 0.775)).expect("inside the law");
        fit.energy(bank, Access::Read).expect("in range").value.as_fj() * scaled / 256.0
    };
    let (low, high) = (per_bit("cacti7-fit-32lop"), per_bit("cacti7-fit-22lop"));
    let (low, high) = (low * silicon::MACRO.value, high * silicon::MACRO.value);
    assert!(low < 47.0 && 47.0 < high, "{low:.1} to {high:.1} fJ a bit");
    assert!((high / 47.0 - 1.0).abs() < 0.15, "22 nm: {high:.1} fJ a bit");
}

/// 72 fJ a bit and hop of 240 um at 28 nm and 0.775 V, asynchronous (Merolla 2014).
#[test]
fn the_hop_of_truenorth_lies_in_the_range_of_asynchronous_silicon() {
    for name in ["dsent-fit-32", "dsent-fit-22"] {
        let fit = wire::Fit::named(name).expect("listed");
        let scaled = energy_factor(fit.operating_point(), at(28.0, 0.775)).expect("inside the law");
        let wire = Passage::Wire { length: Length::um(240.0) };
        let parts =
            [Passage::BufferWrite, Passage::BufferRead, Passage::Crossbar, Passage::Arbitration, wire];
        let hop: f64 =
            parts.iter().map(|&part| fit.energy(part, 32).value.as_fj()).sum::<f64>() * scaled / 32.0;
        let silicon = silicon::ASYNCHRONOUS;
        let ratio = 72.0 / hop;
        assert!(ratio > 1.2 && ratio < silicon.high, "{name}: {hop:.1} fJ a bit, x {ratio:.2}");
    }
}

proptest! {
    #[test]
    fn memories_cost_more_the_larger_and_the_wider(
        fit in 0..sram::FITS.len(),
        bytes in (1024_u64..2 << 20),
        width in 32_u32..255,
    ) {
        let fit = &sram::FITS[fit];
        let bank = |bytes, width_bits| Bank { capacity: Information::from_bytes(bytes), width_bits };
        for access in [Access::Read, Access::Write, Access::ReadAndWrite] {
            let energy = |bank| fit.energy(bank, access).expect("in range").value;
            prop_assert!(energy(bank(bytes, width)) < energy(bank(bytes * 2, width)));
            prop_assert!(energy(bank(bytes, width)) < energy(bank(bytes, width + 1)));
        }
        let (small, large) = (bank(bytes, width), bank(bytes * 2, width));
        prop_assert!(fit.access_time(small).expect("in range").value < fit.access_time(large).expect("in range").value);
        prop_assert!(fit.area(small).expect("in range").value < fit.area(large).expect("in range").value);
    }

    #[test]
    fn networks_cost_more_the_wider_and_the_longer(fit in 0..wire::FITS.len(), bits in 1_u32..512, length in 0.01..10.0_f64) {
        let fit = &wire::FITS[fit];
        let wire = |millimetres| Passage::Wire { length: Length::mm(millimetres) };
        prop_assert!(fit.energy(wire(length), bits).value < fit.energy(wire(length * 1.1), bits).value);
        for part in [Passage::BufferWrite, Passage::BufferRead, Passage::Crossbar, wire(length)] {
            prop_assert!(fit.energy(part, bits).value < fit.energy(part, bits + 1).value);
        }
        prop_assert!(fit.clock(bits).value < fit.clock(bits + 1).value);
        prop_assert!(fit.leakage(bits).value < fit.leakage(bits + 1).value);
        prop_assert!(fit.area(bits).value < fit.area(bits + 1).value);
    }

    #[test]
    fn scaling_there_and_back_is_nothing(from in 7.0..130.0_f64, to in 7.0..130.0_f64, one in 0.9..1.2_f64, other in 0.9..1.2_f64) {
        let (from, to) = (at(from, one), at(to, other));
        let there = energy_factor(from, to).expect("inside the law");
        let back = energy_factor(to, from).expect("inside the law");
        prop_assert!((there * back - 1.0).abs() < 1e-12);
        prop_assert!((energy_factor(from, from).expect("inside") - 1.0).abs() < f64::EPSILON);
        let higher = OperatingPoint { voltage: Voltage::volts(other + 0.1), ..to };
        prop_assert!(energy_factor(to, higher).expect("inside the law") > 1.0);
    }
}
