//! What a record's types cannot say: lengths, shapes, ranges and dates.
//!
//! Text is of three sorts. *Names* (persons, cities, devices, addresses) are compared and shown in one line, so whatever
//! hides or reorders itself in them is refused. *Recalled* values and *free text* are a person's own words: they are taken as
//! they are, within a length, and made visible wherever they are shown.

mod evidence;
mod record;
mod values;
mod verification;

use super::wrong::Checked;
use crate::case::record::Record;
use chrono::{DateTime, Utc};

/// Checks the values of a record; `now` is what "in the future" is measured by.
///
/// # Errors
/// The first value that is wrong, and what would be right.
pub fn check(record: &Record, now: DateTime<Utc>) -> Checked {
    let today = values::Today::new(now);
    match record {
        Record::Account(account) => record::account(account, today),
        Record::Ticket(ticket) => record::ticket(ticket, today),
        Record::Verification(verification) => verification::verification(verification, today),
        Record::Evidence(evidence) => record::later_evidence(evidence, today),
        Record::Signal(signal) => record::later_signal(signal, today),
        Record::Message(message) => record::message(message, today),
        Record::Answer(answer) => record::answer(answer, today),
    }
}
