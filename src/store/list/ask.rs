//! Lists of cases: what may be asked for, and windows of it.

use super::Marks;
use crate::case::{CaseId, CaseNumber, OperatorId, Version};
use crate::playbook::{InstitutionId, KindId, Outcome, StageId};
use crate::score::Band;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// A queue: a kind of an institution.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct QueueKey {
    /// The institution.
    pub institution: InstitutionId,
    /// The kind.
    pub kind: KindId,
}

/// The orders in which lists come. Each has an index that fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Due first; a clock that stands still comes last.
    #[default]
    Due,
    /// Riskiest first.
    Risk,
    /// Oldest first.
    Age,
    /// Newest first.
    Newest,
}

/// Which cases, by whether they have ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum OpenFilter {
    /// Open, and not put off.
    #[default]
    Open,
    /// Open and put off.
    Snoozed,
    /// Ended.
    Ended,
    /// All of them.
    All,
}

/// By when cases are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DueFilter {
    /// Already.
    Overdue,
    /// Before this instant (overdue ones included): "today", "this week".
    Before(DateTime<Utc>),
}

/// What cases must satisfy; an empty filter is all open cases.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of this queue.
    pub queue: Option<QueueKey>,
    /// Of this institution.
    pub institution: Option<InstitutionId>,
    /// Of this kind.
    pub kind: Option<KindId>,
    /// At this stage.
    pub stage: Option<StageId>,
    /// Of one of these bands; empty is any.
    pub bands: Vec<Band>,
    /// Due by then.
    pub due: Option<DueFilter>,
    /// Claimed by this operator now.
    pub claimed_by: Option<OperatorId>,
    /// Claimed by nobody now.
    pub unclaimed: bool,
    /// Ended so.
    pub outcome: Option<Outcome>,
    /// Open, put off, ended or all.
    pub open: OpenFilter,
    /// Followed up after an approval (R15, M13).
    pub follow_ups: bool,
    /// Marked for all of these.
    pub marks: Marks,
    /// Words to be found in number, references, accounts, names, e-mail addresses, ticket text and notes; each word is a prefix.
    pub search: String,
}

/// Where a row stands in a list: its sort key and id. Stays valid while other rows come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cursor {
    /// The sort key as the store keeps it.
    pub key: i64,
    /// The case.
    pub id: CaseId,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Window {
    /// From its beginning.
    #[default]
    First,
    /// The rows after this one, itself left out.
    After(Cursor),
    /// The rows before this one, itself left out, nearest last: in list order.
    Before(Cursor),
    /// From this row on, itself included if it is still there.
    From(Cursor),
    /// Its last rows, in list order.
    Last,
}

/// A question for a window of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListQuery {
    /// Which cases.
    pub filter: Filter,
    /// In which order.
    pub sort: Sort,
    /// Which part.
    pub window: Window,
    /// How many rows at most.
    pub limit: usize,
}

/// A window of a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// Its rows, in list order.
    pub rows: Vec<CaseRow>,
    /// Whether rows come before the first.
    pub more_before: bool,
    /// Whether rows come after the last, or may come where `unfinished` is set.
    pub more_after: bool,
    /// Set where a search looked at as many finds as one question may before the window was full: ask on from here, with
    /// [`Window::After`], or [`Window::Before`] where the window was read backwards.
    pub unfinished: Option<Cursor>,
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its institution.
    pub institution: InstitutionId,
    /// Its kind.
    pub kind: KindId,
    /// Its stage.
    pub stage: StageId,
    /// The stage's title in the case's playbook.
    pub stage_title: String,
    /// Its band, where its kind has weights.
    pub band: Option<Band>,
    /// The probability that the applicant is not the owner, 0 to 1.
    pub risk: Option<f64>,
    /// When it is due; none while its clock stands still.
    pub due_at: Option<DateTime<Utc>>,
    /// When the desk took it in.
    pub opened_at: DateTime<Utc>,
    /// The account that asks.
    pub claimant: String,
    /// The account that holds the identity.
    pub holder: Option<String>,
    /// Who has claimed it, and until when; the claim may have run out.
    pub claimed: Option<(OperatorId, DateTime<Utc>)>,
    /// Put off until then: the time that was given, or when it falls due.
    pub snoozed_until: Option<DateTime<Utc>>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How it stands decided, though it need not have ended.
    pub decision: Option<Outcome>,
    /// Whether it is approved and only followed up.
    pub followed_up: bool,
    /// Its version.
    pub version: Version,
    /// Where it stands in the list that was asked for.
    pub cursor: Cursor,
    /// What it is marked for.
    pub marks: Marks,
}
