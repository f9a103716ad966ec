//! What an applicant brings and recalls, what a reviewer establishes, and the words for causes and reasons.

use super::guard::LinkedGuard;
use super::ids::{CauseId, CheckId, ClueId, ItemId, ReasonId, RequirementId};
use crate::text::RuleId;
use serde::{Deserialize, Serialize};

/// One thing the applicant brings.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its name in records.
    pub id: ItemId,
    /// What people call it.
    pub title: String,
    /// What the applicant is told to bring, for letters that ask for it (C12).
    pub ask: String,
    /// Whether a case needs it; an optional one is only judged where it came (R9).
    #[serde(default = "yes")]
    pub required: bool,
    /// The rule that asks for it.
    pub rule: RuleId,
    /// What it must satisfy, each ticked or refused on its own.
    #[serde(default, rename = "requirement")]
    pub requirements: Vec<Requirement>,
}

fn yes() -> bool {
    true
}

/// One thing that an item must satisfy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its name within the item.
    pub id: RequirementId,
    /// What the reviewer ticks: "all edges visible".
    pub title: String,
    /// The rule behind it.
    pub rule: RuleId,
    /// What the applicant is told where it is refused, so that they can do it better: a whole sentence, from which nobody can
    /// infer which datum failed (N1). None where nothing can be said.
    #[serde(default)]
    pub better: Option<String>,
    /// What the machine can hold against it: where the test fails, a tick is refused.
    #[serde(default)]
    pub test: Option<RequirementTest>,
}

/// What a machine can say about a requirement from what came with the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequirementTest {
    /// The date on the note is the day of the application (R6).
    DatedOnApplicationDay,
    /// The phrase read aloud is one that the system gave to this case (R7).
    PhraseGivenBySystem,
    /// The video is not older than the phrase (R7).
    RecordedAfterPhrase,
    /// The same file did not come in another case before (R6).
    NotSeenBefore,
    /// Type, country and number equal those of the KYC record (R3).
    SameDocumentAsKyc,
    /// What the document says agrees with the basic information: name, birth date, number (V2).
    AgreesWithBasicInformation,
}

/// Something that a reviewer establishes: passed, failed or open.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Its name.
    pub id: CheckId,
    /// The question, so that "passed" is the answer that helps the applicant.
    pub title: String,
    /// The rule behind it.
    pub rule: RuleId,
    /// Whether every approval of the kind needs it (the guard `checks = "passed"`).
    #[serde(default = "yes")]
    pub required: bool,
    /// The items that it is judged by: it cannot pass before they have come.
    #[serde(default)]
    pub needs: Vec<ItemId>,
    /// Another case that answers it too: it counts as passed where nobody says otherwise and that case stands so.
    #[serde(default)]
    pub linked: Option<LinkedGuard>,
}

/// Something that the applicant recalls, held against the record (R2).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clue {
    /// Its name in records.
    pub id: ClueId,
    /// What people call it.
    pub title: String,
    /// The rule behind it.
    pub rule: RuleId,
    /// What of the record it is held against.
    pub source: ClueSource,
}

/// What of the registry a clue is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClueSource {
    /// Month and year of registration, `YYYY-MM`.
    RegisteredMonth,
    /// Last four digits of a card used for C2C or P2P.
    CardLast4,
    /// An on-chain address of a successful withdrawal.
    WithdrawalAddress,
    /// City of the latest login.
    LastLoginCity,
    /// Device of the latest login.
    LastLoginDevice,
    /// Last four digits of a linked phone.
    PhoneLast4,
    /// E-mail address that the other account may have.
    Email,
    /// Nothing that the registry holds: a reviewer judges it.
    Judged,
}

/// What may have led to the case (C3, M1).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cause {
    /// Its name.
    pub id: CauseId,
    /// What people call it.
    pub title: String,
    /// The rule that lists it.
    pub rule: RuleId,
}

/// A reason for turning somebody down (R16).
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Its name.
    pub id: ReasonId,
    /// What reviewers read.
    pub title: String,
    /// What the applicant reads: a category that lets nobody infer which datum failed (N1).
    pub outward: String,
    /// The rule behind it.
    pub rule: RuleId,
}
