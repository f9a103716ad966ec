//! Claims, roles, notes, putting off, merging: what holds at every desk.

use super::bench::{Bench, account, id, opening, ticket};
use crate::case::{Actor, Case, CaseId, Command, RefusalKind, Verdict, by_itself};
use crate::playbook::Role;
use chrono::Duration;

fn appeal() -> Bench {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    bench.tick();
    bench
}

#[test]
fn two_people_cannot_work_on_one_case() {
    let mut bench = appeal();
    bench.run(&Command::Claim).unwrap();
    bench.by("bo", Role::Reviewer);
    for command in [Command::Claim, Command::Release, Command::Act(crate::case::Act::plain(id("ask")))] {
        assert_eq!(bench.run(&command).unwrap_err().kind, RefusalKind::Claimed, "{command:?}");
    }
    assert_eq!(bench.judge("note", "text", Verdict::Ticked).unwrap_err().kind, RefusalKind::Claimed);
}

#[test]
fn a_claim_runs_out_by_itself() {
    let mut bench = appeal();
    bench.run(&Command::Claim).unwrap();
    bench.facts.now += Duration::minutes(31);
    bench.by("bo", Role::Reviewer).run(&Command::Claim).unwrap();
    assert_eq!(bench.case.lease.as_ref().unwrap().operator.as_str(), "bo");
}

#[test]
fn a_lead_releases_what_another_has_claimed() {
    let mut bench = appeal();
    bench.run(&Command::Claim).unwrap();
    bench.by("lea", Role::Lead).run(&Command::Release).unwrap();
    assert!(bench.case.lease.is_none());
    assert_eq!(bench.run(&Command::Release).unwrap_err().kind, RefusalKind::Nothing);
}

#[test]
fn judging_claims_the_case_and_renews_a_claim_that_is_half_used_up() {
    let mut bench = appeal();
    bench.judge("note", "text", Verdict::Ticked).unwrap();
    let first = bench.case.lease.clone().unwrap();
    bench.facts.now += Duration::minutes(10);
    bench.judge("note", "daylight", Verdict::Ticked).unwrap();
    assert_eq!(bench.case.lease, Some(first.clone()), "fresh enough");
    bench.facts.now += Duration::minutes(10);
    bench.judge("note", "daylight", Verdict::Refused).unwrap();
    assert!(bench.case.lease.unwrap().until > first.until);
}

#[test]
fn an_auditor_reads_and_changes_nothing() {
    let mut bench = appeal();
    bench.by("ada", Role::Auditor);
    let commands = [
        Command::Claim,
        Command::Note { text: "hm".into() },
        Command::Act(crate::case::Act::plain(id("withdraw"))),
    ];
    for command in commands {
        assert_eq!(bench.run(&command).unwrap_err().kind, RefusalKind::Role, "{command:?}");
    }
}

#[test]
fn the_same_verdict_twice_is_one_event() {
    let mut bench = appeal();
    bench.judge("note", "text", Verdict::Ticked).unwrap();
    let version = bench.case.version;
    bench.judge("note", "text", Verdict::Ticked).unwrap();
    assert_eq!(bench.case.version, version);
}

#[test]
fn a_new_picture_opens_the_verdicts_of_the_old_one() {
    let mut bench = appeal();
    bench.tick_all();
    bench.attach(super::bench::evidence("note")).unwrap();
    assert_eq!(bench.case.verdict(&id("note"), &id("text")), None);
    assert!(bench.case.verdict(&id("video"), &id("one_take")).is_some());
}

#[test]
fn a_case_is_put_off_to_a_time_to_come_and_not_for_ever() {
    let mut bench = appeal();
    let now = bench.facts.now;
    for until in [now, now - Duration::hours(1), now + Duration::days(91)] {
        assert!(bench.run(&Command::Snooze { until: Some(until) }).is_err(), "{until}");
    }
    bench.run(&Command::Snooze { until: Some(now + Duration::days(2)) }).unwrap();
    assert!(bench.case.snoozed_until.is_some());
    bench.run(&Command::Snooze { until: None }).unwrap();
    assert!(bench.case.snoozed_until.is_none());
}

