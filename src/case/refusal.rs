//! Why something may not be done.

use crate::text::RuleId;
use serde::Serialize;
use std::fmt;

/// A typed "no": which rule, what stands against it, and what would help. It speaks to people at the desk, never to
/// applicants (N1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
pub struct Refusal {
    /// What sort of no.
    pub kind: RefusalKind,
    /// The rule behind it, where an institution's rule is.
    pub rule: Option<RuleId>,
    /// What stands against it, one sentence without its full stop.
    pub what: String,
    /// What to do about it.
    pub remedy: String,
}

/// The sorts of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefusalKind {
    /// A guard of the playbook does not hold.
    Guard,
    /// A machine's test contradicts a tick.
    Test,
    /// The role does not reach.
    Role,
    /// Not from this stage.
    Stage,
    /// Another operator has claimed the case.
    Claimed,
    /// A reason, note or typed number is missing.
    Missing,
    /// Another person must agree.
    SecondOperator,
    /// What the reviewer adds to a letter may not go out.
    Paragraph,
    /// The playbook knows no such thing.
    Unknown,
    /// It would change nothing.
    Nothing,
}

impl Refusal {
    /// A refusal by `rule`.
    pub fn by(rule: &RuleId, kind: RefusalKind, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, rule: Some(rule.clone()), what: what.into(), remedy: remedy.into() }
    }

    /// A refusal that no institution's rule is behind.
    pub fn plain(kind: RefusalKind, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, rule: None, what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rule) = &self.rule {
            write!(f, "{rule}: ")?;
        }
        write!(f, "{}. {}", self.what, self.remedy)
    }
}
