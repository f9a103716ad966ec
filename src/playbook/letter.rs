//! Letters: templates of plain text, strict about what they may name.

use super::languages::{Languages, Translation, translated};
use super::letter_frame::Page;
use super::{LetterFacts, LetterId};
use crate::text::{Language, RuleId};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, escape_formatter};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One letter as a playbook gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Its subject line in the first language, a template too.
    #[serde(default)]
    pub subject: String,
    /// Its text in the first language, or `file`.
    #[serde(default)]
    pub body: Option<String>,
    /// A file that holds the text, in the folder `letters` beside the playbook or beside the playbook's folder;
    /// `{language}` in its name stands for each language's tag, in lower case.
    #[serde(default)]
    pub file: Option<String>,
    /// Rules that it tells people.
    #[serde(default)]
    pub rules: Vec<RuleId>,
    /// Whether the paragraph that a reviewer may add goes to everybody who gets this letter; else to the applicant alone.
    #[serde(default)]
    pub paragraph_to_all: bool,
    /// Its text by language; filled by loading.
    #[serde(skip)]
    pub texts: BTreeMap<Language, String>,
}

impl Letter {
    /// Whether it can name something of the account that holds the identity (C7).
    pub fn tells_of_holder(&self) -> bool {
        let inline = self.body.as_ref();
        self.texts.values().chain(inline).any(|text| text.contains("partial_email"))
    }
}

/// Why a letter cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("letter {letter}: {what}")]
pub struct LetterError {
    /// The letter.
    pub letter: String,
    /// What is wrong, with the template's line.
    pub what: String,
}

/// A letter written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its subject line.
    pub subject: String,
    /// Its text, with the footer.
    pub body: String,
}

/// All letters of a playbook in each of its languages, compiled, and the page that they stand in as HTML.
#[derive(Debug, Clone, Default)]
pub struct Letters {
    templates: Environment<'static>,
    /// The letters that have a place for the reviewer's paragraph.
    with_paragraph: BTreeSet<LetterId>,
    frame: Option<Page>,
}

/// What letters are compiled from.
pub(super) struct Sources<'s> {
    /// The letters, their texts filled in.
    pub letters: &'s BTreeMap<LetterId, Letter>,
    /// What ends each.
    pub footer: &'s Letter,
    /// The page of HTML, where there is one.
    pub frame: Option<&'s str>,
    /// The languages that each letter has.
    pub languages: &'s Languages,
    /// Subjects, and texts that stand in the playbook itself, in the languages after the first.
    pub translations: &'s BTreeMap<Language, Translation>,
}

/// Template name of the footer; no letter can be called so, for it is no slug.
const FOOTER: &str = "(footer)";

/// A letter takes a few dozen steps to write; this many are a template that goes astray.
const MOST_STEPS: u64 = 100_000;

/// The tags that a letter may have: it may ask and list, and nothing by which a text could grow without end.
const TAGS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

pub(super) fn engine() -> Environment<'static> {
    let mut templates = Environment::new();
    // A misspelt variable must stop the letter, not leave a hole in it.
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_fuel(Some(MOST_STEPS));
    // Nor may a fact that this case does not have be printed as the word "none".
    templates.set_formatter(|out, state, value| {
        if value.is_none() {
            return Err(Error::new(ErrorKind::InvalidOperation, ABSENT));
        }
        escape_formatter(out, state, value)
    });
    // Tags on lines of their own leave no empty lines behind.
    if let Ok(syntax) = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build() {
        templates.set_syntax(syntax);
    }
    templates
}

/// What is said of a letter that prints what a case may lack.
pub(super) const ABSENT: &str = "a fact that may be absent is printed";

