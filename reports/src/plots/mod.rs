//! Plots: from a record to a scene of plain shapes, from a scene to SVG and PNG.
//!
//! A plot lays itself out in [`scene`] with measured text, so that tests can check that nothing overlaps; only [`paint`]
//! and [`font`] know plotters.

mod agreement;
mod axis;
mod bars;
mod colour_bar;
mod core_utilisation;
mod degrees;
mod energy_by_component;
mod energy_by_layer;
mod execution_time;
mod floor;
mod floorline;
mod font;
mod frame;
mod histogram;
mod image;
mod latency_throughput;
mod legend;
mod link_map;
mod log_axis;
mod paint;
mod scene;
mod step_time;
mod style;

pub use agreement::{AgreementPlot, AgreementPoint, AgreementRole};
pub(crate) use core_utilisation::core_utilisation;
pub use degrees::{DegreePlot, DegreeSide, ProjectionDegrees};
pub(crate) use energy_by_component::energy_by_component;
pub(crate) use energy_by_layer::energy_by_layer;
pub use execution_time::{ExecutionTimePlot, TimedNetwork};
pub use floorline::FloorlinePlot;
pub use image::Image;
pub use latency_throughput::LatencyPlot;
pub use link_map::LinkMap;
pub(crate) use paint::{png, svg};
pub(crate) use step_time::step_time;
pub(crate) use style::{stage_name, stage_names};

#[cfg(test)]
mod legibility;
