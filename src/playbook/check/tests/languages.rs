//! Languages: what people outside read stands in each of them.

use super::{changed, replaced, source};
use crate::playbook::{Fault, LetterFacts, LetterId, Playbook, PlaybookSource};
use crate::text::Language;

const GERMAN: &str = r#"
[translation.de]
"Lost device" = "Verlorenes Gerät"
"Your licence" = "Ihr Führerschein"
"We could not confirm the request." = "Wir konnten den Antrag nicht bestätigen."
"{{ institution }}, case {{ case }}. We never ask for your password." = "{{ institution }}, Fall {{ case }}. Wir fragen nie nach Ihrem Passwort."
"Case {{ case }}" = "Fall {{ case }}"
"Case {{ case }}: please send" = "Fall {{ case }}: bitte senden"
"Case {{ case }}: approved" = "Fall {{ case }}: genehmigt"
"Case {{ case }}: refused" = "Fall {{ case }}: abgelehnt"
"Your phrase is {% if phrase %}{{ phrase }}{% else %}on its way{% endif %}." = "Ihr Satz {% if phrase %}lautet {{ phrase }}{% else %}kommt{% endif %}."
"A new device was approved." = "Ein neues Gerät wurde genehmigt."
"{% if reason %}{{ reason }}{% endif %}" = "{% if reason %}Grund: {{ reason }}{% endif %}"
"#;

/// The made-up playbook in two languages.
fn bilingual() -> String {
    let title = "title = \"Harbour Exchange\"\n";
    let more = "languages = [\"en\", \"de\"]\ndates = { en = \"%-d %B %Y\", de = \"%-d.%-m.%Y\" }\n";
    let toml = changed(title, &format!("{title}{more}"));
    replaced(&toml, "harbour/ask.txt", "harbour/{language}/ask.txt") + GERMAN
}

fn two(toml: &str) -> PlaybookSource {
    let mut source = source(toml);
    let ask = source.letters.remove("harbour/ask.txt").unwrap();
    source.letters.insert("harbour/de/ask.txt".into(), ask.replace("Please send:", "Bitte senden Sie:"));
    source.letters.insert("harbour/en/ask.txt".into(), ask);
    source
}

fn faults(toml: &str) -> Vec<Fault> {
    Playbook::load(&two(toml)).err().unwrap_or_default()
}

#[test]
fn a_playbook_of_two_languages_writes_in_both() {
    let playbook = Playbook::load(&two(&bilingual())).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let facts = LetterFacts { case: "LD-1".into(), missing: vec!["x".into()], ..LetterFacts::default() };
    let write = |letter: &str, language: &str| {
        let language = Language::new(language).unwrap();
        playbook.written.write(&LetterId::new(letter).unwrap(), &language, &facts).unwrap()
    };
    assert!(write("ask", "en").body.starts_with("Please send:\n- x"));
    assert!(write("ask", "de").body.starts_with("Bitte senden Sie:\n- x"));
    assert_eq!(write("approved", "de").subject, "Fall LD-1: genehmigt");
    assert!(write("approved", "de").body.ends_with("Wir fragen nie nach Ihrem Passwort.\n"));
    let german = Language::new("de").unwrap();
    assert_eq!(playbook.outward("Your licence", &german), "Ihr Führerschein");
    assert_eq!(
        playbook.outward("Harbour Exchange", &german),
        "Harbour Exchange",
        "a name needs no translation"
    );
}

