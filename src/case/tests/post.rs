//! What came of letters and orders: who may tell, what follows, and what raises a case again.

use super::bench::{Bench, ticket};
use crate::case::{
    Actor, Came, Command, Event, OrderAnswer, PostName, PostState, Refusal, RefusalKind, Version,
};
use crate::playbook::{OrderName, Outcome, Role};

/// An appeal that was approved: withdrawals frozen, access revoked, contacts replaced, the account unlocked.
fn approved() -> Bench {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    assert_eq!(bench.tick().as_deref(), Some("auto_pass"));
    bench.tick_all();
    bench.pass_all();
    bench.act("approve").unwrap();
    bench
}

fn given(bench: &Bench, name: OrderName) -> Version {
    let orders = bench.case.posted.iter();
    let mut found = orders.filter(|(_, posted)| posted.name == PostName::Order(name));
    *found.next_back().unwrap().0
}

fn letter(bench: &Bench) -> Version {
    *bench.case.posted.iter().find(|(_, posted)| matches!(posted.name, PostName::Letter(_))).unwrap().0
}

fn tell(bench: &mut Bench, given: Version, came: Came) -> Result<(), Refusal> {
    let before = std::mem::replace(&mut bench.facts.actor, Actor::Post);
    let told = bench.run(&Command::Came { given, came, attempts: 1, reason: Some("so it is".into()) });
    bench.facts.actor = before;
    told
}

fn state(bench: &Bench, name: OrderName) -> PostState {
    bench.case.posted[&given(bench, name)].state
}

const DONE: Came = Came::Answered(OrderAnswer::Done);
const REFUSED: Came = Came::Answered(OrderAnswer::Refused);

#[test]
fn r13_contacts_are_not_replaced_where_withdrawals_could_not_be_frozen() {
    let mut bench = approved();
    let freeze = given(&bench, OrderName::FreezeWithdrawals);
    tell(&mut bench, freeze, REFUSED).unwrap();
    assert_eq!(state(&bench, OrderName::FreezeWithdrawals), PostState::Refused);
    for name in [OrderName::RevokeAccess, OrderName::ReplaceContacts, OrderName::UnlockAccount] {
        assert_eq!(state(&bench, name), PostState::SetAside, "{name:?}");
    }
    assert_eq!(state(&bench, OrderName::LockAccount), PostState::Waiting, "decided before, on its own");
}

#[test]
fn r13_a_hold_whose_freeze_failed_is_due_until_somebody_deals_with_it() {
    let mut bench = approved();
    let kind = bench.kind();
    let calendar = &bench.playbook.calendar;
    let freeze = given(&bench, OrderName::FreezeWithdrawals);
    tell(&mut bench, freeze, Came::SetAside).unwrap();
    assert_eq!(bench.case.due(kind, calendar), Some(bench.facts.now));
    // What the desk does by itself deals with nothing.
    bench.later(25);
    let since = bench.case.failed_since;
    bench.tick();
    assert!(since.is_some() && bench.case.failed_since == since);
    bench.alice();
    bench.run(&Command::Note { text: "frozen by hand".into() }).unwrap();
    assert_eq!(bench.case.failed_since, None);
    assert_eq!(bench.case.failed_orders().count(), 4, "what failed is still known");
}

#[test]
fn r13_a_case_that_has_ended_is_not_settled_while_an_order_of_it_failed() {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    bench.by("lea", Role::Lead).act_fully("withdraw").unwrap();
    assert_eq!(bench.case.outcome(bench.kind()), Some(Outcome::Closed));
    assert!(bench.case.is_settled(bench.kind()));
    let unlock = given(&bench, OrderName::UnlockAccount);
    tell(&mut bench, unlock, REFUSED).unwrap();
    assert!(!bench.case.is_settled(bench.kind()));
    tell(&mut bench, unlock, DONE).unwrap();
    assert!(bench.case.is_settled(bench.kind()), "it was carried out after all");
}

#[test]
fn what_is_known_already_is_told_once() {
    let mut bench = approved();
    let lock = given(&bench, OrderName::LockAccount);
    let again = |bench: &mut Bench, came| tell(bench, lock, came).unwrap_err().kind;
    tell(&mut bench, lock, Came::Answered(OrderAnswer::Later)).unwrap();
    assert_eq!(again(&mut bench, Came::Answered(OrderAnswer::Later)), RefusalKind::Nothing);
    tell(&mut bench, lock, DONE).unwrap();
    for came in [DONE, Came::SetAside, Came::Sent { passed_over: 0 }, Came::Answered(OrderAnswer::Later)] {
        assert_eq!(again(&mut bench, came), RefusalKind::Nothing, "{came:?}");
    }
    tell(&mut bench, lock, REFUSED).unwrap();
    assert_eq!(tell(&mut bench, Version(1), DONE).unwrap_err().kind, RefusalKind::Unknown);
    let letter = letter(&bench);
    assert_eq!(tell(&mut bench, letter, DONE).unwrap_err().kind, RefusalKind::Unknown);
}

#[test]
fn only_the_post_tells_what_came_and_only_a_person_puts_back() {
    let mut bench = approved();
    let lock = given(&bench, OrderName::LockAccount);
    let told = Command::Came { given: lock, came: DONE, attempts: 1, reason: None };
    assert_eq!(bench.run(&told).unwrap_err().kind, RefusalKind::Role);
    tell(&mut bench, lock, Came::SetAside).unwrap();
    let put_back = Command::PutBack { given: lock };
    assert_eq!(bench.by("eve", Role::Auditor).run(&put_back).unwrap_err().kind, RefusalKind::Role);
    bench.facts.actor = Actor::Post;
    assert_eq!(bench.run(&put_back).unwrap_err().kind, RefusalKind::Role);
    // The approval unlocks the account again: a lock that goes out after that would have the last word.
    assert_eq!(bench.alice().run(&put_back).unwrap_err().kind, RefusalKind::Guard);
    let unlock = given(&bench, OrderName::UnlockAccount);
    tell(&mut bench, unlock, REFUSED).unwrap();
    bench.alice().run(&put_back).unwrap();
    assert_eq!(state(&bench, OrderName::LockAccount), PostState::Waiting);
    assert_eq!(bench.run(&put_back).unwrap_err().kind, RefusalKind::Nothing);
}

#[test]
fn that_a_letter_went_out_is_no_change_that_a_decision_must_have_seen() {
    let mut bench = approved();
    let (seen, letter) = (bench.case.version, letter(&bench));
    assert_eq!(bench.case.told_at, seen);
    tell(&mut bench, letter, Came::Sent { passed_over: 1 }).unwrap();
    assert!(bench.case.version > seen && bench.case.told_at == seen);
    let freeze = given(&bench, OrderName::FreezeWithdrawals);
    tell(&mut bench, freeze, REFUSED).unwrap();
    assert_eq!(bench.case.told_at, bench.case.version, "that one failed is");
}

#[test]
fn no_words_of_others_stand_in_the_log_itself() {
    let mut bench = approved();
    let letter = letter(&bench);
    tell(&mut bench, letter, Came::SetAside).unwrap();
    let Some(Event::LetterSetAside { private, .. }) = bench.events.last() else { panic!("no such event") };
    assert_eq!(private.get().map(String::as_str), Some("so it is"));
    let json = serde_json::to_string(bench.events.last().unwrap()).unwrap();
    let (body, _) = json.split_once("\"private\"").unwrap();
    assert!(!body.contains("so it is"), "{json}");
}
