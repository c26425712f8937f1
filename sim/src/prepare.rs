//! Everything that happens before the first event: limits, placement, row and route tables, capacity.

use std::fmt;
use std::ops::RangeInclusive;

use egret_arch::topology::{channel_cycle, describe_cycle};
use egret_arch::{ChannelChoice, Chip, Router, Sync, WeightHome};
use egret_config::InputError;
use egret_workloads::files::PlacementFile;
use egret_workloads::{Network, PopulationId, Site, Workload};

use crate::kernel::{Agenda, Fault, Instant, Probe, TieBreak, run};
use crate::machine::{FlitPlan, Machine, Message, Unwatched};
use crate::mapping::{self, FAN_OUT_PATH, MemoryUse, Placement, Spread, Violation};
use crate::noc::Fidelity;
use crate::observer::Observer;
use crate::outcome::Outcome;
use crate::tables::{Routes, RowTables};
use crate::timing::TimingModel;

/// The network does not fit the chip; lists everything that it lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// What does not fit.
    pub violations: Vec<Violation>,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, violation) in self.violations.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(f, "{separator}{}", violation.what)?;
        }
        Ok(())
    }
}
impl std::error::Error for Misfit {}

/// A network laid on a chip, ready to run as often as wanted.
pub struct Prepared<'a> {
    pub(crate) chip: &'a Chip,
    pub(crate) workload: &'a Workload,
    pub(crate) placement: Placement,
    pub(crate) rows: RowTables,
    pub(crate) routes: Routes,
    /// The population whose end of step completes a token.
    pub(crate) readout: PopulationId,
    /// Limits that were lifted.
    pub(crate) lifted: Vec<Violation>,
    pub(crate) uses: Vec<Vec<MemoryUse>>,
    /// The network at flit fidelity, where that was asked for.
    pub(crate) flits: Option<FlitPlan>,
    /// Runs say what they take at least.
    pub(crate) bounded: bool,
    /// How steps are timed.
    pub(crate) timing: TimingModel,
}

/// Lays the network of `workload` on as few chips as hold it, at most `chips`. With `what_if` limits and capacities are
/// lifted and listed instead of refused.
pub fn prepare<'a>(
    chip: &'a Chip,
    workload: &'a Workload,
    chips: u32,
    what_if: bool,
) -> Result<Prepared<'a>, Misfit> {
    prepare_on(chip, workload, 1..=chips.max(1), what_if)
}

/// As [`prepare`], on no fewer chips than the range begins with.
pub fn prepare_on<'a>(
    chip: &'a Chip,
    workload: &'a Workload,
    chips: RangeInclusive<u32>,
    what_if: bool,
) -> Result<Prepared<'a>, Misfit> {
    let network = workload.network();
    let mut violations = mapping::violations(network, chip);
    if network.populations.iter().all(|population| population.site != Site::Chip) {
        violations.push(Violation {
            path: "workload.populations".to_owned(),
            what: "no population lies on the chip".to_owned(),
            hint: "a workload needs at least one layer".to_owned(),
        });
        return Err(Misfit { violations });
    }
    if !what_if && !violations.is_empty() {
        return Err(Misfit { violations });
    }
    let mut refused = Vec::new();
    let most = *chips.end();
    // Numbers of chips that cannot hold the network are not tried, but for the last, which says what is missing.
    for count in chips.filter(|&count| count == most || mapping::may_fit(network, chip, count)) {
        let spread = |spread| Attempt::new(network, chip, Placement::spread(network, chip, count, spread));
        let mut attempt = spread(Spread::All)?;
        if attempt.refused.iter().any(|violation| violation.path == FAN_OUT_PATH) {
            let narrow = spread(Spread::Fewest)?;
            if narrow.refused.is_empty() {
                attempt = narrow;
            }
        }
        refused = std::mem::take(&mut attempt.refused);
        if refused.is_empty() || (count == most && what_if) {
            violations.append(&mut refused);
            return Ok(attempt.prepared(chip, workload, violations));
        }
    }
    violations.append(&mut refused);
    Err(Misfit { violations })
}

/// Why a network cannot be laid on a chip as a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// What the file says cannot be.
    File(InputError),
    /// The network does not fit the chip that way.
    Misfit(Misfit),
}

/// Lays the network of `workload` on `chips` chips as `file` says. With `what_if` limits and capacities are lifted and listed
/// instead of refused.
pub fn prepare_placed<'a>(
    chip: &'a Chip,
    workload: &'a Workload,
    chips: u32,
    file: &PlacementFile,
    what_if: bool,
) -> Result<Prepared<'a>, Misplaced> {
    let network = workload.network();
    let mut violations = mapping::violations(network, chip);
    if !what_if && !violations.is_empty() {
        return Err(Misplaced::Misfit(Misfit { violations }));
    }
    let placement = Placement::given(network, chip, chips.max(1), file, what_if).map_err(Misplaced::File)?;
    let mut attempt = Attempt::new(network, chip, placement).map_err(Misplaced::Misfit)?;
    violations.append(&mut attempt.refused);
    if !what_if && !violations.is_empty() {
        return Err(Misplaced::Misfit(Misfit { violations }));
    }
    Ok(attempt.prepared(chip, workload, violations))
}

