//! DRAM beside the chip: its shape and times. Its energies are with the prices.

use egret_config::{Information, Sourced};

use super::checker::Checker;
use super::delays::Clock;
use crate::dram::Dram;
use crate::file::DramFile;

/// Checks the DRAM.
pub(super) fn check(checker: &mut Checker, file: &DramFile) -> Dram {
    let problems = checker.problems.len();
    let capacity = checker.required("dram.capacity", &file.capacity).unwrap_or_default();
    let dram = Dram {
        capacity,
        channels: checker.nonzero_size("dram.channels", &file.channels, "channels"),
        burst_bits: bits(checker, "dram.burst", &file.burst),
        burst_time: checker.link_interval("dram.burst_time", &file.burst_time, Clock::Core),
        hit_latency: checker.link_latency("dram.hit_latency", &file.hit_latency, Clock::Core),
        miss_latency: checker.link_latency("dram.miss_latency", &file.miss_latency, Clock::Core),
        page_bits: bits(checker, "dram.page", &file.page),
        banks: checker.nonzero_size("dram.banks", &file.banks, "banks"),
        prefetch_rows: checker.nonzero_size("dram.prefetch_rows", &file.prefetch_rows, "rows"),
    };
    // What follows compares numbers with one another: stand-ins would raise a second problem for the same mistake.
    if checker.problems.len() == problems {
        agree(checker, &dram);
    }
    dram
}

/// Checks the numbers against one another.
fn agree(checker: &mut Checker, dram: &Dram) {
    if dram.miss_latency < dram.hit_latency {
        let what = "a page that has to be opened is there sooner than one that is open";
        checker.refuse("dram.miss_latency", what, "write at least hit_latency");
    }
    if !dram.page_bits.is_multiple_of(dram.burst_bits) {
        let (page, burst) = (dram.page_bits, dram.burst_bits);
        let what = format!("a page of {page} bits is no whole number of bursts of {burst} bits");
        checker.refuse("dram.page", what, "write a multiple of burst");
    }
    let pages = u128::from(dram.channels) * u128::from(dram.banks);
    if u128::from(dram.capacity.bits()) < pages * u128::from(dram.page_bits) {
        let capacity = dram.capacity;
        let what = format!("{capacity} is less than one page in each of {pages} banks");
        checker.refuse("dram.capacity", what, "write at least channels × banks × page");
    }
}

/// An amount of at least one bit; 1 after a problem.
fn bits(checker: &mut Checker, path: &str, sourced: &Sourced<Information>) -> u64 {
    let Some(amount) = checker.required(path, sourced) else { return 1 };
    if amount.bits() == 0 {
        checker.refuse(path, "no bits at all", "write 1 b or more, such as \"256 b\"");
    }
    amount.bits().max(1)
}
