//! `docket witness`: what outside the store vouches for its log.

use super::confirm::confirm;
use super::context::{Access, Context};
use super::{CliError, Ending};
use clap::{Args, Subcommand};
use serde_json::json;

/// What can be done with the witness.
#[derive(Debug, Subcommand)]
pub enum WitnessCommand {
    /// Takes the log as it stands and vouches for it with a new key
    Renew(RenewArgs),
}

/// What `docket witness renew` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "For a store that was moved to this machine without its key, whose key is lost, or of which an older \
                        copy was put in its place on purpose. The log says who did it and what was taken unproven."
)]
pub struct RenewArgs {
    /// Does not ask whether it is meant
    #[arg(long)]
    pub yes: bool,
}

impl WitnessCommand {
    /// Does it.
    ///
    /// # Errors
    /// Where whoever acts is no admin, does not confirm it, or the key cannot be written.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let Self::Renew(RenewArgs { yes }) = self;
        let mut desk = context.desk(Access::Write)?;
        let trouble = desk.unaccounted()?.map(|trouble| CliError::from(trouble).parts().0);
        let warning = match &trouble {
            Some(trouble) => format!("{trouble}. A new witness takes the log as it stands."),
            None => "Nothing is wrong with the witness of this store. A new one takes its place.".to_owned(),
        };
        confirm(*yes, &warning, "renew")?;
        let renewed = desk.renew_witness()?;
        if context.out.is_json() {
            context.out.json(&json!({
                "result": "done", "vouched": renewed.vouched, "accepted": renewed.accepted,
            }))?;
            return Ok(Ending::DONE);
        }
        let unproven = match renewed.vouched {
            Some(vouched) if vouched >= renewed.accepted => "all of it was vouched for before".to_owned(),
            Some(vouched) => format!("entries after {vouched} were taken unproven"),
            None => "all of it was taken unproven".to_owned(),
        };
        context.out.line(format!(
            "a new key vouches for the log as it stands, to entry {}: {unproven}",
            renewed.accepted
        ))?;
        Ok(Ending::DONE)
    }
}
