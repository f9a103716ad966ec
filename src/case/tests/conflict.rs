//! Rules C: this identity is already linked to another account.

use super::bench::{Bench, account, evidence, id, opening, rule, ticket};
use crate::case::record::AccountRecord;
use crate::case::{Act, Actor, CaseId, Command, RefusalKind, Verdict};
use crate::playbook::{AccountStatus, Answer, Role};
use crate::score::Signal;

fn claimant() -> AccountRecord {
    AccountRecord { kyc: None, ..account("A-1") }
}

/// A conflict whose evidence is accepted; the holder still stands.
pub fn conflict() -> Bench {
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(claimant());
    bench.facts.holder =
        Some(AccountRecord { email: Some("peter.long@example.net".into()), ..account("H-7") });
    bench.facts.identity_holders = Some(vec![id("H-7")]);
    bench.open("conflict", ticket()).unwrap();
    bench.alice().tick_all();
    bench.pass_all();
    bench
}

pub fn keeps_the_new_one() -> Bench {
    let mut bench = conflict();
    bench.cause("own_account");
    bench.act("own").unwrap();
    bench.act("recover_old").unwrap();
    bench
}

#[test]
fn c01_the_new_account_is_not_verified_while_another_holds_the_identity() {
    let mut bench = keeps_the_new_one();
    bench.answer("old_access", Answer::Passed);
    bench.act_fully("request_deletion").unwrap();
    bench.facts.holder.as_mut().unwrap().status = AccountStatus::Deleted;
    bench.act("release_identity").unwrap();
    // The registry finds yet another verified account.
    bench.facts.identity_holders = Some(vec![id("H-8")]);
    assert_eq!(rule(bench.act("verify_new")), "C1");
    bench.facts.identity_holders = Some(Vec::new());
    bench.act("verify_new").unwrap();
}

#[test]
fn c08_no_check_passes_before_what_it_is_judged_by_has_come() {
    let mut bench = Bench::of("binance");
    let bare = crate::case::Opening { evidence: Vec::new(), ..opening("conflict", ticket()) };
    bench.run(&Command::Open(Box::new(bare))).unwrap();
    bench.alice();
    let answered = |answer| Command::Answer { check: id("same_person"), answer: Some(answer) };
    let refusal = bench.run(&answered(Answer::Passed)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Missing, "{refusal}");
    bench.run(&answered(Answer::Failed)).unwrap();
    for item in ["id_front", "selfie"] {
        bench.attach(evidence(item)).unwrap();
    }
    bench.run(&answered(Answer::Passed)).unwrap();
}

#[test]
fn c01_a_conflict_names_the_account_that_holds_the_identity() {
    assert_eq!(conflict().case.matter.unwrap().holder, Some(id("H-7")));
}

/// A conflict whose ticket came before the record of the account that holds the identity.
fn before_the_record() -> Bench {
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(claimant());
    bench.facts.identity_holders = Some(Vec::new());
    let mut early = ticket();
    early.clues.insert(id("old_email"), vec!["peter.long@example.net".into()]);
    bench.open("conflict", early).unwrap();
    bench.alice();
    bench
}

#[test]
fn c01_a_holder_whose_record_comes_after_the_ticket_is_found() {
    let mut bench = before_the_record();
    assert_eq!(bench.case.matter.as_ref().unwrap().holder, None);
    bench.facts.identity_holders = Some(vec![id("H-7")]);
    bench.facts.holder =
        Some(AccountRecord { email: Some("peter.long@example.net".into()), ..account("H-7") });
    bench.run(&Command::Claim).unwrap();
    assert_eq!(bench.case.matter.as_ref().unwrap().holder, Some(id("H-7")));
    assert_eq!(bench.case.signals[&Signal::SameDocument].get(), 1.0);
    let clue: crate::playbook::ClueId = id("old_email");
    assert_eq!(bench.case.clues[&clue], crate::case::ClueVerdict::Match, "held against the record now");
}

