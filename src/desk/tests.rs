//! The desk as a whole: records in, decisions, timers, several desks on one store.

use super::*;
use crate::case::record::{Message, Record, Sender};
use crate::case::{Act, CaseId, Command, OperatorId, RefusalKind, Spoken, Verdict};
use crate::playbook::{Answer, Role, shipped};
use crate::store::{ListQuery, OutboxFilter};
use chrono::{DateTime, Duration, Utc};

mod verification;

pub(super) const RECORDS: &str = r#"
{"type":"account","institution":"binance","ref":"acc-1","account":"A-1","email":"lin.wei@example.com","phone":"+491705550123","status":"active","kyc":{"name":"Lin Wei","born":"1990-04-02","nationality":"DE","document":{"type":"id_card","country":"DE","number":"L01X00T47"}},"registered_at":"2021-03-04T10:00:00Z","last_active_at":"2026-11-01T10:00:00Z","assets":120.5,"open_orders":0,"logins":[{"at":"2026-11-01T10:00:00Z","ip":"203.0.113.7","city":"Berlin","country":"DE","lat":52.52,"lon":13.4,"device":"pixel-7"}],"cards_last4":["4821"],"region":"DE"}
{"type":"ticket","institution":"binance","ref":"T-1","kind":"recovery","account":"A-1","contact_email":"new@example.org","opened_at":"2026-11-23T08:00:00Z","from":{"ip":"203.0.113.7","country":"DE","lat":52.5,"lon":13.4,"device":"pixel-7","utc_offset_minutes":60},"name":"Lin Wei","born":"1990-04-02","nationality":"DE","document":{"type":"id_card","country":"DE","number":"L01X00T47"},"clues":{"cards":["4821"]},"signals":{"face_match":0.981,"liveness":0.97},"challenge":{"phrase":"copper lantern otter","given_at":"2026-11-23T07:30:00Z"},"text":"I lost my phone"}
{"type":"ticket","institution":"binance","ref":"T-2","kind":"recovery","account":"A-1","contact_email":"new@example.org","opened_at":"2026-11-23T08:30:00Z","text":"please hurry"}
{"type":"ticket","institution":"binance","ref":"V-1","kind":"conflict","account":"B-2","contact_email":"b2@example.org","opened_at":"2026-11-23T08:00:00Z","name":"Lin Wei","born":"1990-04-02","nationality":"DE","document":{"type":"id_card","country":"DE","number":"L01X00T47"}}
"#;

pub(super) struct Office {
    pub folder: tempfile::TempDir,
    pub desk: Desk,
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn options(folder: &std::path::Path, operator: &str) -> DeskOptions {
    DeskOptions {
        store: folder.join("desk.docket"),
        witness: folder.join("witness"),
        operator: Some(OperatorId::new(operator).unwrap()),
        clock: DeskClock::Fixed(at("2026-11-23T09:00:00Z")),
        read_only: false,
    }
}

/// An office with alice (admin), bo (reviewer) and lea (lead), and the records above.
pub(super) fn office() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::init(&options(folder.path(), "alice"), shipped()).unwrap();
    for (name, role) in [("bo", Role::Reviewer), ("lea", Role::Lead)] {
        desk.set_operator(&OperatorId::new(name).unwrap(), role).unwrap();
    }
    let mut office = Office { folder, desk };
    let received = office.receive(RECORDS);
    assert!(matches!(received[0], Received::Updated { case: None, .. }), "{received:?}");
    assert!(
        matches!(&received[1], Received::Opened { case, .. } if case.as_str() == "RC-000001"),
        "{received:?}"
    );
    assert!(
        matches!(&received[2], Received::Merged { case } if case.as_str() == "RC-000001"),
        "{received:?}"
    );
    assert!(
        matches!(&received[3], Received::Opened { case, .. } if case.as_str() == "IC-000002"),
        "{received:?}"
    );
    office
}

impl Office {
    pub fn receive(&mut self, lines: &str) -> Vec<Received> {
        let lines = lines.lines().filter(|line| !line.is_empty());
        let arrivals =
            lines.map(|line| Arrival { record: serde_json::from_str(line).unwrap(), evidence: Vec::new() });
        self.desk.receive(arrivals.collect()).unwrap()
    }

