//! Letters: each has one text in each language, names only what letters may name, and can be written whatever a case lacks.

use super::{Check, Path};
use crate::playbook::fault::did_you_mean;
use crate::playbook::languages::{MARK, translated};
use crate::playbook::letter::{ABSENT, PARAGRAPH, placed};
use crate::playbook::{Letter, LetterFacts, Letters, Playbook, PlaybookSource, is_letter_file};
use crate::text::Language;
use std::collections::BTreeSet;

/// Far more than a letter, far less than would slow a console down.
pub(super) const MOST_BYTES: usize = 64 * 1024;

pub(super) fn check(check: &mut Check<'_>, playbook: &Playbook, source: &PlaybookSource) {
    let footer = Path::of("letter_footer");
    text(check, &footer, &playbook.letter_footer, (playbook, source));
    for (id, letter) in &playbook.letters {
        let path = Path::of("letter").key(id.as_str());
        text(check, &path, letter, (playbook, source));
        if letter.subject.trim().is_empty() {
            check.fault(&path.key("subject"), "the letter has no subject", "Add `subject`.");
        }
        paragraph(check, &path, letter);
    }
    let letters = playbook.letters.iter().map(|(id, letter)| (Path::of("letter").key(id.as_str()), letter));
    for (path, letter) in letters.chain([(footer, &playbook.letter_footer)]) {
        templates(check, &path, letter, playbook);
    }
    let nowhere = placed(&playbook.letter_footer.subject, PARAGRAPH)
        + playbook.letter_footer.texts.values().map(|text| placed(text, PARAGRAPH)).sum::<usize>();
    if nowhere > 0 {
        let what = "the reviewer's paragraph cannot stand in the footer, which ends every letter";
        check.fault(&Path::of("letter_footer"), what, "Place it in the letters that are to have it.");
    }
}

/// That there is one text in each language, and where it comes from.
fn text(
    check: &mut Check<'_>,
    path: &Path,
    letter: &Letter,
    (playbook, source): (&Playbook, &PlaybookSource),
) {
    let own = check.tree.node(&check.repairs.original(&path.key("body"))).is_some();
    match &letter.file {
        Some(_) if own => {
            check.fault(&path.key("body"), "the letter has both a body and a file", "Leave one of them out.");
        }
        Some(file) if !playbook.languages.others().is_empty() && !file.contains(MARK) => {
            let what = format!("{file:?} is the same file for every language");
            let remedy =
                format!("Write `{MARK}` where the language's tag stands: `house/{MARK}/approved.txt`.");
            check.fault(&path.key("file"), what, remedy);
        }
        Some(_) => playbook.languages.all().for_each(|language| file(check, path, letter, language, source)),
        None if !own => {
            check.fault(
                path,
                "the letter has no text",
                "Add `body`, or `file` with a file of the letters folder.",
            );
        }
        None => {}
    }
    if letter.texts.values().any(|text| text.len() > MOST_BYTES) {
        let what = format!("the letter is longer than {} KiB", MOST_BYTES / 1024);
        check.fault(path, what, "Shorten it.");
    }
}

/// That the letter's file in `language` is there.
fn file(check: &mut Check<'_>, path: &Path, letter: &Letter, language: &Language, source: &PlaybookSource) {
    let Some(file) = letter.file_in(language) else { return };
    if !is_letter_file(&file) {
        let what = format!("{file:?} does not stay in the letters folder");
        let remedy = "Write a path of a-z, 0-9, `_`, `-` and `.` inside it: `house/approved.txt`.";
        check.fault(&path.key("file"), what, remedy);
    } else if !source.letters.contains_key(&file) {
        let what = format!("there is no letter file {file:?}");
        let remedy = did_you_mean(&file, source.letters.keys().map(String::as_str));
        check.fault(&path.key("file"), what, remedy);
    }
}

