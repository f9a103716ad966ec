//! `docket check`: proves that a decision stands in the log.

use super::context::{Access, Context, read};
use super::{CliError, Ending};
use crate::desk::Desk;
use crate::store::LogWindow;
use clap::Args;
use serde::Deserialize;
use serde_json::json;
use std::path::PathBuf;

/// What `docket check` is told.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Holds a receipt, as `docket act --json` printed it, against the log
    #[arg(long, value_name = "FILE")]
    pub receipt: PathBuf,
}

/// What a receipt says of the log.
#[derive(Debug, Deserialize)]
struct Kept {
    number: String,
    seq: i64,
    head: String,
}

impl CheckArgs {
    /// Holds a receipt against the log.
    ///
    /// # Errors
    /// Where the store cannot be read, or the receipt is none.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let desk = context.desk(Access::Read)?;
        let text = read(&self.receipt)?;
        let kept: Kept = serde_json::from_str(&text).map_err(|error| {
            CliError::usage(
                format!("{} is no receipt: {error}", self.receipt.display()),
                "Give what `docket act --json` printed.",
            )
        })?;
        stands(&desk, &kept, context)
    }
}

fn stands(desk: &Desk, kept: &Kept, context: &mut Context) -> Result<Ending, CliError> {
    let lines = desk.log(None, LogWindow::After(kept.seq.saturating_sub(1)), 1)?;
    let stands = lines.first().is_some_and(|line| line.seq == kept.seq && line.hash == kept.head);
    if context.out.is_json() {
        let result = if stands { "stands" } else { "gone" };
        context.out.json(&json!({ "result": result, "number": kept.number, "seq": kept.seq }))?;
    } else if stands {
        context
            .out
            .line(format!("{}: entry {} stands in the log as the receipt says", kept.number, kept.seq))?;
    } else {
        let what =
            format!("{}: entry {} does not stand in the log as the receipt says", kept.number, kept.seq);
        context.out.line(what)?;
        context.out.line(
            "the log was cut or altered after the receipt was given: keep the file, and restore a backup",
        )?;
    }
    Ok(Ending::checked(stands))
}
