//! What happened to a case. Events are never changed; together they are the case.
//!
//! Personal data sits in a field called `private`, at most one an event: the store keeps it apart from the log.

use super::clue::ClueVerdict;
use super::record::{Capture, Document, Origin, Phrase};
use super::submission::{Basics, Session};
use super::{
    AccountId, Actor, Carried, CaseId, Digest, OperatorId, OrderAnswer, PostName, Private, Reference, Said,
    Version,
};
use crate::playbook::{
    ActionId, Answer, CauseId, CheckId, ChoiceId, ClueId, FollowUpId, FollowUpState, InstitutionId, ItemId,
    KindId, LetterId, OrderName, Playbook, PlaybookHash, QuestionId, ReasonId, RemedyId, RequirementId,
    StageId, Which,
};
use crate::score::{Signal, SignalValue};
use crate::text::{Language, RuleId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When something happened and who did it; beside each event in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// When, by the desk's clock. Order is the log's sequence, never this.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: Actor,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A ticket or a verification opened the case.
    Opened(Box<Opened>),
    /// A further ticket for the same matter joined it (R21).
    TicketJoined {
        /// The further ticket.
        reference: Reference,
        /// Who sent it, counted from 0 for whoever sent the first: tickets with the same address have the same sender.
        #[serde(default)]
        sender: u32,
        /// The case that it came from, where a merge brought it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merged_from: Option<CaseId>,
        /// What it complains of, as an answer to the first question of the triage.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        trouble: Option<ChoiceId>,
        /// What was tried before it was sent (L11).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tried: Vec<RemedyId>,
        /// What it said.
        #[serde(default)]
        private: Private<Box<Application>>,
    },
    /// A reviewer settled whose application this is: what other senders brought no longer counts (R21).
    ApplicantSettled {
        /// A ticket of the one who applies.
        ticket: Reference,
    },
    /// The account that holds the applicant's identity became known after the ticket, or was chosen among several.
    HolderFound {
        /// The account.
        account: AccountId,
    },
    /// The document was told that the evidence shows; the newest counts (R3).
    DocumentBrought {
        /// The ticket that it came for.
        ticket: Reference,
        /// The case that it came from, where a merge brought it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        merged_from: Option<CaseId>,
        /// The document.
        #[serde(default)]
        private: Private<Document>,
    },
    /// An evidence item came.
    EvidenceAttached {
        /// What is known of it.
        evidence: Evidence,
        /// The ticket that it came for.
        ticket: Reference,
    },
    /// What came for an item no longer counts: it was asked for again.
    EvidenceSetAside {
        /// Which item.
        item: ItemId,
    },
    /// A requirement was ticked, refused or opened again.
    RequirementJudged {
        /// The item.
        item: ItemId,
        /// The requirement of it.
        requirement: RequirementId,
        /// None is open again.
        verdict: Option<Verdict>,
    },
    /// A check was answered or opened again.
    CheckAnswered {
        /// Which check.
        check: CheckId,
        /// None is open again.
        answer: Option<Answer>,
    },
    /// What the applicant recalls was written down.
    ClueRecorded {
        /// Which clue.
        clue: ClueId,
        /// What comparing it with the record gave.
        verdict: ClueVerdict,
        /// The values recalled.
        #[serde(default)]
        private: Private<Vec<String>>,
    },
    /// A clue was held against the record: by a reviewer, or because the record became known.
    ClueJudged {
        /// Which clue.
        clue: ClueId,
        /// What was found.
        verdict: ClueVerdict,
    },
    /// The cause was named (C3).
    CauseNamed {
        /// Which.
        cause: CauseId,
    },
    /// A question of the triage was answered (L11).
    TriageAnswered {
        /// Which.
        question: QuestionId,
        /// The answer.
        answer: ChoiceId,
    },
    /// The answer to a question was taken back, with all that followed from it.
    TriageTakenBack {
        /// Which question.
        question: QuestionId,
    },
    /// What was tried in an earlier case of the account came along (L11).
    Carried(Carried),
    /// What was tried here went on into another case (L11).
    CarriedOn {
        /// The other.
        to: CaseId,
    },
    /// A machine measured something.
    SignalMeasured {
        /// What.
        signal: Signal,
        /// How much.
        value: SignalValue,
    },
    /// A measurement no longer counts, because what it measured was asked for again.
    SignalForgotten {
        /// Which.
        signal: Signal,
    },
    /// An operator took the case.
    Claimed {
        /// Who.
        operator: OperatorId,
        /// Until when, if nothing else happens.
        until: DateTime<Utc>,
    },
    /// The claim was given up.
    Released {},
    /// One of two operators wants an action (N7).
    Proposed {
        /// Which action.
        action: ActionId,
        /// Its reason, where one was needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<ReasonId>,
        /// What was written with it.
        #[serde(default)]
        private: Private<Said>,
    },
    /// An action was taken.
    Acted {
        /// Which.
        action: ActionId,
        /// The stage before.
        from: StageId,
        /// The stage after.
        to: StageId,
        /// Its reason, where one was needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<ReasonId>,
        /// The first of two operators, where two were needed (N7).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposed_by: Option<OperatorId>,
        /// The note written with it.
        #[serde(default)]
        private: Private<String>,
    },
    /// The hold after an approval began (R13).
    HoldStarted {
        /// When it ends.
        until: DateTime<Utc>,
    },
    /// The hold ended.
    HoldEnded {},
    /// A phrase to be read aloud was given (R7). Random words: no personal data.
    ChallengeGiven {
        /// The words and when.
        phrase: Phrase,
        /// Whether phrases given before are worth nothing from here on, because the desk asked for another one; a phrase
        /// that a further ticket brought stands beside them.
        #[serde(default)]
        supersedes: bool,
    },
    /// A letter was written and put into the outbox.
    LetterWritten {
        /// Which.
        letter: LetterId,
        /// To whom.
        reach: LetterReach,
        /// The letter itself.
        #[serde(default)]
        private: Private<LetterBody>,
    },
    /// An order was put into the outbox.
    OrderGiven {
        /// What to do.
        order: OrderName,
        /// Which of the case's accounts.
        which: Which,
        /// That account.
        account: AccountId,
        /// Until when, where it ends by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<DateTime<Utc>>,
        /// Contacts, where the order is about them.
        #[serde(default)]
        private: Private<OrderContacts>,
    },
    /// A letter went out. It and all that follow it are named by the case's version after the event that wrote them.
    LetterSent {
        /// The event that wrote it.
        given: Version,
        /// Which letter.
        letter: LetterId,
        /// How often it was tried.
        #[serde(default, skip_serializing_if = "is_zero")]
        attempts: u32,
        /// Phone numbers of its party, to which no letter goes.
        #[serde(default, skip_serializing_if = "is_zero")]
        passed_over: u32,
    },
    /// A letter cannot be delivered, or was tried often enough: it waits for a person.
    LetterSetAside {
        /// The event that wrote it.
        given: Version,
        /// Which letter.
        letter: LetterId,
        /// How often it was tried.
        #[serde(default, skip_serializing_if = "is_zero")]
        attempts: u32,
        /// Why; a mail server's words may name the address.
        #[serde(default)]
        private: Private<String>,
    },
    /// An order was handed over; its answer is still to come.
    OrderSent {
        /// The event that gave it.
        given: Version,
        /// Which order.
        order: OrderName,
        /// How often it was tried.
        #[serde(default, skip_serializing_if = "is_zero")]
        attempts: u32,
    },
    /// The institution's system answered an order.
    OrderAnswered {
        /// The event that gave it.
        given: Version,
        /// Which order.
        order: OrderName,
        /// What it says.
        answer: OrderAnswer,
        /// How often it was tried; none where the answer came by itself.
        #[serde(default, skip_serializing_if = "is_zero")]
        attempts: u32,
        /// Why, in the system's words.
        #[serde(default)]
        private: Private<String>,
    },
    /// An order cannot be delivered, or was tried often enough: it waits for a person.
    OrderSetAside {
        /// The event that gave it.
        given: Version,
        /// Which order.
        order: OrderName,
        /// How often it was tried.
        #[serde(default, skip_serializing_if = "is_zero")]
        attempts: u32,
        /// Why.
        #[serde(default)]
        private: Private<String>,
    },
    /// A letter or an order that was refused or set aside waits for delivery again.
    PutBack {
        /// The event that wrote it.
        given: Version,
        /// Which.
        name: PostName,
    },
    /// An operator wrote a note.
    NoteAdded {
        /// The note.
        #[serde(default)]
        private: Private<String>,
    },
    /// An operator saw personal data whole (N6).
    Revealed {
        /// Why it had to be seen.
        #[serde(default)]
        private: Private<String>,
    },
    /// The case was put off, or taken up again.
    Snoozed {
        /// Until when; none is taken up again.
        until: Option<DateTime<Utc>>,
    },
    /// Something that is followed up was settled, or is open again (R15, M13).
    FollowUpSettled {
        /// Which.
        follow_up: FollowUpId,
        /// How; none is open again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        state: Option<FollowUpState>,
    },
    /// Lists mark the case until somebody takes it up: a reminder to the desk.
    DeskReminded {},
    /// A reminder was due, but what it reminds of had come as well, so it was not made: after a pause of the desk.
    ReminderOvertaken {
        /// The action that would have reminded.
        action: ActionId,
    },
    /// A message came.
    MessageReceived {
        /// The action it asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<ActionId>,
        /// Why that was not done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        refused: Option<String>,
        /// What it says.
        #[serde(default)]
        private: Private<String>,
    },
    /// The case went into another one.
    MergedInto {
        /// The other.
        case: CaseId,
    },
    /// Another case came into this one; its tickets, documents and evidence follow in events of their own.
    Absorbed {
        /// The other.
        case: CaseId,
        /// Its phrases that a video may hold (R7).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        phrases: Vec<Phrase>,
        /// Its clues, as far as this case knew nothing of them.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        clues: BTreeMap<ClueId, ClueVerdict>,
        /// Its measurements, as far as this case had none.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        signals: BTreeMap<Signal, SignalValue>,
        /// The values recalled of those clues.
        #[serde(default)]
        private: Private<BTreeMap<ClueId, Vec<String>>>,
    },
    /// A merge was undone on the side that had ended by it.
    Unmerged {
        /// The other.
        case: CaseId,
    },
    /// A merge was undone on the side that had taken the other in.
    Parted {
        /// The other.
        case: CaseId,
    },
    /// A session of verification came (V1).
    SessionRecorded {
        /// The session.
        session: Session,
        /// What was stated in it.
        #[serde(default)]
        private: Private<Box<Basics>>,
    },
    /// The result counts as a denial of the account's verification (V7).
    DenialCounted {},
    /// Another account holds the identity: a conflict is opened about it (C1).
    ConflictCalled {
        /// By which rule.
        rule: RuleId,
    },
    /// This case and another are about one submission.
    Linked {
        /// The other.
        case: CaseId,
        /// By which rule (C1).
        rule: RuleId,
    },
}

