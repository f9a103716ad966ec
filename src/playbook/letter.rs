//! Letters: templates of plain text, strict about what they may name.

use super::LetterId;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior, escape_formatter};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// One letter as a playbook gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Its subject line, a template too.
    #[serde(default)]
    pub subject: String,
    /// Its text; loading fills it from `file` where that is given instead.
    #[serde(default)]
    pub body: Option<String>,
    /// A file that holds the text, in the folder `letters` beside the playbook or beside the playbook's folder.
    #[serde(default)]
    pub file: Option<String>,
}

/// All that a letter may name; each is always defined, what is absent is none. No datum of the comparison with the record is
/// among them, so no letter can give one away (N1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LetterFacts {
    /// The institution, as people write it.
    pub institution: String,
    /// The case's number.
    pub case: String,
    /// What a case of its kind is called.
    pub kind: String,
    /// The day of writing, `YYYY-MM-DD`, in the playbook's zone.
    pub date: String,
    /// What is still to be brought, each in the words of its item's `ask` (C12).
    pub missing: Vec<String>,
    /// The category of the reason for turning the applicant down (R16, N1).
    pub reason: Option<String>,
    /// The phrase to be read aloud (R7).
    pub phrase: Option<String>,
    /// How long the hold lasts (R13).
    pub hold_hours: Option<u32>,
    /// When the hold ends (R13).
    pub hold_until: Option<String>,
    /// The first and last few characters of the other account's e-mail (C7).
    pub partial_email: Option<String>,
    /// The day by which the desk answers.
    pub due: Option<String>,
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

/// All letters of a playbook, compiled.
#[derive(Debug, Clone, Default)]
pub struct Letters {
    templates: Environment<'static>,
}

/// Template name of the footer; no letter can be called so, for it is no slug.
const FOOTER: &str = "(footer)";

/// A letter takes a few dozen steps to write; this many are a template that goes astray.
const MOST_STEPS: u64 = 100_000;

/// The tags that a letter may have: it may ask and list, and nothing by which a text could grow without end.
const TAGS: [&str; 6] = ["if", "elif", "else", "endif", "for", "endfor"];

fn engine() -> Environment<'static> {
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

impl LetterFacts {
    /// What letters may name.
    pub const NAMES: [&'static str; 11] = [
        "institution",
        "case",
        "kind",
        "date",
        "missing",
        "reason",
        "phrase",
        "hold_hours",
        "hold_until",
        "partial_email",
        "due",
    ];

    /// Facts to try a letter on that uses `named`: with and without each thing that a case may lack.
    pub(super) fn samples(named: &BTreeSet<String>) -> Vec<Self> {
        let full = Self {
            institution: "Institution".to_owned(),
            case: "AB-000001".to_owned(),
            kind: "Kind of case".to_owned(),
            date: "2026-01-31".to_owned(),
            missing: vec!["One thing".to_owned(), "Another thing".to_owned()],
            reason: Some("A reason.".to_owned()),
            phrase: Some("seven quiet rivers".to_owned()),
            hold_hours: Some(24),
            hold_until: Some("2026-02-01 12:00 UTC".to_owned()),
            partial_email: Some("ab…yz@e…e.com".to_owned()),
            due: Some("2026-02-02".to_owned()),
        };
        let mut samples = vec![full];
        for name in named {
            let without = samples.iter().filter_map(|sample| sample.without(name)).collect::<Vec<_>>();
            samples.extend(without);
        }
        samples
    }

    /// The same without `name`, where a case may lack it.
    fn without(&self, name: &str) -> Option<Self> {
        let mut facts = self.clone();
        match name {
            "missing" => facts.missing.clear(),
            "reason" => facts.reason = None,
            "phrase" => facts.phrase = None,
            "hold_hours" => facts.hold_hours = None,
            "hold_until" => facts.hold_until = None,
            "partial_email" => facts.partial_email = None,
            "due" => facts.due = None,
            _ => return None,
        }
        Some(facts)
    }
}

