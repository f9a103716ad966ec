//! Rules N: what a regulator or a careful peer expects.

use super::bench::{Bench, account, evidence, id, opening, rule, ticket};
use crate::case::record::{AccountRecord, Ticket};
use crate::case::{Actor, Command, Event, LetterReach, RefusalKind, Verdict};
use crate::playbook::{Answer, Guard, Guarded, Outcome, Role, TimerStart};
use crate::score::Signal;

#[test]
fn n01_no_letter_tells_which_datum_failed() {
    let mut appeal = ticket();
    for (clue, value) in [("cards", "7777"), ("phones", "8888"), ("registered_month", "1999-01")] {
        appeal.clues.insert(id(clue), vec![value.into()]);
    }
    let mut bench = Bench::opened("binance", "recovery", appeal);
    bench.tick();
    bench.answer("details_match", Answer::Failed);
    bench.act_fully("reject").unwrap();
    for (letter, written) in bench.letters() {
        let text = format!("{} {}", written.subject, written.body).to_lowercase();
        for datum in [
            "7777", "8888", "1999-01", "4821", "0123", "2021-03", "card", "0.98", "mismatch", "distance",
            "device",
        ] {
            assert!(!text.contains(datum), "{letter} tells of {datum}: {text}");
        }
    }
}

#[test]
fn n03_nothing_but_a_person_turns_somebody_down() {
    for institution in ["binance", "okx"] {
        for kind in Bench::of(institution).playbook.kinds.values() {
            for action in &kind.actions {
                let end = action.to.as_ref().and_then(|to| kind.stage(to)).and_then(|stage| stage.end);
                let only_people = action.by == [crate::playbook::By::Operator];
                assert!(end != Some(Outcome::Rejected) || only_people, "{institution} {}", action.id);
            }
        }
    }
}

#[test]
fn n03_a_timer_that_a_playbook_lets_reject_is_refused_all_the_same() {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    bench.tick();
    let mut playbook = bench.playbook.clone();
    let kind = playbook.kinds.get_mut(&id::<crate::playbook::KindId>("recovery")).unwrap();
    let reject = kind.actions.iter_mut().find(|action| action.id.as_str() == "reject").unwrap();
    reject.by.push(crate::playbook::By::Timer);
    (reject.reasons, reject.note) = (Vec::new(), false);
    bench.facts.actor = Actor::Timer;
    let command = Command::Act(crate::case::Act::plain(id("reject")));
    let refusal = crate::case::decide(&bench.case, &command, &bench.facts, &playbook).unwrap_err();
    assert_eq!(refusal.rule.unwrap().as_str(), "N3");
}

#[test]
fn n03_a_rejection_can_be_contested() {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    bench.tick();
    bench.act_fully("reject").unwrap();
    assert!(bench.last_letter().body.contains("If you disagree"), "{}", bench.last_letter().body);
    assert_eq!(bench.act_fully("reopen").unwrap_err().kind, RefusalKind::Role, "a lead decides that");
    bench.by("lea", Role::Lead).act_fully("reopen").unwrap();
    assert_eq!(bench.stage(), "manual_review");
    assert!(bench.case.checks.is_empty(), "what was established is established anew");
}

#[test]
fn n03_who_rejected_neither_reopens_the_case_nor_rejects_it_again() {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    bench.tick();
    bench.by("lea", Role::Lead).act_fully("reject").unwrap();
    assert_eq!(rule(bench.act_fully("reopen")), "N3");
    bench.by("max", Role::Lead).act_fully("reopen").unwrap();
    bench.by("lea", Role::Lead).later(2);
    assert_eq!(rule(bench.act_fully("reject")), "N3");
    bench.by("max", Role::Lead).act_fully("reject").unwrap();
    assert_eq!(bench.stage(), "rejected");
}

/// A recovery that two people must approve.
fn risky() -> Bench {
    let mut appeal = ticket();
    appeal.signals = [(Signal::FaceMatch, 0.91), (Signal::Liveness, 0.9)].into();
    appeal.from.country = Some("KP".into());
    (appeal.from.lat, appeal.from.lon) = (Some(39.0), Some(125.7));
    (appeal.from.ip, appeal.from.device) = (Some("198.51.100.9".parse().unwrap()), Some("other".into()));
    for clue in ["registered_month", "cards", "last_login_city", "phones", "withdrawal_addresses"] {
        appeal.clues.insert(id(clue), vec!["1999-01".into()]);
    }
    let mut bench = Bench::opened("binance", "recovery", appeal);
    bench.tick();
    bench.tick_all();
    bench.pass_all();
    let score = crate::case::risk(&bench.case, bench.kind()).unwrap();
    assert!(score.band >= crate::score::Band::High, "the fixture must be risky: {:?}", score.band);
    bench
}

fn approval(bench: &Bench) -> &'static str {
    match bench.stage() {
        "lead_review" => "approve_critical",
        _ => "approve",
    }
}

#[test]
fn n07_the_second_person_is_never_the_first() {
    let mut bench = risky();
    bench.by("lea", Role::Lead).later(2);
    bench.act_fully("escalate").unwrap();
    let action = approval(&bench);
    bench.act_fully(action).unwrap();
    assert_eq!(bench.stage(), "lead_review", "proposed, not done");
    assert_eq!(rule(bench.act_fully(action)), "N7");
    bench.by("max", Role::Lead).act_fully(action).unwrap();
    assert_eq!(bench.stage(), "hold");
}

