//! Values that a file leaves to egret's memory and wire models.

use egret_config::{Basis, Energy, Information, Sourced, Span};

use super::checker::Checker;
use crate::Ticks;
use crate::chip::Computed;
use crate::file::{ChipFile, Content, MemoryFile, TopologyFile};
use crate::models::scaling::{self, Misfit, OperatingPoint};
use crate::models::sram::{self, Access, Bank};
use crate::models::wire::{self, Passage};
use crate::price::Price;

/// What an energy belongs to, and so what a model computes it from.
#[derive(Clone, Copy)]
pub(super) enum Geometry {
    /// An access to the memory that holds this content.
    Memory(Content, Access),
    /// A flit in a part of a router or along a wire; length in tile pitches.
    Flit(Passage),
    /// No model knows it.
    None,
}

/// The modelled price of an action, from the geometry in the same file.
pub(super) fn energy(checker: &mut Checker, file: &ChipFile, path: &str, model: &str, of: Geometry) -> Price {
    let problems = checker.problems.len();
    match compute(file, model, of) {
        Ok((value, range, note)) => {
            let shown = Computed {
                value: format!("{value:.3}"),
                range: Some((format!("{:.3}", range.0), format!("{:.3}", range.1))),
                note,
            };
            checker.computed.insert(path.to_owned(), shown);
            Price { value: Some(value), basis: Basis::Modelled, low_high: Some(range) }
        }
        Err(Refusal::Unnamed) => {
            debug_assert!(problems > 0, "an unknown model was refused before");
            Price::UNKNOWN
        }
        Err(Refusal::Because(what, hint)) => {
            checker.refuse(path, what, hint);
            Price::UNKNOWN
        }
    }
}

