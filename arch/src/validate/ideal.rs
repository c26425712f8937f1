//! Idealisation: overheads turned off after everything was checked, so that an idealised chip is a checked one too.
//!
//! `no_word_rounding` and `perfect_balance` concern how work is counted, not what the chip is: the simulator reads them
//! from [`Chip::ideal`]. `free_sync` makes barriers instantaneous and all synchronisation costless; a fixed or free
//! tick keeps its period, because waiting for real time is no cost of synchronising.

use egret_config::{Basis, Energy, Power};

use crate::action::Action;
use crate::chip::Chip;
use crate::formats::WeightFormat;
use crate::network::Sync;
use crate::price::{Price, StaticPower, UpdatePrices};
use crate::topology::LinkClass;

const NOTHING: Price = Price::exact(Energy::joules(0.0), Basis::Given);
const NO_POWER: Price<Power> = Price::exact(Power::watts(0.0), Basis::Given);

/// Applies the switches of the chip's file.
pub(super) fn apply(chip: &mut Chip) {
    let switches = chip.file.ideal;
    if switches.free_network {
        free_network(chip);
    }
    if switches.free_updates {
        free_updates(chip);
    }
    if switches.no_static {
        chip.static_power = StaticPower {
            core_used: NO_POWER,
            core_unused: NO_POWER,
            router_clock: NO_POWER,
            uncore: NO_POWER,
            dram: NO_POWER,
            states: chip.static_power.states.map(|states| states.map(|_| NO_POWER)),
            unused_path: chip.static_power.unused_path,
        };
    }
    if switches.no_format_overhead {
        chip.core.format = WeightFormat::Ideal;
        free(chip, &[Action::PointerRead]);
    }
    if switches.free_sync {
        if let Sync::Barrier { base, per_tile } = &mut chip.sync {
            (*base, *per_tile) = (0, 0);
        }
        chip.barrier_times.iter_mut().for_each(|(_, time)| *time = 0);
        free(chip, &[Action::Sync]);
    }
    if switches.free_events {
        free_events(chip);
    }
}

/// Host links stay as they are: they are the measurement boundary, not the network; `free_events` frees them.
fn free_network(chip: &mut Chip) {
    chip.network.free = true;
    for class in [
        LinkClass::Injection,
        LinkClass::Ejection,
        LinkClass::Horizontal,
        LinkClass::Vertical,
        LinkClass::Westward,
        LinkClass::Southward,
        LinkClass::ChipLink,
    ] {
        chip.network.links[class.index()].latency = 0;
    }
    let actions = [
        Action::Injection,
        Action::Ejection,
        Action::BufferWrite,
        Action::BufferRead,
        Action::Crossbar,
        Action::Arbitration,
        Action::LinkHorizontal,
        Action::LinkVertical,
        Action::LinkWestward,
        Action::LinkSouthward,
        Action::ChipLink,
    ];
    free(chip, &actions);
}

fn free_updates(chip: &mut Chip) {
    for model in chip.core.models.iter_mut().flatten() {
        (model.idle_time, model.active_time, model.skipped_time) = (0, 0, 0);
    }
    for (model, update) in chip.core.models.iter().zip(&mut chip.prices.updates) {
        if model.is_some() {
            *update = UpdatePrices { idle: NOTHING, active: NOTHING, skipped: NOTHING };
        }
    }
    free(chip, &[Action::StateAccess]);
}

/// The host link is a cost of events like the others here: it hands over one after another, however short their rows.
fn free_events(chip: &mut Chip) {
    let core = &mut chip.core;
    (core.axon_in_time, core.row_time, core.event_time, core.packet_time) = (0, 0, 0, 0);
    chip.network.free_host = true;
    chip.host.event_time = 0;
    let actions =
        [Action::QueueAccess, Action::AxonIn, Action::EventOut, Action::PacketOut, Action::HostEvent];
    free(chip, &actions);
}

fn free(chip: &mut Chip, actions: &[Action]) {
    for action in actions {
        chip.prices.actions[action.index()] = NOTHING;
    }
}
