//! The attributes of neurons and synapses that the peer knows, and which of them do anything.

/// An attribute of a neuron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    /// A number of a leaky integrate-and-fire neuron.
    Number(NumberOf),
    /// What a spike does to the potential.
    ResetMode,
    /// What falling below the reverse threshold does to it.
    ReverseResetMode,
    /// Whether it counts as updated in every step.
    ForceUpdate,
    /// Given spikes of an input.
    Spikes,
    /// One spike of an input in so many steps, as their share.
    Rate,
    /// Random spikes of an input.
    Poisson,
    /// Known, and without effect on the model.
    WithoutEffect,
}

/// A number of a leaky integrate-and-fire neuron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberOf {
    /// Added in every step.
    Bias,
    /// Share of the synaptic current that is kept from step to step.
    InputDecay,
    /// Share of the potential that is kept from step to step.
    LeakDecay,
    /// Potential above which it fires.
    Threshold,
    /// Potential after a spike.
    Reset,
    /// Potential below which the reverse reset acts.
    ReverseThreshold,
    /// Potential after a reverse reset.
    ReverseReset,
    /// Potential before the first step.
    Potential,
    /// Steps after a spike without input, one more than it says.
    RefractoryDelay,
}

/// The numbers, in the order in which they are kept, with what they are where nothing is written.
pub(super) const NUMBERS: [(NumberOf, &str, f64); 9] = [
    (NumberOf::Bias, "bias", 0.0),
    (NumberOf::InputDecay, "input_decay", 0.0),
    (NumberOf::LeakDecay, "leak_decay", 1.0),
    (NumberOf::Threshold, "threshold", 0.0),
    (NumberOf::Reset, "reset", 0.0),
    (NumberOf::ReverseThreshold, "reverse_threshold", 0.0),
    (NumberOf::ReverseReset, "reverse_reset", 0.0),
    (NumberOf::Potential, "potential", 0.0),
    (NumberOf::RefractoryDelay, "refractory_delay", 0.0),
];

/// Attributes of neurons that are known and change nothing in the models that are simulated: those of other models, those
/// that only say what is written down, and those that units register and never look at.
const WITHOUT_EFFECT: [&str; 19] = [
    "log_u",
    "log_potential",
    "log_v",
    "force_potential",
    "noise",
    "noise_bits",
    "leak",
    "leak_towards_zero",
    "random_mask",
    "taps",
    "time_constants",
    "space_constants",
    "connections_out",
    "weight",
    "w",
    "delay",
    "d",
    "latency",
    "model",
];

/// Attributes that name units of the core or say what is written down: they are read apart from those of models.
pub(super) const OF_THE_FRAME: [&str; 5] =
    ["soma_hw_name", "synapse_hw_name", "default_synapse_hw_name", "dendrite_hw_name", "log_spikes"];

/// The attribute of a name.
pub(super) fn attribute(name: &str) -> Option<Attribute> {
    if let Some((number, _, _)) = NUMBERS.iter().find(|(_, known, _)| *known == name) {
        return Some(Attribute::Number(*number));
    }
    match name {
        "reset_mode" => Some(Attribute::ResetMode),
        "reverse_reset_mode" => Some(Attribute::ReverseResetMode),
        "force_update" | "force_update_every_timestep" => Some(Attribute::ForceUpdate),
        "spikes" => Some(Attribute::Spikes),
        "rate" => Some(Attribute::Rate),
        "poisson" => Some(Attribute::Poisson),
        _ if WITHOUT_EFFECT.contains(&name) => Some(Attribute::WithoutEffect),
        _ => None,
    }
}

/// Every name of an attribute of neurons.
pub(super) fn names() -> Vec<&'static str> {
    let modes = ["reset_mode", "reverse_reset_mode", "force_update", "force_update_every_timestep"];
    let inputs = ["spikes", "rate", "poisson"];
    let sections = ["soma", "dendrite"];
    let numbers = NUMBERS.iter().map(|(_, name, _)| *name);
    numbers.chain(modes).chain(inputs).chain(OF_THE_FRAME).chain(sections).chain(WITHOUT_EFFECT).collect()
}

/// Attributes of a synapse.
pub(super) const OF_SYNAPSES: [&str; 9] =
    ["weight", "w", "synapse", "dendrite", "delay", "d", "tap", "latency", "synapse_hw_name"];

/// What a reset does to a potential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ResetMode {
    /// Nothing.
    None,
    /// Takes the threshold from it.
    Soft,
    /// Sets it.
    #[default]
    Hard,
    /// Sets it to the threshold; after a spike nothing.
    Saturate,
}

impl ResetMode {
    /// The peer's names.
    pub(super) const NAMES: [(&'static str, Self); 4] =
        [("none", Self::None), ("soft", Self::Soft), ("hard", Self::Hard), ("saturate", Self::Saturate)];
}
