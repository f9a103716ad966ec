//! A new key for checkpoints, where the old one is gone or vouches for a past that was given up on purpose.

use super::entry::HouseEntry;
use super::open::{file, random};
use super::witness::public_part;
use super::{Store, StoreError};
use crate::case::Stamp;

impl Store {
    /// Begins a new witness: after the store was moved to another machine without its key, or an older copy of it was put in
    /// its place on purpose. From here on the new key vouches; the log says who began it and when, and nothing before is
    /// vouched for any more.
    ///
    /// # Errors
    /// [`StoreError::File`] if the store was opened without a folder for keys, or that cannot be written.
    pub fn renew_witness(&mut self, stamp: &Stamp) -> Result<(), StoreError> {
        let Some(old) = self.witness.take() else {
            let remedy = "Name a folder outside the store for its key";
            return Err(file(&self.path, "this store was opened without a witness", remedy));
        };
        let seed = random()?;
        let entry = HouseEntry::WitnessRenewed { witness: public_part(&seed) };
        let logged = self.write(|tx| {
            tx.log_house(stamp, &entry, None)?;
            Ok::<_, StoreError>(tx.head)
        });
        match logged {
            Ok(head) => {
                let new = old.renew(&self.id, &seed)?;
                new.note(&self.id, head);
                self.witness = Some(new);
                Ok(())
            }
            Err(error) => {
                self.witness = Some(old);
                Err(error)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, operator, options, stamp, ticket};
    use super::super::{Finding, Store};
    use crate::case::Actor;
    use crate::playbook::Role;

    #[test]
    fn a_lost_key_is_told_of_and_a_new_one_begins_a_new_witness() {
        let mut bench = Bench::new();
        bench.open(&ticket("recovery", 1), 1);
        std::fs::remove_dir_all(bench.folder.path().join("witness")).unwrap();
        std::fs::create_dir(bench.folder.path().join("witness")).unwrap();
        let mut store = Store::open(options(bench.folder.path())).unwrap();
        let found = store.check(&mut |_, _| {}).unwrap().findings;
        assert!(
            matches!(found.as_slice(), [Finding::Checkpoint(what)] if what.contains("missing")),
            "{found:?}"
        );
        store.renew_witness(&stamp(5, Actor::Operator(operator("root"), Role::Admin))).unwrap();
        let report = store.check(&mut |_, _| {}).unwrap();
        assert_eq!((report.findings, report.checkpoint), (vec![], Some(report.head)));
        drop(store);
        let again = Store::open(options(bench.folder.path())).unwrap();
        assert!(again.check(&mut |_, _| {}).unwrap().is_clean(), "the key is read again");
    }
}
