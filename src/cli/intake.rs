//! `docket intake`: takes records in, one result a line.

use super::context::{Access, Context};
use super::out::Out;
use super::progress::Bar;
use super::{CliError, Ending};
use crate::desk::DeskError;
use crate::evidence::Folder;
use crate::intake::{self, Files, IntakeError, LineResult, Options};
use clap::Args;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What `docket intake` is told.
#[derive(Debug, Args)]
#[command(after_help = "The records are described in docs/intake.md. The same file again changes nothing.")]
pub struct IntakeArgs {
    /// The file of records, one JSON object a line; - is standard input
    pub file: PathBuf,
    /// Tells only of lines that were refused
    #[arg(long)]
    pub quiet: bool,
}

impl IntakeArgs {
    /// Takes the records in. A refused line stops nothing; the exit code tells that there was one.
    ///
    /// # Errors
    /// Where file or store fail as a whole; what was told of is stored.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut desk = context.desk(Access::Write)?;
        let (input, size) = self.open()?;
        let clock = context.clock();
        let files = Files { folder: self.folder()?, vault: desk.vault().clone() };
        let options = Options { now: Arc::new(move || clock.now()), files: Some(files) };
        let bar = Bar::bytes(size);
        // A reader that goes away must not stop the intake half-way: what was begun is finished, and told to nobody.
        let mut told = Ok(());
        let out = &mut context.out;
        let quiet = self.quiet;
        let summary = intake::run(
            input,
            &mut desk,
            options,
            |result| {
                if told.is_ok() && (!quiet || result.outcome.is_refused()) {
                    told = tell(result, out);
                }
            },
            |progress| bar.bytes_done(progress.bytes, format!("{} records", progress.results)),
        );
        bar.end();
        let summary = summary.map_err(failed)?;
        told?;
        if !context.out.is_json() {
            context.out.line(summary.to_string())?;
        }
        Ok(Ending::checked(summary.refused == 0))
    }

    /// The folder that paths in records start from; none for standard input, whose records may name no file.
    fn folder(&self) -> Result<Option<Folder>, CliError> {
        if self.file == Path::new("-") {
            return Ok(None);
        }
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty());
        Ok(Some(Folder::open(folder.unwrap_or(Path::new("."))).map_err(DeskError::Vault)?))
    }

    fn open(&self) -> Result<(Box<dyn BufRead + Send>, Option<u64>), CliError> {
        if self.file == Path::new("-") {
            return Ok((Box::new(BufReader::new(io::stdin())), None));
        }
        let fault = |source| {
            CliError::io(
                self.file.display().to_string(),
                source,
                "Give a file of records, or - for standard input.",
            )
        };
        let file = File::open(&self.file).map_err(fault)?;
        let about = file.metadata().map_err(fault)?;
        if about.is_dir() {
            return Err(CliError::usage(
                format!("{} is a folder", self.file.display()),
                "Give the file of records in it.",
            ));
        }
        Ok((Box::new(BufReader::new(file)), about.is_file().then_some(about.len())))
    }
}

fn tell(result: &LineResult, out: &mut Out) -> io::Result<()> {
    if out.is_json() { out.json(result) } else { out.line(result.to_string()) }
}

fn failed(error: IntakeError) -> CliError {
    match error {
        IntakeError::Desk(error) => CliError::Desk(error),
        IntakeError::Vault(error) => CliError::Desk(DeskError::Vault(error)),
        IntakeError::Read { line, source } => {
            CliError::io(format!("line {line} of the input"), source, "What stands before it is taken in.")
        }
        other => {
            CliError::io("the intake stopped", io::Error::other(other.to_string()), "Run `docket check`.")
        }
    }
}
