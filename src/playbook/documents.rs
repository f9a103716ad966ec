//! Types of identity document, and which of them an institution accepts from which country (V3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The types of document that the rules name (V3, R3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    /// A passport.
    Passport,
    /// A national identity card.
    IdCard,
    /// A driving licence.
    DrivingLicence,
    /// A residence permit.
    ResidencePermit,
}

impl DocumentType {
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::IdCard => "ID card",
            Self::DrivingLicence => "driving licence",
            Self::ResidencePermit => "residence permit",
        }
    }
}

/// The types of document that an institution accepts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Documents {
    /// From every country that is not named below.
    pub default: Vec<DocumentType>,
    /// From these countries (ISO 3166 alpha-2, upper case), instead.
    #[serde(default)]
    pub countries: BTreeMap<String, Vec<DocumentType>>,
}

impl Documents {
    /// The types that are accepted from `country`.
    pub fn of(&self, country: &str) -> &[DocumentType] {
        let listed = self.countries.iter().find(|(known, _)| known.eq_ignore_ascii_case(country));
        listed.map_or(&self.default, |(_, types)| types)
    }
}
