//! Giving small numbers to names that come up for the first time.

use super::cells::{Cell, band_code};
use super::project::Named;
use super::{StoreError, Tx};
use crate::case::OperatorId;
use crate::playbook::{InstitutionId, KindId};

const DOING: &str = "write down a new name";

impl Tx<'_> {
    pub(super) fn intern_institution(&mut self, name: &InstitutionId) -> Result<i64, StoreError> {
        if let Some(id) = self.institution_id(name)? {
            return Ok(id);
        }
        self.run("INSERT INTO institutions (name) VALUES (?1)", [name.as_str()], DOING)?;
        let id = self.conn.last_insert_rowid();
        self.cache.institutions.learn(id, name.clone());
        Ok(id)
    }

    pub(super) fn intern_queue(
        &mut self,
        institution: &InstitutionId,
        kind: &KindId,
    ) -> Result<i64, StoreError> {
        let institution = self.intern_institution(institution)?;
        if let Some(id) = self.queue_id(institution, kind)? {
            return Ok(id);
        }
        let sql = "INSERT INTO queues (institution, kind) VALUES (?1, ?2)";
        self.run(sql, (institution, kind.as_str()), DOING)?;
        let id = self.conn.last_insert_rowid();
        self.cache.queues.learn(id, (institution, kind.clone()));
        Ok(id)
    }

    pub(super) fn intern_operator(&mut self, name: &OperatorId) -> Result<i64, StoreError> {
        if let Some(id) = self.operator_id(name)? {
            return Ok(id);
        }
        self.run("INSERT INTO operators (name) VALUES (?1)", [name.as_str()], DOING)?;
        let id = self.conn.last_insert_rowid();
        self.cache.operators.learn(id, name.clone());
        Ok(id)
    }

    /// Numbers the names that an event brings up.
    pub(super) fn intern_named(&mut self, named: &Named) -> Result<(), StoreError> {
        for operator in &named.operators {
            self.intern_operator(operator)?;
        }
        if let Some((institution, kind)) = &named.queue {
            self.intern_queue(institution, kind)?;
        }
        Ok(())
    }

    pub(super) fn intern_cell(&mut self, cell: &Cell) -> Result<i64, StoreError> {
        if let Some(id) = self.cell_id(cell)? {
            return Ok(id);
        }
        self.run(
            "INSERT INTO cells (queue, stage, band, state, cases) VALUES (?1, ?2, ?3, ?4, 0)",
            (cell.queue, cell.stage.as_str(), band_code(cell.band), cell.state.code()),
            DOING,
        )?;
        let id = self.conn.last_insert_rowid();
        self.cache.cells.learn(id, cell.clone());
        Ok(id)
    }
}