impl Letters {
    /// Compiles letters, footer and frame.
    ///
    /// # Errors
    /// Every template that does not parse, or that has no text in one of the languages.
    pub(super) fn compile(sources: &Sources<'_>) -> Result<Self, Vec<LetterError>> {
        let mut letters = Self { templates: engine(), ..Self::default() };
        let mut faults = Vec::new();
        for language in sources.languages.all() {
            let named = sources.letters.iter().map(|(id, letter)| (id.as_str(), letter));
            for (name, letter) in named.chain([(FOOTER, sources.footer)]) {
                letters.add(name, letter, language, sources.translations, &mut faults);
            }
        }
        let places = |letter: &&Letter| letter.texts.values().any(|text| placed(text, PARAGRAPH) > 0);
        let with = sources.letters.iter().filter(|(_, letter)| places(letter));
        letters.with_paragraph = with.map(|(id, _)| id.clone()).collect();
        match sources.frame.map(Page::compile).transpose() {
            Ok(frame) => letters.frame = frame,
            Err(fault) => faults.push(fault),
        }
        if faults.is_empty() { Ok(letters) } else { Err(faults) }
    }

    fn add(
        &mut self,
        name: &str,
        letter: &Letter,
        language: &Language,
        translations: &BTreeMap<Language, Translation>,
        faults: &mut Vec<LetterError>,
    ) {
        let subject = translated(translations, &letter.subject, language);
        let Some(body) = letter.texts.get(language) else {
            let what = format!("it has no text in {}", language.words());
            faults.push(LetterError { letter: name.to_owned(), what });
            return;
        };
        for (part, text) in [("subject", subject), ("body", body)] {
            let added = self.templates.add_template_owned(key(language, name, part), text.to_owned());
            if let Err(error) = added {
                faults.push(LetterError { letter: name.to_owned(), what: error.to_string() });
            }
        }
    }

    /// What the template `text` names from outside itself.
    ///
    /// # Errors
    /// Where it does not parse, or has a tag that letters may not have.
    pub(super) fn named(text: &str) -> Result<BTreeSet<String>, String> {
        for (before, after) in text.match_indices("{%").map(|(at, tag)| text.split_at(at + tag.len())) {
            let after = after.trim_start_matches(['-', '+']).trim_start();
            let tag: String = after.chars().take_while(char::is_ascii_alphanumeric).take(20).collect();
            if !TAGS.contains(&tag.as_str()) {
                let line = before.lines().count();
                return Err(format!(
                    "in its line {line}, a letter can only ask (`if`) and list (`for`), not `{tag}`"
                ));
            }
        }
        let engine = engine();
        let template = engine.template_from_str(text).map_err(|error| reworded(&error))?;
        Ok(template.undeclared_variables(false).into_iter().collect())
    }

    /// Writes the template `text` once, to see whether it can be.
    ///
    /// # Errors
    /// What keeps it from being written.
    pub(super) fn try_out(text: &str, facts: &LetterFacts) -> Result<(), String> {
        let engine = engine();
        let written = engine.render_str(text, minijinja::value::Serde(facts));
        written.map(drop).map_err(|error| reworded(&error))
    }

    /// Writes `letter` in `language`, one of the playbook's, with `facts`, the footer below it.
    ///
    /// # Errors
    /// Where the letter is unknown, or names something that `facts` does not have.
    pub fn write(
        &self,
        letter: &LetterId,
        language: &Language,
        facts: &LetterFacts,
    ) -> Result<Written, LetterError> {
        let render = |name: &str, part: &str| {
            let fault = |error: Error| LetterError { letter: name.to_owned(), what: error.to_string() };
            let template = self.templates.get_template(&key(language, name, part)).map_err(fault)?;
            template.render(minijinja::value::Serde(facts)).map_err(fault)
        };
        let name = letter.as_str();
        let body = format!("{}\n\n{}\n", render(name, "body")?.trim_end(), render(FOOTER, "body")?.trim());
        Ok(Written { subject: render(name, "subject")?.replace(['\r', '\n'], " "), body })
    }

    /// Whether `letter` has a place for a paragraph of the reviewer's.
    pub fn takes_paragraph(&self, letter: &LetterId) -> bool {
        self.with_paragraph.contains(letter)
    }

