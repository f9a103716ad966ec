//! What must be seen to around a decision that is carried out on somebody's account, tracked until it is done (R15, M13).

use super::ids::FollowUpId;
use crate::text::RuleId;
use serde::{Deserialize, Serialize};

/// One thing to be followed up.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// Its name.
    pub id: FollowUpId,
    /// What the desk establishes: "Password is new, not reused".
    pub title: String,
    /// What the applicant is told to do: a whole sentence.
    pub tell: String,
    /// The rule behind it.
    pub rule: RuleId,
    /// When it is due.
    #[serde(default)]
    pub phase: Phase,
    /// Whether it is never beside the point: one that always applies is done, or open.
    #[serde(default)]
    pub always: bool,
}

/// When something is followed up.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Before the decision is carried out (M13).
    Before,
    /// After it (R15, M13).
    #[default]
    After,
}

/// How something that is followed up was settled; open is neither.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpState {
    /// It is done.
    Done,
    /// There is nothing to do: the account has no such thing.
    NotApplicable,
}

impl FollowUpState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::NotApplicable => "not_applicable",
        }
    }
}
