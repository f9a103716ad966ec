//! From a playbook's text to a playbook that can be decided by.

use super::check::check;
use super::fault::{Fault, line_of};
use super::languages::translated;
use super::letter::Sources;
use super::shape::shape;
use super::tree::Tree;
use super::{Letters, Playbook, PlaybookSource};

/// More than fifty playbooks of the size that an institution needs.
const MOST_BYTES: usize = 4 * 1024 * 1024;

impl Playbook {
    /// Reads and checks a playbook whole.
    ///
    /// # Errors
    /// Every fault that is found, by line. Only a file that is no TOML at all hides its other faults.
    pub fn load(source: &PlaybookSource) -> Result<Self, Vec<Fault>> {
        if source.toml.len() > MOST_BYTES {
            let what = format!("the file is longer than {} MiB", MOST_BYTES / (1024 * 1024));
            return Err(vec![Fault { line: 1, key: String::new(), what, remedy: "Shorten it.".to_owned() }]);
        }
        let tree = Tree::parse(&source.toml).map_err(in_order)?;
        let shaped = shape(&tree);
        let mut faults = shaped.faults;
        let Some(mut playbook) = shaped.playbook else {
            if faults.is_empty() {
                let remedy = "Begin again from a playbook that is shipped.".to_owned();
                let what = "the file has not the form of a playbook".to_owned();
                faults.push(Fault { line: 1, key: String::new(), what, remedy });
            }
            return Err(in_order(faults));
        };
        playbook.fill(source);
        faults.extend(check(&playbook, source, &tree, &shaped.repairs));
        if faults.is_empty() {
            playbook.finish(source).map_err(|fault| vec![fault])
        } else {
            Err(in_order(faults))
        }
    }

    /// Reads a playbook that was checked when it was installed; only what keeps it from being read at all is a fault.
    ///
    /// # Errors
    /// The first such fault.
    pub fn reopen(source: &PlaybookSource) -> Result<Self, Fault> {
        let mut playbook: Self = toml::from_str(&source.toml).map_err(|error| Fault {
            line: error.span().map_or(1, |span| line_of(&source.toml, span.start)),
            key: String::new(),
            what: error.message().to_owned(),
            remedy: "Check the file whole.".to_owned(),
        })?;
        playbook.fill(source);
        playbook.finish(source)
    }

    /// Puts the texts of letters, in each language, and of the frame where they are looked for.
    fn fill(&mut self, source: &PlaybookSource) {
        let letters = self.letters.values_mut().chain([&mut self.letter_footer]);
        for letter in letters {
            let text = |language| match (&letter.body, letter.file_in(language)) {
                (Some(body), _) => Some(translated(&self.translations, body, language).to_owned()),
                (None, Some(file)) => source.letters.get(&file).cloned(),
                (None, None) => None,
            };
            let texts = self.languages.all().filter_map(|language| Some((language.clone(), text(language)?)));
            let texts = texts.collect();
            letter.texts = texts;
        }
        if let Some(frame) = self.letter_html.as_mut().filter(|frame| frame.body.is_none()) {
            frame.body = frame.file.as_ref().and_then(|file| source.letters.get(file)).cloned();
        }
    }

    fn finish(mut self, source: &PlaybookSource) -> Result<Self, Fault> {
        let sources = Sources {
            letters: &self.letters,
            footer: &self.letter_footer,
            frame: self.letter_html.as_ref().and_then(|frame| frame.body.as_deref()),
            languages: &self.languages,
            translations: &self.translations,
        };
        self.written = Letters::compile(&sources).map_err(|errors| Fault {
            line: 1,
            key: "letter".to_owned(),
            what: errors.first().map(ToString::to_string).unwrap_or_default(),
            remedy: "Mend the letter.".to_owned(),
        })?;
        self.hash = source.hash();
        Ok(self)
    }
}

fn in_order(mut faults: Vec<Fault>) -> Vec<Fault> {
    faults.sort();
    faults.dedup();
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::shipped;
    use std::collections::BTreeSet;

    fn all() -> impl Iterator<Item = Playbook> {
        shipped().iter().map(|source| {
            Playbook::load(source).unwrap_or_else(|faults| {
                let all: Vec<_> = faults.iter().map(ToString::to_string).collect();
                panic!("{}:\n{}", source.name, all.join("\n"));
            })
        })
    }

    #[test]
    fn the_shipped_playbooks_are_without_fault_and_differ() {
        let hashes: BTreeSet<_> = all().map(|playbook| playbook.hash).collect();
        assert_eq!(hashes.len(), 2);
        let stages: BTreeSet<_> = all()
            .flat_map(|playbook| playbook.kinds.into_values())
            .map(|kind| kind.stages.iter().map(|stage| stage.id.to_string()).collect::<Vec<_>>())
            .collect();
        let kinds: usize = all().map(|playbook| playbook.kinds.len()).sum();
        assert_eq!(stages.len(), kinds, "each kind has stages of its own");
    }

    #[test]
    fn each_shipped_playbook_carries_out_the_rules_of_its_own_sources() {
        let carried: BTreeSet<String> =
            all().flat_map(|playbook| playbook.rules.into_keys()).map(|rule| rule.to_string()).collect();
        let group =
            |letter: char, numbers: Vec<u32>| numbers.into_iter().map(move |n| format!("{letter}{n}"));
        let wanted = group('V', (1..=8).collect())
            .chain(group('C', (1..=12).chain([14]).collect()))
            .chain(group('R', (1..=21).collect()))
            .chain(group('L', (1..=11).collect()))
            .chain(group('M', (1..=13).collect()))
            .chain(group('N', vec![1, 2, 3, 7]));
        assert_eq!(wanted.filter(|rule| !carried.contains(rule)).collect::<Vec<_>>(), Vec::<String>::new());
        for playbook in all() {
            let letters: String =
                playbook.rules.keys().filter_map(|rule| rule.as_str().chars().next()).collect();
            let groups: BTreeSet<char> = letters.chars().collect();
            let sources = [BTreeSet::from(['C', 'L', 'N', 'R', 'V']), BTreeSet::from(['M', 'N'])];
            assert!(sources.contains(&groups), "{groups:?}");
        }
    }
}