#[test]
fn c01_which_of_several_holders_it_is_a_person_says() {
    let mut bench = before_the_record();
    bench.facts.identity_holders = Some(vec![id("H-7"), id("H-8")]);
    bench.run(&Command::Claim).unwrap();
    assert_eq!(bench.case.matter.as_ref().unwrap().holder, None, "nobody takes the first by name");
    let choose = |account: &str| Command::ChooseHolder { account: id(account) };
    assert_eq!(rule(bench.run(&choose("H-9"))), "C1");
    bench.facts.holder = Some(account("H-8"));
    bench.run(&choose("H-8")).unwrap();
    assert_eq!(bench.case.matter.as_ref().unwrap().holder, Some(id("H-8")));
    bench.run(&choose("H-7")).unwrap();
    bench.case.ordered.insert(id("H-7"));
    assert_eq!(rule(bench.run(&choose("H-8"))), "C1", "orders were given for the other");
}

#[test]
fn c02_verification_is_restricted_where_the_system_found_several_accounts() {
    let mut bench = conflict();
    bench.cause("own_account");
    assert_eq!(rule(bench.act("restrict")), "C2");
    bench.cause("several_detected");
    bench.act("restrict").unwrap();
    assert!(bench.orders().contains(&"restrict_verification A-1".to_owned()));
}

#[test]
fn c03_a_case_without_a_cause_is_not_closed() {
    for action in ["close", "reject"] {
        assert_eq!(rule(conflict().act_fully(action)), "C3", "{action}");
    }
}

#[test]
fn c03_only_causes_that_the_rules_list_can_be_named() {
    let mut bench = conflict();
    let refusal = bench.run(&Command::NameCause { cause: id("bad_luck") }).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Unknown);
    assert!(refusal.remedy.contains("identity_theft"), "{}", refusal.remedy);
}

#[test]
fn c04_who_keeps_the_old_account_is_told_how_to_get_back_in() {
    let mut bench = conflict();
    bench.cause("own_account");
    bench.act("own").unwrap();
    bench.act("keep_old").unwrap();
    assert_eq!(bench.stage(), "kept_old");
}

#[test]
fn c05_no_step_to_the_new_account_can_be_skipped() {
    let mut bench = keeps_the_new_one();
    assert_eq!(rule(bench.act_fully("request_deletion")), "C5", "not logged in to the old account yet");
    for later in ["release_identity", "verify_new"] {
        assert_eq!(bench.act(later).unwrap_err().kind, RefusalKind::Stage, "{later}");
    }
    bench.answer("old_access", Answer::Passed);
    bench.act_fully("request_deletion").unwrap();
    for status in [AccountStatus::Active, AccountStatus::DeletionPending, AccountStatus::Deactivated] {
        bench.facts.holder.as_mut().unwrap().status = status;
        assert_eq!(rule(bench.act("release_identity")), "C5", "{status:?} is not fully deleted");
    }
    bench.facts.holder.as_mut().unwrap().status = AccountStatus::Deleted;
    bench.act("release_identity").unwrap();
    assert!(
        bench.orders().ends_with(&["release_identity H-7".to_owned(), "allow_verification A-1".to_owned()])
    );
}

#[test]
fn c06_an_account_with_assets_is_not_deleted() {
    let mut bench = keeps_the_new_one();
    bench.answer("old_access", Answer::Passed);
    for assets in [Some(0.01), None] {
        bench.facts.holder.as_mut().unwrap().assets = assets;
        assert_eq!(rule(bench.act_fully("request_deletion")), "C6", "{assets:?}");
    }
}

#[test]
fn c06_a_deletion_is_confirmed_by_typing_the_cases_number() {
    let mut bench = keeps_the_new_one();
    bench.answer("old_access", Answer::Passed);
    let mut act = Act { note: Some("asked twice".into()), ..Act::plain(id("request_deletion")) };
    for typed in [None, Some(""), Some("812"), Some("IC-000813"), Some("yes")] {
        act.confirm = typed.map(Into::into);
        let refusal = bench.run(&Command::Act(act.clone())).unwrap_err();
        assert!(refusal.what.contains("cannot be taken back"), "{typed:?}: {refusal}");
    }
    act.confirm = Some(" IC-000812 ".into());
    bench.run(&Command::Act(act)).unwrap();
}

#[test]
fn c07_a_letter_shows_the_first_and_last_few_characters_and_never_the_address() {
    let mut bench = conflict();
    bench.cause("forgotten");
    bench.act("disclose").unwrap();
    let body = bench.last_letter().body;
    assert!(body.contains("pe") && body.contains("•••"), "{body}");
    for (letter, written) in bench.letters() {
        for secret in ["peter.long", "example.net", "peter"] {
            assert!(!written.body.contains(secret), "{letter} tells {secret}");
        }
    }
}

