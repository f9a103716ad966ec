//! Submissions of verification through the desk: attempts and denials, the conflict and its link, two at once.

use super::*;
use crate::case::Event;
use crate::playbook::OrderName;
use serde_json::{Value, json};

/// A desk with bo, who reviews, and nothing on it.
fn desk() -> Office {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::init(&options(folder.path(), "alice"), shipped()).unwrap();
    desk.set_operator(&OperatorId::new("bo").unwrap(), Role::Reviewer).unwrap();
    Office { folder, desk }
}

/// A session of ten minutes, half an hour before the desk's time, with members of `more` in the place of its own.
fn submission(office: &Office, reference: &str, account: &str, more: Value) -> String {
    let at = |minutes: i64| (office.desk.now() - Duration::minutes(30 + minutes)).to_rfc3339();
    let steps =
        ["nationality", "basic_information", "document", "document_photo", "selfie", "facial_verification"];
    let steps: Vec<Value> =
        (1..).zip(steps).map(|(n, step)| json!({ "step": step, "at": at(10 - n) })).collect();
    let mut record = json!({
        "type": "verification", "institution": "binance", "ref": reference, "account": account,
        "contact_email": format!("{}@example.org", account.to_lowercase()), "submitted_at": at(0),
        "level": "advanced", "started_at": at(10), "steps": steps, "name": "Lin Wei", "born": "1990-04-02",
        "nationality": "DE", "document": { "type": "id_card", "country": "DE", "number": "L01X00T47" },
        "face_channel": "computer", "signals": { "face_match": 0.97 },
        "evidence": [],
    });
    for (key, value) in more.as_object().unwrap() {
        record[key] = value.clone();
    }
    record.to_string()
}

fn refused_by(received: &[Received]) -> String {
    match received {
        [Received::Refused { refusal, .. }] => refusal.rule.as_ref().unwrap().to_string(),
        other => panic!("{other:?}"),
    }
}

fn opened(received: &[Received]) -> (CaseId, String) {
    match received {
        [Received::Opened { case, stage, .. }] => {
            (crate::case::CaseNumber::parse_id(case.as_str()).unwrap(), stage.to_string())
        }
        other => panic!("{other:?}"),
    }
}

fn act(office: &mut Office, case: CaseId, action: &str, reason: Option<&str>) -> Result<Receipt, DeskError> {
    let act = Act {
        reason: reason.map(|reason| reason.parse().unwrap()),
        note: Some("looked at it".into()),
        ..Act::plain(action.parse().unwrap())
    };
    office.desk.act(&Request { case, seen: None, command: Command::Act(act), key: None })
}

/// Everything that an approval asks for, judged in its favour.
fn judge_all(office: &mut Office, case: CaseId, reference: &str) {
    let bring = |item: &str, byte: u8| {
        json!({ "item": item, "sha256": hex::encode([byte; 32]), "bytes": 9, "media": "image/png", "stored": false,
                "brought_on": "2026-11-23", "captured": "webcam" })
    };
    let byte = u8::try_from(case.0).unwrap();
    let evidence: Vec<_> = [bring("id_front", 2 * byte), bring("selfie", 2 * byte + 1)]
        .into_iter()
        .map(|one| serde_json::from_value(one).unwrap())
        .collect();
    let record = json!({ "type": "evidence", "institution": "binance", "ref": format!("E-{reference}"),
        "ticket": reference, "at": office.desk.now().to_rfc3339(), "evidence": [] });
    let arrival = Arrival { record: serde_json::from_value(record).unwrap(), evidence };
    office.desk.receive(vec![arrival]).unwrap();
    let kind = office.desk.case(case).unwrap().kind().unwrap().clone();
    let mut commands = Vec::new();
    for item in kind.items.iter().filter(|item| item.required) {
        for requirement in &item.requirements {
            let (item, requirement) = (item.id.clone(), requirement.id.clone());
            commands.push(Command::Judge { item, requirement, verdict: Some(Verdict::Ticked) });
        }
    }
    for check in &kind.checks {
        commands.push(Command::Answer { check: check.id.clone(), answer: Some(Answer::Passed) });
    }
    for command in commands {
        office.desk.act(&Request { case, seen: None, command, key: None }).unwrap();
    }
}

fn must_be_sound(office: &mut Office) {
    assert_eq!(office.desk.check(&mut |_, _| {}).unwrap().findings, []);
    office.desk.rebuild(&mut |_, _| {}).unwrap();
    assert_eq!(office.desk.check(&mut |_, _| {}).unwrap().findings, []);
}

