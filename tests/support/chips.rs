//! Chips: the shipped ones, and small ones of the tests' own.

use egret_arch::{Chip, Model, Router, Sync, check, shipped_chips};
use egret_config::Setting;

/// One core with distinct prime delays, so that a sum of ticks says which delays are in it.
pub(crate) const ONE_CORE: &str = include_str!("chips/one-core.ron");

/// Every way of synchronising steps, as a setting. The ticks are short enough for busy steps to overrun and long
/// enough for quiet ones not to.
pub(crate) const SYNCHRONISATIONS: [(&str, &str); 4] = [
    ("barrier", "chip.sync=Barrier(base: Given(\"50 ns\"), per_tile: Given(\"10 ns\"))"),
    ("fixed tick", "chip.sync=FixedTick(period: Given(\"3 us\"))"),
    ("free running", "chip.sync=FreeRunning(period: Given(\"3 us\"))"),
    ("dataflow", "chip.sync=Dataflow(steps_in_flight: Given(2))"),
];

/// Settings from text.
pub(crate) fn settings(lines: &[&str]) -> Vec<Setting> {
    lines.iter().map(|line| line.parse().unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
}

/// A chip of a text, under settings.
pub(crate) fn chip_from(name: &str, text: &str, lines: &[&str]) -> Chip {
    check(name, text, &settings(lines)).unwrap_or_else(|error| panic!("{name} under {lines:?}: {error}"))
}

/// A shipped chip under settings.
pub(crate) fn chip(name: &str, lines: &[&str]) -> Chip {
    let (_, text) = shipped_chips().iter().find(|(known, _)| *known == name).expect("a shipped chip");
    chip_from(name, text, lines)
}

/// Every shipped chip that works on events, as it is, and its name. Those that work on every value have laws of their own.
pub(crate) fn all_chips() -> impl Iterator<Item = (&'static str, Chip)> {
    every_chip().filter(|(_, chip)| chip.core().dense.is_none())
}

/// Every shipped chip that works on every value, as it is, and its name.
pub(crate) fn dense_chips() -> impl Iterator<Item = (&'static str, Chip)> {
    every_chip().filter(|(_, chip)| chip.core().dense.is_some())
}

/// Every shipped chip.
pub(crate) fn every_chip() -> impl Iterator<Item = (&'static str, Chip)> {
    shipped_chips().iter().map(|(name, text)| (*name, chip_from(name, text, &[])))
}

/// A shipped chip under each way of synchronising that its clocks can express.
pub(crate) fn synchronisations_of(name: &str) -> Vec<(String, Chip)> {
    let as_shipped = (format!("{name} as shipped"), chip(name, &[]));
    let (_, text) = shipped_chips().iter().find(|(known, _)| *known == name).expect("a shipped chip");
    let others = SYNCHRONISATIONS.iter().filter_map(|(sync, line)| {
        // A time base too coarse for the times above refuses them; rounding is what a user would allow then.
        // Tokens need packets in order, which routers with several channels or subnets keep by source alone.
        // Routers that may drop packets are left out.
        let in_order = match as_shipped.1.network().router {
            Some(Router::VirtualChannel(_)) => "chip.network.router.channel_choice=BySource",
            Some(Router::Table(_)) | None => "chip.network.router=None",
        };
        let lines = settings(&[line, "chip.rounding=Allow", in_order]);
        check(name, text, &lines).ok().map(|chip| (format!("{name}, {sync}"), chip))
    });
    let all: Vec<_> = std::iter::once(as_shipped).chain(others).collect();
    assert_eq!(all.len(), 1 + SYNCHRONISATIONS.len(), "{name} refuses a synchronisation");
    all
}

/// Unit models of layers that a chip can run.
pub(crate) fn unit_models(chip: &Chip) -> Vec<Model> {
    let runs = |model: &Model| *model != Model::Input && chip.core().model(*model).is_some();
    Model::ALL.into_iter().filter(runs).collect()
}

/// Whether steps follow each other by tokens.
pub(crate) fn is_dataflow(chip: &Chip) -> bool {
    matches!(chip.sync(), Sync::Dataflow { .. })
}
