//! A store to test with: the shipped playbooks, and cases that are opened and worked on through `decide`.

use super::chain::Row;
use super::{CommandRow, Erasure, Hash, Head, Store, StoreError, StoreOptions};
use crate::case::record::{AccountRecord, Record, Ticket};
use crate::case::{Actor, Case, CaseId, Command, Event, Evidence, Facts, Opening, OperatorId, Stamp, decide};
use crate::playbook::{InstitutionId, Playbook, Role, shipped};
use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A store in a folder of its own.
pub struct Bench {
    pub folder: TempDir,
    pub store: Store,
}

pub fn start() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

pub fn binance() -> InstitutionId {
    InstitutionId::new("binance").unwrap()
}

pub fn operator(name: &str) -> OperatorId {
    OperatorId::new(name).unwrap()
}

pub fn reviewer(name: &str) -> Actor {
    Actor::Operator(operator(name), Role::Reviewer)
}

pub fn stamp(minutes: i64, actor: Actor) -> Stamp {
    Stamp { at: start() + Duration::minutes(minutes), actor }
}

pub fn options(folder: &Path) -> StoreOptions {
    StoreOptions {
        path: folder.join("store.db"),
        read_only: false,
        witness_dir: Some(folder.join("witness")),
    }
}

/// Makes `name` an admin as somebody does who can write the file and knows how docket chains its log.
pub fn forge_admin(store: &Path, name: &str) {
    let conn = rusqlite::Connection::open(store).unwrap();
    let sql = "SELECT seq, hash, at FROM events ORDER BY seq DESC LIMIT 1";
    let (seq, previous, at): (i64, Hash, i64) =
        conn.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let body = json!({ "entry": "operator_set", "operator": name, "role": "admin" }).to_string();
    let row = Row {
        seq: seq + 1,
        case: None,
        at,
        actor: "root",
        role: Some("admin"),
        body: &body,
        commitment: None,
    };
    let sql =
        "INSERT INTO events (seq, at, actor, role, body, hash) VALUES (?1, ?2, 'root', 'admin', ?3, ?4)";
    conn.execute(sql, (row.seq, at, &body, row.hash(&previous))).unwrap();
    conn.execute("INSERT INTO operators (name, role) VALUES (?1, 'admin')", [name]).unwrap();
}

impl Bench {
    /// A store with both shipped playbooks and two operators.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::create(options(folder.path()), start()).unwrap();
        let admin = stamp(0, Actor::Operator(operator("root"), Role::Admin));
        store
            .write::<_, StoreError>(|tx| {
                for source in shipped() {
                    tx.install_playbook(&admin, source)?;
                }
                tx.set_operator(&admin, &operator("alice"), Role::Reviewer)?;
                tx.set_operator(&admin, &operator("bo"), Role::Lead)?;
                Ok(())
            })
            .unwrap();
        Self { folder, store }
    }

    pub fn path(&self) -> PathBuf {
        self.store.path().to_owned()
    }

    /// The playbook in force at binance.
    pub fn playbook(&self) -> std::sync::Arc<Playbook> {
        self.store.read::<_, StoreError>(|r| r.playbook_in_force(&binance())).unwrap().unwrap()
    }

    /// Opens a case by a ticket, `minutes` after the start.
    pub fn open(&mut self, ticket: &Ticket, minutes: i64) -> Case {
        let playbook = self.playbook();
        let opening = opening(ticket, minutes);
        let stamp = stamp(minutes, Actor::Applicant);
        self.store
            .write::<_, StoreError>(|tx| {
                let case = Case::unopened(tx.next_case_id()?);
                let facts = Facts {
                    fresh_phrase: "four green boats".to_owned(),
                    ..Facts::bare(stamp.at, Actor::Applicant)
                };
                let events = decide(&case, &Command::Open(Box::new(opening)), &facts, &playbook).unwrap();
                Ok(tx.append(&case, &stamp, &events)?.0)
            })
            .unwrap()
    }

    /// Carries a command out, as the desk does.
    pub fn carry_out(&mut self, id: CaseId, command: &Command, minutes: i64, actor: Actor) -> Case {
        let playbook = self.playbook();
        let stamp = stamp(minutes, actor.clone());
        self.store
            .write::<_, StoreError>(|tx| {
                let case = tx.case(id)?.unwrap();
                let facts =
                    Facts { fresh_phrase: "two red kites".to_owned(), ..Facts::bare(stamp.at, actor) };
                let events = decide(&case, command, &facts, &playbook).unwrap();
                Ok(tx.append(&case, &stamp, &events)?.0)
            })
            .unwrap()
    }

    /// Appends events that nobody decided.
    pub fn append(&mut self, id: CaseId, events: &[Event], minutes: i64, actor: Actor) -> Case {
        let stamp = stamp(minutes, actor);
        self.store
            .write::<_, StoreError>(|tx| {
                let case = tx.case(id)?.unwrap();
                Ok(tx.append(&case, &stamp, events)?.0)
            })
            .unwrap()
    }

    pub fn case(&self, id: CaseId) -> Case {
        self.store.read::<_, StoreError>(|r| r.case(id)).unwrap().unwrap()
    }

    pub fn head(&self) -> Head {
        self.store.read::<_, StoreError>(|r| r.head()).unwrap()
    }

    pub fn put_account(&mut self, record: &AccountRecord, minutes: i64) {
        let stamp = stamp(minutes, Actor::Applicant);
        self.store.write::<_, StoreError>(|tx| tx.put_account(&stamp, record).map(drop)).unwrap();
    }
}

