//! Chance that comes out the same for the same seed.

use chrono::{DateTime, Duration, Utc};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// A source of chance of its own for each subject, so that no subject's luck depends on how often another was asked.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The dice of subject `number` of a sort.
    pub(super) fn of(seed: u64, sort: Sort, number: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(number * 8 + sort as u64);
        Self(rng)
    }

    /// Any number.
    pub(super) fn any(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Bytes for a made-up hash.
    pub(super) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A number from 0 to 1, without 1.
    pub(super) fn unit(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit a float exactly")]
        let unit = (self.any() >> 11) as f64 / (1_u64 << 53) as f64;
        unit
    }

    /// Whether something happens whose probability is `chance`.
    pub(super) fn chance(&mut self, chance: f64) -> bool {
        self.unit() < chance
    }

    /// A whole number from `low` to `high`, both included; `low` where they are the wrong way round.
    pub(super) fn whole(&mut self, low: i64, high: i64) -> i64 {
        let span = high.saturating_sub(low).max(0).unsigned_abs() + 1;
        low + i64::try_from(self.any() % span).unwrap_or(0)
    }

    /// A number from `low` to `high`.
    pub(super) fn real(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// One of several; the list must not be empty.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.index(from.len())]
    }

    /// A place in a list of `len`.
    pub(super) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.any() % (len.max(1) as u64)).unwrap_or(0)
    }

    /// A place in a list of weights, the heavier the likelier.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut at = self.unit() * weights.iter().sum::<f64>();
        for (index, weight) in weights.iter().enumerate() {
            at -= weight;
            if at < 0.0 {
                return index;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// A time so many hours before `at`.
    pub(super) fn hours_before(&mut self, at: DateTime<Utc>, least: i64, most: i64) -> DateTime<Utc> {
        at - Duration::seconds(self.whole(least * 3_600, most * 3_600))
    }

    /// A text by a pattern: `#` is a digit, `@` a capital letter, `*` a digit or small letter, all else itself.
    pub(super) fn by_pattern(&mut self, pattern: &str) -> String {
        let letters: Vec<char> = ('A'..='Z').collect();
        let small: Vec<char> = "023456789acdefghjklmnpqrstuvwxyz".chars().collect();
        pattern
            .chars()
            .map(|c| match c {
                '#' => char::from(b'0' + u8::try_from(self.any() % 10).unwrap_or(0)),
                '@' => *self.pick(&letters),
                '*' => *self.pick(&small),
                c => c,
            })
            .collect()
    }
}

/// What dice are thrown for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sort {
    /// One case's story.
    Story,
    /// One family.
    Family,
    /// One ring of fraudsters.
    Ring,
    /// The people at the desk.
    Desk,
}