#[test]
fn c07_nothing_is_told_before_the_applicant_is_known() {
    let mut bench = conflict();
    bench.cause("forgotten");
    for check in ["same_person", "identity_is_held"] {
        bench.run(&Command::Answer { check: id(check), answer: None }).unwrap();
        assert_eq!(rule(bench.act("disclose")), "C7", "{check}");
        bench.answer(check, Answer::Passed);
    }
    let holder = bench.facts.holder.take();
    assert_eq!(rule(bench.act("disclose")), "C7", "where there is no account nothing is told of one");
    bench.facts.holder = holder;
    bench.act("disclose").unwrap();
}

#[test]
fn c07_an_account_without_an_address_is_not_said_to_have_one() {
    let mut bench = conflict();
    bench.cause("forgotten");
    bench.facts.holder.as_mut().unwrap().email = None;
    bench.act("disclose").unwrap();
    let body = bench.last_letter().body;
    assert!(!body.contains("begins and ends") && body.contains("no e-mail address"), "{body}");
}

#[test]
fn c05_a_deletion_that_does_not_go_through_has_ways_out() {
    for stage in ["deleting", "verifying_new"] {
        for (way, to) in [
            ("back_to_choice", "choosing"),
            ("escalate", "lead_review"),
            ("reject", "rejected"),
            ("close", "closed"),
        ] {
            let mut bench = keeps_the_new_one();
            bench.answer("old_access", Answer::Passed);
            bench.act_fully("request_deletion").unwrap();
            if stage == "verifying_new" {
                bench.facts.holder.as_mut().unwrap().status = AccountStatus::Deleted;
                bench.act("release_identity").unwrap();
            }
            bench.by("lea", Role::Lead).later(2).act_fully(way).unwrap();
            assert_eq!(bench.stage(), to, "{stage}: {way}");
        }
    }
}

#[test]
fn c08_identity_theft_needs_every_item_and_a_person_who_investigates() {
    let mut bench = conflict();
    bench.cause("identity_theft");
    bench.judge("selfie", "face_and_document", Verdict::Refused).unwrap();
    assert_eq!(rule(bench.act("investigate")), "C12");
    bench.judge("selfie", "face_and_document", Verdict::Ticked).unwrap();
    bench.act("investigate").unwrap();
    assert_eq!(bench.case.clock.as_ref().unwrap().budget.to_string(), "15 business days");
    bench.by("lea", Role::Lead).later(2);
    assert_eq!(rule(bench.act_fully("resolve_theft")), "C8", "theft is not established yet");
}

#[test]
fn c08_a_theft_is_resolved_by_two_leads_and_frees_the_identity() {
    let mut bench = conflict();
    bench.cause("identity_theft");
    bench.act("investigate").unwrap();
    bench.by("lea", Role::Lead).answer("theft_established", Answer::Passed);
    bench.act_fully("resolve_theft").unwrap();
    assert_eq!(bench.stage(), "investigation", "only proposed");
    bench.by("max", Role::Lead).act_fully("resolve_theft").unwrap();
    assert_eq!(bench.stage(), "theft_resolved");
    assert!(bench.orders().contains(&"release_identity H-7".to_owned()));
}

/// A theft that leads resolved, and that the holder contests.
fn contested() -> Bench {
    let mut bench = conflict();
    bench.cause("identity_theft");
    bench.act("investigate").unwrap();
    bench.by("lea", Role::Lead).answer("theft_established", Answer::Passed);
    bench.act_fully("resolve_theft").unwrap();
    bench.by("max", Role::Lead).act_fully("resolve_theft").unwrap();
    bench.later(48);
    bench
}

#[test]
fn n03_what_was_taken_from_a_holder_is_looked_at_again_by_others_and_given_back() {
    let mut bench = contested();
    for decider in ["lea", "max"] {
        assert_eq!(rule(bench.by(decider, Role::Lead).act_fully("contest")), "N3", "{decider}");
    }
    bench.by("zoe", Role::Lead).act_fully("contest").unwrap();
    assert_eq!(rule(bench.by("max", Role::Lead).act_fully("reject")), "N3");
    bench.by("zoe", Role::Lead).act_fully("reject").unwrap();
    let given_back = ["restore_identity H-7".to_owned(), "unfreeze_account H-7".to_owned()];
    assert!(bench.orders().ends_with(&given_back), "{:?}", bench.orders());
}

