//! The program killed in the middle of delivering, again and again.

use super::office::{Office, monday};
use docket::case::PostState;
use docket::desk::Desk;
use docket::store::OutboxSort::{Letter, Order};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

#[test]
fn killed_between_any_two_steps_each_letter_is_one_file_and_each_order_one_line() {
    let mut office = Office::open();
    for n in 1..=60 {
        office.case(n);
    }
    office.desk.wait_for_disk(true).unwrap();
    let (letters, orders) = (office.rows(Letter).len(), office.rows(Order).len());
    let (mail, lines) = (office.folder.path().join("mail"), office.folder.path().join("orders.jsonl"));
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
        command
            .arg("--store")
            .arg(office.store())
            .args(["--as", "alice", "--now", &monday().to_rfc3339(), "outbox", "--from", "desk@example.com"])
            .arg("--deliver")
            .arg(format!("eml:{}", mail.display()))
            .arg("--deliver")
            .arg(format!("jsonl:{}", lines.display()))
            .env("DOCKET_WITNESS", office.folder.path().join("witness"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let mut killed = 0;
    for kill in 0..40 {
        let mut child = run();
        sleep(Duration::from_millis(8 + kill * 3 % 60));
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(killed > 5, "it was too fast to be killed");
    assert!(run().wait().unwrap().success());
    let mut desk = Desk::open(&super::office::options(office.folder.path(), monday())).unwrap();
    let counts = desk.outbox_counts().unwrap();
    assert_eq!(counts.of(Letter, PostState::Sent), letters as u64, "{counts:?}");
    assert_eq!(counts.of(Order, PostState::Sent), orders as u64, "{counts:?}");
    let files =
        std::fs::read_dir(&mail).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert_eq!(files.filter(|name| name.ends_with(".eml")).count(), letters);
    let text = std::fs::read_to_string(&lines).unwrap();
    let mut ids: Vec<&str> = text.lines().collect();
    assert_eq!(ids.len(), orders);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), orders, "no line stands twice");
    assert_eq!(desk.check(&mut |_, _| {}).unwrap().findings, []);
    assert!(desk.next_delivery_at().unwrap().is_none(), "nothing is under way");
    let _ = desk.rebuild(&mut |_, _| {});
}
