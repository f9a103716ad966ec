//! The case screen: everything that speaks for and against, and every decision, one key away.

pub mod accounts;
pub mod asking;
pub mod brief;
pub mod buttons;
pub mod checklist;
pub mod checks;
pub mod clock;
pub mod clues;
pub mod draw;
pub mod judge;
pub mod open;
pub mod page;
pub mod scene;
pub mod state;
pub mod stop;
pub mod story;
pub mod walk;
pub mod waterfall;
pub mod work;

#[cfg(test)]
pub mod tests;
