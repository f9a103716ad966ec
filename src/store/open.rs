//! Making and opening a store: the file, the connection's settings, and what must be true before anything is read.

use super::cache::Cache;
use super::error::Doing;
use super::handle::Secret;
use super::witness::{Witness, to_hex};
use super::{HouseEntry, Store, StoreError, StoreId, StoreOptions, filesystem, migrate, schema};
use crate::case::{Actor, Stamp};
use chrono::{DateTime, Utc};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::time::Duration;

/// The oldest SQLite that does not lose committed writes in a race at the reset of the write-ahead log.
const OLDEST_SQLITE: i32 = 3_051_003;
/// How long a writer waits for another process.
const PATIENCE: Duration = Duration::from_secs(12);
/// Statements kept ready.
const STATEMENTS: usize = 256;

impl Store {
    /// Makes a new store at `options.path`. `now` is the time of its first row in the log.
    ///
    /// # Errors
    /// [`StoreError::File`] if something is there already or the folder cannot be written.
    pub fn create(options: StoreOptions, now: DateTime<Utc>) -> Result<Self, StoreError> {
        sqlite_is_new_enough()?;
        let path = &options.path;
        if path.exists() {
            return Err(file(path, "there is something already", "Open it, or name another file"));
        }
        let folder = folder_of(path);
        fs::create_dir_all(folder).map_err(|error| {
            file(folder, format!("the folder cannot be made ({error})"), "Name a folder that you may write")
        })?;
        filesystem::refuse_network(folder)?;
        make_private(path)?;
        match Self::fill(&options, now) {
            Ok(store) => Ok(store),
            Err(error) => {
                // The file is this call's own and holds nothing yet.
                for rest in ["", "-wal", "-shm"] {
                    let _ = fs::remove_file(beside(path, rest));
                }
                Err(error)
            }
        }
    }

    fn fill(options: &StoreOptions, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let conn = connect(&options.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        settle(&conn, false)?;
        let (id, secret) = (StoreId(hex::encode(random::<16>()?)), Secret(random()?));
        let witness = options.witness_dir.as_ref().map(|folder| Witness::create(folder, &id)).transpose()?;
        conn.execute_batch("BEGIN IMMEDIATE").doing("make its tables")?;
        schema::make(&conn)?;
        let mut put =
            conn.prepare("INSERT INTO meta (name, value) VALUES (?1, ?2)").doing("write down what it is")?;
        put.execute(("id", id.as_str().as_bytes())).doing("write down what it is")?;
        put.execute(("secret", secret.0)).doing("write down what it is")?;
        drop(put);
        conn.execute_batch("COMMIT").doing("make its tables")?;
        let created = HouseEntry::Created {
            store: id.clone(),
            secret: hex::encode(Sha256::digest(secret.0)),
            witness: witness.as_ref().and_then(Witness::public_key).map(|public| to_hex(&public)),
        };
        let mut store = Self {
            conn,
            path: options.path.clone(),
            read_only: false,
            id,
            secret,
            cache: Cache::default(),
            witness,
        };
        store.write(|tx| tx.log_house(&Stamp { at: now, actor: Actor::Timer }, &created, None))?;
        Ok(store)
    }

    /// Opens the store at `options.path`. One of an older format is brought to this one, after a backup of it was made
    /// beside it.
    ///
    /// # Errors
    /// [`StoreError::File`] if it is not there, is no store, is of a newer docket, lies on a network file system, or may not
    /// be read or written.
    pub fn open(options: StoreOptions) -> Result<Self, StoreError> {
        sqlite_is_new_enough()?;
        let path = &options.path;
        let meta = fs::metadata(path).map_err(|error| {
            let remedy = "Make one with `docket init`, or name the right file with --store";
            file(path, format!("there is no store that can be opened ({error})"), remedy)
        })?;
        if !meta.is_file() {
            return Err(file(path, "this is no file", "Name a store's file with --store"));
        }
        filesystem::refuse_network(folder_of(path))?;
        let flags = if options.read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            may_write(path)?;
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let conn = connect(path, flags)?;
        schema::recognise(&conn, path)?;
        if !options.read_only {
            settle(&conn, false)?;
            migrate::bring_up_to_date(&conn, path)?;
        } else {
            settle(&conn, true)?;
            migrate::must_be_current(&conn, path)?;
        }
        let (id, secret) = identity(&conn)?;
        let witness = options.witness_dir.as_ref().map(|folder| Witness::open(folder, &id));
        let stale = !options.read_only && migrate::is_stale(&conn)?;
        let mut store = Self {
            conn,
            path: options.path,
            read_only: options.read_only,
            id,
            secret,
            cache: Cache::default(),
            witness,
        };
        if stale {
            store.rebuild(&mut |_, _| {})?;
        }
        Ok(store)
    }
}

/// An error about a file.
pub(super) fn file(path: &Path, what: impl Into<String>, remedy: impl Into<String>) -> StoreError {
    StoreError::File { what: what.into(), path: path.to_owned(), remedy: remedy.into() }
}

/// `path` with `suffix` after its name.
pub(super) fn beside(path: &Path, suffix: &str) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Random bytes from the system.
pub(super) fn random<const N: usize>() -> Result<[u8; N], StoreError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StoreError::damaged(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes)
}

