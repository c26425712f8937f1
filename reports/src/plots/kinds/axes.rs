//! Two axes of a grid out of points, and the points at each of its places.

use egret_config::{Area, Energy, Frequency, InputError, Length, Power, Problem, Span, Voltage};

use super::points::{Point, Points, short_name};
use super::request::PlotRequest;
use crate::plots::{GridAxis, Quantity};

/// Points by their places on two axes.
pub(super) struct Places<'a> {
    pub(super) x: GridAxis,
    pub(super) y: GridAxis,
    /// Field of each axis.
    pub(super) fields: [String; 2],
    /// Points at each place, row by row; they differ in their seeds only.
    at: Vec<Vec<&'a Point>>,
}

impl<'a> Places<'a> {
    /// The places of points on two of their fields.
    ///
    /// # Errors
    /// Points of one place differ in more than their seed.
    pub(super) fn of(
        points: &'a Points,
        list: &[&'a Point],
        fields: [String; 2],
    ) -> Result<Self, InputError> {
        let [(x, xs), (y, ys)] = [0, 1].map(|at| axis(&fields[at], &points.values(&fields[at])));
        let mut at: Vec<Vec<&Point>> = vec![Vec::new(); xs.len() * ys.len()];
        for point in list {
            let column = xs.iter().position(|value| value == point.field(&fields[0]));
            let row = ys.iter().position(|value| value == point.field(&fields[1]));
            if let Some((column, row)) = column.zip(row) {
                at[row * xs.len() + column].push(point);
            }
        }
        let places = Self { x, y, fields, at };
        places.refuse_mixtures(points)?;
        Ok(places)
    }

    fn refuse_mixtures(&self, points: &Points) -> Result<(), InputError> {
        let known = [self.fields[0].as_str(), self.fields[1].as_str(), "seed"];
        for field in points.varying(&known) {
            let differ = |points: &&Vec<&Point>| {
                points.iter().any(|point| point.field(&field) != points[0].field(&field))
            };
            let Some(mixed) = self.at.iter().find(differ) else { continue };
            let mut values: Vec<&str> = Vec::new();
            for point in mixed {
                if !values.contains(&point.field(&field)) {
                    values.push(point.field(&field));
                }
            }
            let what = format!(
                "{} points lie at {} {}, {} {}, and differ in {field}: {}",
                mixed.len(),
                self.fields[0],
                mixed[0].field(&self.fields[0]),
                self.fields[1],
                mixed[0].field(&self.fields[1]),
                values.join(", ")
            );
            let hint = format!(
                "choose one of them with --where {field}={}, or other axes with --x and --y",
                values[0]
            );
            return Err(InputError::single(points.name(), Problem::new("", what).hint(hint)));
        }
        Ok(())
    }

    /// The mean of a figure over the seeds at every place.
    pub(super) fn means(&self, figure: impl Fn(&Point) -> Option<f64>) -> Vec<Option<f64>> {
        let mean = |points: &Vec<&Point>| {
            let values: Option<Vec<f64>> = points.iter().map(|point| figure(point)).collect();
            values
                .filter(|values| !values.is_empty())
                .map(|values| values.iter().sum::<f64>() / values.len() as f64)
        };
        self.at.iter().map(mean).collect()
    }

    /// A word at every place; none where seeds disagree.
    pub(super) fn words(&self, word: impl Fn(&Point) -> String) -> (Vec<Option<String>>, usize) {
        let mut disagreeing = 0;
        let words = self.at.iter().map(|points| {
            let first = points.first().map(|point| word(point)).filter(|word| !word.is_empty())?;
            let agree = points.iter().all(|point| word(point) == first);
            disagreeing += usize::from(!agree);
            agree.then_some(first)
        });
        (words.collect(), disagreeing)
    }
}

/// The two fields that are the axes: those asked for, or the only two axes of the study along which points differ.
pub(super) fn two_axes(
    request: &PlotRequest<'_>,
    points: &Points,
    apart: &[&str],
) -> Result<[String; 2], InputError> {
    let meant = |word: &Option<String>, option: &str| {
        let meant = word.as_deref().map(|word| points.meant(word));
        meant.transpose().map_err(|problem| InputError::single(option, problem))
    };
    let asked = (meant(&request.options.x, "--x")?, meant(&request.options.y, "--y")?);
    let varying = points.varying(&["seed", "file"]);
    let independent = varying.iter().filter(|field| !points.follows(field, &varying));
    let varying: Vec<String> =
        independent.filter(|field| !apart.contains(&field.as_str())).cloned().collect();
    let rest = |taken: Option<&String>| -> Vec<String> {
        varying.iter().filter(|field| Some(*field) != taken).cloned().collect()
    };
    let (x, y) = match asked {
        (Some(x), Some(y)) => (Some(x), Some(y)),
        (Some(x), None) => match rest(Some(&x)).as_slice() {
            [y] => (Some(x), Some(y.clone())),
            _ => (Some(x), None),
        },
        (None, Some(y)) => match rest(Some(&y)).as_slice() {
            [x] => (Some(x.clone()), Some(y)),
            _ => (None, Some(y)),
        },
        (None, None) => match varying.as_slice() {
            [x, y] => (Some(x.clone()), Some(y.clone())),
            _ => (None, None),
        },
    };
    if let (Some(x), Some(y)) = (x, y) {
        if x != y {
            return Ok([x, y]);
        }
        let problem = Problem::new("", format!("both axes are `{x}`"));
        return Err(InputError::single("--x and --y", problem.hint("name two different axes")));
    }
    let what = match varying.len() {
        0 => "its points do not differ, and this kind shows two axes".to_owned(),
        1 => format!("its points differ along one axis, {}, and this kind shows two", varying[0]),
        n => format!("its points differ along {n} axes: {}", varying.join(", ")),
    };
    let hint = if varying.len() > 2 {
        "choose two with --x and --y, and one value of each other with --where AXIS=VALUE"
    } else {
        "draw `pareto` or `energy`, or a study with two axes"
    };
    Err(request.error(Problem::new("", what).hint(hint)))
}

/// An axis over the values of a field, and those values in its order.
fn axis(field: &str, values: &[String]) -> (GridAxis, Vec<String>) {
    let name = short_name(field);
    let Some((numbers, unit)) = numbers(values) else {
        let axis = GridAxis { quantity: Quantity::new(name, ""), values: values.to_vec(), positions: None };
        return (axis, values.to_vec());
    };
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
    let sorted: Vec<String> = order.iter().map(|&at| values[at].clone()).collect();
    let positions: Vec<f64> = order.iter().map(|&at| numbers[at]).collect();
    let largest = positions.iter().fold(0.0_f64, |largest, value| largest.max(value.abs()));
    let scale =
        if unit.is_empty() { crate::si::Scale { prefix: "", worth: 1.0 } } else { crate::si::scale(largest) };
    let shown = positions.iter().map(|value| plain(value / scale.worth)).collect();
    let shares = ["sparsity", "density", "activity"];
    let unit = if unit.is_empty() && shares.iter().any(|share| name.contains(share)) {
        "share".to_owned()
    } else {
        format!("{}{unit}", scale.prefix)
    };
    (GridAxis { quantity: Quantity::new(name, unit), values: shown, positions: Some(positions) }, sorted)
}

/// A number in up to six digits without needless zeros.
pub(super) fn plain(value: f64) -> String {
    let size = value.abs();
    if size > 0.0 && !(1e-3..1e6).contains(&size) {
        return format!("{value:e}");
    }
    let text = format!("{value:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A kind of quantity: a text in its base unit, and that unit.
type Kind<'a> = (&'a dyn Fn(&str) -> Option<f64>, &'static str);

/// Values as numbers with their unit: plain ones, or quantities of one kind; none where one of them is a word.
fn numbers(values: &[String]) -> Option<(Vec<f64>, &'static str)> {
    let all = |read: &dyn Fn(&str) -> Option<f64>| -> Option<Vec<f64>> {
        let numbers = values.iter().map(|value| read(value)).collect::<Option<Vec<f64>>>();
        numbers.filter(|numbers| !numbers.is_empty() && numbers.iter().all(|number| number.is_finite()))
    };
    if let Some(numbers) = all(&|text| text.parse().ok()) {
        return Some((numbers, ""));
    }
    let kinds: [Kind<'_>; 7] = [
        (&|text| text.parse().ok().map(Energy::as_joules), "J"),
        (&|text| text.parse().ok().map(Power::as_watts), "W"),
        (&|text| text.parse().ok().map(Span::as_seconds), "s"),
        (&|text| text.parse().ok().map(Frequency::as_hertz), "Hz"),
        (&|text| text.parse().ok().map(Voltage::as_volts), "V"),
        (&|text| text.parse().ok().map(Length::as_metres), "m"),
        (&|text| text.parse().ok().map(|area: Area| area.as_square_metres() * 1e6), "mm²"),
    ];
    kinds.into_iter().find_map(|(read, unit)| Some((all(read)?, unit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[&str]) -> Vec<String> {
        values.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_are_sorted_and_have_one_prefix() {
        let (axis, order) = axis("chip.energy.synop", &texts(&["2 pJ", "500 fJ", "1 pJ"]));
        assert_eq!(order, ["500 fJ", "1 pJ", "2 pJ"]);
        assert_eq!(axis.values, ["0.5", "1", "2"]);
        assert_eq!(axis.quantity, Quantity::new("synop", "pJ"));
    }

    #[test]
    fn words_keep_their_order() {
        let (axis, _) = axis("chip.core.synapse.format", &texts(&["Csr", "Bitmap"]));
        assert_eq!((axis.values, axis.positions), (texts(&["Csr", "Bitmap"]), None));
    }

    #[test]
    fn shares_are_called_so() {
        let (axis, _) = axis("workload.weight_sparsity", &texts(&["0.9", "0"]));
        assert_eq!(axis.quantity, Quantity::new("weight sparsity", "share"));
        assert_eq!(axis.values, ["0", "0.9"]);
    }
}