/// A network laid on a number of chips, and what that lacks.
struct Attempt {
    placement: Placement,
    rows: RowTables,
    uses: Vec<Vec<MemoryUse>>,
    refused: Vec<Violation>,
}

impl Attempt {
    /// Routes are laid as well; `lifted` are the limits that were.
    fn prepared<'a>(self, chip: &'a Chip, workload: &'a Workload, lifted: Vec<Violation>) -> Prepared<'a> {
        let Self { placement, rows, uses, refused: _ } = self;
        let network = workload.network();
        let readout = network.find("decoder").unwrap_or_else(|| workload.last_layer());
        let events_too = workload.readout() == Some(readout);
        let routes = Routes::build(network, chip, &placement, &rows, (readout, events_too));
        Prepared {
            chip,
            workload,
            placement,
            rows,
            routes,
            readout,
            lifted,
            uses,
            flits: None,
            timing: TimingModel::Events,
            bounded: false,
        }
    }

    fn new(network: &Network, chip: &Chip, placement: Placement) -> Result<Self, Misfit> {
        let rows =
            RowTables::build(network, chip, &placement).map_err(|(projection, unit, misfit)| Misfit {
                violations: vec![Violation {
                    path: "chip.core.synapse.format".to_owned(),
                    what: format!(
                        "row {unit} of projection `{}` does not fit the weight format: {misfit}",
                        network.projection(projection).name
                    ),
                    hint: "choose another `chip.core.synapse.format`, or a mask of that structure".to_owned(),
                }],
            })?;
        let uses = mapping::memory_uses(network, chip, &placement, &rows);
        let refused = mapping::check_capacity(network, chip, &placement, &rows, &uses);
        Ok(Self { placement, rows, uses, refused })
    }
}

/// The token that ends a step has to come behind the events of the step, and has to come.
fn keeps_order(chip: &Chip) -> Result<(), Misfit> {
    if !matches!(chip.sync(), Sync::Dataflow { .. }) {
        return Ok(());
    }
    let (path, what, hint) = match chip.network().router {
        Some(Router::Table(_)) => (
            "chip.network.router",
            "routers with tables drop packets, and steps here end by tokens that must not be lost",
            "use a VirtualChannel router, or another `chip.sync` than Dataflow",
        ),
        Some(Router::VirtualChannel(router))
            if router.channel_choice == ChannelChoice::AnyFree
                && (router.channels > 1 || router.subnets > 1) =>
        {
            (
                "chip.network.router.channel_choice",
                "packets may overtake each other, and steps here end by tokens that must come last",
                "--set chip.network.router.channel_choice=BySource, or another `chip.sync` than Dataflow",
            )
        }
        Some(Router::VirtualChannel(_)) | None => return Ok(()),
    };
    let violation = Violation { path: path.to_owned(), what: what.to_owned(), hint: hint.to_owned() };
    Err(Misfit { violations: vec![violation] })
}

