//! When the case is due, why then, and what happens by itself.

use super::scene::{Row, Scene};
use super::stop::{Section, Stop};
use crate::case::{ByItself, Clock, LedgerEntry, Refusal};
use crate::console::format;
use crate::console::sheet::{Tone, piece};
use crate::playbook::Budget;
use crate::text::Clean;
use chrono::{DateTime, Duration, Utc};

/// When it is due, in few words, and how pressing that is.
pub fn due(scene: &Scene<'_>) -> (Tone, String) {
    let now = scene.now;
    match (scene.view.due, &scene.case().clock) {
        (Some(due), _) if due < now => (Tone::Bad, format!("overdue by {}", format::span(now - due))),
        (Some(due), _) if due - now < Duration::hours(24) => {
            (Tone::Warn, format!("due in {}", format::until(due, now)))
        }
        (Some(due), _) => (Tone::Plain, format!("due in {}", format::until(due, now))),
        (None, Some(Clock { paused_since: Some(_), .. })) => (Tone::Dim, "clock stands still".to_owned()),
        (None, _) => (Tone::Dim, "no due time".to_owned()),
    }
}

/// The section's lines.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let mut lines: Vec<(&'static str, Tone, String)> = Vec::new();
    let (tone, words) = due(scene);
    let exact = scene.view.due.map(|due| format!(" · {} UTC", stamp(due))).unwrap_or_default();
    lines.push((if tone == Tone::Bad { "‼ " } else { "◷ " }, tone, format!("{words}{exact}")));
    if let Some(clock) = &scene.case().clock {
        lines.push(("  ", Tone::Dim, given(scene, clock)));
        if let Some(since) = clock.paused_since {
            let text = format!("waiting for the applicant since {} UTC", stamp(since));
            lines.push(("  ", Tone::Dim, text));
        }
    }
    if let Some(since) = scene.case().unanswered_since {
        let text = format!("a message waits for an answer since {} UTC", stamp(since));
        lines.push(("⚠ ", Tone::Warn, text));
    }
    if let Some(since) = scene.case().owner_unread {
        let text = format!("what the registered owner wrote is unread since {} UTC (N note)", stamp(since));
        lines.push(("‼ ", Tone::Bad, text));
    }
    if let Some(since) = scene.case().failed_since {
        let text = format!("an order that failed waits for somebody since {} UTC (N note)", stamp(since));
        lines.push(("✘ ", Tone::Bad, text));
    }
    if let Some(hold) = scene.case().hold {
        let ended = hold.ended || hold.until <= scene.now;
        let text =
            if ended { "hold ended".to_owned() } else { format!("hold until {} UTC", stamp(hold.until)) };
        lines.push(("  ", if ended { Tone::Dim } else { Tone::Warn }, text));
    }
    lines.extend(scene.view.by_itself.iter().map(|timer| by_itself(scene, timer)));
    let mut rows: Vec<Row> = lines
        .into_iter()
        .enumerate()
        .flat_map(|(index, (sign, tone, text))| {
            let stop = Stop::Line(Section::Clock, index);
            scene.told(&[piece(tone, sign)], &text, tone, &[], Some(&stop))
        })
        .collect();
    if scene.ledger {
        rows.push(Row::new().put(Tone::Strong, "Why it is due then"));
        rows.extend(ledger(scene));
    } else if !scene.view.ledger.is_empty() {
        rows.push(Row::new().put(Tone::Accent, "W").put(Tone::Dim, " why it is due then"));
    }
    rows
}

/// What a timer does, or why nothing comes of it.
fn by_itself(scene: &Scene<'_>, timer: &ByItself) -> (&'static str, Tone, String) {
    let (at, past) = (stamp(timer.at), timer.at <= scene.now);
    match &timer.does {
        Ok(action) => {
            let title = scene.kind.action(action).map_or(action.as_str(), |action| action.title.as_str());
            let when =
                if past { "by itself at any moment".to_owned() } else { format!("by itself at {at} UTC") };
            ("  ", Tone::Dim, format!("{when}: {title}"))
        }
        Err(refusal) if past => {
            let words =
                format!("should have gone on by itself at {at} UTC; stands still: {}", because(refusal));
            ("‼ ", Tone::Warn, words)
        }
        Err(refusal) => (
            "  ",
            Tone::Dim,
            format!("by itself at {at} UTC: nothing, as things stand: {}", because(refusal)),
        ),
    }
}

fn because(refusal: &Refusal) -> String {
    let rule = refusal.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
    format!("{}{rule}", refusal.what)
}

fn given(scene: &Scene<'_>, clock: &Clock) -> String {
    let stage = scene.kind.stage(&clock.stage);
    let title = stage.map_or(clock.stage.as_str(), |stage| stage.title.as_str());
    let budget = match clock.budget {
        Budget::Hours(1) => "1 hour".to_owned(),
        Budget::Hours(hours) => format!("{hours} hours"),
        Budget::BusinessDays(1) => "1 business day".to_owned(),
        Budget::BusinessDays(days) => format!("{days} business days"),
    };
    format!("{title}: {budget} from {} UTC", stamp(clock.started))
}

/// Every stretch of time and what it counted.
fn ledger(scene: &Scene<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut sum = Duration::zero();
    for (index, entry) in scene.view.ledger.iter().enumerate() {
        sum += entry.counted;
        rows.push(entry_row(entry).at(Stop::Line(Section::Clock, 100 + index)));
    }
    rows.push(Row::new().put(Tone::Strong, "  counted so far").right(Tone::Strong, &format::span(sum)));
    rows
}

fn entry_row(entry: &LedgerEntry) -> Row {
    let row = Row::new().put(Tone::Plain, &format!("  {} → {}", stamp(entry.from), stamp(entry.to)));
    if entry.running {
        row.put(Tone::Dim, "  at the desk").right(Tone::Plain, &format::span(entry.counted))
    } else {
        row.put(Tone::Dim, "  waiting for the applicant").right(Tone::Dim, "–")
    }
}

/// An instant in one form, so that lines can be compared.
pub fn stamp(at: DateTime<Utc>) -> Clean {
    Clean::line(&at.format("%Y-%m-%d %H:%M").to_string())
}
