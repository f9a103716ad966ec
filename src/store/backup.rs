//! Copies of a store, made while it is in use.

use super::error::Doing;
use super::open::file;
use super::{Store, StoreError};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Pages copied at a time; between two steps others can write.
const PAGES: i32 = 4096;

impl Store {
    /// Copies the store to `to` and proves the copy sound. The copy is a snapshot; writers are not kept waiting.
    ///
    /// # Errors
    /// [`StoreError::File`] if `to` is there already, cannot be written, or is not what was copied; nothing is left then.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        copy(&self.conn, to)
    }
}

/// Copies the database of `conn` to the new file `to` and verifies it.
pub(super) fn copy(conn: &Connection, to: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(to).map_err(|error| {
        file(
            to,
            format!("the backup cannot be made there ({error})"),
            "Name a new file in a folder that you may write",
        )
    })?;
    let done = fill(conn, to).and_then(|()| {
        made.sync_all().map_err(|error| {
            file(
                to,
                format!("the backup is not durable ({error})"),
                "Look at the disk, and make it elsewhere",
            )
        })
    });
    if done.is_err() {
        let _ = fs::remove_file(to);
    }
    done
}

fn fill(conn: &Connection, to: &Path) -> Result<(), StoreError> {
    let mut copy = Connection::open(to).doing("open the backup")?;
    {
        let backup = Backup::new(conn, &mut copy).doing("begin the backup")?;
        loop {
            match backup.step(PAGES).doing("copy pages into the backup")? {
                StepResult::Done => break,
                StepResult::More => {}
                _ => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
    // One file, with nothing beside it, is what people expect of a backup.
    copy.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).doing("close the backup's journal")?;
    let verdict: String =
        copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).doing("verify the backup")?;
    if verdict != "ok" {
        return Err(file(
            to,
            format!("the backup is not sound: {verdict}"),
            "Run `docket check` on the store",
        ));
    }
    let head = |conn: &Connection| {
        let sql = "SELECT count(*) FROM sqlite_schema";
        conn.query_row(sql, [], |row| row.get::<_, i64>(0)).doing("verify the backup")
    };
    if head(&copy)? != head(conn)? {
        return Err(file(to, "the backup lacks tables", "Make it again"));
    }
    copy.close().map_err(|(_, error)| error).doing("close the backup")
}
