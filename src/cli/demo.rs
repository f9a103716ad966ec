//! `docket demo`: a throw-away store of made-up cases, and the console on it.

use super::args::ThemeName;
use super::context::Context;
use super::playbook::source;
use super::progress::Bar;
use super::wish::ConsoleWish;
use super::{CliError, Ending};
use crate::case::OperatorId;
use crate::demo::{self, DemoError, Made, PEOPLE, Pump, Wanted};
use crate::desk::{Desk, DeskClock, DeskError};
use crate::playbook::{PlaybookSource, shipped};
use clap::Args;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How much faster time passes in a demo that goes on: a minute a second.
const TIMES: u32 = 60;
/// Who looks at a demo where nobody is named.
const SOMEBODY: &str = "alice";

/// What `docket demo` is told.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// How many cases
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u64).range(..=10_000_000))]
    pub cases: u64,
    /// The same seed makes the same cases
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Lets new cases arrive and time pass faster: a minute a second
    #[arg(long)]
    pub live: bool,
    /// Other playbooks than the shipped ones
    #[arg(long = "playbook", value_name = "NAME|FILE", num_args = 1..)]
    pub playbooks: Vec<String>,
    /// Makes the demo in this folder, keeps it, and opens no console
    #[arg(long, value_name = "FOLDER", conflicts_with = "live")]
    pub into: Option<PathBuf>,
}

/// What must live as long as the console that shows a demo. Fields are dropped in order: nothing arrives any more before the
/// folder goes.
pub struct RunningDemo {
    _pump: Option<Pump>,
    _folder: Throwaway,
}

impl DemoArgs {
    /// Makes the demo and asks for the console on it.
    ///
    /// # Errors
    /// Where there is no terminal, or the demo cannot be made.
    pub fn run(&self, context: &mut Context, theme: Option<ThemeName>) -> Result<Ending, CliError> {
        if let Some(folder) = &self.into {
            fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
            let made = self.make(folder, context)?;
            let (store, witness) = (made.options.store.display(), made.options.witness.display());
            context.out.line(format!("{} made-up cases; look at them with", made.played.cases))?;
            context.out.line(format!(
                "DOCKET_WITNESS={witness} docket --store {store} --as {}",
                operator(context)?
            ))?;
            return Ok(Ending::DONE);
        }
        if !io::stdout().is_terminal() {
            return Err(CliError::usage(
                "the demo is shown in a terminal, and this is none",
                "For scripts there is `docket demo --into FOLDER`.",
            ));
        }
        context.out.line(format!(
            "{} made-up cases: ↑ ↓ choose, enter opens, ? tells the keys, q ends it – nothing is kept",
            self.cases
        ))?;
        context.out.flush()?;
        Ok(Ending::Console(Box::new(self.wish(context, theme)?)))
    }

    /// A demo of so many cases, and nothing else said.
    pub fn of(cases: u64) -> Self {
        Self { cases, seed: 1, live: false, playbooks: Vec::new(), into: None }
    }

    /// A console on a demo that goes when the console does.
    ///
    /// # Errors
    /// Where the demo cannot be made.
    pub fn wish(&self, context: &Context, theme: Option<ThemeName>) -> Result<ConsoleWish, CliError> {
        let folder = Throwaway::new()?;
        let mut made = self.make(&folder.0, context)?;
        made.options.clock = self.clock(context, made.desk.now());
        let pump = self
            .live
            .then(|| -> Result<Pump, CliError> { Ok(Pump::start(Desk::open(&made.options)?, made.live)) });
        let demo = RunningDemo { _pump: pump.transpose()?, _folder: folder };
        Ok(ConsoleWish { desk: made.options, theme, demo: Some(demo) })
    }

    fn make(&self, place: &Path, context: &Context) -> Result<Made, CliError> {
        let wanted = Wanted {
            cases: self.cases,
            seed: self.seed,
            now: context.clock().now(),
            operator: operator(context)?,
        };
        let own =
            self.playbooks.iter().map(|name| source(name)).collect::<Result<Vec<PlaybookSource>, _>>()?;
        let playbooks = if own.is_empty() { shipped() } else { &own };
        let bar = Bar::cases();
        let made = demo::make(place, &wanted, playbooks, |played, all| bar.at(played.cases, all));
        bar.end();
        made.map_err(|error| match error {
            DemoError::Desk(error) => CliError::Desk(error),
            other => CliError::Desk(DeskError::Invalid {
                what: format!("the demo could not be made: {other}"),
                remedy: "Give it another folder.".to_owned(),
            }),
        })
    }

    fn clock(&self, context: &Context, from: chrono::DateTime<chrono::Utc>) -> DeskClock {
        if self.live {
            DeskClock::Faster { from, begun: Instant::now(), times: TIMES }
        } else {
            context.clock()
        }
    }
}

/// Who looks at the demo: whoever was named or is logged in, unless one of the demo's own people is called so.
fn operator(context: &Context) -> Result<OperatorId, CliError> {
    let known = |operator: &OperatorId| PEOPLE.iter().any(|(name, _)| *name == operator.as_str());
    match context.operator.clone().filter(|operator| !known(operator)) {
        Some(operator) => Ok(operator),
        None => {
            OperatorId::new(SOMEBODY).map_err(|error| CliError::usage(error.to_string(), "Give --as NAME."))
        }
    }
}

fn failed(folder: &Path, error: io::Error) -> CliError {
    CliError::io(folder.display().to_string(), error, "Name a folder that can be written, or set TMPDIR.")
}

/// A folder that only this user can read, and that goes when it is dropped.
struct Throwaway(PathBuf);

impl Throwaway {
    fn new() -> Result<Self, CliError> {
        let mut name = [0u8; 8];
        let fault = |error: getrandom::Error| {
            failed(Path::new("a throw-away folder"), io::Error::other(error.to_string()))
        };
        getrandom::fill(&mut name).map_err(fault)?;
        let path = std::env::temp_dir().join(format!("docket-demo-{}", hex::encode(name)));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(|error| failed(&path, error))?;
        Ok(Self(path))
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(path = %self.0.display(), %error, "the demo's folder stays behind");
        }
    }
}
