//! `docket act`: the same decision function as everywhere, from a script.

mod verbs;
mod words;

use super::context::{Access, Context};
use super::out::Out;
use super::{CliError, Ending};
use crate::case::{Act, CaseId, Command, Version};
use crate::desk::{CaseView, Desk, DeskError, IdempotencyKey, Preview, Receipt, Request};
use crate::playbook::ActionId;
use crate::text::when::instant;
use clap::Args;
use serde_json::json;
use std::io;
use verbs::{Meaning, PREFIX, VERBS, Verb};
use words::Words;

/// What `docket act` is told.
#[derive(Debug, Args)]
#[command(after_help = verbs::help())]
pub struct ActArgs {
    /// The case: RC-000812, 812, or the reference of its ticket
    pub id: String,
    /// An action of the case's playbook, or a verb of the desk
    pub action: String,
    /// What it wants to be told
    #[arg(value_name = "KEY=VALUE")]
    pub words: Vec<String>,
    /// Refuses where the case is no longer at this version
    #[arg(long, value_name = "VERSION")]
    pub expect: Option<u32>,
    /// A name for this wish: given again, nothing happens twice
    #[arg(long, value_name = "KEY")]
    pub key: Option<String>,
    /// Tells what would happen, and does nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// What is wanted, once verbs and actions are told apart.
enum Wanted {
    Action(Act),
    Desk(Meaning),
}

impl ActArgs {
    /// Does it and prints the receipt.
    ///
    /// # Errors
    /// The refusal, with its rule; or what is wrong with words or store.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let words = Words::new(&self.words)?;
        let mut desk = context.desk(Access::Write)?;
        let view = desk.case(desk.find(&self.id)?)?;
        let wanted = self.wanted(&view, words)?;
        if self.dry_run {
            return self.preview(&desk, &view, &wanted, context);
        }
        let receipt = self.carry_out(&mut desk, view.case.id, wanted)?;
        write_receipt(&receipt, &mut context.out)?;
        Ok(Ending::DONE)
    }

    fn wanted(&self, view: &CaseView, mut words: Words) -> Result<Wanted, CliError> {
        let kind = view.kind().ok_or_else(|| DeskError::NoSuchCase(self.id.clone()))?;
        let action = ActionId::new(&self.action).ok().filter(|id| kind.action(id).is_some());
        if let Some(action) = action {
            let act = Act {
                action,
                reason: words.maybe("reason")?.map(|reason| reason.parse()).transpose().map_err(|error| {
                    let error: crate::text::IdentError = error;
                    CliError::usage(error.to_string(), "`docket actions ID` lists the reasons.")
                })?,
                note: words.maybe("note")?,
                confirm: words.maybe("confirm")?,
                paragraph: words.maybe("paragraph")?,
            };
            words.none_left(&self.action, "reason=REASON, note=TEXT, confirm=NUMBER and paragraph=TEXT")?;
            return Ok(Wanted::Action(act));
        }
        let verb = Verb::named(&self.action).ok_or_else(|| unknown(&self.action, view))?;
        Ok(Wanted::Desk(verb.read(words, view.now)?))
    }

    fn carry_out(&self, desk: &mut Desk, case: CaseId, wanted: Wanted) -> Result<Receipt, CliError> {
        let command = match wanted {
            Wanted::Action(act) => Command::Act(act),
            Wanted::Desk(Meaning::Command(command)) => command,
            Wanted::Desk(Meaning::MergeInto(into)) => {
                self.changes_two()?;
                let into = desk.find(&into)?;
                return Ok(desk.merge(case, into)?);
            }
            Wanted::Desk(Meaning::Unmerge) => {
                self.changes_two()?;
                return Ok(desk.unmerge(case)?);
            }
        };
        let seen = self.expect.map(Version);
        let key = self.key.clone().map(IdempotencyKey);
        Ok(desk.act(&Request { case, seen, command, key })?)
    }

    /// A version or a key speaks of one case; a merge changes two.
    fn changes_two(&self) -> Result<(), CliError> {
        if self.expect.is_none() && self.key.is_none() {
            return Ok(());
        }
        Err(CliError::usage(
            "a merge changes two cases, and --expect and --key speak of one",
            "Leave them out: merging twice is refused anyway.",
        ))
    }

    fn preview(
        &self,
        desk: &Desk,
        view: &CaseView,
        wanted: &Wanted,
        context: &mut Context,
    ) -> Result<Ending, CliError> {
        let Wanted::Action(act) = wanted else {
            return Err(CliError::usage(
                "--dry-run is for the playbook's actions",
                "A verb of the desk does just what its help says.",
            ));
        };
        let preview = desk.preview(view.case.id, act)?;
        write_preview(&preview, &mut context.out)?;
        Ok(Ending::DONE)
    }
}

fn unknown(name: &str, view: &CaseView) -> CliError {
    let actions: Vec<_> = view.actions.iter().map(|action| action.id().as_str()).collect();
    let verbs: Vec<_> = VERBS.iter().map(|verb| verb.name).collect();
    CliError::usage(
        format!("{name:?} is neither an action of this case's playbook nor a verb of the desk"),
        format!(
            "Actions from here: {}. Verbs: {}; {PREFIX}NAME is always a verb.",
            actions.join(", "),
            verbs.join(", ")
        ),
    )
}

fn write_receipt(receipt: &Receipt, out: &mut Out) -> io::Result<()> {
    if out.is_json() {
        let mut value = json!({ "result": "done" });
        if let (Some(value), Ok(serde_json::Value::Object(fields))) =
            (value.as_object_mut(), serde_json::to_value(receipt))
        {
            value.extend(fields);
        }
        return out.json(&value);
    }
    let again = if receipt.repeated { " – done before, nothing new happened" } else { "" };
    out.line(format!("{}  {}, version {}{again}", receipt.number, receipt.stage, receipt.version.0))?;
    receipt.happened.iter().try_for_each(|line| out.line(format!("  {line}")))?;
    out.line(format!("receipt: entry {} of the log, {}", receipt.seq, receipt.head))
}

fn write_preview(preview: &Preview, out: &mut Out) -> io::Result<()> {
    if out.is_json() {
        let letters = preview.letters.iter().map(|letter| {
            json!({
                "reach": letter.reach, "to": letter.to, "language": letter.language,
                "subject": letter.subject, "body": letter.body,
            })
        });
        let orders = preview
            .orders
            .iter()
            .map(|order| json!({ "order": order.order, "account": order.account, "until": order.until }));
        return out.json(&json!({
            "result": "preview",
            "title": preview.title,
            "stage": preview.stage.as_ref().map(|(id, _)| id),
            "proposes": preview.proposes,
            "hold_until": preview.hold_until,
            "letters": letters.collect::<Vec<_>>(),
            "orders": orders.collect::<Vec<_>>(),
            "happens": preview.happens,
        }));
    }
    out.line(format!("{} – nothing is done yet", preview.title))?;
    preview.happens.iter().try_for_each(|line| out.line(format!("  {line}")))?;
    if let Some(until) = preview.hold_until {
        out.line(format!("  hold until {}", instant(until)))?;
    }
    for letter in &preview.letters {
        let language = letter.language.as_ref().map(|language| format!(" in {}", language.words()));
        let language = language.unwrap_or_default();
        out.section(&format!("LETTER to {}{language}: {}", letter.to.join(", "), letter.subject))?;
        out.block("  │ ", &letter.body)?;
    }
    Ok(())
}
