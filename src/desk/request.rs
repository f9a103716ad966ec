//! What faces and intake ask of the desk, and what they get back.

use crate::case::record::Record;
use crate::case::{CaseId, CaseNumber, Command, Evidence, FiringSort, LetterReach, Refusal, Version};
use crate::playbook::{ActionId, KindId, OrderName, StageId};
use crate::text::Language;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A name that a caller gives to one wish, so that asking twice does it once: after any error the same key tells what came
/// of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct IdempotencyKey(pub String);

/// Something that an operator wants done to a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Which case.
    pub case: CaseId,
    /// The version that the operator saw; where it has moved on, the request is refused. None takes the case as it is.
    pub seen: Option<Version>,
    /// What to do.
    pub command: Command,
    /// The caller's name for this wish; none lets the desk make one.
    pub key: Option<IdempotencyKey>,
}

/// What was recorded, to be kept by whoever asked: `docket check --receipt` holds it against the log later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its version after.
    pub version: Version,
    /// The stage after.
    pub stage: StageId,
    /// What happened, one line an event.
    pub happened: Vec<String>,
    /// The log's sequence number of the last event.
    pub seq: i64,
    /// The log's head hash after it, hex.
    pub head: String,
    /// Whether the key had been used before: nothing new happened.
    pub repeated: bool,
}

/// One record that arrived, its evidence files already in the vault.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrival {
    /// The record.
    pub record: Record,
    /// Its evidence items, in the record's order.
    pub evidence: Vec<Evidence>,
}

/// What came of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Received {
    /// It opened a case.
    Opened {
        /// The case's number.
        case: CaseNumber,
        /// Its kind.
        kind: KindId,
        /// Its stage now.
        stage: StageId,
        /// What the desk could not look up.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// It joined an open case (R21).
    Merged {
        /// The case's number.
        case: CaseNumber,
    },
    /// It changed a case or the registry.
    Updated {
        /// The case's number, where it is about a case.
        #[serde(skip_serializing_if = "Option::is_none")]
        case: Option<CaseNumber>,
        /// What did not come of it, where a message asked for something.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The same record came before: nothing changed.
    Unchanged {
        /// Set where the `ref` came before with other content.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// The rules or the desk stand against it: nothing changed.
    Refused {
        /// Why, and what would help.
        refusal: Refusal,
        /// The field of the record that it is about, where one is.
        #[serde(skip_serializing_if = "Option::is_none")]
        field: Option<String>,
    },
}

/// What taking an action would do: what the decision dialog shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// The action's title.
    pub title: String,
    /// The stage after; none if the first of two operators only proposes.
    pub stage: Option<(StageId, String)>,
    /// Whether it waits for a second operator (N7).
    pub proposes: bool,
    /// Letters that would be written.
    pub letters: Vec<PreviewLetter>,
    /// Orders that would be given.
    pub orders: Vec<PreviewOrder>,
    /// When the hold would end.
    pub hold_until: Option<DateTime<Utc>>,
    /// Everything that would happen, one line an event.
    pub happens: Vec<String>,
}

/// A letter that would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLetter {
    /// To whom.
    pub reach: LetterReach,
    /// The addresses, masked.
    pub to: Vec<String>,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// The language that it is written in.
    pub language: Option<Language>,
}

/// An order that would be given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewOrder {
    /// What.
    pub order: OrderName,
    /// The account.
    pub account: String,
    /// Until when.
    pub until: Option<DateTime<Utc>>,
}

/// Something that the desk did by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fired {
    /// The case.
    pub case: CaseNumber,
    /// What sort of thing it was.
    pub fired: FiringSort,
    /// The action of the playbook; none where the case only came back.
    pub action: Option<ActionId>,
    /// The stage after.
    pub stage: StageId,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// How long after that it was done, in seconds.
    pub late_seconds: i64,
}

impl Fired {
    /// Whether it came so late that it was caught up with.
    pub fn is_late(&self) -> bool {
        self.late_seconds > super::tick::LATE.num_seconds()
    }
}

/// What was done later than it should have been, because no desk looked for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CaughtUp {
    /// How many things.
    pub timers: u64,
    /// When the oldest of them was due, and how late it was done, in seconds.
    pub oldest: Option<(DateTime<Utc>, i64)>,
}

impl CaughtUp {
    /// Takes in what was fired.
    pub fn add(&mut self, fired: &[Fired]) {
        for late in fired.iter().filter(|fired| fired.is_late()) {
            self.timers += 1;
            let this = (late.due, late.late_seconds);
            self.oldest =
                Some(self.oldest.map_or(this, |oldest| if this.0 < oldest.0 { this } else { oldest }));
        }
    }
}

/// As it is told: `caught up: 12 timers, the oldest due 7 d ago`.
impl std::fmt::Display for CaughtUp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let many = if self.timers == 1 { "timer" } else { "timers" };
        let late = self.oldest.map_or(0, |(_, seconds)| seconds);
        let late = crate::text::when::stretch(chrono::Duration::seconds(late));
        write!(f, "caught up: {} {many}, the oldest due {late} ago", self.timers)
    }
}
