//! Spikes as text: one line an event, `t,neuron` or `t,x,y,p`.
//!
//! Times are read as decimals and binned as whole numbers of femtoseconds, so that an event at 0.003 s is in step 3 of 1 ms.

use egret_config::{Problem, did_you_mean};

use super::decimal::{femtoseconds, unit_exponent};
use super::trace::MOST_PAIRS;
use crate::activity::Trace;

/// Most steps of a recording.
const MOST_STEPS: u128 = 1 << 24;

/// How times become steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Unit of the times where the header names none: `s`, `ms`, `us`, `ns` or `step`.
    pub unit: Option<String>,
    /// Length of a step, such as `1ms`; needed unless times are counted in steps.
    pub step: Option<String>,
    /// When step 0 begins.
    pub origin: Origin,
}

/// When step 0 begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// At time 0.
    Zero,
    /// At the first event.
    First,
}

/// A recording made of spikes.
#[derive(Clone, Debug, PartialEq)]
pub struct Spikes {
    /// Which unit emits at which step.
    pub trace: Trace,
    /// Events in the file.
    pub events: u64,
    /// Width, height and polarities of the sensor, where events have coordinates.
    pub sensor: Option<[u32; 3]>,
}

/// The recording in the text of a file. `units` is the number of neurons, or the width, height and polarities of the sensor;
/// without it, the largest that occur count.
///
/// A unit emits once a step at most: further spikes in a step are merged, which [`Spikes::events`] tells.
pub fn read_spike_csv(text: &str, clock: &Clock, units: Option<&[u32]>) -> Result<Spikes, Problem> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = reader.headers().map_err(|error| Problem::new("", error.to_string()))?.clone();
    let columns = Columns::find(&header)?;
    let binning = Binning::new(&header[columns.time], clock)?;
    let mut events: Vec<(u128, [u32; 3])> = Vec::new();
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader.read_record(&mut record);
        if !more.map_err(|error| Problem::new("", error.to_string()))? {
            break;
        }
        let line = record.position().map_or(0, csv::Position::line);
        let here = |what: String| {
            let start = record.position().map_or(0, |position| position.byte() as usize);
            Problem::new(format!("line {line}"), what).span(start..start)
        };
        let time = binning.time(&record[columns.time]).map_err(here)?;
        let mut place = [0; 3];
        for (place, column) in place.iter_mut().zip(&columns.place) {
            let written = &record[*column];
            *place = written.parse().map_err(|_| {
                let name = &header[*column];
                here(format!("`{name}` is `{written}`, and a whole number from 0 is needed"))
            })?;
        }
        events.push((time, place));
    }
    assemble(&events, &binning, columns.place.len(), units)
}

/// Which columns hold the time and the place: a neuron, or x, y and polarity.
struct Columns {
    time: usize,
    place: Vec<usize>,
}

impl Columns {
    fn find(header: &csv::StringRecord) -> Result<Self, Problem> {
        let refused = |what: String| {
            Problem::new("header", what)
                .hint("the first line is `t_us,neuron` or `t_us,x,y,p`, or with another unit of time")
        };
        let is_time = |name: &str| name == "t" || name.starts_with("t_");
        let find = |wanted: &str| header.iter().position(|name| name == wanted);
        let time = header.iter().position(is_time);
        let time = time.ok_or_else(|| {
            let shown: Vec<&str> = header.iter().collect();
            refused(format!("no column is a time, only `{}`", shown.join("`, `")))
        })?;
        let place = match (find("neuron"), find("x"), find("y")) {
            (Some(neuron), None, None) => vec![neuron],
            (None, Some(x), Some(y)) => [Some(x), Some(y), find("p")].into_iter().flatten().collect(),
            _ => return Err(refused("events need a column `neuron`, or columns `x` and `y`".to_owned())),
        };
        if let Some((_, name)) = header.iter().enumerate().find(|(at, _)| *at != time && !place.contains(at))
        {
            let near = did_you_mean(name, ["neuron", "x", "y", "p"]);
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(refused(format!("what is column `{name}`{near}")));
        }
        Ok(Self { time, place })
    }
}

/// The unit of times and the length of a step.
struct Binning {
    /// A time of 1 is 10 to this many femtoseconds; none where times are counted in steps.
    exponent: Option<i32>,
    /// Femtoseconds of a step; 1 where times are counted in steps.
    step: u128,
    origin: Origin,
}

