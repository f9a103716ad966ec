//! When something is tried again, and when no more.

use crate::case::PostId;
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long to wait between attempts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackOff {
    /// Before the second attempt; it doubles from there.
    pub first: Duration,
    /// At most.
    pub longest: Duration,
    /// After so many attempts that somebody answered, a person must look at it.
    pub attempts: u32,
}

impl Default for BackOff {
    fn default() -> Self {
        Self { first: Duration::from_secs(10), longest: Duration::from_secs(60 * 60), attempts: 16 }
    }
}

impl BackOff {
    /// How long to wait after attempt `attempt` of `id`, from 1: doubled each time, and moved by up to a fifth, so that what
    /// failed together does not come again together. The same attempt always waits the same.
    pub fn wait(&self, id: &PostId, attempt: u32) -> Duration {
        let doublings = attempt.saturating_sub(1).min(30);
        let plain = self.first.saturating_mul(1 << doublings).min(self.longest);
        let hash = Sha256::digest(format!("{id}/{attempt}"));
        let [low, high] = [hash[0], hash[1]].map(f64::from);
        let moved = 0.8 + 0.4 * (low * 256.0 + high) / 65_535.0;
        plain.mul_f64(moved)
    }

    /// How long to wait where nobody was reached: never long, for what is wrong is not wrong with what is sent.
    pub fn wait_for_peer(&self, id: &PostId, attempt: u32) -> Duration {
        self.wait(id, attempt).min(self.longest / 12)
    }

    /// Whether it was tried often enough, with so many attempts that count.
    pub fn is_enough(&self, failures: u32) -> bool {
        failures >= self.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound_differ_and_are_always_the_same() {
        let back_off = BackOff::default();
        let id = |number| PostId { store: "a1".into(), number };
        for attempt in 1..40 {
            let wait = back_off.wait(&id(7), attempt);
            assert!(
                wait >= Duration::from_secs(8) && wait <= back_off.longest.mul_f64(1.2),
                "{attempt}: {wait:?}"
            );
            assert_eq!(wait, back_off.wait(&id(7), attempt));
        }
        assert!(back_off.wait(&id(7), 5) > back_off.wait(&id(7), 2));
        let first: std::collections::BTreeSet<_> = (1..100).map(|n| back_off.wait(&id(n), 1)).collect();
        assert!(first.len() > 90, "what failed together comes again spread out");
        assert!(back_off.wait_for_peer(&id(7), 30) <= Duration::from_secs(300));
    }
}
