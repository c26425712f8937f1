//! `egret`: what weight sparsity and activity sparsity really buy on a neuromorphic chip, in joules and seconds.
//!
//! This crate is the command line and nothing else: it finds inputs, hands them to the libraries, and shows what comes
//! back. Each subcommand is one file in `commands`; every error is rendered by `diagnose` and turned into a code by
//! `exit`.

mod cli;
mod commands;
mod console;
mod context;
mod degrees;
mod diagnose;
mod exit;
mod failure;
mod host;
mod inputs;
mod interrupt;
mod listing;
mod plan;
mod progress;
mod scenario;
mod settings;
mod study;
mod validation;

use std::process::ExitCode;

use clap::Parser;

use cli::{Cli, Command};

fn main() -> ExitCode {
    diagnose::report_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and versions go to standard output; when nobody reads them there is nobody to tell.
            let _ = error.print();
            return exit::of_usage(&error);
        }
    };
    interrupt::install();
    let result = match cli.command {
        Command::Run(arguments) => commands::run::run(&arguments),
        Command::Study(arguments) => commands::study::run(&arguments),
        Command::Bound(arguments) => commands::bound::run(&arguments),
        Command::Chip(arguments) => commands::chip::run(arguments),
        Command::Import(arguments) => commands::import::run(&arguments),
        Command::Workload(arguments) => commands::workload::run(arguments),
        Command::Noc(arguments) => commands::noc::run(&arguments),
        Command::Validate(arguments) => commands::validate::run(&arguments),
        Command::Price(arguments) => commands::price::run(&arguments),
        Command::Plot(arguments) => commands::plot::run(&arguments),
        Command::Report(arguments) => commands::report::run(&arguments),
        Command::Compare(arguments) => commands::compare::run(&arguments),
        Command::Explain(arguments) => commands::explain::run(&arguments),
        Command::Completions(arguments) => commands::completions::run(&arguments),
    };
    match result {
        Ok(()) => exit::DONE.into(),
        Err(failure) => {
            diagnose::show(&failure);
            exit::of_failure(&failure).into()
        }
    }
}
