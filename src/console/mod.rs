//! The terminal console.
//!
//! The Elm architecture, with effects as data: `update` takes a model and a message and answers what is to be done
//! outside; `view` draws the model and says where the mouse can click. Neither knows a clock, a terminal or a store.
//!
//! | file | subject |
//! |---|---|
//! | `theme` | styles by what they mean, in four themes |
//! | `paint` | drawing clean text and boxes on a buffer |
//! | `field` | a field to type in |
//! | `format` | times, spans and bars in words |
//! | `hit` | what lies under the mouse |
//! | `registry` | every command with its keys, its words and when it is possible |

pub mod case;
pub mod columns;
pub mod decision;
pub mod field;
#[cfg(test)]
pub mod fixture;
pub mod format;
pub mod hit;
pub mod lead;
pub mod log;
pub mod paint;
pub mod registry;
pub mod sheet;
pub mod theme;
