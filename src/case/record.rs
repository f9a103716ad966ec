//! The records that the institution sends, as the desk understands them. `docs/intake.md` shows one of each.

pub use super::submission::{Capture, FaceChannel, Printed, StepTaken, Verification};
use super::{AccountId, Digest, OrderAnswer, PostId, Reference};
pub use crate::playbook::DocumentType;
use crate::playbook::{
    AccountStatus, ActionId, ChoiceId, ClueId, CodeChannel, InstitutionId, ItemId, KindId, RemedyId,
};
use crate::score::{Place, Signal};
use crate::text::Language;
use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::net::IpAddr;

/// A record: one line of an intake file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Record {
    /// A row of the institution's registry; the newest for an account counts.
    Account(Box<AccountRecord>),
    /// What an applicant sends; it opens a case or joins an open one.
    Ticket(Box<Ticket>),
    /// A KYC submission (V1). Where another verified account holds the identity it is refused and opens a conflict (C1).
    Verification(Box<Verification>),
    /// An evidence item that arrives later.
    Evidence(LaterEvidence),
    /// A measurement that arrives later.
    Signal(LaterSignal),
    /// A message that arrives later, from the applicant or the account's owner.
    Message(Message),
    /// What the institution's system says to an order that it was handed.
    Answer(Answer),
}

impl Record {
    /// The institution that sends it.
    pub fn institution(&self) -> &InstitutionId {
        match self {
            Self::Account(record) => &record.institution,
            Self::Ticket(record) => &record.institution,
            Self::Verification(record) => &record.institution,
            Self::Evidence(record) => &record.institution,
            Self::Signal(record) => &record.institution,
            Self::Message(record) => &record.institution,
            Self::Answer(record) => &record.institution,
        }
    }

    /// The institution's own name for it.
    pub fn reference(&self) -> &Reference {
        match self {
            Self::Account(record) => &record.reference,
            Self::Ticket(record) => &record.reference,
            Self::Verification(record) => &record.reference,
            Self::Evidence(record) => &record.reference,
            Self::Signal(record) => &record.reference,
            Self::Message(record) => &record.reference,
            Self::Answer(record) => &record.reference,
        }
    }
}

/// A row of the institution's registry as it comes in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountRecord {
    /// The institution that sends it.
    pub institution: InstitutionId,
    /// The institution's own name for this record; the same again changes nothing.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The account.
    pub account: AccountId,
    /// Its e-mail address.
    #[serde(default)]
    pub email: Option<String>,
    /// Its phone number, with country code.
    #[serde(default)]
    pub phone: Option<String>,
    /// How it stands.
    pub status: AccountStatus,
    /// Its verified identity; absent where it was never verified.
    #[serde(default)]
    pub kyc: Option<Kyc>,
    /// When it was registered.
    #[serde(default)]
    pub registered_at: Option<DateTime<Utc>>,
    /// When it was last used.
    #[serde(default)]
    pub last_active_at: Option<DateTime<Utc>>,
    /// What it owns, in US dollars; 0 is nothing.
    #[serde(default)]
    pub assets: Option<f64>,
    /// How many of its orders are open.
    #[serde(default)]
    pub open_orders: Option<u32>,
    /// Its logins, newest first or last: the desk sorts.
    #[serde(default)]
    pub logins: Vec<Login>,
    /// Last four digits of the bank cards it used.
    #[serde(default)]
    pub cards_last4: Vec<String>,
    /// On-chain addresses of its successful withdrawals.
    #[serde(default)]
    pub withdrawal_addresses: Vec<String>,
    /// Whether a second factor was on.
    #[serde(default)]
    pub two_factor: Option<bool>,
    /// Its region, ISO 3166 alpha-2.
    #[serde(default)]
    pub region: Option<String>,
    /// The language that its owner is written to in; the playbook's first where it is not known.
    #[serde(default)]
    pub language: Option<Language>,
    /// The latest lock after wrong passwords (L3).
    #[serde(default)]
    pub lock: Option<LockRecord>,
    /// The verification codes sent to it lately (L2).
    #[serde(default)]
    pub codes: Vec<CodeSent>,
}

/// A lock after wrong passwords (L3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LockRecord {
    /// When it began.
    pub since: DateTime<Utc>,
    /// Attempts to log in after it had begun, each of which extends it.
    #[serde(default)]
    pub attempts: Vec<DateTime<Utc>>,
}

