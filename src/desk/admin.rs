//! What only an admin may do, to the store itself.

use super::DeskError;
use super::clock::DeskClock;
use super::service::{Desk, role_of};
use crate::case::{Actor, OperatorId, Stamp};
use crate::playbook::Role;
use crate::store::{Reader, Renewed, StoreError, Tx};

impl Desk {
    /// What keeps this store from being written to: rows of its log that nothing on this machine accounts for, an end that
    /// was cut off, a key that is not here. None where nothing does.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn unaccounted(&self) -> Result<Option<StoreError>, DeskError> {
        Ok(self.store.unaccounted()?)
    }

    /// Begins a new witness, which takes the log as it stands: where the store was moved to another machine, its key is lost,
    /// or an older copy was put in its place on purpose.
    ///
    /// # Errors
    /// Where the operator is no admin, or the key cannot be written. The old witness stands then.
    pub fn renew_witness(&mut self) -> Result<Renewed, DeskError> {
        let (operator, clock) = (self.needs_operator()?, self.clock);
        self.store.renew_witness(|reader| stamp_of_admin(reader, operator, clock))
    }

    /// Does `work` in one transaction, if the operator at the desk is an admin.
    pub(super) fn as_admin<T>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>, &Stamp) -> Result<T, DeskError>,
    ) -> Result<T, DeskError> {
        let (operator, clock) = (self.needs_operator()?, self.clock);
        self.store.write(|tx| {
            let stamp = stamp_of_admin(tx, operator, clock)?;
            work(tx, &stamp)
        })
    }
}

fn stamp_of_admin(reader: &Reader<'_>, operator: OperatorId, clock: DeskClock) -> Result<Stamp, DeskError> {
    let role = role_of(reader, &operator)?;
    if role != Role::Admin {
        return Err(DeskError::NotAllowed {
            what: format!("{operator} is {role}, and this needs an admin"),
            remedy: "Ask an admin to do it".into(),
        });
    }
    Ok(Stamp { at: clock.now_after(reader.last_at()?)?, actor: Actor::Operator(operator, role) })
}
