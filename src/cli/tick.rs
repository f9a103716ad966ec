//! `docket tick`: does what has fallen due.

use super::context::{Access, Context};
use super::{CliError, Ending};
use crate::text::when::instant;
use clap::Args;

/// How many cases are looked at before their results are printed.
const TURN: usize = 1_000;

/// What `docket tick` is told.
#[derive(Debug, Args)]
pub struct TickArgs {}

impl TickArgs {
    /// Fires every timer that is due and that its playbook allows now; JSON has one a line.
    ///
    /// # Errors
    /// Where the store cannot be written; what was fired before stays.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut desk = context.desk(Access::Write)?;
        let mut count = 0;
        loop {
            let ticked = desk.tick(TURN)?;
            for fired in &ticked.fired {
                count += 1;
                if context.out.is_json() {
                    context.out.json(fired)?;
                } else {
                    let due = instant(fired.due);
                    context
                        .out
                        .line(format!("{}  {} → {}  (due {due})", fired.case, fired.action, fired.stage))?;
                }
            }
            if !ticked.more {
                break;
            }
        }
        if count == 0 && !context.out.is_json() {
            context.out.line("nothing is due")?;
        }
        Ok(Ending::DONE)
    }
}
