//! The four answers that a comparison can give.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How far two values agree. Written `equal`, `near`, `different`, `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// The same but for spelling conventions: case, accents, spaces, punctuation.
    Equal,
    /// Not the same, but as an honest slip, another transliteration or another order would make it.
    Near,
    /// Neither.
    Different,
    /// At least one side is missing or cannot be read. Never weighs for or against anybody.
    Unknown,
}

impl Agreement {
    /// The word by which it is written and shown.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Near => "near",
            Self::Different => "different",
            Self::Unknown => "unknown",
        }
    }

    /// Compares two normal forms: unknown if either is empty, equal if they are equal, and else what `otherwise` says
    /// of them, near or different.
    pub(super) fn of(a: &str, b: &str, is_near: impl FnOnce(&str, &str) -> bool) -> Self {
        match (a, b) {
            ("", _) | (_, "") => Self::Unknown,
            _ if a == b => Self::Equal,
            _ if is_near(a, b) => Self::Near,
            _ => Self::Different,
        }
    }
}

impl fmt::Display for Agreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_written_word_is_the_shown_word() {
        for agreement in [Agreement::Equal, Agreement::Near, Agreement::Different, Agreement::Unknown] {
            assert_eq!(serde_json::to_string(&agreement).unwrap(), format!("\"{agreement}\""));
        }
    }
}
