//! Kinds over two axes.

use egret_config::{InputError, Problem};

use super::axes::{Places, plain, two_axes};
use super::points::{Point, Points, quantity};
use super::request::PlotRequest;
use crate::notes::Note;
use crate::plots::{Grid, GridAxis, HeatMap, HeatScale, IsoLines, Picture, Quantity, RegimeMap};

/// Figure of maps unless another is asked for.
const USUAL: &str = "energy_per_step_j";

fn all(points: &Points) -> Vec<&Point> {
    points.list.iter().collect()
}

/// Says that values are means.
fn seeds(points: &Points) -> Option<Note> {
    let seeds = points.values("seed").len();
    (seeds > 1).then(|| Note { warning: false, text: format!("every value is the mean over {seeds} seeds") })
}

fn notes(points: &Points) -> Vec<Note> {
    points.notes.iter().cloned().chain(seeds(points)).collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A figure over two axes.
pub(super) fn heat_map(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let points = Points::of(request)?;
    let metric = points.metric(request.options.metric.as_deref().unwrap_or(USUAL), "--metric")?;
    let places = Places::of(&points, &all(&points), two_axes(request, &points, &[])?)?;
    let values = places.means(|point| point.figure(&metric.name));
    let value = quantity(metric);
    let map = HeatMap {
        title: request.title(capitalised(&value.name)),
        subtitle: points.subtitle(),
        value,
        grid: Grid { x: places.x, y: places.y, values },
        scale: HeatScale::Sequential,
        notes: notes(&points),
    };
    Ok(map.picture(request.options.size))
}

/// What bounds each point.
pub(super) fn regime(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let points = Points::of(request)?;
    if points.list.iter().all(|point| point.bound_by.is_empty()) {
        let problem = Problem::new("", "of no point it is known what bounds it (column bound_by)");
        return Err(request.error(problem.hint("`egret study` and `egret run` write it down")));
    }
    let places = Places::of(&points, &all(&points), two_axes(request, &points, &[])?)?;
    let (regimes, disagreeing) = places.words(|point| point.bound_by.clone());
    let mut notes = points.notes.clone();
    if disagreeing > 0 {
        let text = format!("bounded otherwise under other seeds, so left open: {disagreeing} of the points");
        notes.push(Note { warning: false, text });
    }
    let map = RegimeMap {
        title: request.title("What bounds the time of a step"),
        subtitle: points.subtitle(),
        x: places.x,
        y: places.y,
        regimes,
        notes,
    };
    Ok(map.picture(request.options.size))
}

/// Lines of equal energy, chip beside chip.
pub(super) fn iso_energy(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let points = Points::of(request)?;
    let metric = points.metric(request.options.metric.as_deref().unwrap_or(USUAL), "--metric")?;
    let by = points.meant(request.options.by.as_deref().unwrap_or("chip"));
    let by = by.map_err(|problem| InputError::single("--by", problem))?;
    let fields = two_axes(request, &points, &[by.as_str()])?;
    let mut series = Vec::new();
    for name in points.values(&by) {
        let list: Vec<&Point> = points.list.iter().filter(|point| point.field(&by) == name).collect();
        let places = Places::of(&points, &list, fields.clone())?;
        let values = places.means(|point| point.figure(&metric.name));
        series.push((name, Grid { x: places.x, y: places.y, values }));
    }
    let value = quantity(metric);
    let lines = IsoLines {
        title: request.title(format!("Lines of equal {}", value.name)),
        subtitle: points.subtitle(),
        value,
        series,
        notes: notes(&points),
    };
    Ok(lines.picture(request.options.size))
}

/// Gain of both sparsities together over the product of their gains alone.
pub(super) fn interaction(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let points = Points::of(request)?;
    let metric = points.metric(request.options.metric.as_deref().unwrap_or(USUAL), "--metric")?;
    let places = Places::of(&points, &all(&points), two_axes(request, &points, &[])?)?;
    let values = places.means(|point| point.figure(&metric.name));
    let [x_field, y_field] = &places.fields;
    let plain_grid = Grid { x: places.x.clone(), y: places.y.clone(), values };
    let x = density(&plain_grid.x, x_field).map_err(|problem| request.error(problem))?;
    let y = density(&plain_grid.y, y_field).map_err(|problem| request.error(problem))?;
    let grid = ordered(&plain_grid, &x, &y);
    let mut notes = notes(&points);
    let (last_x, last_y) = (grid.x.values.len() - 1, grid.y.values.len() - 1);
    let full = |axis: &GridAxis| {
        axis.positions.as_ref().and_then(|places| places.last()).is_some_and(|last| (last - 1.0).abs() < 1e-9)
    };
    if !full(&grid.x) || !full(&grid.y) {
        let text = format!(
            "gains are against the densest point of the study ({}), which is not dense in both",
            grid.place((last_x, last_y))
        );
        notes.insert(0, Note { warning: true, text });
    }
    if grid.at(last_x, last_y).is_none() {
        let problem =
            Problem::new("", format!("the densest point ({}) has no value", grid.place((last_x, last_y))));
        return Err(request.error(problem.hint("gains are against that point: it must have been simulated")));
    }
    let values = interactions(&grid);
    let map = HeatMap {
        title: request.title(format!("Interaction of both sparsities: {}", quantity(metric).name)),
        subtitle: format!(
            "gain together over the product of the gains alone; 1 = they multiply; {}",
            points.subtitle()
        ),
        value: Quantity::new("interaction", ""),
        grid: Grid { values, ..grid },
        scale: HeatScale::AroundOne,
        notes,
    };
    Ok(map.picture(request.options.size))
}

/// The densities of an axis of densities or sparsities, each with the number of its place.
fn density(axis: &GridAxis, field: &str) -> Result<Vec<(f64, usize)>, Problem> {
    let wrong = |what: String| {
        Problem::new("", what)
            .hint("choose a weight axis and an activity axis with --x and --y, such as weight_sparsity")
    };
    let positions =
        axis.positions.as_ref().ok_or_else(|| wrong(format!("the values of {field} are no numbers")))?;
    if positions.iter().any(|value| !(0.0..=1.0).contains(value)) {
        return Err(wrong(format!("the values of {field} are no densities: some lie outside 0 to 1")));
    }
    let sparse = field.contains("sparsity");
    let mut densities: Vec<(f64, usize)> = positions
        .iter()
        .enumerate()
        .map(|(at, value)| (if sparse { 1.0 - value } else { *value }, at))
        .collect();
    densities.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(densities)
}

/// The same values over densities that grow.
fn ordered(grid: &Grid, x: &[(f64, usize)], y: &[(f64, usize)]) -> Grid {
    let axis = |axis: &GridAxis, densities: &[(f64, usize)]| GridAxis {
        quantity: Quantity::new(axis.quantity.name.replace("sparsity", "density"), "share"),
        // What is left of 1 has the noise of its last digit.
        values: densities.iter().map(|(density, _)| plain(*density)).collect(),
        positions: Some(densities.iter().map(|(density, _)| *density).collect()),
    };
    let values = y.iter().flat_map(|(_, row)| x.iter().map(move |(_, column)| (*column, *row)));
    Grid {
        x: axis(&grid.x, x),
        y: axis(&grid.y, y),
        values: values.map(|(column, row)| grid.at(column, row)).collect(),
    }
}

/// I = gain(w, a) / (gain(w, 1) gain(1, a)) at every place, the last of each axis being the dense one.
fn interactions(grid: &Grid) -> Vec<Option<f64>> {
    let (columns, rows) = (grid.x.values.len(), grid.y.values.len());
    let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)));
    let one = |(column, row): (usize, usize)| {
        let both_dense = grid.at(columns - 1, rows - 1)?;
        let (one, other, both) =
            (grid.at(column, rows - 1)?, grid.at(columns - 1, row)?, grid.at(column, row)?);
        let interaction = one * other / (both_dense * both);
        // Along the dense edges it is 1 by definition, but for the rounding of two divisions.
        let interaction = if (interaction - 1.0).abs() < 1e-12 { 1.0 } else { interaction };
        (interaction.is_finite() && interaction > 0.0).then_some(interaction)
    };
    places.map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(metric: impl Fn(f64, f64) -> f64) -> Grid {
        let axis = |name: &str, values: [f64; 3]| GridAxis {
            quantity: Quantity::new(name, "share"),
            values: values.iter().map(ToString::to_string).collect(),
            positions: Some(values.to_vec()),
        };
        let (x, y) = (axis("weight sparsity", [0.0, 0.5, 0.9]), axis("activity", [0.1, 0.5, 1.0]));
        let densities = density(&x, "workload.weight_sparsity").unwrap();
        let activities = density(&y, "workload.activity").unwrap();
        let cells: Vec<Option<f64>> = (0..3)
            .flat_map(|row| (0..3).map(move |column| (column, row)))
            .map(|(column, row)| {
                Some(metric(1.0 - x.positions.as_ref().unwrap()[column], y.positions.as_ref().unwrap()[row]))
            })
            .collect();
        ordered(&Grid { x, y, values: cells }, &densities, &activities)
    }

    #[test]
    fn a_product_does_not_interact() {
        let product = grid(|weight, activity| 3e-6 * weight * (activity + 0.1));
        assert_eq!(product.x.values, ["0.1", "0.5", "1"]);
        for value in interactions(&product) {
            assert!((value.unwrap() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn what_neither_sparsity_saves_eats_the_gain_of_both() {
        let fixed = interactions(&grid(|weight, activity| 1.0 + 9.0 * weight * activity));
        assert!(fixed[0].unwrap() < 1.0);
        assert!((fixed[8].unwrap() - 1.0).abs() < 1e-12, "the dense point is its own reference");
    }
}
