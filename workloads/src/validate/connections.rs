//! Checks of connections that follow images: that sizes fit, with the arithmetic where they do not.

use egret_config::Problem;

use super::shape;
use crate::connection::ConnectionFile;
use crate::convolution::{Axis, Image};
use crate::file::{PopulationFile, ProjectionFile, WorkloadFile};
use crate::network::Model;

/// Problems of images and of the connections between them.
pub(super) fn problems(file: &WorkloadFile) -> Vec<Problem> {
    let images = file.populations.iter().enumerate().filter_map(|(at, population)| image(at, population));
    let mut problems: Vec<Problem> = images.collect();
    for (at, projection) in file.projections.iter().enumerate() {
        let ends = (shape::find(file, &projection.source), shape::find(file, &projection.target));
        if let (Some(source), Some(target)) = ends {
            problems.extend(connection(at, projection, source, target));
        }
    }
    problems
}

/// The shape in which a connection sees a population; `None` where it needs an image and there is none. Handing values on
/// sees a channel a unit.
pub(super) fn image_of(projection: &ProjectionFile, population: &PopulationFile) -> Option<Image> {
    match projection.connection {
        ConnectionFile::OneToOne => {
            let channels = population.units.value().copied()?;
            Some(Image { channels, height: 1, width: 1 })
        }
        ConnectionFile::Full
        | ConnectionFile::Convolution { .. }
        | ConnectionFile::Pool { .. }
        | ConnectionFile::Crossbar { .. } => population.image,
    }
}

fn image(at: usize, population: &PopulationFile) -> Option<Problem> {
    let image = population.image?;
    let units = population.units.value().copied()?;
    let Image { channels, height, width } = image;
    if image.units() == Some(units) {
        return None;
    }
    let product = u128::from(channels) * u128::from(height) * u128::from(width);
    let what = format!("{channels} channels x {height} x {width} pixels are {product} units, not {units}");
    Some(Problem::new(format!("populations[{at}].image"), what).hint("correct `image` or `units`"))
}

fn connection(
    at: usize,
    projection: &ProjectionFile,
    source: &PopulationFile,
    target: &PopulationFile,
) -> Vec<Problem> {
    let path = |field: &str| format!("projections[{at}].{field}");
    if projection.connection == ConnectionFile::Full || target.model == Model::Input {
        return Vec::new();
    }
    let mut problems = Vec::new();
    if projection.rows.is_some() {
        let what = "rows are listed, but the connection already says which synapses there are";
        problems.push(Problem::new(path("rows"), what).hint("leave one of them out"));
    }
    if target.model.gates() > 1 {
        let (name, model, gates) = (&target.name, target.model.name(), target.model.gates());
        let what = format!(
            "\"{name}\" ({model}) takes {gates} sums a unit; kernels and crossbars feed units that take one"
        );
        problems
            .push(Problem::new(path("target"), what).hint("leave `connection` out, or take another model"));
    }
    if matches!(projection.connection, ConnectionFile::Crossbar { .. }) {
        return problems;
    }
    let (from, to) = match (image_of(projection, source), image_of(projection, target)) {
        (Some(from), Some(to)) => (from, to),
        (from, to) => {
            for (field, population, image) in [("source", source, from), ("target", target, to)] {
                // What is said about unknown units is not repeated here.
                if image.is_none() && projection.connection != ConnectionFile::OneToOne {
                    let what = format!("\"{}\" has no `image`, which a kernel moves over", population.name);
                    let hint = "write `image: (channels: .., height: .., width: ..)` at the population";
                    problems.push(Problem::new(path(field), what).hint(hint));
                }
            }
            return problems;
        }
    };
    problems.extend(sizes(&path("connection"), projection, (from, to), &target.name));
    problems
}

/// Whether the image that the kernel makes of the source is the target.
fn sizes(
    path: &str,
    projection: &ProjectionFile,
    (from, to): (Image, Image),
    target: &str,
) -> Option<Problem> {
    let (vertical, horizontal, groups) = projection.connection.kernel(from.channels)?;
    let apart = !projection.connection.has_weights() && from.channels != to.channels;
    let even = |channels: u32| groups > 0 && channels.is_multiple_of(groups);
    if apart || !even(from.channels) || !even(to.channels) {
        let what = match projection.connection {
            ConnectionFile::Full | ConnectionFile::Convolution { .. } | ConnectionFile::Crossbar { .. } => {
                format!("{groups} groups divide {} channels into {} not evenly", from.channels, to.channels)
            }
            ConnectionFile::Pool { .. } => {
                format!("pooling keeps {} channels apart, \"{target}\" has {}", from.channels, to.channels)
            }
            ConnectionFile::OneToOne => {
                format!("one-to-one from {} units to {} units", from.channels, to.channels)
            }
        };
        return Some(Problem::new(path, what).hint("both ends must fit"));
    }
    let along = [("rows", vertical, from.height, to.height), ("columns", horizontal, from.width, to.width)];
    along.into_iter().find_map(|(name, axis, length, wanted)| {
        let places = axis.places(length);
        if places == Some(wanted) {
            return None;
        }
        let what = format!("{}; \"{target}\" has {wanted} {name}", arithmetic(name, axis, length, places));
        Some(Problem::new(path, what).hint("correct the kernel, its stride or padding, or the image"))
    })
}

/// The number of places of a kernel, as a sum to follow.
fn arithmetic(name: &str, axis: Axis, length: u32, places: Option<u32>) -> String {
    let Axis { kernel, stride, padding, dilation } = axis;
    let reach = if dilation == 1 { kernel.to_string() } else { format!("({dilation} x ({kernel} - 1) + 1)") };
    let sum = format!("({length} + 2 x {padding} - {reach}) / {stride} + 1");
    match places {
        Some(places) => format!("of {length} {name} the kernel makes {sum} = {places}"),
        None => format!("the kernel has no place along {length} {name}: {sum}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arithmetic_is_the_one_of_the_places() {
        let axis = Axis { kernel: 3, stride: 2, padding: 1, dilation: 1 };
        let said = arithmetic("rows", axis, 32, axis.places(32));
        assert_eq!(said, "of 32 rows the kernel makes (32 + 2 x 1 - 3) / 2 + 1 = 16");
    }
}
