//! What falls due: once, in order, and without costing anything while nothing happens.

use super::tests::{Office, RECORDS, approve, note, office};
use super::*;
use crate::case::{CaseId, Command, FiringSort};
use chrono::Duration;

#[test]
fn r11_the_automated_review_fires_once_however_many_desks_tick() {
    let mut office = office();
    let mut other = office.another("bo");
    assert_eq!(
        office.desk.tick(100).unwrap().fired,
        [],
        "nothing to pass on: the ticket brought no evidence"
    );
    office.later(23);
    other.set_clock(DeskClock::Fixed(office.desk.now()));
    let first = office.desk.tick(100).unwrap();
    assert_eq!(first.fired.len(), 1, "{:?}", first.fired);
    assert_eq!(first.fired[0].stage.as_str(), "waiting_applicant");
    assert_eq!(other.tick(100).unwrap().fired, []);
}

#[test]
fn a_timer_that_nothing_is_allowed_for_does_not_turn_in_circles() {
    let mut office = office();
    for day in 0..3 {
        let ticked = office.desk.tick(1_000).unwrap();
        assert!(!ticked.more, "day {day}: {:?}", ticked.fired);
        office.later(24);
    }
}

#[test]
fn a_case_that_is_due_but_stuck_is_passed_over_until_it_changes_or_an_hour_has_gone() {
    let mut office = office();
    let stuck = |office: &Office| office.desk.timers.stuck.get(&CaseId(1)).copied();
    office.desk.tick(100).unwrap();
    let first = stuck(&office).expect("nothing is allowed for it");
    office.desk.tick(100).unwrap();
    assert_eq!(stuck(&office), Some(first), "it was not looked at again");
    office.desk.act(&office.request(note("news"))).unwrap();
    office.desk.tick(100).unwrap();
    let changed = stuck(&office).unwrap();
    assert_ne!(changed, first, "it has changed, so it was looked at");
    office.later(1);
    office.desk.tick(100).unwrap();
    assert_ne!(stuck(&office).unwrap(), changed, "an hour has gone, so it was looked at");
}

#[test]
fn what_comes_due_now_does_not_wait_behind_what_nothing_is_allowed_for() {
    let mut office = office();
    for n in 10..40 {
        let ticket = RECORDS.lines().nth(2).unwrap().replace("\"T-1\"", &format!("\"T-{n}\""));
        office.receive(&ticket.replace("\"A-1\"", &format!("\"Z-{n}\"")));
    }
    approve(&mut office);
    office.desk.tick(1).unwrap();
    office.later(24 * 30);
    let fired = office.desk.tick(1).unwrap().fired;
    assert!(fired.iter().any(|fired| fired.case.as_str() == "RC-000001"), "{fired:?}");
}

/// `many` appeals without evidence, each of another account.
fn appeals(office: &mut Office, many: std::ops::Range<u32>) {
    let ticket = RECORDS.lines().nth(2).unwrap();
    for n in many {
        let ticket = ticket.replace("\"T-1\"", &format!("\"T-{n}\""));
        office.receive(&ticket.replace("\"A-1\"", &format!("\"Z-{n}\"")));
    }
}

#[test]
fn after_a_pause_everything_is_caught_up_with_in_the_order_in_which_it_was_due() {
    let mut office = office();
    for n in 10..22 {
        appeals(&mut office, n..n + 1);
        office.later(5);
    }
    // All are asked for what is missing; five days later nobody has answered, and nobody ticked for six weeks.
    office.later(24);
    while office.desk.tick(1_000).unwrap().more {}
    office.later(24 * 42);
    let (mut fired, mut caught_up) = (Vec::new(), CaughtUp::default());
    loop {
        let ticked = office.desk.tick(5).unwrap();
        caught_up.add(&ticked.fired);
        fired.extend(ticked.fired);
        if !ticked.more {
            break;
        }
    }
    let due: Vec<_> = fired.iter().map(|fired| fired.due).collect();
    assert!(due.is_sorted(), "{fired:#?}");
    let sorts = |sort| fired.iter().filter(|fired| fired.fired == sort).count();
    assert_eq!((sorts(FiringSort::Overtaken), sorts(FiringSort::Action)), (13, 13));
    assert_eq!(caught_up.timers, 26);
    assert_eq!(caught_up.oldest.unwrap().0, due[0]);
    assert!(caught_up.to_string().starts_with("caught up: 26 timers, the oldest due 19 d "), "{caught_up}");
    assert_eq!(office.desk.tick(1_000).unwrap().fired, []);
    assert_eq!(office.desk.check(&mut |_, _| {}).unwrap().findings, []);
}

