//! The console on a real pseudo-terminal: what only a terminal, a second process and the system's signals can show.
//! What keys do is tested where it is cheap, in `src/console/update`.
#![cfg(unix)]

mod home;
mod terminal;

use base64::Engine;
use home::{DOCKET, Home, NOW};
use portable_pty::CommandBuilder;
use std::time::Duration;
use terminal::Terminal;

#[test]
fn the_console_opens_and_gives_the_terminal_back() {
    let home = Home::made();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("RC-000001");
    assert!(terminal.screen().alternate_screen() && terminal.is_raw());
    terminal.press("?");
    terminal.wait_for("What can be done here");
    terminal.press("\x1b");
    terminal.wait_gone("What can be done here");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    terminal.assert_given_back();
}

#[test]
fn signals_give_the_terminal_back_too() {
    let home = Home::made();
    for name in ["TERM", "HUP", "INT"] {
        let mut terminal = Terminal::console(&home);
        terminal.wait_for("RC-000001");
        assert!(terminal.is_raw());
        terminal.signal(name);
        assert_eq!(terminal.ended(), 0, "{name}");
        terminal.assert_given_back();
    }
}

#[test]
fn ctrl_z_goes_back_to_the_shell_and_fg_comes_back() {
    let home = Home::made();
    if !std::path::Path::new("/bin/bash").exists() {
        return;
    }
    let mut command = CommandBuilder::new("/bin/bash");
    command.args(["--norc", "--noprofile", "-i"]);
    let mut terminal = Terminal::open(command, &home, 120, 40);
    terminal.press(&format!("{DOCKET} --now {NOW}\r"));
    terminal.wait_for("VIEWS");
    terminal.press("\x1a");
    terminal.wait_for("Stopped");
    assert!(!terminal.screen().alternate_screen());
    terminal.press("echo away $((6 * 7))\r");
    terminal.wait_for("away 42");
    terminal.press("fg\r");
    terminal.wait_for("VIEWS");
    assert!(terminal.screen().alternate_screen());
    terminal.press("?");
    terminal.wait_for("What can be done here");
    terminal.press("\x1b");
    terminal.wait_gone("What can be done here");
    terminal.press("q");
    terminal.wait_until("on the shell's screen", |terminal| !terminal.screen().alternate_screen());
    terminal.press("echo left with $?, $((9 * 9))\r");
    terminal.wait_for("left with 0, 81");
}

#[test]
fn while_nothing_happens_nothing_is_written() {
    let home = Home::made();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("RC-000001");
    terminal.wait_for("unclaimed");
    terminal.settle();
    assert_eq!(terminal.take(Duration::from_secs(2)), 0);
}

#[test]
fn what_another_process_does_is_seen_by_itself() {
    let home = Home::made();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("RC-000001");
    assert!(!terminal.text().contains("bo  A-1"), "{}", terminal.text());
    home.docket("bo", &["act", "1", "claim"]);
    terminal.wait_for("bo  A-1");
}

#[test]
fn a_case_is_claimed_by_a_key_and_the_log_says_so() {
    let home = Home::straightforward();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("unclaimed");
    terminal.press("c");
    terminal.wait_for("claimed by alice");
    terminal.press("H");
    terminal.wait_for("Log of what happened");
    terminal.wait_for("claimed by alice until");
}

