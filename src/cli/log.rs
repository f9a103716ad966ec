//! `docket log`: the log of the desk, or of one case.

use super::context::{Access, Context};
use super::table::Table;
use super::{CliError, Ending};
use crate::desk::{LogLine, LogRows};
use crate::store::LogWindow;
use crate::text::when::instant;
use clap::Args;
use serde_json::json;

/// How many entries are read at once.
const WINDOW: usize = 500;

/// What `docket log` is told.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// Only of this case
    pub id: Option<String>,
    /// From the entry behind this one on, oldest first; without it the newest entries are shown
    #[arg(long, value_name = "SEQ")]
    pub after: Option<i64>,
    /// How many at most; 0 is all
    #[arg(long, default_value_t = 50)]
    pub limit: usize,
    /// The store's own bookkeeping too
    #[arg(long)]
    pub all: bool,
}

impl LogArgs {
    /// Shows entries, oldest first; JSON has one a line.
    ///
    /// # Errors
    /// Where there is no such case, or the store cannot be read.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let desk = context.desk(Access::Read)?;
        let case = self.id.as_ref().map(|id| desk.find(id)).transpose()?;
        let wanted = if self.all { LogRows::All } else { LogRows::Happenings };
        if self.after.is_none() && self.limit > 0 {
            let mut newest = desk.log(case, LogWindow::Before(i64::MAX), self.limit, wanted)?;
            newest.reverse();
            return write(&newest, context);
        }
        let most = if self.limit == 0 { usize::MAX } else { self.limit };
        let (mut after, mut shown) = (self.after.unwrap_or(0), 0);
        while shown < most {
            let lines = desk.log(case, LogWindow::After(after), WINDOW.min(most - shown), wanted)?;
            let Some(last) = lines.last() else { break };
            (after, shown) = (last.seq, shown + lines.len());
            write(&lines, context)?;
        }
        Ok(Ending::DONE)
    }
}

fn write(lines: &[LogLine], context: &mut Context) -> Result<Ending, CliError> {
    let mut table = Table::bare();
    for line in lines {
        if context.out.is_json() {
            context.out.json(&json!({
                "seq": line.seq, "at": line.at, "actor": line.actor, "case": line.case, "event": line.name,
                "text": line.text, "hash": line.hash,
            }))?;
        } else {
            let case = line.case.clone().unwrap_or_else(|| "–".to_owned());
            table.push([
                line.seq.to_string(),
                instant(line.at),
                line.actor.clone(),
                case,
                line.text.to_string(),
            ]);
        }
    }
    if !context.out.is_json() {
        table.write("", &mut context.out)?;
    }
    Ok(Ending::DONE)
}
