//! What was acknowledged is kept: a program killed at any moment, and several at once on one store.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const KILLS: usize = 200;

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    /// A store with one open appeal.
    fn with_an_appeal() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        assert!(desk.run(&["init", "--playbook", "binance"]).0, "init");
        let records = desk.folder.path().join("records.jsonl");
        std::fs::write(
            &records,
            r#"{"type":"ticket","institution":"binance","ref":"T-1","kind":"recovery","account":"A-1","contact_email":"new@example.org","opened_at":"2026-11-20T08:00:00Z","signals":{"face_match":0.98,"liveness":0.9}}"#,
        )
        .unwrap();
        assert!(desk.run(&["intake", records.to_str().unwrap()]).0, "intake");
        desk
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("desk.docket")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
        command
            .arg("--store")
            .arg(self.store())
            .args(["--as", "alice", "--json"])
            .args(arguments)
            .env("XDG_STATE_HOME", self.folder.path().join("state"))
            .env("XDG_DATA_HOME", self.folder.path().join("data"))
            .env("XDG_CONFIG_HOME", self.folder.path().join("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, arguments: &[&str]) -> (bool, String) {
        let output = self.command(arguments).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    }

    fn note(&self, key: &str) -> Command {
        self.command(&["act", "RC-000001", "note", &format!("text=note {key}"), "--key", key])
    }

    /// Whether a wish with this key had been carried out before it is asked for again.
    fn was_done(&self, key: &str) -> bool {
        let output = self.note(key).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let receipt: Value = serde_json::from_slice(&output.stdout).unwrap();
        receipt["repeated"].as_bool().unwrap()
    }
}

/// Numbers that look random and are the same in every run.
fn spread(index: usize) -> u64 {
    (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17) % 9_000
}

fn notes(desk: &Desk) -> usize {
    let (done, log) = desk.run(&["log", "RC-000001"]);
    assert!(done);
    log.lines().filter(|line| line.contains("\"note_added\"")).count()
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed_200_times() {
    let desk = Desk::with_an_appeal();
    let mut acknowledged = Vec::new();
    for index in 0..KILLS {
        let key = format!("kill-{index}");
        let mut child = desk.note(&key).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(spread(index)));
        // SIGKILL; a child that had finished by then keeps its exit status.
        let _ = child.kill();
        if child.wait().unwrap().success() {
            acknowledged.push(key);
        }
    }
    for key in &acknowledged {
        assert!(desk.was_done(key), "{key} was acknowledged and is lost");
    }
    for index in 0..KILLS {
        desk.was_done(&format!("kill-{index}"));
    }
    assert_eq!(notes(&desk), KILLS, "each wish was carried out exactly once in the end");
    let (clean, report) = desk.run(&["check"]);
    assert!(clean, "{report}");
    println!("{} of {KILLS} were acknowledged before the kill", acknowledged.len());
}

#[test]
fn of_several_programs_that_decide_one_case_exactly_one_does() {
    let desk = Desk::with_an_appeal();
    let decided = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let (done, _) = desk.run(&["act", "RC-000001", "withdraw", "note=asked for by phone"]);
                decided.fetch_add(usize::from(done), Ordering::Relaxed);
            });
        }
    });
    assert_eq!(decided.load(Ordering::Relaxed), 1);
    assert!(desk.run(&["check"]).0);
}

#[test]
fn several_writers_lose_nothing_and_none_is_turned_away() {
    let desk = Desk::with_an_appeal();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let desk = &desk;
            scope.spawn(move || {
                for index in 0..10 {
                    let output = desk.note(&format!("writer-{writer}-{index}")).output().unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            });
        }
    });
    assert_eq!(notes(&desk), 40);
    assert!(desk.run(&["check"]).0);
}

#[test]
fn a_copy_of_the_evidence_folder_is_not_needed_to_read_a_store() {
    let desk = Desk::with_an_appeal();
    let vault: &Path = &desk.folder.path().join("desk.docket.evidence");
    let _ = std::fs::remove_dir_all(vault);
    assert!(desk.run(&["cases"]).0);
}
