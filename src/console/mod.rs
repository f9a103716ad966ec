//! The terminal console.
//!
//! The Elm architecture, with effects as data: `update` takes a model and a message and answers what is to be done
//! outside; `view` draws the model and says where the mouse can click. Neither knows a clock, a terminal or a store.
//!
//! | file | subject |
//! |---|---|
//! | `run` | the loop: input, answers and signals in; frames out |
//! | `signals`, `outside` | what the system tells us, and what it shows for us |
//! | `terminal` | taking the terminal over and giving it back, whatever happens |
//! | `backend` | the thread that owns the desk |
//! | `message` | what reaches the console, and what it wants done outside |
//! | `model`, `list`, `marks`, `bulk`, `palette`, `prompt`, `notice` | what the console knows |
//! | `update` | what a message changes |
//! | `view`, `layout`, `words` | what is drawn |
//! | `case`, `decision`, `lead`, `log` | the screens over the queue, and the dialog over a case |
//! | `sheet`, `columns` | what those are laid out with |
//! | `registry`, `enabled` | every command with its keys, its words and when it is possible |
//! | `keymap` | keys, and the key configuration |
//! | `theme` | styles by what they mean, in four themes |
//! | `picture` | screens without a terminal, for the manual |
//! | `paint`, `field`, `format`, `hit` | drawing clean text, fields, times; what lies under the mouse |

pub mod backend;
pub mod bulk;
pub mod case;
pub mod columns;
pub mod decision;
#[cfg(test)]
mod desk_in_memory;
pub mod enabled;
pub mod field;
#[cfg(test)]
pub mod fixture;
pub mod format;
pub mod hit;
pub mod keymap;
pub mod layout;
pub mod lead;
pub mod list;
pub mod log;
pub mod marks;
pub mod message;
pub mod model;
pub mod notice;
pub mod outside;
pub mod paint;
pub mod palette;
pub mod picture;
pub mod prompt;
pub mod registry;
pub mod run;
pub mod sheet;
pub mod signals;
pub mod terminal;
pub mod theme;
pub mod update;
pub mod view;
pub mod words;

pub use run::{ConsoleError, ConsoleOptions, run};
