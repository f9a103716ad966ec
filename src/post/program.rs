//! Letters and orders handed to a program on its standard input. No shell is asked; the program is told the name by which it
//! knows a repeat.

use super::letter::Mail;
use super::order::Order;
use super::verdict::{MOST_ANSWER, Verdict, read_answer, reason_of};
use crate::case::PostId;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

/// The exit code of a program that wants to be asked again: `EX_TEMPFAIL` of sysexits.
const ASK_AGAIN: i32 = 75;
/// How often a running program is looked at.
const GLANCE: Duration = Duration::from_millis(10);
/// What docket knows and no program of others needs to.
const SECRETS: [&str; 2] = ["DOCKET_SMTP_PASSWORD", "DOCKET_ORDER_SECRET"];

/// Hands the letter to `program`: exit code 0 says that it went out, 75 that it is to be tried again.
pub fn letter(mail: &Mail, program: &Path, patience: Duration) -> Verdict {
    let to: Vec<String> = mail.to.iter().map(ToString::to_string).collect();
    let ended = match run(program, &mail.bytes, (&mail.id, mail.attempt), &to.join(" "), patience) {
        Ok(ended) => ended,
        Err(verdict) => return verdict,
    };
    match ended.status.code() {
        Some(0) => Verdict::Sent,
        // What was killed may have done it, or not.
        Some(ASK_AGAIN) | None => Verdict::later(ended.said()),
        _ => Verdict::refused(ended.said()),
    }
}

/// Hands the order to `program`, which may answer on its standard output as systems do; what it says there goes before its exit
/// code, and without that 0 says that the order was carried out, 75 that it is to be tried again.
pub fn order(order: &Order, program: &Path, patience: Duration) -> Verdict {
    let input = format!("{}\n", order.json);
    let ended = match run(program, input.as_bytes(), (&order.id, order.attempt), "", patience) {
        Ok(ended) => ended,
        Err(verdict) => return verdict,
    };
    match (ended.status.code(), read_answer(&ended.output)) {
        (Some(0 | ASK_AGAIN), Some(answer)) => answer,
        (Some(0), None) => Verdict::Done,
        (Some(ASK_AGAIN) | None, None) => Verdict::later(ended.said()),
        (_, Some(Verdict::Refused(reason))) => Verdict::Refused(reason),
        // A program that fails has not carried the order out, whatever it printed before.
        _ => Verdict::refused(ended.said()),
    }
}

/// A program that has ended.
struct Ended {
    status: ExitStatus,
    output: String,
    errors: String,
}

impl Ended {
    /// Why, as far as the program said: its last words on standard error, or how it ended.
    fn said(&self) -> String {
        let last = self.errors.lines().rev().find(|line| !line.trim().is_empty());
        last.map_or_else(|| format!("the program ended with {}", self.status), reason_of)
    }
}

fn run(
    program: &Path,
    input: &[u8],
    (id, attempt): (&PostId, u32),
    to: &str,
    patience: Duration,
) -> Result<Ended, Verdict> {
    let mut command = Command::new(program);
    command
        .env("DOCKET_DELIVERY", id.to_string())
        .env("DOCKET_ATTEMPT", attempt.to_string())
        .env("DOCKET_TO", to)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    for secret in SECRETS {
        command.env_remove(secret);
    }
    let unreachable = |error| Verdict::Unreachable(format!("{}: {error}", program.display()));
    let mut child = command.spawn().map_err(unreachable)?;
    let input = input.to_vec();
    let writing = child.stdin.take().map(|mut pipe| {
        // A program may end without having read all; its exit code says what came of that.
        spawn(move || drop(pipe.write_all(&input)))
    });
    let (output, errors) = (child.stdout.take().map(reading), child.stderr.take().map(reading));
    let Some(status) = wait(&mut child, patience) else {
        return Err(Verdict::later("the program took too long and was stopped; it may have done it"));
    };
    drop(writing);
    Ok(Ended { status, output: read(output), errors: read(errors) })
}

/// Waits until the program has ended; none where it was stopped.
fn wait(child: &mut Child, patience: Duration) -> Option<ExitStatus> {
    let begun = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if begun.elapsed() < patience => sleep(GLANCE),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// Reads a pipe to its end beside, keeping the first of it: a program whose output nobody reads would stand still.
fn reading(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    spawn(move || {
        let mut kept = Vec::new();
        let _ = pipe.by_ref().take(MOST_ANSWER).read_to_end(&mut kept);
        let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        kept
    })
}

/// What was read. A pipe that a grandchild still holds open is not waited for.
fn read(reading: Option<JoinHandle<Vec<u8>>>) -> String {
    let Some(reading) = reading else { return String::new() };
    let begun = Instant::now();
    while !reading.is_finished() && begun.elapsed() < Duration::from_secs(1) {
        sleep(GLANCE);
    }
    if !reading.is_finished() {
        return String::new();
    }
    String::from_utf8_lossy(&reading.join().unwrap_or_default()).into_owned()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn verdicts(script: &str) -> (Verdict, Verdict) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("take");
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
        let id = PostId { store: "a1".into(), number: 7 };
        let mail = Mail {
            id: id.clone(),
            attempt: 2,
            from: "desk@example.com".parse().unwrap(),
            to: vec!["lin@example.org".parse().unwrap()],
            passed_over: 0,
            bytes: vec![b'x'; 300_000],
        };
        let one = Order { id, attempt: 2, json: "{\"id\":\"docket.a1.7\"}".into() };
        let patience = Duration::from_secs(2);
        (letter(&mail, &path, patience), order(&one, &path, patience))
    }

    #[test]
    fn exit_codes_say_what_came_of_it() {
        assert_eq!(verdicts("cat >/dev/null"), (Verdict::Sent, Verdict::Done));
        let (letter, order) = verdicts("echo greylisted >&2; exit 75");
        assert_eq!(letter, Verdict::later("greylisted"));
        assert_eq!(order, Verdict::later("greylisted"));
        let (letter, order) = verdicts("echo no such user >&2; exit 67");
        assert_eq!((letter, order), (Verdict::refused("no such user"), Verdict::refused("no such user")));
    }

    #[test]
    fn a_program_answers_orders_and_is_told_their_name() {
        let (_, order) = verdicts(
            "cat >/dev/null; echo \"{\\\"answer\\\":\\\"refused\\\",\\\"reason\\\":\\\"$DOCKET_DELIVERY $DOCKET_ATTEMPT\\\"}\"",
        );
        assert_eq!(order, Verdict::refused("docket.a1.7 2"));
        let (_, order) = verdicts("echo '{\"answer\":\"done\"}'; exit 1");
        assert!(matches!(order, Verdict::Refused(_)), "a program that fails has done nothing: {order:?}");
    }

    #[test]
    fn a_program_that_hangs_is_stopped_and_one_that_is_not_there_is_no_fault_of_the_order() {
        let begun = Instant::now();
        let (letter, _) = verdicts("exec sleep 60");
        assert!(matches!(letter, Verdict::Later { .. }) && begun.elapsed() < Duration::from_secs(20));
        let one = Order { id: PostId { store: "a".into(), number: 1 }, attempt: 1, json: String::new() };
        assert!(matches!(
            order(&one, Path::new("/no/such/program"), Duration::from_secs(1)),
            Verdict::Unreachable(_)
        ));
    }
}
