//! What happens by itself: reminders, deadlines, and coming back from being put off.

use super::bench::{Bench, MONDAY, at, id, ticket};
use crate::case::{Act, Actor, Command, FiringSort, alarms, by_itself, firing};
use crate::score::Signal;
use chrono::{DateTime, Duration, Utc};

/// An appeal of which the applicant was asked for another video.
fn waiting() -> Bench {
    let mut appeal = ticket();
    appeal.signals.insert(Signal::FaceMatch, 0.62);
    let mut bench = Bench::opened("binance", "recovery", appeal);
    assert_eq!(bench.tick().as_deref(), Some("auto_resubmit"));
    bench
}

fn reviewed() -> Bench {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    assert_eq!(bench.tick().as_deref(), Some("auto_pass"));
    bench
}

/// Everything that the desk does by itself until nothing is due.
fn all(bench: &mut Bench) -> Vec<(FiringSort, String, DateTime<Utc>)> {
    let actor = std::mem::replace(&mut bench.facts.actor, Actor::Timer);
    let mut done = Vec::new();
    while let Some(firing) = firing(&bench.case, &bench.facts, bench.playbook) {
        bench.happen(&firing.events);
        let action = firing.action.map(|action| action.to_string()).unwrap_or_default();
        done.push((firing.sort, action, firing.due));
    }
    bench.facts.actor = actor;
    done
}

fn sorts(bench: &mut Bench) -> Vec<FiringSort> {
    all(bench).into_iter().map(|(sort, ..)| sort).collect()
}

#[test]
fn r11_an_applicant_who_is_waited_for_is_reminded_once_a_stage_and_then_the_case_is_closed() {
    let mut bench = waiting();
    bench.later(551);
    assert_eq!(sorts(&mut bench), []);
    bench.later(1);
    assert_eq!(sorts(&mut bench), [FiringSort::Reminder]);
    assert!(bench.last_letter().subject.contains("7 days are left"), "{}", bench.last_letter().subject);
    assert_eq!(bench.stage(), "waiting_applicant");
    bench.later(100);
    assert_eq!(sorts(&mut bench), [], "once is enough");
    bench.later(68);
    assert_eq!(sorts(&mut bench), [FiringSort::Action]);
    assert_eq!(bench.stage(), "closed");
    assert_eq!(sorts(&mut bench), []);
}

#[test]
fn r11_a_reminder_comes_again_when_the_case_comes_into_the_stage_again() {
    let mut bench = waiting();
    bench.later(560);
    assert_eq!(sorts(&mut bench), [FiringSort::Reminder]);
    bench.by("lea", crate::playbook::Role::Lead);
    bench.act_fully("take_over").unwrap();
    bench.act("ask_video").unwrap();
    assert_eq!(bench.stage(), "waiting_applicant");
    bench.later(560);
    assert_eq!(sorts(&mut bench), [FiringSort::Reminder]);
}

#[test]
fn after_a_pause_nobody_is_reminded_of_what_has_come_as_well_and_the_log_says_so() {
    let mut bench = waiting();
    let since = bench.facts.now;
    bench.later(24 * 60);
    let letters = bench.letters().len();
    let done = all(&mut bench);
    assert_eq!(
        done,
        [
            (FiringSort::Overtaken, "remind_applicant".into(), since + Duration::hours(552)),
            (FiringSort::Action, "expire".into(), since + Duration::hours(720)),
        ]
    );
    assert_eq!(bench.letters().len(), letters + 1, "one letter, which says that it is closed");
    assert!(bench.events.iter().any(|event| event.name() == "reminder_overtaken"));
}

#[test]
fn a_reminder_answers_no_message_and_takes_no_case_up() {
    let mut bench = waiting();
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Receive { text: "I am abroad".into(), intent: None }).unwrap();
    bench.alice().later(560);
    assert_eq!(sorts(&mut bench), [FiringSort::Reminder]);
    assert!(bench.case.unanswered_since.is_some());
}

