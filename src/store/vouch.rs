//! Before anything is written: does this machine's witness account for the log as it stands? What docket writes is sealed,
//! and a seal covers all rows before it; so a writer that did not look would sign whatever somebody had put there.

use super::open::file;
use super::seal::Seal;
use super::witness::{CheckpointBytes, Trust, Witness};
use super::{Head, Reader, Store, StoreError};

/// What to do where somebody did this on purpose.
const ON_PURPOSE: &str = "an admin accepts the log as it stands by `docket witness renew`";

impl Store {
    /// What stands against writing to this store: rows of its log that nothing on this machine accounts for, an end that was
    /// cut off, or a key that is not here. None where it may be written.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn unaccounted(&self) -> Result<Option<StoreError>, StoreError> {
        // Read before the log is: another process may commit in between, and the checkpoint must not be ahead by that.
        let outside = self.witness.as_ref().map(|witness| witness.checkpoint(&self.id));
        self.read(|reader| self.look(reader, reader.head()?, outside.as_ref()))
    }

    /// Refuses to write upon a log that the witness does not account for. `head` is its last row, read under the write lock,
    /// under which no other process is between its commit and the next.
    pub(super) fn must_be_accounted_for(&self, reader: &Reader<'_>, head: Head) -> Result<(), StoreError> {
        if self.witness.as_ref().is_some_and(|witness| witness.trust() == Trust::To(head)) {
            return Ok(());
        }
        let outside = self.witness.as_ref().map(|witness| witness.checkpoint(&self.id));
        match self.look(reader, head, outside.as_ref())? {
            Some(trouble) => Err(trouble),
            None => {
                if let Some(witness) = &self.witness {
                    witness.trust_to(head);
                }
                Ok(())
            }
        }
    }

    fn look(
        &self,
        reader: &Reader<'_>,
        head: Head,
        outside: Option<&CheckpointBytes>,
    ) -> Result<Option<StoreError>, StoreError> {
        let seal = reader.seal()?;
        let (Some(witness), Some(outside)) = (&self.witness, outside) else {
            return Ok(seal.is_some().then(|| self.keyless("this store was opened without its witness")));
        };
        match witness.trust() {
            Trust::AsItStands => return Ok(None),
            // What this process proved must still be there; what came since bears a later seal.
            Trust::To(before) if before.seq > head.seq => return Ok(Some(self.cut_off(before, head))),
            _ => {}
        }
        if let Some(seal) = &seal {
            self.follow(witness, seal);
        }
        match (seal, witness.public_key()) {
            // The first row is yet to come, or no key was ever kept.
            (None, None) => Ok(None),
            (None, Some(_)) if head.seq == 0 => Ok(None),
            (None, Some(_)) => Ok(Some(self.not_docket("nothing seals its log"))),
            (Some(_), None) => {
                let path = witness.key_path(&self.id);
                Ok(Some(self.keyless(&format!("the key of its witness is not at {}", path.display()))))
            }
            (Some(seal), Some(public)) if !seal.is_by(&self.id, &public) => {
                Ok(Some(self.not_docket("its log is sealed with another key than this machine's")))
            }
            (Some(seal), Some(_)) => {
                let reached = witness.reached(&self.id, outside);
                self.against(reader, [Some(seal.head), reached], head)
            }
        }
    }

    /// Takes the key of a new witness that another process has begun.
    fn follow(&self, witness: &Witness, seal: &Seal) {
        let ours = witness.public_key().is_some_and(|public| seal.is_by(&self.id, &public));
        if !ours && witness.follow(&self.id, seal) {
            tracing::info!(store = self.id.as_str(), "another process has begun a new witness");
        }
    }

    /// Holds the log against what was sealed, in the store and outside it.
    fn against(
        &self,
        reader: &Reader<'_>,
        sealed: [Option<Head>; 2],
        head: Head,
    ) -> Result<Option<StoreError>, StoreError> {
        let mut last = 0;
        for known in sealed.into_iter().flatten() {
            if known.seq > head.seq {
                return Ok(Some(self.cut_off(known, head)));
            }
            if reader.hash_at(known.seq)? != Some(known.hash) {
                let what = format!("row {} of its log was another one when it was sealed", known.seq);
                return Ok(Some(self.not_docket(&what)));
            }
            last = last.max(known.seq);
        }
        Ok((last < head.seq).then(|| self.not_docket(&unsealed(last, head.seq))))
    }

    fn cut_off(&self, before: Head, now: Head) -> StoreError {
        let remedy = format!("Put the newer file back; if the older one is meant, {ON_PURPOSE}");
        self.refused(&cut_off(before, now), remedy)
    }

    fn not_docket(&self, what: &str) -> StoreError {
        let remedy = format!(
            "Keep the file as it is, run `docket check`, and restore a backup; if it is right as it is, {ON_PURPOSE}"
        );
        self.refused(what, remedy)
    }

    fn keyless(&self, what: &str) -> StoreError {
        let remedy = format!("Bring the key from the machine where it is; if it is lost, {ON_PURPOSE}");
        self.refused(what, remedy)
    }

    fn refused(&self, why: &str, remedy: String) -> StoreError {
        file(&self.path, format!("nothing is written to this store, because {why}"), remedy)
    }
}

