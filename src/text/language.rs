//! Languages, named as BCP 47 names them, and which of those that somebody writes is nearest to one that is wanted.

use std::borrow::Cow;

/// The longest tag that is taken, in bytes: what RFC 5646 (4.4.1) says that no reader need go beyond.
const MOST_BYTES: usize = 35;

/// Languages that people at the desk read about by name; any other is shown by its tag.
const NAMES: [(&str, &str); 24] = [
    ("ar", "Arabic"),
    ("bn", "Bengali"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("fa", "Persian"),
    ("fr", "French"),
    ("hi", "Hindi"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("kk", "Kazakh"),
    ("ko", "Korean"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("th", "Thai"),
    ("tl", "Filipino"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

/// Whether `text` is well formed as BCP 47 has it: a language of 2 to 8 letters, then subtags of 1 to 8 letters or digits.
/// Whether there is such a language is not asked.
pub fn is_language(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    text.len() <= MOST_BYTES
        && (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|one| (1..=8).contains(&one.len()) && one.bytes().all(|b| b.is_ascii_alphanumeric()))
}

crate::ident!(
    /// A language by its BCP 47 tag: `en`, `zh-CN`. Tags are compared without regard to case.
    Language,
    "language",
    is_language,
    "a BCP 47 tag, as in en or zh-CN"
);

impl Language {
    /// English, which a playbook is written in that says nothing else.
    pub fn english() -> Self {
        Self("en".into())
    }

    /// The language itself, without script, region and the like: `zh` of `zh-CN`.
    pub fn primary(&self) -> Cow<'_, str> {
        let primary = self.as_str().split('-').next().unwrap_or_default();
        if primary.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(primary.to_ascii_lowercase())
        } else {
            Cow::Borrowed(primary)
        }
    }

    /// What people at the desk read: `Chinese (zh-CN)`.
    pub fn words(&self) -> String {
        let primary = self.primary();
        match NAMES.iter().find(|(tag, _)| *tag == primary) {
            Some((_, name)) => format!("{name} ({self})"),
            None => self.to_string(),
        }
    }

    /// Whether its sentences stand beside each other without spaces.
    pub fn is_without_spaces(&self) -> bool {
        matches!(&*self.primary(), "zh" | "ja" | "yue")
    }

    /// The one of `known` that comes nearest: the same tag, or else the longest beginning of it that is known (the lookup of
    /// RFC 4647, 3.4: `zh-Hant-TW`, `zh-Hant`, `zh`), or else the first of the same language. None where none is.
    pub fn nearest<'k>(&self, known: impl IntoIterator<Item = &'k Self> + Clone) -> Option<&'k Self> {
        let mut wanted = self.as_str();
        loop {
            let same = |other: &&Self| other.as_str().eq_ignore_ascii_case(wanted);
            if let Some(found) = known.clone().into_iter().find(same) {
                return Some(found);
            }
            match wanted.rsplit_once('-') {
                Some((shorter, _)) => wanted = shorter,
                None => return known.into_iter().find(|other| other.primary() == self.primary()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Language {
        Language::new(text).unwrap()
    }

    #[test]
    fn a_tag_has_the_form_of_bcp_47() {
        for good in ["en", "zh-CN", "zh-Hant-TW", "de-1996", "sl-rozaj-biske", "tlh", "EN-gb"] {
            assert!(is_language(good), "{good}");
        }
        for bad in [
            "",
            "e",
            "english-",
            "zh_CN",
            "zh CN",
            "1a",
            "-en",
            "zh--CN",
            "zh-\u{1b}",
            "中文",
            "en-thissubtagistoolong",
            "en-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd",
        ] {
            assert!(!is_language(bad), "{bad}");
        }
        assert!(Language::new("zh_CN").unwrap_err().to_string().contains("as in en or zh-CN"));
    }

    #[test]
    fn the_nearest_language_is_the_same_or_the_longest_beginning_of_it() {
        let known = ["en", "zh", "zh-Hant", "pt-BR"].map(tag);
        for (wanted, nearest) in [
            ("zh-CN", Some("zh")),
            ("ZH-hant-tw", Some("zh-Hant")),
            ("en-GB", Some("en")),
            ("pt", Some("pt-BR")),
            ("pt-PT", Some("pt-BR")),
            ("de", None),
        ] {
            assert_eq!(tag(wanted).nearest(&known).map(Language::as_str), nearest, "{wanted}");
        }
    }

    #[test]
    fn people_read_a_language_by_its_name() {
        assert_eq!(tag("zh-CN").words(), "Chinese (zh-CN)");
        assert_eq!(tag("tlh").words(), "tlh");
        assert!(tag("ZH-tw").is_without_spaces() && !tag("ko").is_without_spaces());
        assert!(NAMES.is_sorted(), "one name each, in order");
    }
}
