//! Static power of cores and routers.

use egret_config::{Basis, Power};

use super::product::{Product, Term};
use super::technology::{Technology, place};
use crate::models::leakage::{self, Anchor};
use crate::models::{NEAREST, scaling, wire};
use crate::price::Price;
use crate::validate::checker::Checker;

/// Two virtual channels instead of one, in DSENT: what routers leak at most more than modelled.
const TWO_CHANNELS: f64 = 1.55;

const WRITE_IT: &str = "write the power itself, Estimated with its range, or Unknown";

/// Static power of one core by the capacity of its memories.
pub(in crate::validate) fn core_power(
    checker: &mut Checker,
    technology: &Technology<'_>,
    path: &str,
    model: &str,
    anchor: Anchor,
) -> Price<Power> {
    if model != NEAREST && model != leakage::NAME {
        checker.refuse(path, "no model computes this power", WRITE_IT);
        return Price::UNKNOWN;
    }
    let memories = technology.file.core.memories.values();
    let bits: u64 =
        memories.filter_map(|memory| memory.capacity.value()).map(|capacity| capacity.bits()).sum();
    let kilobytes = bits as f64 / 8e3;
    let Anchor { value, low, high, why, source } = anchor;
    let deviation = Term {
        what: "deviation",
        value: 1.0,
        low: low / value,
        high: high / value,
        why: format!("{low} to {high} uW/kB: {why}"),
    };
    let product = Product {
        model: leakage::NAME,
        of: format!("memories of {kilobytes} kB"),
        formula: format!("{}: {value} uW/kB x {kilobytes} kB", leakage::NAME),
        base: Power::uw(value * kilobytes),
        terms: vec![deviation],
        source: source.to_owned(),
    };
    priced(checker, path, &product, model == NEAREST)
}

/// Clock and leakage of all routers of one chip.
pub(in crate::validate) fn router_power(
    checker: &mut Checker,
    technology: &Technology<'_>,
    path: &str,
    model: &str,
) -> Price<Power> {
    let file = technology.file;
    let nearest = technology.here.filter(|_| model == NEAREST).map(|here| wire::Fit::nearest(here.node));
    let Some(fit) = nearest.or_else(|| wire::Fit::named(model)) else {
        let what = if model == NEAREST {
            "a modelled power needs the node and the voltage of the chip, and one of them is unknown"
        } else {
            "no model computes this power"
        };
        checker.refuse(path, what, WRITE_IT);
        return Price::UNKNOWN;
    };
    let Some(bits) = file.network.flit_bits.value().copied() else { return Price::UNKNOWN };
    let at = fit.operating_point();
    let scale = match technology.scaled(at) {
        Ok(scale) => scale,
        Err(unscaled) => {
            checker.refuse(path, unscaled.explained().0, WRITE_IT);
            return Price::UNKNOWN;
        }
    };
    let (clock, leakage) = (fit.clock(bits), fit.leakage(bits));
    let hertz =
        file.network.clock.as_ref().and_then(|clock| clock.value()).map_or(0.0, |clock| clock.as_hertz());
    let routers = f64::from(technology.routers);
    let each = Power::watts(clock.value.as_joules() * scale.value * hertz) + leakage.value;
    let formula = format!(
        "{} at {}: {routers} routers x (({}) x {:.4} x {} MHz + {})",
        fit.name,
        place(at),
        clock.formula,
        scale.value,
        hertz / 1e6,
        leakage.formula
    );
    let deviation = Term {
        what: "deviation",
        value: 1.0,
        low: 0.0,
        high: TWO_CHANNELS,
        why: "low: routers with nothing to do are gated; high: two virtual channels leak 55 % more; leakage at 340 K, not scaled: no published law".to_owned(),
    };
    let product = Product {
        model: fit.name,
        of: format!("clock and leakage of {routers} routers of {bits} bits"),
        formula,
        base: each * routers,
        terms: vec![deviation],
        source: format!("{}; {}", wire::REFERENCE, scaling::REFERENCE),
    };
    priced(checker, path, &product, model == NEAREST)
}

fn priced(checker: &mut Checker, path: &str, product: &Product<Power>, nearest: bool) -> Price<Power> {
    let (value, range) = product.value();
    if checker.explains {
        checker.computed.insert(path.to_owned(), product.computed(nearest));
    }
    Price { value: Some(value), basis: Basis::Modelled, low_high: Some(range) }
}
