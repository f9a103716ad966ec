//! A new key for the witness, where the old one is gone or vouches for a past that was given up on purpose.

use super::entry::HouseEntry;
use super::open::file;
use super::witness::to_hex;
use super::{Reader, Store, StoreError};
use crate::case::Stamp;

/// What was taken for sound by beginning a new witness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewed {
    /// The last row of the log that the old witness vouched for; none where its key was gone.
    pub vouched: Option<i64>,
    /// The last row that was there, taken as it stood.
    pub accepted: i64,
}

impl Store {
    /// Begins a new witness: after the store was moved to another machine without its key, or an older copy of it was put in
    /// its place on purpose. From here on the new key vouches; the log says who began it and when, and what was accepted
    /// unproven. `who` answers who does it, in the transaction in which it is logged.
    ///
    /// # Errors
    /// What `who` refuses with; [`StoreError::File`] if the store was opened without a folder for keys, or that cannot be
    /// written. The old witness stands then.
    pub fn renew_witness<E: From<StoreError>>(
        &mut self,
        who: impl FnOnce(&Reader<'_>) -> Result<Stamp, E>,
    ) -> Result<Renewed, E> {
        let Some(old) = &self.witness else {
            let remedy = "Name a folder outside the store for its key";
            return Err(file(&self.path, "this store was opened without a witness", remedy).into());
        };
        let (id, old_key) = (self.id.clone(), old.public_key());
        let new = old.successor(&id)?;
        let public = new.public_key().map(|public| to_hex(&public)).unwrap_or_default();
        // The log is sealed with the new key before that takes the old one's place. Where this ends in between, the next
        // writer finds the key by the seal.
        let old = self.witness.replace(new);
        let done = self.write(|tx| {
            let stamp = who(tx)?;
            let seal = tx.seal()?;
            let by_old = seal.filter(|seal| old_key.is_some_and(|key| seal.is_by(&id, &key)));
            let vouched = match by_old {
                Some(seal) if tx.hash_at(seal.head.seq)? == Some(seal.head.hash) => Some(seal.head.seq),
                _ => None,
            };
            let accepted = tx.head().seq;
            tx.log_house(&stamp, &HouseEntry::WitnessRenewed { witness: public, vouched }, None)?;
            Ok::<_, E>((Renewed { vouched, accepted }, tx.head()))
        });
        match done {
            Ok((renewed, head)) => {
                if let Some(new) = &self.witness {
                    new.take_place(&id)?;
                    new.seal(&id, head).iter().for_each(|seal| new.note(&id, seal));
                }
                Ok(renewed)
            }
            Err(error) => {
                self.witness = old;
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, forge_admin, operator, options, stamp, ticket};
    use super::super::{Entry, Finding, HouseEntry, LogWindow, Renewed, Store, StoreError};
    use crate::case::{Actor, Stamp};
    use crate::playbook::Role;

    fn root(minutes: i64) -> Stamp {
        stamp(minutes, Actor::Operator(operator("root"), Role::Admin))
    }

    fn renew(store: &mut Store) -> Renewed {
        store.renew_witness(|_| Ok::<_, StoreError>(root(5))).unwrap()
    }

    #[test]
    fn a_lost_key_is_told_of_and_a_new_one_begins_a_new_witness() {
        let mut bench = Bench::new();
        bench.open(&ticket("recovery", 1), 1);
        let last = bench.head().seq;
        std::fs::remove_dir_all(bench.folder.path().join("witness")).unwrap();
        std::fs::create_dir(bench.folder.path().join("witness")).unwrap();
        let mut store = Store::open(options(bench.folder.path())).unwrap();
        let found = store.check(&mut |_, _| {}).unwrap().findings;
        assert!(
            matches!(found.as_slice(), [Finding::Checkpoint(what)] if what.contains("missing")),
            "{found:?}"
        );
        assert_eq!(renew(&mut store), Renewed { vouched: None, accepted: last });
        let report = store.check(&mut |_, _| {}).unwrap();
        assert_eq!((report.findings, report.checkpoint), (vec![], Some(report.head)));
        drop(store);
        let mut again = Store::open(options(bench.folder.path())).unwrap();
        assert!(again.check(&mut |_, _| {}).unwrap().is_clean(), "the key is read again");
        again.write::<_, StoreError>(|tx| tx.set_operator(&root(6), &operator("cy"), Role::Lead)).unwrap();
    }

    #[test]
    fn what_was_accepted_unproven_stands_in_the_log() {
        let bench = Bench::new();
        let before = bench.head().seq;
        forge_admin(&bench.path(), "eve");
        let mut store = Store::open(options(bench.folder.path())).unwrap();
        assert_eq!(renew(&mut store), Renewed { vouched: Some(before), accepted: before + 1 });
        let last = store.read::<_, StoreError>(|r| r.log(LogWindow::Before(i64::MAX), 1)).unwrap().remove(0);
        let Entry::House(HouseEntry::WitnessRenewed { vouched, .. }) = last.entry else { panic!("{last:?}") };
        assert_eq!((vouched, last.stamp), (Some(before), root(5)));
        assert_eq!(store.check(&mut |_, _| {}).unwrap().findings, []);
    }

    #[test]
    fn who_may_not_begin_a_new_witness_leaves_the_old_one() {
        let mut bench = Bench::new();
        let refused = bench.store.renew_witness(|_| Err::<Stamp, _>(StoreError::damaged("not you")));
        assert!(refused.unwrap_err().to_string().contains("not you"));
        bench.open(&ticket("recovery", 1), 1);
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
        renew(&mut bench.store);
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
    }

    #[test]
    fn another_process_goes_on_with_the_new_key() {
        let mut bench = Bench::new();
        let mut other = Store::open(options(bench.folder.path())).unwrap();
        renew(&mut other);
        bench.open(&ticket("recovery", 1), 6);
        assert_eq!(other.check(&mut |_, _| {}).unwrap().findings, []);
    }

    #[test]
    fn a_key_that_did_not_reach_its_place_is_found_by_the_next_writer() {
        let mut bench = Bench::new();
        let key = bench.folder.path().join("witness").join(format!("{}.key", bench.store.store_id()));
        let old = std::fs::read(&key).unwrap();
        renew(&mut bench.store);
        // As a process leaves it that is killed between the two.
        std::fs::rename(&key, key.with_extension("key.new")).unwrap();
        std::fs::write(&key, old).unwrap();
        bench.store = Store::open(options(bench.folder.path())).unwrap();
        bench.open(&ticket("recovery", 1), 6);
        assert_eq!(bench.store.check(&mut |_, _| {}).unwrap().findings, []);
        assert!(!key.with_extension("key.new").exists());
    }
}