#[test]
fn an_empty_note_is_none() {
    let mut bench = appeal();
    assert!(bench.run(&Command::Note { text: " \n".into() }).is_err());
    assert!(bench.run(&Command::Note { text: "x".repeat(20_001) }).is_err());
    bench.run(&Command::Note { text: "called the bank".into() }).unwrap();
}

#[test]
fn nothing_is_judged_on_a_case_that_has_ended_but_notes_are_taken() {
    let mut bench = appeal();
    bench.act_fully("withdraw").unwrap();
    assert_eq!(bench.judge("note", "text", Verdict::Ticked).unwrap_err().kind, RefusalKind::Stage);
    assert_eq!(bench.run(&Command::Claim).unwrap_err().kind, RefusalKind::Stage);
    bench.run(&Command::Note { text: "the applicant called again".into() }).unwrap();
}

#[test]
fn a_merge_keeps_both_logs_and_can_be_undone() {
    let (mut here, mut there) = (appeal(), appeal());
    there.case.id = CaseId(900);
    let (one, other) = (here.case.clone(), there.case.clone());
    here.run(&Command::MergeInto { other: Box::new(other) }).unwrap();
    there.run(&Command::Absorb { other: Box::new(one) }).unwrap();
    assert_eq!(here.case.merged_into, Some(CaseId(900)));
    assert_eq!(there.case.evidence(&id("note")).len(), 2);
    assert_eq!(here.run(&Command::Claim).unwrap_err().kind, RefusalKind::Stage);
    here.run(&Command::Unmerge).unwrap();
    there.run(&Command::Part { other: CaseId(812) }).unwrap();
    assert_eq!(here.case.merged_into, None);
    assert_eq!(there.case.evidence(&id("note")).len(), 1);
    assert!(here.case.clock.unwrap().due(&here.playbook.calendar).is_some(), "its clock runs again");
}

#[test]
fn m09_an_undone_merge_does_not_start_the_clock_of_a_case_that_waits_for_the_applicant() {
    let (mut here, mut there) = (appeal(), appeal());
    there.case.id = CaseId(900);
    here.judge("note", "text", Verdict::Refused).unwrap();
    here.act("ask").unwrap();
    assert_eq!(here.stage(), "waiting_applicant");
    let since = here.case.clock.as_ref().unwrap().paused_since;
    here.later(1).run(&Command::MergeInto { other: Box::new(there.case.clone()) }).unwrap();
    here.later(1).run(&Command::Unmerge).unwrap();
    assert_eq!(here.case.clock.as_ref().unwrap().paused_since, since);
}

#[test]
fn r07_a_merge_brings_phrases_clues_and_measurements_and_its_undoing_takes_them_back() {
    let mut second = ticket();
    second.reference = id("T-4712");
    second.challenge = Some(crate::case::record::Phrase {
        phrase: "another five words come here".into(),
        given_at: super::bench::at(super::bench::MONDAY) - Duration::minutes(30),
    });
    second.clues.insert(id("phones"), vec!["0123".into()]);
    second.signals.insert(crate::score::Signal::FailedLogins, 12.0);
    let mut other = Bench::opened("binance", "recovery", second);
    other.case.id = CaseId(900);
    let video = crate::case::Evidence {
        sha256: crate::case::Digest([3; 32]),
        spoken: Some(crate::case::Spoken::Words("another five words come here".into())),
        ..super::bench::evidence("video")
    };
    other.attach(video.clone()).unwrap();
    let without = crate::case::Opening { evidence: Vec::new(), ..opening("recovery", ticket()) };
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(super::bench::account("A-1"));
    bench.run(&Command::Open(Box::new(without))).unwrap();
    let (clue, signal) = (id::<crate::playbook::ClueId>("phones"), crate::score::Signal::FailedLogins);
    let before = bench.case.clone();
    bench.alice().run(&Command::Absorb { other: Box::new(other.case.clone()) }).unwrap();
    let videos = bench.case.evidence(&id("video"));
    assert_eq!(videos.len(), 2, "in the order in which they came");
    assert_eq!(videos[1].sha256, video.sha256);
    assert_eq!(bench.case.clues.get(&clue), Some(&crate::case::ClueVerdict::Match));
    assert_eq!(bench.case.signals[&signal].get(), 12.0);
    assert_eq!(bench.case.phrases.last().unwrap().phrase, super::bench::PHRASE, "its own stays the newest");
    bench.judge("video", "phrase", Verdict::Ticked).unwrap();
    bench.run(&Command::Part { other: CaseId(900) }).unwrap();
    assert_eq!((&bench.case.clues, &bench.case.phrases), (&before.clues, &before.phrases));
    assert_eq!((&bench.case.signals, &bench.case.tickets), (&before.signals, &before.tickets));
    assert_eq!(bench.case.verdict(&id("video"), &id("phrase")), None, "what was judged has gone");
}

