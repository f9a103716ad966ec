//! What a script sees of deliveries.

use super::http_server::{Mood, Server};
use super::office::{KEY, Office, monday};
use serde_json::Value;
use std::process::{Command, Output};

fn run(office: &Office, words: &[&str], key: bool) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_docket"));
    command
        .arg("--store")
        .arg(office.store())
        .args(["--as", "alice", "--json", "--now", &monday().to_rfc3339(), "outbox"])
        .args(words)
        .env("DOCKET_WITNESS", office.folder.path().join("witness"))
        .env_remove("DOCKET_ORDER_SECRET")
        .env_remove("DOCKET_FROM");
    if key {
        command.env("DOCKET_ORDER_SECRET", KEY);
    }
    command.output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn exit_codes_tell_what_was_refused_and_what_could_not_be_reached() {
    let mut office = Office::open();
    office.case(1);
    let gone = Server::start(|_| Mood::Does).target();
    std::thread::sleep(std::time::Duration::from_millis(50));
    let output = run(&office, &["--deliver", &gone], true);
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert_eq!(lines(&output)[0]["result"], "unreachable");
    office.later(60);
    let server = Server::start(|_| Mood::Answers(r#"{"answer":"refused","reason":"closed"}"#));
    let number = lines(&run(&office, &["--only", "orders"], false))[0]["number"].to_string();
    // The program's clock stands where the first attempt was made; what is to be tried later is not yet due for it.
    office.desk.put_back(number.parse().unwrap()).unwrap_err();
    let (round, _) = office.deliver(&[&server.target()]);
    assert_eq!(round.failed, 1);
}

#[test]
fn a_refusal_is_told_line_by_line_and_can_be_put_back() {
    let mut office = Office::open();
    office.case(1);
    let server = Server::start(|_| Mood::Answers(r#"{"answer":"refused","reason":"closed"}"#));
    let output = run(&office, &["--deliver", &server.target()], true);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = &lines(&output)[0];
    assert_eq!((&told["result"], &told["reason"]), (&"refused".into(), &"closed".into()), "{told}");
    let listed = lines(&run(&office, &["--state", "refused"], false));
    assert_eq!(listed[0]["state"], "refused");
    let number = listed[0]["number"].to_string();
    assert!(run(&office, &["--retry", &number], false).status.success());
    assert_eq!(run(&office, &["--retry", &number], false).status.code(), Some(1));
    assert_eq!(lines(&run(&office, &["--only", "orders"], false))[0]["state"], "waiting");
}

#[test]
fn what_a_target_needs_is_a_usage_error_that_says_so() {
    let office = Office::open();
    for (words, part) in [
        (&["--deliver", "eml:mail"][..], "--from"),
        (&["--deliver", "http://127.0.0.1:1/"], "DOCKET_ORDER_SECRET"),
        (&["--deliver", "smtp://127.0.0.1:1", "--from", "nobody"], "--from"),
        (&["--deliver", "eml:a", "--deliver", "eml:b", "--from", "a@example.com"], "letters"),
        (&["--deliver", "smtp://a:b@relay", "--from", "a@example.com"], "no target"),
        (&["--deliver", "smtp://desk@relay.example", "--from", "a@example.com"], "password"),
        (&["--follow"], "--deliver"),
    ] {
        let output = run(&office, words, false);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains(part), "{words:?}: {told}");
    }
}
