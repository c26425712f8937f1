//! The main loop: takes all events of an instant, phase by phase, and hands them to a [`World`].
//!
//! The order is total: (instant, phase, push). At an instant everything that arrives is delivered first, then served where
//! arrivals share something, then shared resources choose among what has arrived, then samplers look; a handler may plan
//! further events for the same instant, which start another round. Timers of the world that run out at an instant come
//! last. Worlds must not depend on the order inside one phase: [`TieBreak::Shuffled`] permutes it, and results must stay
//! the same.

use std::fmt;

use super::agenda::{Agenda, Instant};
use super::timers::{TimerId, Timers};

/// Parts of an instant, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Everything that happens at this instant arrives.
    Deliver,
    /// What arrived somewhere and asks something shared at once is served, in an order of the world's own.
    Serve,
    /// Shared resources choose among all that has arrived.
    Arbitrate,
    /// Steps end and samplers look.
    Sample,
}

/// Something that is due at an instant.
pub trait Event: Copy {
    /// The phase in which it is handled.
    fn phase(&self) -> Phase;
}

/// Order inside one phase of one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TieBreak {
    /// As pushed.
    Push,
    /// Permuted from this seed: finds models that depend on the order of ties.
    Shuffled(u64),
}

/// What handles events.
pub trait World {
    /// Its events.
    type Event: Event;
    /// Handles one event; may plan others from now on.
    fn handle(&mut self, event: Self::Event, agenda: &mut Agenda<Self::Event>) -> Result<(), Fault>;

    /// Its timers, if it has any. Timers alone keep no world going: those left when nothing is pending do not run out.
    #[inline]
    fn timers(&mut self) -> Option<&mut Timers> {
        None
    }

    /// A timer ran out at `at`, and everything else of that instant has happened. It may set timers, and plans nothing.
    fn run_out(&mut self, _timer: TimerId, _at: Instant) {}
}

/// Watches events without being able to alter the run; `()` watches nothing and costs nothing.
pub trait Probe<E> {
    /// Whether it watches anything.
    const ON: bool = true;

    /// Called before each event is handled.
    fn event(&mut self, at: Instant, event: &E);
}

impl<E> Probe<E> for () {
    const ON: bool = false;

    #[inline]
    fn event(&mut self, _: Instant, _: &E) {}
}

/// The simulator broke a rule of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// When.
    pub at: Instant,
    /// Where and what.
    pub what: String,
    /// It is no rule of the simulator that was broken: packets wait for each other in a circle, as routers and routes
    /// like these do.
    pub deadlock: bool,
}

impl Fault {
    /// A rule of the simulator itself was broken.
    pub fn new(at: Instant, what: impl Into<String>) -> Self {
        Self { at, what: what.into(), deadlock: false }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at tick {}: {}", self.at, self.what)
    }
}
impl std::error::Error for Fault {}

/// More rounds than this at one instant can only be a loop without delay.
const ROUNDS_AT_ONE_INSTANT: u32 = 1_000_000;

/// Runs until nothing is pending; returns how many events were handled.
pub fn run<W: World, P: Probe<W::Event>>(
    world: &mut W,
    agenda: &mut Agenda<W::Event>,
    ties: TieBreak,
    probe: &mut P,
) -> Result<u64, Fault> {
    let mut handled = 0;
    let mut batch = Vec::new();
    let mut later: [Vec<W::Event>; 3] = [Vec::new(), Vec::new(), Vec::new()];
    while let Some(at) = agenda.advance() {
        while let Some((before, timer)) = world.timers().and_then(|timers| timers.run_out_before(at)) {
            handled += 1;
            world.run_out(timer, before);
        }
        let mut rounds = 0;
        loop {
            if agenda.take_due(&mut batch) {
                shuffle(&mut batch, ties, at, rounds);
                for &event in &batch {
                    match event.phase() {
                        Phase::Deliver => {
                            handled += 1;
                            probe.event(at, &event);
                            world.handle(event, agenda)?;
                        }
                        Phase::Serve => later[0].push(event),
                        Phase::Arbitrate => later[1].push(event),
                        Phase::Sample => later[2].push(event),
                    }
                }
                batch.clear();
            } else if let Some(phase) = later.iter_mut().find(|events| !events.is_empty()) {
                std::mem::swap(phase, &mut batch);
                for event in batch.drain(..) {
                    handled += 1;
                    probe.event(at, &event);
                    world.handle(event, agenda)?;
                }
            } else {
                break;
            }
            rounds += 1;
            if rounds > ROUNDS_AT_ONE_INSTANT {
                return Err(Fault::new(at, "events without delay cause each other for ever"));
            }
        }
    }
    Ok(handled)
}

