//! The sessions of a verification, as the command line tells them (V1, V4–V7).

use super::report::{DuplicateReport, Report, SessionReport, VerificationReport};
use crate::case::{Case, Submitted};
use crate::cli::out::Out;
use crate::cli::table::Table;
use crate::desk::{DuplicateView, VerificationView};
use crate::text::when::{instant, stretch};
use chrono::Duration;
use std::io;

/// The sessions of `case`, and how its account stands.
pub fn verification(account: &VerificationView, case: &Case) -> VerificationReport {
    VerificationReport {
        sessions: case.sessions.iter().map(session).collect(),
        minutes: account.minutes,
        attempts_today: account.attempts_today,
        attempts_a_day: account.attempts_a_day,
        denials: account.denials,
        denials_to_close: account.closing.map(|closing| closing.denials),
        denials_within_hours: account.closing.map(|closing| closing.within_hours),
        closed_until: account.closed_until,
    }
}

fn session(submitted: &Submitted) -> SessionReport {
    let session = &submitted.session;
    SessionReport {
        ticket: session.reference.to_string(),
        level: session.level,
        started_at: session.began_at(),
        submitted_at: session.submitted_at,
        took_seconds: session.took().map(|took| took.num_seconds()),
        steps: session.steps.clone(),
        face_channel: session.face_channel.map(|channel| channel.as_str()),
        goes_on: session.goes_on,
    }
}

/// An account that tried the identity too.
pub fn duplicate(view: &DuplicateView) -> DuplicateReport {
    DuplicateReport {
        account: view.account.to_string(),
        case: view.case,
        number: view.number.clone(),
        stage: view.stage.clone(),
    }
}

/// Writes them.
pub fn write(report: &Report, out: &mut Out) -> io::Result<()> {
    if let Some(account) = &report.verification {
        out.section("SESSIONS")?;
        for session in &account.sessions {
            write_session(session, account, out)?;
        }
        write_attempts(account, out)?;
    }
    for other in &report.duplicates {
        let words =
            format!("  account {} tried the identity too: {}, {}", other.account, other.number, other.stage);
        out.line(words)?;
    }
    Ok(())
}

fn write_session(session: &SessionReport, account: &VerificationReport, out: &mut Out) -> io::Result<()> {
    let mut line = format!("  {} submitted {}", session.ticket, instant(session.submitted_at));
    if let Some(took) = session.took_seconds {
        line += &format!(", took {}", stretch(Duration::seconds(took)));
        if let Some(minutes) = account.minutes {
            line += &format!(" of {minutes} min");
        }
    }
    if let Some(channel) = session.face_channel {
        line += &format!(", facial verification: {channel}");
    }
    out.line(line)?;
    let mut table = Table::bare();
    for taken in &session.steps {
        table.push([taken.step.as_str().to_owned(), taken.at.format("%H:%M:%S").to_string()]);
    }
    table.write("      ", out)
}

fn write_attempts(account: &VerificationReport, out: &mut Out) -> io::Result<()> {
    if let Some(most) = account.attempts_a_day {
        out.line(format!("  attempts today: {} of {most}", account.attempts_today))?;
    }
    if let (Some(most), Some(hours)) = (account.denials_to_close, account.denials_within_hours) {
        out.line(format!("  denials within {hours} hours: {} of {most}", account.denials))?;
    }
    match account.closed_until {
        Some(until) => out.line(format!("  verification is closed until {}", instant(until))),
        None => Ok(()),
    }
}
