//! The reviewer's own words in a letter: where they go, and what of them is refused.

use super::bench::{Bench, account, id, rule, ticket};
use crate::case::{Act, Case, Command, Event, LetterReach, Private, Refusal, RefusalKind};
use crate::playbook::{Answer, Playbook, Role};

const WORDS: &str = "Take your time over the photos.\nThere is no hurry.";

/// A recovery in manual review, and a conflict with a holder to keep from whoever asks.
fn recovery() -> Bench {
    let mut appeal = ticket();
    appeal.clues.insert(id("last_login_device"), vec!["blue tablet".into()]);
    let mut bench = Bench::opened("binance", "recovery", appeal);
    bench.tick();
    bench
}

fn conflict() -> Bench {
    let mut bench = Bench::of("binance");
    let mut holder = account("H-1000012");
    holder.email = Some("peter.long@example.net".into());
    holder.phone = Some("+44 20 7946 0958".into());
    bench.facts.claimant = Some(crate::case::record::AccountRecord { kyc: None, ..account("A-1") });
    bench.facts.holder = Some(holder);
    bench.open("conflict", ticket()).unwrap();
    bench.alice();
    bench
}

fn with(bench: &mut Bench, action: &str, words: &str) -> Result<(), Refusal> {
    let paragraph = Some(words.to_owned());
    bench.run(&Command::Act(Act { paragraph, note: Some("why".into()), ..Act::plain(id(action)) }))
}

#[test]
fn a_paragraph_stands_in_the_letter_to_the_applicant_and_nowhere_without_one() {
    let mut bench = recovery();
    bench.act("ask").unwrap();
    let without = bench.last_letter().body;
    let mut bench = recovery();
    with(&mut bench, "ask", &format!("  {WORDS}\n\n\n")).unwrap();
    let body = bench.last_letter().body;
    assert!(body.contains(&format!("\n\n{WORDS}\n\n--\n")), "{body}");
    assert_eq!(body.replace(&format!("{WORDS}\n\n"), ""), without, "nothing else changed");
    let mut bench = recovery();
    with(&mut bench, "ask", "  \n ").unwrap();
    assert_eq!(bench.last_letter().body, without, "an empty one is none");
}

#[test]
fn in_what_is_announced_to_everybody_only_the_applicant_reads_it() {
    let mut bench = recovery();
    bench.tick_all();
    bench.pass_all();
    with(&mut bench, "approve", WORDS).unwrap();
    let mut reaches = Vec::new();
    for event in &bench.events {
        let Event::LetterWritten { letter, reach, private } = event else { continue };
        if letter.as_str() == "recovery_approved" {
            let said = private.get().unwrap().body.contains(WORDS);
            assert_eq!(said, *reach == LetterReach::Applicant, "{reach:?}");
            reaches.push(*reach);
        }
    }
    assert!(reaches.len() > 1, "{reaches:?}");
}

#[test]
fn a_letter_that_says_so_takes_it_to_everybody() {
    let mut bench = recovery();
    bench.tick_all();
    bench.pass_all();
    let mut playbook: Playbook = bench.playbook.clone();
    playbook
        .letters
        .get_mut(&id::<crate::playbook::LetterId>("recovery_approved"))
        .unwrap()
        .paragraph_to_all = true;
    let act = Command::Act(Act { paragraph: Some(WORDS.into()), ..Act::plain(id("approve")) });
    let events = crate::case::decide(&bench.case, &act, &bench.facts, &playbook).unwrap();
    let bodies = events.iter().filter_map(|event| match event {
        Event::LetterWritten { private, .. } => private.get(),
        _ => None,
    });
    assert!(bodies.clone().count() > 1 && bodies.into_iter().all(|body| body.body.contains(WORDS)));
}

#[test]
fn where_no_letter_has_a_place_it_is_refused_and_not_lost() {
    let mut bench = recovery();
    let refusal = with(&mut bench, "escalate", WORDS).unwrap_err();
    assert_eq!((refusal.kind, &refusal.rule), (RefusalKind::Paragraph, &None));
    assert!(refusal.what.contains("Hand to a lead"), "{refusal}");
    let needs =
        |action: &str| crate::case::permit(&bench.case, &id(action), &bench.facts, bench.playbook).unwrap();
    assert!(needs("ask").paragraph && !needs("escalate").paragraph);
}

