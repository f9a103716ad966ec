//! What is told of each attempt.

use super::verdict::Verdict;
use crate::case::{Came, Event, OrderAnswer};
use crate::desk::{Outcome, Parcel};
use crate::store::OutboxSort;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What came of one attempt, as it is told.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Delivered {
    /// Its number in the outbox.
    pub number: i64,
    /// The name by which it is known outside.
    pub id: String,
    /// The case.
    pub case: String,
    /// Letter or order.
    pub sort: OutboxSort,
    /// Its name in the playbook.
    pub name: String,
    /// Which attempt this was.
    pub attempt: u32,
    /// What came of it.
    pub result: Fate,
    /// Why, where it did not go out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub again_at: Option<DateTime<Utc>>,
    /// Phone numbers of the letter's party, to which no mail goes.
    #[serde(skip_serializing_if = "is_zero")]
    pub passed_over: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// What came of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The letter went out, or the order was handed over.
    Sent,
    /// The order was carried out.
    Done,
    /// The order was refused.
    Refused,
    /// A person must look at it.
    SetAside,
    /// It is tried again.
    Later,
    /// Nobody was reached; it is tried again.
    Unreachable,
    /// Another process or an answer of its own was faster.
    Overtaken,
}

impl Fate {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::SetAside => "set aside",
            Self::Later => "later",
            Self::Unreachable => "nobody reached",
            Self::Overtaken => "overtaken",
        }
    }
}

impl Delivered {
    /// What is told of an attempt whose outcome was recorded, or was not this attempt's to say any more.
    pub(super) fn of(
        parcel: &Parcel,
        verdict: &Verdict,
        outcome: &Outcome,
        recorded: bool,
        passed_over: u32,
    ) -> Self {
        let (sort, name) = match &parcel.row.event {
            Event::LetterWritten { letter, .. } => (OutboxSort::Letter, letter.to_string()),
            Event::OrderGiven { order, .. } => (OutboxSort::Order, order.as_str().to_owned()),
            other => (OutboxSort::Order, other.name().to_owned()),
        };
        let (result, reason, again_at) = match (outcome, verdict) {
            (Outcome::Came { came: Came::Sent { .. }, .. }, _) => (Fate::Sent, None, None),
            (Outcome::Came { came: Came::SetAside, reason }, _) => (Fate::SetAside, reason.clone(), None),
            (Outcome::Came { came: Came::Answered(answer), reason }, _) => match answer {
                OrderAnswer::Done => (Fate::Done, None, None),
                OrderAnswer::Refused | OrderAnswer::Later => (Fate::Refused, reason.clone(), None),
            },
            (Outcome::Again { at, .. }, Verdict::Unreachable(why)) => {
                (Fate::Unreachable, Some(why.clone()), Some(*at))
            }
            (Outcome::Again { at, .. }, Verdict::Later { reason, .. }) => {
                (Fate::Later, Some(reason.clone()), Some(*at))
            }
            (Outcome::Again { at, .. }, _) => (Fate::Later, None, Some(*at)),
        };
        let result = if recorded { result } else { Fate::Overtaken };
        Self {
            number: parcel.row.seq,
            id: parcel.id.to_string(),
            case: parcel.number.to_string(),
            sort,
            name,
            attempt: parcel.attempt,
            result,
            reason: reason.filter(|reason| !reason.is_empty()),
            again_at: again_at.filter(|_| recorded),
            passed_over,
        }
    }
}
