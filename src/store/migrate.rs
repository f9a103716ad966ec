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
    sql: &'static str,
}

/// Every step, by the format that it begins with. Format 0 was never given out: it is a marked file whose tables were not
/// made, as a crash between the two would leave it.
const STEPS: &[Step] = &[Step { from: 0, sql: schema::TABLES }];

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
            conn.execute_batch(step.sql).doing("bring it to a new format")?;
            format += 1;
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

/// Refuses an older store where nothing may be written.
///
/// # Errors
/// [`StoreError::File`] saying so.
pub fn must_be_current(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let format = schema::format(conn, path)?;
    if format == FORMAT {
        return Ok(());
    }
    let what = format!("this store is of the older format {format} and is opened for reading only");
    Err(file(path, what, "Open it once for writing: a backup is made first"))
}
