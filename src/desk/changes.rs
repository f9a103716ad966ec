//! Noticing what other processes changed in the store.

use super::DeskError;
use super::service::Desk;
use crate::case::CaseId;
use crate::store::Store;

/// How far a desk has followed the log.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    data_version: i64,
    seq: i64,
}

impl Seen {
    pub fn from(store: &Store) -> Result<Self, DeskError> {
        let data_version = store.data_version()?;
        let seq = store.read(|reader| Ok::<_, DeskError>(reader.head()?.seq))?;
        Ok(Self { data_version, seq })
    }
}

/// What changed since the desk looked last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The cases that changed, each once.
    pub cases: Vec<CaseId>,
    /// Whether so much changed that `cases` does not hold all of it.
    pub more: bool,
}

/// More changed cases than this are not told one by one: a screen reads its window anew anyway.
const TOLD: usize = 500;

impl Desk {
    /// What changed since the last call, by this desk or another process; none where nothing did. Costs microseconds where
    /// nothing changed, so it can be asked several times a second.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn changes(&mut self) -> Result<Option<Changes>, DeskError> {
        let data_version = self.store.data_version()?;
        let from = self.seen.seq;
        let (seq, cases) = self.store.read(|reader| {
            let seq = reader.head()?.seq;
            let cases = if seq > from { reader.changed_since(from, TOLD + 1)? } else { Vec::new() };
            Ok::<_, DeskError>((seq, cases))
        })?;
        let rewritten = data_version != self.seen.data_version && seq == from;
        self.seen = Seen { data_version, seq };
        if seq == from && !rewritten {
            return Ok(None);
        }
        let more = cases.len() > TOLD || rewritten;
        Ok(Some(Changes { cases: cases.into_iter().take(TOLD).collect(), more }))
    }
}
