//! An institution's rules as data: kinds of case, their stages, checklists, actions, clocks, weights and letters.
//!
//! A playbook is one TOML file with its letters beside it. Guards, effects, requirement tests and signals are closed enums:
//! there is no expression language, so a playbook can be validated whole and read by someone who does not program.

mod account;
mod action;
pub mod calendar;
mod check;
mod checklist;
mod claims;
mod documents;
mod effect;
mod fault;
mod follow_up;
mod graph;
mod guard;
mod ids;
mod kind;
mod languages;
mod letter;
mod letter_facts;
mod letter_frame;
mod load;
mod session;
mod shape;
mod source;
mod tree;
mod triage;

pub use account::{AccountStatus, Which};
pub use action::{Action, By, Role};
pub use calendar::{Budget, Calendar};
pub use check::RESERVED_KEYS;
pub use checklist::{Cause, Check, Clue, ClueSource, Item, Reason, Requirement, RequirementTest};
pub use claims::{Does, Part, Place};
pub use documents::{DocumentType, Documents};
pub use effect::{
    Challenge, ContactSource, Counted, Effect, EndHold, HoldHours, OrderEffect, OrderName, OrderWhen,
    Reminded, ReplyBy,
};
pub use fault::Fault;
pub use follow_up::{FollowUp, FollowUpState, Phase};
pub use graph::{dot, graph};
pub use guard::{
    AccountGuard, Answer, AnsweredGuard, CauseState, CheckGuard, ChecksState, ClueGuard, DocumentState,
    EmailState, EvidenceState, FollowUpsState, Guard, Guarded, HoldState, IdentityState, ItemGuard,
    LinkedGuard, LinkedState, Nothing, OwnerState, PictureState, RegionState, SessionState, SignalGuard,
    TriageState,
};
pub use ids::{
    ActionId, CauseId, CheckId, ChoiceId, ClueId, FollowUpId, InstitutionId, ItemId, KindId, LetterId,
    QuestionId, ReasonId, RemedyId, RequirementId, StageId,
};
pub use kind::{Kind, Outcome, Stage, Timer, TimerStart};
pub use languages::{Languages, Translation};
pub use letter::{Letter, LetterError, Letters, Written};
pub use letter_facts::LetterFacts;
pub use letter_frame::Frame;
pub use session::{Accepted, Admission, Admits, BasicState, Closing, ReviewState, SessionStep};
pub use source::{PlaybookSource, is_letter_file, letter_files, shipped};
pub use triage::{
    Choice, CodeChannel, CodeLimit, CodesState, Leads, LockState, LoginLock, Question, Remedy, Told,
};

use crate::text::{Language, RuleId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One institution's rules.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// The institution, as records name it.
    pub institution: InstitutionId,
    /// Its name as people write it; also what applicants must write on a note.
    pub title: String,
    /// The rules that this playbook carries out, each in one sentence; every one must be claimed by something below.
    pub rules: BTreeMap<RuleId, String>,
    /// Weekends and holidays that business days skip.
    pub calendar: Calendar,
    /// Countries (ISO 3166 alpha-2) that weigh or exclude (R16).
    #[serde(default)]
    pub regions: Regions,
    /// The languages that people outside are written to in; the first is the one that this file is written in.
    #[serde(default)]
    pub languages: Languages,
    /// How each language writes a date, in the letters of `strftime`; in figures where nothing stands here.
    #[serde(default)]
    pub dates: BTreeMap<Language, String>,
    /// Which documents are accepted, by the country that issues them (V3); all, where it is absent.
    #[serde(default)]
    pub documents: Option<Documents>,
    /// What every letter ends with (C14, R17), as a template.
    pub letter_footer: Letter,
    /// The page that letters stand in as HTML; without it they are sent as plain text alone.
    #[serde(default)]
    pub letter_html: Option<Frame>,
    /// The letters that effects name.
    #[serde(default, rename = "letter")]
    pub letters: BTreeMap<LetterId, Letter>,
    /// The kinds of case.
    #[serde(rename = "kind")]
    pub kinds: BTreeMap<KindId, Kind>,
    /// What people outside read, in the languages after the first, by its words in the first.
    #[serde(default, rename = "translation")]
    pub translations: BTreeMap<Language, Translation>,
    /// The letters compiled; filled by loading.
    #[serde(skip)]
    pub written: Letters,
    /// The hash of file and letters, which cases pin; filled by loading.
    #[serde(skip)]
    pub hash: PlaybookHash,
}

impl Playbook {
    /// A letter of this playbook as a page of HTML: worked out of what was recorded of it, its subject and text, and of this
    /// playbook's frame, so that nothing else need be recorded. None where the playbook has no frame: then the text alone is
    /// sent. `language` is the letter's, where it was recorded.
    pub fn letter_html(&self, language: Option<&Language>, subject: &str, text: &str) -> Option<String> {
        let language = language.unwrap_or_else(|| self.languages.first());
        self.written.page(&self.title, language.as_str(), (subject, text))
    }
}

/// SHA-256 of a playbook's file and letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct PlaybookHash(pub [u8; 32]);

impl std::fmt::Display for PlaybookHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl std::str::FromStr for PlaybookHash {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut hash = [0; 32];
        hex::decode_to_slice(text, &mut hash)
            .map_err(|_| format!("{text:?} is no playbook hash: 64 hex digits"))?;
        Ok(Self(hash))
    }
}

impl Serialize for PlaybookHash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PlaybookHash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Countries by what the institution makes of them; ISO 3166 alpha-2, upper case.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regions {
    /// Applications from here count as high-risk.
    #[serde(default)]
    pub high_risk: Vec<String>,
    /// Accounts of these regions are restricted or being left.
    #[serde(default)]
    pub restricted: Vec<String>,
}

impl Regions {
    /// Whether applications from `country` count as high-risk.
    pub fn is_high_risk(&self, country: &str) -> bool {
        listed(&self.high_risk, country)
    }

    /// Whether accounts of `region` are restricted or being left.
    pub fn restricts(&self, region: &str) -> bool {
        listed(&self.restricted, region)
    }
}

fn listed(list: &[String], country: &str) -> bool {
    list.iter().any(|other| other.eq_ignore_ascii_case(country))
}
