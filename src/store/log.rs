//! The log: appending rows, and reading them back with their personal data where that is still kept.

use super::chain::Row;
use super::entry::{self, Entry, LogRow};
use super::error::Doing;
use super::names::stored;
use super::{Head, Reader, StoreError, Tx, private, time};
use crate::case::{Actor, CaseId, OperatorId, Stamp, Version};
use crate::playbook::Role;
use chrono::{DateTime, Utc};

/// Which part of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogWindow {
    /// The rows after this one, oldest first.
    After(i64),
    /// The rows before this one, newest first.
    Before(i64),
}

/// Something to be logged.
pub(super) struct Line<'a> {
    /// The case and its version after it.
    pub case: Option<(CaseId, Version)>,
    /// When and who.
    pub stamp: &'a Stamp,
    /// What, personal data included.
    pub json: String,
    /// The salt of the commitment; none takes a fresh one.
    pub salt: Option<private::Salt>,
}

impl Tx<'_> {
    /// Appends a row, its personal data apart, and gives its sequence number.
    pub(super) fn log(&mut self, line: Line<'_>) -> Result<i64, StoreError> {
        let (body, data) = private::split(line.json);
        let salt = match (&data, line.salt) {
            (None, _) => None,
            (Some(_), Some(salt)) => Some(salt),
            (Some(_), None) => Some(private::fresh_salt()?),
        };
        let kept = salt.zip(data);
        let commitment = kept.as_ref().map(|(salt, data)| private::commitment(salt, data));
        let role = match &line.stamp.actor {
            Actor::Operator(_, role) => Some(role.as_str()),
            _ => None,
        };
        let row = Row {
            seq: self.head.seq + 1,
            case: line.case.map(|(case, version)| (case.0, version.0)),
            at: time::millis(line.stamp.at),
            actor: line.stamp.actor.log_name(),
            role,
            body: &body,
            commitment: commitment.as_ref().map(<[u8; 32]>::as_slice),
        };
        let hash = row.hash(&self.head.hash);
        let (case, version) = row.case.unzip();
        self.run(
            "INSERT INTO events (seq, case_id, version, at, actor, role, body, commitment, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            (row.seq, case, version, row.at, row.actor, role, row.body, row.commitment, hash),
            "append to its log",
        )?;
        if let Some((salt, data)) = kept {
            self.run(
                "INSERT INTO private (seq, salt, body) VALUES (?1, ?2, ?3)",
                (row.seq, salt, data),
                "keep personal data apart",
            )?;
        }
        let head = Head { seq: row.seq, hash };
        self.advance(head);
        Ok(head.seq)
    }
}

/// A row as the table has it, its personal data beside it.
#[derive(Debug)]
pub(super) struct RawRow {
    pub seq: i64,
    pub case: Option<(i64, u32)>,
    pub at: i64,
    pub actor: String,
    pub role: Option<String>,
    pub body: String,
    pub commitment: Option<Vec<u8>>,
    pub hash: Vec<u8>,
    pub salt: Option<Vec<u8>>,
    pub data: Option<String>,
    /// Whether the table of personal data has a row for it at all.
    pub has_private: bool,
}

/// The columns of [`RawRow`], in order.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT e.seq, e.case_id, e.version, e.at, e.actor, e.role, e.body, e.commitment, e.hash, ",
            "p.salt, p.body, p.seq FROM events e LEFT JOIN private p ON p.seq = e.seq ",
            $rest
        )
    };
}

/// Rows from one sequence number on, oldest first.
pub(super) const ROWS_FROM: &str = select!("WHERE e.seq > ?1 ORDER BY e.seq LIMIT ?2");

impl RawRow {
    pub fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        let (case, version): (Option<i64>, Option<u32>) = (row.get(1)?, row.get(2)?);
        Ok(Self {
            seq: row.get(0)?,
            case: case.zip(version),
            at: row.get(3)?,
            actor: row.get(4)?,
            role: row.get(5)?,
            body: row.get(6)?,
            commitment: row.get(7)?,
            hash: row.get(8)?,
            salt: row.get(9)?,
            data: row.get(10)?,
            has_private: row.get::<_, Option<i64>>(11)?.is_some(),
        })
    }

    /// The row as the chain hashes it.
    pub fn chained(&self) -> Row<'_> {
        Row {
            seq: self.seq,
            case: self.case,
            at: self.at,
            actor: &self.actor,
            role: self.role.as_deref(),
            body: &self.body,
            commitment: self.commitment.as_deref(),
        }
    }

    /// When and who.
    pub fn stamp(&self) -> Result<Stamp, StoreError> {
        Ok(Stamp { at: time::time(self.at)?, actor: actor(&self.actor, self.role.as_deref())? })
    }

    /// The JSON with what is kept of the personal data.
    pub fn json(&self) -> String {
        private::join(&self.body, self.data.as_deref())
    }

    /// The row as others read it.
    pub fn decode(&self) -> Result<LogRow, StoreError> {
        let json = self.json();
        let entry = match self.case {
            Some(_) => Entry::Case(entry::event(self.seq, &json)?),
            None => Entry::House(entry::house_entry(self.seq, &json)?),
        };
        let hash = self.hash.as_slice().try_into();
        Ok(LogRow {
            seq: self.seq,
            case: self.case.map(|(case, _)| CaseId(case)),
            version: self.case.map(|(_, version)| Version(version)),
            stamp: self.stamp()?,
            entry,
            hash: hash.map_err(|_| StoreError::damaged(format!("row {} has no hash", self.seq)))?,
        })
    }
}