#[test]
fn a_text_that_lacks_a_language_is_a_fault_where_it_stands() {
    for (line, at, key) in [
        ("\"Your licence\" = \"Ihr Führerschein\"\n", "ask = \"Your licence\"", "kind.device.item[0].ask"),
        ("\"Lost device\" = \"Verlorenes Gerät\"\n", "title = \"Lost device\"", "kind.device.title"),
        (
            "\"We could not confirm the request.\" = \"Wir konnten den Antrag nicht bestätigen.\"\n",
            "outward = ",
            "kind.device.reason[0].outward",
        ),
        (
            "\"Case {{ case }}: approved\" = \"Fall {{ case }}: genehmigt\"\n",
            ": approved\"",
            "letter.approved.subject",
        ),
        (
            "\"A new device was approved.\" = \"Ein neues Gerät wurde genehmigt.\"\n",
            "was approved",
            "letter.approved.body",
        ),
    ] {
        let toml = replaced(&bilingual(), line, "");
        let found = faults(&toml);
        let [fault] = &found[..] else { panic!("{line} gave {found:#?}") };
        let number = 1 + toml.lines().position(|text| text.contains(at)).unwrap();
        assert_eq!((fault.key.as_str(), fault.line), (key, number), "{fault}");
        assert!(fault.what.contains("people who read German (de)"), "{fault}");
        assert!(fault.remedy.contains("[translation.de]"), "{fault}");
    }
    let better = replaced(
        &bilingual(),
        "title = \"It can be read\",",
        "title = \"It can be read\", better = \"Hold it still.\",",
    );
    assert_eq!(faults(&better)[0].key, "kind.device.item[0].requirement[0].better");
}

#[test]
fn a_letter_without_its_file_in_a_language_is_a_fault() {
    let mut source = two(&bilingual());
    source.letters.remove("harbour/de/ask.txt");
    let found = Playbook::load(&source).unwrap_err();
    assert!(found[0].what.contains("no letter file \"harbour/de/ask.txt\""), "{found:?}");
    assert_eq!((found.len(), found[0].key.as_str()), (1, "letter.ask.file"));
    let same = replaced(&bilingual(), "harbour/{language}/ask.txt", "harbour/ask.txt");
    assert!(faults(&same)[0].what.contains("the same file for every language"), "{:?}", faults(&same));
}

#[test]
fn a_letter_says_the_same_in_every_language() {
    let mut source = two(&bilingual());
    source.letters.insert("harbour/de/ask.txt".into(), "Bitte senden Sie alles.\n".into());
    let found = Playbook::load(&source).unwrap_err();
    assert!(found[0].what.contains("names `missing` in English (en) and not in German (de)"), "{found:?}");
    source.letters.insert("harbour/de/ask.txt".into(), "Bitte {{ clues }}\n".into());
    let found = Playbook::load(&source).unwrap_err();
    assert!(found[0].what.contains("in German (de): a letter cannot name `clues`"), "{found:?}");
    let subject = replaced(&bilingual(), "\"Fall {{ case }}: genehmigt\"", "\"Genehmigt\"");
    assert_eq!(faults(&subject)[0].key, "translation.de.Case {{ case }}: approved");
}

#[test]
fn translations_of_nothing_and_for_nobody_are_faults() {
    for (toml, key, what) in [
        (
            bilingual() + "\"Your passport\" = \"Ihr Pass\"\n",
            "translation.de.Your passport",
            "nothing in the playbook says this",
        ),
        (bilingual() + "[translation.fr]\n", "translation.fr", "French (fr) is not among"),
        (bilingual() + "[translation.en]\n", "translation.en", "is what the playbook is written in"),
        (
            replaced(&bilingual(), "\"Ihr Führerschein\"", "\" \""),
            "translation.de.Your licence",
            "there is no text",
        ),
        (
            replaced(&bilingual(), "[\"en\", \"de\"]", "[\"en\", \"de\", \"DE\"]"),
            "languages[2]",
            "stands here twice",
        ),
        (replaced(&bilingual(), "%-d.%-m.%Y", "%-d. %B %Y"), "dates.de", "English ones"),
        (replaced(&bilingual(), "%-d.%-m.%Y", "%-d.%-m."), "dates.de", "no form of a day"),
        (replaced(&bilingual(), "%-d.%-m.%Y", "%-d.%-m.%Y %H"), "dates.de", "no form of a day"),
    ] {
        let found = faults(&toml);
        assert!(found.iter().any(|fault| fault.key == key && fault.what.contains(what)), "{key}: {found:#?}");
    }
}

#[test]
fn languages_of_no_form_are_told_once() {
    for bad in ["[]", "[\"en_US\"]", "\"en\""] {
        let toml = changed(
            "title = \"Harbour Exchange\"\n",
            &format!("title = \"Harbour Exchange\"\nlanguages = {bad}\n"),
        );
        let found = super::faults(&toml);
        assert_eq!(found.len(), 1, "{bad}: {found:#?}");
        assert!(found[0].key.starts_with("languages"), "{found:?}");
    }
}
