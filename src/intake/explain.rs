//! What a parser's message means to who wrote the line.

use super::wrong::{Step, Wrong, quoted};
use crate::score::Signal;
use crate::text::nearest::suggestion;
use serde_json::error::Category;
use serde_json::{Error, Value};

/// Fields that hold a time, and those that hold a date.
const TIMES: [&str; 8] = [
    "at",
    "opened_at",
    "submitted_at",
    "given_at",
    "recorded_at",
    "verified_at",
    "registered_at",
    "last_active_at",
];
const DATES: [&str; 2] = ["born", "dated"];

/// Tells what is wrong with a line by the parser's error, which arose on the way `path`.
pub(super) fn explain(error: &Error, path: &[Step], line: &str) -> Wrong {
    // The parser counts bytes from 1, of which the last one read is the one it stumbled over.
    let byte = error.column().saturating_sub(1);
    let message = message(error);
    match error.classify() {
        Category::Eof => {
            Wrong::new("the line ends in the middle of the record", "Write the whole record on one line")
                .noticed_at(line.len())
        }
        Category::Syntax | Category::Io => {
            if !line.trim_start().starts_with(['{', '[', '"']) {
                return Wrong::new(
                    "this is no JSON: the line does not begin with {",
                    "Write one record a line, as in {\"type\": \"account\", …}",
                )
                .noticed_at(byte);
            }
            syntax(&message, &line[line.floor_char_boundary(byte)..]).noticed_at(byte)
        }
        Category::Data => data(&message, path, byte, line),
    }
}

/// The message without the place that the parser puts behind it.
fn message(error: &Error) -> String {
    let mut text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    if let Some(end) = text.strip_suffix(&place).map(str::len) {
        text.truncate(end);
    }
    text
}

fn syntax(message: &str, rest: &str) -> Wrong {
    let starts = |words: &[&str]| words.iter().any(|word| rest.starts_with(word));
    let remedy = if message.starts_with("recursion limit") {
        "No record nests so deep; docs/intake.md shows each"
    } else if message.starts_with("control character") {
        "Write it as an escape, as in \\n"
    } else if message.starts_with("number out of range") {
        "Write a number that a computer can hold"
    } else if starts(&["NaN", "Infinity", "-Infinity", "nan", "inf", "undefined", "None", "N/A"]) {
        "JSON has no such value; leave the field out where there is none"
    } else if starts(&["'"]) {
        "Write \" instead of '"
    } else if message.starts_with("trailing characters") {
        "Write one record a line"
    } else if message.starts_with("trailing comma") {
        "Leave out the last comma"
    } else if message.starts_with("key must be a string") {
        "Write each field's name in quotation marks"
    } else {
        "Correct the JSON here"
    };
    // The parser's word for what `true`, `false` and `null` are.
    let message = message.replace("expected ident", "this word means nothing in it");
    Wrong::new(format!("this is no JSON: {message}"), remedy)
}

/// Serde names what it refuses within the message; each sort is told in our words.
fn data(message: &str, path: &[Step], byte: usize, line: &str) -> Wrong {
    let here = |wrong: Wrong| wrong.along(path.to_vec());
    if let Some((unknown, known)) = unknown(message, "unknown field `") {
        return here(Wrong::new(
            format!("there is no field {}", quoted(unknown)),
            suggestion(unknown, &known),
        ));
    }
    if let Some((unknown, known)) = unknown(message, "unknown variant `") {
        let wrong = Wrong::new(format!("{} is not known here", quoted(unknown)), suggestion(unknown, &known));
        // The names of signals are variants too, but they stand as keys, and those the path leaves out.
        let is_key = path.last() == Some(&Step::Key("signals".to_owned()));
        return if is_key { wrong.along(path_into(path, unknown)) } else { here(wrong) };
    }
    if let Some(field) = named(message, "missing field `") {
        let wrong = Wrong::new("it is missing", "Add it; docs/intake.md tells what it means");
        return wrong.along(path_into(path, field));
    }
    if let Some(field) = named(message, "duplicate field `") {
        let what = format!("the field {} stands here twice", quoted(field));
        // The path may lead to the first one; the second one is where the parser stands.
        return Wrong::new(what, "Leave out one of them").along(path_into(path, field)).noticed_at(byte);
    }
    if let Some((signal, value)) = odd_signal(path, line) {
        let (low, high) = signal.range();
        return Wrong::new(
            format!("this is {value}"),
            format!("Write a number from {low} to {high}, without quotation marks"),
        )
        .along(path_into(path, signal.as_str()));
    }
    if let Some(wrong) = no_time(message, path, line) {
        return here(wrong);
    }
    let (what, must) =
        match message.strip_prefix("invalid type: ").or(message.strip_prefix("invalid value: ")) {
            Some(found) => match found.rsplit_once(", expected ") {
                Some((found, expected)) => (format!("this is {}", found_words(found)), Some(expected)),
                None => (found.to_owned(), None),
            },
            None => (message.to_owned(), None),
        };
    here(Wrong::new(shorten_middle(&what), remedy(path, must)))
}

