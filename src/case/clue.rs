//! Clues: what the applicant recalls, held against the record (R2).

use super::record::AccountRecord;
use crate::identity::{self, Agreement};
use crate::playbook::ClueSource;
use serde::{Deserialize, Serialize};

/// How a clue stands against the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClueVerdict {
    /// The record says the same.
    Match,
    /// The record says otherwise.
    Mismatch,
    /// Nothing recalled, or nothing on record.
    Unknown,
}

impl ClueVerdict {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Mismatch => "mismatch",
            Self::Unknown => "unknown",
        }
    }
}

type Sameness = fn(&str, &str) -> bool;

/// Holds the values `recalled` against `account`: a match where any of them is on record, a mismatch where none is, unknown
/// where nothing is recalled or the record has nothing to hold it against.
pub fn compare_clue(source: ClueSource, recalled: &[String], account: Option<&AccountRecord>) -> ClueVerdict {
    let Some(account) = account else { return ClueVerdict::Unknown };
    let (on_record, same): (Vec<String>, Sameness) = match source {
        ClueSource::RegisteredMonth => {
            (account.registered_at.map(|at| at.format("%Y-%m").to_string()).into_iter().collect(), same_month)
        }
        ClueSource::CardLast4 => (account.cards_last4.clone(), same_digits),
        ClueSource::WithdrawalAddress => (account.withdrawal_addresses.clone(), same_address),
        ClueSource::LastLoginCity => (latest(account, |login| login.city.clone()), same_city),
        ClueSource::LastLoginDevice => (latest(account, |login| login.device.clone()), same_device),
        ClueSource::PhoneLast4 => (account.phone.iter().map(|phone| last4(phone)).collect(), same_digits),
        ClueSource::Email => (account.email.iter().cloned().collect(), same_email),
        ClueSource::Judged => return ClueVerdict::Unknown,
    };
    if recalled.is_empty() || on_record.is_empty() {
        ClueVerdict::Unknown
    } else if recalled.iter().any(|value| on_record.iter().any(|record| same(value, record))) {
        ClueVerdict::Match
    } else {
        ClueVerdict::Mismatch
    }
}

fn latest(account: &AccountRecord, field: impl Fn(&super::record::Login) -> Option<String>) -> Vec<String> {
    account.logins.iter().max_by_key(|login| login.at).and_then(field).into_iter().collect()
}

fn same_month(a: &str, b: &str) -> bool {
    a.trim() == b
}

fn same_city(a: &str, b: &str) -> bool {
    matches!(identity::compare_cities(Some(a), Some(b)), Agreement::Equal | Agreement::Near)
}

fn same_device(a: &str, b: &str) -> bool {
    matches!(identity::compare_devices(Some(a), Some(b)), Agreement::Equal | Agreement::Near)
}

fn same_email(a: &str, b: &str) -> bool {
    identity::compare_emails(Some(a), Some(b)) == Agreement::Equal
}

/// On-chain addresses may be case-sensitive; some wallets show them with another case, so hexadecimal ones are not.
fn same_address(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    a == b || (a.starts_with("0x") && a.eq_ignore_ascii_case(b))
}

fn last4(text: &str) -> String {
    let digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(4)..].iter().collect()
}

fn same_digits(a: &str, b: &str) -> bool {
    let (a, b) = (last4(a), last4(b));
    a.len() == 4 && a == b
}