/// The actor that the log names so.
fn actor(name: &str, role: Option<&str>) -> Result<Actor, StoreError> {
    if let Some(role) = role {
        return Ok(Actor::Operator(stored(OperatorId::new(name))?, role_named(role)?));
    }
    [Actor::Timer, Actor::Owner, Actor::Applicant, Actor::Post]
        .into_iter()
        .find(|actor| actor.log_name() == name)
        .ok_or_else(|| StoreError::damaged(format!("the log names an unknown actor {name:?}")))
}

/// The role that the store calls so.
pub(super) fn role_named(name: &str) -> Result<Role, StoreError> {
    let role = Role::ALL.into_iter().find(|role| role.as_str() == name);
    role.ok_or_else(|| StoreError::damaged(format!("there is no role {name:?}")))
}

impl Reader<'_> {
    /// The log's last row.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn head(&self) -> Result<Head, StoreError> {
        let sql = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1";
        let head = self.rows_of(sql, [], |row| Ok(Head { seq: row.get(0)?, hash: row.get(1)? }))?;
        Ok(head.first().copied().unwrap_or_default())
    }

    /// The time of the log's last row. A clock that is behind it has gone backwards.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn last_at(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at = self.lookup("SELECT at FROM events ORDER BY seq DESC LIMIT 1", [])?;
        at.map(time::time).transpose()
    }

    /// What happened to a case, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or a row makes no sense.
    pub fn timeline(&self, case: CaseId) -> Result<Vec<LogRow>, StoreError> {
        self.case_rows(case)?.iter().map(RawRow::decode).collect()
    }

    /// A part of the log.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or a row makes no sense.
    pub fn log(&self, window: LogWindow, limit: usize) -> Result<Vec<LogRow>, StoreError> {
        let (sql, seq) = match window {
            LogWindow::After(seq) => (ROWS_FROM, seq),
            LogWindow::Before(seq) => (select!("WHERE e.seq < ?1 ORDER BY e.seq DESC LIMIT ?2"), seq),
        };
        let rows = self.rows_of(sql, (seq, i64::try_from(limit).unwrap_or(i64::MAX)), RawRow::read)?;
        rows.iter().map(RawRow::decode).collect()
    }

    /// One row of the log.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read or the row makes no sense.
    pub fn log_row(&self, seq: i64) -> Result<Option<LogRow>, StoreError> {
        self.raw_row(seq)?.as_ref().map(RawRow::decode).transpose()
    }

    pub(super) fn raw_row(&self, seq: i64) -> Result<Option<RawRow>, StoreError> {
        self.row_of(select!("WHERE e.seq = ?1"), seq, RawRow::read)
    }

    pub(super) fn case_rows(&self, case: CaseId) -> Result<Vec<RawRow>, StoreError> {
        self.rows_of(select!("WHERE e.case_id = ?1 ORDER BY e.version"), [case.0], RawRow::read)
    }

    /// Cases to which something has happened after row `seq`, each once, in the order of its first such row.
    ///
    /// # Errors
    /// [`StoreError`] if the store cannot be read.
    pub fn changed_since(&self, seq: i64, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT case_id FROM events WHERE seq > ?1 AND case_id IS NOT NULL ORDER BY seq")
            .doing("see what has changed")?;
        let mut rows = statement.query([seq]).doing("see what has changed")?;
        let (mut cases, mut seen) = (Vec::new(), std::collections::HashSet::new());
        while cases.len() < limit
            && let Some(row) = rows.next().doing("see what has changed")?
        {
            let case = CaseId(row.get(0).doing("see what has changed")?);
            if seen.insert(case) {
                cases.push(case);
            }
        }
        Ok(cases)
    }
}