impl Event {
    /// Its name in the log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened(_) => "opened",
            Self::TicketJoined { .. } => "ticket_joined",
            Self::ApplicantSettled { .. } => "applicant_settled",
            Self::HolderFound { .. } => "holder_found",
            Self::DocumentBrought { .. } => "document_brought",
            Self::EvidenceAttached { .. } => "evidence_attached",
            Self::EvidenceSetAside { .. } => "evidence_set_aside",
            Self::RequirementJudged { .. } => "requirement_judged",
            Self::CheckAnswered { .. } => "check_answered",
            Self::ClueRecorded { .. } => "clue_recorded",
            Self::ClueJudged { .. } => "clue_judged",
            Self::CauseNamed { .. } => "cause_named",
            Self::TriageAnswered { .. } => "triage_answered",
            Self::TriageTakenBack { .. } => "triage_taken_back",
            Self::Carried(_) => "carried",
            Self::CarriedOn { .. } => "carried_on",
            Self::SignalMeasured { .. } => "signal_measured",
            Self::SignalForgotten { .. } => "signal_forgotten",
            Self::Claimed { .. } => "claimed",
            Self::Released {} => "released",
            Self::Proposed { .. } => "proposed",
            Self::Acted { .. } => "acted",
            Self::HoldStarted { .. } => "hold_started",
            Self::HoldEnded {} => "hold_ended",
            Self::ChallengeGiven { .. } => "challenge_given",
            Self::LetterWritten { .. } => "letter_written",
            Self::OrderGiven { .. } => "order_given",
            Self::LetterSent { .. } => "letter_sent",
            Self::LetterSetAside { .. } => "letter_set_aside",
            Self::OrderSent { .. } => "order_sent",
            Self::OrderAnswered { .. } => "order_answered",
            Self::OrderSetAside { .. } => "order_set_aside",
            Self::PutBack { .. } => "put_back",
            Self::NoteAdded { .. } => "note_added",
            Self::Revealed { .. } => "revealed",
            Self::Snoozed { .. } => "snoozed",
            Self::FollowUpSettled { .. } => "follow_up_settled",
            Self::DeskReminded {} => "desk_reminded",
            Self::ReminderOvertaken { .. } => "reminder_overtaken",
            Self::MessageReceived { .. } => "message_received",
            Self::MergedInto { .. } => "merged_into",
            Self::Absorbed { .. } => "absorbed",
            Self::Unmerged { .. } => "unmerged",
            Self::Parted { .. } => "parted",
            Self::SessionRecorded { .. } => "session_recorded",
            Self::DenialCounted {} => "denial_counted",
            Self::ConflictCalled { .. } => "conflict_called",
            Self::Linked { .. } => "linked",
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// How a case begins.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opened {
    /// The institution.
    pub institution: InstitutionId,
    /// The kind.
    pub kind: KindId,
    /// The playbook as it stood, which the case keeps.
    pub playbook: PlaybookHash,
    /// The kind's prefix, for the case's number.
    pub prefix: String,
    /// The first stage.
    pub stage: StageId,
    /// The ticket.
    pub reference: Reference,
    /// The account that asks.
    pub claimant: AccountId,
    /// The account that holds the identity, where one was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<AccountId>,
    /// When the applicant sent it.
    pub applied_at: DateTime<Utc>,
    /// The calendar day of that in the applicant's zone, or else the playbook's (R6).
    pub application_day: NaiveDate,
    /// The phrase that the system gave, where it came along (R7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Phrase>,
    /// What machines measured and the desk worked out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signals: BTreeMap<Signal, SignalValue>,
    /// How the clues compare with the record.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clues: BTreeMap<ClueId, ClueVerdict>,
    /// What came along.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What the ticket complains of, as an answer to the first question of the triage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<ChoiceId>,
    /// What was tried before it was sent (L11).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<RemedyId>,
    /// Who applies and what they say.
    #[serde(default)]
    pub private: Private<Box<Application>>,
}

