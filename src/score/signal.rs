//! The closed list of signals: what a machine measured about an application.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a machine measured. Those that [`is_computed`](Signal::is_computed) says are worked out by the desk from its own
/// registry and are refused from outside; the others come with a ticket or a `signal` record.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Signal {
    /// Similarity of the applicant's face with the KYC record, 0 to 1, as the vendor gives it (R11).
    FaceMatch,
    /// Liveness of the face in the video, 0 to 1.
    Liveness,
    /// Wrong passwords in the 24 hours before the application, a count (L5).
    FailedLogins,
    /// Different IP addresses in the 24 hours before the application, a count (L5).
    IpChanges,
    /// 1 where the device was seen on the account before, else 0 (R4). Computed.
    DeviceSeen,
    /// 1 where the IP was seen on the account before, else 0 (R4). Computed.
    IpSeen,
    /// 1 where the country was seen on the account before, else 0. Computed.
    CountrySeen,
    /// Kilometres from the nearest earlier login place (R12). Computed.
    DistanceKm,
    /// 1 where the application comes from a region the playbook calls high-risk, else 0 (R16). Computed.
    HighRiskRegion,
    /// 1 where the account's region is restricted or being left, else 0 (R16). Computed.
    RestrictedRegion,
    /// Whole days since the account was last active (R16). Computed.
    InactiveDays,
    /// 1 where type, country and number of the document equal those of KYC, else 0 (R3). Computed.
    SameDocument,
    /// 1 where a picture of this application came in another case before, else 0 (R6). Computed.
    PictureSeen,
}

/// A measured value, already known to lie in its signal's range.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct SignalValue(f64);

impl SignalValue {
    /// The number, in the signal's unit.
    pub fn get(self) -> f64 {
        self.0
    }

    /// 1 for yes, 0 for no.
    pub fn yes(answer: bool) -> Self {
        Self(f64::from(u8::from(answer)))
    }
}

/// Why a number is no value of a signal.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SignalError {
    /// NaN, infinite or outside the range.
    #[error("{signal} is {value}: it must be a number from {low} to {high}")]
    OutOfRange {
        /// The signal.
        signal: Signal,
        /// The refused number.
        value: f64,
        /// The least it can be.
        low: f64,
        /// The most it can be.
        high: f64,
    },
    /// The desk works this one out itself.
    #[error("{0} is worked out by the desk from the registry: leave it out")]
    Computed(Signal),
}

impl Signal {
    /// Every signal.
    pub const ALL: [Self; 13] = [
        Self::FaceMatch,
        Self::Liveness,
        Self::FailedLogins,
        Self::IpChanges,
        Self::DeviceSeen,
        Self::IpSeen,
        Self::CountrySeen,
        Self::DistanceKm,
        Self::HighRiskRegion,
        Self::RestrictedRegion,
        Self::InactiveDays,
        Self::SameDocument,
        Self::PictureSeen,
    ];

    /// Its name in records and playbooks.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FaceMatch => "face_match",
            Self::Liveness => "liveness",
            Self::FailedLogins => "failed_logins",
            Self::IpChanges => "ip_changes",
            Self::DeviceSeen => "device_seen",
            Self::IpSeen => "ip_seen",
            Self::CountrySeen => "country_seen",
            Self::DistanceKm => "distance_km",
            Self::HighRiskRegion => "high_risk_region",
            Self::RestrictedRegion => "restricted_region",
            Self::InactiveDays => "inactive_days",
            Self::SameDocument => "same_document",
            Self::PictureSeen => "picture_seen",
        }
    }

    /// Whether the desk computes it, so that no record may bring it.
    pub fn is_computed(self) -> bool {
        !matches!(self, Self::FaceMatch | Self::Liveness | Self::FailedLogins | Self::IpChanges)
    }

    /// Whether it is about where an application comes from, so that each ticket of a case has its own.
    pub fn is_of_origin(self) -> bool {
        matches!(
            self,
            Self::DeviceSeen | Self::IpSeen | Self::CountrySeen | Self::DistanceKm | Self::HighRiskRegion
        )
    }

    /// Whether the worst of several tickets counts: a further one, sent from a friendlier place or after a quieter day,
    /// washes nothing away (R4, R12).
    pub fn keeps_worst(self) -> bool {
        self.is_of_origin() || matches!(self, Self::FailedLogins | Self::IpChanges | Self::InactiveDays)
    }

    /// Of two values the one that speaks more against the applicant.
    pub fn worse(self, a: SignalValue, b: SignalValue) -> SignalValue {
        let less_is_worse = matches!(
            self,
            Self::FaceMatch
                | Self::Liveness
                | Self::DeviceSeen
                | Self::IpSeen
                | Self::CountrySeen
                | Self::SameDocument
        );
        if (a.0 < b.0) == less_is_worse { a } else { b }
    }

    /// The least and the most it can be.
    pub fn range(self) -> (f64, f64) {
        match self {
            Self::FailedLogins | Self::IpChanges => (0.0, 1e6),
            Self::DistanceKm => (0.0, 20_040.0),
            Self::InactiveDays => (0.0, 36_525.0),
            _ => (0.0, 1.0),
        }
    }

    /// `value` as a value of this signal.
    ///
    /// # Errors
    /// [`SignalError::OutOfRange`] where it is NaN, infinite or outside [`range`](Self::range).
    pub fn value(self, value: f64) -> Result<SignalValue, SignalError> {
        let (low, high) = self.range();
        if (low..=high).contains(&value) {
            Ok(SignalValue(value))
        } else {
            Err(SignalError::OutOfRange { signal: self, value, low, high })
        }
    }

    /// The value as a person reads it, with its unit.
    pub fn show(self, value: SignalValue) -> String {
        match self {
            Self::FaceMatch | Self::Liveness => format!("{:.3}", value.0),
            Self::FailedLogins | Self::IpChanges => format!("{:.0}", value.0),
            Self::DistanceKm => format!("{:.0} km", value.0),
            Self::InactiveDays => format!("{:.0} days", value.0),
            _ if value.0 >= 0.5 => "yes".to_owned(),
            _ => "no".to_owned(),
        }
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_out_of_range_or_nan_is_refused_with_its_range() {
        assert!(Signal::FaceMatch.value(1.2).is_err());
        assert!(Signal::FaceMatch.value(f64::NAN).is_err());
        let error = Signal::DistanceKm.value(-1.0).unwrap_err().to_string();
        assert_eq!(error, "distance_km is -1: it must be a number from 0 to 20040");
    }

    #[test]
    fn r04_of_two_tickets_the_worse_counts_whichever_came_first() {
        for (signal, worse, better) in [
            (Signal::DeviceSeen, 0.0, 1.0),
            (Signal::IpSeen, 0.0, 1.0),
            (Signal::CountrySeen, 0.0, 1.0),
            (Signal::DistanceKm, 9_000.0, 10.0),
            (Signal::HighRiskRegion, 1.0, 0.0),
            (Signal::FailedLogins, 12.0, 0.0),
        ] {
            let (worse, better) = (signal.value(worse).unwrap(), signal.value(better).unwrap());
            assert!(signal.keeps_worst(), "{signal}");
            assert_eq!(
                (signal.worse(worse, better), signal.worse(better, worse)),
                (worse, worse),
                "{signal}"
            );
        }
    }

    #[test]
    fn the_names_are_those_that_serde_reads() {
        for signal in Signal::ALL {
            let json = serde_json::to_string(&signal).unwrap();
            assert_eq!(json, format!("\"{signal}\""));
        }
    }
}
