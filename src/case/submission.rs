//! A KYC submission: what one session of identity verification brings (rules V).

use super::record::{Document, EvidenceRecord, KycLevel, Origin, once_each};
use super::{AccountId, Private, Reference};
use crate::identity::{
    Agreement, compare_birth_dates, compare_countries, compare_document_numbers, compare_names,
};
use crate::playbook::{InstitutionId, SessionStep};
use crate::score::Signal;
use crate::text::Language;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A KYC submission as it comes in. A further one for the same account goes on with the session that waits for it, or begins
/// the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// The institution that sends it.
    pub institution: InstitutionId,
    /// The institution's own name for this record; the same again changes nothing.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The account to be verified.
    pub account: AccountId,
    /// Where the applicant can be reached.
    pub contact_email: String,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// Which level it asks for: `basic` ends with basic information and waits for the rest, `advanced` is the default (V1).
    #[serde(default)]
    pub level: Option<KycLevel>,
    /// When the session began; its first step, where absent (V6).
    #[serde(default)]
    pub started_at: Option<DateTime<Utc>>,
    /// The steps of the session, each with when it was taken (V1).
    #[serde(default)]
    pub steps: Vec<StepTaken>,
    /// Full legal name.
    pub name: String,
    /// Date of birth.
    pub born: NaiveDate,
    /// Nationality, ISO 3166 alpha-2.
    pub nationality: String,
    /// The identity number, where basic information has one beside the document's (V2).
    #[serde(default)]
    pub number: Option<String>,
    /// The document; absent as long as only the basic level is asked for.
    #[serde(default)]
    pub document: Option<Document>,
    /// What stands on the document, where it was read (V2).
    #[serde(default)]
    pub printed: Option<Printed>,
    /// Where facial verification was done (V5).
    #[serde(default)]
    pub face_channel: Option<FaceChannel>,
    /// What machines measured.
    #[serde(default, deserialize_with = "once_each")]
    pub signals: BTreeMap<Signal, f64>,
    /// What the applicant brings, each picture with how it was taken (V4).
    #[serde(default)]
    pub evidence: Vec<EvidenceRecord>,
    /// Where it comes from.
    #[serde(default)]
    pub from: Origin,
    /// The language that the applicant is written to in; the playbook's first where it is not known.
    #[serde(default)]
    pub language: Option<Language>,
}

/// One step of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepTaken {
    /// Which.
    pub step: SessionStep,
    /// When it was finished.
    pub at: DateTime<Utc>,
}

/// What stands on a document, as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Printed {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<NaiveDate>,
    /// The number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// Where facial verification was done (V5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaceChannel {
    /// On the computer.
    Computer,
    /// On the phone, handed over by QR code.
    Phone,
}

impl FaceChannel {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Computer => "on the computer",
            Self::Phone => "on the phone, by QR code",
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::Phone => "phone",
        }
    }
}

/// How a picture came (V4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Capture {
    /// Photographed with the webcam.
    Webcam,
    /// Uploaded as a file.
    Upload,
}

impl Capture {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Webcam => "by webcam",
            Self::Upload => "uploaded",
        }
    }

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Webcam => "webcam",
            Self::Upload => "upload",
        }
    }
}

/// A session of verification as the log has it: no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The record that brought it.
    pub reference: Reference,
    /// Which level it asks for.
    pub level: KycLevel,
    /// When it was submitted.
    pub submitted_at: DateTime<Utc>,
    /// When it began, where that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<DateTime<Utc>>,
    /// Its steps; those of an earlier part of the same session among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<StepTaken>,
    /// Where facial verification was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub face_channel: Option<FaceChannel>,
    /// Whether it goes on with the session before it, and so is no attempt of its own (V7).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
}

impl Session {
    /// When it began: as was told, or with its first step.
    pub fn began_at(&self) -> Option<DateTime<Utc>> {
        self.started_at.or_else(|| self.steps.iter().map(|taken| taken.at).min())
    }

    /// When its last step was taken; without steps, when it was submitted.
    pub fn last_at(&self) -> DateTime<Utc> {
        self.steps.iter().map(|taken| taken.at).max().unwrap_or(self.submitted_at)
    }

