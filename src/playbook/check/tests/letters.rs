//! Letters.

use super::{HARBOUR, changed, each_gives_its_fault, faults, row, source};
use crate::playbook::{LetterFacts, Playbook};

const REFUSED: &str = "{% if reason %}{{ reason }}{% endif %}";

#[test]
fn each_letter_can_be_written_whatever_a_case_lacks() {
    let row = |text: &'static str, what, remedy| {
        row((REFUSED, text), "subject = \"Case {{ case }}: refused\"", "letter.refused.body", what, remedy)
    };
    let rows = [
        row("{{ reasn }}", "a letter cannot name `reasn`", "Did you mean `reason`?"),
        row("{{ note }}", "a letter cannot name `note`", ""),
        row(
            "{% if due %}{{ clues }}{% endif %}",
            "a letter cannot name `clues`",
            "Use one of: case, codes_again_at, date",
        ),
        row("{{ reason }}", "a fact that may be absent is printed", "{% if reason %}"),
        row(
            "{% if missing %}{{ due }}{% endif %}",
            "a fact that may be absent is printed",
            "{% if reason %}",
        ),
        row("{% if reason %}", "in its line 1", "Mend"),
        row("{{ case | shuffle }}", "shuffle", "Mend"),
        row("{% set x = case %}", "can only ask (`if`) and list (`for`), not `set`", "Mend"),
        row("{%- include 'x' %}", "not `include`", "Mend"),
        row("{% for i in range(9) %}x{% endfor %}", "a letter cannot name `range`", "Use one of"),
    ];
    // The body stands in the line below the subject.
    for row in rows {
        let toml = changed(row.changes[0].0, row.changes[0].1);
        let found = faults(&toml);
        assert_eq!(found.len(), 1, "{found:#?}");
        let line = 2 + toml.lines().position(|text| text.contains(row.line)).unwrap();
        assert_eq!((found[0].key.as_str(), found[0].line), (row.key, line), "{found:?}");
        assert!(found[0].what.contains(row.what), "{}", found[0]);
        assert!(found[0].remedy.contains(row.remedy), "{}", found[0]);
    }
}

#[test]
fn n01_no_letter_can_name_a_datum_of_the_comparison() {
    for datum in ["clues", "checks", "signals", "score", "band", "document", "account", "email", "note"] {
        let found = faults(&changed(REFUSED, &format!("{{% if {datum} %}}x{{% endif %}}")));
        assert!(found[0].what.contains(&format!("cannot name `{datum}`")), "{found:?}");
    }
}

#[test]
fn the_names_of_facts_are_those_that_templates_are_given() {
    let facts = serde_json::to_value(LetterFacts::default()).unwrap();
    let names: Vec<_> = facts.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, LetterFacts::NAMES);
}

#[test]
fn each_letter_has_one_text() {
    each_gives_its_fault([
        row(
            ("file = \"harbour/ask.txt\"", "file = \"harbour/ask.txt\"\nbody = \"Please send it.\""),
            "Please send it.",
            "letter.ask.body",
            "both a body and a file",
            "Leave one",
        ),
        row(
            ("file = \"harbour/ask.txt\"", "file = \"harbour/aks.txt\""),
            "aks.txt",
            "letter.ask.file",
            "no letter file \"harbour/aks.txt\"",
            "Did you mean `harbour/ask.txt`?",
        ),
        row(
            ("file = \"harbour/ask.txt\"", "file = \"../ask.txt\""),
            "../ask.txt",
            "letter.ask.file",
            "does not stay in the letters folder",
            "inside it",
        ),
        row(
            ("file = \"harbour/ask.txt\"\n", ""),
            "[letter.ask]",
            "letter.ask",
            "the letter has no text",
            "Add `body`",
        ),
        row(
            ("subject = \"Case {{ case }}: approved\"\n", ""),
            "[letter.approved]",
            "letter.approved.subject",
            "no subject",
            "Add `subject`",
        ),
    ]);
}

