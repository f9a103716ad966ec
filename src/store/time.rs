//! Times as the store keeps them: milliseconds since 1970-01-01 UTC.

use super::StoreError;
use chrono::{DateTime, Utc};

/// An hour.
pub const HOUR: i64 = 3_600_000;
/// A day.
pub const DAY: i64 = 24 * HOUR;
/// A sort key or a time that comes after every other: a clock that stands still, a case without weights.
pub const NEVER: i64 = i64::MAX;

/// The millisecond of `at`, the rest cut off.
pub fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The first millisecond that is not before `at`: what falls due must not fall due too early.
pub fn millis_up(at: DateTime<Utc>) -> i64 {
    let millis = at.timestamp_millis();
    if at.timestamp_subsec_nanos().is_multiple_of(1_000_000) { millis } else { millis.saturating_add(1) }
}

/// The time of `millis`.
///
/// # Errors
/// [`StoreError::Damaged`] for what is no time that a calendar can hold.
pub fn time(millis: i64) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(millis)
        .ok_or_else(|| StoreError::damaged(format!("{millis} is no time in milliseconds")))
}

/// `at` as the store gives it back.
pub fn cut(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}
