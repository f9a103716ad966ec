//! Whatever a file holds, loading it ends, with a playbook or with faults.

use super::{HARBOUR, source};
use crate::playbook::{Playbook, PlaybookSource, RESERVED_KEYS, shipped};
use proptest::prelude::*;

fn all() -> Vec<PlaybookSource> {
    let mut all = shipped().to_vec();
    all.push(source(HARBOUR));
    all
}

/// A change of a text, by line and by byte, that keeps much of it readable.
#[derive(Debug, Clone)]
enum Mutation {
    Drop(usize),
    Double(usize),
    Swap(usize, usize),
    Retype(usize, &'static str),
    Insert(usize, char),
    Cut(usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    const VALUES: &[&str] = &[
        "3",
        "\"x\"",
        "[]",
        "{}",
        "true",
        "nan",
        "-1",
        "[{ a = 1 }]",
        "1979-05-27",
        "\"\"",
        "99999999999999999999",
    ];
    let at = 0..100_000usize;
    prop_oneof![
        at.clone().prop_map(Mutation::Drop),
        at.clone().prop_map(Mutation::Double),
        (at.clone(), at.clone()).prop_map(|(a, b)| Mutation::Swap(a, b)),
        (at.clone(), proptest::sample::select(VALUES)).prop_map(|(a, value)| Mutation::Retype(a, value)),
        (at.clone(), proptest::char::any()).prop_map(|(a, c)| Mutation::Insert(a, c)),
        at.prop_map(Mutation::Cut),
    ]
}

fn mutate(text: &str, mutations: &[Mutation]) -> String {
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    for mutation in mutations {
        let count = lines.len().max(1);
        match mutation {
            _ if lines.is_empty() => {}
            Mutation::Drop(at) => drop(lines.remove(at % count)),
            Mutation::Double(at) => lines.insert(at % count, lines[at % count].clone()),
            Mutation::Swap(a, b) => lines.swap(a % count, b % count),
            Mutation::Retype(at, value) => {
                let line = &mut lines[at % count];
                if let Some((key, _)) = line.split_once(" = ") {
                    *line = format!("{key} = {value}");
                }
            }
            Mutation::Insert(at, c) => lines[at % count].push(*c),
            Mutation::Cut(at) => lines.truncate(at % count),
        }
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn loading_a_mutated_playbook_ends_with_faults_that_point_into_it(
        which in 0usize..3, mutations in proptest::collection::vec(mutation(), 1..6)
    ) {
        let mut source = all().swap_remove(which);
        source.toml = mutate(&source.toml, &mutations);
        let lines = source.toml.lines().count() + 1;
        match Playbook::load(&source) {
            Ok(playbook) => prop_assert!(playbook.hash == source.hash()),
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                prop_assert!(faults.is_sorted());
                for fault in faults {
                    prop_assert!((1..=lines).contains(&fault.line), "{}", fault);
                    prop_assert!(!fault.what.is_empty() && !fault.remedy.is_empty(), "{}", fault);
                    prop_assert!(!fault.to_string().contains(['\u{1b}', '\n']), "{:?}", fault);
                }
            }
        }
    }

    #[test]
    fn loading_any_text_at_all_ends(text in any::<String>()) {
        prop_assert!(Playbook::load(&source(text)).is_err());
    }

    #[test]
    fn a_letter_of_any_text_is_compiled_or_told(text in "[{}% a-z\\n'|~*0-9]{0,60}") {
        let mut source = source(HARBOUR);
        source.letters.insert("harbour/ask.txt".into(), text);
        if let Err(faults) = Playbook::load(&source) {
            prop_assert!(faults.iter().all(|fault| fault.key == "letter.ask.file"), "{:?}", faults);
        }
    }
}

#[test]
fn what_loads_is_reopened_the_same() {
    for source in all() {
        let loaded = Playbook::load(&source).unwrap();
        let reopened = Playbook::reopen(&source).unwrap();
        assert_eq!(serde_json::to_string(&loaded).unwrap(), serde_json::to_string(&reopened).unwrap());
        assert_eq!(loaded.hash, reopened.hash);
    }
}

#[test]
fn every_shipped_action_of_a_person_has_a_key_and_none_is_reserved() {
    for source in shipped() {
        let playbook = Playbook::load(source).unwrap();
        for action in playbook.kinds.values().flat_map(|kind| &kind.actions) {
            let person = action.by.contains(&crate::playbook::By::Operator);
            assert_eq!(action.key.is_some(), person, "{}", action.id);
            assert!(!action.key.is_some_and(|key| RESERVED_KEYS.contains(key)), "{}", action.id);
        }
    }
}
