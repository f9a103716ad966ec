//! What somebody may want to do to a case. Nothing here says whether they may: that is [`decide`](super::decide).

use super::record::{Document, Ticket, Verification};
use super::{AccountId, Came, CaseId, ClueVerdict, Evidence, Given, Reference, Verdict, Version};
use crate::playbook::{
    ActionId, Answer, CauseId, CheckId, ClueId, FollowUpId, FollowUpState, ItemId, KindId, QuestionId,
    ReasonId, RequirementId,
};
use crate::score::{Signal, SignalValue};
use crate::text::RuleId;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Something wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Open a case by a ticket.
    Open(Box<Opening>),
    /// Let a further ticket join this open case (R21).
    Join(Box<Opening>),
    /// Add what arrived later.
    Attach {
        /// The ticket that it came for.
        ticket: Reference,
        /// Evidence items.
        evidence: Vec<Evidence>,
        /// The document that they show, where it was told.
        document: Option<Document>,
        /// Measurements that came along.
        signals: BTreeMap<Signal, SignalValue>,
    },
    /// Tick or refuse one requirement of an item, or open it again.
    Judge {
        /// The item.
        item: ItemId,
        /// The requirement of it.
        requirement: RequirementId,
        /// None opens it again.
        verdict: Option<Verdict>,
    },
    /// Answer a check, or open it again.
    Answer {
        /// Which check.
        check: CheckId,
        /// None opens it again.
        answer: Option<Answer>,
    },
    /// Write down what the applicant recalls; it is compared with the record.
    RecordClue {
        /// Which clue.
        clue: ClueId,
        /// What was recalled.
        values: Vec<String>,
    },
    /// Say how a clue stands against the record.
    JudgeClue {
        /// Which clue.
        clue: ClueId,
        /// How it stands.
        verdict: ClueVerdict,
    },
    /// Name the cause (C3).
    NameCause {
        /// Which.
        cause: CauseId,
    },
    /// Say which ticket's sender the applicant is, where tickets of one case give different addresses (R21).
    SettleApplicant {
        /// The ticket.
        ticket: Reference,
    },
    /// Say which account the case is about, where several hold the applicant's identity (C1, M2).
    ChooseHolder {
        /// The account.
        account: AccountId,
    },
    /// Answer questions of the triage, in their order (L11).
    Triage {
        /// The answers.
        answers: Vec<Given>,
    },
    /// Take back an answer of the triage, with all that followed from it.
    TakeBack {
        /// The question; none takes back the last answer.
        question: Option<QuestionId>,
    },
    /// Note that what was tried here went on into another case (L11).
    CarryOn {
        /// The other.
        to: CaseId,
    },
    /// Take in a message, which may ask for an action (R14).
    Receive {
        /// What it says.
        text: String,
        /// The action it asks for.
        intent: Option<ActionId>,
    },
    /// Take the case.
    Claim,
    /// Give the case up, or, as a lead, take it from another.
    Release,
    /// Take an action of the playbook.
    Act(Act),
    /// Write a note.
    Note {
        /// The note.
        text: String,
    },
    /// See personal data whole: who did, when and why is recorded first (N6).
    Reveal {
        /// Why it must be seen.
        reason: String,
    },
    /// Put the case off, or take it up again.
    Snooze {
        /// None takes it up again.
        until: Option<DateTime<Utc>>,
    },
    /// Settle something that is followed up, or open it again (R15, M13).
    FollowUp {
        /// Which.
        follow_up: FollowUpId,
        /// How; none opens it again.
        state: Option<FollowUpState>,
    },
    /// Leave a reminder out, because what it reminds of has come as well.
    Overtake {
        /// The action that would have reminded.
        action: ActionId,
    },
    /// End this case by putting it into another of the same kind and claimant.
    MergeInto {
        /// The other, as it stands.
        other: Box<super::Case>,
    },
    /// Take in a case that is being merged into this one.
    Absorb {
        /// The other, as it stands.
        other: Box<super::Case>,
    },
    /// Undo that this case was merged into another.
    Unmerge,
    /// Record what came of delivering a letter or an order.
    Came {
        /// The case's version after the event that wrote it.
        given: Version,
        /// What came of it.
        came: Came,
        /// How often it was tried; 0 where the answer came by itself.
        attempts: u32,
        /// Why, in the words of whoever was to take it.
        reason: Option<String>,
    },
    /// Let what was refused or set aside be delivered again.
    PutBack {
        /// The case's version after the event that wrote it.
        given: Version,
    },
    /// Undo that this case took another in.
    Part {
        /// The other.
        other: CaseId,
    },
    /// Write down that this case and another are about one submission (C1).
    Link {
        /// The other.
        other: CaseId,
        /// By which rule.
        rule: RuleId,
    },
}

/// An action to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Which.
    pub action: ActionId,
    /// Its reason, where the playbook wants one.
    pub reason: Option<ReasonId>,
    /// A note, which stays inside.
    pub note: Option<String>,
    /// The case's number as typed, where the action cannot be taken back.
    pub confirm: Option<String>,
    /// A paragraph for the applicant, where a letter of the action has a place for one. None takes that of the proposal
    /// which the action agrees to, if there is one; an empty one takes it out.
    pub paragraph: Option<String>,
}

impl Act {
    /// The action with nothing more said.
    pub fn plain(action: ActionId) -> Self {
        Self { action, reason: None, note: None, confirm: None, paragraph: None }
    }
}

/// A ticket that is ready to open a case: its kind known, its files in the vault.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening {
    /// The kind.
    pub kind: KindId,
    /// The ticket as it came.
    pub ticket: Ticket,
    /// Its evidence, hashed.
    pub evidence: Vec<Evidence>,
    /// Its signals, each in range.
    pub signals: BTreeMap<Signal, SignalValue>,
    /// The KYC submission that the ticket was made of, where it was.
    pub submission: Option<Box<Verification>>,
}
