//! Chips at other nodes and voltages.

use std::path::Path;

use egret_arch::models::scaling::{Misfit, OperatingPoint};
use egret_arch::scale::{Unscalable, operating_point};
use egret_arch::{Chip, check, scale, scaled_text, shipped_chips};
use egret_config::{Basis, Energy, Length, Parameter, Setting, Voltage, parameters};
use proptest::prelude::*;

fn chip(name: &str, text: &str) -> Chip {
    check(name, text, &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn shipped(name: &str) -> Chip {
    let text = shipped_chips().iter().find(|(shipped, _)| *shipped == name).expect("shipped").1;
    chip(name, text)
}

fn at(nanometres: f64, volts: f64) -> OperatingPoint {
    OperatingPoint { node: Length::nm(nanometres), voltage: Voltage::volts(volts) }
}

/// The chip that the file of a scaled chip holds.
fn scaled_chip(of: &Chip, to: OperatingPoint) -> Chip {
    let scaled = scale(of, to).unwrap_or_else(|error| panic!("{}: {error:?}", of.name()));
    let text = scaled_text(&scaled, Path::new("scaled.ron"));
    chip("scaled.ron", &text)
}

fn energy(parameter: &Parameter) -> Option<f64> {
    let text = format!("{} {}", parameter.value, parameter.unit);
    text.parse::<Energy>().ok().map(Energy::as_joules)
}

/// Not scaled: a supply of their own.
fn own_supply(path: &str) -> bool {
    matches!(path, "energy.chip_link" | "energy.host_event")
        || (path.starts_with("dram.") && path != "dram.weight_write")
}

#[test]
fn every_shipped_chip_scales_by_exactly_the_factor() {
    let mut energies = 0;
    for (name, text) in shipped_chips() {
        let before = chip(name, text);
        let to = at(7.0, 0.65);
        if operating_point(&before).is_none() {
            assert_eq!(scale(&before, to).err(), Some(Unscalable::Unplaced), "{name}");
            continue;
        }
        let scaled = scale(&before, to).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let after = scaled_chip(&before, to);
        assert_eq!(operating_point(&after), Some(to), "{name}");
        assert_eq!(after.name(), "scaled");
        let (old, new) = (parameters(before.file()), parameters(&scaled.file));
        let written = parameters(after.file());
        for (old, new) in
            old.iter().zip(&new).filter(|(old, _)| old.basis.is_some_and(|basis| basis != Basis::Modelled))
        {
            assert_eq!(old.path, new.path, "{name}");
            // A variant and what it holds share a path.
            let same = written
                .iter()
                .find(|written| written.path == new.path && written.basis.is_some())
                .expect("written as well");
            assert_eq!(
                (&same.value, &same.unit),
                (&new.value, &new.unit),
                "{name} {}: text is exact",
                new.path
            );
            let (Some(was), Some(is)) = (energy(old), energy(new)) else { continue };
            let factor = if own_supply(&old.path) { 1.0 } else { scaled.energy_factor };
            assert!((is - was * factor).abs() <= 1e-15 * was, "{name} {}: {was} became {is}", old.path);
            energies += 1;
            if was > 0.0 && !own_supply(&old.path) {
                let known = matches!(new.basis, Some(Basis::Derived | Basis::Estimated | Basis::Chosen));
                assert!(
                    known && new.source.as_ref().is_none_or(|source| source.contains("stillmaker2017")),
                    "{name} {}",
                    new.path
                );
                assert_eq!(old.range.is_some(), new.range.is_some(), "{name} {}", new.path);
            }
        }
        assert_eq!(
            before.core().memories.iter().map(|memory| memory.access_time).collect::<Vec<_>>(),
            after.core().memories.iter().map(|memory| memory.access_time).collect::<Vec<_>>(),
            "{name}: times stay"
        );
        let still = |chip: &Chip| chip.static_power().parts().map(|(path, price)| (path, price.value));
        // The clock of a core is charged and discharged: it scales like any energy.
        if before.file().static_power.core_clock.is_none() {
            assert_eq!(still(&before), still(&after), "{name}: static power stays");
        }
    }
    assert!(energies > 100, "{energies} energies of shipped chips");
}

#[test]
fn scaling_to_where_a_chip_is_changes_nothing() {
    for (name, text) in shipped_chips() {
        let before = chip(name, text);
        let Some(here) = operating_point(&before) else { continue };
        let after = scaled_chip(&before, here);
        assert_eq!(before.prices(), &scaled_prices(&before, &after), "{name}");
    }
}

/// Prices of `after` with the bases of `before`: scaling turns what was measured into what is derived.
fn scaled_prices(before: &Chip, after: &Chip) -> egret_arch::Prices {
    use egret_arch::{Action, Model};
    for action in Action::ALL {
        for model in Model::ALL {
            let (old, new) = (before.prices().of(action, model), after.prices().of(action, model));
            assert_eq!(
                (old.value, old.low_high),
                (new.value, new.low_high),
                "{} {}",
                before.name(),
                action.name()
            );
        }
    }
    before.prices().clone()
}

#[test]
fn modelled_energies_are_modelled_at_the_new_point() {
    let setting: Setting = "chip.technology.node=14 nm".parse().expect("a setting");
    let text = shipped_chips().iter().find(|(name, _)| *name == "mesh-generic").expect("shipped").1;
    let set = check("mesh-generic", text, &[setting]).unwrap_or_else(|error| panic!("{error}"));
    let scaled = scaled_chip(&shipped("mesh-generic"), at(14.0, 0.8));
    let weight_read =
        |chip: &Chip| chip.prices().of(egret_arch::Action::WeightReadBits, egret_arch::Model::Input).value;
    assert_eq!(weight_read(&set), weight_read(&scaled));
    assert!(scaled.file().hypothetical);
}

#[test]
fn areas_follow_their_own_table() {
    let before = shipped("loihi1-davies");
    let after = scaled_chip(&before, at(7.0, 0.75));
    let area = |chip: &Chip| chip.area().chip.value.expect("known").as_mm2();
    assert!((area(&after) / area(&before) - 0.059 / 0.17).abs() < 1e-12);
    let large = scaled_chip(&before, at(130.0, 1.2));
    assert_eq!(large.area().chip.value, None, "the table ends at 45 nm");
}

#[test]
fn beyond_the_law_is_refused() {
    let chip = shipped("loihi1-davies");
    for (to, node) in
        [(at(5.0, 0.7), true), (at(180.0, 1.8), true), (at(65.0, 0.5), false), (at(7.0, 0.0), false)]
    {
        match scale(&chip, to).expect_err("refused") {
            Unscalable::Misfit(Misfit::Node { low, high }, _) => assert!(node && low < 7.1 && high > 129.9),
            Unscalable::Misfit(Misfit::Voltage { .. }, _) => assert!(!node),
            Unscalable::Unplaced => panic!("it is known where the chip is"),
        }
    }
    let unknown: Setting = "chip.technology.voltage=Unknown(\"nowhere\")".parse().expect("a setting");
    let text = shipped_chips().iter().find(|(name, _)| *name == "loihi1-davies").expect("shipped").1;
    let nowhere = check("loihi1-davies", text, &[unknown]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(scale(&nowhere, at(7.0, 0.7)).err(), Some(Unscalable::Unplaced));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn there_and_back_again(nanometres in 7.0..45.0_f64, volts in 0.6..1.2_f64) {
        let before = shipped("truenorth");
        let there = scaled_chip(&before, at(nanometres, volts));
        let back = scaled_chip(&there, operating_point(&before).expect("known"));
        for (old, new) in parameters(before.file()).iter().zip(&parameters(back.file())) {
            let (Some(old_energy), Some(new_energy)) = (energy(old), energy(new)) else { continue };
            prop_assert!((new_energy - old_energy).abs() <= 1e-12 * old_energy, "{}", old.path);
        }
        let area = |chip: &Chip| chip.area().chip.value.expect("known").as_mm2();
        prop_assert!((area(&back) / area(&before) - 1.0).abs() < 1e-12);
    }
}
