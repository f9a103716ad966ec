//! The log screen: what happened in this store, the newest first, each line with the head of its hash in the chain.

mod draw;
mod state;

pub use draw::draw;
pub use state::{Ask, LogUi};

#[cfg(test)]
mod tests;
