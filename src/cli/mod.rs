//! The command line: everything the console can do, a script can do.
//!
//! Arguments become a `Context` once; each subcommand is one file with its arguments and its `run`.
//! What goes to standard output goes through `out`, which lets nothing through that a terminal would obey. The room does
//! not know the console: where one is wanted, [`run`] says so and `main` opens it.
//!
//! Exit codes: 0 done, 1 refused or a check failed, 2 usage, 3 store or I/O.

mod act;
mod actions;
mod args;
mod backup;
mod case;
mod cases;
mod check;
mod completions;
mod confirm;
mod context;
mod demo;
mod erase;
mod error;
mod init;
mod intake;
mod log;
mod man;
mod operator;
mod out;
mod outbox;
mod picture;
mod playbook;
mod progress;
mod rebuild;
mod report;
mod reveal;
mod rules;
mod table;
mod tick;
mod triage;
mod wish;
mod witness;

pub use args::{Arguments, Command, Global, ThemeName};
pub use error::CliError;
pub use man::{ManualKey, ManualWish};
pub use out::Out;
pub use wish::{ConsoleWish, PictureWish};

use clap::Parser;
use clap::error::ErrorKind;
use context::Context;
use std::ffi::OsString;
use std::io;

/// How a run of the command line ended.
pub enum Ending {
    /// With this exit code; everything is told.
    Exit(u8),
    /// The console is wanted.
    Console(Box<ConsoleWish>),
    /// A picture of a screen is wanted.
    Picture(Box<PictureWish>),
    /// The manual is wanted, with the console's keys.
    Manual(Box<ManualWish>),
}

impl Ending {
    /// All is done.
    pub const DONE: Self = Self::Exit(0);

    /// Done, or not all in order.
    pub fn checked(in_order: bool) -> Self {
        Self::Exit(u8::from(!in_order))
    }
}

/// Does what the command line says; whatever goes wrong is told on standard error.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Ending {
    let mut errors = Out::new(Box::new(io::stderr()), false);
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => return not_parsed(&error, &mut errors),
    };
    let out = Out::new(Box::new(io::stdout()), arguments.global.json);
    let mut context = match Context::new(&arguments.global, out) {
        Ok(context) => context,
        Err(error) => return told(&error, &mut Out::new(Box::new(io::stdout()), false), &mut errors),
    };
    let ended = dispatch(&arguments, &mut context).and_then(|ending| {
        context.out.flush()?;
        Ok(ending)
    });
    ended.unwrap_or_else(|error| told(&error, &mut context.out, &mut errors))
}

fn told(error: &CliError, out: &mut Out, errors: &mut Out) -> Ending {
    error.tell(out, errors);
    Ending::Exit(error.exit_code())
}

/// Help and version are answers; everything else is a usage error, cleaned because it repeats what was typed.
fn not_parsed(error: &clap::Error, errors: &mut Out) -> Ending {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Where nobody reads the help there is nothing left to do.
        let _ = error.print();
        return Ending::DONE;
    }
    let _ = errors.block("", error.render().to_string());
    let _ = errors.flush();
    Ending::Exit(2)
}

fn dispatch(arguments: &Arguments, context: &mut Context) -> Result<Ending, CliError> {
    let Some(command) = &arguments.command else {
        context.must_exist()?;
        return Ok(Ending::Console(Box::new(ConsoleWish::on(context, arguments.global.theme))));
    };
    match command {
        Command::Demo(args) => args.run(context, arguments.global.theme),
        Command::Init(args) => args.run(context),
        Command::Operator(command) => command.run(context),
        Command::Intake(args) => args.run(context),
        Command::Cases(args) => args.run(context),
        Command::Case(args) => args.run(context),
        Command::Actions(args) => args.run(context),
        Command::Act(args) => args.run(context),
        Command::Triage(args) => args.run(context),
        Command::Tick(args) => args.run(context),
        Command::Outbox(args) => args.run(context),
        Command::Log(args) => args.run(context),
        Command::Check(args) => args.run(context),
        Command::Rebuild(args) => args.run(context),
        Command::Backup(args) => args.run(context),
        Command::Erase(args) => args.run(context),
        Command::Witness(command) => command.run(context),
        Command::Report(args) => args.run(context),
        Command::Playbook(command) => command.run(context),
        Command::Rules(args) => args.run(context),
        Command::Completions(args) => args.run(context),
        Command::Man(args) => Ok(args.run()),
        Command::Picture(args) => args.run(context, arguments.global.theme),
    }
}
