//! Probabilities of words from logits.

use super::elementary::exp;

/// Numbers summed side by side: what a vector of the widest common kind holds.
const LANES: usize = 16;

/// The natural logarithms of a softmax, one logit a word; each is computed only when asked for.
#[derive(Clone, Copy, Debug)]
pub struct LogSoftmax<'a> {
    logits: &'a [f32],
    largest: f32,
    /// Logarithm of the sum of all exponentials.
    log_total: f64,
}

impl<'a> LogSoftmax<'a> {
    /// The softmax of logits. Exponentials have single precision (1.1 units in the last place) and are summed in double.
    pub fn new(logits: &'a [f32]) -> Self {
        let (chunks, rest) = logits.as_chunks::<LANES>();
        let mut lanes = [f32::NEG_INFINITY; LANES];
        for chunk in chunks {
            for (lane, logit) in lanes.iter_mut().zip(chunk) {
                *lane = if *logit > *lane { *logit } else { *lane };
            }
        }
        let largest = lanes.iter().chain(rest).fold(f32::NEG_INFINITY, |largest, logit| largest.max(*logit));
        let mut totals = [0.0_f64; LANES];
        for chunk in chunks {
            for (total, logit) in totals.iter_mut().zip(chunk) {
                *total += f64::from(exp(logit - largest));
            }
        }
        let rest: f64 = rest.iter().map(|logit| f64::from(exp(logit - largest))).sum();
        let total = totals.iter().sum::<f64>() + rest;
        Self { logits, largest, log_total: f64::from(largest) + libm::log(total) }
    }

    /// Natural logarithm of the probability of a word.
    ///
    /// # Panics
    /// If there is no such word.
    pub fn log_probability(&self, word: u32) -> f64 {
        f64::from(self.logits[word as usize]) - self.log_total
    }

    /// The most probable word, the first of several; 0 without words.
    pub fn argmax(&self) -> u32 {
        #[expect(clippy::float_cmp, reason = "the largest is one of them")]
        let first = self.logits.iter().position(|logit| *logit == self.largest);
        first.unwrap_or(0) as u32
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_first_of_equal_words_wins() {
        assert_eq!(LogSoftmax::new(&[1.0, 3.0, -2.0, 3.0]).argmax(), 1);
        assert_eq!(LogSoftmax::new(&[0.0; 40]).argmax(), 0);
        assert_eq!(LogSoftmax::new(&[]).argmax(), 0);
    }

    proptest! {
        #[test]
        fn probabilities_are_those_of_double_precision(logits in proptest::collection::vec(-30.0_f32..30.0, 1..200)) {
            let softmax = LogSoftmax::new(&logits);
            let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let total: f64 = logits.iter().map(|logit| libm::exp(f64::from(*logit) - f64::from(largest))).sum();
            for (word, logit) in (0..).zip(&logits) {
                let exact = f64::from(*logit) - f64::from(largest) - libm::log(total);
                prop_assert!((softmax.log_probability(word) - exact).abs() < 2e-7, "{word}");
            }
            prop_assert_eq!(logits[softmax.argmax() as usize].to_bits(), largest.to_bits());
        }
    }
}
