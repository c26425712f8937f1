//! The same chip with other prices: nothing but prices is checked again, so that a study can price one run thousands of
//! times.

use std::str::FromStr;

use egret_config::{Energy, Power, Setting, Sourced};

use super::checker::Checker;
use super::modelled::Technology;
use super::{ideal, power_states, prices};
use crate::chip::Chip;
use crate::file::ChipFile;
use crate::price::{Prices, StaticPower};
use crate::shipped::shipped_references;

impl Chip {
    /// This chip with some of its prices set to plain values, such as `chip.energy.synop=5 pJ`: the chip that
    /// [`crate::check`] makes of its file under the same settings, much faster.
    ///
    /// `None` where a setting is more than that (another parameter, a price that the file does not have yet, a value with
    /// a source) or where something is wrong with it: [`crate::check`] takes the one and explains the other.
    #[must_use]
    pub fn with_prices(&self, settings: &[Setting]) -> Option<Self> {
        let mut file = self.file.clone();
        let mut computed = self.computed.clone();
        for setting in settings {
            let path = setting.path.strip_prefix("chip.")?;
            slot(&mut file, path)?.set(&setting.value)?;
            computed.remove(path);
        }
        let mut checker = Checker::new(shipped_references(), file.hypothetical, file.rounding);
        // What was computed is known from the chip before.
        checker.explains = false;
        let (prices, static_power) = self.check_prices(&file, &mut checker);
        if !checker.problems.is_empty() {
            return None;
        }
        let mut chip = Self { file, prices, static_power, computed, ..self.clone() };
        ideal::apply(&mut chip);
        Some(chip)
    }

    /// The prices of a file that differs from that of this chip in nothing else.
    fn check_prices(&self, file: &ChipFile, checker: &mut Checker) -> (Prices, StaticPower) {
        let technology = Technology::check(checker, file, Some(&self.topology));
        if let Some(states) = &file.core.power {
            power_states::less_power_below(checker, states);
        }
        (prices::check(checker, &technology, &self.core), prices::static_power(checker, &technology))
    }
}

/// A price in a file.
enum Slot<'a> {
    Energy(&'a mut Sourced<Energy>),
    Power(&'a mut Sourced<Power>),
}

impl Slot<'_> {
    /// Sets a plain value; `None` if the text is none.
    fn set(self, text: &str) -> Option<()> {
        match self {
            Self::Energy(price) => *price = Sourced::Given(Energy::from_str(text).ok()?),
            Self::Power(price) => *price = Sourced::Given(Power::from_str(text).ok()?),
        }
        Some(())
    }
}

/// The price at a path, where the file has one there.
fn slot<'a>(file: &'a mut ChipFile, path: &str) -> Option<Slot<'a>> {
    let (section, rest) = path.split_once('.')?;
    match section {
        "energy" => energy(file, rest),
        "static_power" => static_power(file, rest),
        "dram" => {
            let dram = file.dram.as_mut()?;
            Some(match rest {
                "burst_energy" => Slot::Energy(&mut dram.burst_energy),
                "activate_energy" => Slot::Energy(&mut dram.activate_energy),
                "weight_write" => Slot::Energy(&mut dram.weight_write),
                "static_power" => Slot::Power(&mut dram.static_power),
                _ => return None,
            })
        }
        "core" => {
            let (name, price) = rest.strip_prefix("soma.models.")?.rsplit_once('.')?;
            let model = file.core.soma.models.get_mut(name)?;
            Some(Slot::Energy(match price {
                "idle_energy" => &mut model.idle_energy,
                "active_energy" => &mut model.active_energy,
                "skipped_energy" => model.skipped_energy.as_mut()?,
                _ => return None,
            }))
        }
        _ => None,
    }
}

fn energy<'a>(file: &'a mut ChipFile, name: &str) -> Option<Slot<'a>> {
    let energy = &mut file.energy;
    Some(Slot::Energy(match name {
        "queue_access" => &mut energy.queue_access,
        "axon_in" => &mut energy.axon_in,
        "pointer_read" => &mut energy.pointer_read,
        "weight_read" => &mut energy.weight_read,
        "synop" => &mut energy.synop,
        "filler" => &mut energy.filler,
        "gated" => energy.gated.as_mut()?,
        "accumulate" => &mut energy.accumulate,
        "state_access" => &mut energy.state_access,
        "event_out" => &mut energy.event_out,
        "packet_out" => &mut energy.packet_out,
        "injection" => &mut energy.injection,
        "ejection" => &mut energy.ejection,
        "buffer_write" => &mut energy.buffer_write,
        "buffer_read" => &mut energy.buffer_read,
        "crossbar" => &mut energy.crossbar,
        "arbitration" => &mut energy.arbitration,
        "link_horizontal" => &mut energy.link_horizontal,
        "link_vertical" => &mut energy.link_vertical,
        "link_westward" => energy.link_westward.as_mut()?,
        "link_southward" => energy.link_southward.as_mut()?,
        "chip_link" => &mut energy.chip_link,
        "sync" => &mut energy.sync,
        "host_event" => &mut energy.host_event,
        _ => return None,
    }))
}

