//! The filter language that console and command line share: `band:high due:today mine lin w`.
//!
//! Words with a known key, and the few flags, filter; every other word is searched for. A word in double quotes is always
//! searched for, whatever it looks like.

use crate::case::OperatorId;
use crate::playbook::{InstitutionId, KindId, Outcome, StageId};
use crate::score::Band;
use crate::store::{DueFilter, Filter, OpenFilter, QueueKey};
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

/// Why a text is no filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}. {remedy}")]
pub struct FilterError {
    /// What is wrong, naming the word.
    pub what: String,
    /// What would be right.
    pub remedy: String,
}

/// What the language knows: each word with what it means, for help texts and completions.
pub const WORDS: &[(&str, &str)] = &[
    ("band:high", "risk: low, medium, high, critical; several with commas, high+ for high and above"),
    ("due:today", "due before the day ends (UTC); also overdue, tomorrow, week, 24h, 3d, 2026-01-31"),
    ("mine", "claimed by you now"),
    ("unclaimed", "claimed by nobody now"),
    ("by:alice", "claimed by alice now"),
    ("kind:recovery", "of this kind"),
    ("institution:acme", "of this institution"),
    ("queue:acme/recovery", "of this institution and kind"),
    (
        "queue:follow-ups",
        "approved and followed up until that is done, across kinds; such cases are in no other queue",
    ),
    ("stage:manual_review", "at this stage"),
    (
        "is:unread",
        "the account's owner wrote something that nobody has read; also unanswered messages, reminded",
    ),
    (
        "failed",
        "an order was refused or set aside, in ended cases too; also undelivered, for letters that were set aside",
    ),
    ("is:ended", "ended cases; also open, snoozed, all, overdue, approved, rejected, closed"),
    ("\"two words\"", "searched for as it stands"),
];

/// The name of the queue of cases that are followed up.
pub const FOLLOW_UPS: &str = "follow-ups";

/// Reads `text` as a filter, seen by `operator` at `now`. An empty text is all open cases.
///
/// # Errors
/// The first word that is no filter, and what would be one.
pub fn parse(text: &str, now: DateTime<Utc>, operator: &OperatorId) -> Result<Filter, FilterError> {
    let mut filter = Filter::default();
    let mut search: Vec<String> = Vec::new();
    for word in words(text) {
        match word {
            Word::Quoted(text) => search.push(text),
            Word::Plain(text) => match text.split_once(':') {
                Some((key, value)) => keyed(&mut filter, &key.to_ascii_lowercase(), value, now, operator)?,
                None => match text.to_ascii_lowercase().as_str() {
                    "mine" => claimed_by(&mut filter, operator.clone())?,
                    "unclaimed" => unclaimed(&mut filter)?,
                    "overdue" => filter.due = Some(DueFilter::Overdue),
                    word @ ("failed" | "undelivered") => failed(&mut filter, word),
                    _ => search.push(text),
                },
            },
        }
    }
    filter.search = search.join(" ");
    Ok(filter)
}

/// One word of a filter's text.
enum Word {
    Plain(String),
    Quoted(String),
}

/// Splits at white space; a double quote takes everything up to the next one, or to the end while it is still being typed.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('"') {
            let (quoted, after) = inner.split_once('"').unwrap_or((inner, ""));
            if !quoted.trim().is_empty() {
                words.push(Word::Quoted(quoted.trim().to_owned()));
            }
            rest = after.trim_start();
        } else {
            let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
            words.push(Word::Plain(rest[..end].to_owned()));
            rest = rest[end..].trim_start();
        }
    }
    words
}

