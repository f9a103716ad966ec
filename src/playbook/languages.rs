//! The languages that a playbook speaks outward: which there are, how each writes a date, and what its texts are in each.
//!
//! A playbook is written in its first language. What people outside read of it (what an item asks for, how it can be done
//! better, why somebody is turned down, what a letter is about) stands where it belongs, in that language; in the others it
//! stands in `[translation.xx]`, under the words of the first. So a rule is read in one place and a language in another, a
//! sentence that is said five times is translated once, and one whose words have changed is missed rather than forgotten.

use super::{Kind, Letter, Playbook};
use crate::text::Language;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The languages that letters are written in, at least one; the first is the playbook's own, and that of people whose language
/// is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Language>", into = "Vec<Language>")]
pub struct Languages {
    first: Language,
    others: Vec<Language>,
}

impl Default for Languages {
    fn default() -> Self {
        Self { first: Language::english(), others: Vec::new() }
    }
}

impl TryFrom<Vec<Language>> for Languages {
    type Error = &'static str;
    fn try_from(all: Vec<Language>) -> Result<Self, Self::Error> {
        let mut all = all.into_iter();
        let first = all.next().ok_or("no language is named, expected one or more, as in [\"en\", \"zh\"]")?;
        Ok(Self { first, others: all.collect() })
    }
}

impl From<Languages> for Vec<Language> {
    fn from(languages: Languages) -> Self {
        std::iter::once(languages.first).chain(languages.others).collect()
    }
}

impl Languages {
    /// The playbook's own.
    pub fn first(&self) -> &Language {
        &self.first
    }

    /// Those after the first.
    pub fn others(&self) -> &[Language] {
        &self.others
    }

    /// All, the first before the others.
    pub fn all(&self) -> impl Iterator<Item = &Language> + Clone {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The one that comes nearest to what somebody speaks; the first where none does or where it is not known.
    pub fn nearest(&self, wanted: Option<&Language>) -> &Language {
        let near = |wanted: &Language| {
            let all: Vec<&Language> = self.all().collect();
            wanted.nearest(all)
        };
        wanted.and_then(near).unwrap_or(&self.first)
    }
}

/// What people outside read in one language, by the words of the first.
pub type Translation = BTreeMap<String, String>;

/// A day in figures, as any language reads it; where the playbook says nothing of a language's own form.
const FIGURES: &str = "%Y-%m-%d";

impl Playbook {
    /// The language to write in to somebody who speaks `wanted`: the nearest of the playbook's, or else its first.
    pub fn language(&self, wanted: Option<&Language>) -> &Language {
        self.languages.nearest(wanted)
    }

    /// What `text`, written in the first language, is in `language`; `text` itself where there is no translation, which the
    /// validator lets happen to names only.
    pub fn outward<'p>(&'p self, text: &'p str, language: &Language) -> &'p str {
        translated(&self.translations, text, language)
    }

    /// `day` as `language` writes it.
    pub fn date_in(&self, day: NaiveDate, language: &Language) -> String {
        let form = self.dates.get(language).map_or(FIGURES, String::as_str);
        let mut text = String::new();
        // A form that cannot be written is a fault of the playbook; an old one without the check still gives a date.
        match write!(text, "{}", day.format(form)) {
            Ok(()) => text,
            Err(_) => day.format(FIGURES).to_string(),
        }
    }
}

/// What `text` is in `language`.
pub(super) fn translated<'t>(
    translations: &'t BTreeMap<Language, Translation>,
    text: &'t str,
    language: &Language,
) -> &'t str {
    translations.get(language).and_then(|texts| texts.get(text)).map_or(text, String::as_str)
}

/// A text that people outside read, and where it stands: the keys and numbers of a path.
pub(super) struct Outward<'p> {
    /// Its words in the first language.
    pub text: &'p str,
    /// Where it stands in its kind or letter.
    pub place: Place,
}

/// Where an outward text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The title of a kind.
    Title,
    /// `ask` of the nth item.
    Ask(usize),
    /// `better` of a requirement of an item.
    Better(usize, usize),
    /// `tell` of the nth follow-up.
    Tell(usize),
    /// `outward` of the nth reason.
    Reason(usize),
}

/// All that people outside read of a kind, its letters left out.
pub(super) fn outward_of(kind: &Kind) -> Vec<Outward<'_>> {
    let mut all = vec![Outward { text: &kind.title, place: Place::Title }];
    for (index, item) in kind.items.iter().enumerate() {
        all.push(Outward { text: &item.ask, place: Place::Ask(index) });
        for (inner, requirement) in item.requirements.iter().enumerate() {
            let better = requirement.better.as_deref();
            all.extend(better.map(|text| Outward { text, place: Place::Better(index, inner) }));
        }
    }
    let follow_ups = kind.follow_ups.iter().enumerate();
    all.extend(follow_ups.map(|(index, known)| Outward { text: &known.tell, place: Place::Tell(index) }));
    let reasons = kind.reasons.iter().enumerate();
    all.extend(reasons.map(|(index, reason)| Outward { text: &reason.outward, place: Place::Reason(index) }));
    all
}

impl Letter {
    /// The file that holds its text in `language`: `{language}` in its name is the language's tag.
    pub fn file_in(&self, language: &Language) -> Option<String> {
        self.file.as_ref().map(|file| in_language(file, language.as_str()))
    }
}

/// What stands in a file's name for the language.
pub(super) const MARK: &str = "{language}";

/// The name of a letter's file in a language; tags in files' names are in lower case.
pub(super) fn in_language(file: &str, language: &str) -> String {
    file.replace(MARK, &language.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::shipped;

    fn tag(text: &str) -> Language {
        Language::new(text).unwrap()
    }

    #[test]
    fn a_playbook_that_says_nothing_is_written_in_english() {
        let languages = Languages::default();
        assert_eq!(languages.nearest(Some(&tag("zh"))), &Language::english());
        assert!(Languages::try_from(Vec::new()).is_err());
    }

    #[test]
    fn people_are_written_to_in_what_comes_nearest_to_their_language() {
        let languages = Languages::try_from(vec![tag("en"), tag("zh")]).unwrap();
        for (wanted, written) in
            [(Some("zh-CN"), "zh"), (Some("ZH"), "zh"), (Some("de-AT"), "en"), (None, "en")]
        {
            assert_eq!(languages.nearest(wanted.map(tag).as_ref()).as_str(), written, "{wanted:?}");
        }
    }

    #[test]
    fn a_date_has_the_form_of_its_language_and_figures_where_none_is_known() {
        let mut playbook = Playbook::load(&shipped()[0]).unwrap();
        playbook.dates = BTreeMap::from([
            (tag("en"), "%-d %B %Y".to_owned()),
            (tag("zh"), "%Y年%-m月%-d日".to_owned()),
            (tag("xx"), "%Q".to_owned()),
        ]);
        let day = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        let written = ["en", "zh", "de", "xx"].map(|language| playbook.date_in(day, &tag(language)));
        assert_eq!(written, ["9 March 2026", "2026年3月9日", "2026-03-09", "2026-03-09"]);
    }
}
