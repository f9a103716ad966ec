//! `docket case`: all that the case screen shows.
//!
//! One value, [`Report`], is made from the desk's view; JSON is that value, and text tells the same.

mod gather;
mod report;
mod text;

pub use report::{ActionReport, Report};

use super::context::{Access, Context};
use super::{CliError, Ending};
use clap::Args;

/// What `docket case` is told.
#[derive(Debug, Args)]
pub struct CaseArgs {
    /// The case: RC-000812, 812, or the reference of its ticket
    pub id: String,
}

impl CaseArgs {
    /// Shows the case.
    ///
    /// # Errors
    /// Where there is no such case, or the store cannot be read.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let desk = context.desk(Access::Read)?;
        let view = desk.case(desk.find(&self.id)?)?;
        let report = Report::new(&view);
        if context.out.is_json() {
            context.out.json(&report)?;
        } else {
            text::write(&report, &mut context.out)?;
        }
        Ok(Ending::DONE)
    }
}
