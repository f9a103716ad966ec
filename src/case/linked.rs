//! Other cases about the same accounts: what deciding this one must know of them (C5, R14).

use super::{AccountId, CaseId, CaseNumber, Facts, Matter};
use crate::playbook::{KindId, LinkedGuard, LinkedState, Outcome, Which};

/// Another case of the institution in which one of this case's accounts asks or holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// Which.
    pub case: CaseId,
    /// Its number.
    pub number: CaseNumber,
    /// Its kind.
    pub kind: KindId,
    /// The title of its stage.
    pub stage: String,
    /// The account that asks in it.
    pub claimant: AccountId,
    /// The account that holds the identity in it.
    pub holder: Option<AccountId>,
    /// How it ended, where it did.
    pub outcome: Option<Outcome>,
    /// How it stands decided, though it need not have ended.
    pub decision: Option<Outcome>,
    /// Whether it is approved and only followed up.
    pub followed_up: bool,
}

impl Linked {
    /// Whether `account` asks or holds in it.
    pub fn concerns(&self, account: &AccountId) -> bool {
        self.claimant == *account || self.holder.as_ref() == Some(account)
    }

    /// Whether it is undecided, or decided and in a hold: while it is, what it is about can still go to somebody else.
    pub fn is_pending(&self) -> bool {
        self.outcome.is_none() && !self.followed_up
    }

    /// Whether it was approved, and no hold of it runs any more.
    pub fn is_approved(&self) -> bool {
        self.decision == Some(Outcome::Approved) && !self.is_pending()
    }

    /// Whether it stands so.
    pub fn stands(&self, state: LinkedState) -> bool {
        match state {
            LinkedState::NotPending => !self.is_pending(),
            LinkedState::Approved => self.is_approved(),
        }
    }
}

/// The account of this case that `wanted` is about.
pub fn linked_account<'m>(wanted: &LinkedGuard, matter: &'m Matter) -> Option<&'m AccountId> {
    match wanted.of {
        Which::Claimant => Some(&matter.claimant),
        Which::Holder => matter.holder.as_ref(),
        Which::Duplicates => None,
    }
}

/// The linked cases that `wanted` speaks of.
pub fn linked_cases<'f>(
    wanted: &'f LinkedGuard,
    matter: &'f Matter,
    facts: &'f Facts,
) -> impl Iterator<Item = &'f Linked> {
    let account = linked_account(wanted, matter);
    let of_kind = facts.linked.iter().filter(|linked| linked.kind == wanted.kind);
    of_kind.filter(move |linked| account.is_some_and(|account| linked.concerns(account)))
}
