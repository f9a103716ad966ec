//! Where cases can stand, as lists see it: queue, stage, band and state together are a cell.

use super::StoreError;
use crate::playbook::{Outcome, StageId};
use crate::score::Band;

/// Whether a case is open, and how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Still to be decided.
    Open,
    /// Ended so.
    Ended(Outcome),
}

impl State {
    /// Its number in the store.
    pub fn code(self) -> i64 {
        match self {
            Self::Open => 0,
            Self::Ended(Outcome::Approved) => 1,
            Self::Ended(Outcome::Rejected) => 2,
            Self::Ended(Outcome::Closed) => 3,
        }
    }

    /// What a number in the store means.
    pub fn of_code(code: i64) -> Result<Self, StoreError> {
        match code {
            0 => Ok(Self::Open),
            1 => Ok(Self::Ended(Outcome::Approved)),
            2 => Ok(Self::Ended(Outcome::Rejected)),
            3 => Ok(Self::Ended(Outcome::Closed)),
            _ => Err(StoreError::damaged(format!("a cell has state {code}"))),
        }
    }

    /// How it ended.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Open => None,
            Self::Ended(outcome) => Some(outcome),
        }
    }
}

/// A band's number in the store; 0 is a kind without weights.
pub fn band_code(band: Option<Band>) -> i64 {
    match band {
        None => 0,
        Some(Band::Low) => 1,
        Some(Band::Medium) => 2,
        Some(Band::High) => 3,
        Some(Band::Critical) => 4,
    }
}

/// What a band's number means.
pub fn band_of_code(code: i64) -> Result<Option<Band>, StoreError> {
    match code {
        0 => Ok(None),
        1 => Ok(Some(Band::Low)),
        2 => Ok(Some(Band::Medium)),
        3 => Ok(Some(Band::High)),
        4 => Ok(Some(Band::Critical)),
        _ => Err(StoreError::damaged(format!("a cell has band {code}"))),
    }
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The queue's number.
    pub queue: i64,
    /// The stage.
    pub stage: StageId,
    /// The band, where the kind has weights.
    pub band: Option<Band>,
    /// Open, or ended how.
    pub state: State,
}
