//! From what is seen of a run to the tracks of a trace.

use std::collections::BTreeMap;

use egret_sim::{Observation, Observer, Stage, Task};

use super::in_order::InOrder;
use super::label::Label;
use super::lane::Lane;
use super::names::Names;
use super::trace_file::{Event, Flow, Happening, Name, TraceFile, Track};
use super::window::Ticks;

/// A mark on a track, waiting for its instant.
#[derive(Clone, Copy, Debug)]
struct Mark {
    track: u64,
    what: What,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Begin {
        label: Label,
        note: Option<(&'static str, u64)>,
        flow: Flow,
    },
    End,
    Instant {
        label: Label,
        flow: Flow,
    },
    /// So many more inputs wait at an endpoint.
    More(u32, i32),
}

/// Something that is going on and may go on further.
#[derive(Clone, Copy, Debug)]
struct Going {
    label: Label,
    from: u64,
    until: u64,
    times: u64,
}

/// Inputs that wait at an endpoint.
#[derive(Clone, Copy, Debug, Default)]
struct Waiting {
    now: u64,
    /// Since when there have been so many, if that is not written yet.
    unwritten: Option<u64>,
}

/// Writes what it sees.
pub(super) struct Recorder {
    trace: TraceFile<Label>,
    names: Names,
    window: Ticks,
    ticks_per_second: u64,
    tracks: BTreeMap<Lane, u64>,
    ahead: InOrder<Mark>,
    /// By number of a packet under way: the first of its flows; `None` of one that left outside of the window.
    flows: Vec<Option<u64>>,
    next_flow: u64,
    /// The flow of the packet that an endpoint is about to accept, and when it came.
    arriving: (Option<u64>, u64),
    /// By endpoint: what leaves by its port, and since when; whether that is on its track already.
    leaving: Vec<Option<(Mark, u64, bool)>>,
    /// By wire and by port of banks: what goes on there, in order of time but for what fills gaps.
    going: BTreeMap<Lane, Going>,
    /// By wire: which of the wires of its link it is.
    subnets: Vec<Option<Lane>>,
    wires: BTreeMap<u32, u32>,
    waiting: Vec<Waiting>,
}

impl Recorder {
    pub(super) fn new(trace: TraceFile<Label>, names: Names, window: Ticks, ticks_per_second: u64) -> Self {
        Self {
            trace,
            names,
            window,
            ticks_per_second,
            tracks: BTreeMap::new(),
            ahead: InOrder::new(),
            flows: Vec::new(),
            next_flow: 1,
            arriving: (None, 0),
            leaving: Vec::new(),
            going: BTreeMap::new(),
            subnets: Vec::new(),
            wires: BTreeMap::new(),
            waiting: Vec::new(),
        }
    }

    /// The part of simulated time that is shown.
    pub(super) fn window(&self) -> Ticks {
        self.window
    }

    /// Number of the track of a lane, which is made known, and those over it, when it is first asked for.
    pub(super) fn track(&mut self, lane: Lane) -> u64 {
        if let Some(number) = self.tracks.get(&lane) {
            return *number;
        }
        let parent = lane.parent().map(|parent| self.track(parent));
        let number = self.tracks.len() as u64 + 1;
        self.tracks.insert(lane, number);
        let name = self.names.of_lane(lane);
        let (rank, unit) = (lane.rank(), lane.counts());
        self.trace.add_track(&Track { number, parent, name: &name, rank, unit });
        number
    }

    /// A slice, cut to the window.
    fn slice(&mut self, lane: Lane, (from, until): (u64, u64), label: Label) {
        self.noted(lane, (from, until), label, None, Flow::None);
    }