/// The first signal whose value is no number, where the parser stumbled within signals: it leaves out which it was.
fn odd_signal(path: &[Step], line: &str) -> Option<(Signal, String)> {
    if path.last() != Some(&Step::Key("signals".to_owned())) {
        return None;
    }
    let Value::Object(signals) = value_at(path, line)? else { return None };
    let (name, value) = signals.into_iter().find(|(_, value)| !value.is_number())?;
    let signal = Signal::ALL.into_iter().find(|signal| signal.as_str() == name)?;
    let value = match value {
        Value::String(text) => format!("the string {}", quoted(&text)),
        Value::Null => "null".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        other => other.to_string(),
    };
    Some((signal, value))
}

/// What is said of a text that is no time or no date: the parser of times tells only where it stumbled.
fn no_time(message: &str, path: &[Step], line: &str) -> Option<Wrong> {
    if message.starts_with("invalid type") {
        return None;
    }
    let sort = match path.last()? {
        Step::Key(field) if TIMES.contains(&field.as_str()) => "time",
        Step::Key(field) if DATES.contains(&field.as_str()) => "date",
        _ => return None,
    };
    let Value::String(text) = value_at(path, line)? else { return None };
    let more = if sort == "time" && text.parse::<chrono::NaiveDate>().is_ok() { ", only a date" } else { "" };
    Some(Wrong::new(format!("{} is no {sort}{more}", quoted(&text)), remedy(path, None)))
}

/// What the line has at `path`. A line is read again for this, so it is for refused lines only.
fn value_at(path: &[Step], line: &str) -> Option<Value> {
    path.iter().try_fold(serde_json::from_str(line).ok()?, |value: Value, step| match step {
        Step::Key(key) => value.get(key).cloned(),
        Step::Index(index) => value.get(*index).cloned(),
    })
}

/// The path of a field within what is at `path`, which may lead there already.
fn path_into(path: &[Step], field: &str) -> Vec<Step> {
    let field = Step::Key(field.to_owned());
    let inner = (path.last() != Some(&field)).then_some(field);
    path.iter().cloned().chain(inner).collect()
}

/// The unknown name and the known ones in "unknown field `x`, expected one of `a`, `b`". The known names are ours, so the
/// last ", expected " is the parser's own even if the unknown name holds one.
fn unknown<'m>(message: &'m str, start: &str) -> Option<(&'m str, Vec<&'m str>)> {
    let rest = message.strip_prefix(start)?;
    let (unknown, known) = match rest.rsplit_once("`, expected ") {
        Some((unknown, known)) => (unknown, known.split('`').skip(1).step_by(2).collect()),
        None => (rest.rsplit_once('`')?.0, Vec::new()),
    };
    Some((unknown, known))
}

fn named<'m>(message: &'m str, start: &str) -> Option<&'m str> {
    message.strip_prefix(start)?.strip_suffix('`')
}

/// "string \"x\"" and the like, with Rust's words for JSON's.
fn found_words(found: &str) -> String {
    match found {
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "null" => "null".to_owned(),
        "unit" => "null".to_owned(),
        other => format!("the {other}"),
    }
}

/// Keeps both ends of a message whose middle is a stranger's text.
fn shorten_middle(text: &str) -> String {
    let count = text.chars().count();
    if count <= 200 {
        return text.to_owned();
    }
    let head: String = text.chars().take(100).collect();
    let tail: String = text.chars().skip(count - 90).collect();
    format!("{head}…{tail}")
}

/// What would be right for a field, by its name; `must` is what the parser says it must be.
fn remedy(path: &[Step], must: Option<&str>) -> String {
    let field = path.iter().rev().find_map(|step| match step {
        Step::Key(key) => Some(key.as_str()),
        Step::Index(_) => None,
    });
    let known = match field.unwrap_or_default() {
        field if TIMES.contains(&field) => "Write the time as in \"2026-03-01T09:30:00Z\"",
        field if DATES.contains(&field) => "Write the date as in \"1990-05-31\"",
        "ip" => "Write an IPv4 or IPv6 address, as in \"203.0.113.7\"",
        "sha256" => "Write the SHA-256 of the file as 64 hex digits",
        "open_orders" | "bytes" => "Write a whole number from 0 on, without quotation marks",
        "utc_offset_minutes" => "Write whole minutes east of UTC, as in 480 or -300",
        "language" => "Write a BCP 47 tag, as in \"en\" or \"zh-CN\"",
        "two_factor" => "Write true or false, without quotation marks",
        "assets" | "lat" | "lon" => "Write a number, without quotation marks",
        "evidence" | "logins" | "cards_last4" | "withdrawal_addresses" => "Write a list, as in [ … ]",
        "kyc" | "document" | "from" | "challenge" | "clues" | "signals" => "Write an object, as in { … }",
        field => match must {
            Some(must) => return format!("Write {must}"),
            None if ["ref", "account", "ticket"].contains(&field) => {
                "Write the name that your own systems have for it, as in \"A-10077\""
            }
            None => "Correct the value; docs/intake.md shows the field",
        },
    };
    known.to_owned()
}