#[test]
fn n01_c07_no_datum_of_the_record_goes_out() {
    for (words, named) in [
        ("You find it under lin.wei.a-1.", "C7"),
        ("It is the phone ending in 0 1 2 3.", "N1"),
        ("Use the card 4821.", "N1"),
        ("The document L01 X00 T47 is meant.", "N1"),
        ("Dear Lin Wei, please hurry.", "N1"),
        ("You were born on 2 April 1990.", "N1"),
        ("The account dates from March 2021.", "N1"),
        ("It was last used in Berlin.", "N1"),
        ("It was used on a pixel-7.", "N1"),
        ("You spoke of a blue tablet.", "N1"),
        ("Money went to bc1qxy2kgd.", "N1"),
        ("Your new number ends in 9999.", "N1"),
    ] {
        assert_eq!(rule(with(&mut recovery(), "ask", words)), named, "{words}");
    }
    for (words, named) in [
        ("The other account is peterlong's.", "C7"),
        ("Call the other one: 7946 0958.", "N1"),
        ("It is account H-1000012.", "N1"),
    ] {
        assert_eq!(rule(with(&mut conflict(), "ask", words)), named, "{words}");
    }
}

#[test]
fn c14_r17_n01_words_that_no_letter_may_hold_are_refused_by_their_rule() {
    for (words, named) in [
        ("Write to desk@house.example.", "C14"),
        ("Please send us your password.", "C14"),
        ("请提供短信验证码。", "C14"),
        ("The city of your login does not match.", "N1"),
    ] {
        let refusal = with(&mut recovery(), "ask", words).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Paragraph);
        assert_eq!(refusal.rule.unwrap().as_str(), named, "{words}");
        assert!(!refusal.remedy.is_empty());
    }
    let long = with(&mut recovery(), "ask", &"a ".repeat(600)).unwrap_err();
    assert!(long.what.contains("1000 are the most"), "{long}");
    assert!(with(&mut recovery(), "ask", "a\u{202e}b").unwrap_err().what.contains("U+202E"));
}

#[test]
fn a_house_without_a_rule_names_the_one_that_it_has() {
    let mut bench = Bench::of("okx");
    let mut appeal = ticket();
    appeal.institution = id("okx");
    bench.facts.claimant = Some(account("A-1"));
    bench.facts.holder = Some(account("H-7"));
    bench.open("migration", appeal).unwrap();
    bench.alice();
    bench.answer("recognised", Answer::Passed);
    let pay = "Pay to 0x52908400098527886E0F7030069857D2E4169EE8.";
    assert_eq!(rule(with(&mut bench, "better", pay)), "M11");
}

/// Two people decide; bo agrees to what alice proposed, with these words.
fn agreed(proposed: Option<&str>, agreed: Option<&str>) -> (Case, Vec<Event>) {
    let mut bench = recovery();
    bench.tick_all();
    bench.pass_all();
    let mut playbook: Playbook = bench.playbook.clone();
    let kind = playbook.kinds.get_mut(&id::<crate::playbook::KindId>("recovery")).unwrap();
    let approve = kind.actions.iter_mut().find(|action| action.id.as_str() == "approve").unwrap();
    approve.second_operator_from = Some(crate::score::Band::Low);
    let mut said = Vec::new();
    for (who, words) in [("alice", proposed), ("bo", agreed)] {
        bench.by(who, Role::Reviewer);
        let act = Command::Act(Act { paragraph: words.map(str::to_owned), ..Act::plain(id("approve")) });
        said = crate::case::decide(&bench.case, &act, &bench.facts, &playbook).unwrap();
        let stamp = crate::case::Stamp { at: bench.facts.now, actor: bench.facts.actor.clone() };
        said.iter().for_each(|event| bench.case.apply(&stamp, event, bench.kind()));
    }
    (bench.case, said)
}

#[test]
fn n07_who_agrees_agrees_to_the_words_too() {
    let words = |events: &[Event]| {
        events.iter().any(|event| match event {
            Event::LetterWritten { private: Private::Kept(body), .. } => body.body.contains(WORDS),
            _ => false,
        })
    };
    for same in [None, Some(WORDS)] {
        let (case, events) = agreed(Some(WORDS), same);
        assert_eq!(case.matter.unwrap().stage.as_str(), "hold", "{same:?}");
        assert!(words(&events), "{same:?}");
    }
    for other in ["", "Other words."] {
        let (case, events) = agreed(Some(WORDS), Some(other));
        assert_eq!(case.matter.unwrap().stage.as_str(), "manual_review", "another proposal: {other:?}");
        assert!(matches!(&events[..], [Event::Proposed { .. }]), "{events:?}");
        assert_eq!(
            case.proposal.unwrap().paragraph.as_deref(),
            Some(other).filter(|other| !other.is_empty())
        );
    }
    let (case, events) = agreed(None, None);
    assert!(case.matter.unwrap().stage.as_str() == "hold" && !words(&events));
}
