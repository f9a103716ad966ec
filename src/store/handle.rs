//! The store as a value: one connection, owned by one thread.

use super::cache::Cache;
use super::error::Doing;
use super::open::file;
use super::seal::Seal;
use super::witness::Witness;
use super::{Reader, StoreError, Tx};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::{Path, PathBuf};

/// Where a store is and how it is opened.
#[derive(Debug, Clone, Default)]
pub struct StoreOptions {
    /// The file.
    pub path: PathBuf,
    /// Whether nothing may be written.
    pub read_only: bool,
    /// Where the key and the checkpoint lie, outside the store; none keeps no witness, and cannot write to a store that has one.
    pub witness_dir: Option<PathBuf>,
}

/// A store's id: random, given when it is made.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StoreId(pub(super) String);

impl StoreId {
    /// The id as 32 hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StoreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The secret of a store, for hashes by which people are found without their data lying open.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(pub [u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A store: one connection to one SQLite file.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
    pub(super) path: PathBuf,
    pub(super) read_only: bool,
    pub(super) id: StoreId,
    pub(super) secret: Secret,
    pub(super) cache: Cache,
    pub(super) witness: Option<Witness>,
}

impl Store {
    /// The store's id.
    pub fn store_id(&self) -> &StoreId {
        &self.id
    }

    /// The store's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether nothing may be written.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// Does `work` in one transaction, which holds the store's only write lock from its beginning, so that what `work` reads
    /// is what it writes upon. Everything is durable when this returns, or nothing has happened. What is logged is sealed in the
    /// same transaction.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError`]; nothing was written then. [`StoreError::File`] where this machine's witness does
    /// not account for the log as it stands.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if self.read_only {
            let remedy = "Open it for writing to change something";
            return Err(file(&self.path, "this store was opened for reading only", remedy).into());
        }
        let transaction = Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)
            .doing("begin to write")
            .map_err(E::from)?;
        let done = self.write_within(work);
        let Ok((value, seal, scrub)) = done else {
            // The dictionaries may name rows that now never were.
            self.cache.forget_names();
            drop(transaction);
            return done.map(|(value, ..)| value);
        };
        if let Err(error) = transaction.commit().doing("make durable what was written") {
            self.cache.forget_names();
            return Err(error.into());
        }
        if let (Some(seal), Some(witness)) = (seal, &self.witness) {
            witness.trust_to(seal.head);
            witness.note(&self.id, &seal);
        }
        if scrub {
            self.scrub_files()?;
        }
        Ok(value)
    }

    /// What `work` gives, the log's new seal if anything was logged, and whether personal data was erased.
    #[allow(clippy::type_complexity, reason = "three results of one inner step, used once")]
    fn write_within<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<(T, Option<Seal>, bool), E> {
        let reader = self.reader()?;
        let mut tx = Tx::begin(reader)?;
        self.must_be_accounted_for(&reader, tx.head())?;
        let value = work(&mut tx)?;
        let (head, scrub) = tx.finish()?;
        let seal = head.zip(self.witness.as_ref()).and_then(|(head, witness)| witness.seal(&self.id, head));
        seal.iter().try_for_each(|seal| seal.put(&self.conn))?;
        Ok((value, seal, scrub))
    }

    /// Whether each commit from here on is on the disk when it returns. For a store that nobody relies on yet, such as a demo
    /// that is being made: a power cut may leave nothing of what was written meanwhile. Turned on again, it puts all of that
    /// on the disk.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be written.
    pub fn wait_for_disk(&self, wait: bool) -> Result<(), StoreError> {
        let doing = "settle what is written when";
        let setting = if wait { "PRAGMA synchronous = FULL" } else { "PRAGMA synchronous = OFF" };
        self.conn.execute_batch(setting).doing(doing)?;
        if wait {
            self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).doing(doing)?;
        }
        Ok(())
    }

    /// Does `work` on one snapshot of the store.
    ///
    /// # Errors
    /// What `work` returns, or [`StoreError`].
    pub fn read<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = Transaction::new_unchecked(&self.conn, TransactionBehavior::Deferred)
            .doing("begin to read")
            .map_err(E::from)?;
        let value = work(&self.reader()?);
        drop(transaction);
        value
    }

    /// A number that changes when another connection has changed the store; what this one writes does not count.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.conn
            .prepare_cached("PRAGMA data_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .doing("see whether it has changed")
    }

    /// The reads of a transaction that has begun.
    fn reader(&self) -> Result<Reader<'_>, StoreError> {
        // Another process may have made the projections anew, with other numbers for the same names.
        self.cache.follow(self.data_version()?);
        Ok(Reader { conn: &self.conn, cache: &self.cache, secret: &self.secret })
    }

    /// Overwrites what the write-ahead log still holds of data that was erased.
    fn scrub_files(&self) -> Result<(), StoreError> {
        let busy: bool = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .doing("clear the write-ahead log of what was erased")?;
        if busy {
            // Somebody has been reading one snapshot for longer than a writer waits.
            let what =
                "it is erased, but its journal still holds what was erased, because another program reads it";
            return Err(file(&self.path, what, "Erase it again once that has ended"));
        }
        Ok(())
    }
}
