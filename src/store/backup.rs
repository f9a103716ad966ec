//! Copies of a store, made while it is in use.

use super::error::Doing;
use super::open::file;
use super::{Hash, Store, StoreError};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
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
        copy(&self.conn, to)?;
        let same = self.holds_head_of(to);
        if !matches!(same, Ok(true)) {
            let _ = fs::remove_file(to);
            same?;
            return Err(file(to, "the backup ends with another row than the store has", "Make it again"));
        }
        Ok(())
    }

    /// Whether the last row of the copy's log is a row of this store's.
    fn holds_head_of(&self, copy: &Path) -> Result<bool, StoreError> {
        let copy =
            Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY).doing("open the backup")?;
        let sql = "SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1";
        let (seq, hash): (i64, Hash) =
            copy.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).doing("verify the backup")?;
        let here =
            self.read(|reader| reader.lookup::<Hash>("SELECT hash FROM events WHERE seq = ?1", [seq]))?;
        Ok(here == Some(hash))
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
    copy.close().map_err(|(_, error)| error).doing("close the backup")
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, ticket};
    use super::super::{StoreError, StoreOptions};
    use super::*;

    #[test]
    fn a_backup_is_one_file_that_opens_as_the_store_was() {
        let mut bench = Bench::new();
        let case = bench.open(&ticket("recovery", 1), 1);
        let to = bench.folder.path().join("backup.db");
        bench.store.backup(&to).unwrap();
        bench.open(&ticket("recovery", 2), 2);
        let copy = Store::open(StoreOptions { path: to.clone(), ..StoreOptions::default() }).unwrap();
        assert_eq!(copy.read::<_, StoreError>(|r| r.case(case.id)).unwrap(), Some(case));
        assert_eq!(copy.read::<_, StoreError>(|r| r.case(crate::case::CaseId(2))).unwrap(), None);
        assert_eq!(copy.check(&mut |_, _| {}).unwrap().findings, []);
        let told = bench.store.backup(&to).unwrap_err().to_string();
        assert!(told.contains("cannot be made there"), "{told}");
    }
}