impl Letters {
    /// Compiles `letters` and the `footer` that ends each.
    ///
    /// # Errors
    /// Every template that does not parse, or that has no text.
    pub fn compile(letters: &BTreeMap<LetterId, Letter>, footer: &Letter) -> Result<Self, Vec<LetterError>> {
        let mut templates = engine();
        let mut faults = Vec::new();
        let named = letters.iter().map(|(id, letter)| (id.as_str(), letter)).chain([(FOOTER, footer)]);
        for (name, letter) in named {
            let mut add = |part: &str, text: String| {
                if let Err(error) = templates.add_template_owned(format!("{name}/{part}"), text) {
                    faults.push(LetterError { letter: name.to_owned(), what: error.to_string() });
                }
            };
            add("subject", letter.subject.clone());
            match &letter.body {
                Some(body) => add("body", body.clone()),
                None => {
                    faults.push(LetterError { letter: name.to_owned(), what: "it has no text".to_owned() })
                }
            }
        }
        if faults.is_empty() { Ok(Self { templates }) } else { Err(faults) }
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

    /// Writes `letter` with `facts`, the footer below it.
    ///
    /// # Errors
    /// Where the letter is unknown, or names something that `facts` does not have.
    pub fn write(&self, letter: &LetterId, facts: &LetterFacts) -> Result<Written, LetterError> {
        let render = |name: &str, part: &str| {
            let fault = |error: Error| LetterError { letter: name.to_owned(), what: error.to_string() };
            let template = self.templates.get_template(&format!("{name}/{part}")).map_err(fault)?;
            template.render(minijinja::value::Serde(facts)).map_err(fault)
        };
        let name = letter.as_str();
        let body = format!("{}\n\n{}\n", render(name, "body")?.trim_end(), render(FOOTER, "body")?.trim());
        Ok(Written { subject: render(name, "subject")?.replace(['\r', '\n'], " "), body })
    }
}

/// What is wrong with a template, with the line of the template.
fn reworded(error: &Error) -> String {
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
        let letter =
            |body: &str| Letter { subject: "About {{ case }}".into(), body: Some(body.into()), file: None };
        let footer = Letter {
            subject: String::new(),
            body: Some("We never ask for your password.".into()),
            file: None,
        };
        Letters::compile(&[(LetterId::new("approved").unwrap(), letter(body))].into(), &footer)
    }

    fn facts() -> LetterFacts {
        LetterFacts { case: "RC-000001".into(), ..LetterFacts::default() }
    }

    #[test]
    fn c14_every_letter_ends_with_the_footer() {
        let letters = letters("Case {{ case }} is approved.").unwrap();
        let written = letters.write(&LetterId::new("approved").unwrap(), &facts()).unwrap();
        assert_eq!(written.subject, "About RC-000001");
        assert_eq!(written.body, "Case RC-000001 is approved.\n\nWe never ask for your password.\n");
    }

    #[test]
    fn an_unknown_variable_stops_the_letter() {
        let letters = letters("Dear {{ nmae }}").unwrap();
        let error = letters.write(&LetterId::new("approved").unwrap(), &facts()).unwrap_err();
        assert!(error.what.contains("undefined"), "{error}");
    }

    #[test]
    fn an_absent_fact_is_never_printed_as_none() {
        let approved = LetterId::new("approved").unwrap();
        let error = letters("Until {{ hold_until }}").unwrap().write(&approved, &facts()).unwrap_err();
        assert!(error.what.contains("absent"), "{error}");
        let guarded = letters("{% if hold_until %}Until {{ hold_until }}{% endif %}ok").unwrap();
        assert!(guarded.write(&approved, &facts()).unwrap().body.starts_with("ok"));
    }

    #[test]
    fn a_template_that_does_not_parse_is_a_fault_with_its_line() {
        let faults = letters("one\n{% if %}").unwrap_err();
        assert!(faults[0].what.contains(":2"), "{}", faults[0]);
    }
}