    /// Brings `bytes` as an evidence file of the ticket `ticket`.
    pub fn bring(&mut self, reference: &str, ticket: &str, bytes: &[u8]) -> crate::evidence::Taken {
        let folder = self.folder.path().join("in");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("file"), bytes).unwrap();
        let folder = crate::evidence::Folder::open(&folder).unwrap();
        let taken = self.desk.vault().take(&folder, "file").unwrap();
        let record = serde_json::json!({
            "type": "evidence", "institution": "binance", "ref": reference, "ticket": ticket,
            "at": "2026-11-23T08:50:00Z", "evidence": [{ "item": "id_front", "file": "file" }],
        });
        let evidence = serde_json::json!({
            "item": "id_front", "sha256": taken.sha256, "bytes": taken.bytes, "media": taken.media, "stored": true,
            "brought_on": "2026-11-23",
        });
        let evidence = vec![serde_json::from_value(evidence).unwrap()];
        let arrival = Arrival { record: serde_json::from_value(record).unwrap(), evidence };
        let received = self.desk.receive(vec![arrival]).unwrap();
        assert!(matches!(received[0], Received::Updated { .. }), "{received:?}");
        taken
    }

    pub fn another(&self, operator: &str) -> Desk {
        Desk::open(&options(self.folder.path(), operator)).unwrap()
    }

    pub fn request(&self, command: Command) -> Request {
        Request { case: CaseId(1), seen: None, command, key: None }
    }

    pub fn later(&mut self, hours: i64) {
        let now = self.desk.now() + Duration::hours(hours);
        self.desk.set_clock(DeskClock::Fixed(now));
    }
}

pub(super) fn note(text: &str) -> Command {
    Command::Note { text: text.into() }
}

#[test]
fn c01_a_conflict_finds_the_account_that_holds_the_identity() {
    let office = office();
    let view = office.desk.case(CaseId(2)).unwrap();
    let matter = view.case.matter.as_ref().unwrap();
    assert_eq!(matter.kind.as_str(), "conflict");
    assert_eq!(matter.holder.as_ref().unwrap().as_str(), "A-1");
    assert_eq!(matter.claimant.as_str(), "B-2");
}

#[test]
fn c01_a_registry_record_that_comes_after_the_ticket_makes_its_account_the_holder() {
    let mut office = office();
    let ticket = r#"{"type":"ticket","institution":"binance","ref":"T-5","kind":"conflict","account":"B-5","contact_email":"b5@example.org","opened_at":"2026-11-23T08:00:00Z","document":{"type":"passport","country":"DE","number":"C01X00T47"}}"#;
    office.receive(ticket);
    let holder = |account: &str| {
        let record = RECORDS.lines().nth(1).unwrap();
        let record = record.replace("acc-1", &format!("acc-{account}")).replace("A-1", account);
        record.replace("id_card", "passport").replace("L01X00T47", "C01X00T47")
    };
    office.receive(&holder("H-8"));
    let claim = Request { case: CaseId(3), ..office.request(Command::Claim) };
    office.desk.act(&claim).unwrap();
    let view = office.desk.case(CaseId(3)).unwrap();
    assert_eq!(view.case.matter.as_ref().unwrap().holder.as_ref().unwrap().as_str(), "H-8");
    assert_eq!(office.desk.check(&mut |_, _| {}).unwrap().findings, [], "its row says so too");
    office.receive(&holder("H-9"));
    let choose = Command::ChooseHolder { account: "H-9".parse().unwrap() };
    office.desk.act(&Request { case: CaseId(3), ..office.request(choose) }).unwrap();
    assert_eq!(office.desk.case(CaseId(3)).unwrap().holders.len(), 2);
}

#[test]
fn r21_a_second_appeal_joins_the_first() {
    let office = office();
    let view = office.desk.case(CaseId(1)).unwrap();
    assert_eq!(view.case.tickets.joined().count(), 1);
    assert_eq!(office.desk.find("T-2").unwrap(), CaseId(1));
    assert_eq!(office.desk.list(&ListQuery { limit: 10, ..ListQuery::default() }).unwrap().rows.len(), 2);
}

