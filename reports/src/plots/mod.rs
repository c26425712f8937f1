//! Plots: from a record to a scene of plain shapes, from a scene to SVG and PNG.
//!
//! A plot lays itself out in [`scene`] with measured text, so that tests can check that nothing overlaps; only [`paint`]
//! and [`font`] know plotters.

mod agreement;
mod axis;
mod bars;
mod colour_bar;
mod contours;
mod core_map;
mod core_utilisation;
mod degrees;
mod energy_by_component;
mod energy_by_layer;
mod energy_stack;
mod execution_time;
mod floor;
mod floorline;
mod font;
mod frame;
mod grid;
mod heat_map;
mod histogram;
mod image;
mod iso_energy;
mod kinds;
mod labels;
mod latency_throughput;
mod legend;
mod link_map;
mod log_axis;
mod marker;
mod over_time;
mod paint;
mod pareto;
mod picture;
mod quantity;
mod regime;
mod ruler;
mod scene;
mod sheet;
mod step_time;
mod style;
mod tornado;
mod waterfall;

pub use agreement::{AgreementPlot, AgreementPoint, AgreementRole};
pub use core_map::{CoreFigure, CoreMap};
pub(crate) use core_utilisation::core_utilisation;
pub use degrees::{DegreePlot, DegreeSide, ProjectionDegrees};
pub(crate) use energy_by_component::energy_by_component;
pub(crate) use energy_by_layer::energy_by_layer;
pub use energy_stack::{EnergyBar, EnergyStack};
pub use execution_time::{ExecutionTimePlot, TimedNetwork};
pub use floorline::FloorlinePlot;
pub use grid::{Grid, GridAxis};
pub use heat_map::{HeatMap, HeatScale};
pub use image::Image;
pub use iso_energy::IsoLines;
pub use kinds::{Needs, PLOT_KINDS, PlotInput, PlotKind, PlotOptions, PlotRequest, plot_kind};
pub use latency_throughput::LatencyPlot;
pub use link_map::LinkMap;
pub use over_time::{BusySeries, BusyShares, UtilisationOverTime};
pub(crate) use paint::{png, svg};
pub use pareto::{Fronts, Objective, ParetoPlot, ParetoPoint};
pub use picture::{Picture, PlotSize};
pub use quantity::Quantity;
pub use regime::RegimeMap;
pub(crate) use step_time::step_time;
pub(crate) use style::{stage_name, stage_names};
pub use tornado::{Tornado, TornadoBar};
pub use waterfall::{Waterfall, WaterfallStep};

#[cfg(test)]
mod legibility;
#[cfg(test)]
mod sized;
