//! `docket case`: all that the case screen shows.
//!
//! One value, [`Report`], is made from the desk's view; JSON is that value, and text tells the same.

mod export;
mod gather;
mod report;
mod session;
mod text;
mod triage;

pub use report::{ActionReport, Report};
pub use triage::{TriageReport, write as write_triage};

use super::context::Context;
use super::reveal::RevealArgs;
use super::{CliError, Ending};
use clap::Args;
use std::path::PathBuf;

/// What `docket case` is told.
#[derive(Debug, Args)]
pub struct CaseArgs {
    /// The case: RC-000812, 812, or the reference of its ticket
    pub id: String,
    /// Whether to show personal data whole.
    #[command(flatten)]
    pub reveal: RevealArgs,
    /// Writes its pictures into this new folder instead, each marked across with purpose, date and case number
    #[arg(long, value_name = "FOLDER", requires = "purpose", conflicts_with = "reveal")]
    pub export: Option<PathBuf>,
    /// For whom and for what the pictures leave; recorded with the case
    #[arg(long, value_name = "TEXT", requires = "export")]
    pub purpose: Option<String>,
}

impl CaseArgs {
    /// Shows the case.
    ///
    /// # Errors
    /// Where there is no such case, the store cannot be read, or what is to be revealed cannot be recorded.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        if let (Some(folder), Some(purpose)) = (&self.export, &self.purpose) {
            return export::run(context, &self.id, folder, purpose);
        }
        let mut desk = context.desk(self.reveal.access())?;
        let id = desk.find(&self.id)?;
        let cover = self.reveal.cover(&mut desk, id)?;
        let view = desk.case(id)?;
        let report = Report::new(&view, cover);
        if context.out.is_json() {
            context.out.json(&report)?;
        } else {
            text::write(&report, &mut context.out)?;
        }
        Ok(Ending::DONE)
    }
}
