//! A case as the command line tells it. The fields are documented in `docs/cli.md`; they are added to, never renamed.
//!
//! What identifies a person is masked unless it was revealed (N6): contact addresses, names, numbers, what an account owns,
//! what the applicant recalls. What the applicant writes is what the reviewer has to judge, and stands as it came.

use super::triage::{CarriedReport, TriageReport};
use crate::case::record::{KycLevel, StepTaken};
use crate::case::{CaseId, CaseNumber, ClueVerdict, Digest, Refusal, Verdict, Version};
use crate::desk::Whereabouts;
use crate::identity::Agreement;
use crate::playbook::{
    AccountStatus, Answer, FollowUpState, KindId, Outcome, Phase, PlaybookHash, ReasonId, Role, StageId,
    Which,
};
use crate::score::Band;
use crate::text::{Clean, RuleId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

type Time = DateTime<Utc>;

/// Everything about a case.
#[derive(Debug, Serialize)]
pub struct Report {
    pub number: Option<CaseNumber>,
    pub id: CaseId,
    pub version: Version,
    pub institution: String,
    pub kind: KindId,
    pub kind_title: String,
    pub playbook: PlaybookHash,
    pub stage: StageReport,
    pub outcome: Option<Outcome>,
    pub now: Time,
    pub masked: bool,
    pub applied_at: Option<Time>,
    pub application_day: Option<NaiveDate>,
    pub opened_at: Option<Time>,
    pub due_at: Option<Time>,
    pub clock: Vec<ClockReport>,
    pub unanswered_since: Option<Time>,
    pub owner_unread_since: Option<Time>,
    pub order_failed_since: Option<Time>,
    pub reminded_since: Option<Time>,
    pub claimed: Option<ClaimReport>,
    pub snoozed_until: Option<Time>,
    pub hold: Option<HoldReport>,
    pub proposal: Option<ProposalReport>,
    pub merged_into: Option<CaseId>,
    pub absorbed: Vec<CaseId>,
    pub ticket: Option<String>,
    pub joined_tickets: Vec<String>,
    pub applicant: Option<ApplicantReport>,
    pub applicants: Vec<SenderReport>,
    pub applicant_unsettled: bool,
    pub accounts: Vec<AccountReport>,
    pub holders: Vec<String>,
    pub comparison: Vec<FieldReport>,
    pub mrz: Option<ZoneReport>,
    pub cause: Option<String>,
    pub causes: Vec<Titled>,
    pub reason: Option<ReasonId>,
    pub items: Vec<ItemReport>,
    pub checks: Vec<CheckReport>,
    pub follow_ups: Vec<FollowUpReport>,
    pub clues: Vec<ClueReport>,
    pub phrases: Vec<PhraseReport>,
    pub signals: BTreeMap<&'static str, f64>,
    pub risk: Option<RiskReport>,
    pub triage: Option<TriageReport>,
    pub carried: Vec<CarriedReport>,
    pub actions: Vec<ActionReport>,
    pub verification: Option<VerificationReport>,
    pub duplicates: Vec<DuplicateReport>,
    pub related: Vec<RelatedReport>,
    pub timeline: Vec<TimelineReport>,
}

/// The machine-readable zone of the document (N5).
#[derive(Debug, Serialize)]
pub struct ZoneReport {
    pub format: String,
    pub sound: bool,
    pub wrong_digits: Vec<&'static str>,
    pub agreement: BTreeMap<&'static str, String>,
    #[serde(skip)]
    pub words: String,
}

/// Where the case stands.
#[derive(Debug, Serialize)]
pub struct StageReport {
    pub id: Option<StageId>,
    pub title: String,
    pub since: Option<Time>,
}

/// A stretch of the clock.
#[derive(Debug, Serialize)]
pub struct ClockReport {
    pub from: Time,
    pub to: Time,
    pub running: bool,
    pub counted_seconds: i64,
}

/// Who works on the case.
#[derive(Debug, Serialize)]
pub struct ClaimReport {
    pub operator: String,
    pub until: Time,
}

/// The hold after an approval (R13).
#[derive(Debug, Serialize)]
pub struct HoldReport {
    pub until: Time,
    pub ended: bool,
}

/// An action that waits for a second operator (N7).
#[derive(Debug, Serialize)]
pub struct ProposalReport {
    pub action: String,
    pub reason: Option<ReasonId>,
    pub by: String,
    /// What the letter to the applicant is to say beside its own words.
    pub paragraph: Option<String>,
}

/// Who applies, masked.
#[derive(Debug, Serialize)]
pub struct ApplicantReport {
    pub contact_email: Clean,
    pub contact_phone: Option<Clean>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub device: Option<String>,
    pub text: Option<String>,
}

/// One ticket of the case and who sent it (R21).
#[derive(Debug, Serialize)]
pub struct SenderReport {
    pub ticket: String,
    pub sender: u32,
    pub contact_email: Option<Clean>,
    pub contact_phone: Option<Clean>,
    pub country: Option<String>,
    pub counts: bool,
}

/// One of the two accounts as the registry has it now.
#[derive(Debug, Serialize)]
pub struct AccountReport {
    pub which: Which,
    pub account: String,
    pub status: AccountStatus,
    pub email: Option<Clean>,
    pub assets: Option<f64>,
    pub owns_assets: Option<bool>,
    pub open_orders: Option<u32>,
    pub registered_at: Option<Time>,
    pub last_active_at: Option<Time>,
    pub two_factor: Option<bool>,
    pub region: Option<String>,
    pub logins: usize,
}

/// One field side by side, masked.
#[derive(Debug, Serialize)]
pub struct FieldReport {
    pub field: &'static str,
    pub claimant: Option<Clean>,
    pub holder: Option<Clean>,
    pub agreement: Agreement,
}

/// Something of the playbook that may be named in a command.
#[derive(Debug, Serialize)]
pub struct Titled {
    pub id: String,
    pub title: String,
    pub rule: RuleId,
}

/// One item of the checklist.
#[derive(Debug, Serialize)]
pub struct ItemReport {
    #[serde(flatten)]
    pub named: Titled,
    pub required: bool,
    pub came: bool,
    pub requirements: Vec<RequirementReport>,
    pub evidence: Vec<EvidenceReport>,
}

/// One requirement of an item.
#[derive(Debug, Serialize)]
pub struct RequirementReport {
    #[serde(flatten)]
    pub named: Titled,
    pub verdict: Option<Verdict>,
    pub test: Option<TestReport>,
}

/// What a machine says of a requirement.
#[derive(Debug, Serialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum TestReport {
    Holds,
    Contradicted { why: String },
    Unknown,
}

