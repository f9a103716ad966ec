//! Deciding: a case, a command and the facts in; events or a refusal out. Nothing else in docket allows or refuses.

mod act;
mod admit;
mod desk;
mod draft;
mod effect;
mod follow_up;
mod guard;
mod judge;
mod letter;
#[cfg(test)]
mod letter_tests;
mod linked;
mod merge;
mod obstacle;
mod open;
mod order;
mod paragraph;
mod parties;
mod post;
mod remeasure;
mod requirement;
mod triage;

pub use act::{Needs, permit};
pub use admit::{NotAdmitted, admit};
pub use obstacle::{Obstacle, obstacles};
pub use requirement::{RequirementState, test_requirement};

use super::{Actor, Case, Command, Event, Facts, Refusal, RefusalKind};
use crate::playbook::{Kind, Playbook, Role};
use chrono::{DateTime, Utc};
use draft::Draft;

/// Decides whether `command` may be done to `case`, and what then happens. The events are in order; applied to the case
/// they make its next state.
///
/// # Errors
/// The refusal, with the rule behind it, what stands against it and what would help. Nothing has happened then.
pub fn decide(
    case: &Case,
    command: &Command,
    facts: &Facts,
    playbook: &Playbook,
) -> Result<Vec<Event>, Refusal> {
    if let Command::Open(opening) = command {
        return open::open(case, opening, facts, playbook);
    }
    let kind = kind_of(case, playbook)?;
    let mut draft = Draft::new(case, facts, playbook, kind);
    parties::find_holder(&mut draft);
    match command {
        Command::Open(_) => {}
        Command::Join(opening) => open::join(&mut draft, opening)?,
        Command::Attach { ticket, evidence, document, signals } => {
            judge::attach(&mut draft, ticket, evidence, document.as_ref(), signals)?
        }
        Command::SettleApplicant { ticket } => parties::settle_applicant(&mut draft, ticket)?,
        Command::ChooseHolder { account } => parties::choose_holder(&mut draft, account)?,
        Command::Judge { item, requirement, verdict } => {
            judge::judge(&mut draft, item, requirement, *verdict)?
        }
        Command::Answer { check, answer } => judge::answer(&mut draft, check, *answer)?,
        Command::RecordClue { clue, values } => judge::record_clue(&mut draft, clue, values)?,
        Command::JudgeClue { clue, verdict } => judge::judge_clue(&mut draft, clue, *verdict)?,
        Command::NameCause { cause } => judge::name_cause(&mut draft, cause)?,
        Command::Triage { answers } => triage::answer(&mut draft, answers)?,
        Command::CarryOn { to } => draft.push(Event::CarriedOn { to: *to }),
        Command::TakeBack { question } => triage::take_back(&mut draft, question.as_ref())?,
        Command::Receive { text, intent } => judge::receive(&mut draft, text, intent.as_ref())?,
        Command::Claim => desk::claim(&mut draft)?,
        Command::Release => desk::release(&mut draft)?,
        Command::Act(act) => act::act(&mut draft, act)?,
        Command::Note { text } => desk::note(&mut draft, text)?,
        Command::Reveal { reason } => desk::reveal(&mut draft, reason)?,
        Command::Snooze { until } => desk::snooze(&mut draft, *until)?,
        Command::FollowUp { follow_up, state } => follow_up::settle(&mut draft, follow_up, *state)?,
        Command::Overtake { action } => desk::overtake(&mut draft, action)?,
        Command::Came { given, came, attempts, reason } => {
            post::came(&mut draft, *given, *came, *attempts, reason.as_deref())?
        }
        Command::PutBack { given } => post::put_back(&mut draft, *given)?,
        Command::MergeInto { other } => merge::merge_into(&mut draft, other)?,
        Command::Absorb { other } => merge::absorb(&mut draft, other)?,
        Command::Unmerge => merge::unmerge(&mut draft)?,
        Command::Part { other } => merge::part(&mut draft, *other)?,
        Command::Link { other, rule } => {
            if !draft.case.links.contains(other) {
                draft.push(Event::Linked { case: *other, rule: rule.clone() });
            }
        }
    }
    Ok(draft.into_events())
}

fn kind_of<'p>(case: &Case, playbook: &'p Playbook) -> Result<&'p Kind, Refusal> {
    let matter = case.matter.as_ref().ok_or_else(|| {
        Refusal::plain(RefusalKind::Unknown, "no ticket has opened this case", "Open it by a ticket first.")
    })?;
    playbook.kinds.get(&matter.kind).ok_or_else(|| {
        let what = format!("the playbook of {} has no kind {}", playbook.institution, matter.kind);
        Refusal::plain(
            RefusalKind::Unknown,
            what,
            "Decide the case by the playbook that it was opened under.",
        )
    })
}

/// Refuses those who may only read, and those who come while another operator works on the case.
fn may_work(case: &Case, facts: &Facts) -> Result<(), Refusal> {
    let Actor::Operator(operator, role) = &facts.actor else { return Ok(()) };
    if *role == Role::Auditor {
        let what = format!("{operator} is an auditor, who reads and changes nothing");
        return Err(Refusal::plain(RefusalKind::Role, what, "Ask a reviewer to do it."));
    }
    match case.live_lease(facts.now) {
        Some(lease) if lease.operator != *operator => Err(claimed_by_another(&lease.operator, lease.until)),
        _ => Ok(()),
    }
}

fn claimed_by_another(operator: &super::OperatorId, until: DateTime<Utc>) -> Refusal {
    let what = format!("{operator} has claimed this case until {} UTC", until.format("%H:%M"));
    Refusal::plain(RefusalKind::Claimed, what, "Take another case, or ask a lead to release it.")
}

/// Refuses what would make a second case pending beside another of the same kind and account (R21).
fn no_other_pending(facts: &Facts, kind: &Kind) -> Result<(), Refusal> {
    match (&kind.merge, facts.pending) {
        (Some(rule), Some(pending)) => {
            let what = format!("case {} of this account is pending", pending.0);
            Err(Refusal::by(
                rule,
                RefusalKind::Guard,
                what,
                "Go on with that case, and put what is new into it.",
            ))
        }
        _ => Ok(()),
    }
}

/// Refuses what changes a case that has ended or went into another.
fn must_be_open(case: &Case, kind: &Kind) -> Result<(), Refusal> {
    if let Some(into) = case.merged_into {
        let what = format!("this case was merged into case {}", into.0);
        return Err(Refusal::plain(RefusalKind::Stage, what, "Work on that one, or undo the merge."));
    }
    match case.outcome(kind) {
        Some(outcome) => {
            let what = format!("this case has ended: {}", outcome.as_str());
            Err(Refusal::plain(RefusalKind::Stage, what, "Reopen it first, where the playbook allows that."))
        }
        None => Ok(()),
    }
}