/// Fisher–Yates from a counter-based generator: no state to keep, the same permutation for the same seed and instant.
fn shuffle<E>(batch: &mut [E], ties: TieBreak, at: Instant, round: u32) {
    let TieBreak::Shuffled(seed) = ties else { return };
    for last in (1..batch.len()).rev() {
        let draw = mix(seed ^ mix(at ^ mix(u64::from(round) << 32 | last as u64)));
        batch.swap(last, (draw % (last as u64 + 1)) as usize);
    }
}

/// `SplitMix64` finaliser (Steele, Lea, Flood, OOPSLA 2014).
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Ping(Phase, u32);
    impl Event for Ping {
        fn phase(&self) -> Phase {
            self.0
        }
    }

    #[derive(Default)]
    struct Log {
        seen: Vec<(Instant, Ping)>,
        echo: bool,
    }
    impl World for Log {
        type Event = Ping;
        fn handle(&mut self, event: Ping, agenda: &mut Agenda<Ping>) -> Result<(), Fault> {
            self.seen.push((agenda.now(), event));
            if self.echo {
                agenda.push(agenda.now(), event);
            }
            Ok(())
        }
    }

    fn phases() -> Vec<Ping> {
        vec![
            Ping(Phase::Sample, 0),
            Ping(Phase::Arbitrate, 1),
            Ping(Phase::Deliver, 2),
            Ping(Phase::Deliver, 3),
            Ping(Phase::Deliver, 4),
        ]
    }

    #[test]
    fn phases_of_an_instant_come_in_order() {
        let (mut log, mut agenda) = (Log::default(), Agenda::new());
        for ping in phases() {
            agenda.push(7, ping);
        }
        assert_eq!(run(&mut log, &mut agenda, TieBreak::Push, &mut ()), Ok(5));
        let order: Vec<u32> = log.seen.iter().map(|(_, ping)| ping.1).collect();
        assert_eq!(order, [2, 3, 4, 1, 0]);
    }

    #[test]
    fn shuffling_permutes_inside_a_phase_only_and_repeats() {
        let order = |seed| {
            let (mut log, mut agenda) = (Log::default(), Agenda::new());
            for number in 0..50 {
                agenda.push(1, Ping(Phase::Deliver, number));
            }
            agenda.push(1, Ping(Phase::Arbitrate, 99));
            run(&mut log, &mut agenda, TieBreak::Shuffled(seed), &mut ()).expect("no fault");
            log.seen.iter().map(|(_, ping)| ping.1).collect::<Vec<_>>()
        };
        let (one, two) = (order(1), order(2));
        assert_eq!(one, order(1));
        assert_ne!(one, two);
        assert_eq!((one[50], two[50]), (99, 99));
        let mut sorted = one.clone();
        sorted.sort_unstable();
        assert_eq!(sorted[..50], (0..50).collect::<Vec<_>>());
    }

    /// Sets a timer again with every ping, and writes down when it runs out.
    #[derive(Default)]
    struct Watch {
        timers: Timers,
        seen: Vec<(Instant, &'static str)>,
    }
    impl World for Watch {
        type Event = Ping;
        fn handle(&mut self, _: Ping, agenda: &mut Agenda<Ping>) -> Result<(), Fault> {
            self.seen.push((agenda.now(), "ping"));
            self.timers.set(0, agenda.now() + 10);
            Ok(())
        }
        fn timers(&mut self) -> Option<&mut Timers> {
            Some(&mut self.timers)
        }
        fn run_out(&mut self, timer: TimerId, at: Instant) {
            self.seen.push((at, if timer == 0 { "quiet" } else { "long quiet" }));
            if timer == 0 {
                self.timers.set(1, at + 5);
            }
        }
    }

    #[test]
    fn timers_run_out_between_events_and_after_all_of_their_instant() {
        let (mut watch, mut agenda) = (Watch::default(), Agenda::new());
        // The second ping comes at the very instant at which the timer of the first would run out.
        for at in [0, 10, 10_000] {
            agenda.push(at, Ping(Phase::Sample, 0));
        }
        assert_eq!(run(&mut watch, &mut agenda, TieBreak::Push, &mut ()), Ok(5));
        let expected = [(0, "ping"), (10, "ping"), (20, "quiet"), (25, "long quiet"), (10_000, "ping")];
        assert_eq!(watch.seen, expected, "the timer of the last ping is left: nothing is pending");
        assert_eq!(watch.timers.run_out_before(u64::MAX), Some((10_010, 0)));
    }

    #[test]
    fn a_loop_without_delay_is_a_fault() {
        let (mut log, mut agenda) = (Log { echo: true, ..Log::default() }, Agenda::new());
        agenda.push(3, Ping(Phase::Deliver, 0));
        let fault = run(&mut log, &mut agenda, TieBreak::Push, &mut ()).expect_err("must stop");
        assert_eq!(fault.at, 3);
    }
}
