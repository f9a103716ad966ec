//! Text that may be shown: cleaning of what comes from outside, and names that are safe by construction.

pub mod ident;

pub use ident::{IdentError, RuleId};
