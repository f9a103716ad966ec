//! Submissions of identity verification: finished in time, dragged out, out of order, with a document that is not accepted,
//! or for an identity that somebody else has tried or holds.

use super::account::{self, Use};
use super::dice::Dice;
use super::generator::Timed;
use super::picture::Picture;
use super::story::{Cast, Character, Later, after};
use super::{proof, ticket};
use crate::case::record::{
    AccountRecord, Capture, FaceChannel, KycLevel, Printed, Record, StepTaken, Ticket, Verification,
};
use crate::playbook::{Playbook, SessionStep};
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;

/// What is out of the ordinary about a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    /// The session takes too long (V6).
    Slow,
    /// A step is left out (V1).
    Hasty,
    /// Only the basic level comes (V1).
    Basic,
    /// The document says something else (V2).
    Misprint,
    /// Another account holds the identity (C1).
    Held,
    /// Another account tries the identity too (C2).
    Tried,
}

/// The submission of a case, with the accounts that it is about, and what comes of an asking.
pub(super) fn submissions(cast: &Cast<'_>, dice: &mut Dice) -> Vec<Timed> {
    let trouble = match cast.character {
        Character::Honest => [Trouble::None, Trouble::Slow, Trouble::Held][dice.weighted(&[0.84, 0.06, 0.1])],
        Character::Careless => {
            [Trouble::Slow, Trouble::Hasty, Trouble::Basic, Trouble::Misprint, Trouble::None]
                [dice.weighted(&[0.2, 0.15, 0.15, 0.15, 0.35])]
        }
        Character::Fraud => [Trouble::Tried, Trouble::Held, Trouble::None][dice.weighted(&[0.45, 0.35, 0.2])],
    };
    let registered_at = dice.hours_before(cast.opened_at, 1, 24 * 4);
    let own = account::fresh(&cast.person, registered_at, cast.place(0), dice);
    let mut records = vec![Timed::plain(cast.opened_at, Record::Account(Box::new(own.clone())))];
    if trouble == Trouble::Held {
        let holder = account::verified(&cast.person, Use::Lively, &cast.ring, cast.place(1), dice);
        records.push(Timed::plain(cast.opened_at, Record::Account(Box::new(holder))));
    }
    let (ticket, pictures) = ticket::ticket(cast, &own, own.account.clone(), dice);
    let Some(submission) = session(cast, &ticket, trouble, dice) else { return records };
    if trouble == Trouble::Tried {
        records.extend(tried_before(cast, &submission, dice));
    }
    let at = submission.submitted_at.max(cast.opened_at);
    records.push(Timed { at, record: Record::Verification(Box::new(submission.clone())), pictures });
    if matches!(trouble, Trouble::Slow | Trouble::Basic | Trouble::Hasty) && dice.chance(0.7) {
        records.extend(again(cast, &submission, dice));
    }
    records
}

/// The submission that a ticket amounts to, without a session; none where something of it is missing.
pub(super) fn of_ticket(playbook: &Playbook, ticket: &Ticket) -> Option<Verification> {
    let document = ticket.document.clone()?;
    let accepted = playbook.documents.as_ref();
    // A document that is not accepted would not lead to anybody.
    if accepted.is_some_and(|documents| !documents.of(&document.country).contains(&document.kind)) {
        return None;
    }
    Some(Verification {
        institution: ticket.institution.clone(),
        reference: ticket.reference.clone(),
        account: ticket.account.clone(),
        contact_email: ticket.contact_email.clone(),
        submitted_at: ticket.opened_at,
        level: None,
        started_at: None,
        steps: Vec::new(),
        name: ticket.name.clone()?,
        born: ticket.born?,
        nationality: ticket.nationality.clone()?,
        number: None,
        document: Some(document),
        printed: None,
        face_channel: None,
        signals: BTreeMap::new(),
        evidence: Vec::new(),
        from: ticket.from.clone(),
        language: ticket.language.clone(),
    })
}

