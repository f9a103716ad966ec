//! `docket erase`: takes what describes a person out of a case, or out of the registry's records of an account.

use super::confirm::confirm;
use super::context::{Access, Context};
use super::{CliError, Ending};
use crate::case::AccountId;
use crate::desk::{Desk, DeskError};
use crate::playbook::InstitutionId;
use clap::Args;
use serde_json::json;

/// What `docket erase` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Of a case are erased the application, notes, letters and whatever else of it holds personal data, and its \
                        evidence files; so for cases that were merged into it. Of an account are erased the records that \
                        the institution sent. The decision stays, and the log stays whole. Backups that were made before \
                        still hold all of it."
)]
pub struct EraseArgs {
    /// The case: its number, or the reference of a ticket
    #[arg(required_unless_present = "account")]
    pub id: Option<String>,
    /// The registry's records of this account instead, as in acme/A-10077
    #[arg(long, value_name = "INSTITUTION/ACCOUNT", conflicts_with = "id", value_parser = account)]
    pub account: Option<(InstitutionId, AccountId)>,
    /// Who asked for it and when, or which retention time is over; it stands in the log
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Does not ask for the case's number, or the account
    #[arg(long)]
    pub yes: bool,
}

fn account(text: &str) -> Result<(InstitutionId, AccountId), String> {
    let (institution, account) =
        text.split_once('/').ok_or("give institution and account, as in acme/A-10077")?;
    let institution = InstitutionId::new(institution).map_err(|error| error.to_string())?;
    Ok((institution, AccountId::new(account).map_err(|error| error.to_string())?))
}

impl EraseArgs {
    /// Erases it for good.
    ///
    /// # Errors
    /// Where there is no such case or account, a case is open, whoever acts is no admin or does not confirm it.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut desk = context.desk(Access::Write)?;
        match (&self.account, &self.id) {
            (Some((institution, account)), _) => self.records(&mut desk, institution, account, context),
            (None, Some(id)) => self.case(&mut desk, id, context),
            (None, None) => {
                Err(CliError::usage("nothing is named that is to be erased", "Give a case, or --account."))
            }
        }
    }

    fn records(
        &self,
        desk: &mut Desk,
        institution: &InstitutionId,
        account: &AccountId,
        context: &mut Context,
    ) -> Result<Ending, CliError> {
        let warning = format!("All that {institution} sent about account {account} is erased.");
        confirm(self.yes, &warning, account.as_str())?;
        let entries = desk.erase_account(institution, account, &self.reason)?;
        if context.out.is_json() {
            context.out.json(&json!({ "result": "done", "account": account, "entries": entries }))?;
        } else {
            context.out.line(format!("erased the records of account {account}: {entries} entries"))?;
        }
        Ok(Ending::DONE)
    }

    fn case(&self, desk: &mut Desk, id: &str, context: &mut Context) -> Result<Ending, CliError> {
        let case = desk.find(id)?;
        let matter = desk.case(case)?.case.matter;
        let number = matter.ok_or_else(|| DeskError::NoSuchCase(id.to_owned()))?.number.to_string();
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
