//! People at the desk and their roles.

use super::entry::HouseEntry;
use super::log::role_named;
use super::names::stored;
use super::{Reader, StoreError, Tx};
use crate::case::{OperatorId, Stamp};
use crate::playbook::Role;

impl Reader<'_> {
    /// The role of an operator; none for somebody who was given none.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn operator(&self, operator: &OperatorId) -> Result<Option<Role>, StoreError> {
        let sql = "SELECT role FROM operators WHERE name = ?1";
        let role = self.lookup::<Option<String>>(sql, [operator.as_str()])?.flatten();
        role.as_deref().map(role_named).transpose()
    }

    /// Every operator who has a role, by name.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn operators(&self) -> Result<Vec<(OperatorId, Role)>, StoreError> {
        let sql = "SELECT name, role FROM operators WHERE role IS NOT NULL ORDER BY name";
        let rows = self.rows_of(sql, [], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
        rows.iter().map(|(name, role)| Ok((stored(OperatorId::new(name))?, role_named(role)?))).collect()
    }
}

impl Tx<'_> {
    /// Gives an operator a role. The same role again changes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn set_operator(
        &mut self,
        stamp: &Stamp,
        operator: &OperatorId,
        role: Role,
    ) -> Result<(), StoreError> {
        if self.operator(operator)? == Some(role) {
            return Ok(());
        }
        self.log_house(stamp, &HouseEntry::OperatorSet { operator: operator.clone(), role }, None)?;
        self.project_operator(operator, Some(role))
    }

    /// Takes an operator's role away. What they did stays theirs. Somebody without a role stays as they are.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be written.
    pub fn remove_operator(&mut self, stamp: &Stamp, operator: &OperatorId) -> Result<(), StoreError> {
        if self.operator(operator)?.is_none() {
            return Ok(());
        }
        self.log_house(stamp, &HouseEntry::OperatorRemoved { operator: operator.clone() }, None)?;
        self.project_operator(operator, None)
    }

    pub(super) fn project_operator(
        &mut self,
        operator: &OperatorId,
        role: Option<Role>,
    ) -> Result<(), StoreError> {
        let id = self.intern_operator(operator)?;
        let sql = "UPDATE operators SET role = ?2 WHERE id = ?1";
        self.run(sql, (id, role.map(Role::as_str)), "give an operator a role")?;
        Ok(())
    }
}
