//! The session of a verification: its steps with their times, how it came, and how often the account tried (V1, V5–V7).

use super::clock::stamp;
use super::scene::{Row, Scene};
use super::stop::{Section, Stop};
use crate::case::{Session, Submitted};
use crate::console::sheet::{Tone, piece};
use crate::desk::VerificationView;
use crate::identity::mask_number;

/// The lines of the newest session, and how the account stands with its attempts; the cursor stands on lines from `first` on.
pub fn rows(scene: &Scene<'_>, first: usize) -> Vec<Row> {
    let mut lines: Vec<(&'static str, Tone, String)> = Vec::new();
    if let Some(submitted) = scene.case().session() {
        lines.extend(session(scene, submitted));
    }
    if let Some(account) = &scene.view.verification {
        lines.extend(tried(account));
    }
    for duplicate in &scene.view.duplicates {
        let account = scene.covered(duplicate.account.as_str(), mask_number);
        let words = format!(
            "account {account} tried the identity too: {}, {} (C2)",
            duplicate.number, duplicate.stage
        );
        lines.push(("⚠ ", Tone::Warn, words));
    }
    let told = lines.into_iter().enumerate().flat_map(|(index, (sign, tone, text))| {
        let stop = Stop::Line(Section::Application, first + index);
        scene.told(&[piece(tone, sign)], &text, tone, &[], Some(&stop))
    });
    told.collect()
}

fn session(scene: &Scene<'_>, submitted: &Submitted) -> Vec<(&'static str, Tone, String)> {
    let session = &submitted.session;
    let count = scene.case().sessions.iter().filter(|one| !one.session.goes_on).count();
    let level = match session.level {
        crate::case::record::KycLevel::Basic => "basic level",
        crate::case::record::KycLevel::Advanced => "advanced level",
    };
    let mut lines = vec![(
        "▸ ",
        Tone::Strong,
        format!("session {count}, {level}, submitted {} UTC", stamp(session.submitted_at)),
    )];
    lines.extend(duration(scene, session));
    for step in scene.kind.session_steps() {
        lines.push(match session.at(*step) {
            Some(at) => ("  ✔ ", Tone::Plain, format!("{} {}", step.as_str(), at.format("%H:%M:%S"))),
            None if session.steps.is_empty() => continue,
            None => ("  – ", Tone::Dim, format!("{} not taken", step.as_str())),
        });
    }
    if let Some(channel) = session.face_channel {
        lines.push(("  ", Tone::Dim, format!("facial verification {} (V5)", channel.words())));
    }
    lines
}

/// How long it took, against the time that there is.
fn duration(scene: &Scene<'_>, session: &Session) -> Option<(&'static str, Tone, String)> {
    let took = session.took()?;
    let minutes = scene.view.verification.as_ref()?.minutes;
    let words = format!("{}:{:02} minutes", took.num_minutes(), took.num_seconds().rem_euclid(60));
    Some(match minutes {
        Some(most) if took > chrono::Duration::minutes(i64::from(most)) => {
            ("✘ ", Tone::Bad, format!("{words} of {most}: too long (V6)"))
        }
        Some(most) => ("  ", Tone::Plain, format!("{words} of {most} (V6)")),
        None => ("  ", Tone::Plain, words),
    })
}

fn tried(account: &VerificationView) -> Vec<(&'static str, Tone, String)> {
    let mut lines = Vec::new();
    if let Some(most) = account.attempts_a_day {
        let tone = if account.attempts_today >= most { Tone::Warn } else { Tone::Dim };
        lines.push(("  ", tone, format!("{} of {most} attempts today (V7)", account.attempts_today)));
    }
    if let Some(closing) = account.closing {
        let tone = if account.denials > 0 { Tone::Plain } else { Tone::Dim };
        let words = format!(
            "{} of {} denials within {} hours (V7)",
            account.denials, closing.denials, closing.within_hours
        );
        lines.push(("  ", tone, words));
    }
    if let Some(until) = account.closed_until {
        lines.push(("‼ ", Tone::Bad, format!("verification is closed until {} UTC (V7)", stamp(until))));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Actor, Attempts, Case, CaseId, Command, Facts, Opening};
    use crate::console::fixture::{Desk, now, playbook};
    use chrono::Duration;
    use serde_json::json;

    /// A session of eleven and a half minutes, on an account that was denied twice today.
    fn desk() -> Desk {
        let step = |step: &str, at: &str| json!({ "step": step, "at": format!("2026-11-19T14:{at}Z") });
        let submission = json!({
            "institution": "binance", "ref": "V-1", "account": "B-1", "contact_email": "b1@example.org",
            "submitted_at": "2026-11-19T14:22:00Z", "started_at": "2026-11-19T14:10:00Z",
            "steps": [
                step("nationality", "10:20"), step("basic_information", "12:00"), step("document", "12:30"),
                step("document_photo", "15:00"), step("selfie", "17:00"), step("facial_verification", "21:30"),
            ],
            "name": "Mara Lang", "born": "1992-08-30", "nationality": "AT",
            "document": { "type": "passport", "country": "AT", "number": "P4417820" }, "face_channel": "phone",
        });
        let ticket = json!({
            "institution": "binance", "ref": "V-1", "account": "B-1", "contact_email": "b1@example.org",
            "opened_at": "2026-11-19T14:22:00Z", "name": "Mara Lang",
        });
        let denials = vec![now() - Duration::hours(1), now() - Duration::hours(2)];
        let facts =
            Facts { attempts: Attempts { today: 3, denials }, ..Facts::bare(now(), Actor::Applicant) };
        let kind: crate::playbook::KindId = "verification".parse().unwrap();
        let case = Case::unopened(CaseId(77));
        let mut desk =
            Desk { case, facts, playbook: playbook("binance"), kind: kind.clone(), events: Vec::new() };
        let opening = Opening {
            kind,
            ticket: serde_json::from_value(ticket).unwrap(),
            evidence: Vec::new(),
            signals: Default::default(),
            submission: Some(Box::new(serde_json::from_value(submission).unwrap())),
        };
        desk.act(&Command::Open(Box::new(opening))).unwrap();
        desk
    }

    fn shown(desk: &Desk) -> String {
        let view = desk.view();
        let kind = view.kind().unwrap();
        let scene = Scene { view: &view, kind, now: now(), revealed: false, ledger: false, width: 60 };
        let line = |row: Row| row.left.iter().map(|piece| piece.text.as_str()).collect::<String>() + "\n";
        rows(&scene, 0).into_iter().map(line).collect()
    }

    #[test]
    fn v06_the_session_stands_with_its_steps_and_its_time() {
        let shown = shown(&desk());
        for part in
            ["session 1, advanced level", "11:30 minutes of 15 (V6)", "selfie 14:17:00", "by QR code (V5)"]
        {
            assert!(shown.contains(part), "{part}:\n{shown}");
        }
    }

    #[test]
    fn v07_attempts_denials_and_the_closing_are_told() {
        let mut desk = desk();
        let told = shown(&desk);
        assert!(told.contains("3 of 10 attempts today (V7)") && told.contains("2 of 10 denials"), "{told}");
        desk.facts.attempts.denials = (0..10).map(|n| now() - Duration::minutes(n)).collect();
        assert!(shown(&desk).contains("closed until 2026-11-20 14:32 UTC"));
    }
}
