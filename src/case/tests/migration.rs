//! Rules M: moving an account's contacts.

use super::bench::{Bench, MONDAY, account, at, evidence, id, opening, rule, ticket};
use crate::case::record::{AccountRecord, DocumentType};
use crate::case::{Actor, Command, Event, Verdict, obstacles};
use crate::playbook::{Answer, FollowUpState, Role};
use crate::score::Signal;
use chrono::Duration;

fn migration() -> Bench {
    let mut bench = Bench::of("okx");
    bench.facts.claimant = Some(AccountRecord { kyc: None, ..reached("A-1", "new") });
    bench.facts.holder = Some(reached("H-7", "old"));
    bench.facts.identity_holders = Some(vec![id("H-7")]);
    bench.facts.actor = Actor::Applicant;
    let mut sent = ticket();
    sent.institution = id("okx");
    bench.open("migration", sent).unwrap();
    bench.alice();
    bench
}

/// A migration whose codes have not come.
fn collecting() -> Bench {
    let mut bench = Bench::of("okx");
    bench.facts.claimant = Some(AccountRecord { kyc: None, ..account("A-1") });
    bench.facts.holder = Some(account("H-7"));
    let mut sent = ticket();
    sent.institution = id("okx");
    let mut partly = opening("migration", sent);
    partly.evidence.pop();
    bench.run(&Command::Open(Box::new(partly))).unwrap();
    bench
}

/// An account with contacts of its own.
fn reached(name: &str, word: &str) -> AccountRecord {
    let phone = Some(if word == "new" { "+49 170 5551111" } else { "+49 170 5552222" }.into());
    AccountRecord { email: Some(format!("{word}@example.com")), phone, ..account(name) }
}

pub fn ready() -> Bench {
    let mut bench = migration();
    bench.tick_all();
    bench.pass_all();
    bench.follow_all_up();
    bench
}

#[test]
fn m02_facial_recognition_decides_before_contacts_move() {
    let mut bench = ready();
    bench.answer("facial_recognition", Answer::Failed);
    assert_eq!(rule(bench.act_fully("transfer")), "M2");
}

#[test]
fn m02_another_id_than_that_of_the_original_account_is_refused() {
    let mut bench = migration();
    let matter = bench.facts.holder.as_mut().unwrap().kyc.as_mut().unwrap();
    matter.document.as_mut().unwrap().kind = DocumentType::Passport;
    assert_eq!(rule(bench.judge("id_photos", "same_document", Verdict::Ticked)), "M2");
}

#[test]
fn m05_e_mail_and_phone_of_the_new_account_move_to_the_original_whatever_the_ticket_says() {
    let mut bench = ready();
    bench.act_fully("transfer").unwrap();
    let moved = bench.events.iter().find_map(|event| match event {
        Event::OrderGiven { order, account, private, .. } if order.as_str() == "replace_contacts" => {
            Some((account.to_string(), private.get().unwrap().clone()))
        }
        _ => None,
    });
    let (account, moved) = moved.unwrap();
    assert_eq!(account, "H-7");
    assert_eq!(moved.contacts.email.as_deref(), Some("new@example.com"));
    assert_eq!(moved.contacts.phone.as_deref(), Some("+49 170 5551111"));
    assert_eq!(moved.former.unwrap().email.as_deref(), Some("old@example.com"), "kept for an objection");
}

#[test]
fn m05_contacts_that_are_not_on_record_cannot_be_transferred() {
    for part in ["email", "phone", "account"] {
        let mut bench = ready();
        let claimant = bench.facts.claimant.as_mut().unwrap();
        match part {
            "email" => claimant.email = None,
            "phone" => claimant.phone = None,
            _ => bench.facts.claimant = None,
        }
        // Without a registry record the new account cannot be shown to be empty either, which is asked first.
        let expected = if part == "account" { "M6" } else { "M5" };
        assert_eq!(rule(bench.act_fully("transfer")), expected, "{part}");
    }
}

#[test]
fn m05_an_account_that_can_be_reached_is_not_migrated() {
    let mut bench = ready();
    bench.answer("inaccessible", Answer::Failed);
    assert_eq!(rule(bench.act_fully("transfer")), "M2");
}

#[test]
fn m06_open_orders_or_assets_stop_the_transfer() {
    for (assets, orders) in [(Some(12.5), Some(0)), (Some(0.0), Some(3)), (None, Some(0)), (Some(0.0), None)]
    {
        let mut bench = ready();
        let claimant = bench.facts.claimant.as_mut().unwrap();
        (claimant.assets, claimant.open_orders) = (assets, orders);
        assert_eq!(rule(bench.act_fully("transfer")), "M6", "{assets:?} {orders:?}");
    }
}