/// One evidence file.
#[derive(Debug, Serialize)]
pub struct EvidenceReport {
    pub sha256: Digest,
    pub bytes: u64,
    pub media: String,
    pub brought_on: NaiveDate,
    pub dated: Option<NaiveDate>,
    pub phrase: Option<&'static str>,
    pub recorded_at: Option<Time>,
    pub captured: Option<&'static str>,
    pub path: Option<PathBuf>,
    pub whereabouts: Whereabouts,
    pub ticket: Option<String>,
    pub seen_in: Option<CaseId>,
    pub set_aside: bool,
}

/// One check.
#[derive(Debug, Serialize)]
pub struct CheckReport {
    #[serde(flatten)]
    pub named: Titled,
    pub required: bool,
    pub answer: Option<Answer>,
}

/// One thing that is followed up.
#[derive(Debug, Serialize)]
pub struct FollowUpReport {
    #[serde(flatten)]
    pub named: Titled,
    pub phase: Phase,
    pub always: bool,
    /// `done` or `not_applicable`; none is open.
    pub state: Option<FollowUpState>,
    pub by: Option<String>,
    pub at: Option<Time>,
}

/// One clue.
#[derive(Debug, Serialize)]
pub struct ClueReport {
    #[serde(flatten)]
    pub named: Titled,
    pub recalled: Vec<Clean>,
    pub verdict: Option<ClueVerdict>,
}

/// A phrase to be read aloud (R7).
#[derive(Debug, Serialize)]
pub struct PhraseReport {
    pub phrase: String,
    pub given_at: Time,
}

/// The score with its rows.
#[derive(Debug, Serialize)]
pub struct RiskReport {
    pub band: Band,
    pub probability: f64,
    pub prior_decibans: f64,
    pub total_decibans: f64,
    pub rows: Vec<FactorReport>,
    pub would_change: Vec<SwingReport>,
}

/// One row of the waterfall.
#[derive(Debug, Serialize)]
pub struct FactorReport {
    pub factor: String,
    pub title: String,
    pub rule: Option<RuleId>,
    pub reading: String,
    pub decibans: f64,
    pub counted_in: Option<String>,
}

/// An open datum that could move the band.
#[derive(Debug, Serialize)]
pub struct SwingReport {
    pub factor: String,
    pub title: String,
    pub best: Band,
    pub worst: Band,
}

/// One action, and whether it may be taken.
#[derive(Debug, Serialize)]
pub struct ActionReport {
    pub id: String,
    pub title: String,
    pub rules: Vec<RuleId>,
    pub role: Role,
    pub to: Option<StageId>,
    pub allowed: bool,
    pub needs: Option<NeedsReport>,
    pub refusal: Option<Refusal>,
    pub obstacles: Vec<Refusal>,
}

/// What an allowed action wants to be told.
#[derive(Debug, Serialize)]
pub struct NeedsReport {
    pub reasons: Vec<ReasonId>,
    pub note: bool,
    pub confirm: bool,
    pub second_operator: bool,
    /// Whether a paragraph for the applicant would be taken; none is ever needed.
    pub paragraph: bool,
}

/// Another case about the same accounts.
#[derive(Debug, Serialize)]
pub struct RelatedReport {
    pub id: CaseId,
    pub number: CaseNumber,
    pub kind: KindId,
    pub title: String,
    pub about: String,
    /// The title of its stage.
    pub what: String,
    pub outcome: Option<Outcome>,
    pub decision: Option<Outcome>,
    pub pending: bool,
    pub claimed_by: Option<String>,
    pub due_at: Option<Time>,
    pub means: Vec<String>,
}

/// The sessions of a verification, and how the account stands with its attempts.
#[derive(Debug, Serialize)]
pub struct VerificationReport {
    pub sessions: Vec<SessionReport>,
    pub minutes: Option<u32>,
    pub attempts_today: u32,
    pub attempts_a_day: Option<u32>,
    pub denials: usize,
    pub denials_to_close: Option<u32>,
    pub denials_within_hours: Option<u32>,
    pub closed_until: Option<Time>,
}

/// One session.
#[derive(Debug, Serialize)]
pub struct SessionReport {
    pub ticket: String,
    pub level: KycLevel,
    pub started_at: Option<Time>,
    pub submitted_at: Time,
    pub took_seconds: Option<i64>,
    pub steps: Vec<StepTaken>,
    pub face_channel: Option<&'static str>,
    pub goes_on: bool,
}

/// Another account that tried the identity (C2).
#[derive(Debug, Serialize)]
pub struct DuplicateReport {
    pub account: String,
    pub case: CaseId,
    pub number: CaseNumber,
    pub stage: String,
}

/// One event.
#[derive(Debug, Serialize)]
pub struct TimelineReport {
    pub seq: i64,
    pub at: Time,
    pub actor: String,
    pub event: &'static str,
    pub text: Clean,
}