/// That the one thing in a letter that a reviewer writes stands in it once, in every language or in none.
fn paragraph(check: &mut Check<'_>, path: &Path, letter: &Letter) {
    let at = path.key(source_key(letter));
    for (language, text) in &letter.texts {
        if placed(text, PARAGRAPH) > 1 {
            let what =
                format!("the reviewer's paragraph stands in it more than once, in {}", language.words());
            check.fault(&at, what, "Place `{{ paragraph }}` once.");
        }
    }
    if placed(&letter.subject, PARAGRAPH) > 0 {
        let what = "the reviewer's paragraph cannot stand in a subject";
        check.fault(&path.key("subject"), what, "Place `{{ paragraph }}` in the text.");
    }
    let nowhere = letter.texts.values().all(|text| placed(text, PARAGRAPH) == 0);
    if letter.paragraph_to_all && nowhere {
        let what = "the letter has no place for a paragraph, so nobody gets one";
        check.fault(
            &path.key("paragraph_to_all"),
            what,
            "Place `{{ paragraph }}` in the text, or leave this out.",
        );
    }
}

fn source_key(letter: &Letter) -> &'static str {
    if letter.file.is_some() { "file" } else { "body" }
}

/// That subject and text can be written in each language, and say the same.
fn templates(check: &mut Check<'_>, path: &Path, letter: &Letter, playbook: &Playbook) {
    let first = playbook.languages.first();
    let body_at = path.key(source_key(letter));
    let no_text = String::new();
    let first_body = letter.texts.get(first).unwrap_or(&no_text);
    let named = (
        template(check, &path.key("subject"), &letter.subject, None),
        template(check, &body_at, first_body, None),
    );
    for language in playbook.languages.others() {
        let subject = translated(&playbook.translations, &letter.subject, language);
        if subject != letter.subject {
            let at = Path::of("translation").key(language.as_str()).key(&letter.subject);
            let names = template(check, &at, subject, Some(language));
            says_the_same(check, &at, (named.0.as_ref(), names.as_ref()), (first, language));
        }
        if let Some(text) = letter.texts.get(language).filter(|text| *text != first_body) {
            let names = template(check, &body_at, text, Some(language));
            says_the_same(check, &body_at, (named.1.as_ref(), names.as_ref()), (first, language));
        }
    }
}

/// That a letter does not leave out in one language what it says in another.
fn says_the_same(
    check: &mut Check<'_>,
    path: &Path,
    (there, here): (Option<&BTreeSet<String>>, Option<&BTreeSet<String>>),
    (first, language): (&Language, &Language),
) {
    let (Some(there), Some(here)) = (there, here) else { return };
    if let Some(name) = there.symmetric_difference(here).next() {
        let (has, lacks) = if there.contains(name) { (first, language) } else { (language, first) };
        let what = format!("the letter names `{name}` in {} and not in {}", has.words(), lacks.words());
        check.fault(path, what, "Say the same in every language.");
    }
}

/// What the template names; none where it does not parse, names what there is not, or needs what may be absent.
fn template(
    check: &mut Check<'_>,
    path: &Path,
    text: &str,
    language: Option<&Language>,
) -> Option<BTreeSet<String>> {
    if text.len() > MOST_BYTES {
        return None;
    }
    let told = |what: String| match language {
        Some(language) => format!("in {}: {what}", language.words()),
        None => what,
    };
    let named = match Letters::named(text) {
        Ok(named) => named,
        Err(what) => {
            check.fault(path, told(what), "Mend the template.");
            return None;
        }
    };
    let mut known = true;
    for name in &named {
        if !LetterFacts::NAMES.contains(&name.as_str()) {
            known = false;
            let what = format!("a letter cannot name `{}`", name.escape_debug());
            check.fault(path, told(what), did_you_mean(name, LetterFacts::NAMES));
        }
    }
    if !known {
        return None;
    }
    for facts in LetterFacts::samples(&named) {
        if let Err(what) = Letters::try_out(text, &facts) {
            let remedy = if what.ends_with(ABSENT) {
                "Ask first whether it is there: `{% if reason %}…{% endif %}`."
            } else {
                "Mend the template."
            };
            check.fault(path, told(what), remedy);
            return None;
        }
    }
    Some(named)
}
