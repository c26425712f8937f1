//! Laws of priced runs: parts sum to wholes, and nothing is priced that was not counted.

use egret_arch::{Action, Component, CoreState};
use egret_sim::CoreOutcome;

use crate::support::{Case, Net, all_chips, chip, count, priced, synchronisations_of, unit_models};

/// Largest relative difference between a total and the sum of its parts: rounding alone.
const ROUNDING: f64 = 1e-12;

fn assert_close(what: &str, part: f64, whole: f64) {
    let scale = part.abs().max(whole.abs());
    assert!((part - whole).abs() <= ROUNDING * scale, "{what}: {part} against {whole}");
}

fn assert_priced(case: Case) {
    case.at_both().iter().for_each(assert_parts);
}

fn assert_parts(case: &Case) {
    let name = &case.name;
    let outcome = case.run(4).outcome;
    let record = priced(&outcome, &case.chip);
    let energy = &record.energy;
    assert_close(&format!("{name}: dynamic and static"), energy.dynamic_j + energy.static_j, energy.total_j);
    let components = energy.by_component.values().map(|split| split.dynamic_j + split.static_j).sum();
    assert_close(&format!("{name}: components"), components, energy.total_j);
    let layers = energy.by_layer.values().map(|layer| layer.dynamic_j + layer.static_j).sum();
    assert_close(&format!("{name}: layers"), layers, energy.total_j);
    for (layer, parts) in energy.by_layer.iter() {
        assert_close(&format!("{name}: {layer}"), parts.by_component.values().sum(), parts.dynamic_j);
    }
    assert_close(&format!("{name}: steps"), record.steps.dynamic_j.iter().sum(), energy.dynamic_j);
    assert!(energy.low_j <= energy.total_j && energy.total_j <= energy.high_j, "{name}: range");

    let totals = outcome.totals();
    for component in Component::ALL {
        let counted: u64 = Action::ALL
            .into_iter()
            .filter(|action| action.component() == component)
            .map(|action| count(&totals, action))
            .sum();
        let dynamic = energy.by_component.get(component.name()).map_or(0.0, |split| split.dynamic_j);
        assert!(counted > 0 || dynamic == 0.0, "{name}: {} without an action", component.name());
        assert!(dynamic >= 0.0, "{name}: {}", component.name());
    }
    let watts = case.chip.static_power();
    let power = |price: egret_arch::Price<egret_config::Power>| {
        price.value.map_or(0.0, egret_config::Power::as_watts)
    };
    let unused = f64::from(outcome.cores_present) - outcome.cores.len() as f64;
    let chips = f64::from(outcome.chips);
    let seconds = outcome.elapsed as f64 / outcome.ticks_per_second as f64;
    let mean_power = |core: &CoreOutcome| match core.residency {
        Some(residency) => CoreState::ALL
            .into_iter()
            .map(|state| {
                power(watts.of_state(state)) * residency[state.index()] as f64 / outcome.elapsed as f64
            })
            .sum(),
        None => power(watts.core_used),
    };
    let cores: f64 = outcome.cores.iter().map(mean_power).sum();
    let mut expected = [0.0; Component::COUNT];
    for (component, watts) in [
        (Component::Core, cores + power(watts.core_unused) * unused),
        (Component::RouterClock, power(watts.router_clock) * chips),
        (Component::Uncore, power(watts.uncore) * chips),
        (Component::Dram, power(watts.dram) * chips),
    ] {
        expected[component.index()] = watts * seconds;
    }
    for component in Component::ALL {
        let fixed = energy.by_component.get(component.name()).map_or(0.0, |split| split.static_j);
        let name = format!("{name}: static {}", component.name());
        assert_close(&name, fixed, expected[component.index()]);
    }
    assert_close(&format!("{name}: static"), energy.static_j, expected.iter().sum());
}

#[test]
fn parts_sum_to_the_total_on_every_chip() {
    for (name, chip) in all_chips() {
        for model in unit_models(&chip) {
            for embedding in ["Host", "Chip", "Absent"] {
                let net = Net { embedding, decoder: "Host", ..Net::of(model) };
                let name = format!("{name}, {}, embedding {embedding}", model.name());
                assert_priced(Case::new(name, chip.clone(), net.workload(2)));
            }
        }
    }
}

#[test]
fn parts_sum_to_the_total_under_every_synchronisation() {
    for (name, _) in all_chips() {
        for (name, chip) in synchronisations_of(name) {
            let model = unit_models(&chip)[0];
            assert_priced(Case::new(name, chip, Net::of(model).workload(2)));
        }
    }
}

#[test]
fn a_price_of_one_action_moves_the_total_by_its_count() {
    let plain = chip("mesh-generic", &["chip.energy.synop=0 pJ"]);
    let model = unit_models(&plain)[0];
    let workload = Net::of(model).workload(2);
    let outcome = Case::new("mesh-generic", plain.clone(), workload).run(3).outcome;
    let synops = count(&outcome.totals(), Action::Synop) as f64;
    assert!(synops > 0.0);
    for (name, action) in [
        ("synop", Action::Synop),
        ("packet_out", Action::PacketOut),
        ("buffer_write", Action::BufferWrite),
        ("buffer_read", Action::BufferRead),
        ("crossbar", Action::Crossbar),
        ("arbitration", Action::Arbitration),
    ] {
        let free = chip("mesh-generic", &[&format!("chip.energy.{name}=0 pJ")]);
        let dear = chip("mesh-generic", &[&format!("chip.energy.{name}=1000 pJ")]);
        let more = priced(&outcome, &dear).energy.total_j - priced(&outcome, &free).energy.total_j;
        let expected = count(&outcome.totals(), action) as f64 * 1e-9;
        assert!((more - expected).abs() <= 1e-9 * expected, "{name}: {more} against {expected}");
    }
}
