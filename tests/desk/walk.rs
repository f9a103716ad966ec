//! A walk through each kind of both institutions, from a record to a recorded decision, meeting each rule on the way.

use super::office::{Office, account, evidence, fresh_account, ticket};
use serde_json::json;

const RECOVERY: [&str; 4] = ["id_front", "id_back", "note", "video"];
const CONFLICT: [&str; 4] = ["id_front", "id_back", "selfie", "description"];
const MIGRATION: [&str; 3] = ["id_photos", "video", "codes"];

#[test]
fn an_appeal_is_reviewed_approved_held_and_finished() {
    let mut office = Office::open();
    let came = office.intake(&[
        account("binance", "A-1"),
        ticket("binance", "recovery", "T-1", "A-1", &RECOVERY),
        ticket("binance", "recovery", "T-2", "A-1", &[]),
    ]);
    assert_eq!(came[1]["result"], "opened");
    assert_eq!(came[2]["result"], "merged", "R21: {}", came[2]);
    let case = "RC-000001";
    assert!(office.orders(case).contains(&"lock_account".to_owned()), "R20");
    assert_eq!(office.must("alice", &["tick"])[0]["action"], "auto_pass", "R11");

    assert_eq!(office.act_refused("bo", case, &["approve"]), "R5");
    office.tick_all("bo", case);
    assert_eq!(office.act_refused("bo", case, &["approve"]), "R12");
    office.pass_all("bo", case);
    office.act("bo", case, &["fail", "check=same_person"]);
    assert_eq!(office.act_refused("bo", case, &["approve"]), "R1");
    office.act("bo", case, &["pass", "check=same_person"]);
    assert_eq!(office.act_refused("bo", case, &["approve"]), "R21", "two tickets, two addresses");
    office.act("bo", case, &["applicant", "ticket=T-1"]);
    let receipt = office.act("bo", case, &["approve"]);
    assert_eq!(receipt["stage"], "hold");
    assert_eq!(office.act_refused("bo", case, &["complete"]), "R13");

    office.set_now("2026-11-24T10:00:00Z");
    assert_eq!(office.must("alice", &["tick"])[0]["action"], "complete");
    assert_eq!(office.act_refused("bo", case, &["finish"]), "R15");
    let followed = office.must("bo", &["cases", "--queue", "follow-ups"]);
    assert_eq!(followed.len(), 1, "R15: {followed:?}");
    assert_eq!(
        office.must("bo", &["cases", "--queue", "binance/recovery"]).len(),
        0,
        "it is in no other queue"
    );
    office.follow_all_up("bo", case);
    office.act("bo", case, &["finish"]);
    assert_eq!(office.case(case)["outcome"], "approved");
    for letter in office.letters(case) {
        assert!(letter["body"].as_str().unwrap().contains("payment"), "R17: {letter}");
    }
    let file = office.folder().join("receipt.json");
    std::fs::write(&file, receipt.to_string()).unwrap();
    assert_eq!(office.must("bo", &["check", "--receipt", file.to_str().unwrap()])[0]["result"], "stands");
    office.must_be_sound();
}

