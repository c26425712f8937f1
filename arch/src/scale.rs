//! The same chip at another process node and voltage.
//!
//! Dynamic energies on the chip are multiplied by the factor of [`scaling`], ranges too, and say so; modelled ones are
//! modelled anew; areas follow the table of areas. For the rest there is no published law, and it stays as it is: times
//! and clocks, static power, and what has a supply of its own (chip links, the host link, DRAM).

use std::path::Path;

use egret_config::{Area, Delay, Energy, Length, Sourced, Span};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::chip::Chip;
use crate::file::ChipFile;
use crate::models::scaling::{self, Misfit, OperatingPoint};
use crate::models::{dram, sram, wire};

/// Energies on the chip's side of a supply of its own.
const OWN_SUPPLY: [&str; 2] = ["energy.chip_link", "energy.host_event"];
/// The section of the DRAM, of which only this lies on the chip.
const DRAM: (&str, &str) = ("dram.", "dram.weight_write");

/// Something that was not scaled, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it is: a path, or a kind of parameters.
    pub what: String,
    /// Why.
    pub why: &'static str,
}

/// A scaled chip.
#[derive(Clone, Debug)]
pub struct Scaled {
    /// The file; its name and summary are still those of the chip it was made from.
    pub file: ChipFile,
    /// Node and voltage it was at.
    pub from: OperatingPoint,
    /// Node and voltage it is at.
    pub to: OperatingPoint,
    /// What dynamic energies were multiplied by.
    pub energy_factor: f64,
    /// What areas were multiplied by; `None` where the table does not reach.
    pub area_factor: Option<f64>,
    /// Paths of energies that were multiplied.
    pub energies: Vec<String>,
    /// Paths of areas that were multiplied.
    pub areas: Vec<String>,
    /// Paths that a model fills in anew.
    pub modelled: Vec<String>,
    /// What stays as it is.
    pub kept: Vec<Kept>,
}

/// Why a chip cannot be scaled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unscalable {
    /// Its own node or voltage is unknown.
    Unplaced,
    /// The law does not reach this node or voltage.
    Misfit(Misfit, OperatingPoint),
}

/// Node and voltage of a chip.
pub fn operating_point(chip: &Chip) -> Option<OperatingPoint> {
    let technology = &chip.file().technology;
    let node = *technology.node.value()?;
    let voltage = *technology.voltage.value()?;
    Some(OperatingPoint { node, voltage })
}

/// The chip at another node and voltage.
pub fn scale(chip: &Chip, to: OperatingPoint) -> Result<Scaled, Unscalable> {
    let from = operating_point(chip).ok_or(Unscalable::Unplaced)?;
    for point in [from, to] {
        scaling::check(point).map_err(|misfit| Unscalable::Misfit(misfit, point))?;
    }
    let energy_factor = scaling::energy_factor(from, to).map_err(|misfit| Unscalable::Misfit(misfit, to))?;
    let mut scaled = Scaled {
        file: chip.file().clone(),
        from,
        to,
        energy_factor,
        area_factor: scaling::area_factor(from.node, to.node),
        energies: Vec::new(),
        areas: Vec::new(),
        modelled: Vec::new(),
        kept: Vec::new(),
    };
    freeze_times(chip, &mut scaled.file);
    let mut tree = serde_json::to_value(&scaled.file)
        .unwrap_or_else(|error| unreachable!("chip files are plain data: {error}"));
    scaled.walk("", &mut tree);
    scaled.file = serde_json::from_value(tree)
        .unwrap_or_else(|error| unreachable!("numbers were replaced by their like: {error}"));
    scaled.placed();
    scaled.keep();
    Ok(scaled)
}

