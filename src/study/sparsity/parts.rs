//! What is simulated: the studies that the sparsity study consists of, as the text of study files.

use std::fmt::Write as _;

/// A chip, and what networks look like on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machine {
    pub(super) chip: &'static str,
    /// The weight format it has where one is fixed.
    pub(super) own_format: &'static str,
    /// Bits of a weight and of the value of an event: those of the trained networks, or the most that the chip takes.
    bits: (u32, u32),
    /// Whether formats other than the dense one make sense.
    pub(super) sparse: bool,
}

/// The format of dense references.
pub(super) const DENSE: &str = "Dense";

/// Formats among which the best is taken.
const FORMATS: [&str; 4] = [DENSE, "Bitmap", "Csr", "RunLength(run_bits: 4)"];

/// The array that multiplies every weight with every activation.
pub(super) const ARRAY: &str = "dense-mac";

/// Event-driven chips, and the array.
pub(super) const MACHINES: [Machine; 5] = [
    Machine { chip: "mesh-generic", own_format: "Bitmap", bits: (16, 16), sparse: true },
    Machine { chip: "spinnaker2", own_format: "Csr", bits: (16, 16), sparse: true },
    Machine { chip: "spinnaker2-0v8", own_format: "Csr", bits: (16, 16), sparse: true },
    Machine { chip: "loihi2", own_format: "Csr", bits: (8, 16), sparse: true },
    Machine { chip: ARRAY, own_format: DENSE, bits: (16, 16), sparse: false },
];

/// A network whose points are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Net {
    /// Generated masks and synthetic events of the size that the papers give.
    Ptb,
    /// The trained networks with their masks, events and perplexities.
    Trained,
}

impl Net {
    pub(super) const ALL: [Self; 2] = [Self::Ptb, Self::Trained];

    pub(super) const fn workload(self) -> &'static str {
        match self {
            Self::Ptb => "egru-ptb",
            Self::Trained => "egru-wikitext2-grid",
        }
    }

    /// The parameter that says how active it is.
    pub(super) const fn activity(self) -> &'static str {
        match self {
            Self::Ptb => "workload.activity",
            Self::Trained => "workload.activity_level",
        }
    }

    /// The point that tables and texts speak of: weight sparsity and activity.
    pub(super) const fn example(self) -> (f64, f64) {
        match self {
            Self::Ptb => (0.8, 0.203),
            Self::Trained => (0.8, 0.13),
        }
    }
}

/// How much is simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything.
    Whole,
    /// What the finding and its picture need: the same points, fewer of them.
    Finding,
}

impl Extent {
    /// The shipped study of that name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "sparsity" => Some(Self::Whole),
            "sparsity-finding" => Some(Self::Finding),
            _ => None,
        }
    }

    const fn steps(net: Net) -> u32 {
        match net {
            Net::Ptb => 4,
            Net::Trained => 32,
        }
    }

    /// Weight sparsities and activities of a network; the dense ones first.
    fn densities(self, net: Net) -> (&'static [f64], &'static [f64]) {
        match (net, self) {
            (Net::Ptb, Self::Whole) => (&[0.0, 0.5, 0.8, 0.85, 0.9, 0.95], &[1.0, 0.5, 0.203, 0.05]),
            (Net::Ptb, Self::Finding) => (&[0.0, 0.8], &[1.0, 0.203]),
            (Net::Trained, Self::Finding) => (&[0.0, 0.8], &[1.0, 0.13]),
            (Net::Trained, Self::Whole) => {
                (&[0.0, 0.5, 0.8, 0.9, 0.95], &[1.0, 0.45, 0.25, 0.13, 0.06, 0.03])
            }
        }
    }

    /// Chips and formats on which a network runs.
    pub(super) fn machines(self, net: Net) -> Vec<(Machine, &'static str)> {
        let mut all = Vec::new();
        for machine in MACHINES {
            // The same chip at another voltage says nothing new of a network that only costs more to simulate.
            if net == Net::Ptb && machine.chip == "spinnaker2-0v8" {
                continue;
            }
            let formats: &[&str] = match self {
                _ if !machine.sparse => &[DENSE],
                Self::Whole => &FORMATS,
                Self::Finding => &[DENSE, machine.own_format],
            };
            all.extend(formats.iter().map(|&format| (machine, format)));
        }
        all
    }
}