#[test]
fn n07_consent_to_another_reason_is_a_proposal_of_its_own() {
    let mut bench = risky();
    let mut playbook = bench.playbook.clone();
    let kind = playbook.kinds.get_mut(&id::<crate::playbook::KindId>("recovery")).unwrap();
    let reject = kind.actions.iter_mut().find(|action| action.id.as_str() == "reject").unwrap();
    reject.second_operator_from = Some(crate::score::Band::Low);
    bench.playbook = Box::leak(Box::new(playbook));
    let act = |reason: &str| {
        let (reason, note) = (Some(id(reason)), Some("looked at everything".into()));
        Command::Act(crate::case::Act { reason, note, ..crate::case::Act::plain(id("reject")) })
    };
    bench.by("lea", Role::Lead).later(2).run(&act("data_archived")).unwrap();
    bench.by("max", Role::Lead).run(&act("not_established")).unwrap();
    assert_eq!(bench.stage(), "manual_review", "nobody has agreed to this reason yet");
    assert_eq!(bench.case.proposal.as_ref().unwrap().by.as_str(), "max");
    bench.by("lea", Role::Lead).run(&act("not_established")).unwrap();
    assert_eq!(bench.stage(), "rejected");
}

#[test]
fn n07_consent_is_bound_to_the_evidence_as_it_stood() {
    let mut bench = risky();
    bench.by("lea", Role::Lead).later(2);
    bench.act_fully("escalate").unwrap();
    let action = approval(&bench);
    bench.act_fully(action).unwrap();
    bench.judge("note", "daylight", Verdict::Refused).unwrap();
    bench.judge("note", "daylight", Verdict::Ticked).unwrap();
    bench.by("max", Role::Lead).later(2);
    bench.act_fully(action).unwrap();
    assert_eq!(bench.stage(), "lead_review", "the evidence moved: this is a new proposal");
    assert_eq!(bench.case.proposal.as_ref().unwrap().by.as_str(), "max");
}

#[test]
fn n03_whoever_loses_an_account_is_told_of_what_sort_and_how_to_contest_it() {
    for (institution, kind, end) in
        [("binance", "conflict", "resolve_theft"), ("okx", "conflict", "end_fraud")]
    {
        let mut bench = Bench::of(institution);
        bench.facts.claimant = Some(AccountRecord { kyc: None, ..account("A-1") });
        bench.facts.holder = Some(account("H-7"));
        bench.facts.identity_holders = Some(vec![id("H-7")]);
        let sent = Ticket { institution: id(institution), ..ticket() };
        let mut opening = opening(kind, sent);
        if institution == "okx" {
            opening.evidence.extend(["id_front", "id_back", "police_report"].map(evidence));
        }
        bench.facts.actor = Actor::Applicant;
        bench.run(&Command::Open(Box::new(opening))).unwrap();
        bench.alice().tick_all();
        bench.pass_all();
        if institution == "okx" {
            bench.act("show").unwrap();
            bench.cause("used_by_other");
            bench.act("not_mine").unwrap();
            bench.act("go_on").unwrap();
            bench.answer("used_by_other", Answer::Passed);
        } else {
            bench.cause("identity_theft");
            bench.act("investigate").unwrap();
            bench.answer("theft_established", Answer::Passed);
        }
        bench.by("lea", Role::Lead).later(2).act_fully(end).unwrap();
        bench.by("max", Role::Lead).act_fully(end).unwrap();
        let told = bench.events.iter().find_map(|event| match event {
            Event::LetterWritten { reach: LetterReach::Holder, private, .. } => private.get(),
            _ => None,
        });
        let told = told.unwrap();
        assert_eq!(told.to, ["lin.wei.h-7@example.com", "+49 170 5550123"], "{institution}");
        assert!(told.body.contains("The reason:") && told.body.contains("If you disagree"), "{}", told.body);
        bench.by("nia", Role::Lead).later(2).act_fully("contest").unwrap();
        bench.by("nia", Role::Lead).act_fully("reject").unwrap();
        assert!(bench.orders().ends_with(&["unfreeze_account H-7".to_owned()]), "{:?}", bench.orders());
    }
}

#[test]
fn n03_no_stage_waits_for_the_registry_alone() {
    let outside =
        |guard: &Guarded| matches!(guard.must, Guard::Account(_) | Guard::Identity(_) | Guard::Hold(_));
    for institution in ["binance", "okx"] {
        for (name, kind) in &Bench::of(institution).playbook.kinds {
            for stage in kind.stages.iter().filter(|stage| stage.end.is_none()) {
                let mut leave =
                    kind.actions_from(&stage.id).filter(|action| action.to.as_ref() != Some(&stage.id));
                let held = kind
                    .timers
                    .iter()
                    .any(|timer| timer.stage == stage.id && timer.start == TimerStart::HoldEnds);
                let free = leave.any(|action| action.to.is_some() && !action.guards.iter().any(outside));
                // A hold ends by the clock, whatever the registry says.
                assert!(free || held, "{institution} {name} {}", stage.id);
            }
        }
    }
}

#[test]
fn n06_seeing_personal_data_takes_a_named_person_and_a_reason_and_is_recorded() {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    let reveal = |reason: &str| Command::Reveal { reason: reason.into() };
    bench.facts.actor = Actor::Timer;
    assert_eq!(bench.run(&reveal("because")).unwrap_err().kind, RefusalKind::Role);
    // An auditor, who changes nothing, may look: who looked is what is recorded.
    for (name, role) in [("alice", Role::Reviewer), ("ada", Role::Auditor)] {
        bench.by(name, role);
        assert_eq!(bench.run(&reveal(" \n")).unwrap_err().kind, RefusalKind::Missing);
        let stage = bench.stage().to_owned();
        bench.run(&reveal("spelling of the name")).unwrap();
        assert!(matches!(bench.events.last(), Some(Event::Revealed { .. })));
        assert_eq!(bench.stage(), stage);
    }
}