    /// The page of HTML in which a letter that says `(subject, text)` stands; none where the playbook has no frame for it.
    pub(super) fn page(&self, institution: &str, language: &str, letter: (&str, &str)) -> Option<String> {
        self.frame.as_ref()?.write(institution, language, letter).ok()
    }
}

/// The fact that a reviewer writes.
pub(super) const PARAGRAPH: &str = "paragraph";

/// How often a template prints `name`.
pub(super) fn placed(text: &str, name: &str) -> usize {
    let printed = text.split("{{").skip(1).filter_map(|rest| rest.split_once("}}"));
    let words =
        |inside: &str| inside.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    printed.filter(|(inside, _)| words(inside)).count()
}

/// The name that a letter's template is known by.
fn key(language: &Language, name: &str, part: &str) -> String {
    format!("{language}/{name}/{part}")
}

/// What is wrong with a template, with the line of the template.
pub(super) fn reworded(error: &Error) -> String {
    let what = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
    match error.line() {
        Some(line) => format!("in its line {line}, {what}"),
        None => what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(body: &str) -> Result<Letters, Vec<LetterError>> {
        let letter = |subject: &str, body: &str| Letter {
            subject: subject.into(),
            texts: [(Language::english(), body.into())].into(),
            ..Letter::default()
        };
        Letters::compile(&Sources {
            letters: &[(LetterId::new("approved").unwrap(), letter("About {{ case }}", body))].into(),
            footer: &letter("", "We never ask for your password."),
            frame: None,
            languages: &Languages::default(),
            translations: &BTreeMap::new(),
        })
    }

    fn facts() -> LetterFacts {
        LetterFacts { case: "RC-000001".into(), ..LetterFacts::default() }
    }

    #[test]
    fn c14_every_letter_ends_with_the_footer() {
        let letters = letters("Case {{ case }} is approved.").unwrap();
        let written =
            letters.write(&LetterId::new("approved").unwrap(), &Language::english(), &facts()).unwrap();
        assert_eq!(written.subject, "About RC-000001");
        assert_eq!(written.body, "Case RC-000001 is approved.\n\nWe never ask for your password.\n");
    }

    #[test]
    fn an_unknown_variable_stops_the_letter() {
        let letters = letters("Dear {{ nmae }}").unwrap();
        let error =
            letters.write(&LetterId::new("approved").unwrap(), &Language::english(), &facts()).unwrap_err();
        assert!(error.what.contains("undefined"), "{error}");
    }

    #[test]
    fn an_absent_fact_is_never_printed_as_none() {
        let approved = LetterId::new("approved").unwrap();
        let error = letters("Until {{ hold_until }}")
            .unwrap()
            .write(&approved, &Language::english(), &facts())
            .unwrap_err();
        assert!(error.what.contains("absent"), "{error}");
        let guarded = letters("{% if hold_until %}Until {{ hold_until }}{% endif %}ok").unwrap();
        assert!(guarded.write(&approved, &Language::english(), &facts()).unwrap().body.starts_with("ok"));
    }

    #[test]
    fn it_is_known_which_letters_a_paragraph_can_be_put_into() {
        let approved = LetterId::new("approved").unwrap();
        let with = letters("{% if paragraph %}{{ paragraph }}{% endif %}").unwrap();
        assert!(with.takes_paragraph(&approved));
        assert!(!letters("{% if paragraph %}x{% endif %}").unwrap().takes_paragraph(&approved));
        assert_eq!(placed("{{ paragraph }} {{ paragraphs }} {{paragraph|upper}}", PARAGRAPH), 2);
    }

    #[test]
    fn a_template_that_does_not_parse_is_a_fault_with_its_line() {
        let faults = letters("one\n{% if %}").unwrap_err();
        assert!(faults[0].what.contains(":2"), "{}", faults[0]);
    }
}
