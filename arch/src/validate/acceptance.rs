//! What a sound file becomes.

use egret_config::{Basis, Energy, Power, Setting};

use super::refusals::{FIXTURE, with};
use crate::action::Action;
use crate::chip::{Chip, Payload};
use crate::file::{Content, Interleaving, WeightHome};
use crate::formats::WeightFormat;
use crate::load::check;
use crate::network::{LinkTiming, Sync};
use crate::neuron_core::{Model, ModelCost};
use crate::shipped::{shipped_chips, shipped_references};
use crate::topology::LinkClass;

fn fixture(settings: &[&str]) -> Chip {
    let settings: Vec<Setting> = settings.iter().map(|text| text.parse().expect("a setting")).collect();
    check("fixture.ron", FIXTURE, &settings).unwrap_or_else(|error| panic!("{error}"))
}

fn picojoules(chip: &Chip, action: Action) -> Option<f64> {
    chip.prices().of(action, Model::Egru).value.map(Energy::as_pj)
}

#[test]
fn delays_become_ticks_of_their_own_clock() {
    let chip = fixture(&[]);
    assert_eq!(chip.ticks_per_second(), 1_200_000_000);
    let core = chip.core();
    assert_eq!(
        (core.axon_in_time, core.row_time, core.dendrite_time),
        (4, 8, 0),
        "300 MHz: four ticks a cycle"
    );
    assert_eq!(
        core.model(Model::Egru),
        Some(ModelCost { idle_time: 12, active_time: 6, state_bits: 96, skipped_time: 12, skips: false })
    );
    assert_eq!(core.model(Model::Lif), None);
    let network = chip.network();
    assert_eq!(network.link(LinkClass::Horizontal), LinkTiming { latency: 15, cycle: 3 });
    assert_eq!(network.link(LinkClass::Vertical), LinkTiming { latency: 18, cycle: 6 });
    assert_eq!(network.link(LinkClass::ChipLink), LinkTiming { latency: 120, cycle: 12 });
    assert_eq!(network.link(LinkClass::HostIn), LinkTiming { latency: 16, cycle: 4 });
    assert_eq!(chip.sync(), Sync::Barrier { base: 40, per_tile: 4 });
    assert_eq!((chip.usable_cores(), chip.chips_max(), chip.topology().cores()), (3, 4, 4));
    assert_eq!(
        (chip.limits().payload, chip.limits().fan_in, chip.limits().fan_out),
        (Payload::Graded(16), Some(4096), None)
    );
    assert!(chip.roundings().is_empty());
}

#[test]
fn each_content_has_its_memory() {
    let chip = fixture(&[]);
    for content in [Content::Weights, Content::Tables, Content::State] {
        assert_eq!(chip.core().memory(content).name, "main");
    }
    let queue = chip.core().memory(Content::Queue);
    assert_eq!((queue.name.as_str(), queue.width_bits, queue.banks), ("fifo", 32, 1));
    assert_eq!(queue.access_time, 4, "0.23 ns by the model: one cycle of the core");
}

