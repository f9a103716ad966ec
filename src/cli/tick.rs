//! `docket tick`: does what has fallen due.

use super::context::{Access, Context};
use super::out::Out;
use super::{CliError, Ending};
use crate::case::FiringSort;
use crate::desk::{CaughtUp, Fired};
use crate::text::when::instant;
use clap::Args;
use serde_json::json;
use std::io;

/// How many cases are looked at before their results are printed.
const TURN: usize = 1_000;
/// How often everything is looked at anew after something was fired: as long as a chain of stages may be that are left at once.
const MOST_PASSES: u32 = 16;

/// What `docket tick` is told.
#[derive(Debug, Args)]
pub struct TickArgs {}

impl TickArgs {
    /// Fires every timer that is due and that its playbook allows now; JSON has one a line, and a last line where much was
    /// late.
    ///
    /// # Errors
    /// Where the clock is behind the log, or the store cannot be written; what was fired before stays.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let mut desk = context.desk(Access::Write)?;
        let (mut count, mut passes) = (0, 0);
        let mut caught_up = CaughtUp::default();
        loop {
            let ticked = desk.tick(TURN)?;
            count += ticked.fired.len();
            caught_up.add(&ticked.fired);
            ticked.fired.iter().try_for_each(|fired| write(fired, &mut context.out))?;
            // What was fired may have something due at once in its new stage.
            passes = if ticked.more { 0 } else { passes + 1 };
            if !ticked.more && (ticked.fired.is_empty() || passes == MOST_PASSES) {
                break;
            }
        }
        if context.out.is_json() {
            if let Some((due, late)) = caught_up.oldest {
                let timers = caught_up.timers;
                context
                    .out
                    .json(&json!({ "caught_up": timers, "oldest_due": due, "oldest_late_seconds": late }))?;
            }
        } else if count == 0 {
            context.out.line("nothing is due")?;
        } else if caught_up.timers > 0 {
            context.out.line(caught_up.to_string())?;
        }
        Ok(Ending::DONE)
    }
}

fn write(fired: &Fired, out: &mut Out) -> io::Result<()> {
    if out.is_json() {
        return out.json(fired);
    }
    let what = match (&fired.action, fired.fired) {
        (Some(action), FiringSort::Action) => format!("{action} → {}", fired.stage),
        (Some(action), FiringSort::Overtaken) => format!("{action} left out: what it reminds of has come"),
        (Some(action), _) => action.to_string(),
        (None, _) => "back from being put off".to_owned(),
    };
    out.line(format!("{}  {what}  (due {})", fired.case, instant(fired.due)))
}