#[test]
fn what_an_appeal_brings_wrongly_is_refused_by_its_rule() {
    let mut office = Office::open();
    let mut passport = ticket("binance", "recovery", "T-1", "A-1", &RECOVERY);
    passport["document"]["type"] = json!("passport");
    let mut stale = ticket("binance", "recovery", "T-2", "A-2", &RECOVERY);
    stale["evidence"][2]["dated"] = json!("2026-11-20");
    let mut own_words = ticket("binance", "recovery", "T-3", "A-3", &RECOVERY);
    own_words["evidence"][3]["phrase"] = json!("let me in please");
    let mut registered = ticket("binance", "recovery", "T-4", "A-4", &RECOVERY);
    registered["contact_email"] = json!("a-1.owner@example.com");
    let mut reused = ticket("binance", "recovery", "T-5", "A-5", &RECOVERY);
    reused["evidence"][2]["sha256"] = stale["evidence"][2]["sha256"].clone();
    let mut low = ticket("binance", "recovery", "T-6", "A-6", &RECOVERY);
    low["signals"]["face_match"] = json!(0.4);
    let accounts = ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6"].map(|name| account("binance", name));
    office.intake(&accounts);
    let came = office.intake(&[passport, stale, own_words, registered, reused, low]);
    assert!(came.iter().all(|line| line["result"] == "opened"), "{came:?}");
    office.must("alice", &["tick"]);
    let tick = |case: &str, item: &str, requirement: &str| {
        office.act_refused(
            "bo",
            case,
            &["tick", &format!("item={item}"), &format!("requirement={requirement}")],
        )
    };
    assert_eq!(tick("RC-000001", "id_front", "same_document"), "R3");
    assert_eq!(office.act_refused("bo", "RC-000001", &["approve"]), "R3");
    assert_eq!(tick("RC-000002", "note", "date"), "R6");
    assert_eq!(tick("RC-000003", "video", "phrase"), "R7");
    assert_eq!(tick("RC-000005", "note", "not_reused"), "R6");
    office.tick_all("bo", "RC-000004");
    office.pass_all("bo", "RC-000004");
    assert_eq!(office.act_refused("bo", "RC-000004", &["approve"]), "R8");
    assert_eq!(office.stage("RC-000006"), "waiting_applicant", "R11: asked to resubmit, not rejected (N3)");
    office.must_be_sound();
}

#[test]
fn a_rejection_needs_its_reason_and_the_owner_can_block() {
    let mut office = Office::open();
    office.intake(&[
        account("binance", "A-1"),
        ticket("binance", "recovery", "T-1", "A-1", &RECOVERY),
        account("binance", "A-2"),
        ticket("binance", "recovery", "T-2", "A-2", &RECOVERY),
    ]);
    office.must("alice", &["tick"]);
    assert_eq!(office.act_refused("bo", "RC-000001", &["reject", "note=too long ago"]), "R16");
    office.act("bo", "RC-000001", &["reject", "reason=data_archived", "note=too long ago"]);
    let letter = office.letters("RC-000001").pop().unwrap();
    assert!(letter["body"].as_str().unwrap().contains("inactive for so long"));
    assert!(!letter["body"].as_str().unwrap().contains("too long ago"), "N1: notes stay inside");
    office.act("lea", "RC-000001", &["reopen", "note=contested"]);

    office.tick_all("bo", "RC-000002");
    office.pass_all("bo", "RC-000002");
    office.act("bo", "RC-000002", &["approve"]);
    let letters = office.letters("RC-000002");
    let announced = letters.iter().filter(|letter| letter["letter"] == "recovery_approved");
    let reached: Vec<_> = announced.map(|letter| letter["reach"].as_str().unwrap()).collect();
    assert_eq!(reached, ["applicant", "former"], "N2");
    office.intake(&[json!({ "type": "message", "institution": "binance", "ref": "M-1", "ticket": "T-2",
        "at": "2026-11-23T08:59:00Z", "sender": "owner", "text": "not me", "intent": "block" })]);
    assert_eq!(office.stage("RC-000002"), "blocked", "R14");
    office.must_be_sound();
}

