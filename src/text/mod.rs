//! Text from outside, made fit to be shown.
//!
//! Names, e-mail addresses, file names, letters and error messages all carry what a stranger typed. A terminal obeys
//! control characters, a bidirectional override makes a line read backwards, and zero-width characters let two
//! different names look the same. Checking that at every place that prints would be forgotten at one of them, so there
//! is one type: whatever is drawn, printed, logged or exported goes through [`Clean`].
//!
//! Two decisions shape it:
//!
//! - **Escaped, never stripped.** A reviewer must see that "a⟨U+200B⟩b" is not "ab": hiding an attack helps only the
//!   attacker.
//! - **Idempotent.** Cleaning what is clean changes nothing, so nobody has to know whether a value was cleaned before.
//!   The price is that somebody can *type* "⟨U+200B⟩"; that fools nobody into trusting the text.
//!
//! | file | subject |
//! |---|---|
//! | `classes` | which characters may stand in clean text |
//! | `clean` | the type, and the one pass that makes it |
//! | `layout` | fitting clean text to terminal columns |
//! | `scripts` | letters of several writing systems in one text |
//! | `csv` | one field of a CSV export |
//! | `when` | instants and stretches of time in words |
//! | `nearest` | the name that somebody meant who misspelt it |
//! | `ident` | names that are safe by construction, because they may hold few characters |
//! | `language` | languages by their tags |
//! | `prose` | plain text as paragraphs and lists |
//!
//! Long text is broken into lines by [`Clean::wrap`], not by ratatui's `Paragraph::wrap`: that one counts a grapheme as
//! if it were narrow and writes past its buffer, which panics, on an ordinary Hindi word such as श्री (three columns in
//! one grapheme) at the edge.
//!
//! This is the lowest room: it imports no other.

mod classes;
mod clean;
mod csv;
pub mod ident;
mod language;
mod layout;
pub mod nearest;
#[cfg(test)]
mod on_the_wire;
pub mod prose;
#[cfg(test)]
mod samples;
mod scripts;
pub mod when;

pub use classes::is_hidden;
pub use clean::{BLOCK_BYTES, Clean, LINE_CHARS};
pub use csv::csv_field;
pub use ident::{IdentError, RuleId};
pub use language::Language;
pub use scripts::mixed_scripts;
