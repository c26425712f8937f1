//! Energy of points, stacked by stage of the chip.

use egret_arch::Component;
use egret_config::{InputError, Problem};

use super::points::{Point, Points, quantity, short_name};
use super::request::PlotRequest;
use crate::metrics::metric;
use crate::notes::Note;
use crate::plots::{EnergyBar, EnergyStack, Picture};

/// Figures of which a bar can show the parts.
const WHOLES: [&str; 2] = ["energy_per_step_j", "energy_j"];

/// Stacked energy: a bar a point, or a value of a field.
pub(super) fn stacked(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let points = Points::of(request)?;
    let asked = request.options.metric.as_deref().unwrap_or("energy");
    let whole = points.metric(asked, "--metric")?;
    if !WHOLES.contains(&whole.name.as_str()) {
        let problem = Problem::new("", format!("`{}` has no parts by component", whole.name));
        return Err(InputError::single("--metric", problem.hint(format!("it is {}", WHOLES.join(" or ")))));
    }
    let parts: Vec<String> =
        Component::ALL.iter().map(|component| format!("energy_{}_j", component.name())).collect();
    if points.list.iter().all(|point| parts.iter().all(|part| point.figure(part).is_none())) {
        let what = format!("its points have no energy by component ({}, ...)", parts[0]);
        return Err(
            request.error(Problem::new("", what).hint("the study was told to leave these columns out"))
        );
    }
    let mut notes = points.notes.clone();
    let bars = if let Some(word) = &request.options.by {
        let field = points.meant(word).map_err(|problem| InputError::single("--by", problem))?;
        let text = format!("every bar is the mean over the points with that {}", short_name(&field));
        notes.push(Note { warning: false, text });
        by_value(&points, &field, &whole.name)
    } else {
        let labelled = points.list.iter().zip(points.labels(&[]));
        labelled.map(|(point, label)| bar(point, label, &whole.name)).collect()
    };
    let value = quantity(metric(&whole.name).unwrap_or(whole));
    let stack = EnergyStack {
        title: request.title("Energy by stage of the chip"),
        subtitle: points.subtitle(),
        value,
        bars: labelled(bars, &points),
        shares: request.options.shares,
        notes,
    };
    Ok(stack.picture(request.options.size))
}

/// A single bar has nothing that tells it from others: it is called by its chip.
fn labelled(mut bars: Vec<EnergyBar>, points: &Points) -> Vec<EnergyBar> {
    if let ([bar], [point]) = (bars.as_mut_slice(), points.list.as_slice()) {
        point.field("chip").clone_into(&mut bar.label);
    }
    bars
}

/// The parts of one point; components count for the run, and are scaled to the figure that is shown.
fn bar(point: &Point, label: String, whole: &str) -> EnergyBar {
    let share = point.figure(whole).zip(point.figure("energy_j"));
    let share = share.map_or(f64::NAN, |(shown, run)| if run > 0.0 { shown / run } else { 0.0 });
    let figure = |prefix: &str, component: Component| {
        point.figure(&format!("{prefix}_{}_j", component.name())).unwrap_or(0.0) * share
    };
    let dynamic = Component::ALL.into_iter().map(|component| {
        let dynamic = figure("energy", component) - figure("static", component);
        // A difference of equal numbers may be a rounding below nought.
        (component.name().to_owned(), if dynamic.is_nan() { dynamic } else { dynamic.max(0.0) })
    });
    EnergyBar {
        label,
        dynamic: dynamic.collect(),
        fixed: Component::ALL.into_iter().map(|component| figure("static", component)).sum(),
    }
}

/// Means of the points that share a value of a field.
fn by_value(points: &Points, field: &str, whole: &str) -> Vec<EnergyBar> {
    let mut values = points.values(field);
    if values.iter().all(|value| value.parse::<f64>().is_ok()) {
        let number = |text: &String| text.parse::<f64>().unwrap_or_default();
        values.sort_by(|a, b| number(a).total_cmp(&number(b)));
    }
    let mean = |value: String| {
        let bars: Vec<EnergyBar> = points
            .list
            .iter()
            .filter(|point| point.field(field) == value)
            .map(|point| bar(point, String::new(), whole))
            .collect();
        let count = bars.len().max(1) as f64;
        let component = |at: usize| bars.iter().map(|bar| bar.dynamic[at].1).sum::<f64>() / count;
        let dynamic = Component::ALL.into_iter().enumerate();
        EnergyBar {
            label: format!("{} {value}", short_name(field)),
            dynamic: dynamic.map(|(at, name)| (name.name().to_owned(), component(at))).collect(),
            fixed: bars.iter().map(|bar| bar.fixed).sum::<f64>() / count,
        }
    };
    values.into_iter().map(mean).collect()
}
