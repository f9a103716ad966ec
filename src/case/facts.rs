//! All that deciding needs beyond the case itself.

use super::record::{AccountRecord, Kyc};
use super::{AccountId, Basics, Carried, CaseId, Digest, Linked, OperatorId};
use crate::playbook::{By, Closing, Role, Which};
use chrono::{DateTime, Duration, Utc};
use std::collections::BTreeMap;
use std::fmt;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person at the desk.
    Operator(OperatorId, Role),
    /// The desk itself, because something fell due.
    Timer,
    /// The account's owner, by a message.
    Owner,
    /// The applicant, by what arrives.
    Applicant,
    /// The desk's post: what came of letters and orders.
    Post,
}

impl Actor {
    /// The person, where a person at the desk acts.
    pub fn operator(&self) -> Option<&OperatorId> {
        match self {
            Self::Operator(id, _) => Some(id),
            _ => None,
        }
    }

    /// What playbooks call this sort of actor.
    pub fn by(&self) -> By {
        match self {
            Self::Operator(..) => By::Operator,
            // The post takes no actions; like the timer it is the desk itself.
            Self::Timer | Self::Post => By::Timer,
            Self::Owner => By::Owner,
            Self::Applicant => By::Applicant,
        }
    }

    /// How the log names it: a person by id, the others in parentheses, which no id can hold.
    pub fn log_name(&self) -> &str {
        match self {
            Self::Operator(id, _) => id.as_str(),
            Self::Timer => "(timer)",
            Self::Owner => "(owner)",
            Self::Applicant => "(applicant)",
            Self::Post => "(post)",
        }
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.log_name())
    }
}

/// What the desk read from its store, in the transaction that will append what is decided.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The time.
    pub now: DateTime<Utc>,
    /// Who acts.
    pub actor: Actor,
    /// The registry's row for the account that asks; none where the registry does not know it.
    pub claimant: Option<AccountRecord>,
    /// The registry's row for the account that holds the identity.
    pub holder: Option<AccountRecord>,
    /// Verified accounts, other than the claimant, that hold the applicant's identity now (C1, C11); none where that cannot
    /// be looked up, because no document is on record. Nobody found and nothing to look for are two things.
    pub identity_holders: Option<Vec<AccountId>>,
    /// The account that has the contact address registered, if any has (R8).
    pub contact_registered_on: Option<AccountId>,
    /// Another open case of this kind and claimant, which a further ticket joins and beside which none is opened again
    /// (R21). Not looked for where the case itself is the open one.
    pub pending: Option<CaseId>,
    /// Other cases about its accounts; looked for only where its kind asks for them.
    pub linked: Vec<Linked>,
    /// Files of this case that came in another case before, and in which (R6).
    pub seen_elsewhere: BTreeMap<Digest, CaseId>,
    /// What was tried in earlier cases of the account that asks, the newest first; looked for where a case is opened (L11).
    pub carried: Vec<Carried>,
    /// Other accounts that tried the same identity, the newest first (C2).
    pub duplicates: Vec<Duplicate>,
    /// How often the account tried to be verified (V7).
    pub attempts: Attempts,
    /// The basic information that the account confirmed before (V2).
    pub confirmed: Option<Confirmed>,
    /// A phrase that nobody could foresee, used only where a challenge is given (R7).
    pub fresh_phrase: String,
}

impl Facts {
    /// Facts of an actor at a time, with nothing known from the registry.
    pub fn bare(now: DateTime<Utc>, actor: Actor) -> Self {
        Self {
            now,
            actor,
            claimant: None,
            holder: None,
            identity_holders: None,
            contact_registered_on: None,
            pending: None,
            linked: Vec::new(),
            seen_elsewhere: BTreeMap::new(),
            carried: Vec::new(),
            duplicates: Vec::new(),
            attempts: Attempts::default(),
            confirmed: None,
            fresh_phrase: String::new(),
        }
    }

    /// The registry's row for one of the case's accounts.
    pub fn account(&self, which: Which) -> Option<&AccountRecord> {
        match which {
            Which::Claimant => self.claimant.as_ref(),
            Which::Holder => self.holder.as_ref(),
            // There may be any number of them, and nothing is held against what they are.
            Which::Duplicates => None,
        }
    }

    /// The KYC record that the applicant must match: the claimant's own, or else that of the account holding the identity.
    pub fn kyc(&self) -> Option<&Kyc> {
        let of =
            |account: &Option<AccountRecord>| account.as_ref().is_some_and(|account| account.kyc.is_some());
        let account = if of(&self.claimant) { &self.claimant } else { &self.holder };
        account.as_ref()?.kyc.as_ref()
    }
}

/// Another account that tried the same identity (C2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The account.
    pub account: AccountId,
    /// The case of its newest attempt.
    pub case: CaseId,
    /// Whether that was approved and the registry has not told of the account since: until it does, the account holds the
    /// identity by that decision (C1).
    pub verified: bool,
}

/// How often an account tried to be verified (V7).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attempts {
    /// Attempts on the calendar day that is looked at, by the playbook's zone; an attempt that is being decided is not among
    /// them.
    pub today: u32,
    /// Denials of the last days, the newest first; as far back as any of them could still close verification.
    pub denials: Vec<DateTime<Utc>>,
}

impl Attempts {
    /// How many denials lie within the hours of `closing` before `at`.
    pub fn denials_within(&self, closing: Closing, at: DateTime<Utc>) -> usize {
        let from = at - Duration::hours(i64::from(closing.within_hours));
        self.denials.iter().filter(|denial| **denial > from && **denial <= at).count()
    }

    /// Until when denials keep verification closed at `at`; none while it is open.
    pub fn closed_until(&self, closing: Closing, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let most = usize::try_from(closing.denials).unwrap_or(usize::MAX);
        let within = Duration::hours(i64::from(closing.within_hours));
        let mut known: Vec<_> = self.denials.iter().copied().filter(|denial| *denial <= at).collect();
        known.sort_unstable();
        // Each run of so many denials closes from its last one on.
        let runs = known.windows(most.max(1)).filter(|run| run[run.len() - 1] - run[0] <= within);
        let until = runs.map(|run| run[run.len() - 1] + Duration::hours(i64::from(closing.closed_hours)));
        until.max().filter(|until| *until > at)
    }
}

/// Basic information that was confirmed before (V2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The information.
    pub basics: Basics,
    /// Whether the applicant stated it in a submission, so that it can be held against word by word; else the registry has it.
    pub stated: bool,
}
