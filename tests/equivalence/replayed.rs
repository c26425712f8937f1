//! Packets of a run, written down and sent again through the network alone.

use egret_arch::Model;
use egret_sim::noc::{Fidelity, Packet, Setup, replay_taken};
use egret_sim::{TieBreak, TracedPacket, prepare};

use crate::support::{Net, chip};

/// Rows of a trace as a replay reads them, with the cycles in which nodes took them and those that it must find.
fn rows(trace: &[TracedPacket]) -> Vec<(Packet, u64, [u64; 3])> {
    trace
        .iter()
        .enumerate()
        .flat_map(|(pid, packet)| {
            packet.arrivals.iter().map(move |&(destination, arrived, taken)| {
                let TracedPacket { source, flits, generated, head_left, tail_left, .. } = *packet;
                let row = Packet { pid: pid as u64, source, destination, flits, generated };
                (row, taken, [head_left, tail_left, arrived])
            })
        })
        .collect()
}

#[test]
fn packets_of_a_run_leave_and_arrive_in_the_same_cycles_alone() {
    // Queues that are full now and then, and keep packets in the network.
    let full = "chip.core.axon_in.queue_entries=3";
    let cases: [(&str, &[&str]); 6] = [
        ("mesh-generic", &[full]),
        ("mesh-generic", &["chip.network.casting=Unicast"]),
        ("mesh-generic", &["chip.network.flit_bits=20", "chip.network.header_bits=30"]),
        ("loihi2", &[]),
        ("loihi2", &[full]),
        ("spinnaker2", &[]),
    ];
    let mut kept = 0;
    for (name, settings) in cases {
        let chip = chip(name, settings);
        let net = Net { layers: vec![120, 90], input: 60, activity: 0.5, ..Net::of(Model::Egru) };
        let workload = net.workload(5);
        let prepared = prepare(&chip, &workload, 1, true).expect("lifted limits fit");
        let prepared = prepared.with_fidelity(Fidelity::Flit).expect("routers are described").traced();
        let outcome = prepared.run(6, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault");
        let expected = rows(&outcome.trace);
        assert_eq!(expected.len() as u64, outcome.deliveries, "{name}: every delivery is written down");
        assert!(expected.len() > 1000, "{name}: {} deliveries are too few to say much", expected.len());
        let packets: Vec<Packet> = expected.iter().map(|(packet, ..)| *packet).collect();
        let taken: Vec<u64> = expected.iter().map(|&(_, taken, _)| taken).collect();
        kept += expected.iter().filter(|(_, taken, [.., arrived])| taken > arrived).count();
        let setup = Setup {
            topology: &prepared.placement().topology,
            network: chip.network(),
            fidelity: Fidelity::Flit,
        };
        let replayed = replay_taken(setup, &packets, Some(&taken))
            .unwrap_or_else(|stopped| panic!("{name}: {stopped:?}"));
        for ((packet, _, cycles), passage) in expected.iter().zip(&replayed.passages) {
            let found = [passage.head_left, passage.tail_left, passage.arrived];
            assert_eq!(found, *cycles, "{name} under {settings:?}: {packet:?}");
        }
        let flits: u64 = outcome.links.iter().map(|link| link.flits).sum();
        assert_eq!(replayed.flits_by_link.iter().sum::<u64>(), flits, "{name}: the same flits over links");
    }
    assert!(kept > 1000, "{kept} packets were kept in the network: too few to say much");
}

/// What flit fidelity is refused for on a shipped chip under settings.
fn refusal(name: &str, settings: &[&str]) -> String {
    let chip = chip(name, settings);
    let workload = Net::of(Model::Egru).workload(1);
    let prepared = prepare(&chip, &workload, 1, true).expect("lifted limits fit");
    prepared.with_fidelity(Fidelity::Flit).err().map(|misfit| misfit.to_string()).unwrap_or_default()
}

#[test]
fn tokens_that_could_be_overtaken_or_lost_are_refused() {
    let any = "chip.network.router.channel_choice=AnyFree";
    let two = "chip.network.router.channels=2";
    assert_eq!(refusal("mesh-generic", &[any]), "", "one channel keeps packets in order");
    assert_eq!(refusal("mesh-generic", &[two]), "", "a channel a source keeps packets in order");
    let overtaken = refusal("mesh-generic", &[any, two]);
    assert!(overtaken.contains("may overtake each other"), "{overtaken}");
    let table = "chip.network.router=Table(entries: Given(16384), buffer_packets: Given(4), \
         lookup: Given(\"2 cycles\"), packet_time: Given(\"1 cycle\"), credit: Given(\"1 cycle\"), \
         wait: Given(\"100 cycles\"))";
    let lost = refusal("mesh-generic", &[table]);
    assert!(lost.contains("must not be lost"), "{lost}");
    let barrier = "chip.sync=Barrier(base: Given(\"10 ns\"), per_tile: Given(\"1 ns\"))";
    assert_eq!(refusal("mesh-generic", &[table, barrier]), "");
}
