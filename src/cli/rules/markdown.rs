//! The rules as a page: `docs/rules.md`.

use super::Rule;
use std::fmt::Write as _;

const HEAD: &str = "# The rules

Every rule that docket answers for, what it asks of the desk, and where it is carried out: in a playbook (kind, stage, item,
guard, action, letter …) or in the program itself. `docket rules` prints the same for any playbook.
";

/// The page for `rules`, a table a group.
pub fn page(rules: &[&Rule]) -> String {
    let mut text = HEAD.to_owned();
    let mut group = "";
    for rule in rules {
        if rule.group() != group {
            group = rule.group();
            let _ =
                write!(text, "\n## {group}\n\n| rule | what it says | to be | where |\n|---|---|---|---|\n");
        }
        let places: Vec<_> = rule.lines().iter().map(|line| cell(line)).collect();
        let (sentence, demands) = (cell(&rule.sentence), rule.demands());
        let _ = writeln!(text, "| {} | {sentence} | {demands} | {} |", rule.id, places.join("<br>"));
    }
    text
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::super::RuleBook;
    use super::*;
    use crate::playbook::{Playbook, shipped};

    #[test]
    fn the_page_of_rules_is_current() {
        let playbooks: Vec<_> = shipped().iter().map(|source| Playbook::load(source).unwrap()).collect();
        let book = RuleBook::of(&playbooks);
        let made = page(&book.rules.iter().collect::<Vec<_>>());
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules.md");
        if std::env::var_os("DOCKET_BLESS").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        assert!(
            std::fs::read_to_string(path).is_ok_and(|text| text == made),
            "docs/rules.md is not current; run: DOCKET_BLESS=1 cargo test --lib cli::rules"
        );
    }
}