#[test]
fn m07_the_transfer_freezes_the_new_account() {
    let mut bench = ready();
    bench.act_fully("transfer").unwrap();
    assert!(bench.orders().contains(&"freeze_account A-1".to_owned()), "{:?}", bench.orders());
}

#[test]
fn m08_nothing_merges_accounts() {
    let bench = ready();
    let merging = bench.kind().actions.iter().any(|action| action.id.as_str().contains("merge"));
    assert!(!merging && bench.kind().merge.is_none());
}

#[test]
fn m09_five_business_days_run_from_when_all_documents_are_in() {
    let mut bench = collecting();
    assert_eq!((bench.stage(), bench.case.clock.is_none()), ("collecting", true));
    bench.later(48).attach(evidence("codes")).unwrap();
    assert_eq!(bench.stage(), "review");
    let due = bench.case.clock.unwrap().due(&bench.playbook.calendar);
    // Wednesday 09:00 UTC; the weekend of the playbook's zone (UTC+8) lies between.
    assert_eq!(due, Some(at(MONDAY) + Duration::days(9)));
}

#[test]
fn m09_the_clock_stands_still_while_better_documents_are_awaited() {
    let mut bench = ready();
    bench.later(24);
    bench.judge("id_photos", "clear", Verdict::Refused).unwrap();
    bench.act("better").unwrap();
    assert_eq!(bench.case.clock.as_ref().unwrap().due(&bench.playbook.calendar), None);
    bench.later(48).attach(evidence("id_photos")).unwrap();
    assert_eq!(bench.stage(), "review");
    let clock = bench.case.clock.clone().unwrap();
    assert_eq!(
        clock.due(&bench.playbook.calendar),
        Some(at(MONDAY) + Duration::days(9)),
        "two days later than without"
    );
    let ledger = clock.ledger(&bench.playbook.calendar, bench.facts.now + Duration::hours(5));
    let told: Vec<_> = ledger.iter().map(|entry| (entry.running, entry.counted.num_hours())).collect();
    assert_eq!(told, [(true, 24), (false, 0), (true, 5)]);
}

/// A migration whose photos were refused, so that the clock stands still.
fn waiting_for_better_photos() -> Bench {
    let mut bench = ready();
    bench.judge("id_photos", "clear", Verdict::Refused).unwrap();
    bench.act("better").unwrap();
    bench
}

#[test]
fn m09_neither_a_measurement_nor_another_item_answers_what_was_asked_for() {
    let mut bench = waiting_for_better_photos();
    let signals = [(Signal::FaceMatch, Signal::FaceMatch.value(0.97).unwrap())].into();
    bench.facts.actor = Actor::Applicant;
    let ticket = id("T-4711");
    bench.run(&Command::Attach { ticket, evidence: Vec::new(), document: None, signals }).unwrap();
    bench.attach(evidence("video")).unwrap();
    assert_eq!(bench.stage(), "better_documents", "the refused photos are still those that were refused");
    bench.attach(evidence("id_photos")).unwrap();
    assert_eq!(bench.stage(), "review");
}

#[test]
fn m09_a_message_to_a_waiting_desk_falls_due_until_it_is_answered() {
    let mut bench = waiting_for_better_photos();
    let due = |bench: &Bench| bench.case.due(bench.kind(), &bench.playbook.calendar);
    let message = Command::Receive { text: "what is wrong with them?".into(), intent: None };
    let clock = bench.case.clock.clone();
    assert_eq!(due(&bench), None);
    bench.facts.actor = Actor::Applicant;
    bench.run(&message).unwrap();
    assert_eq!(due(&bench), Some(at(MONDAY) + Duration::hours(24)), "one business day");
    bench.later(3).run(&message).unwrap();
    assert_eq!(due(&bench), Some(at(MONDAY) + Duration::hours(24)), "the first one counts");
    assert_eq!(bench.case.clock, clock, "the desk still waits for the applicant");
    bench.alice().run(&Command::Note { text: "explained on the phone".into() }).unwrap();
    assert_eq!(due(&bench), None);
    bench.facts.actor = Actor::Applicant;
    bench.run(&message).unwrap();
    bench.alice().act("go_on").unwrap();
    assert_eq!(bench.case.unanswered_since, None);
}

#[test]
fn m06_all_that_stands_against_the_transfer_is_told_at_once() {
    let mut bench = ready();
    let claimant = bench.facts.claimant.as_mut().unwrap();
    (claimant.assets, claimant.open_orders) = (Some(3.5), Some(2));
    bench.judge("id_photos", "clear", Verdict::Refused).unwrap();
    bench.answer("recognised", Answer::Failed);
    let all = obstacles(&bench.case, &id("transfer"), &bench.facts, bench.playbook);
    let told: Vec<_> = all
        .iter()
        .map(|obstacle| (obstacle.refusal.rule.as_ref().unwrap().as_str(), obstacle.on_record))
        .collect();
    assert_eq!(told, [("M9", false), ("M3", false), ("M6", true), ("M6", true)], "{all:?}");
}

