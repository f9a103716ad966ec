//! The tables, and the marks by which a file is known to be a store.

use super::StoreError;
use super::error::Doing;
use super::open::file;
use rusqlite::Connection;
use std::path::Path;

/// The tables as they are made.
pub const TABLES: &str = include_str!("schema.sql");
/// Says "this SQLite file is docket's": the letters `dckt`.
pub const APPLICATION_ID: i32 = 0x6463_6B74;
/// The format that this program reads and writes.
pub const FORMAT: i32 = 2;

/// The statement that makes the table `name`.
pub fn table(name: &str) -> &'static str {
    let from = TABLES.find(&format!("CREATE TABLE {name} (")).unwrap_or(TABLES.len());
    let rest = &TABLES[from..];
    rest.find(";\n").map_or(rest, |end| &rest[..=end])
}

/// The statements that make the indexes of the table `name`.
pub fn indexes(name: &str) -> String {
    let on = format!(" ON {name} (");
    let lines = TABLES.lines().filter(|line| line.starts_with("CREATE") && line.contains(&on));
    lines.filter(|line| line.contains(" INDEX ")).collect::<Vec<_>>().join("\n")
}

/// Makes the tables and marks the file. The caller has begun a transaction.
pub fn make(conn: &Connection) -> Result<(), StoreError> {
    conn.execute_batch(TABLES).doing("make its tables")?;
    conn.pragma_update(None, "application_id", APPLICATION_ID).doing("mark the file as docket's")?;
    mark_format(conn, FORMAT)
}

/// Marks the file as of `format`.
pub fn mark_format(conn: &Connection, format: i32) -> Result<(), StoreError> {
    conn.pragma_update(None, "user_version", format).doing("mark its format")
}

/// Refuses a file that is no SQLite database, not docket's, or of a newer docket.
pub fn recognise(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let application = number(conn, path, "application_id")?;
    if application != APPLICATION_ID {
        return Err(file(
            path,
            "this is a SQLite file, but no docket store",
            "Name a store's file with --store",
        ));
    }
    let format = number(conn, path, "user_version")?;
    if format > FORMAT {
        return Err(file(
            path,
            format!(
                "this store is of format {format}, made by a newer docket; this one knows up to {FORMAT}"
            ),
            "Use that docket, or a backup that was made before",
        ));
    }
    Ok(())
}

/// The file's format.
pub fn format(conn: &Connection, path: &Path) -> Result<i32, StoreError> {
    number(conn, path, "user_version")
}

fn number(conn: &Connection, path: &Path, pragma: &str) -> Result<i32, StoreError> {
    conn.pragma_query_value(None, pragma, |row| row.get(0)).map_err(|error| {
        use rusqlite::ErrorCode;
        let (what, remedy) = match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => ("this is no SQLite file", "Name a store's file with --store"),
            Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly) => (
                "its journal cannot be read or made in this folder",
                "Copy the store to a folder that you may write, together with the files ending in -wal and -shm",
            ),
            _ => ("it cannot be read", "Restore a backup, or see who holds the file"),
        };
        file(path, format!("{what} ({error})"), remedy)
    })
}
