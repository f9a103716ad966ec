//! Single values.

use super::super::wrong::{At, Checked, Wrong, quoted};
use crate::identity::normal_phone;
use crate::score::Signal;
use crate::text::{Clean, is_hidden};
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use std::collections::BTreeMap;

/// The longest name of a person, place or device, in characters.
pub(super) const NAME_CHARS: usize = 200;
/// The longest value that an applicant recalls, in characters.
pub(super) const RECALLED_CHARS: usize = 500;
/// The longest free text, in characters: some ten pages.
pub(super) const TEXT_CHARS: usize = 20_000;
/// How far a clock may run ahead of ours.
const CLOCK_SLACK: Duration = Duration::minutes(10);
/// The first year that a date may lie in.
const FIRST_YEAR: i32 = 1900;
/// More than anybody owns, in US dollars: more is a slip of units.
const MOST_ASSETS: f64 = 1e15;

/// The time by which "in the future" is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Today {
    latest: DateTime<Utc>,
    latest_day: NaiveDate,
}

impl Today {
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        // The earliest zone's day is 14 hours ahead of UTC.
        Self { latest: now + CLOCK_SLACK, latest_day: (now + Duration::hours(14)).date_naive() }
    }

    /// A point in time that has come.
    pub(super) fn time(self, at: DateTime<Utc>) -> Checked {
        if at > self.latest {
            return Err(Wrong::new(
                format!("{} lies in the future", at.format("%Y-%m-%d %H:%M UTC")),
                "Correct the time, or this machine's clock",
            ));
        }
        year(at.year())
    }

    /// A day that has begun somewhere on earth.
    pub(super) fn day(self, day: NaiveDate) -> Checked {
        if day > self.latest_day {
            return Err(Wrong::new(format!("{day} lies in the future"), "Correct the date"));
        }
        year(day.year())
    }
}

fn year(year: i32) -> Checked {
    if year < FIRST_YEAR {
        return Err(Wrong::new(
            format!("the year {year} is too long ago"),
            format!("Write a date from {FIRST_YEAR} on"),
        ));
    }
    Ok(())
}

/// A value where one is given.
pub(super) fn given<T: ?Sized, V: std::borrow::Borrow<T>>(
    value: Option<&V>,
    check: impl FnOnce(&T) -> Checked,
) -> Checked {
    value.map_or(Ok(()), |value| check(value.borrow()))
}

/// A name of a person, place or device: visible, in one line, not too long.
pub(super) fn name(text: &str) -> Checked {
    line(text, NAME_CHARS)
}

/// Visible text in one line of at most `most` characters.
pub(super) fn line(text: &str, most: usize) -> Checked {
    if text.trim().is_empty() {
        return Err(Wrong::new("it is empty", "Leave the field out where there is nothing to say"));
    }
    length(text, most)?;
    if Clean::line(text).as_str() == text {
        return Ok(());
    }
    let what = match text.chars().find(|c| is_hidden(*c)) {
        Some(c) => format!("it holds U+{:04X}, which hides or reorders text", u32::from(c)),
        None => "it holds more marks on one letter than any language writes".to_owned(),
    };
    Err(Wrong::new(what, "Send the text without it"))
}

/// What an applicant recalls: anything in one value, made visible when it is shown.
pub(super) fn recalled(text: &str) -> Checked {
    if text.trim().is_empty() {
        return Err(Wrong::new("it is empty", "Leave out what was not recalled"));
    }
    length(text, RECALLED_CHARS)?;
    no_nul(text)
}

/// A person's own words: any text within a length, made visible when it is shown.
pub(super) fn free_text(text: &str) -> Checked {
    length(text, TEXT_CHARS)?;
    no_nul(text)
}

fn no_nul(text: &str) -> Checked {
    if text.contains('\0') {
        return Err(Wrong::new("it holds the character NUL", "Send the text without it"));
    }
    Ok(())
}

fn length(text: &str, most: usize) -> Checked {
    // Bytes first: a megabyte need not be counted to be too long.
    let long = text.len() > 4 * most || text.len() > most && text.chars().count() > most;
    if long {
        return Err(Wrong::new(format!("it is longer than {most} characters"), "Shorten it"));
    }
    Ok(())
}

/// An e-mail address: one `@`, a local part of 1 to 64 bytes, a domain with a dot (RFC 5321, 4.5.3.1).
pub(super) fn email(text: &str) -> Checked {
    line(text, 320)?;
    let wrong = |what: &str| {
        Err(Wrong::new(
            format!("{} is no e-mail address: {what}", quoted(text)),
            "Write it as in \"lin.wei@example.com\"",
        ))
    };
    let Some((local, domain)) = text.rsplit_once('@') else { return wrong("it has no @") };
    let dots_wrong = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    if local.contains('@') {
        wrong("it has more than one @")
    } else if text.contains(|c: char| c.is_whitespace() || "<>(),;:\"\\[]".contains(c)) {
        wrong("it holds a space or a sign that addresses do not have")
    } else if !(1..=64).contains(&local.len()) || dots_wrong(local) {
        wrong("what stands before the @ is empty, too long, or has dots in the wrong place")
    } else if domain.len() > 255 || !domain.contains('.') || dots_wrong(domain) {
        wrong("what stands after the @ is no domain")
    } else {
        Ok(())
    }
}

