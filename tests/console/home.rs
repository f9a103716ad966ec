//! A home folder with a store of some cases, and docket run in it.

use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A Monday, 45 minutes after the tickets of `desk.jsonl` were sent.
pub const NOW: &str = "2026-03-09T04:00:00Z";
/// The program.
pub const DOCKET: &str = env!("CARGO_BIN_EXE_docket");

const RECORDS: &str = include_str!("../data/desk.jsonl");

/// A home folder, gone at the end.
pub struct Home(TempDir);

impl Home {
    /// With every case of `desk.jsonl`: two recoveries that wait for a reviewer, and a conflict.
    pub fn made() -> Self {
        Self::of(usize::MAX)
    }

    /// With the first recovery alone, a straightforward one.
    pub fn straightforward() -> Self {
        Self::of(2)
    }

    fn of(records: usize) -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        let lines: Vec<_> = RECORDS.lines().take(records).collect();
        let file = home.path("records.jsonl");
        std::fs::write(&file, lines.join("\n")).unwrap();
        home.docket("alice", &["init", "--playbook", "binance", "okx"]);
        home.docket("alice", &["operator", "add", "bo", "--role", "reviewer"]);
        home.docket("alice", &["intake", &file]);
        home.docket("alice", &["tick"]);
        home
    }

    /// A path inside.
    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// The whole environment that programs are run in.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HOME", self.path("")),
            ("XDG_DATA_HOME", self.path("data")),
            ("XDG_STATE_HOME", self.path("state")),
            ("XDG_CONFIG_HOME", self.path("config")),
            ("PATH", std::env::var("PATH").unwrap()),
            ("LC_ALL", "C.UTF-8".to_owned()),
            ("TERM", "xterm-256color".to_owned()),
            ("USER", "alice".to_owned()),
        ]
    }

    /// Runs a command that must succeed. Answers what it prints.
    pub fn docket(&self, operator: &str, words: &[&str]) -> String {
        let output = self.run(&[&["--as", operator], words].concat());
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{words:?}: {told}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command without a terminal.
    pub fn run(&self, words: &[&str]) -> Output {
        let mut command = Command::new(DOCKET);
        command.env_clear().envs(self.environment()).args(["--now", NOW]).args(words).stdin(Stdio::null());
        command.output().unwrap()
    }
}