#[test]
fn r12_the_desk_is_reminded_a_business_day_before_a_review_is_due() {
    let mut bench = reviewed();
    // Seven business days from Monday 23 November: the weekend does not count.
    bench.facts.now = at("2026-12-01T08:59:59Z");
    assert_eq!(sorts(&mut bench), []);
    bench.facts.now = at("2026-12-01T09:00:00Z");
    assert_eq!(all(&mut bench), [(FiringSort::Reminder, "remind_desk".into(), at("2026-12-01T09:00:00Z"))]);
    assert_eq!(bench.case.desk_reminded, Some(at("2026-12-01T09:00:00Z")));
    bench.run(&Command::Claim).unwrap();
    assert_eq!(bench.case.desk_reminded, None, "somebody sees to it");
}

#[test]
fn m09_a_reminder_before_the_due_time_waits_while_the_clock_stands_still() {
    let mut bench = reviewed();
    bench.facts.now = at("2026-11-24T09:00:00Z");
    bench.act("ask_video").unwrap();
    bench.facts.now = at("2026-11-26T09:00:00Z");
    bench.by("lea", crate::playbook::Role::Lead);
    bench.act_fully("take_over").unwrap();
    bench.alice().facts.now = at("2026-12-02T09:00:00Z");
    assert_eq!(sorts(&mut bench), [], "two days were the applicant's");
    bench.facts.now = at("2026-12-03T09:00:00Z");
    assert_eq!(sorts(&mut bench), [FiringSort::Reminder]);
}

#[test]
fn a_case_that_was_put_off_comes_back_by_itself_and_is_marked() {
    let mut bench = reviewed();
    let back = at(MONDAY) + Duration::days(2);
    bench.run(&Command::Snooze { until: Some(back) }).unwrap();
    let (first, _) = alarms(&bench.case, bench.kind(), &bench.playbook.calendar)[0];
    assert_eq!(first, back);
    bench.later(47);
    assert_eq!(sorts(&mut bench), []);
    bench.later(1);
    assert_eq!(all(&mut bench), [(FiringSort::Back, String::new(), back)]);
    assert_eq!((bench.case.snoozed_until, bench.case.desk_reminded), (None, Some(back)));
    bench.run(&Command::Note { text: "seen".into() }).unwrap();
    assert_eq!(bench.case.desk_reminded, None);
}

#[test]
fn nothing_is_put_off_beyond_the_time_when_it_is_due() {
    let mut bench = reviewed();
    let due = bench.case.due(bench.kind(), &bench.playbook.calendar).unwrap();
    let beyond = Command::Snooze { until: Some(due + Duration::minutes(1)) };
    let refusal = bench.run(&beyond).unwrap_err();
    assert!(refusal.what.contains("“Manual review” (7 business days)"), "{refusal}");
    assert!(refusal.remedy.contains("2026-12-02 09:00"), "{refusal}");
    bench.run(&Command::Snooze { until: Some(due) }).unwrap();
    bench.facts.now = due + Duration::days(1);
    let refusal = bench.run(&Command::Snooze { until: Some(due + Duration::days(2)) }).unwrap_err();
    assert!(refusal.what.contains("has been due since"), "{refusal}");
    // Where the clock stands still only a message bounds it.
    let mut bench = waiting();
    bench.run(&Command::Snooze { until: Some(at(MONDAY) + Duration::days(20)) }).unwrap();
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Receive { text: "when?".into(), intent: None }).unwrap();
    let late = Command::Snooze { until: Some(at(MONDAY) + Duration::days(20)) };
    let refusal = bench.alice().run(&late).unwrap_err();
    assert!(refusal.what.contains("a message is to be answered within 1 business day"), "{refusal}");
}

#[test]
fn only_the_desk_itself_leaves_a_reminder_out() {
    let mut bench = waiting();
    assert!(bench.run(&Command::Overtake { action: id("remind_applicant") }).is_err());
    assert!(bench.run(&Command::Act(Act::plain(id("remind_applicant")))).is_err(), "nobody presses it");
}

#[test]
fn what_happens_by_itself_tells_the_reminder_and_what_comes_after_it() {
    let bench = waiting();
    let next = by_itself(&bench.case, &bench.facts, bench.playbook);
    let does: Vec<String> = next.iter().map(|next| next.does.clone().unwrap().to_string()).collect();
    assert_eq!(does, ["remind_applicant", "expire"]);
}