#[test]
fn a_conflict_goes_every_step_to_the_new_account() {
    let mut office = Office::open();
    let came = office.intake(&[
        account("binance", "H-7"),
        fresh_account("binance", "B-2"),
        json!({ "type": "verification", "institution": "binance", "ref": "V-1", "account": "B-2",
            "contact_email": "b2@example.org", "submitted_at": "2026-11-23T08:00:00Z", "name": "Lin Wei", "born": "1990-04-02",
            "nationality": "DE", "document": { "type": "id_card", "country": "DE", "number": "L01X00T47" } }),
    ]);
    assert_eq!(came[2]["result"], "opened", "C1: {}", came[2]);
    let case = "IC-000002";
    assert_eq!(office.stage("VK-000001"), "held", "V8: and told");
    assert_eq!(office.act_refused("bo", case, &["close", "note=x"]), "C3");
    office.act("bo", case, &["cause", "cause=own_account"]);
    assert_eq!(office.act_refused("bo", case, &["own"]), "C12");
    office.act("bo", case, &["ask"]);
    assert_eq!(office.letters(case).pop().unwrap()["letter"], "conflict_missing", "C12: one letter");
    let brought: Vec<_> = CONFLICT.iter().map(|item| evidence("V-1", item)).collect();
    office.intake(&[json!({ "type": "evidence", "institution": "binance", "ref": "E-1", "ticket": "V-1",
        "at": "2026-11-23T08:50:00Z", "evidence": brought })]);
    assert_eq!(office.stage(case), "open");
    office.tick_all("bo", case);
    office.pass_all("bo", case);
    office.act("bo", case, &["own"]);
    office.act("bo", case, &["recover_old"]);
    let delete = ["request_deletion", "note=asked twice", "confirm=IC-000002"];
    assert_eq!(office.act_refused("bo", case, &delete), "C5");
    office.act("bo", case, &["pass", "check=old_access"]);
    assert_eq!(office.act_refused("bo", case, &delete[..2]), "C5", "the typed number is missing");
    let mut rich = account("binance", "H-7");
    (rich["ref"], rich["assets"]) = (json!("acc-H-7-2"), json!(5.0));
    office.intake(&[rich.clone()]);
    assert_eq!(office.act_refused("bo", case, &delete), "C6");
    (rich["ref"], rich["assets"]) = (json!("acc-H-7-3"), json!(0.0));
    office.intake(&[rich.clone()]);
    office.act("bo", case, &delete);
    assert_eq!(office.act_refused("bo", case, &["release_identity"]), "C5");
    (rich["ref"], rich["status"]) = (json!("acc-H-7-4"), json!("deleted"));
    office.intake(&[rich]);
    office.act("bo", case, &["release_identity"]);
    let mut another = account("binance", "H-8");
    office.intake(&[another.clone()]);
    assert_eq!(office.act_refused("bo", case, &["verify_new"]), "C1");
    (another["ref"], another["status"]) = (json!("acc-H-8-2"), json!("deleted"));
    office.intake(&[another]);
    office.act("bo", case, &["verify_new"]);
    assert_eq!(office.case(case)["outcome"], "approved");
    office.must_be_sound();
}

#[test]
fn the_other_causes_of_a_conflict_have_their_own_ways() {
    let mut office = Office::open();
    let mut records = vec![account("binance", "H-7")];
    for number in 1..=4 {
        let name = format!("B-{number}");
        records.push(fresh_account("binance", &name));
        records.push(ticket("binance", "conflict", &format!("T-{number}"), &name, &CONFLICT));
    }
    office.intake(&records);
    for (case, cause) in [
        ("IC-000001", "forgotten"),
        ("IC-000002", "identity_theft"),
        ("IC-000003", "friend_or_family"),
        ("IC-000004", "failed_record"),
    ] {
        office.tick_all("bo", case);
        office.act("bo", case, &["pass", "check=identity_is_held"]);
        office.act("bo", case, &["cause", &format!("cause={cause}")]);
    }
    assert_eq!(office.act_refused("bo", "IC-000001", &["disclose"]), "C7");
    office.act("bo", "IC-000001", &["pass", "check=same_person"]);
    office.act("bo", "IC-000001", &["disclose"]);
    let told = office.letters("IC-000001").pop().unwrap()["body"].as_str().unwrap().to_owned();
    assert!(told.contains("•••") && !told.contains("h-7.owner"), "C7: {told}");

    office.act("bo", "IC-000002", &["pass", "check=same_person"]);
    office.act("bo", "IC-000002", &["investigate"]);
    let resolve = ["resolve_theft", "note=the police agree", "confirm=IC-000002"];
    assert_eq!(office.act_refused("lea", "IC-000002", &resolve), "C8");
    office.act("lea", "IC-000002", &["pass", "check=theft_established"]);
    office.act("lea", "IC-000002", &resolve);
    assert_eq!(office.act_refused("lea", "IC-000002", &resolve), "N7");
    office.act("max", "IC-000002", &resolve);
    assert_eq!(office.stage("IC-000002"), "theft_resolved");

    office.act("bo", "IC-000003", &["pass", "check=same_person"]);
    assert_eq!(office.act_refused("bo", "IC-000003", &["friend"]), "C10");
    office.act("bo", "IC-000004", &["pass", "check=same_person"]);
    assert_eq!(office.act_refused("bo", "IC-000004", &["release_record"]), "C11");
    office.must_be_sound();
}

