//! Rules L: cannot log in.

use super::bench::{Bench, MONDAY, account, at, evidence, id, rule, ticket};
use crate::case::record::{AccountRecord, CodeSent, LockRecord, Ticket};
use crate::case::{
    Actor, Case, CaseId, Command, Event, Given, Refusal, RefusalKind, Stamp, TriageStanding, triage_standing,
};
use crate::playbook::{AccountStatus, Answer, CodeChannel, Role};
use chrono::Duration;

fn trouble(name: &str) -> Ticket {
    Ticket { trouble: Some(id(name)), ..ticket() }
}

fn opened(ticket: Ticket, account: AccountRecord) -> Bench {
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(account);
    bench.open("access", ticket).unwrap();
    bench.alice();
    bench
}

fn given(question: &str, choice: &str) -> Given {
    Given { question: id(question), choice: id(choice) }
}

fn walk(bench: &mut Bench, answers: &[(&str, &str)]) -> Result<(), Refusal> {
    let answers = answers.iter().map(|(question, choice)| given(question, choice)).collect();
    bench.run(&Command::Triage { answers })
}

fn standing(bench: &Bench) -> TriageStanding {
    triage_standing(&bench.case, &bench.facts, bench.playbook).unwrap()
}

fn proposed(bench: &Bench) -> Option<String> {
    standing(bench).proposed.map(|proposed| proposed.choice.to_string())
}

/// The text of the reply that these answers lead to.
fn reply(answers: &[(&str, &str)]) -> String {
    let mut bench = opened(trouble(answers[0].1), account("A-1"));
    assert_eq!(proposed(&bench).as_deref(), Some(answers[0].1));
    walk(&mut bench, answers).unwrap();
    bench.act("reply").unwrap();
    assert_eq!(bench.stage(), "answered");
    bench.last_letter().body
}

/// The account, locked by wrong passwords an hour before.
fn locked() -> AccountRecord {
    let lock = LockRecord { since: at(MONDAY) - Duration::hours(1), attempts: Vec::new() };
    AccountRecord { status: AccountStatus::Locked, lock: Some(lock), ..account("A-1") }
}

#[test]
fn l01_a_forgotten_password_is_reset_by_the_registered_address_and_its_form_is_told() {
    let letter = reply(&[("trouble", "password")]);
    for told in ["Forgot Password", "registered with", "upper case", "lower case", "digits"] {
        assert!(letter.contains(told), "{told}: {letter}");
    }
}

#[test]
fn l02_who_gets_no_code_is_told_where_to_look_and_to_wait() {
    for (channel, told) in [("email", "spam"), ("sms", "signal")] {
        let letter = reply(&[("trouble", "code_not_received"), ("code", channel)]);
        for told in [told, "some minutes", "Resend"] {
            assert!(letter.contains(told), "{channel} {told}: {letter}");
        }
    }
}

#[test]
fn l02_at_the_sending_limit_the_reply_tells_until_when_to_wait_and_to_the_own_address_alone() {
    let sent = (0..5).map(|n| CodeSent { at: at(MONDAY) - Duration::minutes(10 * n), by: CodeChannel::Sms });
    let account = AccountRecord { codes: sent.collect(), ..account("A-1") };
    for (own, told) in [(true, "from 23 November 2026 09:20 UTC on"), (false, "wait an hour")] {
        let mut bench = opened(trouble("password"), account.clone());
        bench.facts.contact_registered_on = own.then(|| id("A-1"));
        assert_eq!(
            proposed(&bench).as_deref(),
            Some("code_not_received"),
            "the registry goes before the ticket"
        );
        assert_eq!(standing(&bench).codes.unwrap().again_at, Some(at("2026-11-23T09:20:00Z")));
        walk(&mut bench, &[("trouble", "code_not_received")]).unwrap();
        assert_eq!(proposed(&bench).as_deref(), Some("over_limit"));
        walk(&mut bench, &[("code", "over_limit")]).unwrap();
        bench.act("reply").unwrap();
        assert!(bench.last_letter().body.contains(told), "{}", bench.last_letter().body);
    }
}

