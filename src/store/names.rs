//! Small numbers for names: institutions, queues, operators, cells and playbooks. A number is given when a name comes up first
//! and, but for cells that have emptied, kept.

use super::cells::{Cell, State, band_code, band_of_code};
use super::error::Doing;
use super::{QueueKey, Reader, StoreError};
use crate::case::OperatorId;
use crate::playbook::{InstitutionId, KindId, PlaybookHash, StageId};
use rusqlite::OptionalExtension;
use std::sync::Arc;

/// A name that the store holds must still be one when it is read.
pub(super) fn stored<T, E: std::fmt::Display>(name: Result<T, E>) -> Result<T, StoreError> {
    name.map_err(|error| StoreError::damaged(error.to_string()))
}

impl Reader<'_> {
    /// The number of an institution that the store has met.
    pub(super) fn institution_id(&self, name: &InstitutionId) -> Result<Option<i64>, StoreError> {
        if let Some(id) = self.cache.institutions.id(name) {
            return Ok(Some(id));
        }
        let id = self.lookup("SELECT id FROM institutions WHERE name = ?1", [name.as_str()])?;
        Ok(id.inspect(|id| drop(self.cache.institutions.learn(*id, name.clone()))))
    }

    pub(super) fn institution_named(&self, id: i64) -> Result<Arc<InstitutionId>, StoreError> {
        if let Some(name) = self.cache.institutions.name(id) {
            return Ok(name);
        }
        let name: Option<String> = self.lookup("SELECT name FROM institutions WHERE id = ?1", [id])?;
        let name = name.ok_or_else(|| StoreError::damaged(format!("institution {id} has no name")))?;
        Ok(self.cache.institutions.learn(id, stored(InstitutionId::new(&name))?))
    }

    /// The number of a queue that the store has met.
    pub(super) fn queue_id(&self, institution: i64, kind: &KindId) -> Result<Option<i64>, StoreError> {
        let key = (institution, kind.clone());
        if let Some(id) = self.cache.queues.id(&key) {
            return Ok(Some(id));
        }
        let sql = "SELECT id FROM queues WHERE institution = ?1 AND kind = ?2";
        let id = self.lookup(sql, (institution, kind.as_str()))?;
        Ok(id.inspect(|id| drop(self.cache.queues.learn(*id, key))))
    }

    /// The institution and kind of a queue.
    pub(super) fn queue_named(&self, id: i64) -> Result<QueueKey, StoreError> {
        let queue = match self.cache.queues.name(id) {
            Some(queue) => queue,
            None => {
                let sql = "SELECT institution, kind FROM queues WHERE id = ?1";
                let found = self.row_of(sql, id, |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
                let (institution, kind) =
                    found.ok_or_else(|| StoreError::damaged(format!("queue {id} has no name")))?;
                self.cache.queues.learn(id, (institution, stored(KindId::new(&kind))?))
            }
        };
        let institution = self.institution_named(queue.0)?;
        Ok(QueueKey { institution: (*institution).clone(), kind: queue.1.clone() })
    }

    pub(super) fn operator_id(&self, name: &OperatorId) -> Result<Option<i64>, StoreError> {
        if let Some(id) = self.cache.operators.id(name) {
            return Ok(Some(id));
        }
        let id = self.lookup("SELECT id FROM operators WHERE name = ?1", [name.as_str()])?;
        Ok(id.inspect(|id| drop(self.cache.operators.learn(*id, name.clone()))))
    }

    pub(super) fn operator_named(&self, id: i64) -> Result<Arc<OperatorId>, StoreError> {
        if let Some(name) = self.cache.operators.name(id) {
            return Ok(name);
        }
        let name: Option<String> = self.lookup("SELECT name FROM operators WHERE id = ?1", [id])?;
        let name = name.ok_or_else(|| StoreError::damaged(format!("operator {id} has no name")))?;
        Ok(self.cache.operators.learn(id, stored(OperatorId::new(&name))?))
    }

    pub(super) fn cell_id(&self, cell: &Cell) -> Result<Option<i64>, StoreError> {
        if let Some(id) = self.cache.cells.id(cell) {
            return Ok(Some(id));
        }
        let sql = "SELECT id FROM cells WHERE queue = ?1 AND stage = ?2 AND band = ?3 AND state = ?4";
        let id =
            self.lookup(sql, (cell.queue, cell.stage.as_str(), band_code(cell.band), cell.state.code()))?;
        Ok(id.inspect(|id| drop(self.cache.cells.learn(*id, cell.clone()))))
    }

    pub(super) fn cell(&self, id: i64) -> Result<Arc<Cell>, StoreError> {
        if let Some(cell) = self.cache.cells.name(id) {
            return Ok(cell);
        }
        let sql = "SELECT queue, stage, band, state FROM cells WHERE id = ?1";
        let found = self
            .row_of(sql, id, |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?)))?;
        let (queue, stage, band, state) =
            found.ok_or_else(|| StoreError::damaged(format!("there is no cell {id}")))?;
        Ok(self.cache.cells.learn(id, make_cell(queue, &stage, band, state)?))
    }

    /// The first row that installed the playbook of `hash`.
    pub(super) fn playbook_row(&self, hash: &PlaybookHash) -> Result<Option<i64>, StoreError> {
        if let Some(id) = self.cache.playbook_rows.id(hash) {
            return Ok(Some(id));
        }
        let sql = "SELECT min(seq) FROM playbooks WHERE hash = ?1";
        let id = self.lookup::<Option<i64>>(sql, [hash.0])?.flatten();
        Ok(id.inspect(|id| drop(self.cache.playbook_rows.learn(*id, *hash))))
    }

    pub(super) fn playbook_at(&self, seq: i64) -> Result<PlaybookHash, StoreError> {
        if let Some(hash) = self.cache.playbook_rows.name(seq) {
            return Ok(*hash);
        }
        let hash: Option<[u8; 32]> = self.lookup("SELECT hash FROM playbooks WHERE seq = ?1", [seq])?;
        let hash = hash.ok_or_else(|| StoreError::damaged(format!("row {seq} installed no playbook")))?;
        Ok(*self.cache.playbook_rows.learn(seq, PlaybookHash(hash)))
    }

    /// The first column of the one row that `sql` gives, if it gives one.
    pub(super) fn lookup<T: rusqlite::types::FromSql>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
    ) -> Result<Option<T>, StoreError> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row(params, |row| row.get(0)).optional())
            .doing("look something up")
    }

    /// What `read` makes of the one row that `sql` gives for `id`.
    pub(super) fn row_of<T>(
        &self,
        sql: &str,
        id: i64,
        read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([id], read).optional())
            .doing("look something up")
    }

    /// Every row that `sql` gives, as `read` makes of it.
    pub(super) fn rows_of<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.conn.prepare_cached(sql).and_then(|mut statement| {
            statement.query_map(params, read)?.collect::<rusqlite::Result<Vec<T>>>()
        });
        rows.doing("read rows")
    }
}

/// The cell that a row of the table describes.
pub(super) fn make_cell(queue: i64, stage: &str, band: i64, state: i64) -> Result<Cell, StoreError> {
    Ok(Cell {
        queue,
        stage: stored(StageId::new(stage))?,
        band: band_of_code(band)?,
        state: State::of_code(state)?,
    })
}
