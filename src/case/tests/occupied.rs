//! Rules M1–M3, M10, M12: an ID that another account has verified.

use super::bench::{Bench, account, evidence, id, rule, ticket};
use crate::case::record::AccountRecord;
use crate::case::{Actor, RefusalKind, Verdict};
use crate::playbook::{AccountStatus, Answer, Role};

fn occupied() -> Bench {
    let mut bench = Bench::of("okx");
    bench.facts.claimant = Some(AccountRecord { kyc: None, ..account("A-1") });
    bench.facts.holder = Some(account("H-7"));
    bench.facts.identity_holders = Some(vec![id("H-7")]);
    bench.facts.actor = Actor::Applicant;
    let mut sent = ticket();
    sent.institution = id("okx");
    bench.open("conflict", sent).unwrap();
    bench.alice();
    bench
}

fn shown() -> Bench {
    let mut bench = occupied();
    bench.tick_all();
    bench.answer("facial_recognition", Answer::Passed);
    bench.answer("identity_agrees", Answer::Passed);
    bench.act("show").unwrap();
    bench
}

#[test]
fn m01_the_cause_is_named_before_the_case_ends() {
    assert_eq!(rule(occupied().act_fully("reject")), "M1");
    assert_eq!(rule(occupied().act_fully("close")), "M1");
}

#[test]
fn m01_an_error_of_the_system_is_corrected_only_when_nobody_holds_the_identity() {
    let mut bench = shown();
    bench.cause("system_error");
    bench.act("found_error").unwrap();
    bench.by("lea", Role::Lead).later(2);
    assert_eq!(rule(bench.act_fully("correct")), "M1");
    bench.facts.identity_holders = Some(Vec::new());
    bench.act_fully("correct").unwrap();
    assert_eq!(bench.stage(), "corrected");
}

#[test]
fn m02_the_account_is_shown_only_after_facial_recognition() {
    let mut bench = occupied();
    bench.tick_all();
    assert_eq!(rule(bench.act("show")), "M2");
    bench.answer("facial_recognition", Answer::Failed);
    assert_eq!(rule(bench.act("show")), "M2");
    bench.answer("facial_recognition", Answer::Passed);
    assert_eq!(rule(bench.act("show")), "M2", "whose account it is has not been looked at");
    bench.answer("identity_agrees", Answer::Failed);
    assert_eq!(rule(bench.act("show")), "M2", "it is somebody else's");
    bench.answer("identity_agrees", Answer::Passed);
    let holder = bench.facts.holder.take();
    assert_eq!(rule(bench.act("show")), "M2", "there is no account to show");
    bench.facts.holder = holder;
    bench.act("show").unwrap();
}

#[test]
fn m03_recognised_goes_on_to_migration_and_unrecognised_to_the_fraud_desk() {
    let mut mine = shown();
    assert_eq!(rule(mine.act("belongs_to_me")), "M3");
    mine.cause("own_account");
    mine.act("belongs_to_me").unwrap();
    assert_eq!(mine.stage(), "recognised");
    let mut not_mine = shown();
    not_mine.cause("used_by_other");
    assert_eq!(rule(not_mine.act("belongs_to_me")), "M3");
    not_mine.act("not_mine").unwrap();
    assert_eq!(not_mine.stage(), "fraud_waiting");
}

#[test]
fn m09_no_letter_says_that_the_clock_stands_still_while_it_runs() {
    let mut bench = shown();
    bench.cause("used_by_other");
    bench.act("not_mine").unwrap();
    assert!(bench.last_letter().body.contains("clock stands still"), "{}", bench.last_letter().body);
    let stage = bench.kind().stage(&id(bench.stage())).unwrap();
    assert!(stage.waits_for_applicant, "{}", stage.id);
    bench.attach(evidence("police_report")).unwrap();
    assert_eq!(bench.stage(), "fraud", "with the documents the desk's time begins");
}

#[test]
fn m04_an_accessible_account_is_logged_in_to() {
    let mut bench = shown();
    bench.cause("own_account");
    bench.act("belongs_to_me").unwrap();
    assert_eq!(rule(bench.act("log_in")), "M4");
    bench.answer("original_accessible", Answer::Passed);
    assert_eq!(rule(bench.act("migrate")), "M5", "what can be logged in to is not migrated");
    bench.act("log_in").unwrap();
}

#[test]
fn m10_fraud_is_ended_only_with_a_police_report_and_id() {
    let mut bench = shown();
    bench.cause("used_by_other");
    bench.act("not_mine").unwrap();
    bench.answer("used_by_other", Answer::Passed);
    bench.by("lea", Role::Lead).later(2);
    for item in ["police_report", "id_front", "id_back"] {
        assert_eq!(rule(bench.act_fully("end_fraud")), "M10", "{item} has not come");
        bench.attach(evidence(item)).unwrap();
    }
    assert_eq!(rule(bench.act_fully("end_fraud")), "M10", "nobody looked at them");
    bench.tick_all();
    bench.act_fully("end_fraud").unwrap();
    bench.by("max", Role::Lead).act_fully("end_fraud").unwrap();
    assert_eq!(bench.stage(), "fraud_ended");
}

#[test]
fn m12_the_old_account_is_deactivated_before_the_new_one_takes_the_identity() {
    let mut bench = shown();
    bench.cause("own_account");
    bench.act("belongs_to_me").unwrap();
    assert_eq!(bench.act("take_identity").unwrap_err().kind, RefusalKind::Stage);
    bench.act("deactivate_first").unwrap();
    assert_eq!(rule(bench.act_fully("take_identity")), "M12");
    bench.facts.holder.as_mut().unwrap().status = AccountStatus::Deactivated;
    bench.act_fully("take_identity").unwrap();
    assert_eq!(bench.stage(), "moved");
}

#[test]
fn m02_a_reused_recording_is_no_facial_recognition() {
    let mut bench = occupied();
    bench.facts.seen_elsewhere.insert(evidence("face_scan").sha256, crate::case::CaseId(3));
    assert_eq!(rule(bench.judge("face_scan", "not_reused", Verdict::Ticked)), "M2");
}
