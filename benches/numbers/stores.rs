//! Stores of a given size, made through intake and kept for the next run.

use super::Result;
use super::records::{self, Feed};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Who works at the stores.
pub const OPERATOR: &str = "alice";
/// The time at which they are looked at. Fixed, so that a store that is used again has not fallen due as a whole meanwhile.
pub const NOW: &str = "2026-11-22T14:32:00Z";

/// A time before the first record.
const BEFORE: &str = "2026-11-01T00:00:00Z";
/// In how many parts, each at its own time, a store is filled: so its cases fall due at as many times.
const PARTS: usize = 48;

/// A store that was made for measuring.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its file.
    pub path: PathBuf,
    /// How many cases were asked for.
    pub cases: usize,
}

/// The folder that everything lies in, on the file system of the build.
pub fn folder() -> Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("numbers");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// The program on a store at [`NOW`].
pub fn docket(store: &Path) -> Result<Command> {
    docket_at(store, NOW)
}

/// The program on a store at a fixed time, with an environment of its own: nothing of the user's is read or written.
fn docket_at(store: &Path, now: &str) -> Result<Command> {
    let home = folder()?.join("home");
    fs::create_dir_all(&home)?;
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command.env_clear().env("HOME", &home).env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command.env("DOCKET_WITNESS", witness(store));
    command.arg("--store").arg(store).args(["--as", OPERATOR, "--now", now]);
    Ok(command)
}

/// The folder of a store's witness, beside it: a copy of a store goes its own way, and so does what vouches for it.
pub fn witness(store: &Path) -> PathBuf {
    beside(store, ".witness")
}

/// Runs `command` and fails where it does. That records were refused is no failure: some are made up to be.
pub fn run(mut command: Command) -> Result<()> {
    let output = command.stdout(Stdio::null()).stderr(Stdio::piped()).output()?;
    if matches!(output.status.code(), Some(0 | 1)) {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let end: Vec<_> = said.lines().rev().take(5).collect();
    Err(format!("{command:?} ended with {}: {}", output.status, end.join(" / ")).into())
}

/// A new store without cases.
pub fn empty(path: &Path) -> Result<()> {
    remove(path)?;
    let mut init = docket_at(path, BEFORE)?;
    init.args(["init", "--playbook", "binance", "--playbook", "okx"]);
    run(init)
}

/// The store of `cases` cases: the one that an earlier run left, or a new one.
pub fn of(cases: usize) -> Result<Made> {
    let path = folder()?.join(format!("{}-{cases}.docket", records::VERSION));
    if !path.exists() {
        let started = Instant::now();
        let unfinished = folder()?.join("unfinished.docket");
        empty(&unfinished)?;
        let records = fill(&unfinished, cases)?;
        settle(&unfinished)?;
        rename(&unfinished, &path)?;
        eprintln!("made a store of {cases} cases from {records} records in {:.0?}", started.elapsed());
    }
    Ok(Made { path, cases })
}

/// Takes in the records of `cases` cases and fires what falls due meanwhile, part by part, each at its own time; how many
/// records that were.
fn fill(store: &Path, cases: usize) -> Result<usize> {
    let lines = folder()?.join("part.jsonl");
    let mut feed = Feed::of(cases)?;
    let mut records = 0;
    // A case has between two and three records.
    while let Some(written) = feed.write(&lines, (cases * 5 / 2).div_ceil(PARTS))? {
        let now = written.until.to_rfc3339();
        let mut intake = docket_at(store, &now)?;
        intake.arg("intake").arg("--quiet").arg(&lines);
        run(intake)?;
        let mut tick = docket_at(store, &now)?;
        tick.arg("tick");
        run(tick)?;
        records += written.records;
    }
    std::fs::remove_file(&lines)?;
    Ok(records)
}

/// A copy of a store for what changes it, durable before anything is timed.
pub fn copy(made: &Made) -> Result<PathBuf> {
    let path = folder()?.join("scratch.docket");
    remove(&path)?;
    for suffix in SUFFIXES {
        let from = beside(&made.path, suffix);
        if from.is_file() {
            let to = beside(&path, suffix);
            fs::copy(&from, &to)?;
            fs::File::open(&to)?.sync_all()?;
        }
    }
    fs::create_dir_all(witness(&path))?;
    for entry in fs::read_dir(witness(&made.path))? {
        let entry = entry?;
        fs::copy(entry.path(), witness(&path).join(entry.file_name()))?;
    }
    Ok(path)
}

/// What SQLite keeps beside a store's file.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Removes a store and what lies beside it.
pub fn remove(path: &Path) -> Result<()> {
    for suffix in SUFFIXES {
        let path = beside(path, suffix);
        if path.exists() {
            fs::remove_file(path)?;
        }
    }
    if witness(path).exists() {
        fs::remove_dir_all(witness(path))?;
    }
    Ok(())
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    for suffix in SUFFIXES {
        let from = beside(from, suffix);
        if from.exists() {
            fs::rename(from, beside(to, suffix))?;
        }
    }
    Ok(fs::rename(witness(from), witness(to))?)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Puts the write-ahead log back into the store, so that no run pays for how it was made.
fn settle(path: &Path) -> Result<()> {
    let conn = rusqlite::Connection::open(path)?;
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}
