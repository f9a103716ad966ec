//! What SQLite itself can tell: whether its file is sound, its references lead somewhere, and its tables are docket's.

use super::super::error::Doing;
use super::super::{StoreError, schema};
use super::{Check, Finding};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The most findings of one sort: a file that is damaged all over needs no longer list.
const MOST: usize = 100;

impl Check<'_> {
    pub(super) fn sqlite(&mut self) {
        let sound = self.reader.rows_of("PRAGMA integrity_check(100)", [], |row| row.get::<_, String>(0));
        for line in self.report.take(sound, Finding::File).unwrap_or_default() {
            if line != "ok" {
                self.find(Finding::File(line));
            }
        }
        let dangling = self.reader.rows_of("PRAGMA foreign_key_check", [], |row| {
            Ok(format!("{} refers to nothing in {}", row.get::<_, String>(0)?, row.get::<_, String>(2)?))
        });
        for line in self.report.take(dangling, Finding::File).unwrap_or_default().into_iter().take(MOST) {
            self.find(Finding::File(line));
        }
        let schemas = fresh().and_then(|fresh| Ok((fresh, objects(self.reader.conn)?)));
        let Some((fresh, found)) = self.report.take(schemas, Finding::Schema) else { return };
        for (name, sql) in &fresh {
            match found.get(name) {
                None => self.find(Finding::Schema(format!("{name} is missing"))),
                Some(other) if other != sql => self.find(Finding::Schema(format!("{name} was changed"))),
                Some(_) => {}
            }
        }
        for name in found.keys().filter(|name| !fresh.contains_key(*name)) {
            self.find(Finding::Schema(format!("{name} is not docket's")));
        }
    }
}

/// What docket makes, as SQLite writes it down.
fn fresh() -> Result<BTreeMap<String, String>, StoreError> {
    let conn = Connection::open_in_memory().doing("make tables to compare with")?;
    schema::make(&conn)?;
    objects(&conn)
}

fn objects(conn: &Connection) -> Result<BTreeMap<String, String>, StoreError> {
    let sql =
        "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'";
    let read = |conn: &Connection| {
        conn.prepare(sql)?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<rusqlite::Result<_>>()
    };
    read(conn).doing("read its tables' definitions")
}
