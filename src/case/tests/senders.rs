//! Rules R3 and R21: several tickets, perhaps of several people, in one case.

use super::bench::{Bench, account, document, evidence, id, opening, rule, ticket};
use crate::case::record::DocumentType;
use crate::case::{Actor, Command, Event, Evidence, Opening, Verdict};
use crate::score::Signal;

/// An appeal that a stranger filed first, with nothing, and that the owner's own ticket has joined, with everything.
fn filed_by_two() -> Bench {
    let mut strangers = ticket();
    (strangers.contact_email, strangers.contact_phone) = ("eve@example.org".into(), None);
    (strangers.reference, strangers.challenge) = (id("T-666"), None);
    strangers.signals.clear();
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(account("A-1"));
    let nothing = Opening { evidence: Vec::new(), ..opening("recovery", strangers) };
    bench.run(&Command::Open(Box::new(nothing))).unwrap();
    bench.run(&Command::Join(Box::new(opening("recovery", ticket())))).unwrap();
    assert_eq!(bench.tick().as_deref(), Some("auto_pass"));
    bench.alice().tick_all();
    bench.pass_all();
    bench
}

#[test]
fn r21_nobody_gets_an_account_by_what_another_sender_brought() {
    let mut bench = filed_by_two();
    assert_eq!(rule(bench.act("approve")), "R21");
    bench.run(&Command::SettleApplicant { ticket: id("T-666") }).unwrap();
    assert_eq!(rule(bench.act("approve")), "R5", "the stranger brought nothing");
    bench.run(&Command::SettleApplicant { ticket: id("T-4711") }).unwrap();
    assert_eq!(rule(bench.act("approve")), "R5", "what was looked at before is looked at anew");
    bench.tick_all();
    bench.act("approve").unwrap();
    let given = bench.events.iter().find_map(|event| match event {
        Event::OrderGiven { order, private, .. } if order.as_str() == "replace_contacts" => private.get(),
        _ => None,
    });
    assert_eq!(given.unwrap().contacts.email.as_deref(), Some("new.address@example.org"));
}

#[test]
fn r21_what_a_sender_who_is_not_the_applicant_sends_later_does_not_count() {
    let mut bench = filed_by_two();
    bench.run(&Command::SettleApplicant { ticket: id("T-4711") }).unwrap();
    let video = Evidence { sha256: crate::case::Digest([9; 32]), spoken: None, ..evidence("video") };
    let (evidence, signals) = (vec![video.clone()], Default::default());
    bench.facts.actor = Actor::Applicant;
    let attach = Command::Attach { ticket: id("T-666"), evidence, document: None, signals };
    bench.run(&attach).unwrap();
    assert_ne!(bench.case.evidence(&id("video")).last(), Some(&video));
    assert_eq!(bench.case.items[&id::<crate::playbook::ItemId>("video")].of_others, [video]);
}

#[test]
fn n02_whoever_files_a_further_appeal_is_announced_to_every_address() {
    let bench = filed_by_two();
    let announced = bench.letters().into_iter().filter(|(name, _)| name == "recovery_announced");
    let reached: std::collections::BTreeSet<_> = announced.flat_map(|(_, letter)| letter.to).collect();
    for address in ["eve@example.org", "new.address@example.org", "lin.wei.a-1@example.com"] {
        assert!(reached.contains(address), "{address}: {reached:?}");
    }
}

#[test]
fn r21_until_it_is_settled_who_applies_each_sender_is_answered_in_a_letter_of_their_own() {
    let reached = |bench: &Bench| -> Vec<Vec<String>> {
        let asked = bench.letters().into_iter().filter(|(name, _)| name == "recovery_missing");
        asked.map(|(_, letter)| letter.to).collect()
    };
    let mut bench = filed_by_two();
    bench.act("ask").unwrap();
    assert_eq!(reached(&bench), [["eve@example.org"], ["new.address@example.org"]]);
    let mut bench = filed_by_two();
    bench.run(&Command::SettleApplicant { ticket: id("T-4711") }).unwrap();
    bench.act("ask").unwrap();
    assert_eq!(reached(&bench), [["new.address@example.org"]]);
}

#[test]
fn c07_nothing_of_the_other_account_is_told_before_it_is_settled_who_applies() {
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(account("A-1"));
    bench.facts.holder = Some(account("H-7"));
    bench.facts.identity_holders = Some(vec![id("H-7")]);
    bench.open("conflict", ticket()).unwrap();
    let mut strangers = ticket();
    (strangers.contact_email, strangers.reference) = ("eve@example.org".into(), id("T-666"));
    let mut other = Bench::of("binance");
    other.case.id = crate::case::CaseId(9);
    other.facts.claimant = Some(account("A-1"));
    other.open("conflict", strangers).unwrap();
    bench.alice().run(&Command::Absorb { other: Box::new(other.case) }).unwrap();
    bench.tick_all();
    bench.pass_all();
    bench.cause("forgotten");
    let refusal = bench.act("disclose").unwrap_err();
    assert!(refusal.remedy.contains("Settle who"), "{refusal}");
    bench.run(&Command::SettleApplicant { ticket: id("T-4711") }).unwrap();
    bench.tick_all();
    bench.act("disclose").unwrap();
    assert_eq!(bench.last_letter().to, ["new.address@example.org"]);
}

#[test]
fn r03_the_right_document_puts_a_wrong_one_right() {
    let mut appeal = ticket();
    appeal.document = Some(document(DocumentType::Passport));
    let wrong = Bench::opened("binance", "recovery", appeal);
    assert_eq!(wrong.case.signals[&Signal::SameDocument].get(), 0.0);
    let mut further = ticket();
    further.reference = id("T-4712");
    let join = Command::Join(Box::new(Opening { evidence: Vec::new(), ..opening("recovery", further) }));
    let attach = Command::Attach {
        ticket: id("T-4711"),
        evidence: vec![evidence("id_front")],
        document: Some(document(DocumentType::IdCard)),
        signals: Default::default(),
    };
    for command in [join, attach] {
        let mut bench = Bench::opened("binance", "recovery", ticket());
        (bench.case, bench.facts) = (wrong.case.clone(), wrong.facts.clone());
        bench.facts.actor = Actor::Applicant;
        bench.run(&command).unwrap();
        assert_eq!(bench.case.signals[&Signal::SameDocument].get(), 1.0, "{command:?}");
        bench.alice().judge("id_front", "same_document", Verdict::Ticked).unwrap();
        bench.tick();
        bench.tick_all();
        bench.pass_all();
        bench.act("approve").unwrap();
    }
}

#[test]
fn m09_what_a_stranger_sends_is_no_answer_of_the_applicant() {
    let mut bench = filed_by_two();
    bench.run(&Command::SettleApplicant { ticket: id("T-4711") }).unwrap();
    bench.tick_all();
    bench.act("ask_video").unwrap();
    let signals = Default::default();
    let attach = |ticket: &str| Command::Attach {
        ticket: id(ticket),
        evidence: vec![evidence("video")],
        document: None,
        signals: Default::default(),
    };
    bench.facts.actor = Actor::Applicant;
    let strangers = Evidence { sha256: crate::case::Digest([9; 32]), ..evidence("video") };
    bench
        .run(&Command::Attach { ticket: id("T-666"), evidence: vec![strangers], document: None, signals })
        .unwrap();
    assert_eq!(bench.stage(), "waiting_applicant");
    bench.run(&attach("T-4711")).unwrap();
    assert_eq!(bench.stage(), "automated");
}
