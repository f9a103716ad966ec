//! Bringing an older store to this format: forward only, in one transaction, and never without a backup.

use super::error::Doing;
use super::open::{beside, file};
use super::schema::{self, FORMAT};
use super::{StoreError, backup};
use rusqlite::Connection;
use std::path::Path;

/// What leads from one format to the next.
struct Step {
    from: i32,
    to: i32,
    sql: fn() -> String,
}

/// Every step, by the format that it begins with. Format 0 was never given out: it is a marked file whose tables were not
/// made, as a crash between the two would leave it.
const STEPS: &[Step] =
    &[Step { from: 0, to: FORMAT, sql: || schema::TABLES.to_owned() }, Step { from: 1, to: 2, sql: to_2 }];

/// Lists mark cases, the outbox knows how far things got, and attempts at verification are counted. What the new columns say
/// only the log can tell: until the projections were made anew from it, they are stale. A table gets a column by being made
/// anew, so that it reads in an older store as it does in a new one.
fn to_2() -> String {
    format!(
        "ALTER TABLE cases RENAME TO cases_1;
         {}
         INSERT INTO cases SELECT *, 0 FROM cases_1;
         DROP TABLE cases_1;
         {}
         DROP TABLE outbox;
         {}
         {}
         {}
         {}
         {}
         {}
         INSERT OR REPLACE INTO meta (name, value) VALUES ('stale', x'01');",
        schema::table("cases"),
        schema::indexes("cases"),
        schema::table("outbox"),
        schema::indexes("outbox"),
        schema::table("attempts"),
        schema::indexes("attempts"),
        schema::table("verifications"),
        schema::table("tried"),
    )
}

/// Brings the store to this format if it is older.
///
/// # Errors
/// [`StoreError::File`] if its backup cannot be made; [`StoreError::Sqlite`] if a step fails. It is as it was then.
pub fn bring_up_to_date(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let mut format = schema::format(conn, path)?;
    if format == FORMAT {
        return Ok(());
    }
    let copy = beside(path, &format!(".format{format}.backup"));
    if !copy.exists() {
        backup::copy(conn, &copy)?;
    }
    conn.execute_batch("BEGIN IMMEDIATE").doing("begin to bring it to a new format")?;
    let done = STEPS.iter().try_for_each(|step| {
        if step.from == format {
            conn.execute_batch(&(step.sql)()).doing("bring it to a new format")?;
            format = step.to;
        }
        Ok(())
    });
    let done = done.and_then(|()| schema::mark_format(conn, format));
    if done.is_err() || format != FORMAT {
        let _ = conn.execute_batch("ROLLBACK");
        done?;
        return Err(file(path, format!("no way leads from format {format}"), "Use the docket that made it"));
    }
    conn.execute_batch("COMMIT").doing("bring it to a new format")
}

/// Whether its projections are of an older format, and must be made anew from the log.
///
/// # Errors
/// [`StoreError`] if it cannot be read.
pub fn is_stale(conn: &Connection) -> Result<bool, StoreError> {
    conn.query_row("SELECT EXISTS (SELECT 1 FROM meta WHERE name = 'stale')", [], |row| row.get(0))
        .doing("see of which format it is")
}

/// Refuses an older store where nothing may be written.
///
/// # Errors
/// [`StoreError::File`] saying so.
pub fn must_be_current(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let format = schema::format(conn, path)?;
    if format == FORMAT && !is_stale(conn)? {
        return Ok(());
    }
    let what = format!("this store is of the older format {format} and is opened for reading only");
    Err(file(path, what, "Open it once for writing: a backup is made first"))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, options, ticket};
    use super::super::{Store, StoreError};
    use super::*;
    use crate::case::{Actor, Command};
    use crate::store::Marks;

    /// The way back from format 2 to format 1.
    const BACK_TO_1: &str = "
        DROP INDEX cases_marked; ALTER TABLE cases DROP COLUMN marks; DROP TABLE attempts; DROP TABLE outbox;
        DROP TABLE verifications; DROP TABLE tried;
        CREATE TABLE outbox (seq INTEGER PRIMARY KEY, sort INTEGER NOT NULL) STRICT;
        PRAGMA user_version = 1;";

    /// Everything that a store is made of, as it was written.
    fn shape(conn: &Connection) -> Vec<String> {
        let sql = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY name";
        let mut statement = conn.prepare(sql).unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn a_store_of_format_1_becomes_what_a_new_one_is_and_lists_know_its_marks() {
        let fresh = Bench::new();
        let mut bench = Bench::new();
        let case = bench.open(&ticket("recovery", 1), 1).id;
        let wrote = Command::Receive { text: "not me".into(), intent: None };
        bench.carry_out(case, &wrote, 2, Actor::Owner);
        bench.store.conn.execute_batch(BACK_TO_1).unwrap();
        let folder = bench.folder;
        drop(bench.store);
        let reading = super::super::StoreOptions { read_only: true, ..options(folder.path()) };
        assert!(Store::open(reading).unwrap_err().to_string().contains("older format 1"));
        let store = Store::open(options(folder.path())).unwrap();
        assert_eq!(shape(&store.conn), shape(&fresh.store.conn));
        assert_eq!(store.check(&mut |_, _| {}).unwrap().findings, []);
        let row = store.read::<_, StoreError>(|r| r.row(case)).unwrap().unwrap();
        assert_eq!(row.marks, Marks { owner_unread: true, ..Marks::default() });
        assert!(!is_stale(&store.conn).unwrap());
    }
}
