//! What may be typed. Each subcommand's own words stand in its own file.

use super::{
    act, actions, backup, case, cases, check, completions, demo, erase, init, intake, log, man, operator,
    outbox, picture, playbook, rebuild, report, rules, tick, triage, witness,
};
use chrono::{DateTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// A terminal console for identity conflicts and account-recovery appeals.
///
/// Without a command, docket opens the console on the store.
#[derive(Debug, Parser)]
#[command(name = "docket", version, max_term_width = 110, after_help = AFTER_HELP)]
pub struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; none opens the console.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const AFTER_HELP: &str = "Exit codes: 0 done, 1 refused or a check failed, 2 usage, 3 store or I/O.\n\
    Begin with `docket demo`, or with `docket init`.";

/// What holds for every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Global {
    /// The store; by default `desk.docket` in the user's data folder.
    #[arg(long, global = true, value_name = "FILE", env = "DOCKET_STORE", hide_env_values = true)]
    pub store: Option<PathBuf>,
    /// Who acts; by default the user who is logged in, where the store knows them.
    #[arg(long = "as", global = true, value_name = "OPERATOR", env = "DOCKET_AS", hide_env_values = true)]
    pub operator: Option<String>,
    /// Fixes the clock, for demos, tests and replays: `2026-11-22T14:32:00Z`.
    #[arg(long, global = true, value_name = "RFC3339", value_parser = instant)]
    pub now: Option<DateTime<Utc>>,
    /// Answers in JSON: one value, or one a line for lists (docs/cli.md).
    #[arg(long, global = true)]
    pub json: bool,
    /// The console's colours.
    #[arg(long, global = true, value_enum, env = "DOCKET_THEME", hide_env_values = true)]
    pub theme: Option<ThemeName>,
}

/// The console's themes by name. `NO_COLOR` selects `mono` where none is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ThemeName {
    /// For dark backgrounds.
    Dark,
    /// For light backgrounds.
    Light,
    /// The strongest contrast.
    Contrast,
    /// No colours at all.
    Mono,
}

/// What docket can be told to do.
#[derive(Debug, Subcommand)]
#[command(disable_help_subcommand = true)]
pub enum Command {
    /// Shows the console on a throw-away store of made-up cases
    Demo(demo::DemoArgs),
    /// Makes a store, with playbooks and you as its first operator
    Init(init::InitArgs),
    /// Adds and lists the people at the desk
    #[command(subcommand)]
    Operator(operator::OperatorCommand),
    /// Takes records in
    Intake(intake::IntakeArgs),
    /// Lists cases
    Cases(cases::CasesArgs),
    /// Shows all of one case
    Case(case::CaseArgs),
    /// Shows what may be done to a case, and which rule stops the rest
    Actions(actions::ActionsArgs),
    /// Does something to a case
    Act(act::ActArgs),
    /// Walks the questions that lead to a reply or an action
    Triage(triage::TriageArgs),
    /// Does what has fallen due: automated reviews, expiries, ends of holds
    Tick(tick::TickArgs),
    /// Lists letters and orders, and shows one
    Outbox(outbox::OutboxArgs),
    /// Shows the log of the desk or of one case
    Log(log::LogArgs),
    /// Checks that the store is whole and that nobody altered it
    Check(check::CheckArgs),
    /// Makes every list again from the log
    Rebuild(rebuild::RebuildArgs),
    /// Copies the store to a file while it is in use
    Backup(backup::BackupArgs),
    /// Erases the personal data of a case that has ended
    Erase(erase::EraseArgs),
    /// Renews what outside the store vouches for its log
    #[command(subcommand)]
    Witness(witness::WitnessCommand),
    /// Tells depth, age, due times, throughput and outcomes
    Report(report::ReportArgs),
    /// Checks, draws, lists and installs playbooks
    #[command(subcommand)]
    Playbook(playbook::PlaybookCommand),
    /// Lists every rule with where it is enforced, shown or told
    Rules(rules::RulesArgs),
    /// Writes the completions of a shell
    Completions(completions::CompletionsArgs),
    /// Writes the manual page
    Man(man::ManArgs),
    /// Draws a screen of the demo into a file
    #[command(hide = true)]
    Picture(picture::PictureArgs),
}

/// Reads an instant.
pub(super) fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|at| at.with_timezone(&Utc))
        .map_err(|_| "an instant looks like 2026-11-22T14:32:00Z".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn every_command_and_argument_says_what_it_is() {
        fn walk(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{}", command.get_name());
            for argument in command.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
            }
            command.get_subcommands().for_each(walk);
        }
        walk(&Arguments::command());
    }

    #[test]
    fn an_instant_needs_its_zone() {
        assert!(instant("2026-11-22T14:32:00+01:00").is_ok());
        assert!(instant("2026-11-22 14:32").is_err());
    }
}
