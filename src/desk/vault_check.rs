//! Holding the vault against the log: every evidence file that an event says is there, hashed; and what lies there that no
//! event names.

use super::DeskError;
use super::act::load;
use super::service::Desk;
use crate::case::{CaseNumber, Digest};
use crate::evidence::Kept;
use crate::playbook::ItemId;
use crate::store::{ErasedCases, Reader, StoredFile};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

/// What was found in the vault.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VaultReport {
    /// How many files were hashed.
    pub files: u64,
    /// Files that are missing or are not what came, once for each case and item that has them.
    pub findings: Vec<BadFile>,
    /// Files that no event names: left by an intake that failed, or by an erasure that was cut short. No harm is done by
    /// them, unless they should be gone.
    pub orphans: Vec<PathBuf>,
}

/// An evidence file that is not as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// The case that it is evidence in.
    pub number: CaseNumber,
    /// The item of the checklist.
    pub item: ItemId,
    /// The SHA-256 of what came.
    pub sha256: Digest,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, item, sha256, what } = self;
        write!(f, "evidence: {number}, {item}: {what} (sha256 {sha256})")
    }
}

/// One folder of the vault: the files whose hash begins with one byte.
struct Folder {
    names: BTreeSet<String>,
    expected: BTreeMap<(Digest, String), Vec<StoredFile>>,
}

impl Desk {
    /// Hashes every evidence file that the vault must have. `progress` is told how many of about how many are done.
    ///
    /// # Errors
    /// Where store or vault cannot be read as a whole; whatever is wrong with a file is a finding.
    pub fn check_vault(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<VaultReport, DeskError> {
        let all = (0..=u8::MAX)
            .try_fold(0, |sum, first| Ok::<_, DeskError>(sum + self.vault.names(first)?.len() as u64))?;
        let erased = self.store.read(|reader| Ok::<_, DeskError>(reader.erased_cases()?))?;
        let (mut report, mut bad, mut strays) = (VaultReport::default(), Vec::new(), Vec::new());
        for first in 0..=u8::MAX {
            let mut folder = self.folder(first, &erased)?;
            for ((sha256, media), files) in folder.expected {
                report.files += 1;
                progress(report.files.min(all), all);
                if self.vault.prove(&sha256, &media) != Kept::Sound {
                    bad.extend(files);
                }
                folder.names.remove(&self.vault.name_of(&sha256, &media));
            }
            strays.extend(folder.names);
        }
        if !bad.is_empty() || !strays.is_empty() {
            self.look_again(&bad, strays, &mut report)?;
        }
        Ok(report)
    }

    /// What lies in a folder, and then what should: whatever is recorded in between is expected and there.
    fn folder(&self, first: u8, erased: &ErasedCases) -> Result<Folder, DeskError> {
        let names = self.vault.names(first)?;
        let stored = self.store.read(|reader| Ok::<_, DeskError>(reader.stored_files(first)?))?;
        let mut expected = BTreeMap::<_, Vec<StoredFile>>::new();
        for file in stored.into_iter().filter(|file| !file.is_erased(erased)) {
            expected.entry((file.evidence.sha256, file.evidence.media.clone())).or_default().push(file);
        }
        Ok(Folder { names, expected })
    }

    /// Looks once more at what is not as it should be, while nobody files or erases anything: it may have been erased
    /// meanwhile, and a file lies in the vault before its event is recorded.
    fn look_again(
        &self,
        bad: &[StoredFile],
        strays: Vec<String>,
        report: &mut VaultReport,
    ) -> Result<(), DeskError> {
        // Where the folder cannot be written, nobody files anything either.
        let _nobody_else = self.vault.lock().ok();
        self.store.read(|reader| {
            let erased = reader.erased_cases()?;
            for file in bad.iter().filter(|file| !file.is_erased(&erased)) {
                report.findings.extend(self.finding(reader, file)?);
            }
            for name in strays {
                let path = self.vault.root().join(&name);
                if path.symlink_metadata().is_ok() && !self.is_named(reader, &erased, &name)? {
                    report.orphans.push(path);
                }
            }
            Ok(())
        })
    }

    fn finding(&self, reader: &Reader<'_>, file: &StoredFile) -> Result<Option<BadFile>, DeskError> {
        let what = match self.vault.prove(&file.evidence.sha256, &file.evidence.media) {
            Kept::Sound => return Ok(None),
            Kept::Missing => "the file is missing".to_owned(),
            Kept::Wrong(what) => format!("the file is not what came: {what}"),
        };
        let (item, sha256) = (file.evidence.item.clone(), file.evidence.sha256);
        let matter = load(reader, file.case)?.case.matter;
        Ok(matter.map(|matter| BadFile { number: matter.number, item, sha256, what }))
    }

    /// Whether an event names the file of this name.
    fn is_named(&self, reader: &Reader<'_>, erased: &ErasedCases, name: &str) -> Result<bool, DeskError> {
        let digest = name.split('/').nth(1).and_then(|name| name.split('.').next()?.parse::<Digest>().ok());
        let Some(digest) = digest else { return Ok(false) };
        let files = reader.stored_file(&digest)?;
        let mut kept = files.iter().filter(|file| !file.is_erased(erased));
        Ok(kept.any(|file| self.vault.name_of(&digest, &file.evidence.media) == name))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::office;
    use super::*;
    use std::fs;

    fn found(desk: &Desk) -> (u64, Vec<String>, usize) {
        let mut told = (0, 0);
        let report = desk.check_vault(&mut |done, all| told = (done, all)).unwrap();
        assert!(told.0 <= told.1);
        (report.files, report.findings.iter().map(ToString::to_string).collect(), report.orphans.len())
    }

    #[test]
    fn each_file_is_held_against_its_hash_and_told_with_its_cases() {
        let mut office = office();
        assert_eq!(found(&office.desk), (0, vec![], 0));
        let shared = office.bring("E-1", "T-1", b"a picture");
        office.bring("E-2", "V-1", b"a picture");
        let other = office.bring("E-3", "T-1", b"another picture");
        assert_eq!(found(&office.desk), (2, vec![], 0));

        fs::write(&shared.path, b"a Picture").unwrap();
        fs::remove_file(&other.path).unwrap();
        let (files, findings, orphans) = found(&office.desk);
        assert_eq!((files, findings.len(), orphans), (2, 3, 0), "{findings:?}");
        let told = |number: &str, what: &str| {
            findings.iter().any(|line| line.starts_with(&format!("evidence: {number}, id_front: {what}")))
        };
        assert!(told("RC-000001", "the file is not what came: it was changed"), "{findings:?}");
        assert!(told("IC-000002", "the file is not what came: it was changed"), "{findings:?}");
        assert!(told("RC-000001", "the file is missing"), "{findings:?}");
        assert!(office.desk.check(&mut |_, _| {}).unwrap().is_clean(), "the store itself is whole");
    }

    #[test]
    fn what_no_case_names_is_told_of_and_is_no_finding() {
        let mut office = office();
        let taken = office.bring("E-1", "T-1", b"a picture");
        let folder = office.desk.vault().root().join("ab");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("stray"), b"").unwrap();
        fs::write(taken.path.with_extension("png"), b"under another type").unwrap();
        assert_eq!(found(&office.desk), (1, vec![], 2));
    }
}