/// A merge that brought nothing but the other case's name.
pub fn absorbed(case: CaseId) -> Event {
    Event::Absorbed {
        case,
        phrases: Vec::new(),
        clues: Default::default(),
        signals: Default::default(),
        private: crate::case::Private::Erased,
    }
}

fn opening(ticket: &Ticket, minutes: i64) -> Opening {
    let evidence = ticket.evidence.iter().map(|brought| Evidence {
        item: brought.item.clone(),
        sha256: brought.sha256.unwrap(),
        bytes: 1000,
        media: "image/jpeg".to_owned(),
        stored: false,
        brought_on: (start() + Duration::minutes(minutes)).date_naive(),
        dated: None,
        spoken: None,
        recorded_at: None,
        captured: None,
        merged_from: None,
    });
    let signals = ticket.signals.iter().map(|(signal, value)| (*signal, signal.value(*value).unwrap()));
    Opening {
        kind: ticket.kind.clone().unwrap(),
        ticket: ticket.clone(),
        evidence: evidence.collect(),
        signals: signals.collect(),
        submission: None,
    }
}

/// A ticket of kind `kind` with number `n`.
pub fn ticket(kind: &str, n: u32) -> Ticket {
    ticket_with(kind, n, json!({}))
}

/// The same, with members of `more` in the place of its own.
pub fn ticket_with(kind: &str, n: u32, more: Value) -> Ticket {
    let mut value = json!({
        "type": "ticket", "institution": "binance", "ref": format!("TK-{n:05}"), "kind": kind,
        "account": format!("A-{}", n % 7), "contact_email": format!("applicant{n}@example.com"),
        "opened_at": "2026-03-02T08:00:00Z", "name": format!("Zoë Müller {n}"),
        "text": "I lost my phone; x-ray o'hara",
        "signals": { "face_match": f64::from(n % 10) / 10.0 },
        "evidence": [{ "item": "id_front", "sha256": format!("{n:064x}"), "bytes": 9, "media": "image/png" }],
    });
    for (key, new) in more.as_object().unwrap() {
        value[key] = new.clone();
    }
    match serde_json::from_value(value).unwrap() {
        Record::Ticket(ticket) => *ticket,
        other => panic!("{other:?}"),
    }
}

/// A verified account.
pub fn account(n: u32, more: Value) -> AccountRecord {
    let mut value = json!({
        "institution": "binance", "ref": format!("AC-{n}"), "account": format!("A-{n}"), "status": "active",
        "email": format!("holder{n}@example.com"),
        "kyc": { "name": format!("Zoë Müller {n}"), "nationality": "DE", "born": "1990-01-01",
                 "document": { "type": "passport", "country": "DE", "number": format!("L01X{n:05}") } },
    });
    for (key, new) in more.as_object().unwrap() {
        value[key] = new.clone();
    }
    serde_json::from_value(value).unwrap()
}

impl Bench {
    /// A store in which about everything has happened: accounts that changed, two kinds of case, claims, notes, refusals,
    /// files seen twice, a merge, a case that ended, one put off, commands, and data that was erased.
    pub fn lived_in() -> Self {
        let mut bench = Self::new();
        for n in 1..4 {
            bench.put_account(&account(n, json!({})), 1);
        }
        bench.put_account(&account(2, json!({ "ref": "AC-2b", "email": "moved@example.com" })), 2);
        let alice = || reviewer("alice");
        let first = bench.open(&ticket("recovery", 1), 3).id;
        let second = bench.open(&ticket("recovery", 2), 4).id;
        let twin = bench.open(&ticket("conflict", 3), 5).id;
        let other = bench.open(&ticket_with("conflict", 4, json!({ "account": "A-3" })), 6).id;
        bench.carry_out(first, &Command::Claim, 7, alice());
        bench.carry_out(first, &Command::Note { text: "called the bank".into() }, 8, alice());
        let until = Some(start() + Duration::hours(20));
        bench.carry_out(second, &Command::Snooze { until }, 9, reviewer("bo"));
        let evidence = bench.case(first).items.values().flat_map(|item| item.evidence.clone()).collect();
        let ticket = "TK-00002".parse().unwrap();
        let again = Command::Attach { ticket, evidence, document: None, signals: Default::default() };
        bench.carry_out(second, &again, 10, Actor::Applicant);
        bench.append(twin, &[Event::MergedInto { case: other }], 11, alice());
        bench.append(other, &[absorbed(twin)], 11, alice());
        let done = CommandRow { digest: [7; 32], case: Some(first), first_seq: 8, last_seq: 9 };
        let by = stamp(12, alice());
        bench
            .store
            .write::<_, StoreError>(|tx| {
                tx.remember_command(&by, "a-wish", done);
                Ok(())
            })
            .unwrap();
        let note = bench.carry_out(other, &Command::Note { text: "to be forgotten".into() }, 13, alice());
        let seq = bench.store.read::<_, StoreError>(|r| r.head()).unwrap().seq;
        assert_eq!(note.id, other);
        let erasure = Erasure { rows: &[seq], cases: &[], reason: "asked for" };
        bench.store.write::<_, StoreError>(|tx| tx.erase_private(&by, &erasure)).unwrap();
        bench
    }
}
