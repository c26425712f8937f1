//! Prices of all actions, and static power.

use egret_config::{Basis, Energy, Power, Sourced};

use super::amount::Amount;
use super::checker::Checker;
use super::modelled::{self, Geometry, Technology};
use super::power_states;
use crate::action::Action;
use crate::file::{ChipFile, Content, WeightHome};
use crate::models::leakage::{self, Anchor};
use crate::models::sram::Access;
use crate::models::wire::Passage;
use crate::neuron_core::{Core, Model, SynapseKind};
use crate::price::{Price, Prices, StaticPower, UpdatePrices};

/// A core lies within its tile: at most half a pitch from the router.
const LOCAL_PITCHES: f64 = 0.5;

/// Checks the prices of a chip whose core is checked.
pub(super) fn check(checker: &mut Checker, technology: &Technology<'_>, core: &Core) -> Prices {
    let file = technology.file();
    let unknown = UpdatePrices { idle: Price::UNKNOWN, active: Price::UNKNOWN, skipped: Price::UNKNOWN };
    let mut prices = Prices { actions: [Price::UNKNOWN; Action::COUNT], updates: [unknown; Model::COUNT] };
    for (action, sourced, geometry) in entries(technology) {
        prices.actions[action.index()] = energy(checker, technology, action.price_path(), sourced, geometry);
    }
    prices.actions[Action::Gated.index()] = gated(checker, technology);
    dram(checker, technology, &mut prices);
    power_states::prices(checker, file, &mut prices);
    refinements(checker, technology, &mut prices);
    let width = f64::from(core.memory(Content::Weights).width_bits);
    for action in [Action::WeightReadBits, Action::WeightWriteBits] {
        let price = &mut prices.actions[action.index()];
        *price = price.map(|word| word * (1.0 / width));
    }
    for (name, model) in &file.core.soma.models {
        let path = format!("core.soma.models.{name}");
        let idle =
            energy(checker, technology, &format!("{path}.idle_energy"), &model.idle_energy, Geometry::None);
        let skipped = model.skipped_energy.as_ref();
        let update = UpdatePrices {
            idle,
            skipped: skipped.map_or(idle, |skipped| {
                energy(checker, technology, &format!("{path}.skipped_energy"), skipped, Geometry::None)
            }),
            active: energy(
                checker,
                technology,
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

/// Prices what only a dense core that gates noughts does; on others it never happens and costs nothing.
fn gated(checker: &mut Checker, technology: &Technology<'_>) -> Price {
    let file = technology.file();
    if let Some(sourced) = &file.energy.gated {
        return energy(checker, technology, Action::Gated.price_path(), sourced, Geometry::None);
    }
    if file.core.dense.is_some_and(|dense| dense.zero_gating) {
        let hint = "write the energy of passing by an entry for a value of nought, \"0 pJ\" if it is free";
        checker.refuse("energy.gated", "noughts are gated, and nothing says what that costs", hint);
    }
    Price::exact(Energy::joules(0.0), Basis::Given)
}

/// Prices what a chip may tell apart, and does not have to: kinds of synapses, and directions of links.
fn refinements(checker: &mut Checker, technology: &Technology<'_>, prices: &mut Prices) {
    let file = technology.file();
    for kind in SynapseKind::ALL {
        let entry = file.core.synapse.kinds.as_ref().and_then(|kinds| kinds.of(kind));
        prices.actions[kind.synop().index()] = match entry {
            Some(entry) => {
                energy(checker, technology, kind.synop().price_path(), &entry.synop, Geometry::None)
            }
            None => prices.actions[Action::Synop.index()],
        };
    }
    let between = Geometry::Wire(technology.link_pitches());
    for (action, other, written) in [
        (Action::LinkWestward, Action::LinkHorizontal, &file.energy.link_westward),
        (Action::LinkSouthward, Action::LinkVertical, &file.energy.link_southward),
    ] {
        prices.actions[action.index()] = match written {
            Some(written) => energy(checker, technology, action.price_path(), written, between),
            None => prices.actions[other.index()],
        };
    }
}

/// Prices what only a chip with a DRAM does; on others it never happens and costs nothing.
fn dram(checker: &mut Checker, technology: &Technology<'_>, prices: &mut Prices) {
    let never = Price::exact(Energy::joules(0.0), Basis::Given);
    let written = Geometry::Memory(Content::Weights, Access::Write);
    for (action, geometry) in [
        (Action::DramBurst, Geometry::Burst),
        (Action::DramActivate, Geometry::None),
        (Action::WeightWriteBits, written),
    ] {
        prices.actions[action.index()] = technology.file().dram.as_ref().map_or(never, |dram| {
            let sourced = match action {
                Action::DramBurst => &dram.burst_energy,
                Action::DramActivate => &dram.activate_energy,
                _ => &dram.weight_write,
            };
            energy(checker, technology, action.price_path(), sourced, geometry)
        });
    }
}

/// Every priced action but unit updates, gated entries, refinements and those of a DRAM and of power states: its
/// entry in the file, and what a model would compute it from.
fn entries<'a>(technology: &Technology<'a>) -> [(Action, &'a Sourced<Energy>, Geometry); 21] {
    let energy = &technology.file().energy;
    let between = Geometry::Wire(technology.link_pitches());
    let local = Geometry::Wire(LOCAL_PITCHES);
    let read = |content| Geometry::Memory(content, Access::Read);
    let both = |content| Geometry::Memory(content, Access::ReadAndWrite);
    [
        (Action::QueueAccess, &energy.queue_access, both(Content::Queue)),
        (Action::AxonIn, &energy.axon_in, Geometry::None),
        (Action::PointerRead, &energy.pointer_read, read(Content::Tables)),
        (Action::WeightReadBits, &energy.weight_read, read(Content::Weights)),
        (Action::Synop, &energy.synop, Geometry::None),
        (Action::Filler, &energy.filler, Geometry::None),
        (Action::Accumulate, &energy.accumulate, Geometry::None),
        (Action::StateAccess, &energy.state_access, both(Content::State)),
        (Action::EventOut, &energy.event_out, Geometry::None),
        (Action::PacketOut, &energy.packet_out, Geometry::None),
        (Action::Injection, &energy.injection, local),
        (Action::Ejection, &energy.ejection, local),
        (Action::BufferWrite, &energy.buffer_write, Geometry::Router(Passage::BufferWrite)),
        (Action::BufferRead, &energy.buffer_read, Geometry::Router(Passage::BufferRead)),
        (Action::Crossbar, &energy.crossbar, Geometry::Router(Passage::Crossbar)),
        (Action::Arbitration, &energy.arbitration, Geometry::Router(Passage::Arbitration)),
        (Action::LinkHorizontal, &energy.link_horizontal, between),
        (Action::LinkVertical, &energy.link_vertical, between),
        (Action::ChipLink, &energy.chip_link, Geometry::None),
        (Action::Sync, &energy.sync, Geometry::None),
        (Action::HostEvent, &energy.host_event, Geometry::None),
    ]
}

fn energy(
    checker: &mut Checker,
    technology: &Technology<'_>,
    path: &str,
    sourced: &Sourced<Energy>,
    geometry: Geometry,
) -> Price {
    match sourced {
        Sourced::Modelled(model) => {
            checker.optional(path, sourced);
            modelled::energy(checker, technology, path, model, geometry)
        }
        _ => price(checker, path, sourced),
    }
}

/// What a model would compute a static power from.
#[derive(Clone, Copy)]
enum PowerModel {
    /// Memories of a core, by an anchor.
    Core(Anchor),
    /// Routers of a chip.
    Routers,
    /// No model knows it.
    None,
}

/// Checks static power.
pub(super) fn static_power(checker: &mut Checker, technology: &Technology<'_>) -> StaticPower {
    let file = technology.file();
    let clock = core_clock(checker, file);
    let mut power = |path: &str, sourced: &Sourced<Power>, of: PowerModel| {
        let Sourced::Modelled(model) = sourced else { return price(checker, path, sourced) };
        checker.optional(path, sourced);
        match of {
            PowerModel::Core(anchor) => modelled::core_power(checker, technology, path, model, anchor),
            PowerModel::Routers => modelled::router_power(checker, technology, path, model),
            PowerModel::None => {
                let hint = "write the power itself, Estimated with its range, or Unknown";
                checker.refuse(path, "no model computes this power", hint);
                Price::UNKNOWN
            }
        }
    };
    let nothing = Price::exact(Power::watts(0.0), Basis::Given);
    let dram = file
        .dram
        .as_ref()
        .map_or(nothing, |dram| power("dram.static_power", &dram.static_power, PowerModel::None));
    let powers = &file.static_power;
    let core_used = power("static_power.core_used", &powers.core_used, PowerModel::Core(leakage::USED));
    let core_unused =
        power("static_power.core_unused", &powers.core_unused, PowerModel::Core(leakage::UNUSED));
    let router_clock = power("static_power.router_clock", &powers.router_clock, PowerModel::Routers);
    let uncore = power("static_power.uncore", &powers.uncore, PowerModel::None);
    let (core_used, core_unused) = (sum(core_used, clock), sum(core_unused, clock));
    let mut plain = |path: &str, sourced: &Sourced<Power>| power(path, sourced, PowerModel::None);
    let states = file.core.power.as_ref().map(|states| power_states::states(&mut plain, states, core_used));
    let (unused_path, core_unused) = power_states::unused(file, states.as_ref(), core_unused);
    StaticPower {
        core_used,
        core_unused,
        states,
        unused_path,
        router_clock,
        uncore,
        // A board whose weights stay on chip needs no DRAM.
        dram: if file.mapping.weights == WeightHome::Dram { dram } else { nothing },
    }
}

/// Power of a core's clock that never stops; nothing where it is contained in the power of the core.
fn core_clock(checker: &mut Checker, file: &ChipFile) -> Price<Power> {
    let path = "static_power.core_clock";
    let Some(sourced) = &file.static_power.core_clock else {
        return Price::exact(Power::watts(0.0), Basis::Given);
    };
    let cycle = price(checker, path, sourced);
    let Some(clock) = file.core.clock.as_ref().and_then(Sourced::value) else {
        let hint = "write `core.clock`, or put the power of the clock into `core_used` and `core_unused`";
        checker.refuse(path, "energy of a clock on a core that has none", hint);
        return Price::UNKNOWN;
    };
    if matches!(sourced, Sourced::Modelled(_)) {
        let hint = "write the energy itself, Estimated with its range, or Unknown";
        checker.refuse(path, "no model computes this energy", hint);
    }
    cycle.map(|energy: Energy| Power::watts(energy.as_joules() * clock.as_hertz()))
}

/// Two powers as one, known no better than the part that is known worse.
fn sum(one: Price<Power>, other: Price<Power>) -> Price<Power> {
    let range = |price: &Price<Power>| price.low_high.or(price.value.map(|value| (value, value)));
    let ranged = one.low_high.is_some() || other.low_high.is_some();
    let low_high = range(&one).zip(range(&other)).map(|(one, other)| (one.0 + other.0, one.1 + other.1));
    Price {
        value: one.value.zip(other.value).map(|(one, other)| one + other),
        basis: one.basis,
        low_high: low_high.filter(|_| ranged),
    }
}

/// The price of a number that may be unknown.
pub(super) fn price<Q: Amount>(checker: &mut Checker, path: &str, sourced: &Sourced<Q>) -> Price<Q> {
    let value = checker.optional(path, sourced);
    Price { value, basis: sourced.basis(), low_high: sourced.range().map(|(low, high)| (*low, *high)) }
}