impl Prepared<'_> {
    /// The same with routers and links at another fidelity. Flit fidelity is refused when nothing is known of the chip's
    /// routers, when they cannot carry packets like these, or when packets could wait for each other in a circle. An
    /// idealised network has no routers to simulate: it stays as it is.
    pub fn with_fidelity(mut self, fidelity: Fidelity) -> Result<Self, Misfit> {
        let network = self.chip.network();
        self.flits = match fidelity {
            Fidelity::Flit if !network.free => {
                keeps_order(self.chip)?;
                self.refuse_circles()?;
                let plan = FlitPlan::new(&self.routes, &self.placement, network);
                Some(plan.map_err(|unfit| Misfit {
                    violations: vec![Violation {
                        path: "chip.network.router".to_owned(),
                        what: unfit.what,
                        hint: unfit.hint,
                    }],
                })?)
            }
            Fidelity::Flit | Fidelity::Packet => None,
        };
        Ok(self)
    }

    /// Refuses routes on which packets in finite buffers may wait for each other for ever. Routers that drop packets
    /// take any.
    fn refuse_circles(&self) -> Result<(), Misfit> {
        if matches!(self.chip.network().router, Some(Router::Table(_))) {
            return Ok(());
        }
        let topology = &self.placement.topology;
        let Some(circle) = channel_cycle(topology) else { return Ok(()) };
        Err(Misfit {
            violations: vec![Violation {
                path: "chip.topology".to_owned(),
                what: format!("packets can wait for each other: {}", describe_cycle(topology, &circle)),
                hint: "give the graph `routing: UpDown`, or use packet fidelity, where buffers have no limit"
                    .to_owned(),
            }],
        })
    }

    /// The same with every packet written down ([`Outcome::trace`]), which needs flit fidelity and memory.
    #[must_use]
    pub fn traced(mut self) -> Self {
        if let Some(plan) = &mut self.flits {
            plan.traced = true;
        }
        self
    }

    /// The same with the lower bound of every run found beside it ([`Outcome::bound`]), which takes a few per cent of its
    /// time.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        self.bounded = true;
        self
    }

    /// The same with steps timed as asked for. The closed form is refused where steps do not end in barriers, where rows come from
    /// a DRAM, and beside flit fidelity.
    pub fn with_timing(mut self, timing: TimingModel) -> Result<Self, Misfit> {
        let refused = |path: &str, what: &str, hint: &str| {
            let [path, what, hint] = [path, what, hint].map(str::to_owned);
            Err(Misfit { violations: vec![Violation { path, what, hint }] })
        };
        if timing == TimingModel::PeerSimple {
            if matches!(self.chip.sync(), Sync::Dataflow { .. } | Sync::FreeRunning { .. }) {
                let what =
                    "cores do not all start a step at once, and `peer-simple` adds up what they do in a step";
                return refused("chip.sync", what, "leave `--timing` out");
            }
            if self.chip.core().dense.is_some() {
                let what = "cores take values of nought as well, which `peer-simple` does not know";
                return refused("chip.core.dense", what, "leave `--timing` out");
            }
            if self.chip.core().power.is_some() {
                let what = "cores wake up and change their clock, which `peer-simple` does not know";
                return refused(
                    "chip.core.power",
                    what,
                    "leave `--timing` out, or `--set chip.core.power=None`",
                );
            }
            if self.chip.mapping().weights == WeightHome::Dram {
                let what = "rows come from the DRAM when they are there, which `peer-simple` does not know";
                return refused(
                    "chip.mapping.weights",
                    what,
                    "leave `--timing` out, or use `--weights sram`",
                );
            }
            if self.flits.is_some() {
                let what = "routers cycle by cycle, and `peer-simple` has no network";
                return refused("noc", what, "leave `--noc flit` or `--timing` out");
            }
        }
        self.timing = timing;
        Ok(self)
    }

    /// How exactly routers and links are simulated.
    pub fn fidelity(&self) -> Fidelity {
        if self.flits.is_some() { Fidelity::Flit } else { Fidelity::Packet }
    }

    /// How steps are timed.
    pub fn timing(&self) -> TimingModel {
        self.timing
    }

    /// Where everything lies.
    pub fn placement(&self) -> &Placement {
        &self.placement
    }

    /// Limits that the network exceeds and that were lifted.
    pub fn lifted(&self) -> &[Violation] {
        &self.lifted
    }

    /// Use of each memory, by position of the core.
    pub fn memory_uses(&self) -> &[Vec<MemoryUse>] {
        &self.uses
    }

    /// Bytes of the row and route tables.
    pub fn table_bytes(&self) -> usize {
        self.rows.bytes() + self.routes.bytes()
    }

    /// Synapses stored on all cores.
    pub fn synapses(&self) -> u64 {
        self.rows.synapses.iter().sum()
    }

    /// Simulates `tokens` tokens (at most what is recorded or, of an executed network, can be read). `on_step` is told how many steps have ended; `probe` sees every message.
    pub fn run<P: Probe<Message>>(
        &self,
        tokens: u32,
        ties: TieBreak,
        probe: &mut P,
        on_step: &mut dyn FnMut(u32),
    ) -> Result<Outcome, Fault> {
        let mut nobody = ();
        let (mut machine, mut agenda) = self.started(tokens, on_step, &mut nobody);
        // The loop that nobody watches is compiled in this crate as well.
        let handled = if P::ON {
            run(&mut machine, &mut agenda, ties, probe)?
        } else {
            machine.run(&mut agenda, ties)?
        };
        self.ended(machine, handled, agenda.now())
    }

    /// Simulates `tokens` tokens as [`Self::run`] does, and tells `observer` what the parts of the chip do. Steps that are timed by
    /// [`TimingModel::PeerSimple`] have no parts: then nothing is told.
    pub fn observed<O: Observer>(
        &self,
        tokens: u32,
        observer: &mut O,
        on_step: &mut dyn FnMut(u32),
    ) -> Result<Outcome, Fault> {
        let mut agenda = Agenda::new();
        let mut machine = Machine::new(self, self.tokens(tokens), on_step, observer);
        machine.begin(self.timing, &mut agenda);
        let handled = run(&mut machine, &mut agenda, TieBreak::Push, &mut ())?;
        machine.conclude(self.timing, handled, agenda.now())
    }

    /// A machine that nobody watches at its first events. Kept apart from what is generic, so that it is compiled in this crate.
    fn started<'b>(
        &'b self,
        tokens: u32,
        on_step: &'b mut dyn FnMut(u32),
        nobody: &'b mut (),
    ) -> (Unwatched<'b>, Agenda<Message>) {
        let mut agenda = Agenda::new();
        let mut machine = Machine::new(self, self.tokens(tokens), on_step, nobody);
        machine.begin(self.timing, &mut agenda);
        (Unwatched(machine), agenda)
    }

    /// What a machine that nobody watched leaves behind.
    fn ended(&self, machine: Unwatched<'_>, handled: u64, at: Instant) -> Result<Outcome, Fault> {
        machine.0.conclude(self.timing, handled, at)
    }

    /// Tokens that can be processed of those asked for.
    fn tokens(&self, asked: u32) -> u32 {
        self.workload.last_step().map_or(asked, |last| asked.min(last))
    }
}
