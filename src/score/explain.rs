//! Scoring with its explanation: the rows of the waterfall are what is summed, so they always add up.

use super::{Band, Decibans, Factor, Probability, ScoreModel, Signal, SignalValue, Source, SourceVerdict};
use std::collections::BTreeMap;

/// What is known of a case, as far as weights read it.
#[derive(Debug, Clone, Default)]
pub struct Inputs<'a> {
    /// Measured signals.
    pub signals: BTreeMap<Signal, SignalValue>,
    /// Clues that match or do not; an unknown one is absent.
    pub clues: BTreeMap<&'a str, SourceVerdict>,
    /// Checks that passed or failed; an open one is absent.
    pub checks: BTreeMap<&'a str, SourceVerdict>,
}

/// How a factor's datum stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// A signal's value.
    Value(Signal, SignalValue),
    /// A clue or check speaks for the applicant.
    For,
    /// A clue or check speaks against the applicant.
    Against,
    /// No datum: it weighs nothing.
    Unknown,
}

/// One row of the waterfall.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'m> {
    /// The factor.
    pub factor: &'m Factor,
    /// What it read.
    pub reading: Reading,
    /// What it adds to the sum: zero where unknown or where another of its group counts.
    pub weight: Decibans,
    /// The factor that counts in its place, where it is correlated with a heavier one.
    pub counted_in: Option<&'m Factor>,
}

/// A score with all its parts.
#[derive(Debug, Clone, PartialEq)]
pub struct Score<'m> {
    /// The prior as a weight: the first bar of the waterfall.
    pub prior: Decibans,
    /// One row a factor, in the playbook's order.
    pub rows: Vec<Row<'m>>,
    /// Prior plus all weights.
    pub total: Decibans,
    /// The total as a probability that the applicant is not the owner.
    pub risk: Probability,
    /// Its band.
    pub band: Band,
}

/// An open datum whose answer could move the band.
#[derive(Debug, Clone, PartialEq)]
pub struct Swing<'m> {
    /// The factor without a datum.
    pub factor: &'m Factor,
    /// The band if the answer speaks for the applicant as strongly as it can.
    pub best: Band,
    /// The band if it speaks against as strongly as it can.
    pub worst: Band,
}

/// Weighs `inputs` by `model`.
pub fn score<'m>(model: &'m ScoreModel, inputs: &Inputs<'_>) -> Score<'m> {
    let mut rows: Vec<Row<'m>> = model
        .factors
        .iter()
        .map(|factor| {
            let (reading, weight) = read(factor, inputs);
            Row { factor, reading, weight, counted_in: None }
        })
        .collect();
    keep_heaviest_of_each_group(&mut rows);
    let prior = model.prior.to_decibans();
    let total = rows.iter().fold(prior, |sum, row| sum.plus(row.weight));
    let risk = total.to_probability();
    Score { prior, rows, total, risk, band: model.bands.band(risk) }
}

fn read(factor: &Factor, inputs: &Inputs<'_>) -> (Reading, Decibans) {
    let verdict = |verdict: Option<&SourceVerdict>, good: Decibans, bad: Decibans| match verdict {
        Some(SourceVerdict::For) => (Reading::For, good),
        Some(SourceVerdict::Against) => (Reading::Against, bad),
        None => (Reading::Unknown, Decibans::ZERO),
    };
    match &factor.weigh {
        Source::Signal { of, bins } => match inputs.signals.get(of) {
            None => (Reading::Unknown, Decibans::ZERO),
            Some(value) => {
                let bin = bins.iter().find(|bin| bin.below.is_none_or(|limit| value.get() < limit));
                (Reading::Value(*of, *value), bin.map_or(Decibans::ZERO, |bin| bin.db))
            }
        },
        Source::Clue { of, matched, mismatch } => verdict(inputs.clues.get(of.as_str()), *matched, *mismatch),
        Source::Check { of, passed, failed } => verdict(inputs.checks.get(of.as_str()), *passed, *failed),
    }
}