/// The stage of the first case, as the store has it.
fn stage(home: &Home) -> String {
    let case = home.docket("bo", &["case", "1", "--json"]);
    let case: serde_json::Value = serde_json::from_str(&case).unwrap();
    case["stage"]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_straightforward_appeal_is_decided_by_five_keys() {
    let home = Home::straightforward();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("RC-000001");
    terminal.press("\r");
    terminal.wait_for("Checklist");
    terminal.press("A");
    terminal.wait_for("open points?");
    terminal.press("\r");
    terminal.wait_gone("open points?");
    terminal.wait_for("nothing: decide");
    terminal.press("a");
    terminal.wait_for("Approve the recovery · RC-000001");
    assert_eq!(stage(&home), "manual_review");
    terminal.press("\r");
    terminal.wait_gone("Approve the recovery · RC-000001");
    assert_eq!(stage(&home), "hold");
    assert!(home.docket("bo", &["outbox"]).contains("RC-000001"));
    assert!(home.docket("bo", &["log", "1"]).contains("Approve the recovery"));
    home.docket("bo", &["check"]);
}

#[test]
fn pasted_escape_sequences_do_not_reach_the_terminal() {
    let home = Home::made();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("unclaimed");
    terminal.press("/");
    terminal.wait_for("band:");
    terminal.settle();
    let before = terminal.seen.len();
    terminal.press("\x1b[200~\x1b]0;pwned\x07\x1b[31m\x1b[2Jred\u{9b}2J\u{202e}evil\x1b[201~");
    terminal.wait_for("evil");
    terminal.settle();
    let written = String::from_utf8(terminal.seen.split_off(before)).unwrap();
    for hostile in ["\x1b]", "\x07", "\x1b[31m", "\x1b[2J", "\u{9b}", "\u{202e}"] {
        assert!(!written.contains(hostile), "{hostile:?} in {written:?}");
    }
    assert!(terminal.screen().bracketed_paste());
    terminal.press("\x1b");
    terminal.wait_gone("evil");
    terminal.wait_for("RC-000001");
}

#[test]
fn a_click_selects_the_row_under_the_mouse() {
    let home = Home::made();
    let mut terminal = Terminal::console(&home);
    terminal.wait_until("on the first row", |terminal| terminal.is_selected("OC-000003"));
    assert!(!terminal.is_selected("RC-000002"));
    let row = terminal.cells_of("RC-000002")[0];
    terminal.click(row);
    terminal.wait_until("on that row", |terminal| terminal.is_selected("RC-000002"));
    assert!(!terminal.is_selected("OC-000003"));
}

#[test]
fn the_number_is_copied_through_the_terminal() {
    let home = Home::straightforward();
    let mut terminal = Terminal::console(&home);
    terminal.wait_until("on the first row", |terminal| terminal.is_selected("RC-000001"));
    terminal.press("y");
    let number = base64::engine::general_purpose::STANDARD.encode("RC-000001");
    let sequence = format!("\x1b]52;c;{number}\x07");
    terminal.wait_until("copied", |terminal| String::from_utf8_lossy(&terminal.seen).contains(&sequence));
}

#[test]
fn another_size_is_followed() {
    let home = Home::made();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("VIEWS");
    terminal.resize(80, 24);
    terminal.wait_for("VIEWS");
    terminal.resize(30, 8);
    terminal.wait_for("docket needs 40");
    terminal.resize(120, 40);
    terminal.wait_for("VIEWS");
}

#[test]
fn every_screen_is_drawn_on_the_smallest_terminal() {
    let home = Home::straightforward();
    let mut terminal = Terminal::console_of(&home, 40, 10);
    terminal.wait_for("RC-000001");
    // Each key, what then stands there, and the way back.
    for (key, seen) in [
        ("\r", "Checklist"),
        ("H", "Log of"),
        ("L", "overdue"),
        ("?", "What can be done"),
        (":", "Commands"),
        ("h", "QUEUES"),
    ] {
        terminal.press(key);
        terminal.wait_for(seen);
        terminal.press("\x1b");
        terminal.wait_gone(seen);
        terminal.wait_for("RC-000001");
    }
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn on_a_terminal_that_is_too_small_it_says_so_and_ends_by_its_key() {
    let home = Home::straightforward();
    let mut terminal = Terminal::console_of(&home, 30, 8);
    terminal.wait_for("docket needs 40");
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    terminal.assert_given_back();
}

#[test]
fn without_a_terminal_it_says_what_to_do_instead() {
    let home = Home::straightforward();
    let output = home.run(&[]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(told.contains("needs a terminal"), "{told}");
    assert_eq!(output.stdout, b"");
}

#[test]
fn a_store_that_somebody_keeps_is_told_of_and_does_not_keep_the_terminal() {
    let home = Home::made();
    let mut terminal = Terminal::console(&home);
    terminal.wait_for("unclaimed");
    let other = rusqlite::Connection::open(home.path("data/docket/desk.docket")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    terminal.press("c");
    terminal.wait_for("waiting for the store");
    terminal.press("q");
    terminal.wait_for("finishing what was confirmed");
    terminal.assert_given_back();
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(terminal.ended(), 0);
    let log = home.docket("bo", &["log"]);
    assert!(log.contains("claimed by alice"), "{log}");
}