#[test]
fn an_occupied_id_is_shown_recognised_and_migrated() {
    let mut office = Office::open();
    office.intake(&[
        account("okx", "H-7"),
        fresh_account("okx", "B-2"),
        ticket("okx", "conflict", "T-1", "B-2", &["face_scan"]),
    ]);
    let case = "OC-000001";
    assert_eq!(office.act_refused("bo", case, &["close", "note=x"]), "M1");
    office.tick_all("bo", case);
    assert_eq!(office.act_refused("bo", case, &["show"]), "M2");
    office.pass_all("bo", case);
    office.act("bo", case, &["show"]);
    assert_eq!(office.act_refused("bo", case, &["belongs_to_me"]), "M3");
    office.act("bo", case, &["cause", "cause=own_account"]);
    office.act("bo", case, &["belongs_to_me"]);
    assert_eq!(office.act_refused("bo", case, &["take_identity"]), "M12");
    office.act("bo", case, &["fail", "check=original_accessible"]);
    office.act("bo", case, &["migrate"]);
    assert_eq!(office.case(case)["outcome"], "closed");

    let mut migration = ticket("okx", "migration", "T-2", "B-2", &MIGRATION);
    migration["signals"] = json!({ "face_match": 0.97 });
    office.intake(&[migration]);
    let case = "MG-000002";
    assert_eq!(office.stage(case), "review", "M9: all documents are in");
    office.act("bo", case, &["refuse", "item=id_photos", "requirement=clear"]);
    office.set_now("2026-11-23T14:00:00Z");
    office.act("bo", case, &["better"]);
    assert_eq!(office.case(case)["due_at"], json!(null), "M9: the clock waits for the applicant");
    office.set_now("2026-11-25T09:00:00Z");
    office.intake(&[json!({ "type": "evidence", "institution": "okx", "ref": "E-2", "ticket": "T-2",
        "at": "2026-11-25T08:00:00Z", "evidence": [evidence("T-2b", "id_photos")] })]);
    assert_eq!(
        office.case(case)["clock"].as_array().unwrap().len(),
        2,
        "M9: a stretch that ran and one that did not"
    );
    office.tick_all("bo", case);
    office.pass_all("bo", case);
    let transfer = ["transfer", "confirm=MG-000002"];
    let mut trading = fresh_account("okx", "B-2");
    (trading["ref"], trading["open_orders"]) = (json!("acc-B-2-2"), json!(3));
    office.intake(&[trading.clone()]);
    assert_eq!(office.act_refused("bo", case, &transfer), "M6");
    (trading["ref"], trading["open_orders"]) = (json!("acc-B-2-3"), json!(0));
    office.intake(&[trading]);
    assert_eq!(office.act_refused("bo", case, &transfer), "M13");
    office.follow_all_up("bo", case);
    office.act("bo", case, &transfer);
    let orders = office.orders(case);
    for order in ["replace_contacts", "freeze_account"] {
        assert!(orders.contains(&order.to_owned()), "M5, M7: {orders:?}");
    }
    office.must_be_sound();
}

#[test]
fn an_unrecognised_account_is_fraud_and_wants_a_police_report() {
    let mut office = Office::open();
    office.intake(&[
        account("okx", "H-7"),
        fresh_account("okx", "B-2"),
        ticket("okx", "conflict", "T-1", "B-2", &["face_scan"]),
    ]);
    let case = "OC-000001";
    office.tick_all("bo", case);
    office.pass_all("bo", case);
    office.act("bo", case, &["show"]);
    office.act("bo", case, &["cause", "cause=used_by_other"]);
    office.act("bo", case, &["not_mine"]);
    let end = ["end_fraud", "note=the police agree", "confirm=OC-000001"];
    assert_eq!(office.act_refused("lea", case, &end), "M10");
    let brought: Vec<_> =
        ["police_report", "id_front", "id_back"].iter().map(|item| evidence("T-1", item)).collect();
    office.intake(&[json!({ "type": "evidence", "institution": "okx", "ref": "E-1", "ticket": "T-1",
        "at": "2026-11-23T08:50:00Z", "evidence": brought })]);
    office.tick_all("lea", case);
    office.act("lea", case, &["pass", "check=used_by_other"]);
    office.act("lea", case, &end);
    office.act("max", case, &end);
    assert_eq!(office.stage(case), "fraud_ended");
    office.must_be_sound();
}