#[test]
fn l03_while_the_lock_runs_nobody_is_told_that_it_has_ended() {
    let mut bench = opened(ticket(), locked());
    assert_eq!(proposed(&bench).as_deref(), Some("locked"));
    walk(&mut bench, &[("trouble", "locked"), ("whose_attempts", "own")]).unwrap();
    assert_eq!(standing(&bench).led.unwrap().action, Some(id("tell_locked")));
    for role in [Role::Reviewer, Role::Lead, Role::Admin] {
        let refusal = bench.by("alice", role).act("tell_unlocked").unwrap_err();
        assert_eq!(refusal.rule, Some(id("L3")), "{role}");
        assert!(refusal.what.contains("2026-11-23 10:00 UTC"), "{refusal}");
    }
    bench.alice().act("tell_locked").unwrap();
    let letter = bench.last_letter().body;
    assert!(letter.contains("about two hours") && letter.contains("extends it"), "{letter}");
    assert!(!letter.contains("10:00"), "a stranger is not told how the account stands: {letter}");
    assert_eq!(bench.tick(), None);
    assert_eq!(bench.stage(), "locked");
}

#[test]
fn l03_an_attempt_meanwhile_extends_the_lock_and_its_end_is_told_by_itself() {
    let mut bench = opened(ticket(), locked());
    walk(&mut bench, &[("trouble", "locked"), ("whose_attempts", "own")]).unwrap();
    bench.act("tell_locked").unwrap();
    // The registry tells of another attempt, half an hour before the lock would have ended.
    if let Some(lock) = bench.facts.claimant.as_mut().and_then(|account| account.lock.as_mut()) {
        lock.attempts.push(at("2026-11-23T09:30:00Z"));
    }
    bench.later(2);
    assert_eq!(bench.tick(), None, "09:00 and two hours is 11:00; the lock now runs until 11:30");
    assert!(standing(&bench).lock.unwrap().why().contains("extended by an attempt at 09:30"));
    bench.later(1);
    assert_eq!(bench.tick().as_deref(), Some("tell_unlocked"));
    assert_eq!(bench.stage(), "answered");
    assert!(bench.last_letter().body.contains("try to log in again"));
}

#[test]
fn l03_a_lock_whose_beginning_is_not_on_record_is_not_taken_to_be_over() {
    let mut bench = opened(ticket(), AccountRecord { lock: None, ..locked() });
    walk(&mut bench, &[("trouble", "locked"), ("whose_attempts", "own")]).unwrap();
    assert_eq!(rule(bench.act("tell_unlocked")), "L3");
}

#[test]
fn l03_attempts_of_somebody_else_warn_every_address_and_go_to_a_person() {
    let mut bench = opened(ticket(), locked());
    walk(&mut bench, &[("trouble", "locked"), ("whose_attempts", "foreign")]).unwrap();
    bench.act("alarm").unwrap();
    assert_eq!(bench.stage(), "person");
    let letters = bench.letters();
    assert!(letters.iter().all(|(letter, body)| {
        letter == "access_change_password" && body.body.contains("change your password at once")
    }));
    let to: Vec<_> = letters.iter().flat_map(|(_, body)| body.to.clone()).collect();
    assert!(to.contains(&"lin.wei.a-1@example.com".to_owned()), "{to:?}");
}

fn tells(answers: &[(&str, &str)], told: &[&str]) {
    let letter = reply(answers);
    for told in told {
        assert!(letter.contains(told), "{answers:?} {told}: {letter}");
    }
}

#[test]
fn l04_who_cannot_connect_is_told_other_ways() {
    tells(&[("trouble", "network")], &["mobile data", "another browser", "cookies", "app", "web page"]);
}

#[test]
fn l08_an_account_that_does_not_exist_has_three_reasons() {
    let told = ["not finished", "another e-mail address", "looks like it"];
    tells(&[("trouble", "account_not_found")], &told);
}

#[test]
fn l09_a_browser_wants_cookies_a_fresh_cache_and_no_extensions() {
    tells(&[("trouble", "browser")], &["cookies", "cache", "extensions", "private window"]);
}

#[test]
fn l10_whoever_was_elsewhere_is_told_how_to_log_in_safely() {
    let told =
        ["change your password at once", "public Wi-Fi", "do not trust", "every security method", "address"];
    tells(&[("trouble", "unfamiliar_login"), ("whose_login", "own")], &told);
}

