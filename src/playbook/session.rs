//! What a session of identity verification must satisfy before it is taken in: the order of its steps, its time, how often
//! it may be tried (rules V). The numbers stand in playbooks; here stands only what can be asked.

use super::Kind;
use crate::text::RuleId;
use serde::{Deserialize, Serialize};

/// One thing that a submission must satisfy to be taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// The rule that a refusal names.
    pub rule: RuleId,
    /// What must hold.
    pub must: Admits,
    /// Whether a refusal by it is a denial, which counts towards closing (V7); else it is an attempt and no more.
    #[serde(default)]
    pub denies: bool,
}

/// What must hold of a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Admits {
    /// The steps come in this order, none before its predecessor (V1). The first steps may be missing from a session where
    /// the account's basic information was confirmed before.
    Steps(Vec<SessionStep>),
    /// Basic information is the same as what was confirmed before (V2).
    BasicInformation(BasicState),
    /// The type of document is accepted from the country that issued it, by the playbook's `[documents]` (V3).
    Document(Accepted),
    /// No other submission of the account is under review (V1).
    Review(ReviewState),
    /// So many attempts a day of the playbook's zone, this one included (V7).
    AttemptsADay(u32),
    /// So many denials within so many hours close verification for so many hours after the last of them (V7).
    Denials(Closing),
    /// From the first step to the last so many minutes. A longer session is not refused: it is taken in, counts as an attempt
    /// and expires (V6).
    Minutes(u32),
}

impl Admits {
    /// What is asked, in few words.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Steps(_) => "order of the steps",
            Self::BasicInformation(_) => "basic information unchanged",
            Self::Document(_) => "documents accepted by country",
            Self::Review(_) => "no other submission under review",
            Self::AttemptsADay(_) => "attempts a day",
            Self::Denials(_) => "closing after denials",
            Self::Minutes(_) => "time of a session",
        }
    }
}

/// The steps of a session, in the order in which the source has them.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SessionStep {
    /// The nationality was chosen.
    Nationality,
    /// Name, birth date and number were confirmed.
    BasicInformation,
    /// The type of document was chosen.
    Document,
    /// The document was photographed or its picture uploaded.
    DocumentPhoto,
    /// The applicant's own photo was taken.
    Selfie,
    /// Facial verification was finished.
    FacialVerification,
}

impl SessionStep {
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nationality => "nationality",
            Self::BasicInformation => "basic information",
            Self::Document => "document",
            Self::DocumentPhoto => "document photo",
            Self::Selfie => "selfie",
            Self::FacialVerification => "facial verification",
        }
    }

    /// Whether it belongs to the basic level, which comes before the advanced one (V1).
    pub fn is_basic(self) -> bool {
        self <= Self::BasicInformation
    }
}

/// What must be known of basic information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BasicState {
    /// It is what was confirmed before; where nothing was, it is confirmed now.
    Unchanged,
}

/// The word `accepted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accepted {
    /// It is.
    Accepted,
}

/// What must be known of earlier submissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// None waits for its review.
    None,
}

/// When denials close verification, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// How many denials.
    pub denials: u32,
    /// Within how many hours.
    pub within_hours: u32,
    /// For how many hours after the last of them.
    pub closed_hours: u32,
}

impl Kind {
    /// Whether submissions of identity verification open cases of this kind, and nothing else does.
    pub fn is_verification(&self) -> bool {
        self.opens_on_verification.is_some()
    }

    /// The order of a session's steps; empty where the playbook asks for none.
    pub fn session_steps(&self) -> &[SessionStep] {
        let steps = self.admission.iter().find_map(|admission| match &admission.must {
            Admits::Steps(steps) => Some(steps.as_slice()),
            _ => None,
        });
        steps.unwrap_or_default()
    }

    /// How many minutes a session may take, and by which rule.
    pub fn session_minutes(&self) -> Option<(u32, &RuleId)> {
        self.admission.iter().find_map(|admission| match admission.must {
            Admits::Minutes(minutes) => Some((minutes, &admission.rule)),
            _ => None,
        })
    }

    /// How many attempts a day there may be.
    pub fn attempts_a_day(&self) -> Option<u32> {
        self.admission.iter().find_map(|admission| match admission.must {
            Admits::AttemptsADay(most) => Some(most),
            _ => None,
        })
    }

    /// When denials close verification.
    pub fn closing(&self) -> Option<Closing> {
        self.admission.iter().find_map(|admission| match admission.must {
            Admits::Denials(closing) => Some(closing),
            _ => None,
        })
    }
}
