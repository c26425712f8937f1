//! Prices of all actions, and static power.

use egret_config::{Energy, Power, Sourced};

use super::amount::Amount;
use super::checker::Checker;
use super::modelled::{self, Geometry};
use crate::action::Action;
use crate::file::{ChipFile, Content, StaticPowerFile};
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
    let width = f64::from(core.memory(Content::Weights).width_bits);
    let weight_read = &mut prices.actions[Action::WeightReadBits.index()];
    *weight_read = weight_read.map(|word| word * (1.0 / width));
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

/// Every priced action but unit updates: its name in the file, its entry, and what a model would compute it from.
fn entries(file: &ChipFile) -> [(Action, &'static str, &Sourced<Energy>, Geometry); Action::COUNT - 2] {
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
        (Action::Router, "router", &energy.router, Geometry::Flit(Passage::Router)),
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
pub(super) fn static_power(checker: &mut Checker, file: &StaticPowerFile) -> StaticPower {
    let mut power = |name: &str, sourced: &Sourced<Power>| {
        let path = format!("static_power.{name}");
        if matches!(sourced, Sourced::Modelled(_)) {
            let hint = "write the power itself, Estimated with its range, or Unknown";
            checker.refuse(&path, "no model computes this power", hint);
        }
        price(checker, &path, sourced)
    };
    StaticPower {
        core_used: power("core_used", &file.core_used),
        core_unused: power("core_unused", &file.core_unused),
        uncore: power("uncore", &file.uncore),
    }
}

fn price<Q: Amount>(checker: &mut Checker, path: &str, sourced: &Sourced<Q>) -> Price<Q> {
    let value = checker.optional(path, sourced);
    Price { value, basis: sourced.basis(), low_high: sourced.range().map(|(low, high)| (*low, *high)) }
}