#[test]
fn l10_a_login_that_was_not_the_owners_warns_at_once() {
    let mut bench = opened(trouble("unfamiliar_login"), account("A-1"));
    walk(&mut bench, &[("trouble", "unfamiliar_login"), ("whose_login", "foreign")]).unwrap();
    bench.act("alarm").unwrap();
    assert_eq!((bench.stage(), bench.letters()[0].0.as_str()), ("person", "access_change_password"));
}

/// A case whose documents were asked for and came, looked at and found in order.
fn proven(answers: &[(&str, &str)], account: AccountRecord) -> Bench {
    let mut bench = opened(trouble(answers[0].1), account);
    walk(&mut bench, answers).unwrap();
    assert_eq!(standing(&bench).led.unwrap().action, Some(id("ask_documents")), "nothing came yet");
    bench.act("ask_documents").unwrap();
    assert_eq!(bench.stage(), "waiting_documents");
    for item in ["id_front", "id_back", "supporting", "selfie"] {
        bench.attach(evidence(item)).unwrap();
    }
    assert_eq!(bench.stage(), "verifying", "the last of them ends the waiting");
    bench
}

/// What stands against `action` step by step until identity is verified.
fn only_after_proof(mut bench: Bench, action: &str, own: &str) -> Bench {
    let refused = |bench: &mut Bench| rule(bench.act_fully(action));
    assert!([own, "L6", "L7"].contains(&refused(&mut bench).as_str()), "nothing is looked at");
    bench.tick_all();
    assert_eq!(refused(&mut bench), own, "the person is not compared");
    bench.answer("identity_verified", Answer::Failed);
    for role in [Role::Reviewer, Role::Lead, Role::Admin] {
        bench.by("alice", role);
        assert_eq!(refused(&mut bench), own, "{role}");
    }
    bench.alice().answer("identity_verified", Answer::Passed);
    bench.facts.contact_registered_on = Some(id("A-1"));
    bench.act_fully(action).unwrap();
    bench
}

#[test]
fn l05_a_restriction_is_lifted_only_on_a_ticket_and_after_the_identity_is_verified() {
    let restricted = AccountRecord { status: AccountStatus::Restricted, ..account("A-1") };
    let bench = opened(ticket(), restricted.clone());
    assert_eq!(proposed(&bench).as_deref(), Some("restricted"));
    let bench = only_after_proof(proven(&[("trouble", "restricted")], restricted), "lift_restriction", "L5");
    assert_eq!((bench.stage(), bench.orders()), ("restored", vec!["lift_restriction A-1".to_owned()]));
}

#[test]
fn l05_an_account_that_is_not_restricted_has_no_restriction_to_lift() {
    let mut bench = proven(&[("trouble", "restricted")], account("A-1"));
    assert_eq!(rule(bench.act("lift_restriction")), "L5");
}

#[test]
fn l03_no_restriction_is_lifted_while_a_lock_runs() {
    let both = AccountRecord { status: AccountStatus::Restricted, ..locked() };
    let mut bench = proven(&[("trouble", "restricted")], both);
    bench.tick_all();
    bench.answer("identity_verified", Answer::Passed);
    assert_eq!(rule(bench.act("lift_restriction")), "L3");
    bench.later(1);
    bench.act("lift_restriction").unwrap();
}

#[test]
fn l06_with_the_key_kept_a_letter_does_and_without_it_documents_and_a_person() {
    let letter = reply(&[("trouble", "authenticator"), ("authenticator_key", "kept")]);
    assert!(letter.contains("16-character key"), "{letter}");
    let answers = [("trouble", "authenticator"), ("authenticator_key", "lost")];
    let bench = only_after_proof(proven(&answers, account("A-1")), "reset_authenticator", "L6");
    assert_eq!((bench.stage(), bench.orders()), ("restored", vec!["reset_authenticator A-1".to_owned()]));
    assert!(bench.letters().iter().any(|(letter, _)| letter == "access_authenticator_reset"));
}

#[test]
fn l06_nothing_is_reset_that_the_triage_did_not_find_lost() {
    let answers = [("trouble", "phone_changed"), ("email_login", "fails")];
    let mut bench = proven(&answers, account("A-1"));
    bench.tick_all();
    bench.answer("identity_verified", Answer::Passed);
    assert_eq!(rule(bench.act_fully("reset_authenticator")), "L6");
}

