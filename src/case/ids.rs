//! Names and numbers of cases, accounts, tickets and people.

use crate::text::ident::{is_reference, is_slug};
use serde::{Deserialize, Serialize};
use std::fmt;

crate::ident!(
    /// An account as the institution's registry names it.
    AccountId,
    "account",
    is_reference,
    "1 to 64 letters, digits or - _ . : / @ # +, and neither an e-mail address nor a phone number"
);
crate::ident!(
    /// The institution's own name for a record; the same one again changes nothing.
    Reference,
    "ref",
    is_reference,
    "1 to 64 letters, digits or - _ . : / @ # +, and neither an e-mail address nor a phone number"
);
crate::ident!(
    /// A person at the desk.
    OperatorId,
    "operator",
    is_slug,
    "a word of a-z, 0-9 and _, beginning with a letter"
);

/// A case within its store; the first is 1.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct CaseId(pub i64);

/// How many events a case has had: what a writer must have seen to write the next.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct Version(pub u32);

impl Version {
    /// The version after one more event.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// A case's number as people say and type it: `RC-000812`, its kind's prefix and its id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct CaseNumber(String);

impl CaseNumber {
    /// The number of case `id`, whose kind has `prefix`.
    pub fn new(prefix: &str, id: CaseId) -> Self {
        Self(format!("{prefix}-{:06}", id.0))
    }

    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id in what somebody typed: `RC-000812`, `rc-812` or `812`. The prefix is for people; the id alone counts.
    pub fn parse_id(text: &str) -> Option<CaseId> {
        let digits = match text.trim().rsplit_once('-') {
            Some((prefix, digits))
                if (2..=3).contains(&prefix.len()) && prefix.bytes().all(|b| b.is_ascii_alphabetic()) =>
            {
                digits
            }
            Some(_) => return None,
            None => text.trim(),
        };
        if digits.is_empty() || digits.len() > 15 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().filter(|id| *id > 0).map(CaseId)
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// SHA-256 of a file's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl std::str::FromStr for Digest {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| "a SHA-256 is 64 hex digits".to_owned())?;
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        <std::borrow::Cow<'de, str>>::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Digest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[0-9a-fA-F]{64}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_found_by_its_number_or_its_bare_id() {
        for text in ["RC-000812", "rc-812", "812", " 812 "] {
            assert_eq!(CaseNumber::parse_id(text), Some(CaseId(812)), "{text}");
        }
        for text in ["", "RC-", "RC-0", "-812", "RECO-812", "8 12", "RC-99999999999999999999", "0"] {
            assert_eq!(CaseNumber::parse_id(text), None, "{text}");
        }
        assert_eq!(CaseNumber::new("RC", CaseId(812)).as_str(), "RC-000812");
    }
}
