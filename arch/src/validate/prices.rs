//! Prices of all actions, and static power.

use egret_config::{Basis, Energy, Power, Sourced};

use super::amount::Amount;
use super::checker::Checker;
use super::modelled::{self, Geometry};
use super::power_states;
use crate::action::Action;
use crate::file::{ChipFile, Content, WeightHome};
use crate::models::sram::Access;
use crate::models::wire::Passage;
use crate::neuron_core::{Core, Model};
use crate::price::{Price, Prices, StaticPower, UpdatePrices};

/// A core lies within its tile: at most half a pitch from the router.
const LOCAL_PITCHES: f64 = 0.5;

/// Checks the prices of a chip whose core is checked.
pub(super) fn check(checker: &mut Checker, file: &ChipFile, core: &Core) -> Prices {
    let unknown = UpdatePrices { idle: Price::UNKNOWN, active: Price::UNKNOWN };
    let mut prices = Prices { actions: [Price::UNKNOWN; Action::COUNT], updates: [unknown; Model::COUNT] };
    for (action, name, sourced, geometry) in entries(file) {
        prices.actions[action.index()] = energy(checker, file, &format!("energy.{name}"), sourced, geometry);
    }
    dram(checker, file, &mut prices);
    power_states::prices(checker, file, &mut prices);
    let width = f64::from(core.memory(Content::Weights).width_bits);
    for action in [Action::WeightReadBits, Action::WeightWriteBits] {
        let price = &mut prices.actions[action.index()];
        *price = price.map(|word| word * (1.0 / width));
    }
    for (name, model) in &file.core.soma.models {
        let path = format!("core.soma.models.{name}");
        let update = UpdatePrices {
            idle: energy(checker, file, &format!("{path}.idle_energy"), &model.idle_energy, Geometry::None),
            active: energy(
                checker,
                file,
                &format!("{path}.active_energy"),
                &model.active_energy,
                Geometry::None,
            ),
        };
        if let Some(known) = Model::from_name(name) {
            prices.updates[known.index()] = update;
        }
    }
    prices
}

/// Prices what only a chip with a DRAM does; on others it never happens and costs nothing.
fn dram(checker: &mut Checker, file: &ChipFile, prices: &mut Prices) {
    let never = Price::exact(Energy::joules(0.0), Basis::Given);
    let written = Geometry::Memory(Content::Weights, Access::Write);
    for (action, name, geometry) in [
        (Action::DramBurst, "burst_energy", Geometry::None),
        (Action::DramActivate, "activate_energy", Geometry::None),
        (Action::WeightWriteBits, "weight_write", written),
    ] {
        prices.actions[action.index()] = file.dram.as_ref().map_or(never, |dram| {
            let sourced = match action {
                Action::DramBurst => &dram.burst_energy,
                Action::DramActivate => &dram.activate_energy,
                _ => &dram.weight_write,
            };
            energy(checker, file, &format!("dram.{name}"), sourced, geometry)
        });
    }
}

/// Every priced action but unit updates, those of a DRAM and those of power states: its name in the file, its entry, and what a model would
/// compute it from.
fn entries(file: &ChipFile) -> [(Action, &'static str, &Sourced<Energy>, Geometry); Action::COUNT - 10] {
    let energy = &file.energy;
    let between = Geometry::Flit(Passage::Wire { pitches: modelled::link_pitches(file) });
    let local = Geometry::Flit(Passage::Wire { pitches: LOCAL_PITCHES });
    let read = |content| Geometry::Memory(content, Access::Read);
    let both = |content| Geometry::Memory(content, Access::ReadAndWrite);
    [
        (Action::QueueAccess, "queue_access", &energy.queue_access, both(Content::Queue)),
        (Action::AxonIn, "axon_in", &energy.axon_in, Geometry::None),
        (Action::PointerRead, "pointer_read", &energy.pointer_read, read(Content::Tables)),
        (Action::WeightReadBits, "weight_read", &energy.weight_read, read(Content::Weights)),
        (Action::Synop, "synop", &energy.synop, Geometry::None),
        (Action::Filler, "filler", &energy.filler, Geometry::None),
        (Action::Accumulate, "accumulate", &energy.accumulate, Geometry::None),
        (Action::StateAccess, "state_access", &energy.state_access, both(Content::State)),
        (Action::EventOut, "event_out", &energy.event_out, Geometry::None),
        (Action::PacketOut, "packet_out", &energy.packet_out, Geometry::None),
        (Action::Injection, "injection", &energy.injection, local),
        (Action::Ejection, "ejection", &energy.ejection, local),
        (Action::BufferWrite, "buffer_write", &energy.buffer_write, Geometry::Flit(Passage::BufferWrite)),
        (Action::BufferRead, "buffer_read", &energy.buffer_read, Geometry::Flit(Passage::BufferRead)),
        (Action::Crossbar, "crossbar", &energy.crossbar, Geometry::Flit(Passage::Crossbar)),
        (Action::Arbitration, "arbitration", &energy.arbitration, Geometry::Flit(Passage::Arbitration)),
        (Action::LinkHorizontal, "link_horizontal", &energy.link_horizontal, between),
        (Action::LinkVertical, "link_vertical", &energy.link_vertical, between),
        (Action::ChipLink, "chip_link", &energy.chip_link, Geometry::None),
        (Action::Sync, "sync", &energy.sync, Geometry::None),
        (Action::HostEvent, "host_event", &energy.host_event, Geometry::None),
    ]
}

fn energy(
    checker: &mut Checker,
    file: &ChipFile,
    path: &str,
    sourced: &Sourced<Energy>,
    geometry: Geometry,
) -> Price {
    match sourced {
        Sourced::Modelled(model) => {
            checker.optional(path, sourced);
            modelled::energy(checker, file, path, model, geometry)
        }
        _ => price(checker, path, sourced),
    }
}

/// Checks static power; no model knows it.
pub(super) fn static_power(checker: &mut Checker, file: &ChipFile) -> StaticPower {
    let mut power = |path: &str, sourced: &Sourced<Power>| {
        if matches!(sourced, Sourced::Modelled(_)) {
            let hint = "write the power itself, Estimated with its range, or Unknown";
            checker.refuse(path, "no model computes this power", hint);
        }
        price(checker, path, sourced)
    };
    let nothing = Price::exact(Power::watts(0.0), Basis::Given);
    let dram = file.dram.as_ref().map_or(nothing, |dram| power("dram.static_power", &dram.static_power));
    let powers = &file.static_power;
    let core_used = power("static_power.core_used", &powers.core_used);
    let core_unused = power("static_power.core_unused", &powers.core_unused);
    let states = file.core.power.as_ref().map(|states| power_states::states(&mut power, states, core_used));
    let (unused_path, core_unused) = power_states::unused(file, states.as_ref(), core_unused);
    StaticPower {
        core_used,
        core_unused,
        states,
        unused_path,
        router_clock: power("static_power.router_clock", &powers.router_clock),
        uncore: power("static_power.uncore", &powers.uncore),
        // A board whose weights stay on chip needs no DRAM.
        dram: if file.mapping.weights == WeightHome::Dram { dram } else { nothing },
    }
}

/// The price of a number that may be unknown.
pub(super) fn price<Q: Amount>(checker: &mut Checker, path: &str, sourced: &Sourced<Q>) -> Price<Q> {
    let value = checker.optional(path, sourced);
    Price { value, basis: sourced.basis(), low_high: sourced.range().map(|(low, high)| (*low, *high)) }
}