#[test]
fn latencies_are_those_of_the_access_unless_written() {
    let plain = fixture(&[]);
    let memory = plain.core().memory(Content::Weights);
    assert_eq!((memory.read_latency, memory.write_latency), (4, 4), "one cycle at 300 MHz");
    assert_eq!(memory.interleaving, Interleaving::Word);
    assert_eq!((memory.rounds(0), memory.rounds(4), memory.rounds(5)), (0, 1, 2), "four banks of one port");
    let text = with(
        "holds: [Weights, Tables, State]",
        "read_latency: Given(\"3 cycles\"), interleaving: Row, holds: [Weights, Tables, State]",
    );
    let chip = check("fixture.ron", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    let memory = chip.core().memory(Content::Weights);
    assert_eq!((memory.read_delay(), memory.write_delay()), (8, 0));
    assert_eq!((memory.rounds(5), memory.read_time(5), memory.read_time(0)), (5, 4 * 4 + 12, 0));
}

#[test]
fn rounding_is_nearest_at_least_one_and_listed() {
    let text = with("rounding: Refuse", "rounding: Allow").replace("Given(\"100 ns\")", "Given(\"4.1 ns\")");
    let text = text.replace("active_time: Given(\"5 ns\")", "active_time: Given(\"0.1 ns\")");
    let chip = check("fixture.ron", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(chip.core().model(Model::Egru).map(|cost| cost.active_time), Some(1));
    assert_eq!(chip.network().link(LinkClass::ChipLink).latency, 5);
    let notes: Vec<(&str, f64, f64)> = chip
        .roundings()
        .iter()
        .map(|note| (note.path.as_str(), note.asked.as_ns(), note.got.as_ns()))
        .collect();
    assert_eq!(notes.len(), 2);
    assert_eq!((notes[0].0, notes[1].0), ("core.soma.models.egru.active_time", "chip_link.latency"));
    assert!((notes[1].1 - 4.1).abs() < 1e-9 && (notes[1].2 - 5.0 / 1.2).abs() < 1e-9);
}

#[test]
fn a_clock_off_the_time_base_rounds_the_delay_not_the_cycle() {
    let text = with("rounding: Refuse", "rounding: Allow").replace("\"400 MHz\"", "\"350 MHz\"");
    let chip = check("fixture.ron", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(chip.network().link(LinkClass::Horizontal).latency, 17, "5 × 3.43 = 17.14, not 5 × 3");
}

#[test]
fn prices_are_per_counted_unit_with_basis_and_range() {
    let chip = fixture(&[]);
    let per_bit = picojoules(&chip, Action::WeightReadBits).expect("priced");
    assert!((per_bit - 0.1).abs() < 1e-12, "6.4 pJ a word of 64 bits");
    let synop = chip.prices().of(Action::Synop, Model::Egru);
    assert_eq!((synop.basis, synop.low_high), (Basis::Measured, None));
    let active = chip.prices().of(Action::UpdateActive, Model::Egru);
    assert_eq!(active.low_high.map(|(low, high)| (low.as_pj(), high.as_pj())), Some((1.0, 4.0)));
    assert_eq!(chip.prices().of(Action::UpdateIdle, Model::Lif).value, None);
    assert_eq!(chip.unpriced(), ["packet_out", "chip_link", "static_power.uncore"]);
}

#[test]
fn modelled_energies_follow_the_geometry_and_the_operating_point() {
    let chip = fixture(&[]);
    let pointer = chip.prices().of(Action::PointerRead, Model::Egru);
    let by_hand = 0.0310 * 32.0_f64.powf(0.532) * 64.0_f64.powf(0.587);
    let value = pointer.value.expect("modelled").as_pj();
    let off = value / (by_hand * 1.5) - 1.0;
    assert!(off.abs() < 1e-9, "a macro of 32 KiB at the model's own voltage: {value}");
    assert_eq!(pointer.basis, Basis::Modelled);
    let (low, high) = pointer.low_high.expect("models have a range");
    assert!(low.as_pj() < value && value < high.as_pj());

    let at = |chip: &Chip| picojoules(chip, Action::PointerRead).expect("modelled");
    let smaller = fixture(&["chip.core.memories.main.banks=16"]);
    assert!((at(&chip) / at(&smaller) - 4.0_f64.powf(0.532)).abs() < 1e-9, "energy follows the bank");
    let wires = fixture(&["chip.network.flit_bits=128"]);
    let parts = [Action::BufferWrite, Action::BufferRead, Action::Crossbar, Action::Arbitration];
    let router =
        |chip: &Chip| parts.map(|action| picojoules(chip, action).expect("modelled")).iter().sum::<f64>();
    assert!(
        (router(&wires) / router(&chip) - (0.0126 * 128.0 + 0.051) / (0.0126 * 64.0 + 0.051)).abs() < 1e-9
    );
}

#[test]
fn a_dram_is_in_ticks_bits_and_prices() {
    let chip = fixture(&["chip.mapping.weights=Dram"]);
    assert_eq!(chip.mapping().weights, WeightHome::Dram);
    let dram = chip.dram().expect("the fixture has one");
    assert_eq!((dram.burst_time, dram.hit_latency, dram.miss_latency), (12, 24, 60));
    assert_eq!((dram.burst_bits, dram.page_bits, dram.capacity.bits()), (256, 16 << 10, 8 << 20));
    assert_eq!((dram.channels, dram.banks, dram.prefetch_rows), (2, 8, 4));
    let burst = picojoules(&chip, Action::DramBurst).expect("priced");
    assert!((burst - 2000.0).abs() < 1e-9, "{burst} pJ");
    let per_bit = picojoules(&chip, Action::WeightWriteBits).expect("priced");
    assert!((per_bit - 0.05).abs() < 1e-12, "3.2 pJ a word of 64 bits");
    assert_eq!(chip.static_power().dram.value, Some(Power::mw(5.0)));
    assert_eq!(chip.unpriced(), ["packet_out", "chip_link", "dram_activate", "static_power.uncore"]);
}

#[test]
fn a_dram_that_holds_no_weights_costs_nothing() {
    let chip = fixture(&[]);
    assert_eq!(chip.mapping().weights, WeightHome::Sram);
    assert_eq!(chip.static_power().dram.value, Some(Power::watts(0.0)));
    let start = FIXTURE.find("    dram: (").expect("there");
    let end = start + FIXTURE[start..].find("    ),\n").expect("an end") + "    ),\n".len();
    let without = format!("{}{}", &FIXTURE[..start], &FIXTURE[end..]);
    let chip = check("fixture.ron", &without, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert!(chip.dram().is_none());
    for action in [Action::DramBurst, Action::DramActivate, Action::WeightWriteBits] {
        assert_eq!(picojoules(&chip, action), Some(0.0), "{}", action.name());
    }
    let weights: Setting = "chip.mapping.weights=Dram".parse().expect("a setting");
    let error = check("fixture.ron", &without, &[weights]).expect_err("refused");
    let problem = &error.problems[0];
    assert_eq!((error.problems.len(), problem.path.as_str()), (1, "mapping.weights"), "{error}");
    assert!(problem.hint.as_ref().is_some_and(|hint| hint.contains("`dram`")), "{error}");
}

#[test]
fn the_chip_link_of_a_lone_chip_is_not_unpriced() {
    let start = FIXTURE.find("    chip_link: (latency").expect("there");
    let end = start + FIXTURE[start..].find('\n').expect("a line") + 1;
    let text = format!("{}{}", &FIXTURE[..start], &FIXTURE[end..]).replace("cores: 12", "cores: 3");
    let chip = check("fixture.ron", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(chip.chips_max(), 1);
    assert_eq!(chip.unpriced(), ["packet_out", "static_power.uncore"]);
}

#[test]
fn idealisation_takes_away_what_it_says_and_nothing_else() {
    let plain = fixture(&[]);
    let changed = |chip: &Chip| -> Vec<&'static str> {
        let differs = |action: &Action| {
            let model = Model::Egru;
            plain.prices().of(*action, model) != chip.prices().of(*action, model)
        };
        Action::ALL.into_iter().filter(differs).map(Action::name).collect()
    };

    let free = fixture(&["chip.ideal.free_network=true"]);
    assert!(free.network().free && !plain.network().free);
    assert_eq!(free.network().link(LinkClass::Horizontal).latency, 0);
    assert_eq!(free.network().link(LinkClass::HostIn), plain.network().link(LinkClass::HostIn));
    let network = [
        "injection",
        "ejection",
        "buffer_write",
        "buffer_read",
        "crossbar",
        "arbitration",
        "link_horizontal",
        "link_vertical",
        "link_westward",
        "link_southward",
        "chip_link",
    ];
    assert_eq!(changed(&free), network);

    let free = fixture(&["chip.ideal.free_updates=true"]);
    assert_eq!(
        free.core().model(Model::Egru),
        Some(ModelCost { idle_time: 0, active_time: 0, state_bits: 96, skipped_time: 0, skips: false })
    );
    assert_eq!(free.core().model(Model::Lif), None);
    assert_eq!(changed(&free), ["state_access", "update_idle", "update_active", "update_skipped"]);

    let free = fixture(&["chip.ideal.no_static=true", "chip.mapping.weights=Dram"]);
    for (name, power) in free.static_power().parts() {
        assert_eq!(power.value, Some(Power::watts(0.0)), "{name}");
    }
    assert_eq!(changed(&free), [""; 0]);

    let free = fixture(&["chip.ideal.no_format_overhead=true"]);
    assert_eq!((plain.core().format, free.core().format), (WeightFormat::Csr, WeightFormat::Ideal));
    assert_eq!(changed(&free), ["pointer_read"]);

    let free = fixture(&["chip.ideal.free_sync=true"]);
    assert_eq!(free.sync(), Sync::Barrier { base: 0, per_tile: 0 });
    assert_eq!(changed(&free), ["sync"]);

    let free = fixture(&["chip.ideal.free_events=true"]);
    assert!(free.network().free_host && !free.network().free && !plain.network().free_host);
    let core = free.core();
    assert_eq!((core.axon_in_time, core.row_time, core.event_time, core.packet_time), (0, 0, 0, 0));
    assert_eq!(free.host().event_time, 0);
    assert_eq!(changed(&free), ["queue_access", "axon_in", "event_out", "packet_out", "host_event"]);

    for counted in ["no_word_rounding", "perfect_balance"] {
        let free = fixture(&[&format!("chip.ideal.{counted}=true")]);
        assert_eq!((free.core(), free.network(), changed(&free)), (plain.core(), plain.network(), vec![]));
    }
}

#[test]
fn shipped_chips_are_sound_sourced_and_named() {
    for (name, text) in shipped_chips() {
        let chip = check(name, text, &[]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(chip.name(), *name);
        for parameter in egret_config::parameters(chip.file()) {
            assert_ne!(parameter.basis, Some(Basis::Given), "{name}: {} needs a source", parameter.path);
        }
    }
}

#[test]
fn shipped_references_are_complete_and_serve_the_models() {
    let references = shipped_references();
    let problems = references.check();
    assert!(problems.is_empty(), "{problems:?}");
    for key in
        [crate::models::sram::REFERENCE, crate::models::wire::REFERENCE, crate::models::scaling::REFERENCE]
    {
        assert!(references.contains(key), "{key}");
    }
}
