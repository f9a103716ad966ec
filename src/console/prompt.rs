//! A question with one field.

use super::field::Field;
use crate::case::CaseId;
use crate::store::Sort;
use crate::text::Clean;

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
    /// Into which other case to put this one.
    MergeInto(CaseId),
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
            Ask::PutOff(_) => ("8h · 3d · tomorrow · week · 2026-01-31", Field::default()),
            Ask::MergeInto(_) => ("RC-000812 or 812: that one goes on, this one ends", Field::default()),
        };
        Self { ask, title: Clean::line(title), hint, field, error: None }
    }
}
