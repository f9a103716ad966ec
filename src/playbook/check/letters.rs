//! Letters: each has one text, names only what letters may name, and can be written whatever a case lacks.

use super::{Check, Path};
use crate::playbook::fault::did_you_mean;
use crate::playbook::letter::ABSENT;
use crate::playbook::{Letter, LetterFacts, Letters, Playbook, PlaybookSource, is_letter_file};

/// Far more than a letter, far less than would slow a console down.
const MOST_BYTES: usize = 64 * 1024;

pub(super) fn check(check: &mut Check<'_>, playbook: &Playbook, source: &PlaybookSource) {
    let footer = Path::of("letter_footer");
    text(check, &footer, &playbook.letter_footer, source);
    for (id, letter) in &playbook.letters {
        let path = Path::of("letter").key(id.as_str());
        text(check, &path, letter, source);
        if letter.subject.trim().is_empty() {
            check.fault(&path.key("subject"), "the letter has no subject", "Add `subject`.");
        }
    }
    let letters = playbook.letters.iter().map(|(id, letter)| (Path::of("letter").key(id.as_str()), letter));
    for (path, letter) in letters.chain([(footer, &playbook.letter_footer)]) {
        let body = if letter.file.is_some() { "file" } else { "body" };
        template(check, &path.key("subject"), &letter.subject);
        template(check, &path.key(body), letter.body.as_deref().unwrap_or_default());
    }
}

/// That there is one text, and where it comes from.
fn text(check: &mut Check<'_>, path: &Path, letter: &Letter, source: &PlaybookSource) {
    let own = check.tree.node(&check.repairs.original(&path.key("body"))).is_some();
    match &letter.file {
        Some(_) if own => {
            check.fault(&path.key("body"), "the letter has both a body and a file", "Leave one of them out.");
        }
        Some(file) if !is_letter_file(file) => {
            let what = format!("{file:?} does not stay in the letters folder");
            let remedy = "Write a path of a-z, 0-9, `_`, `-` and `.` inside it: `house/approved.txt`.";
            check.fault(&path.key("file"), what, remedy);
        }
        Some(file) if !source.letters.contains_key(file) => {
            let remedy = did_you_mean(file, source.letters.keys().map(String::as_str));
            check.fault(&path.key("file"), format!("there is no letter file {file:?}"), remedy);
        }
        None if !own => {
            check.fault(
                path,
                "the letter has no text",
                "Add `body`, or `file` with a file of the letters folder.",
            );
        }
        _ => {}
    }
    if letter.body.as_ref().is_some_and(|body| body.len() > MOST_BYTES) {
        let what = format!("the letter is longer than {} KiB", MOST_BYTES / 1024);
        check.fault(path, what, "Shorten it.");
    }
}

/// That the template parses, names only what there is, and needs nothing that may be absent.
fn template(check: &mut Check<'_>, path: &Path, text: &str) {
    if text.len() > MOST_BYTES {
        return;
    }
    let named = match Letters::named(text) {
        Ok(named) => named,
        Err(what) => {
            check.fault(path, what, "Mend the template.");
            return;
        }
    };
    let mut known = true;
    for name in &named {
        if !LetterFacts::NAMES.contains(&name.as_str()) {
            known = false;
            let what = format!("a letter cannot name `{}`", name.escape_debug());
            check.fault(path, what, did_you_mean(name, LetterFacts::NAMES));
        }
    }
    if !known {
        return;
    }
    for facts in LetterFacts::samples(&named) {
        if let Err(what) = Letters::try_out(text, &facts) {
            let remedy = if what.ends_with(ABSENT) {
                "Ask first whether it is there: `{% if reason %}…{% endif %}`."
            } else {
                "Mend the template."
            };
            check.fault(path, what, remedy);
            return;
        }
    }
}
