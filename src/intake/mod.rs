//! Records in: a stream of JSON Lines, one result a line.
//!
//! Whatever a line holds, it yields exactly one [`LineResult`], and a bad line stops nothing but itself. Nothing is written
//! for a refused line: its values are checked before its files are copied, the copies are filed together with the records
//! of their batch, and a file whose record the desk then refuses is removed again.
//!
//! ```text
//! reader thread                                              caller's thread
//! lines ─ UTF-8 ─ parse ─ check ─ stage files ─▶ groups ─▶ batches ─ file evidence ─ desk, one transaction ─▶ results
//! ```
//!
//! Reading and parsing run beside storing; the groups between them are bounded in number and size, so memory is bounded
//! whatever the size of the input.
//!
//! | file | subject |
//! |---|---|
//! | `lines` | lines of bounded length from any reader |
//! | `parse`, `tagless` | one line into a typed record |
//! | `explain` | what a parser's message means to who wrote the line |
//! | `wrong`, `locate` | where in a line something is wrong |
//! | `check` | what a type cannot say: lengths, shapes, ranges, dates |
//! | `prepare` | evidence into the vault's waiting room |
//! | `reader` | the reader thread |
//! | `run`, `batch` | batches through vault and desk |
//! | `result` | what is told of each line |
//! | `schema` | the JSON Schema for senders |

mod batch;
mod check;
mod explain;
mod lines;
mod locate;
mod parse;
mod prepare;
mod reader;
mod result;
mod run;
mod schema;
mod tagless;
#[cfg(test)]
mod tests;
mod wrong;

pub use check::check;
pub use lines::MAX_LINE_BYTES;
pub use parse::{RECORD_TYPES, parse};
pub use prepare::{Files, arrival};
pub use result::{LineResult, Outcome, Progress, Refused, Summary};
pub use run::{IntakeError, Now, Options, Receiver, run};
pub use schema::schema;
pub use wrong::{Step, Wrong};