const HOLDER: &str = r#"{"type":"account","institution":"binance","ref":"acc-7","account":"H-7","email":"old@example.com","status":"active","kyc":{"name":"Lin Wei","born":"1990-04-02","nationality":"DE","document":{"type":"id_card","country":"DE","number":"L01X00T47"}}}"#;

#[test]
fn c01_a_submission_that_meets_a_held_identity_is_refused_and_its_conflict_linked() {
    let mut office = desk();
    office.receive(HOLDER);
    let submitted = submission(&office, "V-1", "B-2", json!({}));
    let received = office.receive(&submitted);
    let (conflict, _) = opened(&received);
    let refused = office.desk.case(CaseId(1)).unwrap();
    assert_eq!(refused.case.matter.as_ref().unwrap().stage.as_str(), "held");
    let view = office.desk.case(conflict).unwrap();
    let matter = view.case.matter.as_ref().unwrap();
    assert_eq!((matter.kind.as_str(), matter.holder.as_ref().unwrap().as_str()), ("conflict", "H-7"));
    assert!(refused.case.links.contains(&conflict) && view.case.links.contains(&CaseId(1)));
    assert!(
        matches!(&received[0], Received::Opened { note: Some(note), .. } if note.contains("C1") && note.contains("VK-000001"))
    );
    assert_eq!(refused.related[0].linked.case, conflict);
    let told = refused.timeline.iter().any(|row| row.event == "letter_written");
    assert!(told, "V8");
    must_be_sound(&mut office);
}

#[test]
fn c01_the_next_submission_finds_the_conflict_that_is_open() {
    let mut office = desk();
    office.receive(HOLDER);
    let first = submission(&office, "V-1", "B-2", json!({}));
    let (conflict, _) = opened(&office.receive(&first));
    let second = submission(&office, "V-2", "B-2", json!({}));
    assert_eq!(opened(&office.receive(&second)).0, conflict);
    assert_eq!(office.desk.case(conflict).unwrap().case.links.len(), 2);
}

#[test]
fn c01_of_two_cases_about_one_identity_only_the_first_is_approved() {
    let mut office = desk();
    for (reference, account) in [("V-1", "B-1"), ("V-2", "B-2")] {
        let line = submission(&office, reference, account, json!({}));
        assert_eq!(opened(&office.receive(&line)).1, "review");
    }
    for (case, reference) in [(CaseId(1), "V-1"), (CaseId(2), "V-2")] {
        judge_all(&mut office, case, reference);
    }
    act(&mut office, CaseId(1), "approve", None).unwrap();
    let refused = act(&mut office, CaseId(2), "approve", None).unwrap_err().to_string();
    assert!(refused.starts_with("C1") && refused.contains("B-1"), "{refused}");
    act(&mut office, CaseId(2), "held_by_another_several_tried", None).unwrap();
    let conflict = office.desk.case(CaseId(3)).unwrap();
    assert_eq!(conflict.kind_id.as_str(), "conflict", "opened by the refusal of a person too");
    assert!(conflict.case.links.contains(&CaseId(2)));
    // The registry has the last word: it says that B-1 was deleted.
    let deleted =
        r#"{"type":"account","institution":"binance","ref":"acc-b1","account":"B-1","status":"deleted"}"#;
    office.receive(deleted);
    assert!(office.desk.case(CaseId(2)).unwrap().holders.is_empty());
    must_be_sound(&mut office);
}

#[test]
fn c02_the_system_finds_accounts_that_tried_one_identity_and_restricts_the_duplicates() {
    let mut office = desk();
    let first = submission(&office, "V-1", "B-1", json!({}));
    opened(&office.receive(&first));
    office.receive(HOLDER);
    let second = submission(&office, "V-2", "B-2", json!({}));
    let (conflict, _) = opened(&office.receive(&second));
    let orders = office.desk.outbox(OutboxFilter::default(), 0, 100).unwrap();
    let mut restricted: Vec<String> = orders
        .iter()
        .filter_map(|line| match &line.row.event {
            Event::OrderGiven { order: OrderName::RestrictVerification, account, .. } => {
                Some(account.to_string())
            }
            _ => None,
        })
        .collect();
    restricted.sort();
    assert_eq!(restricted, ["B-1", "B-2"]);
    let view = office.desk.case(conflict).unwrap();
    assert_eq!(view.case.cause.as_ref().unwrap().as_str(), "several_detected");
    assert_eq!(view.duplicates[0].account.as_str(), "B-1");
    must_be_sound(&mut office);
}

