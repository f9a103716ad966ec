//! From a playbook's text to a playbook that can be decided by.

use super::fault::{Fault, line_of};
use super::{Letter, Letters, Playbook, PlaybookSource};

impl Playbook {
    /// Reads and checks a playbook whole.
    ///
    /// # Errors
    /// Every fault that is found, by line.
    pub fn load(source: &PlaybookSource) -> Result<Self, Vec<Fault>> {
        Self::reopen(source).map_err(|fault| vec![fault])
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
            remedy: "Mend the file".to_owned(),
        })?;
        let letters = playbook.letters.values_mut().chain([&mut playbook.letter_footer]);
        letters.for_each(|letter| fill(letter, source));
        playbook.written =
            Letters::compile(&playbook.letters, &playbook.letter_footer).map_err(|errors| Fault {
                line: 1,
                key: "letter".to_owned(),
                what: errors.first().map(ToString::to_string).unwrap_or_default(),
                remedy: "Mend the letter".to_owned(),
            })?;
        playbook.hash = source.hash();
        Ok(playbook)
    }
}

/// Puts the text of a letter's file into its body.
fn fill(letter: &mut Letter, source: &PlaybookSource) {
    if letter.body.is_none() {
        letter.body = letter.file.as_ref().and_then(|file| source.letters.get(file)).cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::shipped;

    #[test]
    fn the_shipped_playbooks_are_without_fault() {
        assert_eq!(shipped().len(), 2);
        for source in shipped() {
            if let Err(faults) = Playbook::load(source) {
                let all: Vec<_> = faults.iter().map(ToString::to_string).collect();
                panic!("{}:\n{}", source.name, all.join("\n"));
            }
        }
    }
}
