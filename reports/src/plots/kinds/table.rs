//! The list of kinds.

use egret_config::{InputError, Problem, did_you_mean};

use super::super::picture::Picture;
use super::request::PlotRequest;
use super::{energy, figures, maps, runs, waterfall};

/// What a kind is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Points: result sets, or runs as points.
    Points,
    /// One run.
    Run,
    /// The factors of a gain.
    Waterfall,
}

impl Needs {
    /// In words.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Points => "result sets, or run.json files",
            Self::Run => "one run.json",
            Self::Waterfall => "one waterfall.csv",
        }
    }
}

/// A kind of plot.
pub struct PlotKind {
    /// Word that asks for it.
    pub name: &'static str,
    /// What it shows.
    pub what: &'static str,
    /// What it is made of.
    pub needs: Needs,
    /// Options it heeds, without dashes; all heed `size` and `title`.
    pub options: &'static [&'static str],
    /// Makes the picture.
    pub picture: fn(&PlotRequest<'_>) -> Result<Picture, InputError>,
}

/// Every kind, in the order of lists.
pub const PLOT_KINDS: &[PlotKind] = &[
    PlotKind {
        name: "energy",
        what: "energy by stage of the chip, a stacked bar a point or value of an axis",
        needs: Needs::Points,
        options: &["metric", "by", "shares", "where"],
        picture: energy::stacked,
    },
    PlotKind {
        name: "pareto",
        what: "two figures, the front of points that none beats in both, and its knee",
        needs: Needs::Points,
        options: &["x", "y", "by", "where"],
        picture: figures::pareto,
    },
    PlotKind {
        name: "heat-map",
        what: "a figure over two axes, with lines of equal value",
        needs: Needs::Points,
        options: &["metric", "x", "y", "where"],
        picture: maps::heat_map,
    },
    PlotKind {
        name: "interaction",
        what: "gain of both sparsities together over the product of their gains alone",
        needs: Needs::Points,
        options: &["metric", "x", "y", "where"],
        picture: maps::interaction,
    },
    PlotKind {
        name: "regime",
        what: "what bounds the time of each point, over two axes",
        needs: Needs::Points,
        options: &["x", "y", "where"],
        picture: maps::regime,
    },
    PlotKind {
        name: "iso-energy",
        what: "lines of equal energy over two axes, chip beside chip",
        needs: Needs::Points,
        options: &["metric", "x", "y", "by", "where"],
        picture: maps::iso_energy,
    },
    PlotKind {
        name: "perplexity-energy",
        what: "perplexity against energy per token, with Pareto fronts",
        needs: Needs::Points,
        options: &["x", "by", "where"],
        picture: figures::perplexity_energy,
    },
    PlotKind {
        name: "waterfall",
        what: "from the ideal gain to the achieved one, factor by factor",
        needs: Needs::Waterfall,
        options: &["where"],
        picture: waterfall::waterfall,
    },
    PlotKind {
        name: "sensitivity",
        what: "what each price with a range does to the energy of a run",
        needs: Needs::Run,
        options: &["top"],
        picture: runs::sensitivity,
    },
    PlotKind {
        name: "floorline",
        what: "time against synops of the busiest core, with the floors of the chip",
        needs: Needs::Run,
        options: &[],
        picture: runs::floorline,
    },
    PlotKind {
        name: "core-map",
        what: "how busy each core was, or its energy (`--metric energy`), on the floor plan",
        needs: Needs::Run,
        options: &["metric"],
        picture: runs::core_map,
    },
    PlotKind {
        name: "link-map",
        what: "how busy each link between routers was, on the floor plan",
        needs: Needs::Run,
        options: &[],
        picture: runs::link_map,
    },
    PlotKind {
        name: "utilisation-over-time",
        what: "how busy cores and links were over the time of a run",
        needs: Needs::Run,
        options: &[],
        picture: runs::utilisation_over_time,
    },
];

/// The kind of that name.
///
/// # Errors
/// There is none: which there are, and which may have been meant.
pub fn plot_kind(name: &str) -> Result<&'static PlotKind, Problem> {
    PLOT_KINDS.iter().find(|kind| kind.name == name).ok_or_else(|| {
        let names = PLOT_KINDS.iter().map(|kind| kind.name);
        let near = did_you_mean(name, names.clone());
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let known = names.collect::<Vec<_>>().join(", ");
        Problem::new("", format!("no kind of plot is called `{name}`"))
            .hint(format!("{near}the kinds are {known}"))
    })
}
