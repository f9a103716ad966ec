//! What a reviewer establishes, what is followed up, and the cause where the kind knows causes.

use super::scene::{Row, Scene};
use super::stop::Stop;
use crate::console::format;
use crate::console::sheet::{Tone, piece};
use crate::playbook::{Answer, Check, FollowUpState};

/// The section's lines.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = scene.kind.checks.iter().flat_map(|check| check_rows(scene, check)).collect();
    let followed = follow_ups(scene);
    // What is being followed up stands first: nothing else is open any more.
    if scene.at_follow_up() && !followed.is_empty() {
        let checks = std::mem::replace(&mut rows, followed);
        rows.push(Row::new());
        rows.extend(checks);
    } else if !followed.is_empty() {
        rows.push(Row::new());
        rows.extend(followed);
    }
    if !scene.kind.causes.is_empty() {
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        rows.extend(causes(scene));
    }
    rows
}

fn check_rows(scene: &Scene<'_>, check: &Check) -> Vec<Row> {
    let stop = Stop::Check(check.id.clone());
    let by = scene.answered_by(check).filter(|_| !scene.case().checks.contains_key(&check.id));
    if let Some(number) = by {
        let title = format!("{} (by {number})", check.title);
        let right = [piece(Tone::Dim, check.rule.as_str())];
        return scene.told(&[piece(Tone::Good, "✔ ")], &title, Tone::Plain, &right, Some(&stop));
    }
    let (sign, tone, text) = match scene.case().checks.get(&check.id) {
        Some(Answer::Passed) => ("✔ ", Tone::Good, Tone::Plain),
        Some(Answer::Failed) => ("✘ ", Tone::Bad, Tone::Plain),
        None if check.required => ("○ ", Tone::Open, Tone::Plain),
        None => ("– ", Tone::Dim, Tone::Dim),
    };
    let right = [piece(Tone::Dim, check.rule.as_str())];
    scene.told(&[piece(tone, sign)], &check.title, text, &right, Some(&stop))
}

/// What is followed up, with who saw to it and when: what prepares the decision before it, all of it after.
fn follow_ups(scene: &Scene<'_>) -> Vec<Row> {
    let phase = scene.case().phase(scene.kind);
    let shown = || scene.kind.follow_ups.iter().filter(|follow_up| follow_up.phase <= phase);
    let all = shown().count();
    if all == 0 {
        return Vec::new();
    }
    let settled = shown().filter(|follow_up| scene.case().follow_ups.contains_key(&follow_up.id)).count();
    let (sign, tone) = if settled == all { ("✔", Tone::Good) } else { ("○", Tone::Open) };
    let head = Row::new().put(tone, sign).put(Tone::Strong, " Follow-ups");
    let mut rows = vec![head.put(tone, &format!("  {settled} of {all}"))];
    for follow_up in shown() {
        let stop = Stop::FollowUp(follow_up.id.clone());
        let settled = scene.case().follow_ups.get(&follow_up.id);
        let (sign, tone, text) = match settled.map(|settled| settled.state) {
            Some(FollowUpState::Done) => ("  ✔ ", Tone::Good, Tone::Plain),
            Some(FollowUpState::NotApplicable) => ("  – ", Tone::Dim, Tone::Dim),
            None => ("  ○ ", Tone::Open, Tone::Plain),
        };
        let right = [piece(Tone::Dim, follow_up.rule.as_str())];
        rows.extend(scene.told(&[piece(tone, sign)], &follow_up.title, text, &right, Some(&stop)));
        if let Some(settled) = settled {
            let beside = if settled.state == FollowUpState::Done { "" } else { "does not apply · " };
            let who = format!("{beside}{} {}", settled.by, format::instant(settled.at, scene.now));
            let indent = [piece(Tone::Plain, "    ")];
            rows.extend(scene.told(&indent, &who, Tone::Dim, &[], Some(&stop)));
        }
    }
    rows
}

fn causes(scene: &Scene<'_>) -> Vec<Row> {
    let named = scene.case().cause.as_ref();
    let head = Row::new();
    let head = match named {
        Some(_) => head.put(Tone::Good, "✔").put(Tone::Strong, " Cause"),
        None => head.put(Tone::Open, "○").put(Tone::Strong, " Cause").put(Tone::Open, "  not named"),
    };
    let mut rows = vec![head];
    for cause in &scene.kind.causes {
        let stop = Stop::Cause(cause.id.clone());
        let chosen = named == Some(&cause.id);
        let (sign, tone) = if chosen { ("  (•) ", Tone::Strong) } else { ("  ( ) ", Tone::Plain) };
        let right = [piece(Tone::Dim, cause.rule.as_str())];
        rows.extend(scene.told(&[piece(tone, sign)], &cause.title, tone, &right, Some(&stop)));
    }
    rows
}
