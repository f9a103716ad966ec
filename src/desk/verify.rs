//! KYC submissions: taken in, refused, or gone on with; and the conflict that a held identity opens by itself (C1).

use super::act::{Loaded, load};
use super::facts::{self, Person};
use super::fire::fire_if_due;
use super::receive::{append, open_or_join, refused, ticket_of, values};
use super::{DeskError, Received};
use crate::case::record::{Ticket, Verification};
use crate::case::{
    Actor, Case, CaseId, CaseNumber, Command, Event, Evidence, Facts, Opening, Stamp, admit, decide,
};
use crate::playbook::{Kind, KindId, Playbook};
use crate::store::{RefusedVerification, Tx};
use crate::text::RuleId;
use chrono::{DateTime, Utc};
use std::sync::Arc;

/// What a submission is decided by.
struct Taken<'a> {
    submission: Box<Verification>,
    evidence: Vec<Evidence>,
    kind_id: &'a KindId,
    kind: &'a Kind,
    playbook: &'a Arc<Playbook>,
    now: DateTime<Utc>,
}

/// Takes in a submission. Where the playbook has no cases of verification, one whose identity another account holds opens a
/// conflict all the same.
pub(super) fn by_verification(
    tx: &mut Tx<'_>,
    submission: Verification,
    evidence: Vec<Evidence>,
    playbook: &Arc<Playbook>,
    now: DateTime<Utc>,
) -> Result<Received, DeskError> {
    let Some((kind_id, kind)) = playbook.kinds.iter().find(|(_, kind)| kind.is_verification()) else {
        return only_conflict(tx, &submission, playbook, now);
    };
    let taken = Taken { submission: Box::new(submission), evidence, kind_id, kind, playbook, now };
    let pending = tx.pending(&taken.submission.institution, kind_id, &taken.submission.account)?;
    match pending {
        Some(pending) => go_on(tx, taken, pending),
        None => begin(tx, taken),
    }
}

fn begin(tx: &mut Tx<'_>, taken: Taken<'_>) -> Result<Received, DeskError> {
    let ticket = ticket_of(&taken.submission);
    let with = (taken.kind_id, taken.kind);
    let mut facts = facts::for_opening(
        tx,
        with,
        person(&taken.submission),
        &taken.evidence,
        taken.now,
        Actor::Applicant,
    )?;
    facts::of_submission(tx, &mut facts, with, taken.playbook, &taken.submission)?;
    if let Some(refused) = not_admitted(tx, &taken, None, &facts, (taken.playbook, taken.kind))? {
        return Ok(refused);
    }
    let case = Case::unopened(tx.next_case_id()?);
    let loaded = Loaded { case, playbook: Arc::clone(taken.playbook) };
    let note = facts
        .claimant
        .is_none()
        .then(|| format!("account {} is not in the registry: send its record", ticket.account));
    let (kind_id, now) = (taken.kind_id.clone(), taken.now);
    let command = Command::Open(opening(taken, ticket));
    let decided = decide(&loaded.case, &command, &facts, &loaded.playbook);
    let opened = |case| Received::Updated { case: Some(case), note: note.clone() };
    let stamp = Stamp { at: now, actor: Actor::Applicant };
    let received = append(tx, &loaded, &stamp, decided.clone(), opened)?;
    match decided {
        Ok(events) => afterwards(tx, loaded.case.id, &events, &stamp, received, Some(kind_id)),
        Err(_) => Ok(received),
    }
}

fn go_on(tx: &mut Tx<'_>, taken: Taken<'_>, pending: CaseId) -> Result<Received, DeskError> {
    let ticket = ticket_of(&taken.submission);
    let loaded = load(tx, pending)?;
    let mut facts = facts::for_case(tx, &loaded, taken.now, Actor::Applicant, &taken.evidence)?;
    // The pending case is decided by its own playbook.
    let own = Arc::clone(&loaded.playbook);
    let Some(kind) = loaded.kind() else { return Err(DeskError::NoSuchCase(pending.0.to_string())) };
    facts::of_submission(tx, &mut facts, (taken.kind_id, kind), &own, &taken.submission)?;
    if let Some(refused) = not_admitted(tx, &taken, Some(&loaded.case), &facts, (&own, kind))? {
        return Ok(refused);
    }
    let now = taken.now;
    let decided = decide(&loaded.case, &Command::Join(opening(taken, ticket)), &facts, &own);
    let stamp = Stamp { at: now, actor: Actor::Applicant };
    let received = append(tx, &loaded, &stamp, decided.clone(), |case| Received::Merged { case })?;
    match decided {
        Ok(events) => afterwards(tx, pending, &events, &stamp, received, None),
        Err(_) => Ok(received),
    }
}