#[test]
fn v02_what_was_stated_once_is_held_against_the_next_submission() {
    let mut office = desk();
    let first = submission(&office, "V-1", "B-1", json!({}));
    opened(&office.receive(&first));
    act(&mut office, CaseId(1), "deny", Some("unreadable")).unwrap();
    let other = submission(&office, "V-2", "B-1", json!({ "name": "Lin Weiss" }));
    assert_eq!(refused_by(&office.receive(&other)), "V2");
    let same = submission(&office, "V-3", "B-1", json!({}));
    assert_eq!(opened(&office.receive(&same)).1, "review");
}

#[test]
fn v06_a_session_that_was_over_when_it_came_has_expired_and_is_told() {
    let mut office = desk();
    let started = (office.desk.now() - Duration::minutes(51)).to_rfc3339();
    let slow = submission(&office, "V-1", "B-1", json!({ "started_at": started }));
    let received = office.receive(&slow);
    assert_eq!(opened(&received).1, "expired");
    assert!(matches!(&received[0], Received::Opened { note: Some(note), .. } if note.starts_with("V6")));
    let account = office.desk.case(CaseId(1)).unwrap().verification.unwrap();
    assert_eq!((account.attempts_today, account.denials), (1, 0), "an attempt, and no denial");
    must_be_sound(&mut office);
}

#[test]
fn v07_an_eleventh_attempt_of_a_day_is_refused_and_counted_and_the_next_day_is_another() {
    let mut office = desk();
    let closed = |office: &mut Office, n: u32| {
        let line = submission(office, &format!("V-{n}"), "B-1", json!({}));
        let (case, stage) = opened(&office.receive(&line));
        assert_eq!(stage, "review");
        act(office, case, "close", None).unwrap();
    };
    (1..=10).for_each(|n| closed(&mut office, n));
    let eleventh = submission(&office, "V-11", "B-1", json!({}));
    assert_eq!(refused_by(&office.receive(&eleventh)), "V7");
    let account = office.desk.case(CaseId(1)).unwrap().verification.unwrap();
    assert_eq!(account.attempts_today, 11, "refused, and an attempt all the same");
    let again = office.receive(&eleventh);
    assert!(
        matches!(&again[0], Received::Unchanged { note: Some(note) } if note.contains("V7")),
        "{again:?}"
    );
    assert_eq!(office.desk.case(CaseId(1)).unwrap().verification.unwrap().attempts_today, 11);
    let another = submission(&office, "V-12", "B-9", json!({ "name": "Bo Li" }));
    opened(&office.receive(&another));
    office.later(24);
    closed(&mut office, 13);
    must_be_sound(&mut office);
}

#[test]
fn v07_ten_denials_close_verification_and_it_opens_again_by_itself() {
    let mut office = desk();
    for n in 1..=10 {
        let wrong = json!({ "document": { "type": "residence_permit", "country": "DE", "number": "X1" } });
        let line = submission(&office, &format!("V-{n}"), "B-1", wrong);
        assert_eq!(refused_by(&office.receive(&line)), "V3", "{n}");
    }
    let sound = submission(&office, "V-11", "B-1", json!({}));
    assert_eq!(refused_by(&office.receive(&sound)), "V7");
    office.later(23);
    let early = submission(&office, "V-12", "B-1", json!({}));
    assert_eq!(refused_by(&office.receive(&early)), "V7");
    office.later(2);
    let later = submission(&office, "V-13", "B-1", json!({}));
    assert_eq!(opened(&office.receive(&later)).1, "review");
    must_be_sound(&mut office);
}

#[test]
fn n04_an_erased_submission_is_found_by_its_identity_no_more() {
    let mut office = desk();
    let first = submission(&office, "V-1", "B-1", json!({}));
    opened(&office.receive(&first));
    act(&mut office, CaseId(1), "close", None).unwrap();
    office.desk.erase(CaseId(1), "asked for").unwrap();
    let second = submission(&office, "V-2", "B-2", json!({}));
    opened(&office.receive(&second));
    assert!(office.desk.case(CaseId(2)).unwrap().duplicates.is_empty());
    must_be_sound(&mut office);
}

#[test]
fn m02_an_occupied_id_opens_its_conflict_by_itself() {
    let mut office = desk();
    office.receive(&HOLDER.replace("binance", "okx"));
    let line = submission(&office, "V-1", "B-2", json!({ "institution": "okx" }));
    let (conflict, _) = opened(&office.receive(&line));
    assert_eq!(
        office.desk.case(conflict).unwrap().case.matter.as_ref().unwrap().number.as_str(),
        "OC-000002"
    );
    assert_eq!(office.desk.case(CaseId(1)).unwrap().case.matter.as_ref().unwrap().stage.as_str(), "occupied");
}