fn sqlite_is_new_enough() -> Result<(), StoreError> {
    if rusqlite::version_number() >= OLDEST_SQLITE {
        return Ok(());
    }
    Err(StoreError::damaged(format!(
        "SQLite {} loses committed writes; docket must be built with 3.51.3 or newer",
        rusqlite::version()
    )))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes an empty file that only its owner can read: a store holds personal data (C15).
fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(|error| {
        file(path, format!("the store cannot be made ({error})"), "Name a folder that you may write")
    })
}

/// SQLite says "unable to open database file" of a folder that may not be written; this says which, and what to do.
fn may_write(path: &Path) -> Result<(), StoreError> {
    let refused = |path: &Path, what: &str| {
        file(
            path,
            format!("{what} may not be written by you"),
            "Mend its permissions; commands that only read, as `docket cases`, work without",
        )
    };
    if fs::OpenOptions::new().append(true).open(path).is_err() {
        return Err(refused(path, "the store"));
    }
    #[cfg(unix)]
    if rustix::fs::access(folder_of(path), rustix::fs::Access::WRITE_OK).is_err() {
        return Err(refused(folder_of(path), "the store's folder, where SQLite keeps its journal,"));
    }
    Ok(())
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let conn = Connection::open_with_flags(path, flags).map_err(|error| {
        file(
            path,
            format!("the store cannot be opened ({error})"),
            "See that it and its folder may be read by you",
        )
    })?;
    conn.busy_timeout(PATIENCE).doing("be told how long to wait")?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    // Every plan here is fixed by its indexes. Without this, SQLite compiles a kept statement anew whenever a parameter that
    // its planner has looked at is bound again, which cost a quarter of the time of an intake.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).doing("be told to keep its plans")?;
    Ok(conn)
}

/// The settings of a connection. `FULL` because an operator is told that a decision is recorded only when it is.
fn settle(conn: &Connection, read_only: bool) -> Result<(), StoreError> {
    let doing = "take its settings";
    if !read_only {
        let mode: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0)).doing(doing)?;
        if mode != "wal" {
            return Err(StoreError::damaged(format!("the journal is {mode} and cannot be made WAL")));
        }
    }
    conn.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA secure_delete = ON;
         PRAGMA recursive_triggers = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -12000;
         PRAGMA wal_autocheckpoint = 4000;",
    )
    .doing(doing)
}

/// What the file says it is.
pub(super) fn identity(conn: &Connection) -> Result<(StoreId, Secret), StoreError> {
    let value = |name: &str| {
        conn.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get::<_, Vec<u8>>(0))
            .optional()
            .doing("read what it is")
    };
    let id = value("id")?.and_then(|id| String::from_utf8(id).ok()).filter(|id| is_id(id));
    let secret = value("secret")?.and_then(|secret| secret.try_into().ok());
    match (id, secret) {
        (Some(id), Some(secret)) => Ok((StoreId(id), Secret(secret))),
        _ => Err(StoreError::damaged("its id or its secret is missing")),
    }
}

