//! The arguments of the program: one word a subcommand, whose own arguments stand in its file.

use clap::{Parser, Subcommand};

use crate::commands::{
    bound, chip, compare, completions, explain, import, noc, plot, price, report, run, study, validate,
    workload,
};

const EXAMPLES: &str = "\
Examples:
  egret run                            the shipped trained EGRU on SpiNNaker2; results in out/
  egret run --chip mesh-generic --workload egru-ptb --weight-sparsity 0.85 --activity 0.2
  egret chip show spinnaker2           every parameter with unit, basis and source
  egret noc sweep --topology mesh:8x8 --traffic uniform --rates 0.05..0.4:0.05
  egret price out/run.json --set chip.energy.synop=\"5 pJ\"

Exit codes: 0 done, 1 an expectation failed or a deadlock, 2 the input is wrong, 3 not comparable, 70 a bug.
Colours are off when NO_COLOR is set or the output is no terminal.";

/// Simulates networks with sparse weights and sparse activity on neuromorphic chips: what sparsity buys, in joules and
/// seconds, and what eats the rest.
#[derive(Debug, Parser)]
#[command(name = "egret", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Simulate a workload on a chip and write what it cost
    Run(run::Arguments),
    /// Run many points, vary anything, search; interrupted, go on
    Study(study::Arguments),
    /// Find what a run takes at least, without simulating it
    Bound(bound::Arguments),
    /// List, show and check chips
    Chip(chip::Arguments),
    /// List, show and check workloads; run trained networks on text, fit activity to recordings
    Workload(workload::Arguments),
    /// Take in networks, recordings and masks of other frameworks
    Import(import::Arguments),
    /// Simulate a network by itself, under traffic or with given packets
    Noc(noc::Arguments),
    /// Compare simulations with what was measured on chips
    Validate(validate::Arguments),
    /// Price a stored run anew, without simulating
    Price(price::Arguments),
    /// Draw stored results: energy, Pareto fronts, maps over two axes, waterfalls
    Plot(plot::Arguments),
    /// Make one file for a browser from a study or a run: charts, tables, sources
    Report(report::Arguments),
    /// Compare two runs or two result sets: what changed, why, and whether that is within the budget
    Compare(compare::Arguments),
    /// Say what a figure, a component, an action or a wait means, its unit, and how it is counted
    Explain(explain::Arguments),
    /// Print completions for a shell
    Completions(completions::Arguments),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        let mut commands = vec![Cli::command()];
        while let Some(command) = commands.pop() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("egret ") && help.contains("Example"), "{}", command.get_name());
            commands.extend(command.get_subcommands().cloned());
        }
    }
}
