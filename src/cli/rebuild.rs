//! `docket rebuild`: makes every list again from the log.

use super::context::{Access, Context};
use super::progress::Bar;
use super::{CliError, Ending};
use clap::Args;
use serde_json::json;

/// What `docket rebuild` is told.
#[derive(Debug, Args)]
pub struct RebuildArgs {}

impl RebuildArgs {
    /// Makes the projections again; the log stays as it is.
    ///
    /// # Errors
    /// Where the log cannot be read or the lists cannot be written; the store is then as it was.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut desk = context.desk(Access::Write)?;
        let bar = Bar::counting();
        desk.rebuild(&mut |done, all| bar.at(done, all))?;
        bar.end();
        if context.out.is_json() {
            context.out.json(&json!({ "result": "done" }))?;
        } else {
            context.out.line("every list is made again from the log")?;
        }
        Ok(Ending::DONE)
    }
}
