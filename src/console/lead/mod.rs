//! The lead screen: how much there is, how old, how pressing, how it goes, and who has it; as charts whose bars carry their
//! numbers, so that they are read without colour.

mod charts;
mod draw;
mod rows;
mod state;

pub use draw::draw;
pub use state::LeadUi;

#[cfg(test)]
mod tests;