impl Binning {
    fn new(column: &str, clock: &Clock) -> Result<Self, Problem> {
        let named = column.strip_prefix("t_");
        let unit = match (named, clock.unit.as_deref()) {
            (Some(named), Some(given)) if named != given => {
                let what = format!("the header says times are in {named}, and {given} is asked for");
                return Err(Problem::new("header", what));
            }
            (Some(unit), _) | (None, Some(unit)) => unit,
            (None, None) => {
                return Err(Problem::new("header", "it does not say the unit of its times").hint(
                    "call the column `t_us` (or `t_s`, `t_ms`, `t_ns`, `t_step`), or give `--time-unit us`",
                ));
            }
        };
        if unit == "step" {
            if clock.step.is_some() {
                let problem = Problem::new("header", "times are counted in steps, and a step has a length");
                return Err(problem.hint("leave `--step` out"));
            }
            return Ok(Self { exponent: None, step: 1, origin: clock.origin });
        }
        let exponent = unit_exponent(unit).ok_or_else(|| {
            Problem::new("header", format!("`{unit}` is no unit of time")).hint("s, ms, us, ns and step are")
        })?;
        let written = clock.step.as_deref().ok_or_else(|| {
            Problem::new("", "the length of a step is not given").hint("such as `--step 1ms`")
        })?;
        let number = written.trim_end_matches(|letter: char| letter.is_alphabetic());
        let step = unit_exponent(&written[number.len()..])
            .and_then(|exponent| femtoseconds(number.trim(), exponent))
            .filter(|step| *step > 0);
        let step = step.ok_or_else(|| {
            Problem::new("", format!("a step of `{written}` is no time above 0")).hint("such as `--step 1ms`")
        })?;
        Ok(Self { exponent: Some(exponent), step, origin: clock.origin })
    }

    /// Femtoseconds, or steps, that a text says.
    fn time(&self, written: &str) -> Result<u128, String> {
        let time = match self.exponent {
            Some(exponent) => femtoseconds(written, exponent),
            None => written.parse().ok(),
        };
        let kind = if self.exponent.is_some() { "time" } else { "whole number" };
        time.ok_or_else(|| format!("`{written}` is no {kind} from 0"))
    }
}

fn assemble(
    events: &[(u128, [u32; 3])],
    binning: &Binning,
    columns: usize,
    units: Option<&[u32]>,
) -> Result<Spikes, Problem> {
    let refused = |what: String, hint: &str| Err(Problem::new("", what).hint(hint));
    let Some(last) = events.iter().map(|(time, _)| *time).max() else {
        return refused("there is no event".to_owned(), "was it written to the end?");
    };
    let first = match binning.origin {
        Origin::Zero => 0,
        Origin::First => events.iter().map(|(time, _)| *time).min().unwrap_or(0),
    };
    let steps = (last - first) / binning.step + 1;
    if steps > MOST_STEPS {
        return refused(
            format!("the last event is in step {}, and at most {MOST_STEPS} are read", steps - 1),
            "is the unit of time right? Times that do not begin near 0 need `--origin first`",
        );
    }
    let extent = extent(events, columns, units)?;
    let count = extent.iter().try_fold(1u32, |count, length| count.checked_mul(*length));
    let pairs = count.map_or(u64::MAX, |count| u64::from(count).saturating_mul(steps as u64));
    let Some(count) = count.filter(|_| pairs <= MOST_PAIRS) else {
        return refused(
            format!("{extent:?} units over {steps} steps are more than {MOST_PAIRS} pairs"),
            "take longer steps or fewer events",
        );
    };
    let mut emitted: Vec<(u32, u32)> = events
        .iter()
        .map(|(time, [x, y, p])| {
            let unit = (p * extent[1] + y) * extent[0] + x;
            (((time - first) / binning.step) as u32, unit)
        })
        .collect();
    emitted.sort_unstable();
    emitted.dedup();
    let mut trace = Trace::empty(count);
    let (mut rest, mut units) = (emitted.as_slice(), Vec::new());
    for step in 0..steps as u32 {
        let here = rest.iter().take_while(|(of, _)| *of == step).count();
        units.clear();
        units.extend(rest[..here].iter().map(|(_, unit)| *unit));
        trace.push(&units);
        rest = &rest[here..];
    }
    let sensor = (columns > 1).then_some(extent);
    Ok(Spikes { trace, events: events.len() as u64, sensor })
}

