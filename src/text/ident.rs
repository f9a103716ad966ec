//! Names that playbooks and records give to things. They are checked once, where they enter, so that every later
//! room may print, compare and store them without a second thought.

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no {what}: {must}")]
pub struct IdentError {
    /// What the text should have been, e.g. "stage".
    pub what: &'static str,
    /// The refused text, escaped, at most 40 characters of it.
    pub text: String,
    /// What it must look like.
    pub must: &'static str,
}

impl IdentError {
    /// The error for `text`, shortened so that a hostile one cannot flood a terminal.
    pub fn new(what: &'static str, text: &str, must: &'static str) -> Self {
        Self { what, text: text.escape_debug().take(40).collect(), must }
    }
}

/// Whether `text` is a slug: 1 to 48 of `a-z`, `0-9`, `_`, beginning with a letter.
pub fn is_slug(text: &str) -> bool {
    text.len() <= 48
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// Whether `text` is an outside reference: 1 to 64 of letters, digits and `- _ . : / @ # +`, all ASCII. References stand in
/// the log for ever, so what looks like somebody's address or number is none.
pub fn is_reference(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:/@#+".contains(&b))
        && !is_like_email(text)
        && !is_like_phone(text)
}

/// Something before an `@` and a domain after it.
fn is_like_email(text: &str) -> bool {
    let domain = text.rsplit_once('@').filter(|(local, _)| !local.is_empty()).map(|(_, domain)| domain);
    domain.and_then(|domain| domain.rsplit_once('.')).is_some_and(|(host, top)| {
        !host.is_empty() && top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

/// A `+`, at the beginning or behind a colon as in `tel:`, and a number of seven digits or more.
fn is_like_phone(text: &str) -> bool {
    let number = text.rsplit_once(':').map_or(text, |(_, number)| number).strip_prefix('+');
    number.is_some_and(|number| {
        number.bytes().all(|b| b.is_ascii_digit() || b"-./".contains(&b))
            && number.bytes().filter(u8::is_ascii_digit).count() >= 7
    })
}

/// Whether `text` names a rule: one or two capital letters and a number, as in `R7`.
pub fn is_rule(text: &str) -> bool {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let number = &text[letters..];
    (1..=2).contains(&letters)
        && (1..=3).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && !number.starts_with('0')
}

/// Declares a name type: a shared string that passed `$check`.
#[macro_export]
macro_rules! ident {
    ($(#[$doc:meta])* $name:ident, $what:literal, $check:path, $must:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Takes `text` if it has the right form.
            ///
            /// # Errors
            /// [`IdentError`](crate::text::IdentError) with what it must look like.
            pub fn new(text: &str) -> Result<Self, $crate::text::IdentError> {
                if $check(text) {
                    Ok(Self(text.into()))
                } else {
                    Err($crate::text::IdentError::new($what, text, $must))
                }
            }

            /// The name as text; it holds no character that a terminal would obey.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::IdentError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::new(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(d)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "description": $must })
            }
        }
    };
}

crate::ident!(
    /// The number of a rule, as rules pages and refusals name it: `R7`, `C12`.
    RuleId,
    "rule number",
    is_rule,
    "one or two capital letters and a number, as in R7"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_letters_and_a_number() {
        for good in ["R7", "C12", "M1", "AB123"] {
            assert!(RuleId::new(good).is_ok(), "{good}");
        }
        for bad in ["", "7", "r7", "R", "R07", "ABC1", "R1234", "R7 ", "R\u{661}"] {
            assert!(RuleId::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_slug_cannot_hold_what_a_terminal_obeys() {
        assert!(is_slug("manual_review"));
        for bad in ["", "_x", "9a", "Manual", "a-b", "a b", "a\u{1b}[31m", "é"] {
            assert!(!is_slug(bad), "{bad:?}");
        }
        assert!(!is_slug(&"a".repeat(49)));
    }

    #[test]
    fn a_reference_is_nobodys_address_and_nobodys_number() {
        for good in
            ["A-10077", "35840112", "447483647123456789", "T/2026#1", "desk@2", "v1.2@node", "+1", "a+b"]
        {
            assert!(is_reference(good), "{good}");
        }
        for bad in [
            "lin.wei@example.com",
            "mailto:lin@example.org",
            "+6581234567",
            "+49-170-5550123",
            "tel:+491705550123",
        ] {
            assert!(!is_reference(bad), "{bad}");
        }
    }

    #[test]
    fn an_error_shows_only_the_head_of_a_long_text() {
        let error = RuleId::new(&"x".repeat(10_000)).unwrap_err();
        assert_eq!(error.text.len(), 40);
    }
}
