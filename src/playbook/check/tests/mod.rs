//! Each fault that a playbook can have, in a third institution that nothing in the code knows of.

mod decisions;
mod forms;
mod languages;
mod letters;
mod names;
mod numbers;
mod properties;
mod sessions;
mod triage;

use crate::playbook::{Fault, Playbook, PlaybookSource};

const HARBOUR: &str = include_str!("harbour.toml");

fn source(toml: impl Into<String>) -> PlaybookSource {
    let ask = "Please send:\n{% for thing in missing %}\n- {{ thing }}\n{% endfor %}\n";
    PlaybookSource {
        name: "harbour".into(),
        toml: toml.into(),
        letters: [("harbour/ask.txt".to_owned(), ask.to_owned())].into(),
    }
}

fn faults(toml: &str) -> Vec<Fault> {
    Playbook::load(&source(toml)).err().unwrap_or_default()
}

/// The made-up playbook with one thing changed.
fn changed(from: &str, to: &str) -> String {
    replaced(HARBOUR, from, to)
}

fn replaced(toml: &str, from: &str, to: &str) -> String {
    assert_eq!(toml.matches(from).count(), 1, "{from:?} must stand in the playbook once");
    toml.replacen(from, to, 1)
}

/// A change and the one fault that it must give.
struct Row {
    /// What is replaced, and by what.
    changes: Vec<(&'static str, &'static str)>,
    /// Text in the line that the fault must name; after the change.
    line: &'static str,
    key: &'static str,
    what: &'static str,
    remedy: &'static str,
}

impl Row {
    /// With this changed too.
    fn and(mut self, change: (&'static str, &'static str)) -> Self {
        self.changes.push(change);
        self
    }
}

fn row(
    change: (&'static str, &'static str),
    line: &'static str,
    key: &'static str,
    what: &'static str,
    remedy: &'static str,
) -> Row {
    Row { changes: vec![change], line, key, what, remedy }
}

fn each_gives_its_fault(rows: impl IntoIterator<Item = Row>) {
    for Row { changes, line, key, what, remedy } in rows {
        let toml = changes.iter().fold(HARBOUR.to_owned(), |toml, (from, to)| replaced(&toml, from, to));
        let number = 1 + toml.lines().position(|text| text.contains(line)).expect(line);
        let found = faults(&toml);
        let shown: Vec<_> = found.iter().map(ToString::to_string).collect();
        let [fault] = &found[..] else { panic!("{changes:?} gave {shown:#?}") };
        assert_eq!(fault.key, key, "{shown:?}");
        assert_eq!(fault.line, number, "{shown:?}");
        assert!(fault.what.contains(what), "{what:?} is not in {shown:?}");
        assert!(fault.remedy.contains(remedy), "{remedy:?} is not in {shown:?}");
    }
}

#[test]
fn a_third_institution_is_without_fault() {
    let playbook = Playbook::load(&source(HARBOUR))
        .unwrap_or_else(|faults| panic!("{:#?}", faults.iter().map(ToString::to_string).collect::<Vec<_>>()));
    assert_eq!(playbook.institution.as_str(), "harbour");
    assert_eq!(playbook.hash, source(HARBOUR).hash());
}

#[test]
fn faults_come_in_the_order_of_lines() {
    let toml = changed("prefix = \"LD\"", "prefix = \"ld\"")
        .replace("H6 = ", "H7 = ")
        .replace("prior = 0.3", "prior = 1.0");
    let lines: Vec<_> = faults(&toml).iter().map(|fault| fault.line).collect();
    assert_eq!(lines.len(), 4, "prefix, unclaimed, unstated, prior");
    assert!(lines.is_sorted(), "{lines:?}");
}