fn static_power<'a>(file: &'a mut ChipFile, name: &str) -> Option<Slot<'a>> {
    let power = &mut file.static_power;
    Some(match name {
        "core_used" => Slot::Power(&mut power.core_used),
        "core_unused" => Slot::Power(&mut power.core_unused),
        "core_clock" => Slot::Energy(power.core_clock.as_mut()?),
        "router_clock" => Slot::Power(&mut power.router_clock),
        "uncore" => Slot::Power(&mut power.uncore),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use egret_config::parameters;
    use proptest::prelude::*;

    use crate::load::check;
    use crate::shipped::shipped_chips;

    use super::*;

    /// Everything that is known of a chip.
    fn known(chip: &Chip) -> String {
        format!("{chip:#?}")
    }

    /// Paths of the prices of a chip that can be set, with what they are set to.
    fn settable(chip: &Chip) -> Vec<Setting> {
        let mut file = chip.file.clone();
        let list = parameters(&chip.file).into_iter();
        list.filter_map(|parameter| {
            let value = match slot(&mut file, &parameter.path)? {
                Slot::Energy(_) => "1.25 pJ",
                Slot::Power(_) => "3.5 mW",
            };
            Some(Setting { path: format!("chip.{}", parameter.path), value: value.to_owned() })
        })
        .collect()
    }

    #[test]
    fn every_price_alone_gives_the_chip_that_checking_gives() {
        for (name, text) in shipped_chips() {
            let chip = check(name, text, &[]).unwrap();
            let settings = settable(&chip);
            assert!(settings.len() > 25, "{name}: {}", settings.len());
            for setting in settings {
                let settings = [setting];
                let Ok(slow) = check(name, text, &settings) else {
                    assert!(chip.with_prices(&settings).is_none(), "{name} {}", settings[0]);
                    continue;
                };
                let fast = chip.with_prices(&settings).unwrap_or_else(|| panic!("{name} {}", settings[0]));
                assert_eq!(known(&fast), known(&slow), "{name} {}", settings[0]);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn several_prices_give_the_chip_that_checking_gives(
            which in 0..shipped_chips().len(), picked: u64, scale in 1e-3..1e3_f64, ideal in 0..6_usize,
        ) {
            let (name, text) = shipped_chips()[which];
            let switches = ["no_static", "free_network", "free_updates", "free_sync", "no_format_overhead"];
            let ideal: Vec<Setting> = switches.get(ideal).into_iter()
                .map(|switch| Setting { path: format!("chip.ideal.{switch}"), value: "true".to_owned() }).collect();
            let chip = check(name, text, &ideal).unwrap();
            let mut settings: Vec<Setting> = settable(&chip).into_iter().enumerate()
                .filter(|(position, _)| picked >> (position % 64) & 1 == 1).map(|(_, setting)| setting).collect();
            for (position, setting) in settings.iter_mut().enumerate() {
                let unit = if setting.value.ends_with('J') { "pJ" } else { "uW" };
                setting.value = format!("{} {unit}", scale * (position + 1) as f64);
            }
            let fast = chip.with_prices(&settings).map(|chip| known(&chip));
            let all = [ideal, settings].concat();
            let slow = check(name, text, &all).ok().map(|chip| known(&chip));
            prop_assert_eq!(fast, slow);
        }
    }

    #[test]
    fn nothing_but_prices_is_looked_at() {
        for (name, text) in shipped_chips() {
            let chip = check(name, text, &[]).unwrap();
            let mut checker = Checker::new(shipped_references(), chip.file.hypothetical, chip.file.rounding);
            chip.check_prices(&chip.file, &mut checker);
            let mut file = chip.file.clone();
            let others = checker.seen.iter().filter(|path| slot(&mut file, path).is_none());
            let others: Vec<&String> = others.filter(|path| !path.starts_with("technology.")).collect();
            let of_prices =
                |path: &&&String| path.contains("energy") || path.contains("power") || path.contains("synop");
            assert_eq!(others.iter().filter(of_prices).count(), others.len(), "{name}: {others:?}");
        }
    }

    #[test]
    fn what_is_more_than_a_price_is_left_to_checking() {
        let (name, text) = shipped_chips()[0];
        let chip = check(name, text, &[]).unwrap();
        for setting in [
            "chip.core.synapse.lanes=4",
            "chip.energy.synop=5",
            "chip.energy.synop=-5 pJ",
            "chip.energy.synop=5 ns",
            "chip.energy.synap=5 pJ",
            "chip.energy.synop=Unknown(\"nobody\")",
            "chip.energy.link_westward=1 pJ",
            "chip.energy.synop.value=5 pJ",
            "workload.activity=1",
            "chip.energy=5 pJ",
            "chip.core.soma.models.nobody.idle_energy=1 pJ",
        ] {
            assert!(chip.with_prices(&[setting.parse().unwrap()]).is_none(), "{setting}");
        }
        let twice =
            ["chip.energy.synop=5 pJ", "chip.energy.synop=7 pJ"].map(|setting| setting.parse().unwrap());
        let twice = chip.with_prices(&twice).map(|chip| known(&chip));
        assert_eq!(
            twice,
            check(name, text, &["chip.energy.synop=7 pJ".parse().unwrap()]).ok().map(|c| known(&c))
        );
    }
}
