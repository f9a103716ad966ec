//! What may be done to a case, from where, by whom and with what.

use super::effect::Effect;
use super::guard::Guarded;
use super::ids::{ActionId, ReasonId, StageId};
use crate::score::Band;
use crate::text::RuleId;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that may be done from some stages.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Action {
    /// Its name in commands.
    pub id: ActionId,
    /// What its button says.
    pub title: String,
    /// The key that a console offers for it, one printable character.
    #[serde(default)]
    pub key: Option<char>,
    /// The stages it may be done from.
    pub from: Vec<StageId>,
    /// The stage it leads to; none stays.
    #[serde(default)]
    pub to: Option<StageId>,
    /// The least role that may do it.
    #[serde(default = "reviewer")]
    pub role: Role,
    /// Who may do it at all.
    #[serde(default = "operator")]
    pub by: Vec<By>,
    /// The rules it carries out.
    #[serde(default)]
    pub rules: Vec<RuleId>,
    /// What must hold, each with its rule.
    #[serde(default)]
    pub guards: Vec<Guarded>,
    /// Where not empty, one of these must be given as the reason.
    #[serde(default)]
    pub reasons: Vec<ReasonId>,
    /// Whether a note must be written.
    #[serde(default)]
    pub note: bool,
    /// Whether it cannot be taken back: it then asks for the case's number, typed (C6).
    #[serde(default)]
    pub irreversible: bool,
    /// From this band on, two operators must agree (N7).
    #[serde(default)]
    pub second_operator_from: Option<Band>,
    /// What follows.
    #[serde(default)]
    pub effects: Vec<Effect>,
}

impl Action {
    /// Whether it leads to another stage than `stage`.
    pub fn leads_on(&self, stage: &StageId) -> bool {
        self.to.as_ref().is_some_and(|to| to != stage)
    }
}

fn reviewer() -> Role {
    Role::Reviewer
}

fn operator() -> Vec<By> {
    vec![By::Operator]
}

/// What a person at the desk may do.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything, changes nothing.
    Auditor,
    /// Decides cases.
    Reviewer,
    /// Decides what reviewers may not, and releases other people's claims.
    Lead,
    /// Also installs playbooks and operators.
    Admin,
}

impl Role {
    /// Every role, the least first.
    pub const ALL: [Self; 4] = [Self::Auditor, Self::Reviewer, Self::Lead, Self::Admin];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
            Self::Reviewer => "reviewer",
            Self::Lead => "lead",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who sets an action off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A person at the desk.
    Operator,
    /// The desk itself, by a timer.
    Timer,
    /// The account's owner, by a message from an address already known (R14).
    Owner,
    /// New evidence from the applicant arrived while the desk waited for it.
    Applicant,
}