fn keep_heaviest_of_each_group(rows: &mut [Row<'_>]) {
    for index in 0..rows.len() {
        let Some(group) = &rows[index].factor.group else { continue };
        let mut heaviest = index;
        for (other, row) in rows.iter().enumerate() {
            let heavier = row.weight.get().abs() > rows[heaviest].weight.get().abs();
            if row.factor.group.as_ref() == Some(group) && heavier {
                heaviest = other;
            }
        }
        if heaviest != index && rows[index].reading != Reading::Unknown {
            rows[index].counted_in = Some(rows[heaviest].factor);
        }
    }
    // Weights are cleared only after all groups are judged, or a cleared one would change a later comparison.
    for row in rows.iter_mut().filter(|row| row.counted_in.is_some()) {
        row.weight = Decibans::ZERO;
    }
}

/// The open data whose answer could put the case into another band.
pub fn what_would_change<'m>(score: &Score<'m>, model: &ScoreModel) -> Vec<Swing<'m>> {
    let band_with = |weight: Decibans| model.bands.band(score.total.plus(weight).to_probability());
    score
        .rows
        .iter()
        .filter(|row| row.reading == Reading::Unknown)
        .filter_map(|row| {
            let (low, high) = row.factor.weigh.extremes();
            let swing = Swing { factor: row.factor, best: band_with(low), worst: band_with(high) };
            (swing.best != score.band || swing.worst != score.band).then_some(swing)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn model() -> ScoreModel {
        toml::from_str(
            r#"
            prior = 0.2
            bands = { medium = 0.2, high = 0.5, critical = 0.9 }
            [[factor]]
            id = "face"
            title = "Face match"
            weigh = { signal = { of = "face_match", bins = [{ below = 0.5, db = 12.0 }, { below = 0.9, db = 3.0 }, { db = -6.0 }] } }
            [[factor]]
            id = "ip"
            title = "IP seen"
            group = "network"
            weigh = { signal = { of = "ip_seen", bins = [{ below = 0.5, db = 2.0 }, { db = -3.0 }] } }
            [[factor]]
            id = "distance"
            title = "Distance"
            group = "network"
            weigh = { signal = { of = "distance_km", bins = [{ below = 100.0, db = -2.0 }, { db = 9.0 }] } }
            [[factor]]
            id = "cards"
            title = "Cards"
            weigh = { clue = { of = "cards", match = -4.0, mismatch = 5.0 } }
            "#,
        )
        .unwrap()
    }

    fn signals(list: &[(Signal, f64)]) -> Inputs<'static> {
        let signals = list.iter().map(|(signal, value)| (*signal, signal.value(*value).unwrap())).collect();
        Inputs { signals, ..Inputs::default() }
    }

    #[test]
    fn what_is_unknown_weighs_nothing() {
        let model = model();
        let score = score(&model, &Inputs::default());
        assert_eq!(score.total, score.prior);
        assert!(score.rows.iter().all(|row| row.reading == Reading::Unknown && row.weight == Decibans::ZERO));
        assert!((score.risk.get() - 0.2).abs() < 1e-12);
    }

    #[test]
    fn correlated_signals_count_once_and_say_where() {
        let model = model();
        let score = score(&model, &signals(&[(Signal::IpSeen, 0.0), (Signal::DistanceKm, 8_312.0)]));
        assert_eq!(score.rows[1].weight, Decibans::ZERO);
        assert_eq!(score.rows[1].counted_in.unwrap().id.as_str(), "distance");
        assert_eq!(score.rows[2].weight.get(), 9.0);
    }

    #[test]
    fn a_value_on_the_line_falls_into_the_upper_bin() {
        let model = model();
        assert_eq!(score(&model, &signals(&[(Signal::FaceMatch, 0.9)])).rows[0].weight.get(), -6.0);
        assert_eq!(score(&model, &signals(&[(Signal::FaceMatch, 0.5)])).rows[0].weight.get(), 3.0);
    }

    #[test]
    fn what_would_change_it_names_only_open_data_that_can_move_the_band() {
        let model = model();
        let score = score(&model, &signals(&[(Signal::FaceMatch, 0.95)]));
        let named: Vec<_> =
            what_would_change(&score, &model).iter().map(|s| s.factor.id.to_string()).collect();
        assert_eq!(named, ["distance"], "−12 dB is low; only +9 reaches medium (−6.02)");
    }

    proptest! {
        #[test]
        fn the_rows_always_add_up(face in 0.0..1.0f64, ip in 0u8..2, km in 0.0..20_000.0f64) {
            let model = model();
            let score = score(&model, &signals(&[
                (Signal::FaceMatch, face), (Signal::IpSeen, f64::from(ip)), (Signal::DistanceKm, km),
            ]));
            let sum = score.rows.iter().fold(score.prior.get(), |sum, row| sum + row.weight.get());
            prop_assert!((sum - score.total.get()).abs() < 1e-9);
            prop_assert_eq!(model.bands.band(score.risk), score.band);
        }
    }
}
