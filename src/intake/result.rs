//! What is told of each line, and of all of them.

use crate::desk::Received;
use crate::text::Clean;
use serde::Serialize;
use std::fmt;

/// What came of one line that was not blank.
///
/// As JSON it is one flat object, whose fields stay as they are: `line`; `type` and `ref` where they could be read;
/// `result`, one of `opened`, `merged`, `updated`, `unchanged` and `refused`; with the first three `case`, with `opened`
/// also `kind` and `stage`; `note` where there is one; with `refused` also `column`, `field`, `rule`, `what` and `remedy`,
/// of which all but the last two may be absent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LineResult {
    /// The line's number in the input, from 1.
    pub line: u64,
    /// The type of record, as far as it could be read.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Clean>,
    /// The institution's own name for the record, as far as it could be read.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<Clean>,
    /// What came of it.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What came of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Outcome {
    /// It opened a case.
    Opened {
        /// The case's number.
        case: String,
        /// Its kind.
        kind: String,
        /// Its stage now.
        stage: String,
        /// What the desk could not look up.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// It joined an open case.
    Merged {
        /// The case's number.
        case: String,
    },
    /// It changed a case or the registry.
    Updated {
        /// The case's number, where it is about a case.
        #[serde(skip_serializing_if = "Option::is_none")]
        case: Option<String>,
        /// What did not come of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// It came before: nothing changed.
    Unchanged {
        /// Set where the same `ref` came before with other content.
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<Clean>,
    },
    /// It was refused: nothing changed.
    Refused(Refused),
}

/// Why a line was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Where in the line, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// The field, as in `evidence[0].file`; none where the whole record is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Clean>,
    /// The rule, where an institution's rule is behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What is wrong.
    pub what: Clean,
    /// What would be right.
    pub remedy: Clean,
}

impl Outcome {
    /// What the desk made of a record; `column_of` finds where in the line a field is.
    pub(super) fn of(received: Received, column_of: impl FnOnce(&str) -> Option<usize>) -> Self {
        match received {
            Received::Opened { case, kind, stage, note } => Self::Opened {
                case: case.to_string(),
                kind: kind.to_string(),
                stage: stage.to_string(),
                note: note.as_deref().map(Clean::line),
            },
            Received::Merged { case } => Self::Merged { case: case.to_string() },
            Received::Updated { case, note } => Self::Updated {
                case: case.map(|case| case.to_string()),
                note: note.as_deref().map(Clean::line),
            },
            Received::Unchanged { note } => Self::Unchanged { note: note.as_deref().map(Clean::line) },
            Received::Refused { refusal, field } => Self::Refused(Refused {
                column: field.as_deref().and_then(column_of),
                field: field.as_deref().map(Clean::line),
                rule: refusal.rule.map(|rule| rule.to_string()),
                what: Clean::line(&refusal.what),
                remedy: Clean::line(&refusal.remedy),
            }),
        }
    }

    /// Whether nothing came of the line because it was refused.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

impl fmt::Display for LineResult {
    /// One line for people: `line 12  T-1001  opened RC-000001, recovery, automated`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Outcome::Refused(Refused { column: Some(column), .. }) = &self.outcome {
            write!(f, ", column {column}")?;
        }
        if let Some(reference) = &self.reference {
            write!(f, "  {reference}")?;
        }
        write!(f, "  {}", self.outcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let note = |note: &Option<Clean>| note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        match self {
            Self::Opened { case, kind, stage, note: said } => {
                write!(f, "opened {case}, {kind}, {stage}{}", note(said))
            }
            Self::Merged { case } => write!(f, "merged into {case}"),
            Self::Updated { case: Some(case), note: said } => write!(f, "updated {case}{}", note(said)),
            Self::Updated { case: None, note: said } => write!(f, "updated{}", note(said)),
            Self::Unchanged { note: said } => write!(f, "unchanged{}", note(said)),
            Self::Refused(refused) => write!(f, "refused: {refused}"),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        if let Some(rule) = &self.rule {
            write!(f, "{rule}: ")?;
        }
        write!(f, "{}. {}", self.what, self.remedy)
    }
}

/// How far an intake has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes of input whose records are stored or refused.
    pub bytes: u64,
    /// Results given.
    pub results: u64,
    /// How many of them were refusals.
    pub refused: u64,
}

/// What came of all lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Lines that were not blank.
    pub lines: u64,
    /// Records that opened a case.
    pub opened: u64,
    /// Records that joined an open case.
    pub merged: u64,
    /// Records that changed a case or the registry.
    pub updated: u64,
    /// Records that had come before.
    pub unchanged: u64,
    /// Lines that were refused.
    pub refused: u64,
}

impl Summary {
    pub(super) fn count(&mut self, outcome: &Outcome) {
        self.lines += 1;
        *match outcome {
            Outcome::Opened { .. } => &mut self.opened,
            Outcome::Merged { .. } => &mut self.merged,
            Outcome::Updated { .. } => &mut self.updated,
            Outcome::Unchanged { .. } => &mut self.unchanged,
            Outcome::Refused(_) => &mut self.refused,
        } += 1;
    }
}

impl fmt::Display for Summary {
    /// `120 lines: 40 opened, 2 merged, 70 updated, 5 unchanged, 3 refused`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, opened, merged, updated, unchanged, refused } = self;
        let s = if *lines == 1 { "" } else { "s" };
        write!(
            f,
            "{lines} line{s}: {opened} opened, {merged} merged, {updated} updated, {unchanged} unchanged, {refused} refused"
        )
    }
}
