//! The network at packet fidelity: the same spikes as unicast packets and along multicast trees.

use egret_sim::{TieBreak, prepare};

use crate::support;

pub(crate) fn bench() {
    for casting in ["Unicast", "Multicast"] {
        let casting_setting = format!("chip.network.casting={casting}");
        let settings = [casting_setting.as_str(), "chip.mapping.cores=148", "workload.weight_sparsity=0.85"];
        let chip = support::chip("mesh-generic", &settings);
        let workload = support::workload("egru-ptb", &settings[1..], 7);
        let prepared = prepare(&chip, &workload, 1, false).expect("fits");
        let (outcome, cpu) =
            support::fastest(3, || prepared.run(50, TieBreak::Push, &mut (), &mut |_| {}).expect("no fault"));
        let flits: u64 = outcome.links.iter().map(|link| link.flits).sum();
        support::report(&format!("{casting}: flits over links"), flits, "flit-hops", cpu);
        support::report(&format!("{casting}: packets"), outcome.packets, "packets", cpu);
    }
}