#[test]
fn the_same_records_again_change_nothing() {
    let mut office = office();
    let before = office.desk.log(None, crate::store::LogWindow::After(0), 1000, LogRows::All).unwrap().len();
    for received in office.receive(RECORDS) {
        assert_eq!(received, Received::Unchanged { note: None });
    }
    assert_eq!(
        office.desk.log(None, crate::store::LogWindow::After(0), 1000, LogRows::All).unwrap().len(),
        before
    );
    let changed = RECORDS.replace("please hurry", "please hurry up");
    let told = office.receive(&changed);
    assert!(
        matches!(&told[2], Received::Unchanged { note: Some(note) } if note.contains("other content")),
        "{told:?}"
    );
}

#[test]
fn a_record_that_is_refused_keeps_the_others_in() {
    let mut office = office();
    let lines = r#"
{"type":"message","institution":"binance","ref":"M-1","ticket":"T-404","at":"2026-11-23T08:40:00Z","sender":"owner","text":"hello"}
{"type":"ticket","institution":"binance","ref":"T-9","kind":"rebirth","account":"A-3","contact_email":"x@example.org","opened_at":"2026-11-23T08:00:00Z"}
{"type":"ticket","institution":"kraken","ref":"T-9","kind":"recovery","account":"A-3","contact_email":"x@example.org","opened_at":"2026-11-23T08:00:00Z"}
{"type":"ticket","institution":"binance","ref":"T-10","category":"identity verification","account":"A-3","contact_email":"x@example.org","opened_at":"2026-11-23T08:00:00Z"}
"#;
    let received = office.receive(lines);
    let fields: Vec<_> = received
        .iter()
        .map(|received| match received {
            Received::Refused { field, .. } => field.clone().unwrap_or_default(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(&fields[..3], ["ticket", "kind", "institution"]);
    assert!(
        matches!(&received[3], Received::Opened { kind, .. } if kind.as_str() == "conflict"),
        "{:?}",
        received[3]
    );
}

#[test]
fn a_wish_with_the_same_key_is_carried_out_once() {
    let mut office = office();
    let mut request = office.request(note("called the bank"));
    request.key = Some(IdempotencyKey("k-1".into()));
    let first = office.desk.act(&request).unwrap();
    let again = office.another("alice").act(&request).unwrap();
    assert!(!first.repeated && again.repeated);
    assert_eq!((first.version, first.seq, &first.head), (again.version, again.seq, &again.head));
    request.command = note("something else");
    assert!(matches!(office.desk.act(&request), Err(DeskError::Invalid { .. })), "one key, two wishes");
}

#[test]
fn a_decision_on_a_version_that_has_moved_on_is_refused() {
    let mut office = office();
    let seen = office.desk.case(CaseId(1)).unwrap().case.version;
    office.another("bo").act(&office.request(note("I was first"))).unwrap();
    let mut request = office.request(Command::Act(Act {
        note: Some("by phone".into()),
        ..Act::plain("withdraw".parse().unwrap())
    }));
    request.seen = Some(seen);
    assert!(matches!(office.desk.act(&request), Err(DeskError::Changed { .. })));
}

#[test]
fn a_refusal_leaves_no_trace() {
    let mut office = office();
    let before = office.desk.case(CaseId(1)).unwrap().case;
    let refused = office.desk.act(&office.request(Command::Act(Act::plain("approve".parse().unwrap()))));
    assert!(matches!(refused, Err(DeskError::Refused(refusal)) if refusal.kind == RefusalKind::Stage));
    assert_eq!(office.desk.case(CaseId(1)).unwrap().case, before);
}

#[test]
fn who_is_no_operator_of_the_store_does_nothing() {
    let office = office();
    let mut stranger = office.another("mallory");
    assert!(matches!(stranger.act(&office.request(note("hi"))), Err(DeskError::NotAllowed { .. })));
    assert!(matches!(
        stranger.set_operator(&"mallory".parse().unwrap(), Role::Admin),
        Err(DeskError::NotAllowed { .. })
    ));
    let mut bo = office.another("bo");
    assert!(matches!(
        bo.set_operator(&"bo".parse().unwrap(), Role::Admin),
        Err(DeskError::NotAllowed { .. })
    ));
}

#[test]
fn the_last_admin_stays() {
    let mut office = office();
    assert!(office.desk.set_operator(&"alice".parse().unwrap(), Role::Reviewer).is_err());
    office.desk.set_operator(&"lea".parse().unwrap(), Role::Admin).unwrap();
    office.desk.set_operator(&"alice".parse().unwrap(), Role::Reviewer).unwrap();
}

#[test]
fn a_clock_that_went_backwards_writes_nothing() {
    let mut office = office();
    office.later(-24);
    let told = office.desk.act(&office.request(note("yesterday"))).unwrap_err().to_string();
    assert!(told.contains("the log's last entry"), "{told}");
    office.desk.case(CaseId(1)).unwrap();
}

#[test]
fn r14_the_owners_message_is_kept_even_when_it_comes_to_nothing() {
    let mut office = office();
    let message = Record::Message(Message {
        institution: "binance".parse().unwrap(),
        reference: "M-1".parse().unwrap(),
        ticket: "T-1".parse().unwrap(),
        at: at("2026-11-23T08:59:00Z"),
        sender: Sender::Owner,
        text: "that is not me".into(),
        intent: Some("block".parse().unwrap()),
    });
    let received = office.desk.receive(vec![Arrival { record: message, evidence: Vec::new() }]).unwrap();
    assert!(
        matches!(&received[0], Received::Updated { note: Some(note), .. } if note.contains("R14")),
        "{received:?}"
    );
    let view = office.desk.case(CaseId(1)).unwrap();
    assert!(view.timeline[0].text.as_str().contains("that is not me"));
}

#[test]
fn a_case_for_an_account_that_the_registry_does_not_know_says_so() {
    let mut office = office();
    let unknown = RECORDS.lines().nth(3).unwrap().replace("T-2", "T-9").replace("A-1", "NOPE");
    let received = office.receive(&unknown);
    assert!(
        matches!(&received[0], Received::Opened { note: Some(note), .. } if note.contains("NOPE is not in the registry")),
        "{received:?}"
    );
    let known = RECORDS.lines().nth(3).unwrap().replace("T-2", "T-10").replace("A-1", "A-2");
    let record = RECORDS.lines().nth(1).unwrap().replace("acc-1", "acc-2").replace("A-1", "A-2");
    let received = office.receive(&format!("{record}\n{known}"));
    assert!(matches!(&received[1], Received::Opened { note: None, .. }), "{received:?}");
}

#[test]
fn the_case_screen_has_all_that_it_shows() {
    let office = office();
    let view = office.desk.case(CaseId(1)).unwrap();
    assert_eq!(view.accounts.len(), 1);
    let number = view.comparison.iter().find(|row| row.field == "Document number").unwrap();
    assert_eq!(number.agreement, crate::identity::Agreement::Equal);
    assert!(!number.masked.0.as_ref().unwrap().as_str().contains("L01X"));
    let for_bo = office.another("bo").case(CaseId(1)).unwrap();
    let take_over = for_bo.actions.iter().find(|action| action.id().as_str() == "take_over").unwrap();
    assert!(take_over.state.as_ref().unwrap_err().what.contains("needs a lead"), "{:?}", take_over.state);
    assert!(view.score().is_some());
    assert!(view.due.is_some() && view.related.len() == 1);
}

#[test]
fn a_preview_tells_what_the_action_does_and_does_nothing() {
    let mut office = office();
    let act = Act::plain("withdraw".parse().unwrap());
    let preview = office.desk.preview(CaseId(1), &act).unwrap();
    assert_eq!(preview.stage.as_ref().unwrap().0.as_str(), "closed");
    assert_eq!(preview.orders.len(), 1);
    let letter = &preview.letters[0];
    assert!(letter.body.contains("RC-000001") && !letter.to[0].contains("new@"), "{letter:?}");
    let full = Act { note: Some("by phone".into()), ..act };
    office.desk.act(&office.request(Command::Act(full))).unwrap();
    let letters = office
        .desk
        .outbox(OutboxFilter { case: Some(CaseId(1)), ..OutboxFilter::default() }, 0, 100)
        .unwrap();
    let last = letters.last().unwrap();
    assert!(
        matches!(&last.row.event, crate::case::Event::LetterWritten { private, .. } if private.get().unwrap().body == letter.body)
    );
}

#[test]
fn a_dry_run_tells_case_by_case_what_would_be_refused() {
    let office = office();
    let cases = [CaseId(1), CaseId(2)];
    let close = Command::Act(Act { note: Some("x".into()), ..Act::plain("close".parse().unwrap()) });
    let told = office.desk.dry_run(&cases, &close).unwrap();
    assert!(
        told[0].outcome.as_ref().unwrap_err().remedy.contains("withdraw"),
        "a recovery has no such action"
    );
    assert_eq!(told[1].outcome.as_ref().unwrap_err().rule.as_ref().unwrap().as_str(), "C3");
    assert!(office.desk.dry_run(&cases, &Command::Claim).unwrap().iter().all(|row| row.outcome.is_ok()));
}

#[test]
fn another_desk_notices_what_changed_and_nothing_else() {
    let mut office = office();
    let mut other = office.another("bo");
    assert_eq!(other.changes().unwrap(), None);
    office.desk.act(&office.request(note("news"))).unwrap();
    assert_eq!(other.changes().unwrap(), Some(Changes { cases: vec![CaseId(1)], more: false }));
    assert_eq!(other.changes().unwrap(), None);
}

#[test]
fn a_merge_by_the_desk_is_undone_by_the_desk() {
    let mut office = office();
    let ticket = RECORDS.lines().nth(4).unwrap();
    let third = ticket.replace("V-1", "V-3");
    let received = office.receive(&third);
    assert!(
        matches!(received[0], Received::Opened { .. }),
        "conflicts do not merge by themselves: {received:?}"
    );
    office.desk.merge(CaseId(3), CaseId(2)).unwrap();
    assert_eq!(office.desk.case(CaseId(3)).unwrap().case.merged_into, Some(CaseId(2)));
    assert!(office.desk.merge(CaseId(3), CaseId(1)).is_err());
    office.desk.unmerge(CaseId(3)).unwrap();
    assert_eq!(office.desk.case(CaseId(2)).unwrap().case.absorbed, Default::default());
    assert!(office.desk.unmerge(CaseId(3)).is_err());
}

#[test]
fn r21_the_desk_sees_the_pending_appeal_beside_a_rejected_one() {
    let mut office = office();
    office.desk.tick(10).unwrap();
    let act = |action: &str, reason: Option<&str>| {
        let (reason, note) = (reason.map(|reason| reason.parse().unwrap()), Some("looked at it".into()));
        Command::Act(Act { reason, note, ..Act::plain(action.parse().unwrap()) })
    };
    let mut bo = office.another("bo");
    office.another("lea").act(&office.request(act("take_over", None))).unwrap();
    bo.act(&office.request(act("reject", Some("data_archived")))).unwrap();
    let again = RECORDS.lines().nth(3).unwrap().replace("T-2", "T-3");
    let received = office.receive(&again);
    assert!(
        matches!(&received[0], Received::Opened { case, .. } if case.as_str() == "RC-000003"),
        "{received:?}"
    );
    let refused = office.another("lea").act(&office.request(act("reopen", None))).unwrap_err();
    assert!(
        matches!(&refused, DeskError::Refused(refusal) if refusal.to_string().starts_with("R21: case 3"))
    );
}

#[test]
fn what_comes_for_a_merged_ticket_goes_to_the_case_that_took_it_in() {
    let mut office = office();
    let third = RECORDS.lines().nth(4).unwrap().replace("V-1", "V-3");
    office.receive(&third);
    office.desk.merge(CaseId(3), CaseId(2)).unwrap();
    let lines = r#"
{"type":"evidence","institution":"binance","ref":"E-1","ticket":"V-3","at":"2026-11-23T08:50:00Z","evidence":[]}
{"type":"message","institution":"binance","ref":"M-1","ticket":"V-3","at":"2026-11-23T08:51:00Z","sender":"owner","text":"hello"}
"#;
    for received in office.receive(lines) {
        assert!(
            matches!(&received, Received::Updated { case: Some(case), .. } if case.as_str() == "IC-000002"),
            "{received:?}"
        );
    }
    assert!(office.desk.case(CaseId(2)).unwrap().timeline[0].text.as_str().contains("hello"));
}

#[test]
fn lead_and_queues_count_what_is_there() {
    let office = office();
    let lead = office.desk.lead().unwrap();
    let open: u64 = lead.queues.iter().map(|queue| queue.open).sum();
    assert_eq!(open, 2);
    assert_eq!(lead.bands.iter().sum::<u64>(), 2);
    assert_eq!(lead.throughput.last().unwrap().1, 2);
    let recovery = lead.rates.iter().find(|rate| rate.kind.as_str() == "recovery").unwrap();
    assert_eq!(recovery.expected, Some(80), "R18");
}

/// Takes RC-000001 from its evidence to the approval of a reviewer.
pub(super) fn approve(office: &mut Office) -> Receipt {
    let evidence = ["id_front", "id_back", "note", "video"].map(|item| crate::case::Evidence {
        captured: None,
        item: item.parse().unwrap(),
        sha256: crate::case::Digest([item.len() as u8 + item.as_bytes()[0]; 32]),
        bytes: 100,
        media: "image/png".into(),
        stored: false,
        brought_on: at("2026-11-23T08:00:00Z").date_naive(),
        dated: Some(at("2026-11-23T08:00:00Z").date_naive()),
        spoken: (item == "video").then(|| Spoken::Words("copper lantern otter".into())),
        recorded_at: Some(at("2026-11-23T07:45:00Z")),
        merged_from: None,
    });
    let later = r#"{"type":"evidence","institution":"binance","ref":"E-1","ticket":"T-1","at":"2026-11-23T08:50:00Z","evidence":[{"item":"note","sha256":"00"}]}"#;
    let later = later.replace("\"00\"", &format!("\"{}\"", "0".repeat(64)));
    let record: Record = serde_json::from_str(&later).unwrap();
    assert_eq!(office.desk.tick(1_000).unwrap().fired, [], "without evidence there is nothing to pass on");
    office.desk.receive(vec![Arrival { record, evidence: evidence.to_vec() }]).unwrap();
    assert_eq!(office.desk.tick(1_000).unwrap().fired[0].stage.as_str(), "manual_review");
    let mut bo = office.another("bo");
    let kind = office.desk.case(CaseId(1)).unwrap().kind().unwrap().clone();
    for item in kind.items.iter().filter(|item| item.required) {
        for requirement in &item.requirements {
            let (item, requirement) = (item.id.clone(), requirement.id.clone());
            let verdict = Some(Verdict::Ticked);
            bo.act(&office.request(Command::Judge { item, requirement, verdict })).unwrap();
        }
    }
    for check in kind.checks.iter().filter(|check| check.required) {
        let (check, answer) = (check.id.clone(), Some(Answer::Passed));
        bo.act(&office.request(Command::Answer { check, answer })).unwrap();
    }
    bo.act(&office.request(Command::Act(Act::plain("approve".parse().unwrap())))).unwrap()
}

#[test]
fn r01_a_case_is_taken_from_intake_to_a_recorded_decision() {
    let mut office = office();
    let receipt = approve(&mut office);
    assert_eq!(receipt.stage.as_str(), "hold");
    assert_eq!(office.desk.case(CaseId(1)).unwrap().case.version, receipt.version);
}

#[test]
fn a_bad_playbook_makes_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let mut source = shipped()[0].clone();
    source.toml = source.toml.replace("to = \"hold\"", "to = \"nirvana\"");
    let told = Desk::init(&options(folder.path(), "alice"), &[source]).unwrap_err().to_string();
    assert!(told.contains("faults"), "{told}");
    assert!(!folder.path().join("desk.docket").exists());
}
