//! `docket erase`: takes what describes a person out of a case.

use super::confirm::confirm;
use super::context::{Access, Context};
use super::{CliError, Ending};
use crate::desk::DeskError;
use clap::Args;
use serde_json::json;

/// What `docket erase` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Erased are the application, notes, letters and whatever else of the case holds personal data, and its \
                        evidence files; so for cases that were merged into it. The decision stays, and the log stays whole. \
                        Backups that were made before still hold all of it."
)]
pub struct EraseArgs {
    /// The case: its number, or the reference of a ticket
    pub id: String,
    /// Who asked for it and when, or which retention time is over; it stands in the log
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Does not ask for the case's number
    #[arg(long)]
    pub yes: bool,
}

impl EraseArgs {
    /// Erases it for good.
    ///
    /// # Errors
    /// Where there is no such case, it is open, whoever acts is no admin or does not confirm it.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut desk = context.desk(Access::Write)?;
        let case = desk.find(&self.id)?;
        let matter = desk.case(case)?.case.matter;
        let number = matter.ok_or_else(|| DeskError::NoSuchCase(self.id.clone()))?.number.to_string();
        let warning = format!("All personal data of {number} is erased, its evidence files among it.");
        confirm(self.yes, &warning, &number)?;
        let erased = desk.erase(case, &self.reason)?;
        if context.out.is_json() {
            context.out.json(&json!({
                "result": "done", "cases": erased.cases, "entries": erased.entries, "files": erased.files,
                "files_kept": erased.files_kept,
            }))?;
            return Ok(Ending::DONE);
        }
        let cases = erased.cases.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        context.out.line(format!("erased {cases}: {} entries, {} files", erased.entries, erased.files))?;
        if erased.files_kept > 0 {
            let kept = erased.files_kept;
            context.out.line(format!("{kept} files stay, because they came in other cases too"))?;
        }
        Ok(Ending::DONE)
    }
}