/// Width, height and polarities; neurons are as many as the width.
fn extent(events: &[(u128, [u32; 3])], columns: usize, units: Option<&[u32]>) -> Result<[u32; 3], Problem> {
    let names: &[&str] = if columns == 1 { &["neuron"] } else { &["x", "y", "p"] };
    let mut extent = [1; 3];
    for axis in 0..columns {
        let largest = events.iter().map(|(_, place)| place[axis]).max().unwrap_or(0);
        if largest == u32::MAX {
            return Err(Problem::new(names[axis], format!("{largest} is too large")));
        }
        extent[axis] = largest + 1;
    }
    let Some(units) = units else { return Ok(extent) };
    if units.len() != columns {
        let what = format!("{} numbers say how many units there are, and {columns} are needed", units.len());
        return Err(Problem::new("", what).hint("neurons, or width, height and polarities of the sensor"));
    }
    for axis in 0..columns {
        if extent[axis] > units[axis] {
            let what = format!("{} occurs, and there are only {}", extent[axis] - 1, units[axis]);
            return Err(Problem::new(names[axis], what));
        }
        extent[axis] = units[axis];
    }
    Ok(extent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(unit: Option<&str>, step: Option<&str>) -> Clock {
        Clock { unit: unit.map(str::to_owned), step: step.map(str::to_owned), origin: Origin::Zero }
    }

    fn steps(spikes: &Spikes) -> Vec<Vec<u32>> {
        let step = |step| {
            let mut events = Vec::new();
            spikes.trace.extend_with_step(step, &mut events);
            events
        };
        (0..spikes.trace.steps()).map(step).collect()
    }

    #[test]
    fn decimal_times_fall_into_the_steps_that_are_written() {
        let text = "t_s,neuron\n0.003,1\n0.0029999,2\n0,0\n3e-3,1\n";
        let spikes = read_spike_csv(text, &clock(None, Some("1ms")), None).unwrap();
        assert_eq!(steps(&spikes), [vec![0], vec![], vec![2], vec![1]]);
        assert_eq!((spikes.events, spikes.trace.events(), spikes.trace.units()), (4, 3, 3));
    }

    #[test]
    fn a_sensor_counts_polarity_then_row_then_column() {
        let text = "t,x,y,p\n10,1,2,1\n12,0,0,0\n";
        let spikes = read_spike_csv(text, &clock(Some("us"), Some("10 us")), Some(&[4, 3, 2])).unwrap();
        assert_eq!(steps(&spikes), [vec![], vec![0, (3 + 2) * 4 + 1]]);
        assert_eq!(spikes.sensor, Some([4, 3, 2]));
        let first = Clock { origin: Origin::First, ..clock(Some("us"), Some("10us")) };
        assert_eq!(read_spike_csv(text, &first, None).unwrap().trace.steps(), 1);
    }

    #[test]
    fn what_is_not_said_or_not_understood_is_refused() {
        let refused =
            |text: &str, unit, step| read_spike_csv(text, &clock(unit, step), None).unwrap_err().to_string();
        assert!(refused("t,neuron\n1,2\n", None, Some("1ms")).contains("does not say the unit"));
        assert!(refused("t_ms,neuron\n1,2\n", None, None).contains("length of a step"));
        assert!(
            refused("t_ms,neuron\n1,2\n", Some("us"), Some("1ms")).contains("header says times are in ms")
        );
        assert!(refused("t_h,neuron\n1,2\n", None, Some("1ms")).contains("`h` is no unit"));
        assert!(refused("t_ms,nuron\n1,2\n", None, Some("1ms")).contains("`neuron`, or columns"));
        assert!(refused("t_ms,neuron,w\n1,2,3\n", None, Some("1ms")).contains("what is column `w`"));
        assert!(refused("t_ms,neuron\n1,2\n-1,2\n", None, Some("1ms")).contains("line 3: `-1` is no time"));
        assert!(refused("t_ms,neuron\n1,2.5\n", None, Some("1ms")).contains("`neuron` is `2.5`"));
        assert!(refused("t_ms,neuron\n", None, Some("1ms")).contains("no event"));
        assert!(refused("t_ms,neuron\n1\n", None, Some("1ms")).contains("line"));
        assert!(refused("t_us,neuron\n1700000000000000,2\n", None, Some("1ms")).contains("--origin first"));
        assert!(refused("t_ms,x,y\n0,4000000000,4000000000\n", None, Some("1ms")).contains("pairs"));
        assert!(refused("t_ms,neuron\n0,4294967295\n", None, Some("1ms")).contains("too large"));
        assert!(refused("t_ms,neuron\n0,1\n", None, Some("0ms")).contains("no time above 0"));
    }
}
