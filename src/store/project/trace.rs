//! What events leave in projections beside the case's row.

use super::super::attempts::{AttemptSort, tried_texts};
use super::super::outbox::OutboxSort;
use super::super::time::{DAY, millis};
use crate::case::{
    AccountId, Case, Digest, Event, Evidence, OperatorId, PostState, Reference, Stamp, Version,
};
use crate::playbook::{Kind, Outcome};

/// A case that ended, or that was decided; what follows may open it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// How it ended, where it did.
    pub ended: Option<Outcome>,
    /// On which day, counted from 1970 UTC.
    pub day: i64,
    /// Who decided it, where a person did: an approval is decided when it is given, not when it was followed up.
    pub decided_by: Option<OperatorId>,
}

/// What one event leaves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// A ticket that opened or joined the case.
    pub ticket: Option<Reference>,
    /// Files that it brought; those that a merge brought are the other case's.
    pub files: Vec<Digest>,
    /// What it put into the outbox.
    pub outbox: Option<OutboxSort>,
    /// The account that an order which it put there is about.
    pub account: Option<AccountId>,
    /// How far it brought what an earlier event, after which the case had this version, put into the outbox.
    pub settled: Option<(Version, PostState)>,
    /// How the case ended, or was decided, by it.
    pub turn: Option<Turn>,
    /// What it counts as, and when (V7).
    pub attempt: Option<(AttemptSort, i64)>,
    /// The texts of the identity that it tried (C2); none once erased.
    pub tried: Vec<String>,
}

impl Trace {
    /// Applies `event` to `case` and tells what it leaves.
    pub fn apply(case: &mut Case, stamp: &Stamp, event: &Event, kind: &Kind) -> Self {
        let before = leaves_or_enters_an_end(event).then(|| (case.outcome(kind), case.decision(kind)));
        case.apply(stamp, event, kind);
        let turn = before.and_then(|(outcome, decision)| {
            let ended = outcome.is_none().then(|| case.outcome(kind)).flatten();
            let decided = case.decision(kind).is_some_and(|now| decision != Some(now) && outcome.is_none());
            let by = stamp.actor.operator().filter(|_| decided);
            let day = day(stamp);
            (ended.is_some() || by.is_some()).then(|| Turn { ended, day, decided_by: by.cloned() })
        });
        Self { turn, ..Self::of(event, stamp) }
    }

    fn of(event: &Event, stamp: &Stamp) -> Self {
        let none = Self::default();
        match event {
            Event::Opened(opened) => Self {
                ticket: Some(opened.reference.clone()),
                files: opened.evidence.iter().filter_map(own_file).collect(),
                ..none
            },
            // The ticket of a merged case is still its own: what comes for it follows the merge while that stands.
            Event::TicketJoined { reference, merged_from: None, .. } => {
                Self { ticket: Some(reference.clone()), ..none }
            }
            Event::EvidenceAttached { evidence, .. } => {
                Self { files: own_file(evidence).into_iter().collect(), ..none }
            }
            Event::SessionRecorded { session, private } => Self {
                attempt: (!session.goes_on).then(|| (AttemptSort::Attempt, millis(session.submitted_at))),
                tried: private.get().map(|basics| tried_texts(basics)).unwrap_or_default(),
                ..none
            },
            Event::DenialCounted {} => {
                Self { attempt: Some((AttemptSort::Denial, millis(stamp.at))), ..none }
            }
            Event::LetterWritten { .. } => Self { outbox: Some(OutboxSort::Letter), ..none },
            Event::OrderGiven { account, .. } => {
                Self { outbox: Some(OutboxSort::Order), account: Some(account.clone()), ..none }
            }
            _ => {
                let settled = event.settles().and_then(|(given, state)| Some((given, state?)));
                Self { settled, ..none }
            }
        }
    }
}

/// The day of a stamp, counted from 1970 UTC.
fn day(stamp: &Stamp) -> i64 {
    millis(stamp.at).div_euclid(DAY)
}

/// Whether the event can end a case or open it again.
fn leaves_or_enters_an_end(event: &Event) -> bool {
    matches!(
        event,
        Event::Opened(_) | Event::Acted { .. } | Event::MergedInto { .. } | Event::Unmerged { .. }
    )
}

fn own_file(evidence: &Evidence) -> Option<Digest> {
    evidence.merged_from.is_none().then_some(evidence.sha256)
}
