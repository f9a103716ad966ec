//! What the applicant recalls, held against the record clue by clue (R2); masked by default (N6).

use super::scene::{Row, Scene};
use super::stop::Stop;
use crate::case::{ClueVerdict, Private, mask_recalled};
use crate::console::sheet::{Tone, piece};
use crate::playbook::Clue;
use crate::text::Clean;

/// The section's lines.
pub fn rows(scene: &Scene<'_>) -> Vec<Row> {
    scene.kind.clues.iter().flat_map(|clue| clue_rows(scene, clue)).collect()
}

fn clue_rows(scene: &Scene<'_>, clue: &Clue) -> Vec<Row> {
    let stop = Stop::Clue(clue.id.clone());
    let verdict = scene.case().clues.get(&clue.id).copied();
    let (sign, tone, word) = match verdict {
        Some(ClueVerdict::Match) => ("✔ ", Tone::Good, "match"),
        Some(ClueVerdict::Mismatch) => ("✘ ", Tone::Bad, "mismatch"),
        Some(ClueVerdict::Unknown) => ("? ", Tone::Open, "unknown"),
        None => ("– ", Tone::Dim, "not recalled"),
    };
    let said = recalled(scene, clue);
    let text = if verdict.is_some() { Tone::Plain } else { Tone::Dim };
    let right = [piece(tone, word), piece(Tone::Dim, &format!("  {}", clue.rule))];
    let beside = clue.title.len() + word.len() + said.width() + 12 <= scene.width;
    if said.is_empty() || beside {
        let row = Row { right: right.to_vec(), ..Row::new().put(tone, sign).put(text, &clue.title) };
        return vec![row.put(Tone::Dim, "  ").clean(Tone::Plain, said).at(stop)];
    }
    let mut rows = scene.told(&[piece(tone, sign)], &clue.title, text, &right, Some(&stop));
    rows.extend(scene.told(&[piece(Tone::Plain, "    ")], said.as_str(), Tone::Plain, &[], Some(&stop)));
    rows
}

/// The values recalled, covered; nothing where nothing is.
fn recalled(scene: &Scene<'_>, clue: &Clue) -> Clean {
    match scene.case().recalled.get(&clue.id) {
        Some(Private::Kept(values)) => {
            let shown: Vec<String> = values
                .iter()
                .map(|value| scene.covered(value, |value| mask_recalled(clue.source, value)).into_string())
                .collect();
            Clean::line(&shown.join(", "))
        }
        Some(Private::Erased) => Clean::line("(erased)"),
        None => Clean::default(),
    }
}