/// The study of one network: every point on as few chips as hold it, or on as many as `boards` says for each chip.
pub(super) fn grid(extent: Extent, net: Net, boards: Option<&[(String, u32)]>) -> String {
    let (sparsities, activities) = extent.densities(net);
    let board_of = |chip: &str| {
        boards.map(|boards| boards.iter().find(|(known, _)| known == chip).map(|(_, board)| *board))
    };
    let rows = extent.machines(net).into_iter().filter_map(|(machine, format)| {
        let board = match board_of(machine.chip) {
            None => String::new(),
            // Points of chips that are not listed are known already.
            Some(board) => format!(", {}", board?),
        };
        Some(format!("[{}{board}]", fixed(machine, format, net)))
    });
    let rows: Vec<String> = rows.collect();
    let board = if boards.is_some() { ", \"board\"" } else { "" };
    let (name, chips) = if boards.is_some() { ("board", "") } else { ("own", "chips: 16, ") };
    format!(
        "(name: \"sparsity-{name}-{workload}\", workload: \"{workload}\", steps: {steps}, {chips}metrics: [{metrics}], axes: [\
         (paths: [{FIXED}{board}], values: [{rows}]),\
         (path: \"workload.weight_sparsity\", values: {sparsities:?}),\
         (path: \"{activity}\", values: {activities:?})])",
        workload = net.workload(),
        steps = Extent::steps(net),
        metrics = METRICS,
        rows = rows.join(", "),
        activity = net.activity(),
    )
}

/// Parameters that go with a chip.
const FIXED: &str =
    "\"chip\", \"chip.core.synapse.format\", \"workload.weight_bits\", \"workload.payload_bits\"";

/// Their values.
fn fixed(machine: Machine, format: &str, net: Net) -> String {
    // Generated networks have bits of their own, which every chip takes.
    let (weight, payload) = if net == Net::Ptb { (8, 8) } else { machine.bits };
    format!("\"{}\", \"{format}\", {weight}, {payload}", machine.chip)
}

/// Figures that the analysis reads.
const METRICS: &str = "\"energy_*\", \"step_s\", \"edp_per_step_js\", \"chips\", \"cores_used\", \"synops_per_step\", \
     \"effective_macs_*\", \"dense_macs_per_step\", \"weight_density\", \"activity_density\", \"perplexity\", \"static_*\"";

/// Every idealisation switch, in the order in which a chip becomes real: what is close to the weights first.
pub(super) const SWITCHES: [(&str, &str); 8] = [
    ("no_format_overhead", "weight format"),
    ("no_word_rounding", "whole words"),
    ("free_events", "events beside their rows"),
    ("free_network", "network"),
    ("perfect_balance", "unlike load"),
    ("free_updates", "unit updates"),
    ("free_sync", "synchronisation"),
    ("no_static", "static power"),
];

/// Steps of the points of a waterfall: hundreds of chips are tried.
const WATERFALL_STEPS: u32 = 16;

impl Extent {
    /// Chips with a waterfall: those that work on events.
    fn falling(self) -> impl Iterator<Item = Machine> {
        let machines = MACHINES.into_iter().filter(|machine| machine.sparse);
        machines.take(if self == Self::Finding { 1 } else { MACHINES.len() })
    }
}

/// The dense reference and the example point of the trained networks under every combination of switches.
pub(super) fn waterfall(extent: Extent) -> String {
    let ((sparsity, activity), net) = (Net::Trained.example(), Net::Trained);
    let mut rows = Vec::new();
    for machine in extent.falling() {
        rows.push(format!("[{}, 0, 1]", fixed(machine, DENSE, net)));
        rows.push(format!("[{}, {sparsity:?}, {activity:?}]", fixed(machine, machine.own_format, net)));
    }
    let mut axes = String::new();
    for (switch, _) in SWITCHES {
        let _ = write!(axes, ", (path: \"chip.ideal.{switch}\", values: [true, false])");
    }
    format!(
        "(name: \"sparsity-waterfall\", workload: \"{}\", steps: {WATERFALL_STEPS}, metrics: [\"energy_per_step_j\", \"step_s\", \"edp_per_step_js\"], \
         axes: [(paths: [{FIXED}, \"workload.weight_sparsity\", \"workload.activity_level\"], values: [{}]){axes}])",
        net.workload(),
        rows.join(", ")
    )
}

/// Both densities of that point, each alone, both, and neither, on idealised chips.
pub(super) fn corners(extent: Extent) -> String {
    let ((sparsity, activity), net) = (Net::Trained.example(), Net::Trained);
    let rows: Vec<String> =
        extent.falling().map(|machine| format!("[{}]", fixed(machine, DENSE, net))).collect();
    let switches: Vec<String> =
        SWITCHES.iter().map(|(switch, _)| format!("\"chip.ideal.{switch}\": true")).collect();
    format!(
        "(name: \"sparsity-corners\", workload: \"{}\", steps: {WATERFALL_STEPS}, metrics: [\"energy_per_step_j\", \"step_s\", \"edp_per_step_js\"], \
         settings: {{{}}}, axes: [(paths: [{FIXED}], values: [{}]), (path: \"workload.weight_sparsity\", values: [0, {sparsity:?}]), \
         (path: \"workload.activity_level\", values: [1, {activity:?}])])",
        net.workload(),
        switches.join(", "),
        rows.join(", ")
    )
}
