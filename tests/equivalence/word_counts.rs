//! Stored and read bits, words of pointers and of state, counted again from the masks.

use egret_arch::{Action, Content};

use crate::support::{Case, Net, all_chips, chip, count, unit_models};

/// Formats as a setting, every one of the list but N:M, which random masks do not fit.
const FORMATS: [&str; 5] = ["Dense", "Csr", "Bitmap", "RunLength(run_bits: 2)", "Block(size: 4)"];

/// Asserts everything that depends on the sizes of rows.
fn assert_counted_again(case: &Case) {
    let name = &case.name;
    let run = case.run(4);
    let (totals, recount) = (run.outcome.totals(), &run.recount);
    let core = case.chip.core();
    let lookup = lookup_bits(case, &run.outcome);
    assert_eq!(count(&totals, Action::WeightReadBits), recount.word_bits + lookup, "{name}: bits read");
    assert_eq!(count(&totals, Action::Filler), recount.fillers, "{name}: fillers");
    // A row's own pointer and the next one.
    let pointers = (2 * u64::from(core.format.pointer_bits()))
        .div_ceil(u64::from(core.memory(Content::Tables).width_bits));
    assert_eq!(count(&totals, Action::PointerRead), recount.rows * pointers, "{name}: words of row pointers");
    let state_width = u64::from(core.memory(Content::State).width_bits);
    let state: u64 = run
        .outcome
        .layers
        .iter()
        .map(|layer| {
            let updates =
                count(&layer.counts, Action::UpdateIdle) + count(&layer.counts, Action::UpdateActive);
            let bits = core.model(layer.model).map_or(0, |cost| u64::from(cost.state_bits));
            2 * bits.div_ceil(state_width) * updates
        })
        .sum();
    assert_eq!(count(&totals, Action::StateAccess), state, "{name}: words of state, read and written");
    let weights = &core.memory(Content::Weights).name;
    for (number, outcome) in run.outcome.cores.iter().enumerate() {
        let (_, used, _) =
            outcome.memories.iter().find(|(memory, ..)| memory == weights).expect("a memory of weights");
        let stored = recount.stored_bits[number].div_ceil(8);
        let holds_rows_alone = core.memory(Content::Weights).holds == [Content::Weights];
        if holds_rows_alone
            && case.workload.network().populations.iter().all(|population| population.lookup_bits == 0)
        {
            assert_eq!(*used, stored, "{name}: bytes of rows on core {}", outcome.core);
        } else {
            assert!(*used >= stored, "{name}: bytes of rows on core {}", outcome.core);
        }
    }
}

/// Asserts that rows, each from the first bank on, load the banks as they must.
fn assert_banks(case: &Case, run: &crate::support::Run) {
    let memory = case.chip.core().memory(Content::Weights);
    for (rows, outcome) in run.recount.rows_by_words.iter().zip(&run.outcome.cores) {
        let found = outcome.accesses.iter().find(|found| found.name == memory.name).expect("weights");
        for (bank, &words) in (0..).zip(&found.words_by_bank) {
            let in_bank =
                |row: u64| (0..row).filter(|word| word % u64::from(memory.banks) == bank).count() as u64;
            let expected: u64 = rows.iter().map(|(&row, events)| in_bank(row) * events).sum();
            assert_eq!(words, expected, "{}: bank {bank} of core {}", case.name, outcome.core);
        }
    }
}

/// Bits read from an on-chip embedding: a table entry a token, shared by the cores that hold it, in whole words.
fn lookup_bits(case: &Case, outcome: &egret_sim::Outcome) -> u64 {
    let network = case.workload.network();
    let word = u64::from(case.chip.core().memory(Content::Weights).width_bits);
    let mut bits = 0;
    for (number, population) in (0..).zip(&network.populations) {
        let held = outcome.cores.iter().flat_map(|core| &core.units).filter(|(layer, _)| *layer == number);
        for (_, units) in held {
            let share = population.bits_per_step / u64::from(population.units) * u64::from(*units);
            bits += share.div_ceil(word) * word * u64::from(outcome.tokens);
        }
    }
    bits
}

#[test]
fn every_chip_as_shipped() {
    for (name, chip) in all_chips() {
        for model in unit_models(&chip) {
            for embedding in ["Host", "Chip"] {
                let net = Net { embedding, ..Net::of(model) };
                let name = format!("{name}, {}, embedding {embedding}", model.name());
                assert_counted_again(&Case::new(name, chip.clone(), net.workload(8)));
            }
        }
    }
}

#[test]
fn every_format_on_few_and_many_cores() {
    for format in FORMATS {
        let format = format!("chip.core.synapse.format={format}");
        for cores in [1, 5, 60] {
            let chip = chip("mesh-generic", &[&format, &format!("chip.mapping.cores={cores}")]);
            for weight_sparsity in [0.0, 0.5, 0.9] {
                let net = Net { weight_sparsity, layers: vec![31, 26], ..Net::of(egret_arch::Model::Egru) };
                let name = format!("{format}, {cores} cores, weight sparsity {weight_sparsity}");
                let case = Case::new(name, chip.clone(), net.workload(9));
                assert_counted_again(&case);
                assert_banks(&case, &case.run(4));
            }
        }
    }
}
