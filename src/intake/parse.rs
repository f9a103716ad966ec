//! One line into a typed record.

use super::explain::explain;
use super::locate;
use super::tagless::{TYPE, Tagless};
use super::wrong::{Step, Wrong, quoted};
use crate::case::record::Record;
use crate::text::nearest::suggestion;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_path_to_error::{Segment, Track};
use std::borrow::Cow;
use std::fmt;

/// Every type of record, as `type` names it.
pub const RECORD_TYPES: [&str; 7] =
    ["account", "ticket", "verification", "evidence", "signal", "message", "answer"];

/// Reads the record in a line. Unknown fields and fields given twice are refused, at every depth.
///
/// # Errors
/// What is wrong, where, and what would be right.
pub fn parse(line: &str) -> Result<Record, Wrong> {
    match read_type(line)?.as_str() {
        "account" => typed(line).map(Box::new).map(Record::Account),
        "ticket" => typed(line).map(Box::new).map(Record::Ticket),
        "verification" => typed(line).map(Box::new).map(Record::Verification),
        "evidence" => typed(line).map(Record::Evidence),
        "signal" => typed(line).map(Record::Signal),
        "message" => typed(line).map(Record::Message),
        "answer" => typed(line).map(Record::Answer),
        other => Err(Wrong::new(
            format!("there is no record of type {}", quoted(other)),
            suggestion(other, &RECORD_TYPES),
        )
        .along([Step::Key(TYPE.to_owned())])),
    }
}

/// The text of an outermost field, as far as the line can be read; for telling of a refused line which record it was.
pub(super) fn peek(line: &str, field: &str) -> Option<String> {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_str(line);
    // An error only means that the field comes later than what is wrong.
    let _ = Peek { field, found: &mut found }.deserialize(&mut json);
    found
}

fn read_type(line: &str) -> Result<String, Wrong> {
    let mut found = None;
    let mut json = serde_json::Deserializer::from_str(line);
    let outcome = Peek { field: TYPE, found: &mut found }.deserialize(&mut json);
    match (found, outcome) {
        // Where the type was found reading stopped there, which the parser takes for an error.
        (Some(kind), _) => Ok(kind),
        (None, Err(error)) => {
            let at_type =
                error.classify() == serde_json::error::Category::Data && line.trim_start().starts_with('{');
            let path = if at_type { vec![Step::Key(TYPE.to_owned())] } else { Vec::new() };
            Err(explain(&error, &path, line))
        }
        (None, Ok(())) => Err(Wrong::new(
            "the record has no type",
            format!("Begin it with \"type\": one of {}", RECORD_TYPES.join(", ")),
        )),
    }
}

/// Reads the struct of a type from its line.
fn typed<T: DeserializeOwned>(line: &str) -> Result<T, Wrong> {
    let mut json = serde_json::Deserializer::from_str(line);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(Tagless(&mut json), &mut track);
    let record = T::deserialize(tracked).map_err(|error| explain(&error, &steps(&track.path()), line))?;
    json.end().map_err(|error| explain(&error, &[], line))?;
    Ok(record)
}

fn steps(path: &serde_path_to_error::Path) -> Vec<Step> {
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        Segment::Enum { .. } | Segment::Unknown => None,
    };
    path.iter().filter_map(step).collect()
}

/// The column that a wrong value is at, in characters from 1.
pub(super) fn column(line: &str, wrong: &Wrong) -> usize {
    match wrong.byte {
        Some(byte) => locate::column_at(line, byte),
        None => locate::column_of(line, &wrong.path()),
    }
}

/// Looks for one field of the outermost object and stops there.
struct Peek<'a> {
    field: &'a str,
    found: &'a mut Option<String>,
}

impl<'de> DeserializeSeed<'de> for Peek<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Peek<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record, which is a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            if key == self.field {
                *self.found = Some(map.next_value::<String>()?);
                return Ok(());
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}
