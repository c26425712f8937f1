//! Energies of memories, routers, links and DRAM.

use egret_config::{Basis, Energy, Information, Length};

use super::product::{Product, Term};
use super::technology::{Technology, place};
use crate::file::{ChipFile, Content, MemoryFile};
use crate::models::dram::{self, Kind};
use crate::models::sram::{self, Access, Bank};
use crate::models::wire::{self, Passage};
use crate::models::{NEAREST, leakage, scaling};
use crate::price::Price;
use crate::validate::checker::Checker;

/// What an energy belongs to, and so what a model computes it from.
#[derive(Clone, Copy)]
pub(in crate::validate) enum Geometry {
    /// An access to the memory that holds this content.
    Memory(Content, Access),
    /// A flit in a part of a router.
    Router(Passage),
    /// A flit along a wire of so many tile pitches.
    Wire(f64),
    /// A burst of the DRAM.
    Burst,
    /// No model knows it.
    None,
}

/// What to do where no model reaches.
pub(super) const USE_AN_ENERGY: &str = "write the energy itself, Estimated with its range, or Unknown";

/// The modelled price of an action, from the geometry in the same file.
pub(in crate::validate) fn energy(
    checker: &mut Checker,
    technology: &Technology<'_>,
    path: &str,
    model: &str,
    of: Geometry,
) -> Price {
    let problems = checker.problems.len();
    match product(technology, model, of) {
        Ok(product) => {
            let (value, range) = product.value();
            if checker.explains {
                checker.computed.insert(path.to_owned(), product.computed(model == NEAREST));
            }
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

fn product(technology: &Technology<'_>, model: &str, of: Geometry) -> Result<Product<Energy>, Refusal> {
    match of {
        Geometry::None => Err(Refusal::Because("no model computes this energy".to_owned(), USE_AN_ENERGY)),
        Geometry::Memory(content, access) => {
            let fit = if model == NEAREST {
                Some(sram::Fit::nearest(node(technology)?))
            } else {
                sram::Fit::named(model)
            };
            let fit = fit.ok_or_else(|| {
                of_another(model, "not memories", "name a memory model, such as `cacti7-fit-22lop`")
            })?;
            memory(technology, fit, content, access)
        }
        Geometry::Router(_) | Geometry::Wire(_) => {
            let fit = if model == NEAREST {
                Some(wire::Fit::nearest(node(technology)?))
            } else {
                wire::Fit::named(model)
            };
            let fit = fit.ok_or_else(|| {
                of_another(model, "not routers and wires", "name a wire model, such as `dsent-fit-22`")
            })?;
            network(technology, fit, of)
        }
        Geometry::Burst => {
            let kind = if model == NEAREST { Some(&dram::KINDS[0]) } else { Kind::named(model) };
            let kind = kind.ok_or_else(|| {
                of_another(model, "and is no model of a DRAM", "name one, such as `dram-lpddr4`")
            })?;
            burst(technology.file, kind)
        }
    }
}

/// A model of something else, or one that does not exist.
fn of_another(model: &str, rather: &str, hint: &'static str) -> Refusal {
    let kind = if sram::Fit::named(model).is_some() {
        "memories"
    } else if wire::Fit::named(model).is_some() {
        "routers and wires"
    } else if Kind::named(model).is_some() {
        "a DRAM"
    } else if model == leakage::NAME {
        "static power"
    } else {
        return Refusal::Unnamed;
    };
    Refusal::Because(format!("`{model}` models {kind}, {rather}"), hint)
}

fn node(technology: &Technology<'_>) -> Result<Length, Refusal> {
    technology.here.map(|here| here.node).ok_or_else(|| because(&super::technology::Unscaled::Unplaced))
}

fn because(unscaled: &super::technology::Unscaled) -> Refusal {
    let (what, hint) = unscaled.explained();
    Refusal::Because(what, hint)
}

fn memory(
    technology: &Technology<'_>,
    fit: &'static sram::Fit,
    content: Content,
    access: Access,
) -> Result<Product<Energy>, Refusal> {
    let (bank, from) = bank_of(technology.file, content).ok_or(Refusal::Unnamed)?;
    let name = fit.name;
    let estimate = fit
        .energy(bank, access)
        .map_err(|out| Refusal::Because(format!("`{name}` cannot say: {}", out.0), USE_AN_ENERGY))?;
    let at = fit.operating_point();
    let done = match access {
        Access::Read => "read of",
        Access::Write => "write to",
        Access::ReadAndWrite => "mean of read of and write to",
    };
    let source = format!("{}; {}; horowitz2014", sram::REFERENCE, scaling::REFERENCE);
    let mut product = Product::of_fit(name, &place(at), format!("{done} {from}"), estimate, &source);
    product.terms.push(technology.scaled(at).map_err(|unscaled| because(&unscaled))?);
    product.terms.push(technology.macro_factor.clone());
    Ok(product)
}

fn network(
    technology: &Technology<'_>,
    fit: &'static wire::Fit,
    of: Geometry,
) -> Result<Product<Energy>, Refusal> {
    let bits = *technology.file.network.flit_bits.value().ok_or(Refusal::Unnamed)?;
    let at = fit.operating_point();
    let (passage, what) = match of {
        Geometry::Router(passage) => (passage, flit_note(passage, bits)),
        Geometry::Wire(pitches) => {
            let length = Length::mm(technology.pitch.value * pitches);
            (
                Passage::Wire { length },
                format!("a flit of {bits} bits along {length:.3}, {pitches} x the pitch"),
            )
        }
        Geometry::Memory(..) | Geometry::Burst | Geometry::None => return Err(Refusal::Unnamed),
    };
    let source = format!("{}; {}; merolla2014; davies2018", wire::REFERENCE, scaling::REFERENCE);
    let mut product = Product::of_fit(fit.name, &place(at), what, fit.energy(passage, bits), &source);
    if let Passage::Wire { .. } = passage {
        // The length is in the base; what it may be otherwise is a factor.
        let Term { value, low, high, why, .. } = &technology.pitch;
        let why = format!("length of {value:.3} ({low:.3} to {high:.3}) {why}");
        product.terms.push(Term { what: "length", value: 1.0, low: low / value, high: high / value, why });
    }
    product.terms.push(technology.scaled(at).map_err(|unscaled| because(&unscaled))?);
    product.terms.push(technology.silicon_factor.clone());
    Ok(product)
}

fn burst(file: &ChipFile, kind: &'static Kind) -> Result<Product<Energy>, Refusal> {
    let dram = file.dram.as_ref().ok_or(Refusal::Unnamed)?;
    let bits = dram.burst.value().ok_or(Refusal::Unnamed)?.bits();
    let Kind { name, value, low, high } = *kind;
    let why = format!(
        "{low} to {high} pJ a bit; a process of its own, so node and voltage of the chip do not matter"
    );
    Ok(Product {
        model: name,
        of: format!("a burst of {bits} bits"),
        formula: format!("{name}: {value} pJ/b x {bits} b"),
        base: Energy::pj(value * bits as f64),
        terms: vec![Term { what: "deviation", value: 1.0, low: low / value, high: high / value, why }],
        source: dram::SOURCE.to_owned(),
    })
}

/// The bank that holds a content, and its geometry in words.
fn bank_of(file: &ChipFile, content: Content) -> Option<(Bank, String)> {
    let (name, memory) = file.core.memories.iter().find(|(_, memory)| memory.holds.contains(&content))?;
    let bank = bank(memory)?;
    let (capacity, width) = (bank.capacity, bank.width_bits);
    Some((bank, format!("a bank of {capacity} with {width} bits of `{name}`")))
}

/// One bank of a memory.
pub(super) fn bank(memory: &MemoryFile) -> Option<Bank> {
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
        Passage::Wire { length } => format!("a flit of {bits} bits along {length:.3}"),
    }
}
