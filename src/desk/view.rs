//! What faces show of a case, of the queues and of the desk. Everything here is read in one snapshot.

use super::{DuplicateView, VerificationView};
use crate::case::record::AccountRecord;
use crate::case::{
    AccountId, ByItself, Case, CaseId, Evidence, LedgerEntry, Linked, Needs, Obstacle, OperatorId, Reference,
    Refusal, RequirementState, TriageStanding, Version, risk,
};
use crate::identity::Agreement;
use crate::playbook::{
    Action, ActionId, InstitutionId, ItemId, Kind, KindId, Playbook, RequirementId, StageId, Which,
};
use crate::score::{Score, Swing, what_would_change};
use crate::text::Clean;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Everything that the case screen shows.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// The playbook that it is decided by.
    pub playbook: Arc<Playbook>,
    /// Its kind in that playbook.
    pub kind_id: KindId,
    /// The time of the snapshot.
    pub now: DateTime<Utc>,
    /// The two accounts as the registry has them.
    pub accounts: Vec<AccountView>,
    /// Accounts that hold the applicant's identity now, by name; where the case has no holder yet and these are several, a
    /// reviewer chooses.
    pub holders: Vec<AccountId>,
    /// Applicant or claimant and holder side by side.
    pub comparison: Vec<FieldRow>,
    /// Every action that a person may try from here, in the playbook's order.
    pub actions: Vec<ActionView>,
    /// What machines say of requirements; those without a test are absent.
    pub tests: BTreeMap<(ItemId, RequirementId), RequirementState>,
    /// What came, the newest first.
    pub evidence: Vec<EvidenceView>,
    /// What happened, the newest first.
    pub timeline: Vec<TimelineRow>,
    /// When it is due; none while the clock stands still and no message waits for an answer, or where there is no clock.
    pub due: Option<DateTime<Utc>>,
    /// What happens to it by itself, and when.
    pub by_itself: Vec<ByItself>,
    /// Why it is due then.
    pub ledger: Vec<LedgerEntry>,
    /// Where its triage stands; none where its kind has none.
    pub triage: Option<TriageStanding>,
    /// Other cases about the same accounts, those that are open first.
    pub related: Vec<LinkedView>,
    /// How the account stands with its attempts at verification, where the case is one (V7).
    pub verification: Option<VerificationView>,
    /// Other accounts that tried the same identity (C2).
    pub duplicates: Vec<DuplicateView>,
}

impl LeadView {
    /// Open cases that are put off, all queues together.
    pub fn put_off(&self) -> u64 {
        self.queues.iter().map(|queue| queue.put_off).sum()
    }
}

impl CaseView {
    /// The case's kind, as its playbook describes it.
    pub fn kind(&self) -> Option<&Kind> {
        self.playbook.kinds.get(&self.kind_id)
    }

    /// Where the file of an evidence item is.
    pub fn whereabouts(&self, file: &EvidenceView) -> Whereabouts {
        let erased = self.case.tickets.all().iter().all(|ticket| ticket.application.get().is_none());
        match (&file.path, file.evidence.stored) {
            (Some(_), _) => Whereabouts::Desk,
            (None, false) => Whereabouts::Institution,
            (None, true) if erased => Whereabouts::Erased,
            (None, true) => Whereabouts::Missing,
        }
    }

    /// The score, where the kind has weights.
    pub fn score(&self) -> Option<Score<'_>> {
        risk(&self.case, self.kind()?)
    }

    /// The open data whose answer could move the band.
    pub fn swings(&self) -> Vec<Swing<'_>> {
        let Some(model) = self.kind().and_then(|kind| kind.score.as_ref()) else { return Vec::new() };
        self.score().map(|score| what_would_change(&score, model)).unwrap_or_default()
    }
}

/// Another case about the same accounts.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedView {
    /// Which, and where it stands.
    pub linked: Linked,
    /// What a case of its kind is called.
    pub title: String,
    /// About which of the accounts it is.
    pub about: String,
    /// Who has claimed it, and until when; the claim may have run out.
    pub claimed: Option<(OperatorId, DateTime<Utc>)>,
    /// When it is due.
    pub due: Option<DateTime<Utc>>,
    /// Its version.
    pub version: Version,
    /// What it means for this case and this one for it, a sentence each that begins with the rule.
    pub means: Vec<String>,
}

/// One of the two accounts.
#[derive(Debug, Clone)]
pub struct AccountView {
    /// Which.
    pub which: Which,
    /// The registry's row.
    pub record: AccountRecord,
}

