//! Lists of offered rates: `0.1`, `0.05,0.1`, `0.02..0.4:0.02`, or several of these behind commas.

use egret_config::{InputError, Problem};

use crate::failure::Failure;

/// More points than anybody waits for.
const MOST: usize = 10_000;
/// Lower rates need more cycles than can be counted on.
const LOWEST: f64 = 1e-9;
const HINT: &str = "write one rate, several (0.05,0.1) or a range with its step (0.02..0.4:0.02)";

/// Reads `--rates`; everything wrong with it is told at once.
pub(super) fn read(text: &str) -> Result<Vec<f64>, Failure> {
    let mut rates = Vec::new();
    let mut problems = Vec::new();
    for part in text.split(',') {
        let part = part.trim();
        let read = match part.split_once("..") {
            Some((from, rest)) => range(part, from, rest),
            None => rate(part).map(|rate| vec![rate]),
        };
        match read {
            Ok(some) => rates.extend(some),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() && rates.len() > MOST {
        let problem = Problem::new("", format!("{} rates are more than {MOST}", rates.len()));
        problems.push(problem.hint("take larger steps"));
    }
    if problems.is_empty() {
        return Ok(rates);
    }
    Err(Failure::Input(vec![InputError { name: "--rates".to_owned(), text: None, problems }]))
}

fn refused(what: String) -> Problem {
    Problem::new("", what).hint(HINT)
}

fn number(text: &str) -> Result<f64, Problem> {
    match text.trim().parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(number),
        _ if text.trim().is_empty() => Err(refused("a rate is missing".to_owned())),
        _ => Err(refused(format!("`{text}` is no number"))),
    }
}

fn rate(text: &str) -> Result<f64, Problem> {
    let rate = number(text)?;
    if rate < 0.0 {
        return Err(refused(format!("`{text}` is negative")));
    }
    if rate > 1.0 {
        let problem = Problem::new("", format!("`{text}` is more than one flit a node and cycle"));
        return Err(problem.hint("a node sends at most one flit in a cycle; ask for rates from 0 to 1"));
    }
    if rate < LOWEST {
        return Err(refused(format!("`{text}` offers nothing to measure")));
    }
    Ok(rate)
}

fn range(part: &str, from: &str, rest: &str) -> Result<Vec<f64>, Problem> {
    let (to, step) =
        rest.split_once(':').ok_or_else(|| refused(format!("`{part}` has no step behind a colon")))?;
    let (from, to, step) = (rate(from)?, rate(to)?, number(step)?);
    if step <= 0.0 {
        return Err(refused(format!("`{part}` has a step of {step}, and never gets to its end")));
    }
    if to < from {
        return Err(refused(format!("`{part}` ends before it begins")));
    }
    let steps = ((to - from) / step + 1e-9).floor();
    if steps >= MOST as f64 {
        return Err(refused(format!("`{part}` is more than {MOST} rates")));
    }
    // Multiples of 0.02 shall be 0.06 and not 0.06000000000000001.
    let tidy = |rate: f64| (rate * 1e12).round() / 1e12;
    Ok((0..=steps as u32).map(|number| tidy(from + f64::from(number) * step)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_rates_lists_and_ranges_are_read() {
        for (text, rates) in [
            ("0.1", [0.1].as_slice()),
            ("1", &[1.0]),
            ("0.05, 0.1", &[0.05, 0.1]),
            ("0.02..0.08:0.02", &[0.02, 0.04, 0.06, 0.08]),
            ("0.1..0.35:0.1,1", &[0.1, 0.2, 0.3, 1.0]),
            ("0.3..0.3:0.1", &[0.3]),
        ] {
            assert_eq!(read(text).expect(text), rates, "{text}");
        }
    }

    #[test]
    fn everything_wrong_is_told() {
        for (text, expected) in [
            ("", vec!["a rate is missing"]),
            ("0.1,", vec!["a rate is missing"]),
            ("NaN,-0.1,x", vec!["`NaN` is no number", "`-0.1` is negative", "`x` is no number"]),
            ("inf", vec!["`inf` is no number"]),
            ("1.5", vec!["`1.5` is more than one flit a node and cycle"]),
            ("0", vec!["`0` offers nothing to measure"]),
            ("0.1..0.4", vec!["`0.1..0.4` has no step behind a colon"]),
            ("0.1..0.4:0", vec!["`0.1..0.4:0` has a step of 0, and never gets to its end"]),
            ("0.1..0.4:-1", vec!["`0.1..0.4:-1` has a step of -1, and never gets to its end"]),
            ("0.4..0.1:0.1", vec!["`0.4..0.1:0.1` ends before it begins"]),
            ("0.1..1:0.00001", vec!["`0.1..1:0.00001` is more than 10000 rates"]),
        ] {
            let Err(Failure::Input(errors)) = read(text) else { panic!("{text} is accepted") };
            let told: Vec<&str> = errors[0].problems.iter().map(|problem| problem.what.as_str()).collect();
            assert_eq!(told, expected, "{text}");
        }
    }
}