/// Who applies and what they say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Application {
    /// Where the applicant can be reached.
    pub contact_email: String,
    /// The applicant's phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_phone: Option<String>,
    /// Where it comes from.
    #[serde(default)]
    pub from: Origin,
    /// Full legal name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<NaiveDate>,
    /// Nationality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The document brought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// What the applicant recalls.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clues: BTreeMap<ClueId, Vec<String>>,
    /// What the applicant writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The language that the applicant is written to in, where it is known. It stands with what can be erased: beside a
    /// country and a time it says something of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// What is known of one thing that the applicant brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which item of the checklist.
    pub item: ItemId,
    /// SHA-256 of the file.
    pub sha256: Digest,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its media type, sniffed where the desk has the file.
    pub media: String,
    /// Whether the vault has the file; else the institution keeps it.
    #[serde(default)]
    pub stored: bool,
    /// The day on which it was sent, in the applicant's zone.
    pub brought_on: NaiveDate,
    /// The date that stands on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dated: Option<NaiveDate>,
    /// What is read aloud in it, where somebody wrote that down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spoken: Option<Spoken>,
    /// When it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<DateTime<Utc>>,
    /// How the picture came (V4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<Capture>,
    /// The case that it came from, where a merge brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_from: Option<CaseId>,
}

