//! Where nothing is random, every packet leaves and arrives in the cycle in which it does in `BookSim2`.

use egret_reports::noc::{read_packets, replay_csv};
use egret_sim::noc::{Batch, Fidelity, Offer, drain, replay};

use super::{Case, Rows, data};

#[test]
fn every_packet_leaves_and_arrives_in_its_cycle() {
    for name in ["A_mesh8_uniform_0.10", "A_mesh8_transpose_0.13", "B_mesh8_uniform_0.10"] {
        let mut words = name.split('_');
        let case = Case::of_data(words.next().expect("a setting"), words.next().expect("a topology"));
        let text = data(&format!("{name}.packets.csv"));
        let packets = read_packets(name, &text, 64).unwrap_or_else(|error| panic!("{error}"));
        let replayed = replay(case.setup(Fidelity::Flit), &packets).expect("no deadlock");
        let result = String::from_utf8(replay_csv(&packets, &replayed)).expect("text");
        // The oracle has one column more: routers.
        let without_routers = |line: &str| line.rsplit_once(',').expect("columns").0.to_owned();
        let mut differing =
            text.lines().zip(result.lines()).filter(|(oracle, ours)| without_routers(oracle) != **ours);
        let first = differing.next();
        assert_eq!(first, None, "{name}: and {} more", differing.count());
        assert_eq!(text.lines().count(), result.lines().count(), "{name}");
        let rows = Rows::new(&text);
        for (line, passage) in replayed.passages.iter().enumerate() {
            assert_eq!(passage.hops.to_string(), rows.text(line, "routers"), "{name}: packet {line}");
        }
    }
}

#[test]
fn every_batch_drains_as_it_should() {
    let text = data("batch.csv");
    let rows = Rows::new(&text);
    assert_eq!(rows.lines.len(), 8);
    for line in 0..rows.lines.len() {
        let case = Case::of_data(rows.text(line, "setting"), rows.text(line, "topology"));
        let pattern = case.pattern(rows.text(line, "traffic"));
        let flits = rows.number(line, "flits_per_packet") as u32;
        let packets_per_node = rows.number(line, "batch_packets_per_node") as u32;
        let batch = Batch { offer: Offer { pattern: &pattern, flits, seed: 1 }, packets_per_node };
        let drained = drain(case.setup(Fidelity::Flit), batch).expect("no deadlock");
        let latency = &drained.packet_latency;
        let found = [
            ("total_cycles", Some(drained.total_cycles as f64)),
            ("pkt_lat_avg", latency.mean()),
            ("pkt_lat_min", latency.min().map(|cycles| cycles as f64)),
            ("pkt_lat_max", latency.max().map(|cycles| cycles as f64)),
            ("net_lat_avg", drained.network_latency_mean),
            ("avg_routers", drained.hops_mean),
        ];
        for (column, found) in found {
            // Means are given with six digits.
            let (found, given) = (found.expect("packets"), rows.number(line, column));
            assert!((found / given - 1.0).abs() < 5e-6, "{:?}: {column} is {found}", rows.lines[line]);
        }
    }
}

#[test]
fn links_move_what_packets_take_over_them() {
    let case = Case::new("mesh:8x8", "vc4");
    let pattern = case.pattern("shuffle");
    let batch = Batch { offer: Offer { pattern: &pattern, flits: 4, seed: 1 }, packets_per_node: 7 };
    let drained = drain(case.setup(Fidelity::Flit), batch).expect("no deadlock");
    let hops = drained.hops_mean.expect("packets") * drained.packets as f64 * 4.0;
    assert!((drained.flit_hops as f64 - hops).abs() < 0.5, "{} and {hops}", drained.flit_hops);
    // Each flit takes a link into every router and one out of the last.
    let moved: u64 = drained.flits_by_link.iter().sum();
    assert_eq!(moved, drained.flit_hops + drained.packets * 4);
}