/// One field of claimant and holder side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldRow {
    /// The field: "Full name".
    pub field: &'static str,
    /// What the applicant or the claimant's record says; none where unknown.
    pub claimant: Option<Clean>,
    /// What the record held against says.
    pub holder: Option<Clean>,
    /// The same two, masked.
    pub masked: (Option<Clean>, Option<Clean>),
    /// How they compare.
    pub agreement: Agreement,
}

/// One action and whether it may be taken.
#[derive(Debug, Clone)]
pub struct ActionView {
    /// The action in the playbook.
    pub action: Action,
    /// What it wants to be told, or what stands against it.
    pub state: Result<Needs, Refusal>,
    /// Every guard of it that does not hold now, whoever asks.
    pub obstacles: Vec<Obstacle>,
}

impl ActionView {
    /// The action's id.
    pub fn id(&self) -> &ActionId {
        &self.action.id
    }
}

/// Where an evidence file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Whereabouts {
    /// In the vault.
    Desk,
    /// With the institution; the desk has its hash alone.
    Institution,
    /// Nowhere: it was erased with its case (N4).
    Erased,
    /// It should be in the vault and is not.
    Missing,
}

/// One evidence file.
#[derive(Debug, Clone)]
pub struct EvidenceView {
    /// What is known of it.
    pub evidence: Evidence,
    /// Where the vault has it; none where the institution keeps it or it is gone.
    pub path: Option<PathBuf>,
    /// Width and height in pixels, where the vault has the file and its header tells them.
    pub pixels: Option<(u32, u32)>,
    /// The ticket that it came for.
    pub ticket: Option<Reference>,
    /// The case in which the same file came before (R6).
    pub seen_in: Option<CaseId>,
    /// Whether it counts no longer: it was asked for again, or whoever sent it is not the applicant (R21).
    pub set_aside: bool,
}

/// One line of the timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineRow {
    /// The log's sequence number.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who, as the log names them.
    pub actor: String,
    /// The event's name.
    pub event: &'static str,
    /// What, in words.
    pub text: Clean,
}

/// One queue: a kind of an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueView {
    /// The institution.
    pub institution: InstitutionId,
    /// The kind.
    pub kind: KindId,
    /// Its title.
    pub title: String,
    /// Open cases that are not put off, but for those that are followed up.
    pub open: u64,
    /// Of those, unclaimed ones.
    pub unclaimed: u64,
    /// Open cases that are put off: not among the open ones of any figure.
    pub put_off: u64,
    /// Approved cases that are followed up: they wait in a queue of their own.
    pub followed_up: u64,
}

/// The open cases of a queue at a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageView {
    /// The institution.
    pub institution: InstitutionId,
    /// The kind.
    pub kind: KindId,
    /// The stage.
    pub stage: StageId,
    /// Its title.
    pub title: String,
    /// Open cases that are not put off.
    pub open: u64,
}

/// What the lead screen shows. "Open" means the same in all of it: not ended and not put off.
#[derive(Debug, Clone)]
pub struct LeadView {
    /// The time of the snapshot.
    pub now: DateTime<Utc>,
    /// Depth by queue.
    pub queues: Vec<QueueView>,
    /// Open cases by queue and stage, in the playbooks' order of stages; stages without any are left out.
    pub stages: Vec<StageView>,
    /// Open cases by band, low to critical.
    pub bands: [u64; 4],
    /// Open cases by age: under 1 day, 1–3, 3–7, 7–14, over 14 days.
    pub ages: [u64; 5],
    /// Overdue, due within 24 hours, due within 3 days, later, clock standing still.
    pub due: [u64; 5],
    /// Cases opened and cases ended on each of the last 14 days, the oldest first.
    pub throughput: Vec<(chrono::NaiveDate, u64, u64)>,
    /// What each operator has.
    pub operators: Vec<OperatorLoad>,
    /// How many cases ended how, by queue.
    pub rates: Vec<RateView>,
}

/// What an operator has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperatorLoad {
    /// Who.
    pub operator: String,
    /// Cases claimed now.
    pub claimed: u64,
    /// Cases decided in the last seven days.
    pub decided: u64,
}

/// How the cases of a queue were decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateView {
    /// The institution.
    pub institution: InstitutionId,
    /// The kind.
    pub kind: KindId,
    /// Its title.
    pub title: String,
    /// Approved: in a hold, followed up, or ended so.
    pub approved: u64,
    /// Of those, the ones that have not ended.
    pub approved_open: u64,
    /// Rejected.
    pub rejected: u64,
    /// Closed without either.
    pub closed: u64,
    /// The share that the playbook expects to succeed, in percent, where its prior says one (R18).
    pub expected: Option<u64>,
}