fn keyed(
    filter: &mut Filter,
    key: &str,
    value: &str,
    now: DateTime<Utc>,
    operator: &OperatorId,
) -> Result<(), FilterError> {
    match key {
        "band" | "risk" => filter.bands = bands(value)?,
        "due" => filter.due = Some(due(value, now)?),
        "kind" => filter.kind = Some(name(key, value, KindId::new)?),
        "institution" => filter.institution = Some(name(key, value, InstitutionId::new)?),
        "stage" => filter.stage = Some(name(key, value, StageId::new)?),
        "queue" if is_follow_ups(value) => filter.follow_ups = true,
        "queue" => filter.queue = Some(queue(value)?),
        "by" if value == "me" => claimed_by(filter, operator.clone())?,
        "by" => claimed_by(filter, name(key, value, OperatorId::new)?)?,
        "is" => is(filter, value, operator)?,
        _ => {
            let keys = "band, due, kind, institution, queue, stage, by and is";
            return Err(FilterError {
                what: format!("{:?} is no filter", format!("{key}:")),
                remedy: format!("There are {keys}; put \"…\" around a word with a colon to search for it"),
            });
        }
    }
    Ok(())
}

fn is(filter: &mut Filter, value: &str, operator: &OperatorId) -> Result<(), FilterError> {
    let ended = |outcome: Outcome| (OpenFilter::Ended, Some(outcome));
    let (open, outcome) = match value.to_ascii_lowercase().as_str() {
        "open" => (OpenFilter::Open, None),
        "snoozed" => (OpenFilter::Snoozed, None),
        "ended" => (OpenFilter::Ended, None),
        "all" => (OpenFilter::All, None),
        "approved" => ended(Outcome::Approved),
        "rejected" => ended(Outcome::Rejected),
        "closed" => ended(Outcome::Closed),
        "overdue" => {
            filter.due = Some(DueFilter::Overdue);
            return Ok(());
        }
        "mine" => return claimed_by(filter, operator.clone()),
        "unclaimed" => return unclaimed(filter),
        "unread" => {
            filter.marks.owner_unread = true;
            return Ok(());
        }
        "unanswered" => {
            filter.marks.unanswered = true;
            return Ok(());
        }
        "reminded" => {
            filter.marks.reminded = true;
            return Ok(());
        }
        word @ ("failed" | "undelivered") => {
            failed(filter, word);
            return Ok(());
        }
        _ => {
            let remedy = "It is one of open, snoozed, ended, all, overdue, approved, rejected, closed, mine, unclaimed, unread, unanswered, reminded, failed, undelivered";
            return Err(no("is", value, remedy));
        }
    };
    (filter.open, filter.outcome) = (open, outcome);
    Ok(())
}

/// What did not reach anybody did not, whether its case has ended or not.
fn failed(filter: &mut Filter, word: &str) {
    match word {
        "failed" => filter.marks.order_failed = true,
        _ => filter.marks.letter_failed = true,
    }
    filter.open = OpenFilter::All;
}

fn bands(value: &str) -> Result<Vec<Band>, FilterError> {
    let remedy = "It is low, medium, high or critical; several with commas, or high+ for high and above";
    let mut bands = Vec::new();
    for part in value.to_ascii_lowercase().split(',') {
        let (word, above) = part.strip_suffix('+').map_or((part, false), |word| (word, true));
        let band: Band = word.parse().map_err(|_| no("band", value, remedy))?;
        bands.extend(Band::ALL.into_iter().filter(|other| *other == band || (above && *other > band)));
    }
    bands.sort();
    bands.dedup();
    Ok(bands)
}

/// Reads a time as `due:` takes it: `overdue`, `today`, `24h`, `3d`, `2026-01-31`.
///
/// # Errors
/// What would be one.
pub fn due(value: &str, now: DateTime<Utc>) -> Result<DueFilter, FilterError> {
    let remedy =
        "It is overdue, today, tomorrow, week, hours as in 24h, days as in 3d, or a day as in 2026-01-31";
    let value = value.to_ascii_lowercase();
    if value == "overdue" {
        return Ok(DueFilter::Overdue);
    }
    // Whatever is due by a day is due before the next one begins.
    let day_end = |day: NaiveDate| beginning(day.checked_add_days(Days::new(1))?);
    let before = match value.as_str() {
        "week" => now.date_naive().checked_add_days(Days::new(6)).and_then(day_end),
        _ => after_stretch(&value, now).or_else(|| day(&value, now).and_then(day_end)),
    };
    before.map(DueFilter::Before).ok_or_else(|| no("due", &value, remedy))
}

