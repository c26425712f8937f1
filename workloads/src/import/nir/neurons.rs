//! Neurons of NIR, and their differential equations as steps of a given time.

use egret_config::Problem;

use super::fields::Fields;
use crate::execute::{Cell, CubaLif, Lif, Reset};

/// How differential equations become steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discretisation {
    /// Forward Euler, as norse and snnTorch step: a potential keeps `1 - dt / tau` of itself.
    Euler,
    /// Exact for input that is constant over a step: it keeps `exp(-dt / tau)`.
    Exact,
}

/// The time that a step stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeStep {
    /// Seconds, more than 0.
    pub seconds: f64,
    /// How equations become steps.
    pub discretisation: Discretisation,
}

/// Models of neurons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Leaky integrate-and-fire.
    Lif,
    /// Integrate-and-fire.
    If,
    /// Leaky integrate-and-fire with a synaptic current.
    CubaLif,
    /// Leaky integrator.
    Li,
    /// Leaky integrator with a synaptic current.
    CubaLi,
    /// Integrator.
    Integrator,
}

impl Kind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Lif => "LIF",
            Self::If => "IF",
            Self::CubaLif => "CubaLIF",
            Self::Li => "LI",
            Self::CubaLi => "CubaLI",
            Self::Integrator => "I",
        }
    }

    /// Whether a potential above a threshold is an event.
    pub(super) fn spikes(self) -> bool {
        matches!(self, Self::Lif | Self::If | Self::CubaLif)
    }
}

/// One constant of a population, as the file has it: a number a unit, a channel, or one for all.
#[derive(Clone, Debug)]
struct Constant {
    path: String,
    shape: Vec<usize>,
    values: Vec<f32>,
}

/// A population of neurons as the file has it.
#[derive(Clone, Debug)]
pub(super) struct Neurons {
    pub(super) kind: Kind,
    resistance: Constant,
    time_constant: Option<Constant>,
    synaptic: Option<(Constant, Constant)>,
    leak: Option<Constant>,
    threshold: Option<Constant>,
    reset: Option<Constant>,
}

impl Neurons {
    /// The neurons of a node.
    pub(super) fn read(kind: Kind, fields: Fields) -> Result<Self, Problem> {
        let constant = |name: &str| {
            let (shape, values) = fields.numbers(name)?;
            if values.is_empty() {
                return Err(fields.problem(name, "it has no element"));
            }
            Ok(Constant { path: format!("{}/{name}", fields.path), shape, values })
        };
        let given = |name: &str, wanted: bool| wanted.then(|| constant(name)).transpose();
        let current = matches!(kind, Kind::CubaLif | Kind::CubaLi);
        let leaky = !matches!(kind, Kind::If | Kind::Integrator);
        let resistance = constant("r")?;
        let time_constant = given(if current { "tau_mem" } else { "tau" }, leaky)?;
        let leak = given("v_leak", leaky)?;
        let threshold = given("v_threshold", kind.spikes())?;
        let reset = given("v_reset", kind.spikes() && fields.items.contains_key("v_reset"))?;
        let synaptic = if current { Some((constant("tau_syn")?, constant("w_in")?)) } else { None };
        Ok(Self { kind, resistance, time_constant, synaptic, leak, threshold, reset })
    }

