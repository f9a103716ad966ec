//! Scores: bands that rise, bins in order, and no weight that is turned around.

use super::{Check, Of, Path};
use crate::score::{Bin, Decibans, ScoreModel, Signal, Source};

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    let Some(score) = &of.kind.score else { return };
    let path = of.path.key("score");
    lines(check, &path, score);
    for (index, factor) in score.factors.iter().enumerate() {
        let at = path.item("factor", index);
        if factor.title.trim().is_empty() {
            check.fault(&at.key("title"), "there is no text", "Write what people shall read here.");
        }
        let weigh = at.key("weigh");
        match &factor.weigh {
            Source::Signal { of, bins } => self::bins(check, &weigh.key("signal"), *of, bins),
            Source::Clue { matched, mismatch, .. } => {
                let words = ("a match", "a mismatch");
                turned(check, &weigh.key("clue").key("match"), *matched, *mismatch, words);
            }
            Source::Check { passed, failed, .. } => {
                let words = ("passing", "failing");
                turned(check, &weigh.key("check").key("passed"), *passed, *failed, words);
            }
        }
    }
}

fn lines(check: &mut Check<'_>, path: &Path, score: &ScoreModel) {
    if !(score.prior.get() > 0.0 && score.prior.get() < 1.0) {
        let what = "no evidence could move a prior of 0 or 1";
        check.fault(&path.key("prior"), what, "Write a number between 0 and 1: `0.2`.");
    }
    let bands = [
        ("medium", score.bands.medium.get()),
        ("high", score.bands.high.get()),
        ("critical", score.bands.critical.get()),
    ];
    let mut below = 0.0;
    for (band, begins) in bands {
        if begins <= below || begins >= 1.0 {
            let what = format!("`{band}` begins at {begins}, which is not above {below} and below 1");
            check.fault(
                &path.key("bands").key(band),
                what,
                "Let medium, high and critical rise between 0 and 1.",
            );
        }
        below = begins;
    }
}

fn bins(check: &mut Check<'_>, path: &Path, signal: Signal, bins: &[Bin]) {
    let Some((last, others)) = bins.split_last() else {
        check.fault(&path.key("bins"), "there is no bin", "Add at least `{ db = 0.0 }`.");
        return;
    };
    let (low, high) = signal.range();
    let mut before = f64::NEG_INFINITY;
    for (index, bin) in others.iter().enumerate() {
        let at = path.item("bins", index);
        match bin.below {
            None => {
                let what = "only the last bin takes all that is left";
                check.fault(&at, what, "Add `below`, or put this bin last.");
            }
            Some(below) if below.is_nan() || below <= low || below > high => {
                let what = format!("{signal} has no values on both sides of {below}");
                check.fault(&at.key("below"), what, format!("Write a number above {low}, at most {high}."));
            }
            Some(below) if below <= before => {
                let what = format!("the bin ends at {below}, no later than the one before it");
                check.fault(&at.key("below"), what, "Order the bins from the lowest values to the highest.");
            }
            Some(below) => before = below,
        }
    }
    if last.below.is_some() {
        let at = path.item("bins", bins.len() - 1).key("below");
        check.fault(&at, "values above the last bin fall nowhere", "Leave `below` out of the last bin.");
    }
}

/// What speaks for the applicant must not weigh more against them than what speaks against them.
fn turned(check: &mut Check<'_>, path: &Path, good: Decibans, bad: Decibans, words: (&str, &str)) {
    if good > bad {
        let what = format!("{} weighs {good} dB, more towards a fraud than {} at {bad} dB", words.0, words.1);
        check.fault(path, what, "Weights below zero speak for the applicant: turn them around.");
    }
}
