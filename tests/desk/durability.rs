//! What was acknowledged is kept: a program killed at any moment, and several at once on one store.

use super::office::{Office, ticket};
use serde_json::Value;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const KILLS: usize = 200;

/// An office with one open appeal.
fn with_an_appeal() -> Office {
    let mut office = Office::open();
    let mut appeal = ticket("binance", "recovery", "T-1", "A-1", &[]);
    appeal["evidence"] = serde_json::json!([]);
    assert_eq!(office.intake(&[appeal])[0]["result"], "opened");
    office
}

fn note(office: &Office, key: &str) -> Command {
    office.command("alice", &["act", "RC-000001", "note", &format!("text=note {key}"), "--key", key])
}

/// Whether a wish with this key had been carried out before it is asked for again.
fn was_done(office: &Office, key: &str) -> bool {
    let output = note(office, key).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let receipt: Value = serde_json::from_slice(&output.stdout).unwrap();
    receipt["repeated"].as_bool().unwrap()
}

/// Numbers that look random and are the same in every run.
fn spread(index: usize) -> u64 {
    (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17) % 9_000
}

fn notes(office: &Office) -> usize {
    let log = office.must("alice", &["log", "RC-000001", "--limit", "0"]);
    log.iter().filter(|line| line["event"] == "note_added").count()
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed_200_times() {
    let office = with_an_appeal();
    let mut acknowledged = Vec::new();
    for index in 0..KILLS {
        let key = format!("kill-{index}");
        let mut child = note(&office, &key).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(spread(index)));
        // SIGKILL; a child that had finished by then keeps its exit status.
        let _ = child.kill();
        if child.wait().unwrap().success() {
            acknowledged.push(key);
        }
    }
    for key in &acknowledged {
        assert!(was_done(&office, key), "{key} was acknowledged and is lost");
    }
    for index in 0..KILLS {
        was_done(&office, &format!("kill-{index}"));
    }
    assert_eq!(notes(&office), KILLS, "each wish was carried out exactly once in the end");
    office.must_be_sound();
    println!("{} of {KILLS} were acknowledged before the kill", acknowledged.len());
}

#[test]
fn of_several_programs_that_decide_one_case_exactly_one_does() {
    let office = with_an_appeal();
    let decided = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let output =
                    office.run("alice", &["act", "RC-000001", "withdraw", "note=asked for by phone"]);
                decided.fetch_add(usize::from(output.status.success()), Ordering::Relaxed);
            });
        }
    });
    assert_eq!(decided.load(Ordering::Relaxed), 1);
    office.must_be_sound();
}

#[test]
fn several_writers_lose_nothing_and_none_is_turned_away() {
    let office = with_an_appeal();
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let office = &office;
            scope.spawn(move || {
                for index in 0..10 {
                    let output = note(office, &format!("writer-{writer}-{index}")).output().unwrap();
                    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
                }
            });
        }
    });
    assert_eq!(notes(&office), 40);
    office.must_be_sound();
}
