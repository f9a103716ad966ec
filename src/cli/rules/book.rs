//! Every rule with all its places.

use super::program::{PROGRAM, ProgramPlace};
use crate::playbook::{Does, Place, Playbook};
use crate::text::RuleId;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/rules.toml"));

/// What is asked of the desk, by rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Demands {
    enforced: Vec<RuleId>,
    shown: Vec<RuleId>,
    told: Vec<RuleId>,
    sentences: BTreeMap<RuleId, String>,
}

/// All rules, by group and number.
#[derive(Debug)]
pub struct RuleBook {
    /// The rules.
    pub rules: Vec<Rule>,
}

/// A rule and where it is carried out.
#[derive(Debug)]
pub struct Rule {
    /// Its number.
    pub id: RuleId,
    /// What it says, in the words of the first playbook that states it.
    pub sentence: String,
    /// What it asks of the desk; nothing for a rule that only a playbook knows.
    pub demands: Vec<Does>,
    /// Places in playbooks, each with the institution.
    pub places: Vec<(String, Place)>,
    /// Places in the program.
    pub program: Vec<&'static ProgramPlace>,
}

impl RuleBook {
    /// The rules that docket answers for and those that `playbooks` state, with their places in both.
    pub fn of(playbooks: &[Playbook]) -> Self {
        // The file is part of the program, and a test reads it.
        let demands = toml::from_str::<Demands>(FILE).ok();
        let mut rules: BTreeMap<RuleId, Rule> = BTreeMap::new();
        let blank = |id: &RuleId| Rule {
            id: id.clone(),
            sentence: String::new(),
            demands: Vec::new(),
            places: Vec::new(),
            program: PROGRAM.iter().filter(|place| place.rule == id.as_str()).collect(),
        };
        for (does, ids) in demands.iter().flat_map(Demands::by_what) {
            for id in ids {
                rules.entry(id.clone()).or_insert_with(|| blank(id)).demands.push(does);
            }
        }
        for (id, sentence) in demands.into_iter().flat_map(|demands| demands.sentences) {
            rules.entry(id.clone()).or_insert_with(|| blank(&id)).sentence = sentence;
        }
        for playbook in playbooks {
            for (id, sentence) in &playbook.rules {
                let rule = rules.entry(id.clone()).or_insert_with(|| blank(id));
                if rule.sentence.is_empty() {
                    rule.sentence.clone_from(sentence);
                }
            }
            for place in playbook.places() {
                if let Some(rule) = rules.get_mut(&place.rule) {
                    rule.places.push((playbook.title.clone(), place));
                }
            }
        }
        let mut rules: Vec<Rule> = rules.into_values().collect();
        rules.sort_by_key(|rule| in_order(&rule.id));
        Self { rules }
    }
}

impl Demands {
    fn by_what(&self) -> [(Does, &Vec<RuleId>); 3] {
        [(Does::Enforces, &self.enforced), (Does::Shows, &self.shown), (Does::Tells, &self.told)]
    }
}

/// The groups in the order of the documents; others after them.
fn in_order(id: &RuleId) -> (usize, String, u32) {
    let (group, number) = parts(id);
    let place = ["V", "C", "R", "L", "M", "N"].iter().position(|known| *known == group);
    (place.unwrap_or(usize::MAX), group.to_owned(), number)
}

/// Group and number.
fn parts(id: &RuleId) -> (&str, u32) {
    let text = id.as_str();
    let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(text.len());
    (&text[..digits], text[digits..].parse().unwrap_or_default())
}

impl Rule {
    /// Whether `name` is its number or its group, in capitals.
    pub fn is_named(&self, name: &str) -> bool {
        self.id.as_str() == name || parts(&self.id).0 == name
    }

    /// The letters before its number.
    pub fn group(&self) -> &str {
        parts(&self.id).0
    }

    /// What is asked of the desk, in words.
    pub fn demands(&self) -> String {
        let words: Vec<_> = self.demands.iter().map(|does| does.as_str()).collect();
        if words.is_empty() { "carried out as its playbook says".to_owned() } else { words.join(", ") }
    }

