//! The vault of evidence files, and what a machine can see in them.

mod error;

pub use error::VaultError;
