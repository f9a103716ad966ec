//! Evidence files that the vault must have, as the log tells of them.

use super::append::file_key;
use super::entry::{Entry, HouseEntry};
use super::log::RawRow;
use super::{Reader, StoreError};
use crate::case::{CaseId, Digest, Event, Evidence};
use std::collections::BTreeMap;

/// A file that an event said the vault has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The row of the log that brought it.
    pub seq: i64,
    /// The case.
    pub case: CaseId,
    /// What is known of it.
    pub evidence: Evidence,
}

/// Cases that were erased, each with the last row of the log that did it.
pub type ErasedCases = BTreeMap<CaseId, i64>;

/// Rows whose files have keys in a range. The body is looked at before it is read whole: most rows of a large store name files
/// that the institution keeps.
const BY_KEY: &str = "SELECT f.seq FROM files f JOIN events e ON e.seq = f.seq
    WHERE f.digest BETWEEN ?1 AND ?2 AND instr(e.body, '\"stored\":true') > 0 ORDER BY f.digest, f.seq";

impl Reader<'_> {
    /// The files whose hash begins with the byte `first`, in the order of their hashes. Those of erased cases are among them.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn stored_files(&self, first: u8) -> Result<Vec<StoredFile>, StoreError> {
        let key = |rest: u8| i64::from_be_bytes([first, rest, rest, rest, rest, rest, rest, rest]);
        let mut files = self.stored_between(key(0), key(0xFF))?;
        files.retain(|file| file.evidence.sha256.0[0] == first);
        files.sort_by_key(|file| (file.evidence.sha256.0, file.seq));
        // A row that brought several such files was found by each of them.
        files.dedup();
        Ok(files)
    }

    /// Every event that said that the vault has this file, the earliest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn stored_file(&self, sha256: &Digest) -> Result<Vec<StoredFile>, StoreError> {
        let key = file_key(sha256);
        let mut files = self.stored_between(key, key)?;
        files.retain(|file| file.evidence.sha256 == *sha256);
        Ok(files)
    }

    /// The files that a case's own events said the vault has; those that a merge brought are the other case's.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn stored_files_of(&self, case: CaseId) -> Result<Vec<StoredFile>, StoreError> {
        let rows = self.case_rows(case)?;
        Ok(rows.iter().map(stored_in).collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// The cases that were erased (N4).
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn erased_cases(&self) -> Result<ErasedCases, StoreError> {
        // The whole log is looked through: what is rare and never asked for in a hurry needs no index.
        let sql = "SELECT seq FROM events WHERE case_id IS NULL AND body LIKE '{\"entry\":\"erased\"%' ORDER BY seq";
        let mut erased = ErasedCases::new();
        for seq in self.rows_of(sql, [], |row| row.get::<_, i64>(0))? {
            if let Some(Entry::House(HouseEntry::Erased { cases, .. })) =
                self.log_row(seq)?.map(|row| row.entry)
            {
                erased.extend(cases.into_iter().map(|case| (case, seq)));
            }
        }
        Ok(erased)
    }

    fn stored_between(&self, from: i64, to: i64) -> Result<Vec<StoredFile>, StoreError> {
        let mut files = Vec::new();
        for seq in self.rows_of(BY_KEY, (from, to), |row| row.get::<_, i64>(0))? {
            let row = self.raw_row(seq)?;
            files.extend(row.as_ref().map(stored_in).transpose()?.into_iter().flatten());
        }
        Ok(files)
    }
}

impl StoredFile {
    /// Whether its case was erased after it had come: the vault need not have it any more.
    pub fn is_erased(&self, erased: &ErasedCases) -> bool {
        erased.get(&self.case).is_some_and(|seq| *seq > self.seq)
    }
}

fn stored_in(row: &RawRow) -> Result<Vec<StoredFile>, StoreError> {
    let (Some(case), Entry::Case(event)) = (row.case, row.decode()?.entry) else { return Ok(Vec::new()) };
    let brought = match event {
        Event::Opened(opened) => opened.evidence,
        Event::EvidenceAttached { evidence, .. } => vec![evidence],
        _ => Vec::new(),
    };
    let own = brought.into_iter().filter(|evidence| evidence.stored && evidence.merged_from.is_none());
    Ok(own.map(|evidence| StoredFile { seq: row.seq, case: CaseId(case.0), evidence }).collect())
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, stamp, ticket};
    use super::super::{Erasure, StoreError};
    use super::StoredFile;
    use crate::case::{Actor, CaseId, Command, Digest, Evidence};

    fn bring(bench: &mut Bench, case: CaseId, digests: &[[u8; 32]], stored: bool) {
        let known = bench.case(case).items.values().flat_map(|item| item.evidence.clone()).next().unwrap();
        let evidence = |digest: &[u8; 32]| Evidence { sha256: Digest(*digest), stored, ..known.clone() };
        let evidence = digests.iter().map(evidence).collect();
        let ticket = bench.case(case).matter.unwrap().reference;
        let command = Command::Attach { ticket, evidence, document: None, signals: Default::default() };
        bench.carry_out(case, &command, 9, Actor::Applicant);
    }

    #[test]
    fn files_are_found_by_their_first_byte_and_only_where_the_vault_has_them() {
        let mut bench = Bench::new();
        let first = bench.open(&ticket("recovery", 1), 1).id;
        let second = bench.open(&ticket("recovery", 2), 2).id;
        let (low, high, far) = ([0x7F; 32], [0x80; 32], [0xFF; 32]);
        let near = {
            let mut near = high;
            near[31] = 1;
            near
        };
        bring(&mut bench, first, &[high, near, low], true);
        bring(&mut bench, second, &[high], true);
        bring(&mut bench, second, &[far], false);
        let cases_of = |files: Vec<StoredFile>| -> Vec<_> {
            files.iter().map(|file| (file.case, file.evidence.sha256.0)).collect()
        };
        bench
            .store
            .read::<_, StoreError>(|r| {
                assert_eq!(cases_of(r.stored_files(0x80)?), [(first, near), (first, high), (second, high)]);
                assert_eq!(cases_of(r.stored_files(0x7F)?), [(first, low)]);
                assert_eq!(r.stored_files(0xFF)?, []);
                assert_eq!(cases_of(r.stored_file(&Digest(high))?), [(first, high), (second, high)]);
                assert_eq!(r.stored_files_of(first)?.len(), 3);
                Ok(())
            })
            .unwrap();
        let by = stamp(20, Actor::Timer);
        let erasure = Erasure { rows: &[], cases: &[first], reason: "asked for" };
        bench.store.write::<_, StoreError>(|tx| tx.erase_private(&by, &erasure)).unwrap();
        let erased = bench.store.read::<_, StoreError>(|r| r.erased_cases()).unwrap();
        let files = bench.store.read::<_, StoreError>(|r| r.stored_file(&Digest(high))).unwrap();
        assert_eq!(files.iter().map(|file| file.is_erased(&erased)).collect::<Vec<_>>(), [true, false]);
        bring(&mut bench, first, &[[0x11; 32]], true);
        let later = bench.store.read::<_, StoreError>(|r| r.stored_files(0x11)).unwrap();
        assert!(!later[0].is_erased(&erased), "what came after the erasure is kept");
    }
}
