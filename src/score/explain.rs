//! Scoring with its explanation: the rows of the waterfall are what is summed, so they always add up.

use super::{
    Band, Decibans, Factor, FactorId, Probability, ScoreModel, Signal, SignalValue, Source, SourceVerdict,
};
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
    /// What it would weigh if it stood in no group.
    pub alone: Decibans,
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
            let (reading, alone) = read(factor, inputs);
            Row { factor, reading, weight: alone, alone, counted_in: None }
        })
        .collect();
    keep_heaviest_of_each_group(&mut rows);
    let prior = model.prior.to_decibans();
    let total = sum(prior, &rows);
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

fn sum(prior: Decibans, rows: &[Row<'_>]) -> Decibans {
    rows.iter().fold(prior, |sum, row| sum.plus(row.weight))
}

/// One row of a group counts, the first of the heaviest where several weigh the same; the others say in which.
fn keep_heaviest_of_each_group(rows: &mut [Row<'_>]) {
    let mut heaviest: BTreeMap<&FactorId, usize> = BTreeMap::new();
    for (index, row) in rows.iter().enumerate().filter(|(_, row)| row.reading != Reading::Unknown) {
        let Some(group) = &row.factor.group else { continue };
        let first = *heaviest.entry(group).or_insert(index);
        if row.alone.get().abs() > rows[first].alone.get().abs() {
            heaviest.insert(group, index);
        }
    }
    for index in 0..rows.len() {
        let Some(group) = &rows[index].factor.group else { continue };
        let Some(counts) = heaviest.get(group).copied().filter(|counts| *counts != index) else { continue };
        if rows[index].reading != Reading::Unknown {
            rows[index].counted_in = Some(rows[counts].factor);
            rows[index].weight = Decibans::ZERO;
        }
    }
}

/// The open data whose answer could put the case into another band. Each is tried by scoring the case anew with it: in a
/// group an answer may count for nothing, or take the place of what counts now.
pub fn what_would_change<'m>(score: &Score<'m>, model: &ScoreModel) -> Vec<Swing<'m>> {
    let band = |total: Decibans| model.bands.band(total.to_probability());
    let open = score.rows.iter().enumerate().filter(|(_, row)| row.reading == Reading::Unknown);
    open.filter_map(|(index, row)| {
        let totals = row.factor.weigh.weights().into_iter().map(|weight| total_with(score, index, weight));
        let (best, worst) = totals.fold((score.total, score.total), |(best, worst), total| {
            (if total < best { total } else { best }, if total > worst { total } else { worst })
        });
        let swing = Swing { factor: row.factor, best: band(best), worst: band(worst) };
        (swing.best != score.band || swing.worst != score.band).then_some(swing)
    })
    .collect()
}

/// The total if the open row at `index` weighed `weight`.
fn total_with(score: &Score<'_>, index: usize, weight: Decibans) -> Decibans {
    let mut rows = score.rows.clone();
    for row in &mut rows {
        (row.weight, row.counted_in) = (row.alone, None);
    }
    // Any reading but an unknown one lets the row stand for its group.
    rows[index] = Row { reading: Reading::For, weight, alone: weight, ..rows[index].clone() };
    keep_heaviest_of_each_group(&mut rows);
    sum(score.prior, &rows)
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

    fn with_a_twin(db: f64) -> ScoreModel {
        let mut model = model();
        let mut twin = model.factors[2].clone();
        twin.id = FactorId::new("country").unwrap();
        let weight = |db| Decibans::new(db).unwrap();
        twin.weigh = Source::Check { of: "country".into(), passed: weight(-1.0), failed: weight(db) };
        model.factors.push(twin);
        model
    }

    #[test]
    fn of_two_that_weigh_the_same_in_a_group_the_first_counts_alone() {
        let model = with_a_twin(9.0);
        let mut inputs = signals(&[(Signal::DistanceKm, 8_312.0)]);
        inputs.checks.insert("country", SourceVerdict::Against);
        let score = score(&model, &inputs);
        assert_eq!((score.rows[2].weight.get(), score.rows[4].weight.get()), (9.0, 0.0));
        assert_eq!(score.rows[4].counted_in.unwrap().id.as_str(), "distance");
        assert_eq!(score.rows[2].counted_in, None);
    }

    #[test]
    fn what_would_change_it_leaves_out_what_its_group_already_says() {
        let model = with_a_twin(9.0);
        // Distance weighs +9 already: the check may weigh +9 too and changes nothing by it.
        let score = score(&model, &signals(&[(Signal::DistanceKm, 8_312.0), (Signal::FaceMatch, 0.8)]));
        let swings = what_would_change(&score, &model);
        let named: Vec<_> = swings.iter().map(|swing| swing.factor.id.as_str()).collect();
        assert_eq!(named, ["cards"]);
    }

    #[test]
    fn what_would_change_it_takes_the_place_of_what_counts_in_its_group() {
        let model = with_a_twin(14.0);
        // −15 in all. Added to the −3 of the address the failed check would reach −1; in its place it reaches +2.
        let score = score(&model, &signals(&[(Signal::IpSeen, 1.0), (Signal::FaceMatch, 0.95)]));
        let swings = what_would_change(&score, &model);
        let swing = swings.iter().find(|swing| swing.factor.id.as_str() == "country").unwrap();
        assert_eq!((swing.best, swing.worst), (Band::Low, Band::High));
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

        #[test]
        fn at_most_one_row_of_a_group_weighs(
            ip in proptest::option::of(0u8..2), far in proptest::option::of(any::<bool>()),
            failed in proptest::option::of(any::<bool>()), db in prop_oneof![Just(9.0), Just(-2.0), -12.0..12.0f64],
        ) {
            let model = with_a_twin(db);
            let mut inputs = Inputs::default();
            inputs.signals.extend(ip.map(|ip| (Signal::IpSeen, Signal::IpSeen.value(f64::from(ip)).unwrap())));
            let km = far.map(|far| Signal::DistanceKm.value(if far { 9_000.0 } else { 1.0 }).unwrap());
            inputs.signals.extend(km.map(|km| (Signal::DistanceKm, km)));
            let verdict = failed.map(|failed| if failed { SourceVerdict::Against } else { SourceVerdict::For });
            inputs.checks.extend(verdict.map(|verdict| ("country", verdict)));
            let score = score(&model, &inputs);
            let group: Vec<_> = score.rows.iter().filter(|row| row.factor.group.is_some()).collect();
            prop_assert!(group.iter().filter(|row| row.weight != Decibans::ZERO).count() <= 1);
            let heaviest = group.iter().map(|row| row.alone.get().abs()).fold(0.0, f64::max);
            prop_assert!(group.iter().any(|row| row.weight.get().abs() == heaviest));
        }
    }
}
