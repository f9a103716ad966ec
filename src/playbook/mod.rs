//! An institution's rules as data: kinds of case, their stages, checklists, actions, clocks, weights and letters.
//!
//! A playbook is one TOML file with its letters beside it. Guards, effects, requirement tests and signals are closed enums:
//! there is no expression language, so a playbook can be validated whole and read by someone who does not program.

mod account;
mod action;
pub mod calendar;
mod check;
mod checklist;
mod effect;
mod fault;
mod graph;
mod guard;
mod ids;
mod kind;
mod letter;
mod load;
mod shape;
mod source;
mod tree;

pub use account::{AccountStatus, Which};
pub use action::{Action, By, Role};
pub use calendar::{Budget, Calendar};
pub use check::RESERVED_KEYS;
pub use checklist::{Cause, Check, Clue, ClueSource, Item, Reason, Requirement, RequirementTest};
pub use effect::{Challenge, ContactSource, Effect, EndHold, HoldHours, OrderEffect, OrderName, OrderWhen};
pub use fault::Fault;
pub use graph::{dot, graph};
pub use guard::{
    AccountGuard, Answer, CauseState, CheckGuard, ChecksState, ClueGuard, DocumentState, EmailState,
    EvidenceState, Guard, Guarded, HoldState, IdentityState, ItemGuard, Nothing, OwnerState, PictureState,
    RegionState, SignalGuard,
};
pub use ids::{
    ActionId, CauseId, CheckId, ClueId, InstitutionId, ItemId, KindId, LetterId, ReasonId, RequirementId,
    StageId,
};
pub use kind::{Kind, Outcome, Stage, Timer, TimerStart};
pub use letter::{Letter, LetterError, LetterFacts, Letters, Written};
pub use source::{PlaybookSource, is_letter_file, letter_files, shipped};

use crate::text::RuleId;
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
    /// What every letter ends with (C14, R17), as a template.
    pub letter_footer: Letter,
    /// The letters that effects name.
    #[serde(default, rename = "letter")]
    pub letters: BTreeMap<LetterId, Letter>,
    /// The kinds of case.
    #[serde(rename = "kind")]
    pub kinds: BTreeMap<KindId, Kind>,
    /// The letters compiled; filled by loading.
    #[serde(skip)]
    pub written: Letters,
    /// The hash of file and letters, which cases pin; filled by loading.
    #[serde(skip)]
    pub hash: PlaybookHash,
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
