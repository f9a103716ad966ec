//! `docket outbox --deliver`: letters and orders out.

use super::super::context::{Access, Context};
use super::super::out::Out;
use super::super::{CliError, Ending};
use crate::desk::Desk;
use crate::post::{
    BackOff, Delivered, Post, PostError, Round, Secret, Secrets, Sender, Settings, Target, Targets,
};
use crate::text::when::instant;
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a post that follows looks whether something has come.
const GLANCE: Duration = Duration::from_millis(250);
/// How long it leaves a target alone that it could not reach, at first and at most.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));

/// What `docket outbox --deliver` is told.
#[derive(Debug, Args)]
pub struct DeliverArgs {
    /// Delivers what waits: letters to smtp://HOST, smtp+starttls://USER@HOST, smtps://USER@HOST or eml:DIR, orders to
    /// https://HOST/PATH or jsonl:FILE, either to letters=command:PROGRAM, orders=command:PROGRAM; twice for both
    #[arg(long, value_name = "TARGET")]
    pub deliver: Vec<Target>,
    /// Goes on delivering what comes
    #[arg(long, requires = "deliver")]
    pub follow: bool,
    /// Who sends the letters: "Example Desk <desk@example.com>"
    #[arg(long, value_name = "SENDER", env = "DOCKET_FROM", hide_env_values = true, requires = "deliver")]
    pub from: Option<Sender>,
    /// A file whose first line is the password at the mail server; else $DOCKET_SMTP_PASSWORD
    #[arg(long, value_name = "FILE", requires = "deliver")]
    pub smtp_password_file: Option<PathBuf>,
    /// A file whose first line is the key that orders are signed with; else $DOCKET_ORDER_SECRET
    #[arg(long, value_name = "FILE", requires = "deliver")]
    pub order_secret_file: Option<PathBuf>,
    /// How many seconds an answer may take
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub timeout: u64,
    /// How many seconds to wait before the second attempt; doubled with each one up to an hour
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=3600))]
    pub back_off: u64,
    /// After how many attempts something is set aside
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub attempts: u32,
}

impl DeliverArgs {
    /// Delivers what waits and tells of each attempt; JSON has one a line. The exit code tells whether something was refused or
    /// set aside, or else whether a target could not be reached.
    ///
    /// # Errors
    /// Where a target makes no sense, or the store cannot be written.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        if self.follow && context.now.is_some() {
            return Err(CliError::usage("a clock that stands still cannot be followed", "Leave --now out."));
        }
        let settings = self.settings()?;
        let mut desk = context.desk(Access::Write)?;
        desk.may_deliver()?;
        let post = Post::open(&settings, &context.store).map_err(fault)?;
        let out = &mut context.out;
        let mut all = Round::default();
        let mut pause = PAUSES.0;
        loop {
            let round = post.round(&mut desk, &mut |delivered| tell(delivered, out)).map_err(fault)?;
            all.delivered += round.delivered;
            all.failed += round.failed;
            all.later += round.later;
            all.unreachable = round.unreachable;
            out.flush()?;
            if !self.follow {
                break;
            }
            if round.unreachable {
                sleep(pause);
                pause = (pause * 2).min(PAUSES.1);
            } else {
                pause = PAUSES.0;
                wait(&mut desk)?;
            }
        }
        if !out.is_json() {
            let waits = desk.outbox_counts()?.both(crate::case::PostState::Waiting);
            out.line(format!(
                "{} delivered, {} refused or set aside, {} to be tried again; {waits} wait",
                all.delivered, all.failed, all.later
            ))?;
        }
        Ok(match all {
            Round { failed: 1.., .. } => Ending::Exit(1),
            Round { unreachable: true, .. } => Ending::Exit(3),
            _ => Ending::DONE,
        })
    }

    fn settings(&self) -> Result<Settings, CliError> {
        let targets =
            Targets::of(&self.deliver).map_err(|error| CliError::usage(error.what, error.remedy))?;
        let secrets = Secrets {
            smtp_password: secret("DOCKET_SMTP_PASSWORD", self.smtp_password_file.as_deref())?,
            order_key: secret("DOCKET_ORDER_SECRET", self.order_secret_file.as_deref())?,
        };
        let back_off = BackOff {
            first: Duration::from_secs(self.back_off),
            attempts: self.attempts,
            ..BackOff::default()
        };
        let patience = Duration::from_secs(self.timeout);
        Ok(Settings { targets, sender: self.from.clone(), secrets, back_off, patience })
    }
}

fn secret(variable: &str, file: Option<&Path>) -> Result<Option<Secret>, CliError> {
    if let Some(path) = file {
        let read = Secret::read(path);
        let fault = |error| CliError::io(path.display().to_string(), error, "Name a file that can be read.");
        return read.map(Some).map_err(fault);
    }
    Ok(std::env::var(variable).ok().filter(|text| !text.is_empty()).map(Secret::new))
}

/// Waits until something was written to the store, or the time has come to try something again.
fn wait(desk: &mut Desk) -> Result<(), CliError> {
    let next = desk.next_delivery_at()?;
    let begun = Instant::now();
    loop {
        sleep(GLANCE);
        if desk.changes()?.is_some_and(|changes| changes.more || !changes.cases.is_empty()) {
            return Ok(());
        }
        if next.is_some_and(|next| next <= desk.now()) || begun.elapsed() > PAUSES.1 {
            return Ok(());
        }
    }
}

fn tell(delivered: &Delivered, out: &mut Out) -> io::Result<()> {
    if out.is_json() {
        return out.json(delivered);
    }
    let sort = match delivered.sort {
        crate::store::OutboxSort::Letter => "letter",
        crate::store::OutboxSort::Order => "order",
    };
    let mut line = format!(
        "{}  {}  {sort} {}: {}",
        delivered.number,
        delivered.case,
        delivered.name,
        delivered.result.as_str()
    );
    if let Some(reason) = &delivered.reason {
        line += &format!(" – {reason}");
    }
    if let Some(at) = delivered.again_at {
        line += &format!("; again {}", instant(at));
    }
    match delivered.passed_over {
        0 => {}
        1 => line += "; 1 phone number gets no mail",
        n => line += &format!("; {n} phone numbers get no mail"),
    }
    out.line(line)
}

fn fault(error: PostError) -> CliError {
    match error {
        PostError::Settings { what, remedy } => CliError::usage(what, remedy),
        PostError::Desk(error) => CliError::Desk(error),
        PostError::Io(error) => CliError::from(error),
    }
}