/// Why a model gives no value.
enum Refusal {
    /// Something that is refused at its own place: no such model, or no usable geometry.
    Unnamed,
    /// What is wrong, and what to do.
    Because(String, &'static str),
}

const USE_AN_ENERGY: &str = "write the energy itself, Estimated with its range, or Unknown";

fn compute(
    file: &ChipFile,
    model: &str,
    of: Geometry,
) -> Result<(Energy, (Energy, Energy), String), Refusal> {
    let because = |what: String| Refusal::Because(what, USE_AN_ENERGY);
    let (fitted, range, from, at) = match (of, sram::Fit::named(model), wire::Fit::named(model)) {
        (Geometry::Memory(content, access), Some(fit), _) => {
            let (bank, from) = bank_of(file, content).ok_or(Refusal::Unnamed)?;
            let (value, range) = fit
                .energy(bank, access)
                .map_err(|out| because(format!("`{model}` cannot say: {}", out.0)))?;
            (value, range, from, fit.operating_point())
        }
        (Geometry::Flit(passage), _, Some(fit)) => {
            let bits = *file.network.flit_bits.value().ok_or(Refusal::Unnamed)?;
            let (value, range) = fit.energy(passage, bits);
            (value, range, flit_note(passage, bits), fit.operating_point())
        }
        (_, None, None) => return Err(Refusal::Unnamed),
        (Geometry::None, ..) => return Err(because("no model computes this energy".to_owned())),
        (Geometry::Memory(..), ..) => {
            return Err(Refusal::Because(
                format!("`{model}` models routers and wires, not memories"),
                "name a memory model, such as `cacti7-fit-22lop`",
            ));
        }
        (Geometry::Flit(_), ..) => {
            return Err(Refusal::Because(
                format!("`{model}` models memories, not routers and wires"),
                "name a wire model, such as `dsent-fit-22`",
            ));
        }
    };
    let here = operating_point(file).ok_or_else(|| {
        Refusal::Because(
            "a modelled energy needs the node and the voltage of the chip, and one of them is unknown"
                .to_owned(),
            "give technology.node and technology.voltage, or write the energy itself",
        )
    })?;
    let factor = scaling::energy_factor(at, here).map_err(|misfit| because(describe(misfit, here)))?;
    let note = format!("{model}: {from}; scaled by {factor:.3} from {} at {}", at.node, at.voltage);
    Ok((fitted * factor, (range.0 * factor, range.1 * factor), note))
}

fn operating_point(file: &ChipFile) -> Option<OperatingPoint> {
    let node = *file.technology.node.value()?;
    let voltage = *file.technology.voltage.value()?;
    Some(OperatingPoint { node, voltage })
}

fn describe(misfit: Misfit, here: OperatingPoint) -> String {
    match misfit {
        Misfit::Node { low, high } => {
            format!("energies can be scaled from {low} to {high} nm, and this chip is at {}", here.node)
        }
        Misfit::Voltage { above } => {
            let (node, voltage) = (here.node, here.voltage);
            format!("at {node} energies can be scaled above {above:.3} V, and this chip is at {voltage}")
        }
    }
}

/// The bank that holds a content, and its geometry in words.
fn bank_of(file: &ChipFile, content: Content) -> Option<(Bank, String)> {
    let (name, memory) = file.core.memories.iter().find(|(_, memory)| memory.holds.contains(&content))?;
    let bank = bank(memory)?;
    let (capacity, width) = (bank.capacity, bank.width_bits);
    Some((bank, format!("a bank of {capacity} with {width} bits of `{name}`")))
}

fn bank(memory: &MemoryFile) -> Option<Bank> {
    let banks = u64::from(*memory.banks.value()?);
    let capacity = memory.capacity.value()?.bits().checked_div(banks)?;
    let width_bits = u32::try_from(memory.width.value()?.bits()).ok()?;
    (width_bits > 0 && capacity >= u64::from(width_bits))
        .then_some(Bank { capacity: Information::from_bits(capacity), width_bits })
}

fn flit_note(passage: Passage, bits: u32) -> String {
    match passage {
        Passage::BufferWrite => format!("a flit of {bits} bits written into a buffer"),
        Passage::BufferRead => format!("a flit of {bits} bits read from a buffer"),
        Passage::Crossbar => format!("a flit of {bits} bits through a crossbar"),
        Passage::Arbitration => "a flit chosen among five ports".to_owned(),
        Passage::Wire { pitches } => format!("a flit of {bits} bits along {} mm", pitches * wire::PITCH_MM),
    }
}

/// Length of a link between routers in tile pitches: a folded torus has links over every other tile.
pub(super) fn link_pitches(file: &ChipFile) -> f64 {
    if matches!(file.topology, TopologyFile::Torus { .. }) { 2.0 } else { 1.0 }
}

/// The modelled access time of a memory: whole cycles of the core where it has a clock, whole ticks otherwise.
///
/// The published scaling is of energies, so times hold at the node and voltage of the model only.
pub(super) fn access_time(checker: &mut Checker, chip: &ChipFile, path: &str, file: &MemoryFile) -> Ticks {
    let Sourced::Modelled(model) = &file.access_time else { return 0 };
    checker.optional(path, &file.access_time);
    let Some(fit) = sram::Fit::named(model) else {
        if wire::Fit::named(model).is_some() {
            let what = format!("`{model}` models routers and wires, not memories");
            checker.refuse(path, what, "name a memory model, such as `cacti7-fit-22lop`");
        }
        return 0;
    };
    let at = fit.operating_point();
    if operating_point(chip) != Some(at) {
        let what = format!(
            "`{model}` gives times at {} and {} only, and this chip is elsewhere",
            at.node, at.voltage
        );
        checker.refuse(path, what, "write the access time itself, such as \"1 cycle\"");
        return 0;
    }
    let Some(bank) = bank(file) else { return 0 };
    let time = match fit.access_time(bank) {
        Ok(time) => time,
        Err(out) => {
            checker.refuse(path, format!("`{model}` cannot say: {}", out.0), "write the access time itself");
            return 0;
        }
    };
    let (Some((ticks, note)), Some(ticks_per_second)) =
        (checker.not_before(path, time), checker.time.ticks_per_second)
    else {
        return 0;
    };
    let value = format!("{:.3}", Span::seconds(ticks as f64 / ticks_per_second as f64));
    let note = format!("{model}: {time:.3}, {note}");
    checker.computed.insert(path.to_owned(), Computed { value, range: None, note });
    ticks
}
