use super::super::fixture::{Bench, forge_admin, operator, options};
use super::super::{Store, StoreError};
use super::{CheckReport, Finding};
use crate::playbook::Role;
use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::types::Value;

fn check(store: &Store) -> CheckReport {
    store.check(&mut |_, _| {}).unwrap()
}

/// A connection as somebody with another tool has it, triggers turned off.
fn raw(bench: &Bench) -> Connection {
    let conn = Connection::open(bench.path()).unwrap();
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    conn.execute_batch(
        "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA synchronous = OFF",
    )
    .unwrap();
    conn
}

#[test]
fn a_store_that_only_docket_touched_is_clean() {
    let mut bench = Bench::lived_in();
    let report = check(&bench.store);
    assert_eq!(report.findings, [], "as it was written");
    assert_eq!(report.cases, 4);
    assert_eq!(report.rows, report.head.seq.unsigned_abs());
    assert_eq!(report.checkpoint, Some(report.head));
    let mut told = (0, 0);
    bench.store.rebuild(&mut |done, total| told = (done, total)).unwrap();
    assert_eq!(told.0, told.1);
    assert_eq!(check(&bench.store).findings, [], "as it was rebuilt");
}

#[test]
fn an_empty_store_is_clean() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(options(folder.path()), super::super::fixture::start()).unwrap();
    assert_eq!(check(&store).findings, []);
}

