//! A value that is a product: what a fit says, times factors that each have a range.

use std::fmt::Display;
use std::ops::Mul;

use crate::chip::Computed;
use crate::models::Estimate;

/// One factor.
#[derive(Clone, Debug)]
pub(super) struct Term {
    /// What it is, in a word.
    pub(super) what: &'static str,
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Where it comes from.
    pub(super) why: String,
}

impl Term {
    /// A factor without a range.
    pub(super) fn exact(what: &'static str, value: f64, why: String) -> Self {
        Self { what, value, low: value, high: value, why }
    }

    fn line(&self) -> (&'static str, String) {
        let Self { what, value, low, high, why } = self;
        let range =
            if low < high { format!(" ({} to {})", short(*low), short(*high)) } else { String::new() };
        (what, format!("x {}{range}: {why}", short(*value)))
    }
}

/// A product under way.
pub(super) struct Product<Q> {
    /// The model that gives the base.
    pub(super) model: &'static str,
    /// What it was asked for.
    pub(super) of: String,
    /// Where the base comes from, with its numbers put in.
    pub(super) formula: String,
    pub(super) base: Q,
    pub(super) terms: Vec<Term>,
    /// Keys of the works.
    pub(super) source: String,
}

impl<Q: Copy + Mul<f64, Output = Q> + Display> Product<Q> {
    /// A product that begins with what a fit says. Its deviation is the first factor.
    pub(super) fn of_fit(model: &'static str, at: &str, of: String, fit: Estimate<Q>, source: &str) -> Self {
        let Estimate { value, rms, formula } = fit;
        let deviation = Term {
            what: "deviation",
            value: 1.0,
            low: 1.0 - rms,
            high: 1.0 + rms,
            why: format!("rms of the fit {:.1} %", rms * 100.0),
        };
        let formula = format!("{model} at {at}: {formula}");
        Self { model, of, formula, base: value, terms: vec![deviation], source: source.to_owned() }
    }

    /// Value, and the lowest and highest that the ranges allow.
    pub(super) fn value(&self) -> (Q, (Q, Q)) {
        let times = |part: fn(&Term) -> f64| self.base * self.terms.iter().map(part).product::<f64>();
        (times(|term| term.value), (times(|term| term.low), times(|term| term.high)))
    }

    /// The same for people; `nearest` where the file named no model.
    pub(super) fn computed(&self, nearest: bool) -> Computed {
        let (value, (low, high)) = self.value();
        let Self { model, of, formula, base, terms, source } = self;
        let mut steps = vec![("of", of.clone()), ("model", format!("{formula} = {base:.4}"))];
        steps.extend(terms.iter().map(Term::line));
        for (what, result, part) in [
            ("value", value, (|term| term.value) as fn(&Term) -> f64),
            ("low", low, |term| term.low),
            ("high", high, |term| term.high),
        ] {
            let factors = terms.iter().map(part).filter(|factor| (factor - 1.0).abs() > f64::EPSILON);
            let factors: Vec<String> = factors.map(|factor| format!(" x {}", short(factor))).collect();
            steps.push((what, format!("{base:.4}{} = {result:.4}", factors.concat())));
        }
        steps.push(("source", source.clone()));
        let factors =
            terms.iter().filter(|term| term.what != "deviation" && (term.value - 1.0).abs() > f64::EPSILON);
        let factors: Vec<String> =
            factors.map(|term| format!("; {} x {}", term.what, short(term.value))).collect();
        let chosen = if nearest { " (left out of the file: the nearest)" } else { "" };
        Computed {
            value: Some(format!("{value:.3}")),
            range: Some((format!("{low:.3}"), format!("{high:.3}"))),
            model: (*model).to_owned(),
            note: format!("{model}{chosen}: {of}{}", factors.concat()),
            steps,
            left_out: nearest,
        }
    }
}

/// A factor for people: four significant digits.
fn short(number: f64) -> String {
    if number.abs() <= 0.0 {
        return "0".to_owned();
    }
    let digits = (3 - libm::floor(libm::log10(libm::fabs(number))) as i32).max(0);
    let text = format!("{number:.*}", usize::try_from(digits).unwrap_or_default());
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use egret_config::Energy;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ranges_enclose_the_value(
            base in 0.01..1e3_f64,
            rms in 0.0..0.9_f64,
            factors in proptest::collection::vec((0.1..1.0_f64, 1.0..4.0_f64), 0..4),
        ) {
            let fit = Estimate { value: Energy::pj(base), rms, formula: String::new() };
            let mut product = Product::of_fit("model", "here", String::new(), fit, "key");
            product.terms.extend(factors.into_iter().map(|(low, high)| Term {
                what: "factor", value: 1.0, low, high, why: String::new(),
            }));
            let (value, (low, high)) = product.value();
            prop_assert!(low <= value && value <= high);
        }
    }

    #[test]
    fn factors_keep_four_digits() {
        for (number, text) in [(1.0, "1"), (0.241_37, "0.2414"), (2.75, "2.75"), (0.0, "0"), (1234.5, "1234")]
        {
            assert_eq!(short(number), text);
        }
    }
}
