//! What may be done to a case: actions, the guards before them and the effects after them.

use super::ids::{ActionId, CauseId, CheckId, ClueId, ItemId, LetterId, ReasonId, StageId};
use crate::score::{Band, Signal};
use crate::text::RuleId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that may be done from some stages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name in commands.
    pub id: ActionId,
    /// What its button says.
    pub title: String,
    /// The key that a console offers for it, one printable character.
    #[serde(default)]
    pub key: Option<char>,
    /// The stages it may be done from.
    pub from: Vec<StageId>,
    /// The stage it leads to; none stays.
    #[serde(default)]
    pub to: Option<StageId>,
    /// The least role that may do it.
    #[serde(default = "reviewer")]
    pub role: Role,
    /// Who may do it at all.
    #[serde(default = "operator")]
    pub by: Vec<By>,
    /// The rules it carries out.
    #[serde(default)]
    pub rules: Vec<RuleId>,
    /// What must hold, each with its rule.
    #[serde(default)]
    pub guards: Vec<Guarded>,
    /// Where not empty, one of these must be given as the reason.
    #[serde(default)]
    pub reasons: Vec<ReasonId>,
    /// Whether a note must be written.
    #[serde(default)]
    pub note: bool,
    /// Whether it cannot be taken back: it then asks for the case's number, typed (C6).
    #[serde(default)]
    pub irreversible: bool,
    /// From this band on, two operators must agree (N7).
    #[serde(default)]
    pub second_operator_from: Option<Band>,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

fn reviewer() -> Role {
    Role::Reviewer
}

fn operator() -> Vec<By> {
    vec![By::Operator]
}

/// What a person at the desk may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything, changes nothing.
    Auditor,
    /// Decides cases.
    Reviewer,
    /// Decides what reviewers may not, and releases other people's claims.
    Lead,
    /// Also installs playbooks and operators.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Auditor, Self::Reviewer, Self::Lead, Self::Admin];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
            Self::Reviewer => "reviewer",
            Self::Lead => "lead",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who sets an action off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A person at the desk.
    Operator,
    /// The desk itself, by a timer.
    Timer,
    /// The account's owner, by a message from an address already known (R14).
    Owner,
    /// New evidence from the applicant arrived while the desk waited for it.
    Applicant,
}

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
    /// Where the hold stands (R13, R14).
    Hold(HoldState),
}

/// How far evidence must have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceState {
    /// There.
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

/// Which of a case's two accounts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// The account that asks.
    Claimant,
    /// The account that holds the identity.
    Holder,
}

impl Which {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Claimant => "claimant",
            Self::Holder => "holder",
        }
    }
}

/// How an account stands at the institution.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatus {
    /// In use.
    Active,
    /// Locked, for example while an appeal is pending (R20).
    Locked,
    /// Frozen for good.
    Frozen,
    /// Deactivated by its owner; its identity is free (M12).
    Deactivated,
    /// Deleted; its identity is free (C5).
    Deleted,
    /// Being deleted: not free yet.
    DeletionPending,
}

impl AccountStatus {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Locked => "locked",
            Self::Frozen => "frozen",
            Self::Deactivated => "deactivated",
            Self::Deleted => "deleted",
            Self::DeletionPending => "deletion_pending",
        }
    }

    /// Whether an account in this state still holds its identity (C1, C5).
    pub fn holds_identity(self) -> bool {
        !matches!(self, Self::Deactivated | Self::Deleted)
    }
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

/// What follows from an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// A letter to the address that the applicant gave.
    Letter(LetterId),
    /// A letter to every address known, old and new (N2).
    Announce(LetterId),
    /// An instruction to the institution's systems.
    Order(OrderEffect),
    /// A hold of so many hours by band: withdrawals and C2C sale are frozen until it ends (R13).
    Hold(HoldHours),
    /// The hold ends now.
    EndHold(EndHold),
    /// A random phrase to be read aloud (R7).
    Challenge(Challenge),
    /// These items must be brought again: what came is set aside.
    AskAgain(Vec<ItemId>),
    /// These checks are open again.
    Recheck(Vec<CheckId>),
    /// These measurements no longer count, because what they measured is asked for again.
    Forget(Vec<Signal>),
}

/// Hours by band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldHours {
    /// For a low risk.
    pub low: u32,
    /// For a medium risk.
    pub medium: u32,
    /// For a high risk.
    pub high: u32,
    /// For a critical risk.
    pub critical: u32,
}

impl HoldHours {
    /// The hours for `band`.
    pub fn hours(&self, band: Band) -> u32 {
        match band {
            Band::Low => self.low,
            Band::Medium => self.medium,
            Band::High => self.high,
            Band::Critical => self.critical,
        }
    }
}

/// An instruction to the institution's systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderEffect {
    /// What to do.
    #[serde(rename = "do")]
    pub name: OrderName,
    /// To which account.
    pub account: Which,
}

/// The closed list of instructions.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum OrderName {
    /// No login, no trading (R20).
    LockAccount,
    /// Undo a lock.
    UnlockAccount,
    /// Withdrawals and C2C sale off until the time given; login, viewing and internal transfer stay on (R13).
    FreezeWithdrawals,
    /// Withdrawals on again.
    ReleaseWithdrawals,
    /// The account's e-mail and phone become those that the applicant brought (M5, M7).
    ReplaceContacts,
    /// The earlier contacts come back (R14).
    RestoreContacts,
    /// The account is frozen for good (M7).
    FreezeAccount,
    /// Begin the deletion of the account (C5).
    DeleteAccount,
    /// The identity is free again (C5, C11).
    ReleaseIdentity,
    /// Further verification requests are restricted (C2).
    RestrictVerification,
    /// Verification requests are open again.
    AllowVerification,
    /// Every session, API key, third-party authorisation and whitelisted address is revoked (R15).
    RevokeAccess,
}

impl OrderName {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LockAccount => "lock_account",
            Self::UnlockAccount => "unlock_account",
            Self::FreezeWithdrawals => "freeze_withdrawals",
            Self::ReleaseWithdrawals => "release_withdrawals",
            Self::ReplaceContacts => "replace_contacts",
            Self::RestoreContacts => "restore_contacts",
            Self::FreezeAccount => "freeze_account",
            Self::DeleteAccount => "delete_account",
            Self::ReleaseIdentity => "release_identity",
            Self::RestrictVerification => "restrict_verification",
            Self::AllowVerification => "allow_verification",
            Self::RevokeAccess => "revoke_access",
        }
    }
}

/// The word `now` after `end_hold`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EndHold {
    /// At once.
    Now,
}

/// Which phrase follows `challenge`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Challenge {
    /// Another phrase than before.
    New,
    /// A phrase where the application brought none that the institution's own form had given.
    IfNone,
}
