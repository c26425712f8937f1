//! The event queue alone: a hold model (take the earliest, plan another one) on a mix of near and far events.

use egret_sim::kernel::Agenda;

use crate::support;

const PENDING: u64 = 10_000;
const EVENTS: u64 = 20_000_000;

/// `xorshift64*`: cheap, so that the queue is what is measured.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// 70 % 1 to 4 ticks, 25 % up to 64, 5 % up to 100 000.
    fn delay(&mut self) -> u64 {
        let draw = self.next();
        let (kind, value) = (draw % 100, draw >> 32);
        match kind {
            0..70 => 1 + value % 4,
            70..95 => 1 + value % 64,
            _ => 1 + value % 100_000,
        }
    }
}

fn hold(near_only: bool) -> u64 {
    let mut draws = Draws(42);
    let mut agenda: Agenda<[u64; 2]> = Agenda::new();
    for number in 0..PENDING {
        // Started in the steady state: most of what is pending is far away.
        agenda.push(if near_only { draws.next() % 64 } else { draws.next() % 100_000 }, [number, 0]);
    }
    let mut batch = Vec::new();
    let mut handled = 0;
    let mut sum = 0;
    while handled < EVENTS {
        let Some(now) = agenda.advance() else { break };
        while agenda.take_due(&mut batch) {
            handled += batch.len() as u64;
            for event in batch.drain(..) {
                sum += event[0];
                let delay = draws.delay();
                agenda.push(now + if near_only { 1 + delay % 64 } else { delay }, event);
            }
        }
    }
    std::hint::black_box(sum);
    handled
}

pub(crate) fn bench() {
    for (what, near_only) in
        [("hold, mixed near and far, 10 000 pending", false), ("hold, near only, 10 000 pending", true)]
    {
        let (handled, cpu) = support::fastest(3, || hold(near_only));
        support::report(what, handled, "events", cpu);
    }
}
