//! Kinds that set one figure against another.

use egret_config::{InputError, Problem};

use super::points::{Point, Points, quantity};
use super::request::PlotRequest;
use crate::metrics::{Better, Metric, metric};
use crate::plots::{Fronts, Objective, ParetoPlot, ParetoPoint, Picture};

/// Which way a figure improves; one that does not is refused.
fn objective(metric: &Metric, option: &str) -> Result<Objective, InputError> {
    let maximise = match metric.better {
        Better::Lower => false,
        Better::Higher => true,
        Better::Neither => {
            let problem = Problem::new("", format!("`{}` has no better and no worse", metric.name));
            let hint = "choose a figure that improves one way, such as energy_per_step_j";
            return Err(InputError::single(option, problem.hint(hint)));
        }
    };
    Ok(Objective { quantity: quantity(metric), maximise })
}

/// Field that tells groups apart, and its values.
fn groups(request: &PlotRequest<'_>, points: &Points) -> Result<(String, Vec<String>), InputError> {
    let field = points.meant(request.options.by.as_deref().unwrap_or("chip"));
    let field = field.map_err(|problem| InputError::single("--by", problem))?;
    let values = points.values(&field);
    Ok((field, values))
}

fn placed(
    points: &Points,
    (x, y): (&Metric, &Metric),
    (field, groups): (&str, &[String]),
    labels: Vec<String>,
) -> Vec<ParetoPoint> {
    let place = |(point, label): (&Point, String)| ParetoPoint {
        x: point.figure(&x.name).unwrap_or(f64::NAN),
        y: point.figure(&y.name).unwrap_or(f64::NAN),
        group: groups.iter().position(|group| group == point.field(field)).unwrap_or(0),
        label,
    };
    points.list.iter().zip(labels).map(place).collect()
}

/// Two figures with the front and its knee.
pub(super) fn pareto(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let points = Points::of(request)?;
    let (usual_x, usual_y) = match points.objectives.as_slice() {
        [x, y, ..] => (x.clone(), y.clone()),
        _ => ("energy".to_owned(), "latency".to_owned()),
    };
    let x = points.metric(request.options.x.as_deref().unwrap_or(&usual_x), "--x")?;
    let y = points.metric(request.options.y.as_deref().unwrap_or(&usual_y), "--y")?;
    let (field, groups) = groups(request, &points)?;
    let known = [field.as_str()];
    let plot = ParetoPlot {
        title: request.title(format!("Pareto front: {} and {}", quantity(x).name, quantity(y).name)),
        subtitle: points.subtitle(),
        x: objective(x, "--x")?,
        y: objective(y, "--y")?,
        points: placed(&points, (x, y), (&field, &groups), points.labels(&known)),
        groups,
        fronts: Fronts::Whole,
        notes: points.notes.clone(),
    };
    Ok(plot.picture(request.options.size))
}

/// Perplexity against the energy of a token.
pub(super) fn perplexity_energy(request: &PlotRequest<'_>) -> Result<Picture, InputError> {
    let points = Points::of(request)?;
    let absent = |error: InputError| {
        let hint =
            "only language models have one: run trained networks on text, such as the shipped sparsity study";
        let problems = error.problems.into_iter().map(|problem| problem.hint(hint)).collect();
        InputError { problems, ..error }
    };
    points.require(&["perplexity"]).map_err(absent)?;
    let x = points.metric(request.options.x.as_deref().unwrap_or("energy"), "--x")?;
    let y = metric("perplexity").unwrap_or(x);
    let (field, groups) = groups(request, &points)?;
    let label = |point: &Point| {
        let shares = point.figure("activity_density").zip(point.figure("weight_density"));
        shares.map(|(activity, density)| format!("{activity:.2} × {:.2}", 1.0 - density)).unwrap_or_default()
    };
    let mut x_axis = objective(x, "--x")?;
    // A step of a language model is a token.
    x_axis.quantity.name = x_axis.quantity.name.replace("of a step", "of a token");
    let plot = ParetoPlot {
        title: request.title(format!("Perplexity against {}", x_axis.quantity.name)),
        subtitle: format!("labels: activity × weight sparsity; {}", points.subtitle()),
        x: x_axis,
        y: objective(y, "--y")?,
        points: placed(&points, (x, y), (&field, &groups), points.list.iter().map(label).collect()),
        groups,
        fronts: Fronts::EachGroup,
        notes: points.notes.clone(),
    };
    Ok(plot.picture(request.options.size))
}