/// What is read aloud in a video.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spoken {
    /// The words, as they arrive. They are a person's own, so the log never has them: deciding makes one of the others of
    /// them, and what is left of them cannot be written.
    #[serde(skip)]
    Words(String),
    /// The phrase that the system gave at this time (R7).
    Given(DateTime<Utc>),
    /// No phrase that was given.
    Other,
}

/// What a reviewer says of a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is satisfied.
    Ticked,
    /// It is not.
    Refused,
}

/// To whom a letter goes. What is announced to every address known, old and new (N2), is written once for each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterReach {
    /// To the address that the applicant gave.
    Applicant,
    /// To the contacts on record of the account that asks.
    Claimant,
    /// To the contacts on record of the account that holds the identity.
    Holder,
    /// To the contacts that an order of this case replaced.
    Former,
}

impl LetterReach {
    /// To whom, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Applicant => "the applicant",
            Self::Claimant => "the contacts of the account that asks",
            Self::Holder => "the account that holds the identity",
            Self::Former => "the contacts from before",
        }
    }
}

/// A letter as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterBody {
    /// E-mail addresses and phone numbers, all of one party; none where the party has none on record.
    pub to: Vec<String>,
    /// Its subject line.
    pub subject: String,
    /// Its text.
    pub body: String,
    /// The language that it is written in, one of the playbook's; none in letters from before there were several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

impl LetterBody {
    /// The letter as a page of HTML, worked out of what was recorded and of the playbook that the case pins: the same today
    /// and in ten years. None where that playbook has no page for its letters; then the text alone is sent.
    pub fn html(&self, playbook: &Playbook) -> Option<String> {
        playbook.letter_html(self.language.as_ref(), &self.subject, &self.body)
    }
}

/// The contacts that an order is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderContacts {
    /// What the account is to have.
    pub contacts: Contacts,
    /// What it had before, so that it can be given back (R14): by then the registry may show the new ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<Contacts>,
}

/// E-mail and phone of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contacts {
    /// E-mail address, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Phone number, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}