/// A verification code that was sent (L2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeSent {
    /// When.
    pub at: DateTime<Utc>,
    /// How.
    pub by: CodeChannel,
}

/// A verified identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kyc {
    /// `basic` or `advanced`.
    #[serde(default)]
    pub level: KycLevel,
    /// Full legal name.
    pub name: String,
    /// Date of birth.
    #[serde(default)]
    pub born: Option<NaiveDate>,
    /// Nationality, ISO 3166 alpha-2.
    #[serde(default)]
    pub nationality: Option<String>,
    /// The document it was verified with.
    #[serde(default)]
    pub document: Option<Document>,
    /// When it was verified.
    #[serde(default)]
    pub verified_at: Option<DateTime<Utc>>,
}

/// How far an identity is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KycLevel {
    /// Name, birth date and number only.
    Basic,
    /// Document and face too.
    #[default]
    Advanced,
}

/// An identity document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: DocumentType,
    /// The country that issued it, ISO 3166 alpha-2.
    pub country: String,
    /// Its number.
    pub number: String,
    /// The lines of its machine-readable zone, where somebody read it (N5): 3 of 30 characters, 2 of 36 or 2 of 44.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mrz: Vec<String>,
}

/// One login of an account.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// When.
    pub at: DateTime<Utc>,
    /// From which address.
    #[serde(default)]
    pub ip: Option<IpAddr>,
    /// From which city.
    #[serde(default)]
    pub city: Option<String>,
    /// From which country, ISO 3166 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// Degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// On which device, as the institution names devices.
    #[serde(default)]
    pub device: Option<String>,
}

impl Login {
    /// Where it was, where both degrees are given.
    pub fn place(&self) -> Option<Place> {
        Place::new(self.lat?, self.lon?)
    }
}

/// Where an application comes from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// From which address.
    #[serde(default)]
    pub ip: Option<IpAddr>,
    /// From which city.
    #[serde(default)]
    pub city: Option<String>,
    /// From which country, ISO 3166 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// Degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// On which device.
    #[serde(default)]
    pub device: Option<String>,
    /// The applicant's zone, minutes east of UTC: whose "today" the note must show (R6).
    #[serde(default)]
    pub utc_offset_minutes: Option<i32>,
}

impl Origin {
    /// Where it is, where both degrees are given.
    pub fn place(&self) -> Option<Place> {
        Place::new(self.lat?, self.lon?)
    }
}

/// What an applicant sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The institution that sends it.
    pub institution: InstitutionId,
    /// The institution's own name for this record; the same again changes nothing.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The kind of case, as the playbook calls it; or give `category`.
    #[serde(default)]
    pub kind: Option<KindId>,
    /// The help centre's category, which the playbook maps to a kind (C12).
    #[serde(default)]
    pub category: Option<String>,
    /// The account that asks.
    pub account: AccountId,
    /// Where the applicant can be reached; for a recovery an address that is new to the institution (R8).
    pub contact_email: String,
    /// The applicant's phone, with country code.
    #[serde(default)]
    pub contact_phone: Option<String>,
    /// When it was sent: the day of the application (R6).
    pub opened_at: DateTime<Utc>,
    /// Where it comes from.
    #[serde(default)]
    pub from: Origin,
    /// Full legal name, as the applicant gives it.
    #[serde(default)]
    pub name: Option<String>,
    /// Date of birth.
    #[serde(default)]
    pub born: Option<NaiveDate>,
    /// Nationality, ISO 3166 alpha-2.
    #[serde(default)]
    pub nationality: Option<String>,
    /// The document that the applicant brings.
    #[serde(default)]
    pub document: Option<Document>,
    /// What the applicant recalls: one or more values a clue (R2).
    #[serde(default, deserialize_with = "once_each")]
    pub clues: BTreeMap<ClueId, Vec<String>>,
    /// What machines measured.
    #[serde(default, deserialize_with = "once_each")]
    pub signals: BTreeMap<Signal, f64>,
    /// The phrase that the institution's system gave to be read aloud (R7).
    #[serde(default)]
    pub challenge: Option<Phrase>,
    /// What the applicant brings.
    #[serde(default)]
    pub evidence: Vec<EvidenceRecord>,
    /// What the applicant writes.
    #[serde(default)]
    pub text: Option<String>,
    /// The language that the applicant is written to in, as the form or the app had it; the playbook's first where it is not
    /// known.
    #[serde(default)]
    pub language: Option<Language>,
    /// What keeps the applicant from logging in: an answer to the first question of the kind's triage (L11).
    #[serde(default)]
    pub trouble: Option<ChoiceId>,
    /// What the applicant has tried already, each one of the kind's remedies (L11).
    #[serde(default)]
    pub tried: Vec<RemedyId>,
}

