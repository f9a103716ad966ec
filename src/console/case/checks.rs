//! What a reviewer establishes, and the cause where the kind knows causes.

use super::scene::{Row, Scene};
use super::stop::Stop;
use crate::console::sheet::{Tone, piece};
use crate::playbook::{Answer, Check};

/// The section's lines.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    let mut rows: Vec<Row> = scene.kind.checks.iter().flat_map(|check| check_rows(scene, check)).collect();
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
    let (sign, tone, text) = match scene.case().checks.get(&check.id) {
        Some(Answer::Passed) => ("✔ ", Tone::Good, Tone::Plain),
        Some(Answer::Failed) => ("✘ ", Tone::Bad, Tone::Plain),
        None if check.required => ("○ ", Tone::Open, Tone::Plain),
        None => ("– ", Tone::Dim, Tone::Dim),
    };
    let right = [piece(Tone::Dim, check.rule.as_str())];
    scene.told(&[piece(tone, sign)], &check.title, text, &right, Some(&stop))
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