#[test]
fn l07_a_phone_is_changed_by_support_only_where_email_login_fails() {
    let letter = reply(&[("trouble", "phone_changed"), ("email_login", "works")]);
    assert!(letter.contains("Account Security Settings"), "{letter}");
    let answers = [("trouble", "phone_changed"), ("email_login", "fails")];
    let bench = only_after_proof(proven(&answers, account("A-1")), "change_phone", "L7");
    let contacts = bench.events.iter().find_map(|event| match event {
        Event::OrderGiven { private, .. } => private.get(),
        _ => None,
    });
    let contacts = contacts.unwrap();
    assert_eq!(
        (&contacts.contacts.email, contacts.contacts.phone.as_deref()),
        (&None, Some("+49 170 5559999"))
    );
    assert_eq!(contacts.former.as_ref().unwrap().phone.as_deref(), Some("+49 170 5550123"));
    let told: Vec<_> =
        bench.letters().into_iter().filter(|(letter, _)| letter == "access_phone_changed").collect();
    assert!(told.len() > 1, "N2: to every address known");
}

#[test]
fn l07_without_a_new_number_there_is_no_phone_to_change_to() {
    let answers = [("trouble", "phone_changed"), ("email_login", "fails")];
    let mut bench = opened(Ticket { contact_phone: None, ..trouble("phone_changed") }, account("A-1"));
    walk(&mut bench, &answers).unwrap();
    bench.act("ask_documents").unwrap();
    for item in ["id_front", "selfie"] {
        bench.attach(evidence(item)).unwrap();
    }
    bench.tick_all();
    bench.answer("identity_verified", Answer::Passed);
    assert_eq!(rule(bench.act_fully("change_phone")), "L7");
}

fn tried(names: &[&str]) -> Ticket {
    Ticket { tried: names.iter().map(|name| id(name)).collect(), ..trouble("network") }
}

fn all_tried(case: &Case) -> Vec<&str> {
    case.tickets.tried().into_iter().map(|remedy| remedy.as_str()).collect()
}

#[test]
fn l11_what_did_not_help_goes_to_a_person_with_all_that_was_tried() {
    let mut bench = opened(tried(&["other_network"]), account("A-1"));
    walk(&mut bench, &[("trouble", "network")]).unwrap();
    bench.act("reply").unwrap();
    // The applicant writes again: that is the answer.
    let again = Ticket { reference: id("T-4712"), ..tried(&["other_network", "app_and_web"]) };
    let opening = crate::case::Opening { evidence: Vec::new(), ..super::bench::opening("access", again) };
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Join(Box::new(opening))).unwrap();
    assert_eq!(bench.stage(), "person");
    assert_eq!(all_tried(&bench.case), ["other_network", "app_and_web"]);
    assert_eq!(bench.last_letter().subject, "Binance LA-000812: a person looks at it");
    assert_eq!(bench.case.triage.path, [given("trouble", "network")], "what was replied stays with it");
    assert_eq!(proposed(&bench).as_deref(), Some("nothing_helps"));
    let log = serde_json::to_string(&bench.events).unwrap();
    assert!(log.contains("app_and_web"), "it is no personal data, and stays in the log");
}

#[test]
fn l11_who_has_tried_much_already_is_proposed_for_a_person() {
    let mut bench =
        opened(tried(&["other_network", "other_browser", "app_and_web", "cleared_cache"]), account("A-1"));
    assert_eq!(proposed(&bench).as_deref(), Some("nothing_helps"));
    walk(&mut bench, &[("trouble", "nothing_helps")]).unwrap();
    assert_eq!(standing(&bench).led.unwrap().action, Some(id("escalate")));
    bench.act("escalate").unwrap();
    assert_eq!(bench.stage(), "person");
}

#[test]
fn l11_nothing_is_closed_before_the_triage_was_walked() {
    let mut bench = opened(trouble("network"), account("A-1"));
    assert_eq!(rule(bench.act_fully("close")), "L11");
    assert_eq!(rule(bench.act("reply")), "L11");
    walk(&mut bench, &[("trouble", "network")]).unwrap();
    bench.act_fully("close").unwrap();
}

#[test]
fn l11_who_has_lost_everything_is_told_how_to_appeal() {
    let mut bench = opened(trouble("everything_lost"), account("A-1"));
    walk(&mut bench, &[("trouble", "everything_lost")]).unwrap();
    assert_eq!(standing(&bench).led.unwrap().action, Some(id("to_recovery")));
    bench.act("to_recovery").unwrap();
    assert_eq!(bench.stage(), "to_recovery");
    assert!(bench.last_letter().body.contains("Lost access to all security items"));
}

