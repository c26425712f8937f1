//! What a run cost: pricing, run records, tables, CSV files and plots.
//!
//! [`record()`] turns the integer counts of a simulation into a [`RunRecord`]; [`price`] turns the counts of a stored
//! record into joules, so a change of prices never needs a new simulation. Every report starts from a record and from
//! nothing else. Nothing in here knows an actor.

mod assemble;
mod bounds;
pub mod compare;
mod csv_files;
mod differences;
mod fingerprint;
mod growing_file;
mod html;
mod json;
pub mod metrics;
mod named;
pub mod noc;
mod noc_record;
mod notes;
mod output;
pub mod pareto;
mod plots;
mod power_states;
mod pricing;
pub mod record;
mod reports;
pub mod results;
mod same_machine;
mod sampling;
mod si;
mod table;
mod tally;
#[cfg(test)]
mod testing;
mod timeline;

pub use assemble::{Context, record};
pub use bounds::bound_record;
pub use differences::{Difference, differences};
pub use fingerprint::fingerprint;
pub use growing_file::GrowingFile;
pub use html::HtmlReport;
pub use json::{from_json, plain_json, to_json};
pub use named::Named;
pub use notes::{Note, notes};
pub use output::{OutputError, check_replaceable, prepare, write_atomically, write_together};
pub use plots::{
    AgreementPlot, AgreementPoint, AgreementRole, BusySeries, BusyShares, CoreFigure, CoreMap, DegreePlot,
    DegreeSide, EnergyBar, EnergyStack, ExecutionTimePlot, FloorlinePlot, Fronts, Grid, GridAxis, HeatMap,
    HeatScale, Image, IsoLines, LatencyPlot, LinkMap, Needs, Objective, PLOT_KINDS, ParetoPlot, ParetoPoint,
    Picture, PlotInput, PlotKind, PlotOptions, PlotRequest, PlotSize, ProjectionDegrees, Quantity, RegimeMap,
    TimedNetwork, Tornado, TornadoBar, UtilisationOverTime, Waterfall, WaterfallStep, plot_kind,
};
pub use pricing::{PriceSwing, Repricer, price, sensitivities};
pub use record::RunRecord;
pub use reports::{REPORTS, RenderError, Report, write_all};
pub use same_machine::{is_price, same_machine};
pub use si::si;
pub use table::{bound_table, table};
pub use tally::Tally;
pub use timeline::{Timeline, TraceWindow, Traced};