fn opening(taken: Taken<'_>, ticket: Ticket) -> Box<Opening> {
    let day = taken.playbook.calendar.day_in_zone(ticket.opened_at, ticket.from.utc_offset_minutes);
    let evidence = taken.evidence.into_iter().map(|evidence| Evidence { brought_on: day, ..evidence });
    Box::new(Opening {
        kind: taken.kind_id.clone(),
        signals: values(&ticket.signals),
        ticket,
        evidence: evidence.collect(),
        submission: Some(taken.submission),
    })
}

fn person(submission: &Verification) -> Person<'_> {
    Person {
        institution: &submission.institution,
        account: &submission.account,
        name: Some(&submission.name),
        nationality: Some(&submission.nationality),
        document: submission.document.as_ref(),
        number: submission.number.as_deref(),
        contact_email: Some(&submission.contact_email),
    }
}

/// What stands against taking it in, written down as an attempt (V7).
fn not_admitted(
    tx: &mut Tx<'_>,
    taken: &Taken<'_>,
    case: Option<&Case>,
    facts: &Facts,
    (playbook, kind): (&Playbook, &Kind),
) -> Result<Option<Received>, DeskError> {
    let submission = &taken.submission;
    let Err(stands) = admit(submission, case, facts, playbook, kind) else { return Ok(None) };
    let attempt = RefusedVerification {
        account: submission.account.clone(),
        reference: submission.reference.clone(),
        submitted_at: submission.submitted_at,
        rule: stands.refusal.rule.clone(),
        denies: stands.denies,
    };
    let stamp = Stamp { at: taken.now, actor: Actor::Applicant };
    tx.refuse_verification(&stamp, &submission.institution, &attempt)?;
    Ok(Some(Received::Refused { refusal: stands.refusal, field: None }))
}

/// What follows at once: the conflict about a held identity, or the end of a session whose time is over (V6). Tells what came
/// of the submission in the end.
fn afterwards(
    tx: &mut Tx<'_>,
    case: CaseId,
    events: &[Event],
    stamp: &Stamp,
    received: Received,
    opened: Option<KindId>,
) -> Result<Received, DeskError> {
    let conflict = follow(tx, case, events, stamp)?;
    let fired = match conflict {
        Some(_) => None,
        None => fire_if_due(tx, case, stamp.at)?,
    };
    let loaded = load(tx, case)?;
    let Some(matter) = &loaded.case.matter else { return Ok(received) };
    let (number, stage) = (matter.number.clone(), matter.stage.clone());
    if let Some(conflict) = conflict {
        let what = if conflict.new { "opened" } else { "open already" };
        let note = Some(format!(
            "{}: the submission, {number}, is refused, for another account holds the identity; the conflict is {what}",
            conflict.rule
        ));
        return Ok(Received::Opened {
            case: conflict.number,
            kind: conflict.kind,
            stage: conflict.stage,
            note,
        });
    }
    let expired = fired.is_some().then(|| {
        let minutes = loaded.kind().and_then(Kind::session_minutes);
        minutes.map(|(most, rule)| {
            format!("{rule}: the session was not complete within {most} minutes and expired")
        })
    });
    let known = match &received {
        Received::Updated { note, .. } => note.clone(),
        _ => None,
    };
    let note = expired.flatten().or(known);
    Ok(match opened {
        Some(kind) => Received::Opened { case: number, kind, stage, note },
        None if note.is_some() => Received::Updated { case: Some(number), note },
        None => received,
    })
}

/// A conflict that a case called for.
pub(super) struct Called {
    number: CaseNumber,
    kind: KindId,
    stage: crate::playbook::StageId,
    rule: RuleId,
    new: bool,
}

