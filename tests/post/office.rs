//! A desk with letters and orders that wait, and the post on it, in this process or in one of its own.

use chrono::{DateTime, Duration, Utc};
use docket::case::record::Record;
use docket::case::{Act, CaseId, Command, PostState};
use docket::desk::{Arrival, Desk, DeskClock, DeskOptions, Received, Request};
use docket::playbook::{ActionId, shipped};
use docket::post::{BackOff, Delivered, Post, Round, Secret, Secrets, Settings, Target, Targets};
use docket::store::{OutboxFilter, OutboxRow, OutboxSort};
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration as StdDuration;
use tempfile::TempDir;

pub const KEY: &str = "k3y";

pub struct Office {
    pub folder: TempDir,
    pub desk: Desk,
    pub now: DateTime<Utc>,
    pub back_off: BackOff,
    pub patience: StdDuration,
}

pub fn monday() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

impl Office {
    pub fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::init(&options(folder.path(), monday()), shipped()).unwrap();
        // What is tried here is the post, not the disk.
        desk.wait_for_disk(false).unwrap();
        let patience = StdDuration::from_millis(1_500);
        Self { folder, desk, now: monday(), back_off: BackOff::default(), patience }
    }

    pub fn store(&self) -> PathBuf {
        self.folder.path().join("desk.docket")
    }

    pub fn later(&mut self, minutes: i64) {
        self.now += Duration::minutes(minutes);
        self.desk.set_clock(DeskClock::Fixed(self.now));
    }

    fn take(&mut self, records: &[serde_json::Value]) -> Vec<Received> {
        let arrival = |value: &serde_json::Value| {
            let record: Record = serde_json::from_value(value.clone()).unwrap();
            Arrival { record, evidence: Vec::new() }
        };
        self.desk.receive(records.iter().map(arrival).collect()).unwrap()
    }

    /// A recovery case of its own account, which writes one letter: that the application came.
    pub fn case(&mut self, n: u32) -> CaseId {
        let account = json!({
            "type": "account", "institution": "binance", "ref": format!("acc-{n}"), "account": format!("A-{n}"),
            "email": format!("owner{n}@example.com"), "phone": "+491705550123", "status": "active",
            "kyc": { "name": format!("Lin Wei {n}"), "born": "1990-04-02", "nationality": "DE",
                     "document": { "type": "id_card", "country": "DE", "number": format!("L{n:08}") } },
            "registered_at": "2021-03-04T10:00:00Z", "assets": 0.0, "open_orders": 0, "region": "DE"
        });
        let ticket = json!({
            "type": "ticket", "institution": "binance", "ref": format!("T-{n}"), "kind": "recovery",
            "account": format!("A-{n}"), "contact_email": format!("new{n}@example.org"),
            "contact_phone": "+491705559999", "opened_at": "2026-11-23T08:00:00Z",
            "name": format!("Lin Wei {n}"), "born": "1990-04-02", "nationality": "DE",
            "document": { "type": "id_card", "country": "DE", "number": format!("L{n:08}") },
            "text": "I wrote this myself"
        });
        let received = self.take(&[account, ticket]);
        match received.last().unwrap() {
            Received::Opened { case, .. } => self.desk.find(case.as_str()).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    pub fn answer(&mut self, reference: &str, order: &str, answer: &str) -> Received {
        let record = json!({
            "type": "answer", "institution": "binance", "ref": reference, "order": order,
            "at": self.now, "answer": answer, "reason": "because"
        });
        self.take(&[record]).pop().unwrap()
    }

    pub fn act(&mut self, case: CaseId, action: &str) {
        let action: ActionId = action.parse().unwrap();
        self.run(case, Command::Act(Act { note: Some("as asked".to_owned()), ..Act::plain(action) }));
    }

    pub fn run(&mut self, case: CaseId, command: Command) {
        self.desk.act(&Request { case, seen: None, command, key: None }).unwrap();
    }

    pub fn settings(&self, targets: &[&str]) -> Settings {
        let targets: Vec<Target> = targets.iter().map(|text| text.parse().unwrap()).collect();
        Settings {
            targets: Targets::of(&targets).unwrap(),
            sender: Some("Example Desk <desk@example.com>".parse().unwrap()),
            secrets: Secrets { smtp_password: None, order_key: Some(Secret::new(KEY)) },
            back_off: self.back_off,
            patience: self.patience,
        }
    }

    /// One round of a post of its own.
    pub fn deliver(&mut self, targets: &[&str]) -> (Round, Vec<Delivered>) {
        let post = Post::open(&self.settings(targets), &self.store()).unwrap();
        let mut told = Vec::new();
        let round = post.round(&mut self.desk, &mut |one| {
            told.push(one.clone());
            Ok(())
        });
        (round.unwrap(), told)
    }

    pub fn rows(&self, sort: OutboxSort) -> Vec<OutboxRow> {
        let filter = OutboxFilter { sort: Some(sort), ..OutboxFilter::default() };
        self.desk.outbox(filter, 0, 100_000).unwrap().into_iter().map(|line| line.row).collect()
    }

    pub fn in_state(&self, sort: OutboxSort, state: PostState) -> usize {
        self.rows(sort).iter().filter(|row| row.state == state).count()
    }

    /// What happened to a case, the newest first, a word an event.
    pub fn events(&self, case: CaseId) -> Vec<&'static str> {
        self.desk.case(case).unwrap().timeline.iter().map(|row| row.event).collect()
    }

    pub fn must_be_sound(&mut self) {
        assert_eq!(self.desk.check(&mut |_, _| {}).unwrap().findings, []);
        self.desk.rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(self.desk.check(&mut |_, _| {}).unwrap().findings, []);
    }
}

pub fn options(folder: &std::path::Path, now: DateTime<Utc>) -> DeskOptions {
    DeskOptions {
        store: folder.join("desk.docket"),
        witness: folder.join("witness"),
        operator: Some("alice".parse().unwrap()),
        clock: DeskClock::Fixed(now),
        read_only: false,
    }
}