impl Scaled {
    /// Scales what is below `path`.
    fn walk(&mut self, path: &str, tree: &mut Value) {
        let energy = |value: Energy, factor: f64| value * factor;
        let area = |value: Area, factor: f64| value * factor;
        match tree {
            Value::Object(map) if is_sourced(map) => {
                if path.starts_with("area.") {
                    let factor = self.area_factor;
                    if let Some(new) = self.replaced(tree, factor, area) {
                        *tree = new;
                        self.areas.push(path.to_owned());
                    }
                } else if is_modelled(tree) {
                    self.modelled.push(path.to_owned());
                } else if let Some(new) = self.replaced(tree, Some(self.energy_factor), energy) {
                    if OWN_SUPPLY.contains(&path) || (path.starts_with(DRAM.0) && path != DRAM.1) {
                        let why = "a supply and a process of its own";
                        self.kept.push(Kept { what: path.to_owned(), why });
                    } else {
                        *tree = new;
                        self.energies.push(path.to_owned());
                    }
                }
            }
            Value::Object(map) => {
                for (key, inner) in map {
                    let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    self.walk(&below, inner);
                }
            }
            Value::Array(items) => {
                for (position, inner) in items.iter_mut().enumerate() {
                    self.walk(&format!("{path}[{position}]"), inner);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    /// A sourced number times a factor, if it is a `Q` with a value; nought stays as it is. Where there is no factor it is
    /// unknown.
    fn replaced<Q>(&self, tree: &Value, factor: Option<f64>, times: impl Fn(Q, f64) -> Q) -> Option<Value>
    where
        Q: Copy + PartialEq + Default + Serialize + DeserializeOwned,
    {
        let sourced: Sourced<Q> = serde_json::from_value(tree.clone()).ok()?;
        let value = *sourced.value()?;
        if value == Q::default() {
            return None;
        }
        let (from, to) = (place(self.from), place(self.to));
        let Some(factor) = factor else {
            let why = format!("no law scales areas from {from} to {to}");
            return serde_json::to_value(Sourced::<Q>::Unknown(why)).ok();
        };
        let how = format!("x {factor:.4} from {from} to {to}");
        let was = format!("{} {how}", written(tree));
        let also = |keys: String| format!("{}; {}", works(keys), scaling::REFERENCE);
        let scaled = match sourced {
            Sourced::Measured(value, keys)
            | Sourced::Simulated(value, keys)
            | Sourced::Specified(value, keys) => Sourced::Derived(times(value, factor), also(keys), was),
            Sourced::Derived(value, keys, note) => {
                Sourced::Derived(times(value, factor), also(keys), format!("{note}; {how}"))
            }
            Sourced::Estimated(value, keys, (low, high)) => {
                let range = (times(low, factor), times(high, factor));
                Sourced::Estimated(times(value, factor), also(keys), range)
            }
            Sourced::Chosen(value, why) => Sourced::Chosen(times(value, factor), format!("{why}; {how}")),
            Sourced::Given(value) => {
                Sourced::Derived(times(value, factor), scaling::REFERENCE.to_owned(), was)
            }
            other @ (Sourced::Modelled(_) | Sourced::Unknown(_)) => other,
        };
        serde_json::to_value(scaled).ok()
    }

    /// Writes the new node and voltage; nobody built that chip. A pitch that is given shrinks with the area.
    fn placed(&mut self) {
        let why = format!("scaled from {}", place(self.from));
        let technology = &mut self.file.technology;
        technology.node = Sourced::Chosen(self.to.node, why.clone());
        technology.voltage = Sourced::Chosen(self.to.voltage, why.clone());
        self.file.hypothetical = true;
        if let (Some(pitch), Some(area)) = (&technology.pitch, self.area_factor) {
            let shrunk = pitch.value().map(|pitch: &Length| *pitch * libm::sqrt(area));
            technology.pitch =
                shrunk.map(|length| Sourced::Chosen(length, format!("{why}, by the root of the area")));
        }
    }

    fn keep(&mut self) {
        let mut keep = |what: &str, why| self.kept.push(Kept { what: what.to_owned(), why });
        keep("times and clocks", "no published law");
        keep("static power that is not modelled", "no published law");
        if self.area_factor.is_none() && !self.areas.is_empty() {
            keep("areas", "the table of areas reaches from 45 to 7 nm: they are unknown now");
        }
    }
}

/// Writes modelled access times down as they are: at another node the model would give others.
fn freeze_times(chip: &Chip, file: &mut ChipFile) {
    let clock = file.core.clock.as_ref().and_then(Sourced::value).map(|clock| clock.as_hertz());
    for (memory, (_, written)) in chip.core().memories.iter().zip(&mut file.core.memories) {
        let Sourced::Modelled(_) = written.access_time else { continue };
        let seconds = memory.access_time as f64 / chip.ticks_per_second() as f64;
        let time = match clock {
            Some(hertz) => Delay::Cycles(libm::round(seconds * hertz) as u32),
            None => Delay::Time(Span::seconds(seconds)),
        };
        let why = "modelled before the chip was scaled; no published law scales times".to_owned();
        written.access_time = Sourced::Derived(time, sram::REFERENCE.to_owned(), why);
    }
}

/// The text of a scaled chip, ready to be a file: named after it, with what was done to it in front.
pub fn scaled_text(scaled: &Scaled, path: &Path) -> String {
    let mut file = scaled.file.clone();
    let (from, to) = (place(scaled.from), place(scaled.to));
    let source = std::mem::take(&mut file.name);
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    file.name = stem.filter(|stem| !stem.trim().is_empty()).unwrap_or_else(|| source.clone());
    file.summary = format!("{} Scaled from {from} to {to}.", file.summary);
    let mut text = format!(
        "// {source}, scaled from {from} to {to}. Dynamic energies: x {} ({}).\n",
        scaled.energy_factor,
        scaling::REFERENCE
    );
    if let Some(factor) = scaled.area_factor {
        text.extend([format!("// Areas: x {factor}.\n")]);
    }
    for Kept { what, why } in &scaled.kept {
        text.extend([format!("// As it was: {what} ({why}).\n")]);
    }
    let pretty = ron::ser::PrettyConfig::new()
        .new_line("\n")
        .indentor("    ")
        .compact_arrays(true)
        .extensions(ron::extensions::Extensions::IMPLICIT_SOME);
    let body = ron::ser::to_string_pretty(&file, pretty)
        .unwrap_or_else(|error| unreachable!("chip files are plain data: {error}"));
    // Chip files need not say that they leave `Some` out. What is absent, and what models fill in, is left out as well.
    let needless = |line: &str| {
        line.starts_with("#![enable(")
            || line.ends_with(": None,")
            || line.ends_with(": Modelled(\"nearest\"),")
    };
    for line in body.lines().filter(|line| !needless(line)) {
        text.push_str(line);
        text.push('\n');
    }
    text
}

/// Whether an object is a sourced number.
fn is_sourced(map: &serde_json::Map<String, Value>) -> bool {
    let name = map.keys().next().filter(|_| map.len() == 1);
    name.is_some_and(|name| {
        egret_config::Basis::ALL.iter().any(|basis| basis.word().eq_ignore_ascii_case(name))
            && name.starts_with(char::is_uppercase)
    })
}

fn is_modelled(tree: &Value) -> bool {
    tree.get("Modelled").is_some()
}

/// The value of a sourced number as it is written.
fn written(tree: &Value) -> String {
    let content = tree.as_object().and_then(|map| map.values().next());
    let value = content.map(|content| content.get(0).unwrap_or(content));
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Keys of works; of an estimate that names a model, the work behind the model.
fn works(keys: String) -> String {
    if sram::Fit::named(&keys).is_some() {
        sram::REFERENCE.to_owned()
    } else if wire::Fit::named(&keys).is_some() {
        wire::REFERENCE.to_owned()
    } else if dram::Kind::named(&keys).is_some() {
        dram::SOURCE.to_owned()
    } else {
        keys
    }
}

fn place(at: OperatingPoint) -> String {
    format!("{}, {}", at.node, at.voltage)
}
