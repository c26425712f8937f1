//! Placements that somebody else chose.

use egret_sim::{Misplaced, TimingModel, prepare_placed};
use egret_workloads::execute::QuantizedLif;
use egret_workloads::files::read_placement_csv;

use crate::support::{STEPPED, Stepped, chip_from, relays};

fn two_populations() -> Stepped {
    let mut net = Stepped::new();
    net.neurons("one", 0, relays(4));
    net.neurons("two", 0, relays(3));
    net
}

/// What is wrong with rows, with the lines of the file.
fn refused(rows: &str) -> Vec<String> {
    let (net, chip) =
        (two_populations(), chip_from("stepped.ron", STEPPED, &["chip.limits.units_per_core=5"]));
    let text = format!("population,first_unit,last_unit,core\n{rows}");
    let file = read_placement_csv("p.csv", &text).expect("a table");
    let workload = net.workload();
    let refused = prepare_placed(&chip, &workload, 1, &file, false).map(|_| ());
    match refused {
        Err(Misplaced::File(error)) => error.to_string().lines().map(str::to_owned).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn units_lie_where_the_rows_say_in_their_order() {
    let (mut net, chip) = (two_populations(), chip_from("stepped.ron", STEPPED, &[]));
    let rows = ["two,2,2,5", "one,1,3,5", "two,0,1,5", "one,0,0,2"];
    net.rows = rows.map(str::to_owned).to_vec();
    let workload = net.workload();
    let prepared = prepare_placed(&chip, &workload, 1, &net.placement(), false).unwrap();
    let placement = prepared.placement();
    assert_eq!(placement.cores, [2, 5]);
    let slices: Vec<(u32, u32, &[u32])> = placement
        .slices
        .iter()
        .map(|slice| (placement.cores[slice.core as usize], slice.population.0, &slice.units[..]))
        .collect();
    assert_eq!(slices, [(2, 0, &[0][..]), (5, 1, &[2]), (5, 0, &[1, 2, 3]), (5, 1, &[0, 1])]);
    assert_eq!(placement.tiles(), 2);
}

#[test]
fn the_order_of_rows_is_the_order_of_updates() {
    // The neuron that emits is the first or the last of its core, so that its packet leaves early or late.
    let duration = |rows: [&str; 2]| {
        let mut net = Stepped::new();
        let loud = QuantizedLif { bias: vec![1.0], ..relays(1) };
        let loud = net.neurons("loud", 0, loud);
        net.neurons("quiet", 0, relays(20));
        net.connect(loud, loud, &[vec![(0, 0.0)]]);
        net.rows = rows.map(str::to_owned).to_vec();
        net.run(&[], 1, TimingModel::Events).1.steps[0].duration - 100
    };
    assert_eq!(duration(["loud,0,0,0", "quiet,0,19,0"]), 29 + 23 + 20 * 2);
    assert_eq!(duration(["quiet,0,19,0", "loud,0,0,0"]), 20 * 2 + 29 + 23 + 7 + 5);
}

#[test]
fn everything_wrong_is_said_with_its_line() {
    let said = refused("onee,0,3,0\none,2,4,0\none,0,3,8\ntwo,0,1,0\ntwo,1,2,1\n");
    assert_eq!(
        said,
        [
            "p.csv:2:1: line 2: there is no population `onee` (hint: did you mean `one`?)",
            "p.csv:3:1: line 3: population `one` has 4 units, so no unit 4 (hint: units are counted from 0)",
            "p.csv:4:1: line 4: there is no usable core 8 (hint: a chip has 8 of them, counted from 0, and 1 are in use)",
            "p.csv:6:1: line 6: unit 1 of `two` has a place already, in line 5 (hint: every unit has one place)",
        ]
    );
    assert_eq!(
        refused("one,0,0,0\none,2,2,0\ntwo,0,0,0\n"),
        [
            "p.csv: no place is given for unit 1 of `one`, unit 3 of `one`, units 1 to 2 of `two` (hint: every unit on the \
             chip needs a row)"
        ]
    );
    assert_eq!(
        refused("one,0,3,0\ntwo,0,2,0\n"),
        ["p.csv:3:1: line 3: core 0 gets 7 units and holds at most 5 (hint: move some of them \
             (`chip.limits.units_per_core`))"]
    );
}
