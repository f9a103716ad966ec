//! Many processes, one store: what is due is done once.

use crate::office::{Office, ticket};
use std::collections::BTreeMap;

#[test]
fn r11_four_processes_that_tick_at_once_fire_every_timer_exactly_once() {
    const CASES: usize = 300;
    let mut office = Office::open();
    let tickets: Vec<_> = (0..CASES)
        .map(|n| ticket("binance", "recovery", &format!("T-{n}"), &format!("A-{n}"), &[]))
        .collect();
    office.intake(&tickets);
    office.set_now("2026-11-24T09:00:00Z");
    let processes: Vec<_> = (0..4).map(|_| office.command("alice", &["tick"]).spawn().unwrap()).collect();
    let mut fired = 0;
    for process in processes {
        let output = process.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8_lossy(&output.stdout).into_owned();
        fired += lines.lines().filter(|line| line.contains("\"due\"")).count();
    }
    assert_eq!(fired, CASES, "each is told by one process");
    let mut by_case: BTreeMap<String, usize> = BTreeMap::new();
    for row in office.must("alice", &["log", "--limit", "0"]) {
        if row["actor"] == "(timer)" && row["event"] == "acted" {
            *by_case.entry(row["case"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert_eq!(by_case.len(), CASES);
    assert!(by_case.values().all(|times| *times == 1), "{by_case:?}");
    assert_eq!(office.must("alice", &["tick"]), Vec::<serde_json::Value>::new());
    office.must_be_sound();
}
