//! What models must know of a chip: node, voltage, factors of silicon, and how far routers lie apart.

use egret_config::{Area, Length, Sourced};

use super::product::Term;
use crate::file::{ChipFile, TopologyFile};
use crate::models::scaling::{self, Misfit, OperatingPoint};
use crate::models::silicon::{self, Factor};
use crate::topology::TopologySpec;
use crate::validate::amount::Amount;
use crate::validate::checker::Checker;

/// From router to router where nothing says how far they lie apart, in millimetres.
const PITCH_MM: f64 = 1.0;
/// Smallest and largest published tile, in millimetres: the square with the 240 µm x 390 µm of a `TrueNorth` core, and 32
/// Loihi tiles on 60 mm².
const PITCH_RANGE_MM: (f64, f64) = (0.306, 1.4);

/// The surroundings of everything that is modelled on one chip.
pub(in crate::validate) struct Technology<'a> {
    pub(super) file: &'a ChipFile,
    /// `None` where it is unknown; areas and times ask for nothing else.
    pub(super) node: Option<Length>,
    /// `None` where node or voltage is unknown.
    pub(super) here: Option<OperatingPoint>,
    pub(super) macro_factor: Term,
    pub(super) silicon_factor: Term,
    /// From router to router, in millimetres.
    pub(super) pitch: Term,
    /// Routers of one chip; 0 after a problem.
    pub(super) routers: u32,
}

impl<'a> Technology<'a> {
    /// Checks the section and works out what it leaves out.
    pub(in crate::validate) fn check(
        checker: &mut Checker,
        file: &'a ChipFile,
        topology: Option<&TopologySpec>,
    ) -> Self {
        let technology = &file.technology;
        let node = checker.optional("technology.node", &technology.node);
        let voltage = checker.optional("technology.voltage", &technology.voltage);
        let clocked = file.network.clock.is_some();
        let network = if clocked { silicon::CLOCKED } else { silicon::ASYNCHRONOUS };
        Self {
            file,
            node,
            here: node.zip(voltage).map(|(node, voltage)| OperatingPoint { node, voltage }),
            macro_factor: factor(
                checker,
                "macro",
                "technology.macro_factor",
                technology.macro_factor.as_ref(),
                silicon::MACRO,
            ),
            silicon_factor: factor(
                checker,
                "silicon",
                "technology.silicon_factor",
                technology.silicon_factor.as_ref(),
                network,
            ),
            pitch: pitch(checker, file, topology),
            routers: topology.map_or(0, TopologySpec::routers),
        }
    }

    /// The chip as written.
    pub(in crate::validate) fn file(&self) -> &'a ChipFile {
        self.file
    }

    /// How many pitches long a link between routers is: a folded torus has links over every other tile.
    pub(in crate::validate) fn link_pitches(&self) -> f64 {
        if matches!(self.file.topology, TopologyFile::Torus { .. }) { 2.0 } else { 1.0 }
    }

    /// The factor from the node and voltage of a fit to those of the chip.
    pub(super) fn scaled(&self, from: OperatingPoint) -> Result<Term, Unscaled> {
        let here = self.here.ok_or(Unscaled::Unplaced)?;
        let factor = scaling::energy_factor(from, here).map_err(|misfit| Unscaled::Misfit(misfit, here))?;
        let why = format!("from {} to {} ({})", place(from), place(here), scaling::REFERENCE);
        Ok(Term::exact("scaling", factor, why))
    }
}

/// Why a fit cannot be scaled to the chip.
pub(super) enum Unscaled {
    /// The chip says neither node nor voltage, or not both.
    Unplaced,
    /// The law does not reach there.
    Misfit(Misfit, OperatingPoint),
}

impl Unscaled {
    /// What is wrong, and what to do.
    pub(super) fn explained(&self) -> (String, &'static str) {
        match self {
            Self::Unplaced => (
                "a modelled energy needs the node and the voltage of the chip, and one of them is unknown"
                    .to_owned(),
                "give technology.node and technology.voltage, or write the energy itself",
            ),
            Self::Misfit(misfit, here) => (misfit.describe(*here), super::energy::USE_AN_ENERGY),
        }
    }
}

/// Node and voltage for people.
pub(super) fn place(at: OperatingPoint) -> String {
    format!("{}, {}", at.node, at.voltage)
}

/// A factor of silicon: what the file says, or what is known of others.
fn factor(
    checker: &mut Checker,
    what: &'static str,
    path: &str,
    written: Option<&Sourced<f64>>,
    usual: Factor,
) -> Term {
    let Some(written) = written else {
        let Factor { value, low, high, why } = usual;
        return Term { what, value, low, high, why: why.to_owned() };
    };
    let value = checker.required(path, written).unwrap_or(usual.value);
    let (low, high) = written.range().map_or((value, value), |(low, high)| (*low, *high));
    Term { what, value, low, high, why: format!("{path}{}", known(written)) }
}

/// How far routers lie apart: as written, else the side of a square tile.
fn pitch(checker: &mut Checker, file: &ChipFile, topology: Option<&TopologySpec>) -> Term {
    let what = "pitch";
    if let Some(written) = &file.technology.pitch {
        let value = checker.required("technology.pitch", written).unwrap_or(Length::mm(PITCH_MM));
        let (low, high) = written.range().map_or((value, value), |(low, high)| (*low, *high));
        let why = format!("mm from router to router: technology.pitch{}", known(written));
        return Term { what, value: value.as_mm(), low: low.as_mm(), high: high.as_mm(), why };
    }
    let usable = |written: &Option<Sourced<Area>>| {
        let area = written.as_ref().and_then(Sourced::value)?;
        (area.fault().is_none() && *area > Area::ZERO).then(|| area.as_mm2())
    };
    let routers = topology.map(TopologySpec::routers).filter(|&routers| routers > 0);
    let tile = usable(&file.area.chip).zip(routers).map(|(chip, routers)| {
        (chip / f64::from(routers), format!("{chip} mm2 of the chip / {routers} routers"))
    });
    let tile = tile.or_else(|| {
        let cores = topology?.cores_per_router();
        usable(&file.area.core)
            .map(|core| (core * f64::from(cores), format!("{core} mm2 of a core x {cores} at a router")))
    });
    match tile {
        Some((area, how)) => {
            Term::exact(what, libm::sqrt(area), format!("mm from router to router: side of a square tile, {how}"))
        }
        None => Term {
            what,
            value: PITCH_MM,
            low: PITCH_RANGE_MM.0,
            high: PITCH_RANGE_MM.1,
            why: "mm from router to router: tiles from merolla2014 (240 um x 390 um) to davies2018 (60 mm2 / 32)".to_owned(),
        },
    }
}

/// Basis and source, in brackets.
fn known<T>(written: &Sourced<T>) -> String {
    let source = written.source().map(|source| format!(", {source}")).unwrap_or_default();
    format!(" ({}{source})", written.basis())
}
