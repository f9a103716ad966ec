//! What faces show of a verification beside its case: how often the account tried, and who else tried the identity.

use super::DeskError;
use crate::case::{AccountId, CaseId, CaseNumber, Facts};
use crate::playbook::{Closing, Kind};
use crate::store::Reader;
use chrono::{DateTime, Utc};

/// How an account stands with its attempts (V6, V7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationView {
    /// How many minutes a session may take.
    pub minutes: Option<u32>,
    /// Attempts on the day of the snapshot.
    pub attempts_today: u32,
    /// How many a day there may be.
    pub attempts_a_day: Option<u32>,
    /// Denials within the hours that count.
    pub denials: usize,
    /// How many of them close verification.
    pub closing: Option<Closing>,
    /// Until when it is closed; none while it is open.
    pub closed_until: Option<DateTime<Utc>>,
}

impl VerificationView {
    /// How the account of a case stands; none where the kind is no verification.
    pub fn of(facts: &Facts, kind: &Kind) -> Option<Self> {
        let closing = kind.closing();
        kind.is_verification().then(|| Self {
            minutes: kind.session_minutes().map(|(minutes, _)| minutes),
            attempts_today: facts.attempts.today,
            attempts_a_day: kind.attempts_a_day(),
            denials: closing.map_or(0, |closing| facts.attempts.denials_within(closing, facts.now)),
            closing,
            closed_until: closing.and_then(|closing| facts.attempts.closed_until(closing, facts.now)),
        })
    }
}

/// Another account that tried the identity (C2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuplicateView {
    /// The account.
    pub account: AccountId,
    /// Its case.
    pub case: CaseId,
    /// The case's number.
    pub number: CaseNumber,
    /// Where that case stands.
    pub stage: String,
}

/// The accounts in `facts` that tried the identity, with their cases.
pub(super) fn duplicates(reader: &Reader<'_>, facts: &Facts) -> Result<Vec<DuplicateView>, DeskError> {
    let mut found = Vec::new();
    for duplicate in &facts.duplicates {
        let Some(row) = reader.row(duplicate.case)? else { continue };
        found.push(DuplicateView {
            account: duplicate.account.clone(),
            case: duplicate.case,
            number: row.number,
            stage: row.stage_title,
        });
    }
    Ok(found)
}
