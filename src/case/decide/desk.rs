//! Claiming, releasing, putting off, noting, and seeing what is masked.

use super::super::{Actor, Event, Private, Refusal, RefusalKind};
use super::draft::Draft;
use super::{claimed_by_another, may_work, must_be_open};
use crate::playbook::{ActionId, Role};
use chrono::{DateTime, Duration, Utc};

/// The longest that a case may be put off, in days: longer is a decision and wants an action.
const LONGEST_SNOOZE_DAYS: i64 = 90;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 20_000;

pub(super) fn claim(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    let Some(operator) = draft.facts.actor.operator().cloned() else {
        return Err(Refusal::plain(
            RefusalKind::Role,
            "only a person can claim a case",
            "Act as an operator.",
        ));
    };
    let until = draft.facts.now + Duration::minutes(i64::from(draft.kind.lease_minutes));
    draft.push(Event::Claimed { operator, until });
    Ok(())
}

pub(super) fn release(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    let Some(lease) = draft.case.live_lease(draft.facts.now).cloned() else {
        return Err(Refusal::plain(
            RefusalKind::Nothing,
            "nobody has claimed this case",
            "There is nothing to release.",
        ));
    };
    match &draft.facts.actor {
        Actor::Operator(operator, role) if *operator != lease.operator && *role < Role::Lead => {
            Err(claimed_by_another(&lease.operator, lease.until))
        }
        _ => {
            draft.push(Event::Released {});
            Ok(())
        }
    }
}

pub(super) fn note(draft: &mut Draft<'_>, text: &str) -> Result<(), Refusal> {
    // A note may be added to a case that has ended, and to one that somebody else works on: it decides nothing.
    if let Actor::Operator(operator, Role::Auditor) = &draft.facts.actor {
        let what = format!("{operator} is an auditor, who reads and changes nothing");
        return Err(Refusal::plain(RefusalKind::Role, what, "Ask a reviewer to write it."));
    }
    let text = said(text, "note", "Write something.")?;
    draft.push(Event::NoteAdded { private: Private::Kept(text) });
    Ok(())
}

/// Anybody who may read a case may see it whole, an auditor too, but never unrecorded; what a machine does shows nobody.
pub(super) fn reveal(draft: &mut Draft<'_>, reason: &str) -> Result<(), Refusal> {
    if draft.facts.actor.operator().is_none() {
        return Err(Refusal::plain(
            RefusalKind::Role,
            "only a named person can see personal data whole",
            "Act as an operator.",
        ));
    }
    let reason = said(reason, "reason", "Say why it must be seen: the reason is recorded.")?;
    draft.push(Event::Revealed { private: Private::Kept(reason) });
    Ok(())
}

/// What somebody wrote, neither empty nor endless.
fn said(text: &str, what: &str, remedy: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::plain(RefusalKind::Missing, format!("the {what} is empty"), remedy));
    }
    if text.chars().count() > LONGEST_NOTE {
        let what = format!("the {what} has more than {LONGEST_NOTE} characters");
        return Err(Refusal::plain(RefusalKind::Missing, what, "Shorten it, or write two."));
    }
    Ok(text.to_owned())
}

/// Only the desk itself, which comes to it after a pause, leaves a reminder out.
pub(super) fn overtake(draft: &mut Draft<'_>, action: &ActionId) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    if draft.facts.actor != Actor::Timer {
        let what = "only the desk by itself leaves a reminder out";
        return Err(Refusal::plain(RefusalKind::Role, what, "There is nothing to do."));
    }
    draft.push(Event::ReminderOvertaken { action: action.clone() });
    Ok(())
}

/// What is due when a case comes back is out of sight until it is late: the clock's end bounds every snooze.
fn must_be_back_in_time(draft: &Draft<'_>, until: DateTime<Utc>) -> Result<(), Refusal> {
    let calendar = &draft.playbook.calendar;
    let Some(due) = draft.case.due(draft.kind, calendar).filter(|due| until > *due) else { return Ok(()) };
    let clock = draft.case.clock.as_ref().filter(|clock| clock.due(calendar) == Some(due));
    let stage = clock.and_then(|clock| draft.kind.stage(&clock.stage)).map(|stage| stage.title.as_str());
    let by = match (clock, stage) {
        (Some(clock), Some(stage)) => format!("by the clock of “{stage}” ({})", clock.budget),
        _ => format!("because a message is to be answered within {}", draft.kind.answer_within),
    };
    let at = due.format("%Y-%m-%d %H:%M");
    let (what, remedy) = if due <= draft.facts.now {
        (format!("the case has been due since {at} UTC, {by}"), "Work on it, or hand it on.".to_owned())
    } else {
        (format!("the case is due {at} UTC, {by}"), format!("Put it off until {at} UTC at the latest."))
    };
    Err(Refusal::plain(RefusalKind::Guard, what, remedy))
}

pub(super) fn snooze(draft: &mut Draft<'_>, until: Option<DateTime<Utc>>) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    if let Some(until) = until {
        must_be_back_in_time(draft, until)?;
    }
    match until {
        Some(at) if at <= draft.facts.now => {
            return Err(Refusal::plain(RefusalKind::Missing, "that time has passed", "Give a time to come."));
        }
        Some(at) if at > draft.facts.now + Duration::days(LONGEST_SNOOZE_DAYS) => {
            let what = format!("a case is put off {LONGEST_SNOOZE_DAYS} days at most");
            return Err(Refusal::plain(RefusalKind::Missing, what, "Give an earlier time."));
        }
        None if draft.case.snoozed_until.is_none() => {
            return Err(Refusal::plain(
                RefusalKind::Nothing,
                "the case is not put off",
                "There is nothing to undo.",
            ));
        }
        _ => {}
    }
    draft.push(Event::Snoozed { until });
    Ok(())
}
