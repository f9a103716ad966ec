//! Languages: whatever people outside read stands in each language that the playbook declares.

use super::{Check, Path};
use crate::playbook::languages::{Outward, Place, outward_of};
use crate::playbook::{Letter, Playbook};
use crate::text::Language;
use chrono::format::{Fixed, Item, Numeric, StrftimeItems};
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check<'_>, playbook: &Playbook) {
    declared(check, playbook);
    dates(check, playbook);
    let outward = outward(playbook);
    for language in playbook.languages.others() {
        for (path, text) in &outward {
            complete(check, playbook, language, (path, text));
        }
    }
    // What could not be read of the rest may be what a translation is for.
    if check.is_whole(&Path::default()) {
        let said: BTreeSet<&str> = outward.iter().map(|(_, text)| *text).chain([&*playbook.title]).collect();
        nothing_over(check, playbook, &said);
    }
}

/// That each language is declared once, and that nothing is written for others.
fn declared(check: &mut Check<'_>, playbook: &Playbook) {
    let path = Path::of("languages");
    let mut known = BTreeSet::new();
    for (index, language) in playbook.languages.all().enumerate() {
        if !known.insert(language.as_str().to_ascii_lowercase()) {
            let at = path.then(super::Step::Index(index));
            check.fault(&at, format!("{} stands here twice", language.words()), "Name each language once.");
        }
    }
    if !check.is_whole(&path) {
        return;
    }
    for language in playbook.translations.keys() {
        let at = Path::of("translation").key(language.as_str());
        if language == playbook.languages.first() {
            let what = format!("{} is what the playbook is written in", language.words());
            check.fault(&at, what, "Write these texts where they belong, and leave this out.");
        } else if !playbook.languages.all().any(|other| other == language) {
            let what = format!("{} is not among the playbook's languages", language.words());
            check.fault(&at, what, format!("Add {:?} to `languages`, or leave this out.", language.as_str()));
        }
    }
    for language in playbook.dates.keys() {
        if !playbook.languages.all().any(|other| other == language) {
            let what = format!("{} is not among the playbook's languages", language.words());
            let at = Path::of("dates").key(language.as_str());
            check.fault(&at, what, format!("Add {:?} to `languages`, or leave this out.", language.as_str()));
        }
    }
}

/// That dates are written with a day, a month and a year, and with no name of a month that is English where nothing else is.
fn dates(check: &mut Check<'_>, playbook: &Playbook) {
    for (language, form) in &playbook.dates {
        let at = Path::of("dates").key(language.as_str());
        let (mut parts, mut other, mut named) = ([false; 3], false, false);
        for item in StrftimeItems::new(form) {
            match item {
                Item::Numeric(Numeric::Day, _) => parts[0] = true,
                Item::Numeric(Numeric::Month, _) => parts[1] = true,
                Item::Fixed(Fixed::LongMonthName | Fixed::ShortMonthName) => (parts[1], named) = (true, true),
                Item::Numeric(Numeric::Year, _) => parts[2] = true,
                Item::Literal(_) | Item::OwnedLiteral(_) | Item::Space(_) | Item::OwnedSpace(_) => {}
                _ => other = true,
            }
        }
        let remedy = "Write it of %-d or %d, %-m or %m, and %Y: `%-d.%-m.%Y`.";
        if other || parts != [true; 3] || form.contains(char::is_control) {
            let what = format!("{form:?} is no form of a day, a month and a year");
            check.fault(&at, what, remedy);
        } else if named && language.primary() != "en" {
            let what = format!("the names of months are English ones, and this is {}", language.words());
            check.fault(&at, what, remedy);
        }
    }
}

/// Every text that people outside read and that stands in the file itself.
fn outward(playbook: &Playbook) -> Vec<(Path, &str)> {
    let mut all = Vec::new();
    for (id, kind) in &playbook.kinds {
        let path = Path::of("kind").key(id.as_str());
        all.extend(outward_of(kind).into_iter().map(|Outward { text, place }| (path_of(&path, place), text)));
    }
    for (id, letter) in &playbook.letters {
        let path = Path::of("letter").key(id.as_str());
        all.push((path.key("subject"), letter.subject.as_str()));
        all.extend(body(&path, letter));
    }
    all.extend(body(&Path::of("letter_footer"), &playbook.letter_footer));
    all.retain(|(_, text)| !text.trim().is_empty());
    all
}

fn body<'l>(path: &Path, letter: &'l Letter) -> Option<(Path, &'l str)> {
    Some((path.key("body"), letter.body.as_deref()?))
}

fn path_of(kind: &Path, place: Place) -> Path {
    match place {
        Place::Title => kind.key("title"),
        Place::Ask(item) => kind.item("item", item).key("ask"),
        Place::Better(item, requirement) => {
            kind.item("item", item).item("requirement", requirement).key("better")
        }
        Place::Tell(follow_up) => kind.item("follow_up", follow_up).key("tell"),
        Place::Reason(reason) => kind.item("reason", reason).key("outward"),
    }
}

/// That `text` has its words in `language`.
fn complete(check: &mut Check<'_>, playbook: &Playbook, language: &Language, (path, text): (&Path, &str)) {
    let section = Path::of("translation").key(language.as_str());
    match playbook.translations.get(language).and_then(|texts| texts.get(text)) {
        None if check.is_whole(&section) => {
            let what = format!("people who read {} would read this in another language", language.words());
            let remedy = format!("Add to `[translation.{language}]` the line `{:?} = \"…\"`.", text);
            check.fault(path, what, remedy);
        }
        Some(words) if words.trim().is_empty() => {
            check.fault(&section.key(text), "there is no text", "Write what people shall read here.");
        }
        // Only the text of a letter has lines.
        Some(words) if words.contains(char::is_control) && !text.contains('\n') => {
            let what = "the text holds a control character";
            check.fault(&section.key(text), what, "Write it in one line of plain text.");
        }
        _ => {}
    }
}

/// That no translation is left of words that are said no more.
fn nothing_over(check: &mut Check<'_>, playbook: &Playbook, said: &BTreeSet<&str>) {
    for (language, texts) in &playbook.translations {
        for text in texts.keys().filter(|text| !said.contains(text.as_str())) {
            let at = Path::of("translation").key(language.as_str()).key(text);
            let what = "nothing in the playbook says this, so its translation is never read";
            check.fault(
                &at,
                what,
                "Write the words as they now stand in the playbook, or leave the line out.",
            );
        }
    }
}
