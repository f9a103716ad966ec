//! Clues: what the applicant recalls, held against the record (R2).

use super::record::AccountRecord;
use crate::identity::{self, Agreement};
use crate::playbook::ClueSource;
use crate::text::Clean;
use chrono::NaiveDate;
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

/// What is wrong with the form of a value recalled, and what would be right; the value itself is not repeated, for it may be a
/// whole card number, of which no more than four digits are ever kept. What is no month or no four digits could only be a
/// mismatch, and would count against the applicant.
///
/// # Errors
/// The two sentences, without their full stops.
pub fn check_recalled(source: ClueSource, value: &str) -> Result<(), (&'static str, &'static str)> {
    let four_digits = |value: &str| {
        let digits = value.chars().filter(char::is_ascii_digit).count();
        digits == 4 && value.trim().bytes().all(|b| b.is_ascii_digit())
    };
    match source {
        ClueSource::RegisteredMonth if !is_month(value.trim()) => {
            Err(("this is no month", "Write year and month, as in \"2021-03\""))
        }
        ClueSource::CardLast4 if !four_digits(value) => {
            Err(("these are not four digits", "Write the last four digits of the card, and never more"))
        }
        ClueSource::PhoneLast4 if !four_digits(value) => {
            Err(("these are not four digits", "Write the last four digits of the phone number"))
        }
        _ => Ok(()),
    }
}

/// Whether a text is a month: `2021-03`.
fn is_month(text: &str) -> bool {
    text.len() == 7 && NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").is_ok()
}

/// How much of a value recalled is shown by default (N6).
pub fn mask_recalled(source: ClueSource, value: &str) -> Clean {
    match source {
        // A month says nothing about a person that is not shown beside it.
        ClueSource::RegisteredMonth => Clean::line(value),
        ClueSource::Email => identity::mask_email(value),
        ClueSource::CardLast4 | ClueSource::PhoneLast4 | ClueSource::WithdrawalAddress => {
            identity::mask_number(value)
        }
        ClueSource::LastLoginCity | ClueSource::LastLoginDevice | ClueSource::Judged => {
            identity::mask_name(value)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clue_in_the_wrong_form_is_none_and_its_value_is_not_repeated() {
        for (source, right) in [
            (ClueSource::RegisteredMonth, "2021-03"),
            (ClueSource::CardLast4, "4417"),
            (ClueSource::PhoneLast4, " 4567 "),
            (ClueSource::LastLoginCity, "March 2021"),
            (ClueSource::Judged, "4417 4417 4417 4417"),
        ] {
            assert_eq!(check_recalled(source, right), Ok(()), "{right}");
        }
        for (source, wrong) in [
            (ClueSource::RegisteredMonth, "March 2021"),
            (ClueSource::RegisteredMonth, "2021-13"),
            (ClueSource::RegisteredMonth, "2021-3"),
            (ClueSource::CardLast4, "1234567890123456"),
            (ClueSource::CardLast4, "441"),
            (ClueSource::PhoneLast4, "+4917055501"),
        ] {
            let (what, remedy) = check_recalled(source, wrong).unwrap_err();
            assert!(!what.contains(wrong) && !remedy.contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn n06_what_is_recalled_is_masked_as_what_it_is() {
        for (source, value, masked) in [
            (ClueSource::Email, "peter@mail.com", "p•••r@ma•••om"),
            (ClueSource::WithdrawalAddress, "bc1qxy2kgdygjrsqtzq2n0yrf", "•••0yrf"),
            (ClueSource::CardLast4, "4417", "•••"),
            (ClueSource::LastLoginCity, "Singapore", "S•••"),
            (ClueSource::RegisteredMonth, "2021-03", "2021-03"),
        ] {
            assert_eq!(mask_recalled(source, value).as_str(), masked);
        }
    }
}
