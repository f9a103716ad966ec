//! A playbook as it was written: the file and its letters, which the store keeps so that a case can be read for ever under
//! the rules it was decided by.

use super::languages::in_language;
use super::{Languages, PlaybookHash};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::OnceLock;

include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// A playbook's file with the letters that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaybookSource {
    /// What people call the file, without `.toml`; no part of the hash.
    pub name: String,
    /// The file's text.
    pub toml: String,
    /// The letters' texts by the `file` that names them.
    #[serde(default)]
    pub letters: BTreeMap<String, String>,
}

impl PlaybookSource {
    /// SHA-256 over the file and its letters, each part with its length before it, so that no text can be moved from one
    /// part to the next without changing the hash.
    pub fn hash(&self) -> PlaybookHash {
        let mut hash = Sha256::new();
        hash.update(b"docket playbook 1");
        let letters = self.letters.iter().flat_map(|(file, text)| [file, text]);
        for part in [&self.toml].into_iter().chain(letters) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        PlaybookHash(hash.finalize().into())
    }

    /// The playbook in `toml` with the letters it names, each fetched by `read`, which gets a path inside the letters
    /// folder. Only files with safe names are asked for: [`is_letter_file`].
    ///
    /// # Errors
    /// The first error of `read`. What is wrong with the file itself is for [`Playbook::load`](super::Playbook::load) to say.
    pub fn gather<E>(
        name: &str,
        toml: String,
        mut read: impl FnMut(&str) -> Result<String, E>,
    ) -> Result<Self, E> {
        let mut letters = BTreeMap::new();
        for file in letter_files(&toml) {
            let text = read(&file)?;
            letters.insert(file, text);
        }
        Ok(Self { name: name.to_owned(), toml, letters })
    }
}

/// The files that a playbook names for its letters, in each of its languages, and for the page that they stand in, as far as it
/// can be read and their names are safe.
pub fn letter_files(toml: &str) -> Vec<String> {
    #[derive(Deserialize)]
    struct File {
        file: Option<String>,
    }
    #[derive(Deserialize)]
    struct Files {
        languages: Option<toml::Value>,
        letter_footer: Option<File>,
        letter_html: Option<File>,
        #[serde(default)]
        letter: BTreeMap<String, File>,
    }
    let Ok(files) = toml::from_str::<Files>(toml) else { return Vec::new() };
    // Languages that cannot be read are a fault for the validator to tell, and no reason to miss every letter too.
    let languages: Languages =
        files.languages.and_then(|languages| languages.try_into().ok()).unwrap_or_default();
    let letters = files.letter_footer.into_iter().chain(files.letter.into_values());
    let mut names: Vec<_> = letters
        .filter_map(|file| file.file)
        .flat_map(|file| languages.all().map(|tag| in_language(&file, tag.as_str())).collect::<Vec<_>>())
        .chain(files.letter_html.and_then(|frame| frame.file))
        .collect();
    names.retain(|name| is_letter_file(name));
    names.sort();
    names.dedup();
    names
}

/// Whether `name` is a path that stays inside the letters folder: parts of `a-z`, `0-9`, `_`, `-` and `.`, none beginning
/// with a dot, joined by `/`.
pub fn is_letter_file(name: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-.".contains(&b))
    };
    name.len() <= 128 && name.split('/').all(part)
}

/// The playbooks that the binary carries, by name.
pub fn shipped() -> &'static [PlaybookSource] {
    static SOURCES: OnceLock<Vec<PlaybookSource>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let letter = |file: &str| LETTERS.iter().find(|(name, _)| *name == file).map(|(_, text)| *text);
        PLAYBOOKS
            .iter()
            .filter_map(|(file, text)| Some((file.strip_suffix(".toml")?, *text)))
            .map(|(name, text)| {
                let letters = letter_files(text)
                    .into_iter()
                    .filter_map(|file| letter(&file).map(|text| (file.clone(), text.to_owned())))
                    .collect();
                PlaybookSource { name: name.to_owned(), toml: text.to_owned(), letters }
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(toml: &str, letters: &[(&str, &str)]) -> PlaybookSource {
        let letters = letters.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        PlaybookSource { name: "x".into(), toml: toml.into(), letters }
    }

    #[test]
    fn a_hash_tells_apart_what_only_moved_from_part_to_part() {
        let hashes = [
            source("ab", &[("c", "d")]).hash(),
            source("a", &[("bc", "d")]).hash(),
            source("ab", &[("cd", "")]).hash(),
            source("ab", &[]).hash(),
        ];
        for (index, hash) in hashes.iter().enumerate() {
            assert!(!hashes[index + 1..].contains(hash), "{index}");
        }
    }

    #[test]
    fn a_name_is_no_part_of_the_hash() {
        let renamed = PlaybookSource { name: "y".into(), ..source("ab", &[]) };
        assert_eq!(renamed.hash(), source("ab", &[]).hash());
    }

    #[test]
    fn letters_outside_the_folder_are_never_asked_for() {
        for bad in ["../etc/passwd", "/etc/passwd", "a/../b", "", "a//b", ".hidden", "a\\b", "A", "a\u{202e}"]
        {
            assert!(!is_letter_file(bad), "{bad:?}");
        }
        let toml = "[letter.a]\nfile = \"../../secret\"\n[letter.b]\nfile = \"house/b.txt\"\n";
        assert_eq!(letter_files(toml), ["house/b.txt"]);
    }

    #[test]
    fn a_letter_has_a_file_in_each_language() {
        let toml = "languages = [\"en\", \"zh-CN\"]\nletter_html = { file = \"house/frame.html\" }\n\
            [letter.b]\nfile = \"house/{language}/b.txt\"\n";
        assert_eq!(letter_files(toml), ["house/en/b.txt", "house/frame.html", "house/zh-cn/b.txt"]);
    }

    #[test]
    fn gathering_stops_at_a_letter_that_cannot_be_read() {
        let toml = "[letter.b]\nfile = \"b.txt\"\n".to_owned();
        let gathered = PlaybookSource::gather("x", toml.clone(), |file| Ok::<_, ()>(file.to_uppercase()));
        assert_eq!(gathered.unwrap().letters["b.txt"], "B.TXT");
        assert_eq!(PlaybookSource::gather("x", toml, |_| Err("gone")).unwrap_err(), "gone");
    }
}
