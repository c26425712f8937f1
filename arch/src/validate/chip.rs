//! The whole file, part by part in the order of dependence: the time base before delays, geometry before prices.

use egret_config::{Problem, References};

use super::checker::Checker;
use super::delays::Clock;
use super::modelled::{self, Technology};
use super::{dram, ideal, limits, network, power_states, prices, router, stages, topology};
use crate::chip::Chip;
use crate::file::ChipFile;

/// Schema of chip files that this version reads.
const SCHEMA: &str = "egret.chip/1";

/// Turns a chip as written into a checked chip, or says everything that is wrong with it. Sources must be among the
/// references; a number without one is `Given`.
pub fn validate(file: ChipFile, references: &References) -> Result<Chip, Vec<Problem>> {
    let mut checker = Checker::new(references, file.hypothetical, file.rounding);
    let chip = check(&mut checker, file);
    match chip {
        Some(mut chip) if checker.problems.is_empty() => {
            chip.roundings = checker.roundings;
            chip.computed = checker.computed;
            ideal::apply(&mut chip);
            Ok(chip)
        }
        _ => Err(checker.problems),
    }
}

/// The chip, with stand-ins wherever a problem was recorded; `None` where there is none.
pub(super) fn check(checker: &mut Checker, file: ChipFile) -> Option<Chip> {
    header(checker, &file);
    checker.time_base(&file.time_base);
    checker.clock(Clock::Core, file.core.clock.as_ref());
    checker.clock(Clock::Network, file.network.clock.as_ref());
    let topology = topology::check(checker, &file.topology);
    let usable_cores = topology::usable_cores(checker, &file.usable_cores, topology.as_ref());
    let technology = Technology::check(checker, &file, topology.as_ref());
    let mut core = stages::check(checker, &technology);
    core.power = power_states::check(checker, &file, &core);
    let chips_max = network::chips(checker, file.chip_link.as_ref(), topology.as_ref());
    let host = network::host(checker, &file.host);
    let network = network::check(checker, &file, host);
    let dram = file.dram.as_ref().map(|file| dram::check(checker, file));
    network::directions(checker, &file, topology.as_ref());
    let sync = network::sync(checker, &file.sync);
    let barrier_times = network::barrier_times(checker, &file.sync);
    router::fits(checker, &network, topology.as_ref(), chips_max);
    let prices = prices::check(checker, &technology, &core);
    let static_power = prices::static_power(checker, &technology);
    let area = modelled::area(checker, &technology, topology.as_ref());
    let limits = limits::check(checker, &file.limits);
    let most = usable_cores.zip(chips_max).map(|(cores, chips)| u64::from(cores) * u64::from(chips));
    let mapping = limits::mapping(checker, &file.mapping, most, dram.is_some());
    Some(Chip {
        ticks_per_second: checker.time.ticks_per_second?,
        topology: topology?,
        usable_cores: usable_cores?,
        chips_max: chips_max?,
        core,
        network,
        dram,
        sync,
        barrier_times,
        host,
        limits,
        mapping,
        prices,
        static_power,
        area,
        roundings: Vec::new(),
        computed: std::collections::BTreeMap::new(),
        file,
    })
}

fn header(checker: &mut Checker, file: &ChipFile) {
    if file.schema != SCHEMA {
        let what = format!("schema `{}`, which this version does not read", file.schema);
        checker.refuse("schema", what, format!("write \"{SCHEMA}\""));
    }
    if file.name.trim().is_empty() {
        checker.refuse("name", "an empty name", "write the name of the file without `.ron`");
    }
}
