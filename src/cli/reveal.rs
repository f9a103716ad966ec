//! What identifies a person is masked (N6), here as in the console; who wants to see it whole says why, and that is recorded
//! before anything is shown.

use super::CliError;
use super::context::Access;
use crate::case::{CaseId, Command};
use crate::desk::{Desk, Request};
use crate::text::Clean;
use clap::Args;

/// Whether what is masked is wanted whole.
#[derive(Debug, Args)]
pub struct RevealArgs {
    /// Shows personal data whole, and records who wanted it and why
    #[arg(long, value_name = "REASON")]
    pub reveal: Option<String>,
}

/// How personal data is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// Masked.
    Masked,
    /// Whole.
    Shown,
}

impl RevealArgs {
    /// What the desk is opened for: recording is writing.
    pub fn access(&self) -> Access {
        if self.reveal.is_some() { Access::Write } else { Access::Read }
    }

    /// How to show the data of `case`: masked, or whole once the reason is recorded with it.
    ///
    /// # Errors
    /// Where nobody is named, the reason is empty, or it cannot be recorded: nothing may be shown then.
    pub fn cover(&self, desk: &mut Desk, case: CaseId) -> Result<Cover, CliError> {
        let Some(reason) = self.reveal.clone() else { return Ok(Cover::Masked) };
        desk.act(&Request { case, seen: None, command: Command::Reveal { reason }, key: None })?;
        Ok(Cover::Shown)
    }
}

impl Cover {
    /// A datum as it is shown.
    pub fn show(self, text: &str, mask: impl FnOnce(&str) -> Clean) -> Clean {
        match self {
            Self::Masked => mask(text),
            Self::Shown => Clean::line(text),
        }
    }
}
