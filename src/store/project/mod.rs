//! Projections of cases: what lists, searches and screens read, worked out from the log alone.
//!
//! The same code runs when something happens, when `rebuild` makes the projections anew and when `check` holds them
//! against the log, so that the three cannot come apart.

mod case;
mod named;
mod row;
mod trace;

pub(super) use case::Replayed;
pub(super) use named::Named;
pub(super) use row::{CaseFigures, risk_of_key};
pub(super) use trace::Trace;
