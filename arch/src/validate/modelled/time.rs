//! Access times of memories.

use egret_config::{Sourced, Span};

use super::energy::bank;
use super::product::{Product, Term};
use super::technology::{Technology, place};
use crate::Ticks;
use crate::file::MemoryFile;
use crate::models::sram;
use crate::models::{NEAREST, wire};
use crate::validate::checker::Checker;

/// The modelled access time of a memory: whole cycles of the core where it has a clock, whole ticks otherwise.
///
/// No published law scales times, so a fit holds at its own node and voltage only. Where the file leaves the time out,
/// the fit that is nearest in node is taken as it is, and the derivation says so.
pub(in crate::validate) fn access_time(
    checker: &mut Checker,
    technology: &Technology<'_>,
    path: &str,
    file: &MemoryFile,
) -> Ticks {
    const WRITE_IT: &str = "write the access time itself, such as \"1 cycle\"";
    let Sourced::Modelled(model) = &file.access_time else { return 0 };
    checker.optional(path, &file.access_time);
    let nearest = model == NEAREST;
    let fit = if nearest { technology.node.map(sram::Fit::nearest) } else { sram::Fit::named(model) };
    let Some(fit) = fit else {
        if nearest {
            checker.refuse(path, "a modelled time needs the node of the chip, which is unknown", WRITE_IT);
        } else if wire::Fit::named(model).is_some() {
            let what = format!("`{model}` models routers and wires, not memories");
            checker.refuse(path, what, "name a memory model, such as `cacti7-fit-22lop`");
        }
        return 0;
    };
    let at = fit.operating_point();
    let elsewhere = technology.here != Some(at);
    if elsewhere && !nearest {
        let what = format!(
            "`{model}` gives times at {} and {} only, and this chip is elsewhere",
            at.node, at.voltage
        );
        checker.refuse(path, what, WRITE_IT);
        return 0;
    }
    let Some(bank) = bank(file) else { return 0 };
    let estimate = match fit.access_time(bank) {
        Ok(estimate) => estimate,
        Err(out) => {
            checker.refuse(
                path,
                format!("`{}` cannot say: {}", fit.name, out.0),
                "write the access time itself",
            );
            return 0;
        }
    };
    let time = estimate.value;
    let (Some((ticks, counted)), Some(ticks_per_second)) =
        (checker.not_before(path, time), checker.time.ticks_per_second)
    else {
        return 0;
    };
    let of = format!("an access to a bank of {} with {} bits", bank.capacity, bank.width_bits);
    let mut product = Product::of_fit(fit.name, &place(at), of, estimate, sram::REFERENCE);
    if elsewhere {
        let why = "times are not scaled: no published law".to_owned();
        product.terms.push(Term::exact("scaling", 1.0, why));
    }
    let mut computed = product.computed(nearest);
    computed.note = format!("{}: {time:.3}, {counted}", computed.note.split(':').next().unwrap_or(fit.name));
    computed.value = Some(format!("{:.3}", Span::seconds(ticks as f64 / ticks_per_second as f64)));
    computed.steps.push(("used", counted));
    computed.range = None;
    checker.computed.insert(path.to_owned(), computed);
    ticks
}
