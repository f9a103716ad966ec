//! Claiming, releasing, putting off, noting, and seeing what is masked.

use super::super::{Actor, Event, Private, Refusal, RefusalKind};
use super::draft::Draft;
use super::{claimed_by_another, may_work, must_be_open};
use crate::playbook::Role;
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

pub(super) fn snooze(draft: &mut Draft<'_>, until: Option<DateTime<Utc>>) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
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
