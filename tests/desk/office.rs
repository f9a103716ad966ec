//! A store of its own for each test, and the program run on it.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A Monday; `now` of every command unless a test says otherwise.
pub const MONDAY: &str = "2026-11-23T09:00:00Z";

pub struct Office {
    folder: tempfile::TempDir,
    now: String,
    records: usize,
}

impl Office {
    /// A store with both shipped playbooks, alice as admin, bo as reviewer, lea and max as leads.
    pub fn open() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap(), now: MONDAY.to_owned(), records: 0 };
        office.must("alice", &["init", "--playbook", "binance", "okx"]);
        for (name, role) in [("bo", "reviewer"), ("lea", "lead"), ("max", "lead")] {
            office.must("alice", &["operator", "add", name, "--role", role]);
        }
        office
    }

    pub fn store(&self) -> PathBuf {
        self.folder.path().join("desk.docket")
    }

    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Lets time pass for the commands that follow.
    pub fn set_now(&mut self, now: &str) {
        self.now = now.to_owned();
    }

    pub fn command(&self, operator: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
        command
            .arg("--store")
            .arg(self.store())
            .args(["--as", operator, "--json", "--now", &self.now])
            .args(arguments)
            .env("DOCKET_WITNESS", self.folder.path().join("witness"))
            .env("XDG_CONFIG_HOME", self.folder.path().join("config"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(&self, operator: &str, arguments: &[&str]) -> Output {
        self.command(operator, arguments).output().unwrap()
    }

    /// The answers of a command that must succeed, a value a line.
    pub fn must(&self, operator: &str, arguments: &[&str]) -> Vec<Value> {
        let output = self.run(operator, arguments);
        let told = String::from_utf8_lossy(&output.stderr);
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{arguments:?}: {told}{stdout}");
        values(&stdout)
    }

    /// The rule by which a command is refused, with exit code 1.
    pub fn refused(&self, operator: &str, arguments: &[&str]) -> String {
        let output = self.run(operator, arguments);
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{arguments:?} was not refused: {stdout}");
        let answer = values(&stdout).pop().unwrap();
        assert_eq!(answer["result"], "refused", "{answer}");
        answer["refusal"]["rule"].as_str().map_or_else(|| format!("none: {answer}"), str::to_owned)
    }

    /// Takes records in and gives what came of each.
    pub fn intake(&mut self, records: &[Value]) -> Vec<Value> {
        self.records += 1;
        let file = self.folder.path().join(format!("records-{}.jsonl", self.records));
        let lines: Vec<String> = records.iter().map(ToString::to_string).collect();
        std::fs::write(&file, lines.join("\n")).unwrap();
        let output = self.run("alice", &["intake", file.to_str().unwrap()]);
        values(&String::from_utf8_lossy(&output.stdout))
            .into_iter()
            .filter(|value| value["line"].is_number())
            .collect()
    }

    pub fn act(&self, operator: &str, case: &str, words: &[&str]) -> Value {
        self.must(operator, &[&["act", case], words].concat()).pop().unwrap()
    }

    pub fn act_refused(&self, operator: &str, case: &str, words: &[&str]) -> String {
        self.refused(operator, &[&["act", case], words].concat())
    }

    pub fn case(&self, case: &str) -> Value {
        self.must("bo", &["case", case]).pop().unwrap()
    }

    pub fn stage(&self, case: &str) -> String {
        self.case(case)["stage"]["id"].as_str().unwrap().to_owned()
    }

    /// Ticks every requirement of what has come, as `operator`.
    pub fn tick_all(&self, operator: &str, case: &str) {
        for item in self.case(case)["items"].as_array().unwrap() {
            for requirement in item["requirements"].as_array().unwrap() {
                if item["came"] == json!(true) {
                    let (item, requirement) =
                        (word("item", &item["id"]), word("requirement", &requirement["id"]));
                    self.act(operator, case, &["tick", &item, &requirement]);
                }
            }
        }
    }

    /// Passes every check that an approval needs.
    pub fn pass_all(&self, operator: &str, case: &str) {
        for check in self.case(case)["checks"].as_array().unwrap() {
            if check["required"] == json!(true) {
                self.act(operator, case, &["pass", &word("check", &check["id"])]);
            }
        }
    }

    /// Sees to everything that is to be followed up now.
    pub fn follow_all_up(&self, operator: &str, case: &str) {
        let view = self.case(case);
        let after = view["actions"].as_array().unwrap().iter().any(|action| action["id"] == "finish");
        let phase = if after { "after" } else { "before" };
        for follow_up in view["follow_ups"].as_array().unwrap() {
            if follow_up["phase"] == phase && follow_up["state"].is_null() {
                self.act(operator, case, &["done", &word("follow_up", &follow_up["id"])]);
            }
        }
    }

    pub fn letters(&self, case: &str) -> Vec<Value> {
        self.outbox(case, "letter")
    }

    pub fn orders(&self, case: &str) -> Vec<String> {
        self.outbox(case, "order").iter().map(|row| row["order"].as_str().unwrap().to_owned()).collect()
    }

    fn outbox(&self, case: &str, sort: &str) -> Vec<Value> {
        let rows = self.must("bo", &["outbox", "--limit", "0", "--case", case]);
        rows.into_iter().filter(|row| row["sort"] == sort).collect()
    }

    pub fn must_be_sound(&self) {
        assert_eq!(self.must("alice", &["check"]).pop().unwrap()["result"], "sound");
    }
}

fn word(key: &str, value: &Value) -> String {
    format!("{key}={}", value.as_str().unwrap())
}

fn values(lines: &str) -> Vec<Value> {
    lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// A registry row with a verified identity.
pub fn account(institution: &str, account: &str) -> Value {
    json!({
        "type": "account", "institution": institution, "ref": format!("acc-{account}-1"), "account": account,
        "email": format!("{}.owner@example.com", account.to_lowercase()), "phone": "+491705550123", "status": "active",
        "kyc": { "name": "Lin Wei", "born": "1990-04-02", "nationality": "DE",
                 "document": { "type": "id_card", "country": "DE", "number": "L01X00T47" } },
        "registered_at": "2021-03-04T10:00:00Z", "last_active_at": "2026-11-01T10:00:00Z", "assets": 0.0, "open_orders": 0,
        "logins": [{ "at": "2026-11-01T10:00:00Z", "ip": "203.0.113.7", "city": "Berlin", "country": "DE",
                     "lat": 52.52, "lon": 13.4, "device": "pixel-7" }],
        "cards_last4": ["4821"], "region": "DE"
    })
}

/// A registry row that nothing is verified on.
pub fn fresh_account(institution: &str, name: &str) -> Value {
    let mut account = account(institution, name);
    account.as_object_mut().unwrap().remove("kyc");
    account
}

/// A ticket with `items` as evidence.
pub fn ticket(institution: &str, kind: &str, reference: &str, account: &str, items: &[&str]) -> Value {
    json!({
        "type": "ticket", "institution": institution, "ref": reference, "kind": kind, "account": account,
        "contact_email": format!("{}@new.example.org", reference.to_lowercase()), "contact_phone": "+491705559999",
        "opened_at": "2026-11-23T08:00:00Z",
        "from": { "ip": "203.0.113.7", "city": "Berlin", "country": "DE", "lat": 52.5, "lon": 13.4, "device": "pixel-7",
                  "utc_offset_minutes": 60 },
        "name": "Lin Wei", "born": "1990-04-02", "nationality": "DE",
        "document": { "type": "id_card", "country": "DE", "number": "L01X00T47" },
        "signals": { "face_match": 0.981, "liveness": 0.97 },
        "challenge": { "phrase": "copper lantern otter", "given_at": "2026-11-23T07:30:00Z" },
        "evidence": items.iter().map(|item| evidence(reference, item)).collect::<Vec<_>>(),
        "text": "I wrote this myself"
    })
}

/// One evidence item that the institution keeps, different for each ticket.
pub fn evidence(reference: &str, item: &str) -> Value {
    let seed: u64 = format!("{reference}/{item}")
        .bytes()
        .fold(7, |hash, byte| hash.wrapping_mul(0x0100_0000_01B3).wrapping_add(u64::from(byte)));
    let mut evidence = json!({
        "item": item, "sha256": format!("{seed:016x}").repeat(4), "bytes": 48_213,
        "media": if item == "video" { "video/mp4" } else { "image/png" }, "recorded_at": "2026-11-23T07:45:00Z"
    });
    match item {
        "note" => evidence["dated"] = json!("2026-11-23"),
        "video" => evidence["phrase"] = json!("Copper, lantern, otter."),
        _ => {}
    }
    evidence
}