/// Whether `id` is one that [`Store::create`] gives: it becomes part of a file's name.
fn is_id(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{Bench, options, start, ticket};
    use super::*;
    use rusqlite::Connection;

    fn told(result: Result<Store, StoreError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn sqlite_is_one_that_loses_nothing() {
        sqlite_is_new_enough().unwrap();
    }

    #[test]
    fn a_store_is_opened_again_as_it_was_left() {
        let mut bench = Bench::new();
        let case = bench.open(&ticket("recovery", 1), 1);
        let id = bench.store.store_id().clone();
        drop(bench.store);
        bench.store = Store::open(options(bench.folder.path())).unwrap();
        assert_eq!(*bench.store.store_id(), id);
        assert_eq!(bench.case(case.id), case);
    }

    #[test]
    fn the_connection_waits_is_durable_and_trusts_nothing() {
        let bench = Bench::new();
        let pragma = |name: &str| -> String {
            let read = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
            format!("{:?}", bench.store.conn.query_row(&format!("PRAGMA {name}"), [], read).unwrap())
        };
        assert_eq!(pragma("journal_mode"), "Text(\"wal\")");
        for (name, value) in [
            ("synchronous", 2),
            ("foreign_keys", 1),
            ("trusted_schema", 0),
            ("secure_delete", 1),
            ("busy_timeout", 12_000),
            ("application_id", i64::from(schema::APPLICATION_ID)),
            ("user_version", i64::from(schema::FORMAT)),
        ] {
            assert_eq!(pragma(name), format!("Integer({value})"), "{name}");
        }
        for (wait, value) in [(false, 0), (true, 2)] {
            bench.store.wait_for_disk(wait).unwrap();
            assert_eq!(pragma("synchronous"), format!("Integer({value})"), "{wait}");
        }
    }

    #[test]
    fn nothing_is_made_over_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        fs::write(&options.path, "a letter").unwrap();
        assert!(told(Store::create(options.clone(), start())).contains("there is something already"));
        assert_eq!(fs::read_to_string(&options.path).unwrap(), "a letter");
    }

    #[test]
    fn what_is_no_store_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let options = options(folder.path());
        assert!(told(Store::open(options.clone())).contains("docket init"));
        fs::write(&options.path, "a letter that is long enough to be mistaken for something else, perhaps")
            .unwrap();
        assert!(told(Store::open(options.clone())).contains("no SQLite file"));
        fs::remove_file(&options.path).unwrap();
        Connection::open(&options.path).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
        let before = fs::read(&options.path).unwrap();
        assert!(told(Store::open(options.clone())).contains("no docket store"));
        assert_eq!(fs::read(&options.path).unwrap(), before, "it was not touched");
        fs::create_dir(folder.path().join("d")).unwrap();
        assert!(
            told(Store::open(StoreOptions { path: folder.path().join("d"), ..options })).contains("no file")
        );
    }

    #[test]
    fn a_store_of_a_newer_docket_is_refused() {
        let bench = Bench::new();
        bench.store.conn.pragma_update(None, "user_version", 99).unwrap();
        let path = bench.path();
        drop(bench.store);
        let told = told(Store::open(StoreOptions { path, ..StoreOptions::default() }));
        assert!(told.contains("format 99") && told.contains("newer docket"), "{told}");
    }

    #[test]
    fn an_older_store_is_brought_up_to_date_after_a_backup() {
        let folder = tempfile::tempdir().unwrap();
        let options = StoreOptions { witness_dir: None, ..options(folder.path()) };
        let old = Connection::open(&options.path).unwrap();
        old.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
        old.execute_batch("PRAGMA user_version = 0").unwrap();
        drop(old);
        let reading = StoreOptions { read_only: true, ..options.clone() };
        assert!(told(Store::open(reading)).contains("older format"));
        // Its tables come, but what it is was never written down, so it is told that it is damaged.
        assert!(told(Store::open(options.clone())).contains("its id or its secret is missing"));
        let conn = Connection::open(&options.path).unwrap();
        assert_eq!(schema::format(&conn, &options.path).unwrap(), schema::FORMAT);
        let backup = beside(&options.path, ".format0.backup");
        let conn = Connection::open(backup).unwrap();
        let format: i32 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
        assert_eq!(format, 0);
    }

    #[test]
    fn a_store_opened_for_reading_cannot_be_written() {
        let mut bench = Bench::new();
        let case = bench.open(&ticket("recovery", 1), 1);
        let options = StoreOptions { read_only: true, ..options(bench.folder.path()) };
        let mut reading = Store::open(options).unwrap();
        let read = reading.read::<_, StoreError>(|r| r.case(case.id)).unwrap();
        assert_eq!(read, Some(case));
        let written = reading.write::<_, StoreError>(|_| Ok(()));
        assert!(written.is_err());
        assert_eq!(reading.check(&mut |_, _| {}).unwrap().findings, []);
    }

    #[cfg(unix)]
    #[test]
    fn store_and_key_are_readable_by_their_owner_alone() {
        use std::os::unix::fs::PermissionsExt;
        let bench = Bench::new();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&bench.path()), 0o600);
        let key = bench.folder.path().join("witness").join(format!("{}.key", bench.store.store_id()));
        assert_eq!(mode(&key), 0o600);
    }

    #[test]
    fn a_second_store_sees_what_the_first_wrote() {
        let mut bench = Bench::new();
        let other = Store::open(options(bench.folder.path())).unwrap();
        let before = other.data_version().unwrap();
        let case = bench.open(&ticket("recovery", 1), 1);
        assert_ne!(other.data_version().unwrap(), before);
        let seen = other.read::<_, StoreError>(|r| r.changed_since(0, 10)).unwrap();
        assert_eq!(seen, [case.id]);
        let head = other.read::<_, StoreError>(|r| r.head()).unwrap();
        assert_eq!(other.read::<_, StoreError>(|r| r.changed_since(head.seq, 10)).unwrap(), []);
        assert_eq!(
            other.read::<_, StoreError>(|r| r.last_at()).unwrap(),
            Some(start() + chrono::Duration::minutes(1))
        );
    }
}
