//! Triage: the questions by which a reviewer gets from what an applicant complains of to a reply or an action (L11).
//!
//! It is a tree of data, without an expression language: each answer leads to one thing, and what could propose an answer
//! is a closed list of facts. Nothing answers by itself: a proposal is only where the cursor stands first.

use super::account::AccountStatus;
use super::guard::SignalGuard;
use super::ids::{ActionId, ChoiceId, LetterId, QuestionId, RemedyId};
use crate::text::RuleId;
use serde::{Deserialize, Serialize};

/// A question of the triage.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name.
    pub id: QuestionId,
    /// A word or two for it, before the answer that was given: "Trouble".
    pub title: String,
    /// The question itself, as the reviewer reads it.
    pub ask: String,
    /// What may be answered, in the order in which it is offered.
    #[serde(rename = "answer")]
    pub choices: Vec<Choice>,
}

impl Question {
    /// The answer called `id`.
    pub fn choice(&self, id: &ChoiceId) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.id == *id)
    }
}

/// One answer to a question, and where it leads.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// Its name; of the first question also what a ticket's `trouble` says.
    pub id: ChoiceId,
    /// What the reviewer reads.
    pub title: String,
    /// The rule behind it.
    pub rule: RuleId,
    /// Where it leads.
    pub to: Leads,
    /// Facts of which any one proposes this answer.
    #[serde(default)]
    pub told: Vec<Told>,
}

/// Where an answer leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Leads {
    /// To the next question.
    Question(QuestionId),
    /// To a reply: the letter that an action with the effect `reply` then sends.
    Reply(LetterId),
    /// To an action of the case: the first of these that its guards allow.
    Action(Vec<ActionId>),
}

/// A fact that proposes an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// The account that asks stands so.
    Account(AccountStatus),
    /// Whether a lock after wrong passwords runs on it (L3); one that the registry does not tell of does not run.
    Lock(LockState),
    /// Whether so many codes were sent that no more are for a while (L2).
    Codes(CodesState),
    /// How the latest code was sent.
    LastCode(CodeChannel),
    /// A signal lies in a range.
    Signal(SignalGuard),
    /// The applicant tried this before.
    Tried(RemedyId),
    /// The applicant tried at least so many things before.
    TriedAtLeast(u8),
    /// At least so many replies of this case did not help.
    Replied(u8),
}

/// Where a lock after wrong passwords stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LockState {
    /// It runs.
    Running,
    /// It has ended, or there was none.
    Over,
}

/// Where the sending of codes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CodesState {
    /// At the limit: no more are sent for a while.
    OverLimit,
}

/// How a verification code is sent.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum CodeChannel {
    /// By e-mail.
    Email,
    /// By text message.
    Sms,
}

impl CodeChannel {
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "e-mail",
            Self::Sms => "text message",
        }
    }
}

/// Something that applicants can try by themselves.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// Its name in records.
    pub id: RemedyId,
    /// What it is, as something done: "looked into the spam folder".
    pub title: String,
    /// The rule that names it.
    pub rule: RuleId,
}

/// How long wrong passwords lock an account; each attempt while the lock runs begins that time anew (L3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LoginLock {
    /// The rule behind it, which refusals name.
    pub rule: RuleId,
    /// How long, in minutes.
    pub minutes: u32,
}

/// How many codes are sent in a time before no more are (L2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeLimit {
    /// The rule behind it.
    pub rule: RuleId,
    /// So many codes …
    pub most: u32,
    /// … within so many minutes.
    pub minutes: u32,
}
