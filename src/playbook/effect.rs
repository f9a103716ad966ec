//! What follows from an action: a closed list too.

use super::account::Which;
use super::ids::{CheckId, ItemId, LetterId};
use crate::score::{Band, Signal};
use crate::text::RuleId;
use serde::{Deserialize, Serialize};

/// What follows from an action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// A letter to the address that the applicant gave.
    Letter(LetterId),
    /// The letter that the triage has led to, to the address that the applicant gave.
    Reply(ReplyBy),
    /// A letter to every address known, old and new (N2).
    Announce(LetterId),
    /// A letter to whoever has the account that holds the identity: what is taken away can be contested (N3).
    TellHolder(LetterId),
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
    /// Lists mark the case until somebody takes it up: what a reminder says to the desk.
    Remind(Reminded),
    /// The result counts towards closing verification (V7).
    Count(Counted),
    /// A conflict case is opened about the identity and linked with this one; by this rule (C1).
    OpenConflict(RuleId),
}

/// Who is reminded by the effect `remind`; the applicant is by a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reminded {
    /// Whoever works at the desk.
    Desk,
}

/// What says which letter a `reply` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyBy {
    /// The answer at which the triage has ended.
    Triage,
}

/// What counts towards closing verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// A denial.
    Denial,
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
    /// Whose contacts a `replace_contacts` brings; no other order has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<ContactSource>,
    /// Under what condition the order is given; always, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<OrderWhen>,
}

/// Whose contacts an account is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactSource {
    /// Those that the applicant gave with the application, which are new to the institution (R8).
    Application,
    /// E-mail and phone that the registry has of the account that asks (M5); without both the order is refused.
    Claimant,
}

/// When an order is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderWhen {
    /// Only where this case gave the order that this one undoes, and has not undone it since: so that a case takes back
    /// what it did itself, and never a lock or freeze that somebody else put on the account.
    Undoing,
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
    /// The account's e-mail and phone become those that the order brings (R15, M5, M7).
    ReplaceContacts,
    /// The earlier contacts come back (R14).
    RestoreContacts,
    /// The account is frozen for good (M7).
    FreezeAccount,
    /// The account is as it was before this case froze it, because what it was frozen for was taken back.
    UnfreezeAccount,
    /// Begin the deletion of the account (C5).
    DeleteAccount,
    /// The identity is free again (C5, C11).
    ReleaseIdentity,
    /// The identity is verified on the account again as before this case released it, because what it was released for was
    /// taken back (N3). An account that has been deleted since gets nothing back.
    RestoreIdentity,
    /// Further verification requests are restricted (C2).
    RestrictVerification,
    /// Verification requests are open again.
    AllowVerification,
    /// The account is verified with the identity of the submission (V1).
    VerifyIdentity,
    /// Every session, API key, third-party authorisation and whitelisted address is revoked (R15).
    RevokeAccess,
    /// The restriction that risk control put on the account ends (L5).
    LiftRestriction,
    /// The authenticator bound to the account is taken off, so that a new one can be bound (L6).
    ResetAuthenticator,
    /// The account's phone becomes the one that the order brings; its e-mail address stays (L7).
    ChangePhone,
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
            Self::UnfreezeAccount => "unfreeze_account",
            Self::DeleteAccount => "delete_account",
            Self::ReleaseIdentity => "release_identity",
            Self::RestoreIdentity => "restore_identity",
            Self::RestrictVerification => "restrict_verification",
            Self::AllowVerification => "allow_verification",
            Self::VerifyIdentity => "verify_identity",
            Self::RevokeAccess => "revoke_access",
            Self::LiftRestriction => "lift_restriction",
            Self::ResetAuthenticator => "reset_authenticator",
            Self::ChangePhone => "change_phone",
        }
    }

    /// The instruction that this one takes back, where it takes one back.
    pub fn undoes(self) -> Option<Self> {
        match self {
            Self::UnlockAccount => Some(Self::LockAccount),
            Self::ReleaseWithdrawals => Some(Self::FreezeWithdrawals),
            Self::RestoreContacts => Some(Self::ReplaceContacts),
            Self::UnfreezeAccount => Some(Self::FreezeAccount),
            Self::RestoreIdentity => Some(Self::ReleaseIdentity),
            Self::AllowVerification => Some(Self::RestrictVerification),
            _ => None,
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