/// A phrase to be read aloud, and when it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// The words.
    pub phrase: String,
    /// When they were given.
    pub given_at: DateTime<Utc>,
}

/// One evidence item of a ticket: a file beside the intake file, or the hash of one that the institution keeps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRecord {
    /// Which item of the checklist.
    pub item: ItemId,
    /// Path of the file, relative to the intake file's folder.
    #[serde(default)]
    pub file: Option<String>,
    /// SHA-256 of a file that the institution keeps; instead of `file`.
    #[serde(default)]
    pub sha256: Option<Digest>,
    /// Its size in bytes; with `sha256`.
    #[serde(default)]
    pub bytes: Option<u64>,
    /// Its media type; with `sha256`.
    #[serde(default)]
    pub media: Option<String>,
    /// The date that stands on the note (R6).
    #[serde(default)]
    pub dated: Option<NaiveDate>,
    /// The phrase that is read aloud in the video (R7).
    #[serde(default)]
    pub phrase: Option<String>,
    /// When it was recorded.
    #[serde(default)]
    pub recorded_at: Option<DateTime<Utc>>,
    /// How the picture came (V4).
    #[serde(default)]
    pub captured: Option<Capture>,
}

/// An evidence item that arrives after the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaterEvidence {
    /// The institution that sends it.
    pub institution: InstitutionId,
    /// The institution's own name for this record; the same again changes nothing.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The ticket it belongs to.
    pub ticket: Reference,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// What it is.
    pub evidence: Vec<EvidenceRecord>,
    /// The document that the pictures show, where it is another than the ticket's (R3).
    #[serde(default)]
    pub document: Option<Document>,
    /// New measurements that came with it.
    #[serde(default, deserialize_with = "once_each")]
    pub signals: BTreeMap<Signal, f64>,
}

/// A measurement that arrives after the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaterSignal {
    /// The institution that sends it.
    pub institution: InstitutionId,
    /// The institution's own name for this record; the same again changes nothing.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The ticket it belongs to.
    pub ticket: Reference,
    /// When it was measured.
    pub at: DateTime<Utc>,
    /// What was measured.
    #[serde(deserialize_with = "once_each")]
    pub signals: BTreeMap<Signal, f64>,
}

/// A message that arrives after the ticket.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The institution that sends it.
    pub institution: InstitutionId,
    /// The institution's own name for this record; the same again changes nothing.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The ticket it belongs to.
    pub ticket: Reference,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// Who wrote it: the applicant, or the account's owner from an address known before (R14).
    pub sender: Sender,
    /// What it says.
    pub text: String,
    /// The action that it asks for, where it came by a link that means one: `block` (R14).
    #[serde(default)]
    pub intent: Option<ActionId>,
}

/// What the institution's system says to an order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The institution that sends it.
    pub institution: InstitutionId,
    /// The institution's own name for this record; the same again changes nothing.
    #[serde(rename = "ref")]
    pub reference: Reference,
    /// The order's id, as it was handed over.
    pub order: PostId,
    /// When it was answered.
    pub at: DateTime<Utc>,
    /// What came of it.
    pub answer: OrderAnswer,
    /// Why, where it was not carried out.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sender {
    /// Who applied.
    Applicant,
    /// The account's owner, from an address that the registry knew before the application.
    Owner,
}

/// Reads an object and refuses a key that stands in it twice: serde would silently take the last.
pub(super) fn once_each<'de, D, K, V>(json: D) -> Result<BTreeMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    struct OnceEach<K, V>(PhantomData<(K, V)>);

    impl<'de, K: Deserialize<'de> + Ord + fmt::Display, V: Deserialize<'de>> Visitor<'de> for OnceEach<K, V> {
        type Value = BTreeMap<K, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut values = BTreeMap::new();
            while let Some(key) = map.next_key::<K>()? {
                if values.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
                }
                values.insert(key, map.next_value()?);
            }
            Ok(values)
        }
    }

    json.deserialize_map(OnceEach(PhantomData))
}
