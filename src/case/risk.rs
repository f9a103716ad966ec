//! A case's score by its own playbook.

use super::{Case, ClueVerdict};
use crate::playbook::{Answer, Kind};
use crate::score::{Inputs, Score, SourceVerdict, score};

/// The score of `case`, where its kind has weights.
pub fn risk<'k>(case: &Case, kind: &'k Kind) -> Option<Score<'k>> {
    let model = kind.score.as_ref()?;
    let clues = case.clues.iter().filter_map(|(clue, verdict)| {
        let verdict = match verdict {
            ClueVerdict::Match => SourceVerdict::For,
            ClueVerdict::Mismatch => SourceVerdict::Against,
            ClueVerdict::Unknown => return None,
        };
        Some((clue.as_str(), verdict))
    });
    let checks = case.checks.iter().map(|(check, answer)| {
        let verdict = match answer {
            Answer::Passed => SourceVerdict::For,
            Answer::Failed => SourceVerdict::Against,
        };
        (check.as_str(), verdict)
    });
    let inputs = Inputs { signals: case.signals.clone(), clues: clues.collect(), checks: checks.collect() };
    Some(score(model, &inputs))
}