#[test]
fn m11_letters_say_that_there_is_no_fee() {
    let mut bench = ready();
    bench.act("empty_first").unwrap();
    assert!(bench.last_letter().body.to_lowercase().contains("fee"), "{}", bench.last_letter().body);
}

#[test]
fn m13_a_migration_ends_only_after_devices_keys_and_whitelist_are_reviewed() {
    let mut bench = ready();
    bench.act_fully("transfer").unwrap();
    let last = bench
        .kind()
        .actions
        .iter()
        .find(|action| action.to.as_ref().is_some_and(|to| to.as_str() == "migrated"));
    let finish = last.unwrap().id.to_string();
    bench.alice();
    assert_eq!(rule(bench.act_fully(&finish)), "M13");
    for follow_up in ["devices", "api_keys", "whitelist"] {
        bench.follow_up(follow_up, Some(FollowUpState::Done)).unwrap();
    }
    bench.act_fully(&finish).unwrap();
    assert_eq!(bench.stage(), "migrated");
}

#[test]
fn n02_the_owner_objects_and_gets_the_contacts_back() {
    let mut bench = ready();
    bench.act_fully("transfer").unwrap();
    bench.facts.actor = Actor::Owner;
    bench.run(&Command::Receive { text: "not me".into(), intent: Some(id("undo")) }).unwrap();
    assert_eq!(bench.stage(), "second_look");
    assert!(bench.orders().contains(&"restore_contacts H-7".to_owned()));
}

#[test]
fn m07_what_this_case_never_locked_it_does_not_unlock() {
    let mut bench = ready();
    bench.act_fully("reject").unwrap();
    assert_eq!(bench.orders(), Vec::<String>::new());
    let mut bench = ready();
    bench.act_fully("transfer").unwrap();
    assert!(!bench.orders().contains(&"unlock_account H-7".to_owned()), "{:?}", bench.orders());
}

/// A transfer that the owner undid: the original account is locked, the new one frozen.
fn undone() -> Bench {
    let mut bench = ready();
    bench.act_fully("transfer").unwrap();
    bench.facts.actor = Actor::Owner;
    bench.run(&Command::Receive { text: "not me".into(), intent: Some(id("undo")) }).unwrap();
    bench.alice();
    bench
}

#[test]
fn m07_whichever_way_an_undone_transfer_ends_both_accounts_are_given_back() {
    let given_back = ["unlock_account H-7".to_owned(), "unfreeze_account A-1".to_owned()];
    let mut rejected = undone();
    rejected.act_fully("reject").unwrap();
    assert!(rejected.orders().ends_with(&given_back), "{:?}", rejected.orders());
    let mut closed = undone();
    closed.act("better").unwrap();
    closed.later(1440);
    assert_eq!(closed.tick().as_deref(), Some("close"));
    assert!(closed.orders().ends_with(&given_back), "{:?}", closed.orders());
    let mut contested = rejected;
    contested.by("lea", Role::Lead).act_fully("reopen").unwrap();
    contested.by("max", Role::Lead).later(2).act_fully("reject").unwrap();
    let unlocks = contested.orders().iter().filter(|order| *order == "unlock_account H-7").count();
    assert_eq!(unlocks, 1, "what was given back is not given back again");
}

#[test]
fn m07_a_transfer_after_an_objection_unlocks_what_the_objection_locked() {
    let mut bench = undone();
    bench.pass_all();
    bench.act_fully("transfer").unwrap();
    assert!(bench.orders().contains(&"unlock_account H-7".to_owned()), "{:?}", bench.orders());
}

#[test]
fn n02_the_owner_can_object_wherever_the_case_stands() {
    for to in ["collecting", "review", "emptying", "better_documents", "second_look"] {
        let mut bench = match to {
            "collecting" => collecting(),
            _ => ready(),
        };
        match to {
            "emptying" => bench.act("empty_first").unwrap(),
            "better_documents" => bench.act("better").unwrap(),
            "second_look" => bench.act_fully("escalate").unwrap(),
            _ => {}
        }
        assert_eq!(bench.stage(), to);
        bench.facts.actor = Actor::Owner;
        bench.run(&Command::Receive { text: "not me".into(), intent: Some(id("object")) }).unwrap();
        assert_eq!(bench.stage(), "second_look", "{to}");
        assert!(!bench.case.checks.contains_key(&id::<crate::playbook::CheckId>("recognised")), "{to}");
    }
}