/// Every value of every row of every table, but for the index of words, is changed and put back, and each time it must be
/// found.
#[test]
fn any_value_changed_anywhere_is_found() {
    let bench = Bench::lived_in();
    let conn = raw(&bench);
    let tables: Vec<String> = column(
        &conn,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name",
    );
    assert!(tables.len() >= 14, "{tables:?}");
    let mut tried = 0;
    for table in &tables {
        let columns: Vec<String> = column(&conn, &format!("SELECT name FROM pragma_table_info('{table}')"));
        let keys: Vec<String> =
            column(&conn, &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk"));
        let rows = all(&conn, &format!("SELECT {} FROM {table}", columns.join(", ")), columns.len());
        // Of the log every row; of the others enough to have each column once filled and once not.
        let enough = if table == "events" { rows.len() } else { 4 };
        for row in rows.iter().take(enough) {
            for (index, column) in columns.iter().enumerate() {
                for changed in others(&row[index]) {
                    let mut after = row.clone();
                    after[index] = changed;
                    if !replace(&conn, table, &columns, &keys, row, &after) {
                        // SQLite itself refuses some, such as a second row of the same key.
                        continue;
                    }
                    let report = check(&bench.store);
                    assert!(!report.is_clean(), "{table}.{column}: {:?} to {:?}", row[index], after[index]);
                    assert!(replace(&conn, table, &columns, &keys, &after, row));
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");

    assert_eq!(check(&bench.store).findings, [], "all was put back");
}

/// Other values than `value`, of the same type, so that a strict table takes them.
fn others(value: &Value) -> Vec<Value> {
    match value {
        // One of them fits the column's type.
        Value::Null => vec![Value::Integer(1), Value::Text("x".into()), Value::Blob(vec![1])],
        Value::Integer(n) => vec![Value::Integer(n.wrapping_add(1))],
        Value::Real(n) => vec![Value::Real(n + 1.0)],
        Value::Text(text) => {
            let mut bytes = text.clone().into_bytes();
            let middle = bytes.len() / 2;
            if let Some(byte) = bytes.get_mut(middle) {
                *byte = if *byte == b'7' { b'8' } else { b'7' };
            }
            let flipped = String::from_utf8_lossy(&bytes).into_owned();
            vec![Value::Text(flipped)]
        }
        Value::Blob(bytes) => {
            let mut flipped = bytes.clone();
            flipped.iter_mut().last().into_iter().for_each(|byte| *byte ^= 1);
            vec![Value::Blob(flipped)]
        }
    }
}

/// Writes `after` in the place of `before`; whether SQLite took it.
fn replace(
    conn: &Connection,
    table: &str,
    columns: &[String],
    keys: &[String],
    before: &[Value],
    after: &[Value],
) -> bool {
    let set: Vec<String> =
        columns.iter().enumerate().map(|(n, name)| format!("{name} = ?{}", n + 1)).collect();
    let place: Vec<String> =
        keys.iter().enumerate().map(|(n, name)| format!("{name} = ?{}", columns.len() + n + 1)).collect();
    let key = keys.iter().map(|key| &before[columns.iter().position(|name| name == key).unwrap()]);
    let params: Vec<&Value> = after.iter().chain(key).collect();
    let sql = format!("UPDATE {table} SET {} WHERE {}", set.join(", "), place.join(" AND "));
    conn.execute(&sql, rusqlite::params_from_iter(params)).is_ok_and(|n| n == 1)
}

fn column(conn: &Connection, sql: &str) -> Vec<String> {
    conn.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn all(conn: &Connection, sql: &str, columns: usize) -> Vec<Vec<Value>> {
    let read = |row: &rusqlite::Row<'_>| (0..columns).map(|n| row.get(n)).collect();
    conn.prepare(sql).unwrap().query_map([], read).unwrap().collect::<Result<_, _>>().unwrap()
}

/// What one change of the file by hand leads to.
fn after(sql: &str) -> Vec<Finding> {
    let bench = Bench::lived_in();
    let conn = raw(&bench);
    conn.execute_batch(sql).unwrap();
    check(&bench.store).findings
}

#[test]
fn rows_taken_out_or_swapped_are_found() {
    let found = after("DELETE FROM private WHERE seq = 12; DELETE FROM events WHERE seq = 12;");
    assert!(found.contains(&Finding::Missing { seq: 12 }), "{found:?}");
    let found = after(
        "UPDATE events SET seq = -10 WHERE seq = 10; UPDATE events SET seq = 10 WHERE seq = 11;
         UPDATE events SET seq = 11 WHERE seq = -10;",
    );
    assert!(found.iter().any(|found| matches!(found, Finding::Changed { seq: 10, .. })), "{found:?}");
    let found = after("INSERT INTO events SELECT (SELECT max(seq) + 1 FROM events), case_id, version + 1, at, actor, role, body, commitment, hash
                       FROM events WHERE case_id IS NOT NULL ORDER BY seq DESC LIMIT 1;");
    assert!(!found.is_empty());
}

#[test]
fn rows_put_into_or_taken_out_of_projections_are_found() {
    for table in [
        "account_keys",
        "accounts",
        "cases",
        "cells",
        "commands",
        "files",
        "institutions",
        "operators",
        "outbox",
        "playbooks",
        "private",
        "queues",
        "seal",
        "tallies",
        "tickets",
        "meta",
    ] {
        let bench = Bench::lived_in();
        let conn = raw(&bench);
        let keys =
            column(&conn, &format!("SELECT name FROM pragma_table_info('{table}') WHERE pk > 0")).join(", ");
        let sql = format!("DELETE FROM {table} WHERE ({keys}) IN (SELECT {keys} FROM {table} LIMIT 1)");
        assert_eq!(conn.execute(&sql, []).unwrap(), 1, "{table}");
        assert!(!check(&bench.store).is_clean(), "{table}");
    }
    for sql in [
        "INSERT INTO files VALUES (5, 9)",
        "INSERT INTO tickets VALUES ('TK-9', 1, 1)",
        "INSERT INTO outbox VALUES (1, 0, 0, 1, NULL)",
        "UPDATE outbox SET state = 4",
        "INSERT INTO attempts VALUES (1, 1, 0, NULL, 0)",
        "INSERT INTO commands VALUES ('k', 1)",
        "INSERT INTO account_keys VALUES (5, 9)",
        "INSERT INTO operators VALUES (9, 'eve', 'admin')",
        "INSERT INTO tallies VALUES (1, 1, 0, 5, 9)",
        "INSERT INTO cells VALUES (99, 1, 'nowhere', 0, 0, 0)",
        "INSERT INTO meta VALUES ('x', x'00')",
        "INSERT INTO seal SELECT 2, seq, hash, signature FROM seal",
    ] {
        assert!(!after(sql).is_empty(), "{sql}");
    }
}

#[test]
fn personal_data_taken_away_without_an_entry_is_found() {
    let found =
        after("UPDATE private SET salt = NULL, body = NULL WHERE seq = (SELECT min(seq) FROM private)");
    assert!(found.iter().any(|found| matches!(found, Finding::Private { .. })), "{found:?}");
}

#[test]
fn a_trigger_taken_away_is_found() {
    let bench = Bench::new();
    raw(&bench).execute_batch("DROP TRIGGER events_are_not_deleted").unwrap();
    let found = check(&bench.store).findings;
    assert_eq!(found, [Finding::Schema("trigger events_are_not_deleted is missing".into())]);
}

#[test]
fn an_end_cut_off_the_log_is_found_by_the_checkpoint_alone() {
    let mut bench = Bench::new();
    let before = bench.folder.path().join("before.db");
    bench.store.backup(&before).unwrap();
    bench.open(&super::super::fixture::ticket("recovery", 1), 3);
    let options = options(bench.folder.path());
    drop(bench.store);
    std::fs::copy(&before, &options.path).unwrap();
    for rest in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(super::super::open::beside(&options.path, rest));
    }
    let found = check(&Store::open(options.clone()).unwrap()).findings;
    assert!(matches!(found.as_slice(), [Finding::Checkpoint(what)] if what.contains("cut off")), "{found:?}");
    let witness = options.witness_dir.clone().unwrap();
    for file in std::fs::read_dir(witness).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "checkpoint") {
            let text = std::fs::read_to_string(&path).unwrap().replace(" 7 ", " 5 ");
            std::fs::write(&path, text).unwrap();
        }
    }
    let found = check(&Store::open(options).unwrap()).findings;
    assert!(matches!(found.as_slice(), [Finding::Checkpoint(_)]), "{found:?}");
}

/// A forged admin: every hash is right, and so is every projection.
#[test]
fn rows_put_at_the_end_of_the_log_are_found() {
    let bench = Bench::new();
    let last = bench.head().seq;
    forge_admin(&bench.path(), "eve");
    assert_eq!(
        bench.store.read::<_, StoreError>(|r| r.operator(&operator("eve"))).unwrap(),
        Some(Role::Admin)
    );
    let report = check(&bench.store);
    let [Finding::Seal(what)] = report.findings.as_slice() else { panic!("{:?}", report.findings) };
    assert!(what.contains(&format!("row {} of its log was not written by docket", last + 1)), "{what}");
    let mut store = Store::open(options(bench.folder.path())).unwrap();
    let by = super::super::fixture::stamp(9, crate::case::Actor::Timer);
    let written = store.write::<_, StoreError>(|tx| tx.set_operator(&by, &operator("zed"), Role::Lead));
    assert!(written.is_err(), "what is forged is not signed by the next that is written");
    assert_eq!(check(&store).findings, report.findings);
}

/// Whoever forges the witness as well has the log name their own key, which is not the one of this machine.
#[test]
fn a_forged_witness_is_found_by_the_key_outside() {
    let bench = Bench::new();
    let elsewhere = super::super::StoreOptions {
        witness_dir: Some(bench.folder.path().join("elsewhere")),
        ..options(bench.folder.path())
    };
    std::fs::create_dir(bench.folder.path().join("elsewhere")).unwrap();
    let by = super::super::fixture::stamp(9, crate::case::Actor::Operator(operator("eve"), Role::Admin));
    let mut forger = Store::open(elsewhere).unwrap();
    forger.renew_witness(|_| Ok::<_, StoreError>(by)).unwrap();
    assert_eq!(check(&forger).findings, [], "on the forger's machine");
    let found = check(&bench.store).findings;
    assert!(matches!(found.as_slice(), [Finding::Checkpoint(_), Finding::Checkpoint(_)]), "{found:?}");
}

#[test]
fn words_put_into_or_taken_out_of_the_index_are_found() {
    for sql in [
        "DELETE FROM search WHERE rowid = 1",
        "INSERT INTO search (rowid, words) VALUES (99, 'ghost')",
        "INSERT OR REPLACE INTO search (rowid, words) VALUES (2, 'other')",
    ] {
        let found = after(sql);
        assert!(
            matches!(found.as_slice(), [Finding::Projection { table: "search", .. }]),
            "{sql}: {found:?}"
        );
    }
}

#[test]
fn rebuilding_mends_what_was_changed() {
    let mut bench = Bench::lived_in();
    raw(&bench)
        .execute_batch("UPDATE cases SET due = 5, risk = 1; DELETE FROM tallies; DELETE FROM search")
        .unwrap();
    assert!(!check(&bench.store).is_clean());
    bench.store.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(check(&bench.store).findings, []);
}

#[test]
fn a_conflict_of_two_writers_leaves_nothing_behind() {
    let mut bench = Bench::lived_in();
    let before = check(&bench.store).head;
    let done = bench.store.write::<(), StoreError>(|tx| {
        let case = tx.case(crate::case::CaseId(1))?.unwrap();
        let stamp = super::super::fixture::stamp(30, crate::case::Actor::Timer);
        tx.append(&case, &stamp, &[crate::case::Event::Released {}])?;
        tx.append(&case, &stamp, &[crate::case::Event::Released {}]).map(drop)
    });
    assert!(matches!(done, Err(StoreError::Conflict { case: 1, .. })));
    let report = check(&bench.store);
    assert_eq!((report.findings, report.head), (vec![], before));
}