    fn noted(
        &mut self,
        lane: Lane,
        (from, until): (u64, u64),
        label: Label,
        note: Option<(&'static str, u64)>,
        flow: Flow,
    ) {
        let Some((from, until)) = self.cut(from, until) else { return };
        let track = self.track(lane);
        self.ahead.add(from, false, Mark { track, what: What::Begin { label, note, flow } });
        self.ahead.add(until, until > from, Mark { track, what: What::End });
    }

    /// What of a time lies in the window. What takes no time lies in it or does not.
    fn cut(&self, from: u64, until: u64) -> Option<(u64, u64)> {
        let Ticks { from: first, until: last } = self.window;
        let cut = (from.max(first), until.min(last));
        let inside = if from == until { self.shows(from) } else { cut.0 < cut.1 };
        inside.then_some(cut)
    }

    fn shows(&self, at: u64) -> bool {
        (self.window.from..self.window.until).contains(&at)
    }

    /// Simulated time has come so far: writes what was due before.
    fn come(&mut self, now: u64) {
        while let Some((at, mark)) = self.ahead.next_before(now) {
            self.write(at, mark);
        }
    }

    fn write(&mut self, at: u64, mark: Mark) {
        let (happening, label, note, flow) = match mark.what {
            What::Begin { label, note, flow } => (Happening::Begin, Some(label), note, flow),
            What::End => (Happening::End, None, None, Flow::None),
            What::Instant { label, flow } => (Happening::Instant, Some(label), None, flow),
            What::More(endpoint, more) => return self.count(at, endpoint, more),
        };
        let populations = &self.names.populations;
        let rare = label.filter(|label| !label.is_common()).map(|label| label.text(populations));
        let name = match (&rare, label) {
            (Some(name), _) => Some(Name::Once(name.as_str())),
            (None, label) => label.map(Name::Common),
        };
        let at = nanoseconds(at, self.ticks_per_second);
        let event = Event { at, track: mark.track, happening, name, note, flow };
        self.trace.add(&event, |label| label.text(populations));
    }

    /// More inputs wait at an endpoint, or fewer. All that changes at one instant is written as one change.
    fn count(&mut self, at: u64, endpoint: u32, more: i32) {
        let place = endpoint as usize;
        if self.waiting.len() <= place {
            self.waiting.resize(place + 1, Waiting::default());
        }
        if self.waiting[place].unwritten.is_some_and(|since| since < at) {
            self.write_count(endpoint);
        }
        let waiting = &mut self.waiting[place];
        waiting.now = waiting.now.saturating_add_signed(i64::from(more));
        waiting.unwritten = Some(at);
    }

    fn write_count(&mut self, endpoint: u32) {
        let Some(since) = self.waiting[endpoint as usize].unwritten.take() else { return };
        let now = self.waiting[endpoint as usize].now;
        let track = self.track(Lane::Waiting(endpoint));
        self.measured(track, since, Happening::Count(now));
    }

    /// A value from an instant on.
    pub(super) fn measured(&mut self, track: u64, at: u64, happening: Happening) {
        let at = nanoseconds(at, self.ticks_per_second);
        let event = Event { at, track, happening, name: None, note: None, flow: Flow::None };
        self.trace.add(&event, |label| label.text(&self.names.populations));
    }

    /// Nothing more is seen: writes what is still ahead, and returns what is to be finished.
    pub(super) fn conclude(&mut self) {
        for (lane, going) in std::mem::take(&mut self.going) {
            self.gone(lane, going);
        }
        while let Some((at, mark)) = self.ahead.next() {
            self.write(at, mark);
        }
        for endpoint in 0..self.waiting.len() as u32 {
            self.write_count(endpoint);
        }
    }

    /// The file.
    pub(super) fn into_trace(self) -> TraceFile<Label> {
        self.trace
    }

    /// Something goes on at a lane where the same often goes on without a gap: that is one slice.
    fn goes_on(&mut self, lane: Lane, label: Label, from: u64, until: u64) {
        let new = Going { label, from, until, times: 1 };
        match self.going.get_mut(&lane) {
            Some(going) if going.until == from && going.label == label => {
                going.until = until;
                going.times += 1;
            }
            // A gap before what is known already is filled.
            Some(going) if from < going.from => self.gone(lane, new),
            Some(going) => {
                let old = std::mem::replace(going, new);
                self.gone(lane, old);
            }
            None => {
                self.going.insert(lane, new);
            }
        }
    }

    fn gone(&mut self, lane: Lane, Going { label, from, until, times }: Going) {
        let what = if matches!(lane, Lane::Wire { .. }) { "flits" } else { "words" };
        self.noted(lane, (from, until), label, Some((what, times)), Flow::None);
    }

    /// Lane of a wire.
    fn wire(&mut self, link: u32, wire: u32) -> Lane {
        let place = wire as usize;
        if self.subnets.len() <= place {
            self.subnets.resize(place + 1, None);
        }
        if let Some(lane) = self.subnets[place] {
            return lane;
        }
        let subnets = self.wires.entry(link).or_default();
        let lane = Lane::Wire { link, subnet: *subnets };
        *subnets += 1;
        self.subnets[place] = Some(lane);
        lane
    }

    fn worked(&mut self, endpoint: u32, stage: Stage, task: Task, slice: u32, things: u32, span: (u64, u64)) {
        let of = self.names.of_slices.get(slice as usize).copied().unwrap_or_default();
        let note = match task {
            Task::Row => Some(("synapses", u64::from(things))),
            Task::Update => Some(("units", u64::from(things))),
            Task::Send if things != 1 => Some(("events", u64::from(things))),
            _ => None,
        };
        let mut flow = Flow::None;
        if matches!(task, Task::Accept | Task::AcceptToken) {
            let (arriving, came) = std::mem::take(&mut self.arriving);
            flow = arriving.map_or(Flow::None, Flow::End);
            self.waited(endpoint, came, span.0);
        }
        let label = match task {
            Task::Accumulate | Task::BankConflict => Label::Task { task, of: 0 },
            _ => Label::Task { task, of },
        };
        self.noted(Lane::Stage(endpoint, stage), span, label, note, flow);
    }

    /// An input waited at an endpoint.
    fn waited(&mut self, endpoint: u32, from: u64, until: u64) {
        let Some((from, until)) = self.cut(from, until).filter(|(from, until)| from < until) else { return };
        // Counters are found by their endpoint.
        let track = 0;
        self.ahead.add(from, false, Mark { track, what: What::More(endpoint, 1) });
        self.ahead.add(until, false, Mark { track, what: What::More(endpoint, -1) });
    }

    fn departed(&mut self, endpoint: u32, packet: u32, destinations: u32, mark: Mark, at: u64) {
        let place = packet as usize;
        if self.flows.len() <= place {
            self.flows.resize(place + 1, None);
        }
        let shown = self.shows(at);
        self.flows[place] = shown.then_some(self.next_flow);
        let mut mark = mark;
        if shown {
            if let What::Begin { flow, .. } = &mut mark.what {
                *flow = Flow::Begin(self.next_flow, destinations);
            }
            self.next_flow += u64::from(destinations);
            self.ahead.add(at, false, mark);
        }
        let place = endpoint as usize;
        if self.leaving.len() <= place {
            self.leaving.resize(place + 1, None);
        }
        self.leaving[place] = Some((mark, at, shown));
    }

    fn port_free(&mut self, endpoint: u32, at: u64) {
        let Some((mark, since, shown)) = self.leaving.get_mut(endpoint as usize).and_then(Option::take)
        else {
            return;
        };
        let Some((from, until)) = self.cut(since, at) else { return };
        if !shown {
            self.ahead.add(from, false, mark);
        }
        self.ahead.add(until, until > since, Mark { track: mark.track, what: What::End });
    }
}

impl Observer for Recorder {
    fn see(&mut self, seen: Observation) {
        match seen {
            Observation::Worked { endpoint, stage, task, slice, things, from, until } => {
                self.worked(endpoint, stage, task, slice, things, (from, until));
            }
            Observation::Departed { endpoint, packet, destinations, slice, step, token, at } => {
                self.come(at);
                let of = self.names.of_slices.get(slice as usize).copied().unwrap_or_default();
                let track = self.track(Lane::Port(endpoint));
                let (label, note) = (Label::Packet { token, of }, Some(("step", u64::from(step))));
                let mark = Mark { track, what: What::Begin { label, note, flow: Flow::None } };
                self.departed(endpoint, packet, destinations, mark, at);
            }
            Observation::PortFree { endpoint, at } => self.port_free(endpoint, at),
            Observation::Arrived { endpoint, packet, leaf, at } => {
                self.come(at);
                let first = self.flows.get(packet as usize).copied().flatten();
                let flow = first.map(|first| first + u64::from(leaf));
                self.arriving = (flow, at);
                if self.shows(at) {
                    let track = self.track(Lane::Arrivals(endpoint));
                    let flow = flow.map_or(Flow::None, Flow::Pass);
                    let what = What::Instant { label: Label::Arrival, flow };
                    self.ahead.add(at, false, Mark { track, what });
                }
            }
            Observation::Dropped { packet: _, destinations: _, at } => {
                self.come(at);
                self.slice(Lane::Lost, (at, at), Label::Lost);
            }
            Observation::LinkBusy { link, wire, from, until } => {
                let lane = self.wire(link, wire);
                let label = Label::Link { flits: self.names.flits };
                if self.names.flits {
                    self.goes_on(lane, label, from, until);
                } else {
                    self.slice(lane, (from, until), label);
                }
            }
            Observation::MemoryBusy { core, memory, port, content, waited, from, until } => {
                let lane = Lane::Memory(core, memory, port);
                let label = Label::Words { content, waited };
                if port.is_some() {
                    self.goes_on(lane, label, from, until);
                } else {
                    self.slice(lane, (from, until), label);
                }
            }
            Observation::Fetched { core, place, from, until } => {
                self.slice(Lane::Fetch(core, place), (from, until), Label::Fetch);
            }
            Observation::InState { core, state, from, until } => {
                self.slice(Lane::State(core), (from, until), Label::State(state.index()));
            }
            Observation::Paused { pause, from, until } => {
                self.slice(Lane::Pauses, (from, until), Label::Pause(pause));
            }
            Observation::InFlight { step, place, from, until } => {
                self.slice(Lane::InFlight(place), (from, until), Label::Step(step));
            }
            Observation::StepEnded { step, from, until } => {
                self.come(until);
                self.slice(Lane::Steps, (from, until), Label::Step(step));
            }
        }
    }
}

/// Ticks as whole nanoseconds, to the nearest.
pub(super) fn nanoseconds(ticks: u64, ticks_per_second: u64) -> u64 {
    let per_second = u128::from(ticks_per_second.max(1));
    ((u128::from(ticks) * 1_000_000_000 + per_second / 2) / per_second) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_become_the_nearest_nanoseconds() {
        assert_eq!(nanoseconds(6, 1_200_000_000), 5);
        assert_eq!(nanoseconds(1, 1_200_000_000), 1);
        assert_eq!(nanoseconds(u64::MAX / 4, 4_000_000_000), u64::MAX / 16 + 1);
    }
}