#[test]
fn a_fault_in_a_letters_file_names_the_letter_and_the_line_of_the_file() {
    let mut source = source(HARBOUR);
    source
        .letters
        .insert("harbour/ask.txt".into(), "One\n{% if missing %}\n{{ mising }}\n{% endif %}".into());
    let found = Playbook::load(&source).unwrap_err();
    assert_eq!((found.len(), found[0].key.as_str()), (1, "letter.ask.file"));
    source.letters.insert("harbour/ask.txt".into(), "One\nTwo {% if %}".into());
    let found = Playbook::load(&source).unwrap_err();
    assert!(found[0].what.contains("line 2"), "{}", found[0]);
}

#[test]
fn a_template_that_goes_astray_is_stopped() {
    let deep = "{% for a in missing %}".repeat(40) + "x" + &"{% endfor %}".repeat(40);
    let mut source = source(HARBOUR);
    source.letters.insert("harbour/ask.txt".into(), deep);
    let found = Playbook::load(&source).unwrap_err();
    assert_eq!(found[0].key, "letter.ask.file", "{found:?}");
}

#[test]
fn c14_r17_every_shipped_letter_warns_of_impostors_in_its_language() {
    for source in crate::playbook::shipped() {
        let playbook = Playbook::load(source).unwrap();
        let names = LetterFacts::NAMES.map(ToOwned::to_owned).into();
        let samples = LetterFacts::samples(&names);
        for language in playbook.languages.all() {
            let warning = match language.as_str() {
                "en" => "never ask for your password",
                "zh" => "绝不会向您索要密码",
                other => panic!("what is the warning in {other}?"),
            };
            for (letter, facts) in playbook.letters.keys().flat_map(|l| samples.iter().map(move |f| (l, f))) {
                let body = playbook.written.write(letter, language, facts).unwrap().body;
                assert!(body.contains(warning), "{letter}: {body}");
                assert!(!body.contains("\n\n\n"), "{letter}: {body}");
                assert!(body.lines().all(|line| line == line.trim_end()), "{letter}: {body}");
            }
        }
    }
}

#[test]
fn the_reviewers_paragraph_stands_once_and_in_the_text_only() {
    let told = |change: &str| faults(&changed(REFUSED, change));
    let found = told("{% if paragraph %}{{ paragraph }}{{ paragraph }}{% endif %}");
    assert!(found[0].what.contains("more than once") && found[0].key == "letter.refused.body", "{found:?}");
    let toml = changed("Case {{ case }}: refused", "{% if paragraph %}{{ paragraph }}{% endif %}");
    assert!(faults(&toml)[0].what.contains("cannot stand in a subject"), "{:?}", faults(&toml));
    let toml = changed("We never ask for your password.\"", "{% if paragraph %}{{ paragraph }}{% endif %}\"");
    assert!(faults(&toml)[0].what.contains("cannot stand in the footer"), "{:?}", faults(&toml));
    let all = changed("[letter.refused]\n", "[letter.refused]\nparagraph_to_all = true\n");
    assert_eq!(faults(&all)[0].key, "letter.refused.paragraph_to_all");
}

#[test]
fn a_page_holds_the_letter_once_and_loads_nothing() {
    let with = |page: &str| {
        let toml =
            changed("letter_footer = ", &format!("letter_html = {{ body = '{page}' }}\nletter_footer = "));
        faults(&toml).into_iter().map(|fault| fault.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(with("<h1>{{ subject }}</h1>{{ body }}"), Vec::<String>::new());
    for (page, what, remedy) in [
        ("<h1>{{ subject }}</h1>", "does not stand in the page once", "{{ body }}"),
        ("{{ body }}{{ body }}", "does not stand in the page once", "{{ body }}"),
        ("{{ body }}{{ clues }}", "a page cannot name `clues`", "Use one of: body"),
        ("{{ body }}{% if body %}{% endif %}", "a page only prints", "Leave"),
        ("{{ body }}<img src=\"x\">", "`src` could fetch something", "fetches nothing"),
        ("{{ body }}{{", "in its line 1", "Mend"),
    ] {
        let found = with(page);
        let [fault] = &found[..] else { panic!("{page} gave {found:#?}") };
        assert!(fault.contains(what) && fault.contains(remedy) && fault.contains("line 3"), "{fault}");
    }
}