#[test]
fn r03_the_document_of_a_merged_case_does_not_stand_before_ones_own() {
    let mut wrong = ticket();
    wrong.document = Some(super::bench::document(crate::case::record::DocumentType::Passport));
    let mut other = Bench::opened("binance", "recovery", wrong);
    other.case.id = CaseId(900);
    let mut bench = appeal();
    bench.run(&Command::Absorb { other: Box::new(other.case.clone()) }).unwrap();
    bench.judge("id_front", "same_document", Verdict::Ticked).unwrap();
}

#[test]
fn a_merge_leaves_the_verdicts_of_what_stays() {
    let mut there = appeal();
    there.tick_all();
    let mut here = appeal();
    here.case.id = CaseId(900);
    there.run(&Command::Absorb { other: Box::new(here.case.clone()) }).unwrap();
    assert!(there.case.verdict(&id("note"), &id("text")).is_some());
}

#[test]
fn only_cases_about_one_matter_are_merged() {
    let mut here = appeal();
    let mut other = ticket();
    other.account = id("A-2");
    let mut there = Bench::opened("binance", "recovery", other);
    there.case.id = CaseId(900);
    let unopened = Case::unopened(CaseId(901));
    let itself = here.case.clone();
    for other in [there.case.clone(), unopened, itself] {
        assert!(here.run(&Command::MergeInto { other: Box::new(other) }).is_err());
    }
}

#[test]
fn names_that_the_playbook_does_not_know_are_refused_with_those_that_it_knows() {
    let mut bench = appeal();
    let refusal = bench.judge("selfie", "clear", Verdict::Ticked).unwrap_err();
    assert!(refusal.remedy.contains("id_front"), "{refusal}");
    let refusal = bench.act("aprove").unwrap_err();
    assert!(refusal.remedy.contains("approve"), "{refusal}");
    let mut unknown = opening("recovery", ticket());
    unknown.kind = id("reincarnation");
    let mut fresh = Bench::of("binance");
    let refusal = fresh.run(&Command::Open(Box::new(unknown))).unwrap_err();
    assert!(refusal.remedy.contains("recovery"), "{refusal}");
}

#[test]
fn a_case_that_nothing_opened_refuses_everything() {
    let mut bench = Bench::of("binance");
    bench.by("alice", Role::Admin);
    assert_eq!(bench.run(&Command::Claim).unwrap_err().kind, RefusalKind::Unknown);
}

#[test]
fn what_happens_by_itself_is_what_the_timers_may_do_and_not_what_they_name_first() {
    // An hour and a half after it came: the first timer had nothing to do, the second asks for what is missing.
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(account("A-1"));
    let mut opening = opening("recovery", ticket());
    opening.evidence.clear();
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Open(Box::new(opening))).unwrap();
    bench.later(1);
    let next = by_itself(&bench.case, &bench.facts, bench.playbook);
    let does: Vec<_> = next.iter().map(|timer| timer.does.as_ref().map(|action| action.as_str())).collect();
    assert_eq!(does.len(), 2, "{does:?}");
    assert!(does[0].is_err());
    assert_eq!(does[1], Ok("auto_missing"));
    assert!(next[0].at <= bench.facts.now && bench.facts.now < next[1].at);
    assert_eq!(bench.tick(), None, "the one that is due does nothing");
}
