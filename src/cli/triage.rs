//! `docket triage`: walking the questions that lead to a reply or an action (L11).

use super::case::{TriageReport, write_triage};
use super::context::{Access, Context};
use super::{CliError, Ending};
use crate::case::{Act, CaseId, Command, Given};
use crate::desk::{CaseView, Desk, Request};
use crate::playbook::{ChoiceId, Kind, Leads, Question};
use clap::Args;
use serde_json::json;

/// What `docket triage` is told.
#[derive(Debug, Args)]
#[command(
    after_help = "Answers are given by their ids, in the order of the questions: as many as are known, up to the end."
)]
pub struct TriageArgs {
    /// The case: LA-000812, 812, or the reference of its ticket
    pub id: String,
    /// Answers, from the question on that is asked now
    #[arg(value_name = "ANSWER")]
    pub answers: Vec<String>,
    /// Takes the last answer back first
    #[arg(long)]
    pub back: bool,
    /// Does what the answers lead to: sends the reply, or takes the action
    #[arg(long)]
    pub act: bool,
}

impl TriageArgs {
    /// Gives the answers, and tells where the triage stands then.
    ///
    /// # Errors
    /// Where the case has no triage, an answer is none, or the rules stand against it.
    pub fn run(&self, context: &mut Context) -> Result<Ending, CliError> {
        let writes = self.back || self.act || !self.answers.is_empty();
        let mut desk = context.desk(if writes { Access::Write } else { Access::Read })?;
        let case = desk.find(&self.id)?;
        if self.back {
            wish(&mut desk, case, Command::TakeBack { question: None })?;
        }
        if !self.answers.is_empty() {
            let answers = answers(&desk.case(case)?, &self.answers)?;
            wish(&mut desk, case, Command::Triage { answers })?;
        }
        if self.act {
            let action = leads_to(&desk.case(case)?)?;
            wish(&mut desk, case, Command::Act(action))?;
        }
        tell(&desk.case(case)?, context)
    }
}

fn wish(desk: &mut Desk, case: CaseId, command: Command) -> Result<(), CliError> {
    desk.act(&Request { case, seen: None, command, key: None })?;
    Ok(())
}

/// The answers to the questions that are asked one after the other.
fn answers(view: &CaseView, words: &[String]) -> Result<Vec<Given>, CliError> {
    let kind = with_triage(view)?;
    // Where it has come to its end, answers begin it again.
    let mut question = view.case.triage.asked(kind).or(kind.questions.first());
    let mut answers = Vec::new();
    for word in words {
        let Some(asked) = question else {
            let what = format!("there is no further question for the answer {word:?}");
            return Err(CliError::usage(what, "Leave it out: the triage ends before it."));
        };
        let choice = ChoiceId::new(word).ok().and_then(|id| asked.choice(&id));
        let choice = choice.ok_or_else(|| unknown(asked, word))?;
        answers.push(Given { question: asked.id.clone(), choice: choice.id.clone() });
        question = match &choice.to {
            Leads::Question(id) => kind.question(id),
            Leads::Reply(_) | Leads::Action(_) => None,
        };
    }
    Ok(answers)
}

fn with_triage(view: &CaseView) -> Result<&Kind, CliError> {
    view.kind().filter(|kind| !kind.questions.is_empty()).ok_or_else(|| {
        CliError::usage(
            format!("a case of kind {} has no triage", view.kind_id),
            "`docket actions ID` tells what may be done.",
        )
    })
}

fn unknown(question: &Question, word: &str) -> CliError {
    let known: Vec<&str> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
    CliError::usage(
        format!("{word:?} is no answer to “{}”", question.ask),
        format!("The answers are: {}.", known.join(", ")),
    )
}

/// The action that the triage has led to.
fn leads_to(view: &CaseView) -> Result<Act, CliError> {
    with_triage(view)?;
    let led = view.triage.as_ref().and_then(|standing| standing.led.as_ref());
    let action = led.and_then(|led| led.action.clone());
    action
        .map(Act::plain)
        .ok_or_else(|| CliError::usage("the triage has led to nothing yet", "Answer its questions first."))
}

fn tell(view: &CaseView, context: &mut Context) -> Result<Ending, CliError> {
    with_triage(view)?;
    let Some(report) = TriageReport::new(view) else { return Ok(Ending::DONE) };
    let matter = view.case.matter.as_ref();
    let number = matter.map(|matter| matter.number.to_string()).unwrap_or_default();
    let stage = matter.map(|matter| matter.stage.to_string()).unwrap_or_default();
    if context.out.is_json() {
        let mut value = json!({ "number": number, "version": view.case.version, "stage": stage });
        if let (Some(value), Ok(serde_json::Value::Object(fields))) =
            (value.as_object_mut(), serde_json::to_value(&report))
        {
            value.extend(fields);
        }
        context.out.json(&value)?;
    } else {
        context.out.line(format!("{number}  {stage}  (version {})", view.case.version.0))?;
        write_triage(&report, true, &mut context.out)?;
    }
    Ok(Ending::DONE)
}