fn session(cast: &Cast<'_>, ticket: &Ticket, trouble: Trouble, dice: &mut Dice) -> Option<Verification> {
    let born = cast.person.born;
    let mut submission = Verification {
        institution: ticket.institution.clone(),
        reference: ticket.reference.clone(),
        account: ticket.account.clone(),
        contact_email: ticket.contact_email.clone(),
        submitted_at: cast.opened_at,
        level: Some(KycLevel::Advanced),
        started_at: None,
        steps: Vec::new(),
        name: ticket.name.clone()?,
        born,
        nationality: ticket.nationality.clone()?,
        number: None,
        document: ticket.document.clone(),
        printed: None,
        face_channel: Some(if dice.chance(0.55) { FaceChannel::Phone } else { FaceChannel::Computer }),
        signals: ticket.signals.clone(),
        evidence: ticket.evidence.clone(),
        from: ticket.from.clone(),
        language: ticket.language.clone(),
    };
    for brought in &mut submission.evidence {
        let picture = brought.media.as_deref().is_none_or(|media| media.starts_with("image"));
        let capture = if dice.chance(0.5) { Capture::Webcam } else { Capture::Upload };
        brought.captured = picture.then_some(capture);
    }
    let read = if trouble == Trouble::Misprint { born + Duration::days(1) } else { born };
    submission.printed = submission.document.as_ref().filter(|_| dice.chance(0.8)).map(|document| Printed {
        name: Some(submission.name.clone()),
        born: Some(read),
        number: Some(document.number.clone()),
    });
    take_steps(cast, &mut submission, trouble, dice);
    Some(submission)
}

/// The steps of a session that ends when the case comes.
fn take_steps(cast: &Cast<'_>, submission: &mut Verification, trouble: Trouble, dice: &mut Dice) {
    let order = cast.kind.session_steps();
    let Some((most, _)) = cast.kind.session_minutes() else { return };
    let longest = i64::from(most) * 60;
    let took = match trouble {
        Trouble::Slow => dice.whole(longest + 30, longest * 2),
        _ => dice.whole(longest / 4, longest - 20),
    };
    let started = submission.submitted_at - Duration::seconds(took);
    submission.started_at = Some(started);
    let count = i64::try_from(order.len()).unwrap_or(1).max(1);
    let at =
        |index: usize| started + Duration::seconds(took * (i64::try_from(index).unwrap_or(0) + 1) / count);
    submission.steps =
        order.iter().enumerate().map(|(index, step)| StepTaken { step: *step, at: at(index) }).collect();
    match trouble {
        Trouble::Hasty => submission.steps.retain(|taken| taken.step != SessionStep::DocumentPhoto),
        Trouble::Basic => {
            submission.steps.retain(|taken| taken.step.is_basic());
            submission.level = Some(KycLevel::Basic);
            submission.evidence.clear();
            submission.printed = None;
            submission.face_channel = None;
            submission.signals.clear();
        }
        _ => {}
    }
}

/// Another account that tried the same identity some hours before (C2).
fn tried_before(cast: &Cast<'_>, submission: &Verification, dice: &mut Dice) -> Vec<Timed> {
    let registered_at = dice.hours_before(cast.opened_at, 30, 24 * 9);
    let other: AccountRecord = account::fresh(&cast.person, registered_at, cast.place(2), dice);
    let first = Verification {
        reference: cast.names.later(Later::Again),
        account: other.account.clone(),
        contact_email: other.email.clone().unwrap_or_else(|| submission.contact_email.clone()),
        evidence: submission.evidence.iter().filter(|brought| brought.file.is_none()).cloned().collect(),
        ..submission.clone()
    };
    // It came in the same hour: nobody has looked at it when the next comes.
    [Record::Account(Box::new(other)), Record::Verification(Box::new(first))]
        .into_iter()
        .map(|record| Timed::plain(cast.opened_at, record))
        .collect()
}

/// Whoever failed tries again, this time as it is asked.
fn again(cast: &Cast<'_>, first: &Verification, dice: &mut Dice) -> Option<Timed> {
    let at = after(cast, dice.real(0.6, 20.0));
    let mut second = Verification {
        reference: cast.names.later(Later::SubmittedAgain),
        submitted_at: at,
        level: Some(KycLevel::Advanced),
        ..first.clone()
    };
    let sent = proof::Sent { at, offset: first.from.utc_offset_minutes.unwrap_or(0), challenge: None };
    let items = cast.kind.items.iter().filter(|item| item.required);
    let (evidence, pictures): (Vec<_>, Vec<Option<Picture>>) =
        items.map(|item| proof::one(cast, item, &sent, dice)).unzip();
    second.evidence = evidence;
    take_steps(cast, &mut second, Trouble::None, dice);
    let late: Option<DateTime<Utc>> = second.started_at;
    late?;
    Some(Timed {
        at,
        record: Record::Verification(Box::new(second)),
        pictures: pictures.into_iter().flatten().collect(),
    })
}
