//! Tests of networks as they are described.

use super::*;

fn population(name: &str, model: Model) -> Population {
    Population { name: name.into(), units: 2, model, site: Site::Chip, lookup_bits: 0, bits_per_step: 0 }
}

fn projection(name: &str, source: u32, target: u32, delay: u8) -> Projection {
    Projection {
        kind: SynapseKind::Sparse,
        name: name.into(),
        source: PopulationId(source),
        target: PopulationId(target),
        delay,
        synapses: Synapses::Dense { sources: 2, targets: 6 },
        weight_bits: 8,
        payload_bits: 8,
    }
}

#[test]
fn depth_follows_the_longest_chain_of_same_step_projections() {
    let network = Network {
        populations: vec![
            population("input", Model::Input),
            population("layer0", Model::Egru),
            population("layer1", Model::Egru),
            population("late", Model::Egru),
        ],
        // Written against the flow, and with a short cut, so that one pass in file order does not suffice.
        projections: vec![
            projection("W1", 1, 2, 0),
            projection("skip", 0, 2, 0),
            projection("W0", 0, 1, 0),
            projection("R1", 2, 2, 1),
            projection("late", 2, 3, 1),
        ],
    };
    assert_eq!(network.depths(), [0, 1, 2, 1]);
    assert_eq!(network.outgoing(PopulationId(2)).collect::<Vec<_>>(), [ProjectionId(3), ProjectionId(4)]);
    assert_eq!(network.incoming(PopulationId(2)).count(), 3);
    assert_eq!(network.find("late"), Some(PopulationId(3)));
}

#[test]
fn a_dense_row_lists_every_target_and_stores_none() {
    let synapses = Synapses::Dense { sources: 3, targets: 4 };
    let mut row = vec![9];
    synapses.row(2, &mut row);
    assert_eq!(row, [0, 1, 2, 3]);
    assert_eq!((synapses.nonzeros(), synapses.row_len(0)), (12, 4));
}

#[test]
fn a_network_survives_a_round_trip_through_json() {
    let network = Network {
        populations: vec![population("input", Model::Input), population("layer0", Model::Egru)],
        projections: vec![Projection {
            kind: SynapseKind::Dense,
            synapses: Synapses::Sparse(SparseRows::new(6, vec![0, 2, 3], vec![1, 4, 0]).unwrap()),
            ..projection("W0", 0, 1, 0)
        }],
    };
    let text = serde_json::to_string(&network).unwrap();
    assert_eq!(serde_json::from_str::<Network>(&text).unwrap(), network);
    assert!(serde_json::from_str::<Network>(&text.replace("[1,4,0]", "[4,1,0]")).is_err());
}
