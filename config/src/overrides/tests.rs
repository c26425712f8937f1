//! Settings applied to a small value of every shape.

use proptest::prelude::*;

use super::*;
use crate::example::{Barrier, Chip, Fan, Topology, chip};
use crate::{Delay, Energy, Information, Sourced, Span};

fn settings(texts: &[&str]) -> Vec<Setting> {
    texts.iter().map(|text| text.parse().expect("a setting")).collect()
}

fn changed(texts: &[&str]) -> Chip {
    apply(&chip(), "chip", &settings(texts)).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(text: &str) -> Problem {
    let mut error = apply(&chip(), "chip", &settings(&[text])).expect_err(text);
    assert_eq!((error.name.as_str(), error.problems.len()), ("--set", 1));
    error.problems.remove(0)
}

#[test]
fn nothing_set_is_nothing_changed() {
    assert_eq!(changed(&[]), chip());
    assert_eq!(changed(&["workload.seed=3"]), chip());
}

#[test]
fn sourced_numbers_become_given() {
    let chip = changed(&[
        "chip.core.lanes=16",
        "chip.core.memory=1 MiB",
        "chip.energy.synapse.read=5 pJ",
        "chip.energy.spike=2pJ",
        "chip.energy.wire=3 pJ",
        "chip.energy.leak=\"4 pJ\"",
        "chip.links[0].delay=7 cycles",
        "chip.links.1.delay=2 ns",
    ]);
    assert_eq!(chip.core.lanes, Sourced::Given(16));
    assert_eq!(chip.core.memory, Sourced::Given(Information::kib(1024)));
    for (key, energy) in [("synapse.read", 5.0), ("spike", 2.0), ("wire", 3.0), ("leak", 4.0)] {
        assert_eq!(chip.energy[key], Sourced::Given(Energy::pj(energy)), "{key}");
    }
    assert_eq!(chip.links[0].delay, Sourced::Given(Delay::Cycles(7)));
    assert_eq!(chip.links[1].delay, Sourced::Given(Delay::Time(Span::ns(2.0))));
}

#[test]
fn a_sourced_number_can_be_set_with_its_source() {
    let chip =
        changed(&["chip.core.lanes=Measured(4, \"someone2020\")", "chip.energy.spike=Modelled(\"wire\")"]);
    assert_eq!(chip.core.lanes, Sourced::Measured(4, "someone2020".to_owned()));
    assert_eq!(chip.energy["spike"], Sourced::Modelled("wire".to_owned()));
}

#[test]
fn plain_values_keep_their_types() {
    let chip = changed(&[
        "chip.name=8",
        "chip.description=7",
        "chip.core.factor=2",
        "chip.core.gated=false",
        "chip.core.limit=1_000",
        "chip.shape=[1, 2, 3]",
    ]);
    assert_eq!((chip.name.as_str(), chip.description.as_deref()), ("8", Some("7")));
    assert!((chip.core.factor - 2.0).abs() < f64::EPSILON);
    assert!(!chip.core.gated);
    assert_eq!(chip.core.limit, Some(1000));
    assert_eq!(chip.shape, [1, 2, 3]);
    assert_eq!(changed(&["chip.core.most=3"]).core.most, Some(Sourced::Given(3)));
    assert_eq!(changed(&["chip.core.limit=3", "chip.core.limit=None"]).core.limit, None);
}

#[test]
fn enums_are_set_whole_or_in_part() {
    assert_eq!(changed(&["chip.topology.rows=9"]).topology, Topology::Mesh { columns: 4, rows: 9 });
    assert_eq!(changed(&["chip.topology.Mesh.rows=9"]).topology, Topology::Mesh { columns: 4, rows: 9 });
    assert_eq!(changed(&["chip.topology=Bus"]).topology, Topology::Bus);
    assert_eq!(changed(&["chip.topology=Tree(arity: 3)"]).topology, Topology::Tree(Fan { arity: 3 }));
    assert_eq!(
        changed(&["chip.topology=Bus", "chip.barrier=Absent", "chip.topology=Mesh(columns: 1, rows: 2)"])
            .topology,
        Topology::Mesh { columns: 1, rows: 2 }
    );
    assert_eq!(changed(&["chip.barrier=Absent"]).barrier, Barrier::Absent);
    assert_eq!(changed(&["chip.barrier.Fixed=2 cycles"]).barrier, Barrier::Fixed(Delay::Cycles(2)));
    assert_eq!(
        changed(&["chip.barrier=Fixed(\"2 ns\")"]).barrier,
        Barrier::Fixed(Delay::Time(Span::ns(2.0)))
    );
}

#[test]
fn structs_are_set_whole_with_or_without_their_name() {
    let core =
        "lanes: Given(2), memory: Given(\"1 KiB\"), factor: 1.0, gated: false, limit: None, most: None";
    for text in [format!("chip.spare=({core})"), format!("chip.spare=Core({core})")] {
        let spare = changed(&[&text]).spare.expect("it was set");
        assert_eq!(spare.lanes, Sourced::Given(2));
    }
    assert_eq!(changed(&["chip.links=[(delay: Given(\"1 ns\"))]"]).links.len(), 1);
}

#[test]
fn unknown_paths_say_what_is_there() {
    let problem = refused("chip.core.lnaes=8");
    assert_eq!(problem.path, "chip.core.lnaes");
    assert_eq!(problem.what, "no parameter `lnaes` in `chip.core`");
    let hint = problem.hint.expect("a hint");
    assert!(hint.starts_with("did you mean `lanes`? the parameters are lanes, memory"), "{hint}");
    assert!(refused("chip.links[2].delay=1 ns").hint.is_some_and(|hint| hint.contains("[0] to [1]")));
    assert!(refused("chip.core.lanes.Specified[0]=1").hint.is_some_and(|hint| hint.contains("single value")));
    assert!(refused("chip.name.first=x").hint.is_some_and(|hint| hint.contains("`example`")));
    assert!(refused("chip.spare.lanes=1").hint.is_some_and(|hint| hint.contains("not given")));
    assert_eq!(
        refused("chip.energy.spikes=1 pJ").hint.as_deref(),
        Some("did you mean `spike`? the parameters are leak, spike, synapse.read, wire")
    );
}

#[test]
fn an_enum_lists_how_its_variants_are_written() {
    let forms = "the choices are Mesh(columns: .., rows: ..), Tree(..), Bus";
    for (text, what, hint) in [
        ("chip.topology=3", "`3` is not known here", forms.to_owned()),
        ("chip.topology=mesh", "`mesh` is not known here", format!("did you mean `Mesh`? {forms}")),
        ("chip.topology=Mesh", "`Mesh` is written `Mesh(columns: .., rows: ..)`", forms.to_owned()),
        ("chip.topology=Mesh(columns: 4)", "missing field `rows`", forms.to_owned()),
        ("chip.barrier=9", "`9` is not known here", "the choices are Fixed(..), Absent".to_owned()),
    ] {
        let problem = refused(text);
        assert_eq!((problem.what.as_str(), problem.hint.as_deref()), (what, Some(hint.as_str())), "{text}");
    }
}

#[test]
fn a_subtree_lists_its_parameters() {
    let problem = refused("chip.core=8");
    assert_eq!(problem.what, "`chip.core` is not one parameter but 6");
    assert!(problem.hint.is_some_and(|hint| hint.contains("chip.core.lanes, chip.core.memory")));
    assert_eq!(refused("chip=8").path, "chip");
}

#[test]
fn wrong_types_name_the_path_the_kind_and_an_example() {
    for (text, what, hint) in [
        ("chip.core.lanes=many", "expected a whole number, found `many`", "chip.core.lanes=8"),
        (
            "chip.core.lanes=2.5",
            "expected a whole number from 0 to 4294967295, found `2.5`",
            "chip.core.lanes=8",
        ),
        (
            "chip.core.lanes=-1",
            "expected a whole number from 0 to 4294967295, found `-1`",
            "chip.core.lanes=8",
        ),
        ("chip.core.gated=yes", "expected `true` or `false`, found `yes`", "chip.core.gated=true"),
        ("chip.core.factor=x", "expected a number, found `x`", "chip.core.factor=0.5"),
        ("chip.core.memory=5", "`5` has no unit of information", "`96 KiB`"),
        ("chip.energy.spike=5 ns", "`ns` is not a unit of energy", "fJ, pJ"),
        ("chip.energy.wire=5", "`5` has no unit of energy", "`23.6 pJ`"),
        ("chip.energy.spike=", "an empty value", "chip.energy.spike=1 pJ"),
        ("chip.shape=4", "expected a list, found `4`", "chip.shape=[28, 28]"),
        ("chip.core.most=x", "expected a whole number", "chip.core.most=8"),
        ("chip.topology=Tre", "`Tre` is not known here", "did you mean `Tree`?"),
        ("chip.core.limit=x", "expected a whole number from 0 to 4294967295, found `x`", "chip.core.limit=8"),
    ] {
        let problem = refused(text);
        assert_eq!(problem.path, text.split('=').next().unwrap_or_default());
        assert!(problem.what.starts_with(what), "{text}: {problem}");
        assert!(problem.hint.as_ref().is_some_and(|given| given.contains(hint)), "{text}: {problem}");
    }
}

#[test]
fn a_wrong_part_of_a_whole_is_named() {
    let problem = refused("chip.topology=Mesh(columns: 4)");
    assert_eq!((problem.path.as_str(), problem.what.as_str()), ("chip.topology", "missing field `rows`"));
    let problem = refused(
        "chip.spare=(lanes: Given(1), memory: Given(\"5\"), factor: 1.0, gated: true, limit: None, most: None)",
    );
    assert_eq!(problem.path, "chip.spare.memory");
}

#[test]
fn all_wrong_settings_are_reported() {
    let bad = settings(&["chip.core.lnaes=8", "chip.core.lanes=4", "chip.core.gated=2", "chip.core.gated=3"]);
    let error = apply(&chip(), "chip", &bad).expect_err("two are wrong");
    let paths: Vec<&str> = error.problems.iter().map(|problem| problem.path.as_str()).collect();
    assert_eq!(paths, ["chip.core.lnaes", "chip.core.gated"]);
}

proptest! {
    #[test]
    fn what_is_set_is_shown(lanes in any::<u32>(), pj in 0.0..1e6_f64, rows in any::<u32>()) {
        let chip = changed(&[
            &format!("chip.core.lanes={lanes}"),
            &format!("chip.energy.leak={}", Energy::pj(pj)),
            &format!("chip.topology.rows={rows}"),
        ]);
        let list = parameters::parameters(&chip);
        let shown = |path: &str| {
            list.iter().find(|parameter| parameter.path == path).map(|p| format!("{} {}", p.value, p.unit))
        };
        prop_assert_eq!(shown("core.lanes"), Some(format!("{lanes} ")));
        prop_assert_eq!(shown("energy.leak"), Some(Energy::pj(pj).to_string()));
        prop_assert_eq!(shown("topology.rows"), Some(format!("{rows} ")));
    }

    #[test]
    fn every_parameter_shown_can_be_set_to_what_it_shows(at in any::<prop::sample::Index>()) {
        let list: Vec<_> = parameters::parameters(&chip()).into_iter().filter(|p| {
            // The name of a variant with fields alone is not a value of it.
            !p.value.is_empty() && p.path != "topology" && p.path != "barrier"
        }).collect();
        let parameter = at.get(&list);
        let value = format!("{} {}", parameter.value, parameter.unit);
        let after = changed(&[&format!("chip.{}={value}", parameter.path)]);
        let shown = parameters::parameters(&after);
        let same = shown.iter().any(|p| {
            (&p.path, &p.value, &p.unit) == (&parameter.path, &parameter.value, &parameter.unit)
        });
        prop_assert!(same, "{:?}", parameter);
    }

    #[test]
    fn no_setting_makes_it_panic(path in "[a-z.\\[\\]0-9]{0,12}", value in "\\PC{0,20}") {
        let setting = Setting { path: format!("chip.{path}"), value };
        let _ = apply(&chip(), "chip", &[setting]);
    }
}