    /// The cell of a population of `shape`, with `bias` added to each sum; notes go to `notes`.
    pub(super) fn cell(
        &self,
        shape: &[usize],
        bias: Vec<f32>,
        time: TimeStep,
        notes: &mut Vec<String>,
    ) -> Result<Cell, Problem> {
        let units: usize = shape.iter().product();
        let mut spread = |constant: &Constant| constant.spread(shape, notes);
        let resistance = spread(&self.resistance)?;
        let leak = self.leak.as_ref().map(&mut spread).transpose()?.unwrap_or_else(|| vec![0.0; units]);
        let taus = self.time_constant.as_ref().map(&mut spread).transpose()?;
        let threshold = self.threshold.as_ref().map(&mut spread).transpose()?;
        let reset = self.reset.as_ref().map(&mut spread).transpose()?;
        let synaptic = match &self.synaptic {
            Some((tau, weight)) => Some((tau, spread(tau)?, spread(weight)?)),
            None => None,
        };
        let (kept, taken_in) = match (&self.time_constant, &taus) {
            (Some(constant), Some(taus)) => constant.decays(taus, time, notes)?,
            _ => (vec![1.0; units], vec![time.seconds; units]),
        };
        let gain =
            taken_in.iter().zip(&resistance).map(|(share, r)| (share * f64::from(*r)) as f32).collect();
        if threshold.is_none() {
            notes.push("it never emits; its potential is what is read out".to_owned());
        }
        let mut lif = Lif {
            bias,
            decay: narrow(&kept),
            gain,
            rest: leak,
            threshold: threshold.unwrap_or_else(|| vec![f32::MAX; units]),
            reset: Reset::To(reset.unwrap_or_else(|| vec![0.0; units])),
        };
        let Some((tau, taus, weights)) = synaptic else { return Ok(Cell::Lif(lif)) };
        let (current_kept, taken_in) = tau.decays(&taus, time, notes)?;
        let current_gain =
            taken_in.iter().zip(&weights).map(|(share, w)| (share * f64::from(*w)) as f32).collect();
        if lif.bias.iter().any(|bias| *bias != 0.0) {
            // A constant input settles at bias times weight; it is added there instead of rising to it.
            lif.bias = lif.bias.iter().zip(&weights).map(|(bias, weight)| bias * weight).collect();
            let slowest = current_kept.iter().copied().fold(0.0, f64::max);
            notes.push(format!(
                "the bias acts in full from the first step instead of rising with tau_syn: the current is off by at \
                 most {slowest:.4}^t of it after t steps"
            ));
        }
        Ok(Cell::CubaLif(CubaLif { lif, current_decay: narrow(&current_kept), current_gain }))
    }
}

impl Constant {
    /// The constant of each unit of a population of `shape`.
    fn spread(&self, shape: &[usize], notes: &mut Vec<String>) -> Result<Vec<f32>, Problem> {
        let units: usize = shape.iter().product();
        if self.shape == shape {
            return Ok(self.values.clone());
        }
        let name = self.path.rsplit('/').next().unwrap_or_default();
        if self.values.len() == 1 {
            if units > 1 {
                notes.push(format!("{name}: one value for all {units} units"));
            }
            return Ok(vec![self.values[0]; units]);
        }
        let of_channel = self.shape.iter().skip(1).all(|length| *length == 1);
        if shape.len() > 1 && self.values.len() == shape[0] && of_channel {
            let each = units / shape[0];
            notes.push(format!("{name}: one value for each of {} channels of {each} units", shape[0]));
            return Ok(self.values.iter().flat_map(|value| std::iter::repeat_n(*value, each)).collect());
        }
        if self.values.len() == units {
            notes.push(format!("{name}: of shape {:?}, taken in that order for {shape:?}", self.shape));
            return Ok(self.values.clone());
        }
        Err(Problem::new(
            &self.path,
            format!("its shape is {:?}, and the population has {shape:?}", self.shape),
        ))
    }

    /// What is kept of a state in a step, and the share of its input that is taken in.
    fn decays(
        &self,
        taus: &[f32],
        time: TimeStep,
        notes: &mut Vec<String>,
    ) -> Result<(Vec<f64>, Vec<f64>), Problem> {
        let mut worst: Option<(f64, f64)> = None;
        let mut decays = Vec::with_capacity(taus.len());
        for tau in taus {
            let ratio = time.seconds / f64::from(*tau);
            if *tau <= 0.0 {
                return Err(Problem::new(&self.path, format!("a time constant of {tau} s is not above 0")));
            }
            let exact = libm::exp(-ratio);
            let decay = match time.discretisation {
                Discretisation::Euler => 1.0 - ratio,
                Discretisation::Exact => exact,
            };
            if decay < 0.0 {
                let what =
                    format!("a time constant of {tau} s is shorter than the step of {} s", time.seconds);
                return Err(
                    Problem::new(&self.path, what).hint("give a shorter `--dt`, or `--discretise exact`")
                );
            }
            if worst.is_none_or(|(worst, of)| (exact - decay) / exact > (of - worst) / of) {
                worst = Some((decay, exact));
            }
            decays.push(decay);
        }
        if let Some((decay, exact)) = worst.filter(|(decay, exact)| exact - decay > 1e-9) {
            let name = self.path.rsplit('/').next().unwrap_or_default();
            notes.push(format!(
                "{name}: forward Euler keeps {decay:.5} a step, the equation {exact:.5} (at most {:.2} % off)",
                100.0 * (exact - decay) / exact
            ));
        }
        let shares = decays.iter().map(|decay| 1.0 - decay).collect();
        Ok((decays, shares))
    }
}

fn narrow(values: &[f64]) -> Vec<f32> {
    values.iter().map(|value| *value as f32).collect()
}