#[test]
fn n03_a_deleted_account_gets_no_identity_back() {
    let mut bench = contested();
    bench.by("zoe", Role::Lead).act_fully("contest").unwrap();
    bench.facts.holder.as_mut().unwrap().status = AccountStatus::Deleted;
    bench.act_fully("reject").unwrap();
    assert!(!bench.orders().contains(&"restore_identity H-7".to_owned()), "{:?}", bench.orders());
}

#[test]
fn c09_a_police_report_is_kept_and_judged_where_it_came() {
    let mut bench = conflict();
    bench.cause("identity_theft");
    bench.attach(evidence("police_report")).unwrap();
    assert_eq!(rule(bench.act("investigate")), "C9");
    bench.judge("police_report", "names_applicant", Verdict::Ticked).unwrap();
    bench.act("investigate").unwrap();
}

#[test]
fn c10_use_by_a_friend_is_confirmed_with_whoever_used_the_documents() {
    let mut bench = conflict();
    bench.cause("friend_or_family");
    assert_eq!(rule(bench.act("friend")), "C10");
    bench.answer("user_confirmed", Answer::Passed);
    bench.act("friend").unwrap();
}

#[test]
fn c11_a_failed_record_is_released_only_when_no_verified_account_holds_the_identity() {
    let mut bench = conflict();
    bench.cause("failed_record");
    assert_eq!(rule(bench.act("release_record")), "C11");
    bench.facts.identity_holders = Some(Vec::new());
    bench.act("release_record").unwrap();
    assert_eq!(bench.stage(), "record_released");
}

#[test]
fn c11_a_ticket_without_a_document_does_not_prove_that_nobody_holds_the_identity() {
    let mut bench = conflict();
    bench.cause("failed_record");
    bench.facts.identity_holders = None;
    let refusal = bench.act("release_record").unwrap_err();
    assert_eq!(refusal.rule.as_ref().unwrap().as_str(), "C11");
    assert!(refusal.what.contains("cannot be looked up"), "{refusal}");
}

#[test]
fn c12_all_that_is_missing_is_asked_for_in_one_letter() {
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(claimant());
    let mut bare = opening("conflict", ticket());
    bare.evidence.retain(|evidence| evidence.item.as_str() == "id_front");
    bench.run(&Command::Open(Box::new(bare))).unwrap();
    bench.alice().act("ask").unwrap();
    let body = bench.last_letter().body;
    for missing in ["back of your identity document", "yourself holding", "detailed description"] {
        assert!(body.contains(missing), "{missing}: {body}");
    }
    assert!(!body.contains("front of your identity"), "what has come is not asked for: {body}");
}

#[test]
fn c12_the_case_goes_on_when_everything_has_come() {
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(claimant());
    let mut bare = opening("conflict", ticket());
    bare.evidence.clear();
    bench.run(&Command::Open(Box::new(bare))).unwrap();
    bench.alice().act("ask").unwrap();
    for item in ["id_front", "id_back", "selfie"] {
        bench.attach(evidence(item)).unwrap();
        assert_eq!(bench.stage(), "waiting_applicant", "{item}");
    }
    bench.attach(evidence("description")).unwrap();
    assert_eq!(bench.stage(), "open");
}

#[test]
fn c14_every_letter_says_that_support_never_asks_for_a_password() {
    let mut bench = conflict();
    bench.cause("forgotten");
    bench.act("disclose").unwrap();
    for (letter, written) in bench.letters() {
        assert!(written.body.to_lowercase().contains("password"), "{letter}: {}", written.body);
    }
}

#[test]
fn c01_a_ticket_opens_a_case_only_once() {
    let mut bench = conflict();
    bench.facts.actor = Actor::Applicant;
    let again = Command::Open(Box::new(opening("conflict", ticket())));
    assert_eq!(bench.run(&again).unwrap_err().kind, RefusalKind::Nothing);
    assert_eq!(bench.case.id, CaseId(812));
}
