//! What must hold before an action: a closed list, so that a playbook can be checked whole.

use super::account::{AccountStatus, Which};
use super::ids::{CauseId, CheckId, ChoiceId, ClueId, ItemId, KindId, QuestionId};
use super::triage::LockState;
use crate::score::{Band, Signal};
use crate::text::RuleId;
use serde::{Deserialize, Serialize};

/// A guard and the rule it stands for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarded {
    /// The rule that a refusal names.
    pub rule: RuleId,
    /// What must hold.
    pub must: Guard,
}

/// What must hold before an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Guard {
    /// Every required item is there, or there with every requirement ticked; optional items that came are judged too.
    Evidence(EvidenceState),
    /// One item, required or not.
    Item(ItemGuard),
    /// All required checks passed.
    Checks(ChecksState),
    /// One check has one answer.
    Check(CheckGuard),
    /// At least so many clues match.
    Clues(ClueGuard),
    /// The cause is named (C3).
    Cause(CauseState),
    /// The cause is one of these.
    CauseIs(Vec<CauseId>),
    /// The document is the one of KYC (R3).
    Document(DocumentState),
    /// The contact address is not registered at the institution (R8).
    NewEmail(EmailState),
    /// No picture came in another case before (R6).
    Pictures(PictureState),
    /// The band is at most this (R12).
    BandAtMost(Band),
    /// A signal lies in a range (R11).
    Signal(SignalGuard),
    /// The claimant's or the holder's account is in a state (C5, C6, M6).
    Account(AccountGuard),
    /// Whether a verified account holds the identity (C1, C11).
    Identity(IdentityState),
    /// Whether the playbook restricts the region of the account that asks (R16).
    Region(RegionState),
    /// Where the hold stands (R13, R14).
    Hold(HoldState),
    /// Whether anything that the account's registered owner wrote is still unread (R14).
    Owner(OwnerState),
    /// Whether a lock after wrong passwords runs on the account that asks, as the registry says now (L3).
    Lock(LockState),
    /// How far the triage has led (L11).
    Triage(TriageState),
    /// A question of the triage was answered so.
    Answered(AnsweredGuard),
    /// Where the session of a verification stands (V1, V6).
    Session(SessionState),
    /// At least so many other accounts tried the same identity (C2).
    TriedElsewhere(u32),
    /// How far what is followed up was seen to (R15, M13).
    FollowUps(FollowUpsState),
    /// Where other cases about one of the accounts stand (C5, R14).
    Linked(LinkedGuard),
}

/// Where the cases of one kind stand that are about one of this case's accounts, whether it asks in them or holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkedGuard {
    /// The kind of those cases.
    pub kind: KindId,
    /// Which of this case's accounts they are about.
    pub of: Which,
    /// What must hold of them.
    pub is: LinkedState,
}

/// What must hold of linked cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkedState {
    /// None is undecided or in a hold.
    NotPending,
    /// One was approved, and no hold of it runs any more.
    Approved,
}

/// How far what is followed up must have been seen to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpsState {
    /// All that comes before the decision.
    Prepared,
    /// All of it.
    Done,
}

/// How far evidence must have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceState {
    /// There, and nothing of it refused: what was refused must have been brought again.
    Present,
    /// There, and every requirement ticked.
    Accepted,
}

/// One item must have come so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemGuard {
    /// Which one.
    pub id: ItemId,
    /// How far.
    pub is: EvidenceState,
}

/// The state that all required checks must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChecksState {
    /// Passed.
    Passed,
}

/// The answer to a check.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It speaks for the applicant.
    Passed,
    /// It speaks against the applicant.
    Failed,
}

/// One check must have one answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckGuard {
    /// Which one.
    pub id: CheckId,
    /// The answer.
    pub is: Answer,
}

/// So many clues must match; where `of` is given, only those count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClueGuard {
    /// How many.
    pub matching: u8,
    /// Among these; all where absent.
    #[serde(default)]
    pub of: Vec<ClueId>,
}

/// What must be known of the cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseState {
    /// It is named.
    Named,
}

/// What must be known of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    /// Type, country and number equal those of KYC.
    SameAsKyc,
}

/// What must be known of the contact address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmailState {
    /// No account of the institution has it.
    Unregistered,
}

/// What must be known of the pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureState {
    /// None came in another case before.
    NotSeenBefore,
}

/// A signal must lie in `at_least ≤ value < below`; an unknown one satisfies no range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignalGuard {
    /// Which one.
    pub of: Signal,
    /// The least value, in the signal's unit.
    #[serde(default)]
    pub at_least: Option<f64>,
    /// Values from here on are refused.
    #[serde(default)]
    pub below: Option<f64>,
}

/// What must hold of an account, as the registry says now. A required state of an account that the registry does not know is
/// not satisfied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountGuard {
    /// Which account.
    pub of: Which,
    /// It stands in one of these states.
    #[serde(default)]
    pub status: Vec<AccountStatus>,
    /// It owns nothing any more.
    #[serde(default)]
    pub assets: Option<Nothing>,
    /// It has no open order any more.
    #[serde(default)]
    pub orders: Option<Nothing>,
}

/// The word `none`, where a playbook demands that nothing is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nothing {
    /// None left.
    None,
}

/// Whether another account holds the identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentityState {
    /// No other verified account holds it.
    Unheld,
    /// Another verified account holds it.
    Held,
}

/// What must be known of the claimant's region, as the registry says now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionState {
    /// It is not among the playbook's restricted regions; one that is not on record is not.
    Unrestricted,
}

/// Where the hold stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldState {
    /// It runs.
    Running,
    /// It has ended.
    Over,
}

/// Where the session of a verification stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Every step was taken, in time.
    Complete,
    /// It began and is not complete, or took too long.
    Incomplete,
}

/// What must be known of the account's registered owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerState {
    /// Nothing that the owner wrote is unread.
    Heard,
}

/// How far the triage must have led.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TriageState {
    /// To a reply that was not sent yet.
    Reply,
    /// To its end, whatever it was and whether or not it was acted on.
    Ended,
}

/// A question of the triage must have one of these answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnsweredGuard {
    /// Which question.
    pub question: QuestionId,
    /// The answers that satisfy it.
    pub is: Vec<ChoiceId>,
}