    /// How long it took; none where nobody told when it began.
    pub fn took(&self) -> Option<Duration> {
        Some(self.last_at() - self.began_at()?)
    }

    /// When a step was taken.
    pub fn at(&self, step: SessionStep) -> Option<DateTime<Utc>> {
        self.steps.iter().find(|taken| taken.step == step).map(|taken| taken.at)
    }
}

/// What the applicant states, and what the document says; personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basics {
    /// Full legal name.
    pub name: String,
    /// Date of birth; a registry may not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<NaiveDate>,
    /// Nationality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The identity number, where it was stated beside the document's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The document, where one was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// What stands on the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<Printed>,
}

/// A session of a case, with what was stated in it.
#[derive(Debug, Clone, PartialEq)]
pub struct Submitted {
    /// The session.
    pub session: Session,
    /// What was stated.
    pub basics: Private<Box<Basics>>,
}

impl Verification {
    /// The session that it brings, by itself.
    pub fn session(&self) -> Session {
        Session {
            reference: self.reference.clone(),
            level: self.level.unwrap_or_default(),
            submitted_at: self.submitted_at,
            started_at: self.started_at,
            steps: self.steps.clone(),
            face_channel: self.face_channel,
            goes_on: false,
        }
    }

    /// What it states.
    pub fn basics(&self) -> Basics {
        Basics {
            name: self.name.clone(),
            born: Some(self.born),
            nationality: Some(self.nationality.clone()),
            number: self.number.clone(),
            document: self.document.clone(),
            printed: self.printed.clone(),
        }
    }
}

impl Basics {
    /// The first datum of the basic information in which `other` is another one than this: what was confirmed cannot be
    /// changed (V2). A datum that one of them lacks is no difference; where they are not `exact`, because they were written
    /// by different hands, a near one is none either.
    pub fn differs_in(&self, other: &Self, exact: bool) -> Option<&'static str> {
        let compared = [
            ("name", compare_names(Some(&self.name), Some(&other.name))),
            ("date of birth", compare_birth_dates(self.born, other.born)),
            ("nationality", compare_countries(self.nationality.as_deref(), other.nationality.as_deref())),
            ("number", self.compare_numbers(other)),
        ];
        compared
            .into_iter()
            .find(|(_, agreement)| match agreement {
                Agreement::Different => true,
                Agreement::Near => exact,
                Agreement::Equal | Agreement::Unknown => false,
            })
            .map(|(what, _)| what)
    }

    /// The numbers that were stated, or else those of documents of one type and country: another document has another
    /// number, and choosing it changes nothing that was confirmed.
    fn compare_numbers(&self, other: &Self) -> Agreement {
        if self.number.is_some() && other.number.is_some() {
            return compare_document_numbers(self.number.as_deref(), other.number.as_deref());
        }
        match (&self.document, &other.document) {
            (Some(a), Some(b)) if a.kind == b.kind && a.country.eq_ignore_ascii_case(&b.country) => {
                compare_document_numbers(Some(&a.number), Some(&b.number))
            }
            _ => Agreement::Unknown,
        }
    }

    /// The first datum in which the document says something else than what was stated: it must agree (V2).
    pub fn document_differs_in(&self) -> Option<&'static str> {
        let printed = self.printed.as_ref();
        let name = printed.and_then(|printed| printed.name.as_deref());
        let number = self.document.as_ref().map(|document| document.number.as_str());
        let read = printed.and_then(|printed| printed.number.as_deref());
        let stated = self.number.as_deref().or(number);
        let born = compare_birth_dates(self.born, printed.and_then(|printed| printed.born));
        let numbers = [compare_document_numbers(stated, read), compare_document_numbers(stated, number)];
        let differs = |agreement| matches!(agreement, Agreement::Near | Agreement::Different);
        if compare_names(Some(&self.name), name) == Agreement::Different {
            Some("name")
        } else if differs(born) {
            Some("date of birth")
        } else if numbers.into_iter().any(differs) {
            Some("number")
        } else {
            None
        }
    }

    /// Whether the document was read, so that it could be held against what was stated.
    pub fn is_read(&self) -> bool {
        self.printed.is_some()
    }
}
