//! Cases about the same accounts: what one must know of the other (C5, R14).

use super::bench::{Bench, id, rule};
use super::conflict::keeps_the_new_one;
use crate::case::{CaseId, CaseNumber, Linked};
use crate::playbook::{Answer, Outcome, Role};

/// A recovery of the account that holds the identity.
fn recovery(decision: Option<Outcome>, followed_up: bool) -> Linked {
    Linked {
        case: CaseId(12),
        number: CaseNumber::new("RC", CaseId(12)),
        kind: id("recovery"),
        stage: "Manual review".into(),
        claimant: id("H-7"),
        holder: None,
        outcome: None,
        decision,
        followed_up,
    }
}

fn linked_to(recovery: Linked) -> Bench {
    let mut bench = keeps_the_new_one();
    bench.facts.linked = vec![recovery];
    bench
}

#[test]
fn c05_an_approved_recovery_of_the_old_account_answers_that_the_applicant_is_in_again() {
    let approved = recovery(Some(Outcome::Approved), true);
    let ended = Linked { outcome: Some(Outcome::Approved), followed_up: false, ..approved.clone() };
    for recovery in [approved, ended] {
        let mut bench = linked_to(recovery);
        bench.act_fully("request_deletion").unwrap();
        assert_eq!(bench.stage(), "deleting");
    }
}

#[test]
fn c05_what_a_person_answers_counts_more_than_a_linked_case() {
    let mut bench = linked_to(recovery(Some(Outcome::Approved), true));
    bench.answer("old_access", Answer::Failed);
    assert_eq!(rule(bench.act_fully("request_deletion")), "C5");
}

#[test]
fn c05_neither_a_rejected_recovery_nor_one_of_another_account_answers_anything() {
    let rejected = Linked { outcome: Some(Outcome::Rejected), ..recovery(Some(Outcome::Rejected), false) };
    let other = Linked { claimant: id("Z-1"), ..recovery(Some(Outcome::Approved), true) };
    for recovery in [rejected, other] {
        assert_eq!(rule(linked_to(recovery).act_fully("request_deletion")), "C5");
    }
}

#[test]
fn r14_no_account_is_deleted_while_its_recovery_is_pending_or_in_its_hold() {
    for decision in [None, Some(Outcome::Approved)] {
        let mut bench = linked_to(recovery(decision, false));
        bench.answer("old_access", Answer::Passed);
        let refusal = bench.act_fully("request_deletion").unwrap_err();
        assert_eq!(refusal.rule.as_ref().map(|rule| rule.as_str()), Some("R14"));
        assert!(refusal.what.contains("RC-000012") && refusal.what.contains("H-7"), "{refusal}");
        assert_eq!(bench.stage(), "recovering_old");
    }
}

#[test]
fn r14_no_identity_is_taken_back_while_a_recovery_of_its_account_is_pending() {
    let mut bench = super::conflict::conflict();
    bench.cause("identity_theft");
    bench.act("investigate").unwrap();
    bench.by("lea", Role::Lead).answer("theft_established", Answer::Passed);
    bench.facts.linked = vec![recovery(None, false)];
    assert_eq!(rule(bench.act_fully("resolve_theft")), "R14");
    bench.facts.linked = vec![Linked { outcome: Some(Outcome::Rejected), ..recovery(None, false) }];
    bench.act_fully("resolve_theft").unwrap();
}