    /// What is asked and done nowhere.
    pub fn missing(&self) -> Vec<Does> {
        let in_playbooks = self.places.iter().flat_map(|(_, place)| place.does.iter().copied());
        let done: Vec<Does> = in_playbooks.chain(self.program.iter().map(|place| place.does)).collect();
        self.demands.iter().copied().filter(|does| !done.contains(does)).collect()
    }

    /// Its places in words: one line an institution and kind, and one a place in the program.
    pub fn lines(&self) -> Vec<String> {
        let mut by_kind: Vec<(String, Vec<String>)> = Vec::new();
        for (institution, place) in &self.places {
            let at = match &place.kind {
                Some(kind) => format!("{institution}, {kind}"),
                None => institution.clone(),
            };
            let what = format!("{} “{}”", place.part.as_str(), place.title);
            match by_kind.last_mut().filter(|(known, _)| *known == at) {
                Some((_, places)) if places.contains(&what) => {}
                Some((_, places)) => places.push(what),
                None => by_kind.push((at, vec![what])),
            }
        }
        let mut lines: Vec<_> =
            by_kind.into_iter().map(|(at, places)| format!("{at}: {}", places.join(", "))).collect();
        let program = |place: &&ProgramPlace| {
            format!("docket, {}: {} ({})", place.does.as_str(), place.what, place.file)
        };
        lines.extend(self.program.iter().map(program));
        let missing = self.missing().into_iter().map(|does| format!("{} nowhere yet", does.as_str()));
        lines.extend(missing);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::shipped;

    fn book() -> RuleBook {
        let playbooks: Vec<_> = shipped().iter().map(|source| Playbook::load(source).unwrap()).collect();
        RuleBook::of(&playbooks)
    }

    #[test]
    fn the_list_of_rules_can_be_read_and_names_each_once_for_each_demand() {
        let demands: Demands = toml::from_str(FILE).unwrap();
        for (_, ids) in demands.by_what() {
            let mut sorted: Vec<_> = ids.clone();
            sorted.sort();
            sorted.dedup();
            assert_eq!(sorted.len(), ids.len());
        }
    }

    #[test]
    fn every_rule_is_enforced_shown_or_told_as_it_asks_for() {
        let missing: Vec<_> = book()
            .rules
            .iter()
            .filter(|rule| !rule.missing().is_empty() || rule.sentence.is_empty())
            .map(|rule| (rule.id.to_string(), rule.missing()))
            .collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    /// All Rust source below `folder`, in one text.
    fn source(folder: &std::path::Path) -> String {
        let below = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let read = |path: std::path::PathBuf| match path.extension() {
            _ if path.is_dir() => source(&path),
            Some(rs) if rs == "rs" => std::fs::read_to_string(path).unwrap(),
            _ => String::new(),
        };
        below.map(read).collect()
    }

    #[test]
    fn every_rule_has_a_test_that_bears_its_number() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let tests = source(&root.join("src")) + &source(&root.join("tests"));
        let untested = |rule: &&Rule| {
            let (group, number) = parts(&rule.id);
            !tests.contains(&format!("fn {}{number:02}_", group.to_ascii_lowercase()))
        };
        let book = book();
        let untested: Vec<_> = book.rules.iter().filter(untested).map(|rule| rule.id.to_string()).collect();
        assert_eq!(untested, [""; 0]);
    }

    #[test]
    fn a_place_in_the_program_names_its_rule() {
        let src = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
        for place in PROGRAM {
            let text = std::fs::read_to_string(format!("{src}{}", place.file)).unwrap();
            let named = text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == place.rule);
            assert!(named, "{} does not name {}", place.file, place.rule);
            assert!(book().rules.iter().any(|rule| rule.id.as_str() == place.rule), "{}", place.rule);
        }
    }

    #[test]
    fn rules_stand_in_the_order_of_their_groups_and_numbers() {
        let ids: Vec<_> = book().rules.iter().map(|rule| rule.id.to_string()).collect();
        let at = |id: &str| ids.iter().position(|known| known == id).unwrap();
        assert!(at("C2") < at("C10") && at("C15") < at("R1") && at("M13") < at("N1"));
    }
}
