//! The case screen: everything that speaks for and against, and every decision, one key away.
//!
//! The screen is a document. `page` cuts it to a size, out of sections that each are one file; `walk` moves a cursor over
//! the same lines that `draw` shows; `judge` turns keys into commands for the desk, which `work` sends one by one.
//!
//! | file | subject |
//! |---|---|
//! | `state` | what the screen remembers |
//! | `stop` | what the cursor can stand on, by name |
//! | `scene` | what every section is drawn from |
//! | `page`, `draw` | the layout, and drawing it |
//! | `brief` | the lines at the top: what it is, against, for, open |
//! | `triage`, `checklist`, `checks`, `accounts`, `clues`, `waterfall`, `clock`, `story`, `session` | the sections |
//! | `buttons` | the actions, each enabled or with the rule that stands against it |
//! | `asking` | the questions asked in place |
//! | `open` | what still wants a verdict, and accepting it |
//! | `walk`, `judge`, `work` | moving, judging, and the way to the desk |

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
pub mod session;
pub mod state;
pub mod stop;
pub mod story;
pub mod triage;
pub mod walk;
pub mod waterfall;
pub mod work;

#[cfg(test)]
pub mod tests;
