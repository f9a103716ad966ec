//! What was acknowledged is kept: a program killed at any moment, and several at once on one store.

use super::office::{Office, ticket};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

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

/// Carries out a wish to its end.
fn carry_out(office: &Office, key: &str) {
    let output = note(office, key).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The keys of the wishes that the log has carried out, in its order.
fn done(office: &Office) -> Vec<String> {
    let log = office.must("alice", &["log", "RC-000001", "--limit", "0"]);
    let notes = log.iter().filter(|line| line["event"] == "note_added");
    notes.map(|line| line["text"].as_str().unwrap().rsplit(' ').next().unwrap().to_owned()).collect()
}

/// A part of `whole` that looks random and is the same in every run.
fn part_of(whole: Duration, index: usize) -> Duration {
    let random = (index as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(17) % 10_000;
    whole.mul_f64(f64::from(u16::try_from(random).unwrap()) / 10_000.0)
}

/// Kills the program at moments that are spread over what a run takes and as long again. How long a run takes changes with
/// whatever else the machine does, so the spread follows: longer after a kill that came too early, shorter after one that
/// came too late. In the end about half of the kills meet a run at work, at every moment of it.
fn killed_200_times(office: &Office) -> Vec<String> {
    let begun = Instant::now();
    carry_out(office, "measured");
    let mut window = begun.elapsed() * 2;
    let mut acknowledged = Vec::new();
    for index in 0..KILLS {
        let key = format!("kill-{index}");
        let mut child = note(office, &key).spawn().unwrap();
        std::thread::sleep(part_of(window, index));
        // SIGKILL; a child that had finished by then keeps its exit status.
        let _ = child.kill();
        if child.wait().unwrap().success() {
            acknowledged.push(key);
            window = window.mul_f64(0.95);
        } else {
            window = window.mul_f64(1.05);
        }
    }
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed_200_times() {
    let office = with_an_appeal();
    let acknowledged = killed_200_times(&office);
    let survived = done(&office);
    let cut_short = KILLS - acknowledged.len();
    println!(
        "{} acknowledged before the kill, {cut_short} cut short, of those {} recorded",
        acknowledged.len(),
        survived.len().saturating_sub(1 + acknowledged.len())
    );
    assert!(acknowledged.len() >= KILLS / 5, "the kills came too early to prove anything");
    assert!(cut_short >= KILLS / 5, "the kills came too late to prove anything");
    for key in &acknowledged {
        assert!(survived.contains(key), "{key} was acknowledged and is lost");
    }
    // Whoever got no answer asks again: what was recorded all the same is not recorded twice.
    for key in (0..KILLS).map(|index| format!("kill-{index}")).filter(|key| !acknowledged.contains(key)) {
        carry_out(&office, &key);
    }
    let mut in_the_end = done(&office);
    in_the_end.sort();
    let mut wanted: Vec<String> = (0..KILLS).map(|index| format!("kill-{index}")).collect();
    wanted.push("measured".to_owned());
    wanted.sort();
    assert_eq!(in_the_end, wanted, "each wish was carried out exactly once in the end");
    office.must_be_sound();
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
    assert_eq!(done(&office).len(), 40);
    office.must_be_sound();
}
