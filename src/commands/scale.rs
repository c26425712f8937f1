//! `egret chip scale`: a chip at another process node and voltage.

use std::path::{Path, PathBuf};

use clap::Args;
use egret_arch::scale::{Unscalable, operating_point, scale, scaled_text};
use egret_arch::{Scaled, check};
use egret_config::{Length, Problem, QuantityError, Voltage};

use super::chip::load;
use super::noc::outputs;
use crate::console::{self, Look};
use crate::failure::Failure;
use crate::inputs;
use crate::listing;
use crate::settings::Settings;

pub(super) const EXAMPLES: &str = "\
Examples:
  egret chip scale loihi1-davies --node 7nm --voltage 0.65 --out loihi1-7nm.ron
  egret chip scale mesh-generic --voltage \"0.7 V\" --out low.ron
  egret run --chip ./loihi1-7nm.ron

Dynamic energies are multiplied by the factor of Stillmaker and Baas (2017), what models compute is computed
anew, areas follow the same paper. Times, clocks, static power, chip links and DRAM stay as they are: no
published law scales them. The file says so, and `egret price` and `egret run --set` can change them.";

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Shipped chip, or path of a chip file
    name: String,
    /// Process node to scale to, 7 to 130 nm, such as 7nm; left out: that of the chip
    #[arg(long, value_name = "LENGTH", required_unless_present = "voltage")]
    node: Option<String>,
    /// Supply to scale to, such as 0.65 or "0.65 V"; left out: that of the chip
    #[arg(long, value_name = "VOLTAGE", allow_hyphen_values = true)]
    voltage: Option<String>,
    /// File for the scaled chip
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Set a parameter by its path before scaling; may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    settings: Vec<String>,
}

/// Runs the subcommand.
pub(super) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let source = inputs::chips().find(&arguments.name, Path::new(""))?;
    let mut settings = Settings::default();
    settings.add_arguments(&arguments.settings)?;
    let chip = load(&source, &settings)?;
    let Some(from) = operating_point(&chip) else {
        return Err(refused(&arguments.name, Unscalable::Unplaced));
    };
    let mut to = from;
    if let Some(node) = &arguments.node {
        to.node = node.parse::<Length>().map_err(|error| unusable("--node", error))?;
    }
    if let Some(voltage) = &arguments.voltage {
        to.voltage = volts(voltage).map_err(|error| unusable("--voltage", error))?;
    }
    let scaled = scale(&chip, to).map_err(|reason| refused(&arguments.name, reason))?;
    outputs::writable(&arguments.out)?;
    let text = scaled_text(&scaled, &arguments.out);
    let name = arguments.out.display().to_string();
    // What is written must be a chip; that it is not would be our mistake.
    check(&name, &text, &[]).map_err(|error| Failure::Bug(format!("the scaled chip is none: {error}")))?;
    outputs::write(&arguments.out, text.as_bytes())?;
    console::write(&format!(
        "{}{}",
        summary(chip.name(), &scaled),
        outputs::wrote(std::slice::from_ref(&arguments.out))
    ))
}

/// A voltage; a bare number is one in volts.
fn volts(text: &str) -> Result<Voltage, QuantityError> {
    let trimmed = text.trim();
    if trimmed.parse::<f64>().is_ok() { format!("{trimmed} V").parse() } else { trimmed.parse() }
}

fn unusable(flag: &str, error: QuantityError) -> Failure {
    Failure::input(flag, Problem::new("", error.what).hint(error.hint))
}

fn refused(name: &str, reason: Unscalable) -> Failure {
    match reason {
        Unscalable::Unplaced => {
            let hint = "set what is missing: --set chip.technology.node=\"22 nm\", --set chip.technology.voltage=\"0.8 V\"";
            let problem =
                Problem::new("technology", "a chip whose node or voltage is unknown cannot be scaled");
            Failure::input(name, problem.hint(hint))
        }
        Unscalable::Misfit(misfit, point) => {
            let hint = "write a node from 7 to 130 nm, and a voltage at which energies still fall with it";
            Failure::input("chip scale", Problem::new("", misfit.describe(point)).hint(hint))
        }
    }
}

/// What was done, for people.
fn summary(name: &str, scaled: &Scaled) -> String {
    let look = Look::of_output();
    let Scaled { from, to, energy_factor, area_factor, energies, areas, modelled, kept, .. } = scaled;
    let mut text = format!(
        "{name} from {}, {} to {}, {}\n\nscaled\n  {} dynamic energies x {energy_factor:.4} (stillmaker2017)\n",
        from.node,
        from.voltage,
        to.node,
        to.voltage,
        energies.len()
    );
    if let Some(factor) = area_factor
        && !areas.is_empty()
    {
        text.extend([format!("  {} areas x {factor:.4} (stillmaker2017)\n", areas.len())]);
    }
    if !modelled.is_empty() {
        text.push_str("modelled anew\n");
        text.push_str(&listing::paragraph(look, &format!("  {}", modelled.join(", ")), "  "));
    }
    text.push_str("as it was\n");
    for left in kept {
        text.extend([format!("  {}: {}\n", left.what, left.why)]);
    }
    text
}
