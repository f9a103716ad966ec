//! Weights of evidence: signals and clues in, a probability, a band and their reasons out.
//!
//! A score is additive in decibans (10·log10 of a likelihood ratio), so that each row of a waterfall is an honest part of
//! the sum. Positive weighs towards "not the owner". What is unknown weighs nothing and says so.

mod distance;
mod explain;
mod model;
mod signal;
mod units;

pub use distance::{Place, kilometres_between};
pub use explain::{Inputs, Reading, Row, Score, Swing, score, what_would_change};
pub use model::{Bands, Bin, Factor, FactorId, ScoreModel, Source, SourceVerdict};
pub use signal::{Signal, SignalError, SignalValue};
pub use units::{Band, Decibans, Probability, UnitError};
