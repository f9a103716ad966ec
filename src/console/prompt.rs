//! A question with one field.

use super::field::Field;
use crate::case::CaseId;
use crate::desk::filter::{self, FilterError};
use crate::store::{DueFilter, Sort};
use crate::text::Clean;
use chrono::{DateTime, Utc};

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The name of a view to save.
    ViewName {
        /// Its filter.
        filter: String,
        /// Its order.
        sort: Sort,
    },
    /// A note on this case; none is on the marked ones.
    Note(Option<CaseId>),
    /// Whose log to show.
    LogCase,
    /// Until when to put this case off; none is the marked ones.
    PutOff(Option<CaseId>),
}

/// The question.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// What is asked for.
    pub ask: Ask,
    /// Its words.
    pub title: Clean,
    /// What may be typed.
    pub hint: &'static str,
    /// What was typed.
    pub field: Field,
    /// What is wrong with it.
    pub error: Option<Clean>,
}

impl Prompt {
    /// Asks with an empty field.
    pub fn new(ask: Ask, title: &str) -> Self {
        let (hint, field) = match &ask {
            Ask::ViewName { .. } => ("A name for this queue, filter and order", Field::default()),
            Ask::Note(_) => ("Notes stay inside. Alt-Enter begins a new line", Field::lines()),
            Ask::LogCase => ("RC-000812 or 812; nothing shows the log of everything", Field::default()),
            Ask::PutOff(_) => ("4h · 3d · today · tomorrow · week · 2026-01-31", Field::default()),
        };
        Self { ask, title: Clean::line(title), hint, field, error: None }
    }
}

/// Reads until when a case is put off, in the words that filters have for times.
///
/// # Errors
/// What would be a time.
pub fn until(text: &str, now: DateTime<Utc>) -> Result<DateTime<Utc>, String> {
    match filter::due(text.trim(), now) {
        Ok(DueFilter::Before(until)) if until > now => Ok(until),
        Ok(_) => Err("That is not in the future".to_owned()),
        Err(FilterError { .. }) => {
            Err("Type 4h, 3d, today, tomorrow, week or a day as in 2026-01-31".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_to_come_back_is_in_the_future() {
        let now: DateTime<Utc> = "2026-03-01T22:30:00Z".parse().unwrap();
        assert_eq!(until(" 4h ", now), Ok("2026-03-02T02:30:00Z".parse().unwrap()));
        assert_eq!(until("tomorrow", now), Ok("2026-03-03T00:00:00Z".parse().unwrap()));
        for bad in ["", "0h", "overdue", "2026-02-01", "soon"] {
            assert!(until(bad, now).is_err(), "{bad}");
        }
    }
}
