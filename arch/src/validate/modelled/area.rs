//! Areas: as written, else modelled where models reach.

use egret_config::{Area, Basis, Length, Sourced, did_you_mean};

use super::energy::bank;
use super::product::{Product, Term};
use super::technology::{Technology, place};
use crate::action::Component;
use crate::area::{ChipArea, KnownArea};
use crate::chip::Computed;
use crate::file::{Content, MemoryFile};
use crate::models::{scaling, sram, wire};
use crate::topology::TopologySpec;
use crate::validate::checker::Checker;

/// Checks the section and works out what it leaves out.
pub(in crate::validate) fn check(
    checker: &mut Checker,
    technology: &Technology<'_>,
    topology: Option<&TopologySpec>,
) -> ChipArea {
    let (file, memories) = (&technology.file.area, &technology.file.core.memories);
    for name in file.memories.keys().filter(|name| !memories.contains_key(*name)) {
        let hint = match did_you_mean(name, memories.keys().map(String::as_str)) {
            Some(close) => format!("did you mean `{close}`?"),
            None => "name one of core.memories".to_owned(),
        };
        checker.refuse(&format!("area.memories.{name}"), format!("there is no memory `{name}`"), hint);
    }
    let mut parts: Vec<(&'static str, KnownArea)> = Vec::new();
    for (name, memory) in memories {
        let path = format!("area.memories.{name}");
        let known = known(checker, &path, file.memories.get(name), || of_memory(technology, memory));
        parts.push((component(memory), known));
    }
    let router = known(checker, "area.router", file.router.as_ref(), || of_router(technology));
    let in_core: Option<Area> = parts.iter().map(|(_, known)| known.value).sum();
    let core = known(checker, "area.core", file.core.as_ref(), || {
        in_core
            .map(|area| sum(area, "memories of a core; its logic is not in it", "area.memories".to_owned()))
    });
    let cores = topology.map_or(0, TopologySpec::cores);
    let routers = technology.routers;
    let together = core
        .value
        .zip(router.value)
        .map(|(core, router)| core * f64::from(cores) + router * f64::from(routers));
    let chip = known(checker, "area.chip", file.chip.as_ref(), || {
        let (core, router) = (core.value?, router.value?);
        let formula = format!("{cores} cores x {core:.4} + {routers} routers x {router:.4}");
        Some(sum(together?, "cores and routers; pads and wiring are not in it", formula))
    });
    if let (Some(chip), Some(core)) = (given(file.chip.as_ref()), given(file.core.as_ref()))
        && core * f64::from(cores) > chip
    {
        let what = format!("{cores} cores of {core} do not fit on {chip}");
        checker.refuse("area.core", what, "write the area of one core, and of the whole die");
    }
    ChipArea { chip, core, router, components: components(&parts, [chip, core, router], cores, routers) }
}

fn given(written: Option<&Sourced<Area>>) -> Option<Area> {
    written.and_then(Sourced::value).copied()
}

/// An area as written, else as modelled.
fn known(
    checker: &mut Checker,
    path: &str,
    written: Option<&Sourced<Area>>,
    model: impl FnOnce() -> Option<Product<Area>>,
) -> KnownArea {
    if let Some(sourced) = written {
        let value = checker.optional(path, sourced);
        if sourced.basis() != Basis::Modelled {
            return KnownArea { value, basis: sourced.basis() };
        }
    }
    if let Some(product) = model() {
        checker.computed.insert(path.to_owned(), product.computed(false));
        return KnownArea { value: Some(product.value().0), basis: Basis::Modelled };
    }
    let note = "not published here, and no model reaches: areas are scaled from 45 to 7 nm, banks fitted from 1 to 4096 KiB and 32 to 256 b";
    checker.computed.insert(path.to_owned(), Computed::unknown(note));
    KnownArea::UNKNOWN
}

/// A sum of areas that are known already.
fn sum(base: Area, of: &str, formula: String) -> Product<Area> {
    let source = "as of the parts".to_owned();
    Product { model: "sum", of: of.to_owned(), formula, base, terms: Vec::new(), source }
}

fn of_memory(technology: &Technology<'_>, memory: &MemoryFile) -> Option<Product<Area>> {
    let node = technology.node?;
    let fit = sram::Fit::nearest(node);
    let bank = bank(memory)?;
    let estimate = fit.area(bank).ok()?;
    let banks = *memory.banks.value()?;
    let at = fit.operating_point();
    let of = format!("{banks} banks of {}", bank.capacity);
    let source = format!("{}; {}", sram::REFERENCE, scaling::REFERENCE);
    let mut product = Product::of_fit(fit.name, &place(at), of, estimate, &source);
    product.terms.push(Term::exact("banks", f64::from(banks), "one after the other".to_owned()));
    product.terms.push(area_scaled(at.node, node)?);
    Some(product)
}

fn of_router(technology: &Technology<'_>) -> Option<Product<Area>> {
    let node = technology.node?;
    let bits = *technology.file.network.flit_bits.value()?;
    let fit = wire::Fit::nearest(node);
    let at = fit.operating_point();
    let source = format!("{}; {}", wire::REFERENCE, scaling::REFERENCE);
    let of = format!("a router of five ports and {bits} bits");
    let mut product = Product::of_fit(fit.name, &place(at), of, fit.area(bits), &source);
    product.terms.push(area_scaled(at.node, node)?);
    Some(product)
}

fn area_scaled(from: Length, to: Length) -> Option<Term> {
    let factor = scaling::area_factor(from, to)?;
    let why = format!("from {from} to {to} ({})", scaling::REFERENCE);
    Some(Term::exact("scaling", factor, why))
}

/// The component under which the accesses of a memory are reported; of one that holds several contents the first of
/// weights, tables, state, queue.
fn component(memory: &MemoryFile) -> &'static str {
    let of = |content| match content {
        Content::Weights => Component::WeightMemory,
        Content::Tables => Component::RowPointers,
        Content::State => Component::StateMemory,
        Content::Queue => Component::Queue,
    };
    memory.holds.iter().min().map_or(Component::Core, |&content| of(content)).name()
}

/// Parts of one chip.
fn components(
    parts: &[(&'static str, KnownArea)],
    [chip, core, router]: [KnownArea; 3],
    cores: u32,
    routers: u32,
) -> Vec<(&'static str, Area)> {
    let mut list: Vec<(&'static str, Area)> = Vec::new();
    let mut add = |name: &'static str, area: Area| match list.iter_mut().find(|(listed, _)| *listed == name) {
        Some((_, sum)) => *sum += area,
        None => list.push((name, area)),
    };
    for (name, known) in parts {
        if let Some(area) = known.value {
            add(name, area * f64::from(cores));
        }
    }
    let memories: Option<Area> = parts.iter().map(|(_, known)| known.value).sum();
    // A rest is known where whole and parts are; models of parts may add up to more than a published whole.
    let rest = |whole: Option<Area>, parts: Option<Area>| {
        whole.zip(parts).map(|(whole, parts)| whole - parts).filter(|rest| *rest > Area::ZERO)
    };
    if let Some(logic) = rest(core.value, memories) {
        add("core", logic * f64::from(cores));
    }
    if let Some(router) = router.value {
        add("router", router * f64::from(routers));
    }
    let inner = core.value.zip(router.value);
    let inner = inner.map(|(core, router)| core * f64::from(cores) + router * f64::from(routers));
    if let Some(uncore) = rest(chip.value, inner) {
        add("uncore", uncore);
    }
    list
}
