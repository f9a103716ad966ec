//! `docket actions`: what may be done now, and for the rest which rule stops it.

use super::case::ActionReport;
use super::context::{Access, Context};
use super::out::Out;
use super::{CliError, Ending};
use clap::Args;
use std::io;

/// What `docket actions` is told.
#[derive(Debug, Args)]
pub struct ActionsArgs {
    /// The case: RC-000812, 812, or the reference of its ticket
    pub id: String,
}

impl ActionsArgs {
    /// Lists the actions of the case's stage; JSON has one a line.
    ///
    /// # Errors
    /// Where there is no such case, or the store cannot be read.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let desk = context.desk(Access::Read)?;
        let view = desk.case(desk.find(&self.id)?)?;
        let actions: Vec<_> = view.actions.iter().map(ActionReport::new).collect();
        if context.out.is_json() {
            actions.iter().try_for_each(|action| context.out.json(action))?;
        } else {
            write(&actions, &mut context.out)?;
        }
        Ok(Ending::DONE)
    }
}

/// Writes actions as text, and below one that is refused a line for each thing that stands against it.
pub(super) fn write(actions: &[ActionReport], out: &mut Out) -> io::Result<()> {
    if actions.is_empty() {
        return out.line("  none from this stage");
    }
    for action in actions {
        let mark = if action.allowed { '✔' } else { '✘' };
        out.line(format!("  {mark} {} – {}{}", action.id, action.title, wants(action)))?;
        let first = action.refusal.iter();
        let others = action.obstacles.iter().filter(|other| Some(*other) != action.refusal.as_ref());
        for refusal in first.chain(others) {
            let rule = refusal.rule.as_ref().map(|rule| format!("{rule}: ")).unwrap_or_default();
            out.line(format!("      {rule}{}. {}", refusal.what, refusal.remedy))?;
        }
    }
    Ok(())
}

/// What an allowed action must be told, as it is typed after `docket act`.
fn wants(action: &ActionReport) -> String {
    let Some(needs) = &action.needs else { return String::new() };
    let mut words = Vec::new();
    if !needs.reasons.is_empty() {
        let reasons: Vec<_> = needs.reasons.iter().map(|reason| reason.as_str()).collect();
        words.push(format!("reason={}", reasons.join("|")));
    }
    if needs.note {
        words.push("note=…".to_owned());
    }
    if needs.confirm {
        words.push("confirm=NUMBER".to_owned());
    }
    if needs.paragraph {
        words.push("paragraph=… if you like".to_owned());
    }
    if needs.second_operator {
        words.push("a second operator must agree".to_owned());
    }
    if words.is_empty() { String::new() } else { format!("  ({})", words.join(", ")) }
}