/// A telephone number with its country code: `+` or `00`, then 5 to 15 digits with the usual signs between.
pub(super) fn phone(text: &str) -> Checked {
    line(text, 64)?;
    let usual = text.chars().all(|c| c.is_ascii_digit() || "+ -().".contains(c));
    if usual && normal_phone(text).starts_with('+') {
        return Ok(());
    }
    Err(Wrong::new(
        format!("{} is no telephone number with country code", quoted(text)),
        "Write it as in \"+442079460958\"",
    ))
}

/// An ISO 3166-1 alpha-2 code: two capital letters.
pub(super) fn country(text: &str) -> Checked {
    if text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()) {
        return Ok(());
    }
    Err(Wrong::new(
        format!("{} is no country code", quoted(text)),
        "Write two capital letters after ISO 3166-1, as in \"DE\"",
    ))
}

/// Degrees north and east: both or neither, and on the globe.
pub(super) fn latitude(lat: Option<f64>, lon: Option<f64>) -> Checked {
    degrees(lat, lon.is_some(), 90.0)
}

/// See [`latitude`].
pub(super) fn longitude(lat: Option<f64>, lon: Option<f64>) -> Checked {
    degrees(lon, lat.is_some(), 180.0)
}

fn degrees(value: Option<f64>, other_given: bool, most: f64) -> Checked {
    match value {
        None if other_given => Err(Wrong::new("it is missing", "Give both lat and lon, or neither")),
        Some(value) if !(-most..=most).contains(&value) => Err(Wrong::new(
            format!("{value} is no such degree"),
            format!("Write a number from -{most} to {most}"),
        )),
        _ => Ok(()),
    }
}

/// US dollars: 0 or more.
pub(super) fn assets(value: f64) -> Checked {
    if (0.0..=MOST_ASSETS).contains(&value) {
        return Ok(());
    }
    Err(Wrong::new(format!("{value} is no amount of assets"), "Write US dollars, 0 or more, as in 1250.5"))
}

/// The last four digits of a bank card.
pub(super) fn last4(text: &str) -> Checked {
    if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
        return Ok(());
    }
    // The value is not repeated: it may be a whole card number.
    Err(Wrong::new("these are not four digits", "Write the last four digits of the card, and never more"))
}

/// An on-chain address: visible ASCII without spaces.
pub(super) fn chain_address(text: &str) -> Checked {
    if (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic()) {
        return Ok(());
    }
    Err(Wrong::new(
        format!("{} is no on-chain address", quoted(text)),
        "Write 1 to 128 letters and digits without spaces",
    ))
}

/// The number of an identity document.
pub(super) fn document_number(text: &str) -> Checked {
    line(text, 64)?;
    if crate::identity::normal_document_number(text).is_empty() {
        return Err(Wrong::new(
            "it holds no letter and no digit",
            "Write the number as the document shows it",
        ));
    }
    Ok(())
}

/// The lines of a machine-readable zone. Whether its check digits are right is for the reviewer to see, not a fault of form.
pub(super) fn zone(lines: &[String]) -> Checked {
    if lines.is_empty() {
        return Ok(());
    }
    crate::identity::read_mrz(lines).map(drop).map_err(|error| {
        Wrong::new(error.to_string(), "Write its lines as they stand in the document, or leave the field out")
    })
}

/// Minutes east of UTC, of any zone in use and a little more.
pub(super) fn utc_offset(minutes: i32) -> Checked {
    if (-720..=840).contains(&minutes) {
        return Ok(());
    }
    Err(Wrong::new(
        format!("{minutes} minutes are no zone's distance from UTC"),
        "Write minutes from -720 to 840, as in 480 for UTC+8",
    ))
}

/// A media type: `image/png`.
pub(super) fn media(text: &str) -> Checked {
    let part = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-+.".contains(&b))
    };
    if text.len() <= 100 && text.split_once('/').is_some_and(|(kind, sort)| part(kind) && part(sort)) {
        return Ok(());
    }
    Err(Wrong::new(format!("{} is no media type", quoted(text)), "Write it as in \"image/png\""))
}

/// Measurements: each within its range, and none that the desk works out itself.
pub(super) fn signals(signals: &BTreeMap<Signal, f64>) -> Checked {
    for (signal, value) in signals {
        let checked = if signal.is_computed() {
            Err(Wrong::new(
                format!("{signal} is worked out by the desk from its own registry"),
                "Leave it out",
            ))
        } else {
            signal.value(*value).map(drop).map_err(|_| {
                let (low, high) = signal.range();
                Wrong::new(
                    format!("{signal} cannot be {value}"),
                    format!("Write a number from {low} to {high}"),
                )
            })
        };
        checked.at(signal.as_str())?;
    }
    Ok(())
}

/// A list of at most `most` values.
pub(super) fn count(len: usize, most: usize) -> Checked {
    if len > most {
        return Err(Wrong::new(format!("there are {len} of them"), format!("Send at most {most}")));
    }
    Ok(())
}