/// Says that the log ends before a row that was sealed.
pub(super) fn cut_off(before: Head, now: Head) -> String {
    format!(
        "its log reached row {} and ends at row {} now (its end was cut off, or an older copy was put in its place)",
        before.seq, now.seq
    )
}

/// Says which rows at the log's end, after `sealed` and up to `last`, nothing seals.
pub(super) fn unsealed(sealed: i64, last: i64) -> String {
    let first = sealed + 1;
    if first == last {
        format!("row {last} of its log was not written by docket (nothing seals it)")
    } else {
        format!("rows {first} to {last} of its log were not written by docket (nothing seals them)")
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, forge_admin, operator, options, reviewer, stamp, ticket};
    use super::super::open::beside;
    use super::super::{Entry, HouseEntry, LogWindow, Store, StoreError, StoreOptions};
    use crate::playbook::Role;
    use std::path::PathBuf;

    fn witness(bench: &Bench, end: &str) -> PathBuf {
        bench.folder.path().join("witness").join(format!("{}.{end}", bench.store.store_id()))
    }

    /// What keeps a store from being written to; it must keep every writer from it.
    fn refusal(store: &mut Store) -> String {
        let before = store.read::<_, StoreError>(|r| r.head()).unwrap();
        let by = stamp(50, reviewer("alice"));
        let written = store.write::<_, StoreError>(|tx| tx.set_operator(&by, &operator("zed"), Role::Lead));
        let told = written.unwrap_err().to_string();
        assert_eq!(store.read::<_, StoreError>(|r| r.head()).unwrap(), before);
        assert_eq!(store.unaccounted().unwrap().map(|error| error.to_string()), Some(told.clone()));
        assert!(told.contains("docket witness renew"), "{told}");
        told
    }

    #[test]
    fn rows_that_docket_did_not_write_are_not_written_upon() {
        let mut bench = Bench::new();
        forge_admin(&bench.path(), "eve");
        assert!(refusal(&mut bench.store).contains("was not written by docket"), "one that was open");
        let mut fresh = Store::open(options(bench.folder.path())).unwrap();
        assert!(refusal(&mut fresh).contains("was not written by docket"), "one that opens it");
        forge_admin(&bench.path(), "mallory");
        assert!(refusal(&mut fresh).contains("were not written by docket"));
    }

    #[test]
    fn processes_with_one_witness_work_side_by_side() {
        let mut bench = Bench::new();
        let mut other = Store::open(options(bench.folder.path())).unwrap();
        for n in 1..6 {
            bench.open(&ticket("recovery", n), i64::from(n));
            let (by, name) = (stamp(i64::from(n), reviewer("alice")), operator(&format!("op{n}")));
            other.write::<_, StoreError>(|tx| tx.set_operator(&by, &name, Role::Lead)).unwrap();
            assert!(bench.store.unaccounted().unwrap().is_none());
            assert_eq!(other.check(&mut |_, _| {}).unwrap().findings, []);
        }
    }

    #[test]
    fn a_checkpoint_left_behind_by_a_crash_or_a_power_cut_is_no_trouble() {
        let mut bench = Bench::new();
        let early = std::fs::read(witness(&bench, "checkpoint")).unwrap();
        bench.open(&ticket("recovery", 1), 1);
        for (left, name) in [(Some(early), "cy"), (Some(Vec::new()), "di"), (None, "ed")] {
            match left {
                Some(bytes) => std::fs::write(witness(&bench, "checkpoint"), bytes).unwrap(),
                None => std::fs::remove_file(witness(&bench, "checkpoint")).unwrap(),
            }
            let mut store = Store::open(options(bench.folder.path())).unwrap();
            let by = stamp(2, reviewer("alice"));
            store.write::<_, StoreError>(|tx| tx.set_operator(&by, &operator(name), Role::Lead)).unwrap();
            let report = store.check(&mut |_, _| {}).unwrap();
            assert_eq!((report.findings, report.checkpoint), (vec![], Some(report.head)));
        }
    }

    #[test]
    fn an_older_copy_is_not_written_upon() {
        let mut bench = Bench::new();
        let before = bench.folder.path().join("before.db");
        bench.store.backup(&before).unwrap();
        bench.open(&ticket("recovery", 1), 3);
        let options = options(bench.folder.path());
        drop(bench.store);
        std::fs::copy(&before, &options.path).unwrap();
        ["-wal", "-shm"].iter().for_each(|rest| drop(std::fs::remove_file(beside(&options.path, rest))));
        let mut store = Store::open(options).unwrap();
        assert!(refusal(&mut store).contains("older copy"));
    }

    #[test]
    fn without_its_own_key_a_store_is_read_and_not_written() {
        let bench = Bench::new();
        let mut elsewhere =
            Store::open(StoreOptions { path: bench.path(), ..StoreOptions::default() }).unwrap();
        assert!(refusal(&mut elsewhere).contains("without its witness"));
        std::fs::remove_file(witness(&bench, "key")).unwrap();
        let mut keyless = Store::open(options(bench.folder.path())).unwrap();
        assert!(refusal(&mut keyless).contains("Bring the key"));
        std::fs::write(witness(&bench, "key"), hex::encode([5; 32])).unwrap();
        let mut other_key = Store::open(options(bench.folder.path())).unwrap();
        assert!(refusal(&mut other_key).contains("another key"));
        let mut bench = bench;
        bench.store.conn.execute("DELETE FROM seal", []).unwrap();
        assert!(refusal(&mut other_key).contains("nothing seals its log"));
        // The one that sealed the last row itself knows it without looking.
        bench.open(&ticket("recovery", 1), 3);
    }

    #[test]
    fn a_store_without_a_key_is_written_without_a_seal() {
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions { witness_dir: None, ..options(folder.path()) };
        let start = super::super::fixture::start();
        drop(Store::create(options.clone(), start).unwrap());
        let mut store = Store::open(options).unwrap();
        let by = stamp(2, reviewer("alice"));
        store.write::<_, StoreError>(|tx| tx.set_operator(&by, &operator("bo"), Role::Lead)).unwrap();
        let first = store.read::<_, StoreError>(|r| r.log(LogWindow::After(0), 1)).unwrap().remove(0);
        assert!(matches!(first.entry, Entry::House(HouseEntry::Created { witness: None, .. })));
        assert_eq!(store.check(&mut |_, _| {}).unwrap().findings, []);
    }
}
