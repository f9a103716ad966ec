//! How a playbook weighs: its prior, its factors and where its bands begin.

use super::{Band, Decibans, Probability, Signal};
use crate::text::{RuleId, ident::is_slug};
use serde::{Deserialize, Serialize};

crate::ident!(
    /// The name of a factor within its kind.
    FactorId,
    "factor",
    is_slug,
    "a word of a-z, 0-9 and _, beginning with a letter"
);

/// The weights of one kind of case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreModel {
    /// The probability, before any evidence, that the applicant is not the owner (R18: 0.2 leaves 80 % to succeed).
    pub prior: Probability,
    /// The rule or source behind the prior.
    pub rule: Option<RuleId>,
    /// Where the bands begin.
    pub bands: Bands,
    /// The factors, in the order of the waterfall.
    #[serde(default, rename = "factor")]
    pub factors: Vec<Factor>,
}

/// The probabilities from which a case counts as riskier; below `medium` it is low.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bands {
    /// Medium from here.
    pub medium: Probability,
    /// High from here.
    pub high: Probability,
    /// Critical from here.
    pub critical: Probability,
}

impl Bands {
    /// The band that `risk` falls in.
    pub fn band(&self, risk: Probability) -> Band {
        if risk >= self.critical {
            Band::Critical
        } else if risk >= self.high {
            Band::High
        } else if risk >= self.medium {
            Band::Medium
        } else {
            Band::Low
        }
    }
}

/// One weight of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Factor {
    /// Its name.
    pub id: FactorId,
    /// What it says in the waterfall.
    pub title: String,
    /// The rule behind it.
    pub rule: Option<RuleId>,
    /// Correlated factors share a group; only the heaviest of a group counts, for the same fact must not weigh twice.
    pub group: Option<FactorId>,
    /// What it reads and how that weighs.
    pub weigh: Source,
}

/// Where a factor's datum comes from and what it weighs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Source {
    /// A signal, cut into bins.
    Signal {
        /// Which one.
        of: Signal,
        /// From the lowest values to the highest; the last has no `below`.
        bins: Vec<Bin>,
    },
    /// A clue held against the record (R2).
    Clue {
        /// The clue's id in the kind.
        of: String,
        /// Weight of a match (usually below zero).
        #[serde(rename = "match")]
        matched: Decibans,
        /// Weight of a mismatch.
        mismatch: Decibans,
    },
    /// A check that a reviewer answered.
    Check {
        /// The check's id in the kind.
        of: String,
        /// Weight of passing.
        passed: Decibans,
        /// Weight of failing.
        failed: Decibans,
    },
}

/// A verdict on a clue or a check, as a factor reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceVerdict {
    /// Match, or passed.
    For,
    /// Mismatch, or failed.
    Against,
}

/// One range of a signal.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bin {
    /// Values below this fall here; none for the last bin.
    pub below: Option<f64>,
    /// What such a value weighs.
    pub db: Decibans,
}

impl Source {
    /// Every weight that the factor can have, for "what would change it".
    pub fn weights(&self) -> Vec<Decibans> {
        match self {
            Self::Signal { bins, .. } => bins.iter().map(|bin| bin.db).collect(),
            Self::Clue { matched, mismatch, .. } => vec![*matched, *mismatch],
            Self::Check { passed, failed, .. } => vec![*passed, *failed],
        }
    }
}