/// Opens the conflict that `events` of `case` call for, or finds the one that is open already, and links the two (C1).
pub(super) fn follow(
    tx: &mut Tx<'_>,
    case: CaseId,
    events: &[Event],
    stamp: &Stamp,
) -> Result<Option<Called>, DeskError> {
    let called = events.iter().find_map(|event| match event {
        Event::ConflictCalled { rule } => Some(rule.clone()),
        _ => None,
    });
    let Some(rule) = called else { return Ok(None) };
    let loaded = load(tx, case)?;
    let Some(ticket) = conflict_ticket(&loaded.case) else { return Ok(None) };
    let Some(playbook) = tx.playbook_in_force(&ticket.institution)? else { return Ok(None) };
    let conflicts = playbook.kinds.iter().find(|(_, kind)| kind.opens_on_held_identity.is_some());
    let Some((kind_id, kind)) = conflicts else { return Ok(None) };
    let by = Stamp { at: stamp.at, actor: Actor::Applicant };
    let open = tx.pending(&ticket.institution, kind_id, &ticket.account)?;
    let (conflict, new) = match open {
        Some(open) => (open, false),
        None => {
            let received = open_or_join(tx, (kind_id, kind), ticket, Vec::new(), &playbook, stamp.at)?;
            let Received::Opened { case, .. } = &received else { return Ok(None) };
            let Some(id) = CaseNumber::parse_id(case.as_str()) else { return Ok(None) };
            (id, true)
        }
    };
    for (one, other) in [(case, conflict), (conflict, case)] {
        let loaded = load(tx, one)?;
        let facts = Facts::bare(stamp.at, Actor::Applicant);
        let command = Command::Link { other, rule: rule.clone() };
        if let Ok(events) = decide(&loaded.case, &command, &facts, &loaded.playbook) {
            tx.append(&loaded.case, &by, &events)?;
        }
    }
    let matter = load(tx, conflict)?.case.matter;
    Ok(matter.map(|matter| Called {
        number: matter.number,
        kind: matter.kind,
        stage: matter.stage,
        rule,
        new,
    }))
}

/// What the conflict is about: what was stated in the last session. None once that is erased.
fn conflict_ticket(case: &Case) -> Option<Ticket> {
    let matter = case.matter.as_ref()?;
    let submitted = case.session()?;
    let said = case.tickets.application()?;
    let basics = submitted.basics.get()?;
    Some(Ticket {
        institution: matter.institution.clone(),
        reference: submitted.session.reference.clone(),
        kind: None,
        category: None,
        account: matter.claimant.clone(),
        contact_email: said.contact_email.clone(),
        contact_phone: said.contact_phone.clone(),
        opened_at: submitted.session.submitted_at,
        from: said.from.clone(),
        name: Some(basics.name.clone()),
        born: basics.born,
        nationality: basics.nationality.clone(),
        document: basics.document.clone(),
        clues: std::collections::BTreeMap::new(),
        signals: std::collections::BTreeMap::new(),
        challenge: None,
        evidence: Vec::new(),
        text: None,
        language: said.language.clone(),
        trouble: None,
        tried: Vec::new(),
    })
}

/// Where a playbook has no cases of verification: a conflict where another account holds the identity, else nothing.
fn only_conflict(
    tx: &mut Tx<'_>,
    submission: &Verification,
    playbook: &Arc<Playbook>,
    now: DateTime<Utc>,
) -> Result<Received, DeskError> {
    let conflicts = playbook.kinds.iter().find(|(_, kind)| kind.opens_on_held_identity.is_some());
    let Some((kind_id, kind)) = conflicts else {
        let what = format!("{} has no kind for verifications", playbook.institution);
        return Ok(refused("type", what, "Send verifications only where the playbook handles them."));
    };
    let facts = facts::for_opening(tx, (kind_id, kind), person(submission), &[], now, Actor::Applicant)?;
    match facts.identity_holders.as_deref() {
        Some([]) => {
            let note = Some("no other verified account holds this identity".to_owned());
            Ok(Received::Updated { case: None, note })
        }
        None => {
            let what = "too little is told of the identity to look anybody up by it".to_owned();
            Ok(refused("document", what, "Send the document with its number."))
        }
        Some(_) => open_or_join(tx, (kind_id, kind), ticket_of(submission), Vec::new(), playbook, now),
    }
}