#[test]
fn l11_what_was_tried_goes_with_a_merge_and_comes_back_with_its_undoing() {
    let mut other = opened(tried(&["private_window"]), account("A-1"));
    other.case.id = CaseId(99);
    let mut bench = opened(tried(&["other_browser"]), account("A-1"));
    bench.run(&Command::Absorb { other: Box::new(other.case.clone()) }).unwrap();
    assert_eq!(all_tried(&bench.case), ["other_browser", "private_window"]);
    bench.run(&Command::Part { other: other.case.id }).unwrap();
    assert_eq!(all_tried(&bench.case), ["other_browser"]);
}

#[test]
fn a_reply_is_sent_once_for_each_walk() {
    let mut bench = opened(trouble("browser"), account("A-1"));
    walk(&mut bench, &[("trouble", "browser")]).unwrap();
    bench.act("reply").unwrap();
    assert_eq!(rule(bench.act("reply")), "L11");
    assert_eq!(bench.run(&Command::TakeBack { question: None }).unwrap_err().kind, RefusalKind::Nothing);
    walk(&mut bench, &[("trouble", "network")]).unwrap();
    assert_eq!(bench.case.triage.earlier, [vec![given("trouble", "browser")]]);
    bench.act("reply").unwrap();
    assert_eq!(bench.letters().len(), 2);
}

#[test]
fn an_answer_may_be_taken_back_or_given_anew_while_nothing_was_sent() {
    let mut bench = opened(trouble("code_not_received"), account("A-1"));
    walk(&mut bench, &[("trouble", "code_not_received"), ("code", "sms")]).unwrap();
    bench.run(&Command::TakeBack { question: None }).unwrap();
    assert_eq!(bench.case.triage.path, [given("trouble", "code_not_received")]);
    walk(&mut bench, &[("code", "email")]).unwrap();
    // Another answer to the first question takes the second with it.
    walk(&mut bench, &[("trouble", "password")]).unwrap();
    assert_eq!(bench.case.triage.path, [given("trouble", "password")]);
    let events = bench.events.len();
    walk(&mut bench, &[("trouble", "password")]).unwrap();
    assert_eq!(bench.events.len(), events, "the same again changes nothing");
    bench.run(&Command::TakeBack { question: Some(id("trouble")) }).unwrap();
    assert!(bench.case.triage.path.is_empty());
}

#[test]
fn answers_are_given_to_the_question_that_is_asked() {
    let mut bench = opened(trouble("password"), account("A-1"));
    for (answers, kind) in [
        (&[("code", "sms")][..], RefusalKind::Stage),
        (&[("colour", "red")], RefusalKind::Unknown),
        (&[("trouble", "sms")], RefusalKind::Unknown),
        (&[("trouble", "password"), ("code", "sms")], RefusalKind::Stage),
    ] {
        assert_eq!(walk(&mut bench, answers).unwrap_err().kind, kind, "{answers:?}");
    }
    assert!(bench.case.triage.path.is_empty(), "all or nothing");
    bench.by("hanna", Role::Auditor);
    assert_eq!(walk(&mut bench, &[("trouble", "password")]).unwrap_err().kind, RefusalKind::Role);
}

#[test]
fn a_trouble_or_a_remedy_that_the_playbook_does_not_know_is_refused() {
    for wrong in [trouble("toothache"), tried(&["prayer"])] {
        let mut bench = Bench::of("binance");
        assert_eq!(bench.open("access", wrong).unwrap_err().kind, RefusalKind::Unknown);
    }
    let mut bench = Bench::of("binance");
    assert!(bench.open("recovery", trouble("password")).is_err(), "an appeal has no triage");
}

#[test]
fn old_events_without_trouble_are_still_read() {
    let event = r#"{"event":"ticket_joined","reference":"T-1","sender":0,"private":null}"#;
    let event: Event = serde_json::from_str(event).unwrap();
    let mut bench = opened(trouble("password"), account("A-1"));
    let stamp = Stamp { at: bench.facts.now, actor: Actor::Applicant };
    let kind = bench.kind();
    bench.case.apply(&stamp, &event, kind);
    assert!(bench.case.tickets.tried().is_empty());
}
