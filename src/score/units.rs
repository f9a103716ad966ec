//! The units of a score. Each type refuses what it cannot mean, NaN above all.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a number is no value of a unit.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{value} is no {unit}: it must be {must}")]
pub struct UnitError {
    /// The refused number.
    pub value: f64,
    /// The unit it was meant for.
    pub unit: &'static str,
    /// What it must be.
    pub must: &'static str,
}

/// A weight of evidence: 10·log10 of a likelihood ratio; finite, at most ±60.
#[derive(
    Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(try_from = "f64", into = "f64")]
pub struct Decibans(f64);

impl Decibans {
    /// No evidence either way.
    pub const ZERO: Self = Self(0.0);
    const LIMIT: f64 = 60.0;

    /// A weight of `value` decibans.
    ///
    /// # Errors
    /// Where `value` is NaN or beyond ±60 (a likelihood ratio of a million: no single datum weighs that).
    pub fn new(value: f64) -> Result<Self, UnitError> {
        if value.abs() <= Self::LIMIT {
            Ok(Self(value))
        } else {
            Err(UnitError { value, unit: "weight in decibans", must: "a number from -60 to 60" })
        }
    }

    /// The number of decibans.
    pub fn get(self) -> f64 {
        self.0
    }

    /// The sum, saturating at ±60 each step so that it stays a weight.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self((self.0 + other.0).clamp(-Self::LIMIT, Self::LIMIT))
    }

    /// The probability whose log-odds these are.
    pub fn to_probability(self) -> Probability {
        Probability(1.0 / (1.0 + 10f64.powf(-self.0 / 10.0)))
    }
}

impl TryFrom<f64> for Decibans {
    type Error = UnitError;
    fn try_from(value: f64) -> Result<Self, UnitError> {
        Self::new(value)
    }
}

impl From<Decibans> for f64 {
    fn from(value: Decibans) -> f64 {
        value.0
    }
}

impl fmt::Display for Decibans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A true minus keeps the column as wide as the plus does; −0.0 is 0.0.
        let sign = if self.0 < -0.049 { '−' } else { '+' };
        write!(f, "{sign}{:.1}", self.0.abs())
    }
}

/// A probability, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "f64", into = "f64")]
pub struct Probability(f64);

impl Probability {
    /// A probability of `value`.
    ///
    /// # Errors
    /// Where `value` is NaN or outside 0 to 1.
    pub fn new(value: f64) -> Result<Self, UnitError> {
        if (0.0..=1.0).contains(&value) {
            Ok(Self(value))
        } else {
            Err(UnitError { value, unit: "probability", must: "a number from 0 to 1" })
        }
    }

    /// The number, 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }

    /// Its log-odds as a weight, saturating at ±60 decibans.
    pub fn to_decibans(self) -> Decibans {
        let odds = 10.0 * (self.0 / (1.0 - self.0)).log10();
        Decibans(odds.clamp(-Decibans::LIMIT, Decibans::LIMIT))
    }
}

impl TryFrom<f64> for Probability {
    type Error = UnitError;
    fn try_from(value: f64) -> Result<Self, UnitError> {
        Self::new(value)
    }
}

impl From<Probability> for f64 {
    fn from(value: Probability) -> f64 {
        value.0
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = self.0 * 100.0;
        if percent > 0.0 && percent < 0.1 {
            write!(f, "<0.1 %")
        } else if percent < 100.0 && percent > 99.9 {
            write!(f, ">99.9 %")
        } else {
            write!(f, "{percent:.1} %")
        }
    }
}

/// How risky a case is, in four steps that a playbook draws.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Below the playbook's `medium` line.
    Low,
    /// From `medium` on.
    Medium,
    /// From `high` on.
    High,
    /// From `critical` on.
    Critical,
}

impl Band {
    /// All bands, the safest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

impl fmt::Display for Band {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Band {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|band| band.as_str() == text)
            .ok_or_else(|| format!("no band {text:?}: low, medium, high or critical"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nan_and_the_infinite_are_no_weights_and_no_probabilities() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 60.1, -61.0] {
            assert!(Decibans::new(bad).is_err(), "{bad}");
        }
        for bad in [f64::NAN, -0.001, 1.001, f64::INFINITY] {
            assert!(Probability::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn log_odds_and_probability_are_each_others_inverse() {
        for p in [0.001, 0.2, 0.5, 0.8, 0.999] {
            let there = Probability::new(p).unwrap().to_decibans().to_probability().get();
            assert!((there - p).abs() < 1e-12, "{p} became {there}");
        }
    }

    #[test]
    fn a_weight_is_shown_with_its_sign() {
        assert_eq!(Decibans::new(4.25).unwrap().to_string(), "+4.2");
        assert_eq!(Decibans::new(-6.1).unwrap().to_string(), "−6.1");
        assert_eq!(Decibans::new(-0.01).unwrap().to_string(), "+0.0");
    }
}
