//! What SQLite itself costs on this machine: the other side of the ratios for decisions and intake.

use super::Result;
use rusqlite::Connection;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Rows a transaction where rows are inserted in bulk.
const BATCH: usize = 10_000;

/// A plain table with three indexes, at the durability that docket's store has.
pub struct Raw {
    conn: Connection,
    path: PathBuf,
    next: i64,
    row: String,
}

impl Raw {
    /// Makes the table at `path` anew, for rows of `bytes` bytes, with `rows` of them in it.
    pub fn make(path: &Path, bytes: usize, rows: usize) -> Result<Self> {
        remove(path);
        let conn = Connection::open(path)?;
        conn.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
        conn.execute_batch(
            "PRAGMA synchronous = FULL;
             CREATE TABLE rows (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b INTEGER NOT NULL, c TEXT NOT NULL,
                                body TEXT NOT NULL) STRICT;
             CREATE INDEX rows_a ON rows (a);
             CREATE INDEX rows_b ON rows (b);
             CREATE INDEX rows_c ON rows (c);",
        )?;
        // About 30 bytes of a row lie in its three keys.
        let row = "x".repeat(bytes.saturating_sub(30).max(1));
        let mut raw = Self { conn, path: path.to_owned(), next: 0, row };
        raw.insert(rows)?;
        Ok(raw)
    }

    /// Inserts `count` rows in large transactions; how many a second that were.
    pub fn insert(&mut self, count: usize) -> Result<f64> {
        let started = Instant::now();
        let mut left = count;
        while left > 0 {
            let transaction = self.conn.transaction()?;
            for _ in 0..left.min(BATCH) {
                put(&transaction, &mut self.next, &self.row)?;
            }
            transaction.commit()?;
            left = left.saturating_sub(BATCH);
        }
        Ok(count as f64 / started.elapsed().as_secs_f64())
    }

    /// Inserts `count` rows, each in a durable transaction of its own; how many a second that were.
    pub fn commit(&mut self, count: usize) -> Result<f64> {
        let started = Instant::now();
        for _ in 0..count {
            let transaction = self.conn.transaction()?;
            put(&transaction, &mut self.next, &self.row)?;
            transaction.commit()?;
        }
        Ok(count as f64 / started.elapsed().as_secs_f64())
    }
}

/// Keys in no order, as those of real rows are.
fn put(conn: &Connection, next: &mut i64, row: &str) -> Result<()> {
    *next += 1;
    let mixed = next.wrapping_mul(0x5DEE_CE66_D1CE_4E5B);
    let name = format!("{:016x}", mixed.rotate_left(23));
    conn.prepare_cached("INSERT INTO rows (a, b, c, body) VALUES (?1, ?2, ?3, ?4)")?.execute((
        mixed,
        mixed >> 40,
        name,
        row,
    ))?;
    Ok(())
}

impl Drop for Raw {
    fn drop(&mut self) {
        remove(&self.path);
    }
}

fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let _ = std::fs::remove_file(name);
    }
}