/// Reads until when a case is put off, in the words that filters have for times, or as an instant. Put off until a day is back
/// when that day begins (UTC).
///
/// # Errors
/// What would be such a time; also where it has passed.
pub fn until(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, FilterError> {
    let value = text.trim().to_ascii_lowercase();
    let wrong = |what: &str| FilterError {
        what: format!("\"{}\" {what}", value.escape_debug().take(40).collect::<String>()),
        remedy: "Write a time to come: 8h, 3d, tomorrow, week or 2026-01-31".to_owned(),
    };
    let instant = || Some(DateTime::parse_from_rfc3339(&value).ok()?.with_timezone(&Utc));
    let until = match value.as_str() {
        "week" => now.date_naive().checked_add_days(Days::new(7)).and_then(beginning),
        _ => after_stretch(&value, now).or_else(|| day(&value, now).and_then(beginning)).or_else(instant),
    };
    let until = until.ok_or_else(|| wrong("is no time to come back at"))?;
    if until > now { Ok(until) } else { Err(wrong("is not in the future")) }
}

/// The instant at which a day begins (UTC).
fn beginning(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

/// A day: `today`, `tomorrow`, `2026-01-31`.
fn day(value: &str, now: DateTime<Utc>) -> Option<NaiveDate> {
    match value {
        "today" => Some(now.date_naive()),
        "tomorrow" => now.date_naive().checked_add_days(Days::new(1)),
        _ => value.parse().ok(),
    }
}

/// So many hours or days from now: `24h`, `3d`.
fn after_stretch(value: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let hours = match (value.strip_suffix('h'), value.strip_suffix('d')) {
        (Some(hours), _) => hours.parse::<u32>().ok()?,
        (_, Some(days)) => days.parse::<u32>().ok()?.checked_mul(24)?,
        _ => return None,
    };
    now.checked_add_signed(TimeDelta::hours(hours.into()))
}

/// Whether `value` names the queue of follow-ups.
pub fn is_follow_ups(value: &str) -> bool {
    value.to_ascii_lowercase().replace(['_', ' '], "-") == FOLLOW_UPS
}

fn queue(value: &str) -> Result<QueueKey, FilterError> {
    let remedy = "It is an institution and a kind, as in acme/migration, or follow-ups";
    let (institution, kind) = value.split_once('/').ok_or_else(|| no("queue", value, remedy))?;
    let institution = InstitutionId::new(institution).map_err(|_| no("queue", value, remedy))?;
    let kind = KindId::new(kind).map_err(|_| no("queue", value, remedy))?;
    Ok(QueueKey { institution, kind })
}

fn name<T, E: std::fmt::Display>(
    key: &str,
    value: &str,
    read: impl Fn(&str) -> Result<T, E>,
) -> Result<T, FilterError> {
    read(value).map_err(|_| no(key, value, "It is a word of a-z, 0-9 and _, as the playbook has it"))
}

fn claimed_by(filter: &mut Filter, operator: OperatorId) -> Result<(), FilterError> {
    if filter.unclaimed {
        return Err(contradiction());
    }
    filter.claimed_by = Some(operator);
    Ok(())
}

fn unclaimed(filter: &mut Filter) -> Result<(), FilterError> {
    if filter.claimed_by.is_some() {
        return Err(contradiction());
    }
    filter.unclaimed = true;
    Ok(())
}

fn contradiction() -> FilterError {
    FilterError {
        what: "no case is claimed by somebody and unclaimed".to_owned(),
        remedy: "Leave one of the two out".to_owned(),
    }
}

fn no(key: &str, value: &str, remedy: &str) -> FilterError {
    let short: String = value.escape_debug().take(40).collect();
    FilterError { what: format!("\"{key}:{short}\" is no filter"), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Filter, FilterError> {
        let now = "2026-03-01T22:30:00Z".parse().unwrap();
        parse(text, now, &OperatorId::new("alice").unwrap())
    }

    #[test]
    fn words_filter_and_the_rest_is_searched_for() {
        let filter = read("  band:high due:today mine lin  W-77 \"is:all there\" ").unwrap();
        assert_eq!(filter.bands, [Band::High]);
        assert_eq!(filter.due, Some(DueFilter::Before("2026-03-02T00:00:00Z".parse().unwrap())));
        assert_eq!(filter.claimed_by.unwrap().as_str(), "alice");
        assert_eq!(filter.search, "lin W-77 is:all there");
        assert_eq!(filter.open, OpenFilter::Open);
        assert_eq!(read("").unwrap(), Filter::default());
    }

    #[test]
    fn each_word_of_the_help_is_understood() {
        for (word, _) in WORDS {
            assert!(read(word).is_ok(), "{word}");
        }
    }

    #[test]
    fn bands_come_alone_in_lists_and_from_one_up() {
        assert_eq!(read("band:low,critical").unwrap().bands, [Band::Low, Band::Critical]);
        assert_eq!(read("BAND:Medium+").unwrap().bands, [Band::Medium, Band::High, Band::Critical]);
    }

    #[test]
    fn due_takes_days_hours_and_words() {
        let before = |text: &str| Some(DueFilter::Before(text.parse().unwrap()));
        assert_eq!(read("due:24h").unwrap().due, before("2026-03-02T22:30:00Z"));
        assert_eq!(read("due:3d").unwrap().due, before("2026-03-04T22:30:00Z"));
        assert_eq!(read("due:2026-03-05").unwrap().due, before("2026-03-06T00:00:00Z"));
        assert_eq!(read("due:week").unwrap().due, before("2026-03-08T00:00:00Z"));
        assert_eq!(read("overdue").unwrap().due, Some(DueFilter::Overdue));
    }

    #[test]
    fn a_time_to_come_back_has_the_words_of_filters_and_is_in_the_future() {
        let now = "2026-03-01T22:30:00Z".parse().unwrap();
        for (text, at) in [
            (" 8h ", "2026-03-02T06:30:00Z"),
            ("3d", "2026-03-04T22:30:00Z"),
            ("Tomorrow", "2026-03-02T00:00:00Z"),
            ("week", "2026-03-08T00:00:00Z"),
            ("2026-11-30", "2026-11-30T00:00:00Z"),
            ("2026-11-30T10:00:00+01:00", "2026-11-30T09:00:00Z"),
        ] {
            assert_eq!(until(text, now), Ok(at.parse().unwrap()), "{text}");
        }
        for bad in ["", "0h", "today", "overdue", "2026-02-01", "2026-02-01T00:00:00Z", "soon", "999999999d"]
        {
            assert!(until(bad, now).unwrap_err().remedy.contains("tomorrow"), "{bad}");
        }
    }

    #[test]
    fn an_outcome_means_ended_cases() {
        let filter = read("is:rejected").unwrap();
        assert_eq!((filter.open, filter.outcome), (OpenFilter::Ended, Some(Outcome::Rejected)));
    }

    #[test]
    fn r13_what_failed_is_asked_for_by_a_word_wherever_its_case_stands() {
        for text in ["failed", "is:failed"] {
            let filter = read(text).unwrap();
            assert!(filter.marks.order_failed && filter.open == OpenFilter::All, "{text}");
        }
        assert!(read("undelivered").unwrap().marks.letter_failed);
        assert_eq!(read("\"failed\"").unwrap().search, "failed");
    }

    #[test]
    fn r14_what_the_owner_wrote_and_nobody_read_is_asked_for_by_a_word() {
        let marks = |text: &str| read(text).unwrap().marks;
        assert!(marks("is:unread").owner_unread && !marks("is:unread").reminded);
        assert!(marks("is:reminded is:unanswered").unanswered && marks("is:reminded is:unanswered").reminded);
        assert_eq!(read("is:unread").unwrap().open, OpenFilter::Open);
    }

    #[test]
    fn a_wrong_word_is_named_with_what_would_be_right() {
        for (text, part) in [
            ("colour:red", "band, due"),
            ("band:pink", "critical"),
            ("due:soon", "24h"),
            ("due:99999999999d", "24h"),
            ("due:4294967295d", "24h"),
            ("is:odd", "snoozed"),
            ("kind:A-B", "playbook"),
            ("queue:okx", "acme/migration"),
            ("mine unclaimed", "Leave one"),
            ("unclaimed by:bo", "Leave one"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(\\PC|due:|band:|\"| ){0,30}") {
            let _ = read(&text);
        }
    }
}