#[test]
fn a_clock_that_was_set_back_is_reported_and_fires_nothing() {
    let mut office = office();
    appeals(&mut office, 10..14);
    office.later(23);
    assert_eq!(office.desk.tick(1_000).unwrap().fired.len(), 5);
    let seen = office.desk.log(None, crate::store::LogWindow::After(0), 1_000, LogRows::All).unwrap().len();
    for hours in [-1, -20, -24 * 400] {
        let mut other = office.another("bo");
        other.set_clock(DeskClock::Fixed(office.desk.now() + Duration::hours(hours)));
        let told = other.tick(1_000).unwrap_err().to_string();
        assert!(told.contains("the clock shows") && told.contains("--now"), "{told}");
        assert!(other.tick_at_leisure(1_000).is_err());
    }
    // Set back and forth again, nothing comes twice.
    assert_eq!(office.desk.tick(1_000).unwrap().fired, []);
    let log = office.desk.log(None, crate::store::LogWindow::After(0), 1_000, LogRows::All).unwrap();
    assert_eq!(log.len(), seen);
}

#[test]
fn what_was_put_off_comes_back_once_however_many_desks_tick() {
    let mut office = office();
    let until = Some(office.desk.now() + Duration::hours(8));
    office.desk.act(&office.request(Command::Snooze { until })).unwrap();
    office.desk.tick(1_000).unwrap();
    office.later(8);
    let mut other = office.another("bo");
    other.set_clock(DeskClock::Fixed(office.desk.now()));
    let fired = office.desk.tick(1_000).unwrap().fired;
    assert_eq!(fired.len(), 1, "{fired:?}");
    assert_eq!((fired[0].fired, fired[0].action.clone()), (FiringSort::Back, None));
    assert_eq!(other.tick(1_000).unwrap().fired, []);
    let row = &office.desk.list(&crate::store::ListQuery { limit: 1, ..Default::default() }).unwrap().rows[0];
    assert!(row.marks.reminded && row.snoozed_until.is_none());
}

#[test]
fn c05_a_deleted_account_is_noticed_at_the_next_look_and_not_after_an_hour() {
    let mut office = office();
    appeals(&mut office, 10..13);
    office.desk.tick_at_leisure(50).unwrap();
    let stuck = |office: &Office| office.desk.timers.stuck.contains_key(&CaseId(1));
    assert!(stuck(&office));
    let record = RECORDS.lines().nth(1).unwrap();
    office.receive(&record.replace("acc-1", "acc-2").replace("active\"", "locked\""));
    let before = office.desk.timers.stuck[&CaseId(1)];
    office.later(0);
    office.desk.set_clock(DeskClock::Fixed(office.desk.now() + Duration::seconds(5)));
    office.desk.tick_at_leisure(50).unwrap();
    assert_ne!(office.desk.timers.stuck[&CaseId(1)].until, before.until, "it was looked at again");
}

#[test]
fn a_desk_at_leisure_looks_at_an_unchanged_store_only_when_a_timer_comes() {
    let mut office = office();
    appeals(&mut office, 10..90);
    let mut turns = 0;
    let step = |office: &mut Office| {
        office.desk.set_clock(DeskClock::Fixed(office.desk.now() + Duration::seconds(5)));
        office.desk.tick_at_leisure(10).unwrap()
    };
    while step(&mut office).more {
        turns += 1;
        assert!(turns < 2_000);
    }
    assert!(turns > 9, "what stands still is gone through slowly");
    let looked_at: Vec<_> = office.desk.timers.stuck.values().copied().collect();
    for _ in 0..600 {
        let ticked = step(&mut office);
        assert_eq!((ticked.fired, ticked.more), (vec![], false));
    }
    let now: Vec<_> = office.desk.timers.stuck.values().copied().collect();
    assert_eq!(looked_at, now, "nothing was looked at for 50 minutes");
    // 23 hours after each was opened the next timer comes, and is not waited for.
    office.later(24);
    let mut fired = step(&mut office).fired;
    fired.extend(step(&mut office).fired);
    assert_eq!(fired.len(), 81, "all of them at once");
}

#[test]
fn what_a_decision_makes_due_is_done_at_the_next_look_at_leisure() {
    let mut office = office();
    while office.desk.tick_at_leisure(50).unwrap().more {}
    approve(&mut office);
    office.later(24);
    let fired = office.desk.tick_at_leisure(50).unwrap().fired;
    assert!(fired.iter().any(|fired| fired.stage.as_str() == "securing"), "{fired:?}");
}
