//! What is followed up after an approval, and before a migration (R15, M13).

use super::bench::{Bench, id, rule, ticket};
use crate::case::Actor;
use crate::case::{Command, FiringSort, firing, obstacles};
use crate::playbook::{FollowUpId, FollowUpState, Outcome, Phase};

const DONE: Option<FollowUpState> = Some(FollowUpState::Done);
const NOT_APPLICABLE: Option<FollowUpState> = Some(FollowUpState::NotApplicable);

/// A recovery in its hold.
fn approved() -> Bench {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    assert_eq!(bench.tick().as_deref(), Some("auto_pass"));
    bench.tick_all();
    bench.pass_all();
    bench.act("approve").unwrap();
    bench
}

/// A recovery whose hold is over.
fn securing() -> Bench {
    let mut bench = approved();
    bench.later(24);
    assert_eq!(bench.tick().as_deref(), Some("complete"));
    bench.alice();
    bench
}

fn open(bench: &Bench) -> Vec<&str> {
    let open = bench.case.open_follow_ups(Phase::After, bench.kind());
    open.map(|follow_up| follow_up.id.as_str()).collect()
}

#[test]
fn r15_a_recovery_is_finished_only_when_each_thing_is_done_or_does_not_apply() {
    let mut bench = securing();
    assert_eq!(rule(bench.act("finish")), "R15");
    let all = [
        "password",
        "email",
        "authenticator",
        "passkey",
        "whitelist",
        "api_keys",
        "third_parties",
        "addresses",
    ];
    assert_eq!(open(&bench), all);
    for follow_up in &all[..7] {
        bench.follow_up(follow_up, DONE).unwrap();
        assert_eq!(rule(bench.act("finish")), "R15", "{follow_up}");
    }
    bench.follow_up("addresses", NOT_APPLICABLE).unwrap();
    bench.act("finish").unwrap();
    assert_eq!(bench.stage(), "recovered");
}

#[test]
fn r15_who_settled_what_and_when_is_kept_and_can_be_taken_back() {
    let mut bench = securing();
    bench.follow_up("password", DONE).unwrap();
    let settled = &bench.case.follow_ups[&id::<FollowUpId>("password")];
    assert_eq!((settled.by.as_str(), settled.at), ("alice", bench.facts.now));
    bench.follow_up("password", None).unwrap();
    assert!(open(&bench).contains(&"password"));
    let unknown = bench.follow_up("shoes", DONE).unwrap_err();
    assert!(unknown.remedy.contains("password"), "{unknown}");
}

#[test]
fn r15_a_password_is_never_beside_the_point_and_nothing_is_settled_before_the_approval() {
    let mut bench = securing();
    assert_eq!(rule(bench.follow_up("password", NOT_APPLICABLE)), "R15");
    let mut early = Bench::opened("binance", "recovery", ticket());
    early.tick();
    assert_eq!(rule(early.alice().follow_up("password", DONE)), "R15");
}

#[test]
fn r15_the_letters_tell_what_is_open_and_nothing_that_is_done() {
    let bench = approved();
    let approval = bench.last_letter().body;
    assert!(approval.contains("Set a new, strong password") && approval.contains("OAuth"), "{approval}");
    let mut bench = securing();
    assert!(bench.last_letter().body.contains("API Management"));
    bench.follow_up("api_keys", DONE).unwrap();
    bench.act("ask_follow_ups").unwrap();
    let body = bench.last_letter().body;
    assert!(body.contains("passkey") && !body.contains("API Management"), "{body}");
    assert_eq!(bench.stage(), "securing");
}

#[test]
fn r15_the_applicant_is_reminded_twice_and_after_30_days_the_follow_up_ends_as_an_approval() {
    let mut bench = securing();
    let mut done = Vec::new();
    for hours in [168, 384, 168] {
        bench.later(hours).facts.actor = Actor::Timer;
        let fired = firing(&bench.case, &bench.facts, bench.playbook).unwrap();
        bench.happen(&fired.events);
        done.push((fired.sort, fired.action.unwrap().to_string(), bench.stage().to_owned()));
    }
    let (reminder, action) = (FiringSort::Reminder, FiringSort::Action);
    assert_eq!(
        done,
        [
            (reminder, "ask_follow_ups".to_owned(), "securing".to_owned()),
            (reminder, "remind_to_secure".to_owned(), "securing".to_owned()),
            (action, "expire_follow_ups".to_owned(), "recovered_unsecured".to_owned()),
        ]
    );
    assert_eq!(bench.case.outcome(bench.kind()), Some(Outcome::Approved));
    assert!(bench.last_letter().body.contains("Delete every address"), "{}", bench.last_letter().body);
}

#[test]
fn r18_a_case_is_decided_when_it_is_approved_and_no_longer_when_that_is_taken_back() {
    let mut bench = approved();
    assert_eq!(
        (bench.case.outcome(bench.kind()), bench.case.decision(bench.kind())),
        (None, Some(Outcome::Approved))
    );
    bench.act("block").unwrap();
    assert_eq!(bench.case.decision(bench.kind()), None);
    let bench = securing();
    assert_eq!(bench.case.decision(bench.kind()), Some(Outcome::Approved));
}

/// A migration that wants nothing but what is to be prepared.
fn migration() -> Bench {
    let mut bench = super::migration::ready();
    for follow_up in ["two_factor", "anti_phishing", "addresses_noted"] {
        bench.follow_up(follow_up, None).unwrap();
    }
    bench
}

#[test]
fn m13_before_the_transfer_2fa_and_anti_phishing_code_are_on_and_addresses_noted() {
    let mut bench = migration();
    assert_eq!(rule(bench.act_fully("transfer")), "M13");
    let all = obstacles(&bench.case, &id("transfer"), &bench.facts, bench.playbook);
    let named: Vec<&str> = all.iter().map(|obstacle| obstacle.refusal.what.as_str()).collect();
    assert!(named.iter().any(|what| what.contains("anti-phishing")), "{named:?}");
    assert_eq!(named.len(), 3, "{named:?}");
    bench.follow_up("two_factor", DONE).unwrap();
    bench.follow_up("anti_phishing", DONE).unwrap();
    bench.follow_up("addresses_noted", NOT_APPLICABLE).unwrap();
    bench.act_fully("transfer").unwrap();
    assert_eq!(bench.stage(), "transferred");
    assert!(bench.last_letter().body.contains("connected devices"), "{}", bench.last_letter().body);
}

#[test]
fn m13_what_prepares_a_migration_is_told_in_its_letters() {
    let bench = migration();
    let received = &bench.letters()[0];
    assert_eq!(received.0, "migration_received");
    assert!(received.1.body.contains("anti-phishing code"), "{}", received.1.body);
}

#[test]
fn m13_after_an_undone_transfer_everything_is_reviewed_anew() {
    let mut bench = migration();
    bench.follow_all_up();
    bench.act_fully("transfer").unwrap();
    bench.follow_up("devices", DONE).unwrap();
    bench.facts.actor = Actor::Owner;
    bench.run(&Command::Receive { text: "not me".into(), intent: Some(id("undo")) }).unwrap();
    assert!(
        !bench.case.follow_ups.contains_key(&id::<FollowUpId>("devices")),
        "the account is another one's again"
    );
    assert!(
        bench.case.follow_ups.contains_key(&id::<FollowUpId>("two_factor")),
        "what was prepared stays so"
    );
}
