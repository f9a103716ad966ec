//! The only way from the command line to standard output.
//!
//! Text is cleaned here once more, whatever it was before: cleaning is idempotent, so no subcommand can forget it. JSON
//! keeps every character, but writes those that a terminal would obey or hide by their number: `\u202e`.

use crate::text::{Clean, is_hidden};
use serde::Serialize;
use std::io::{self, BufWriter, Write};

/// Where a subcommand's answer goes, and in which form.
pub struct Out {
    sink: BufWriter<Box<dyn Write>>,
    json: bool,
}

impl Out {
    /// An answer into `sink`, as JSON or as text.
    pub fn new(sink: Box<dyn Write>, json: bool) -> Self {
        Self { sink: BufWriter::new(sink), json }
    }

    /// Whether JSON is wanted.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// One line of text.
    ///
    /// # Errors
    /// Where the sink takes no more.
    pub fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.sink, "{}", Clean::line(text.as_ref()))
    }

    /// Text of several lines, each with `indent` before it.
    ///
    /// # Errors
    /// Where the sink takes no more.
    pub fn block(&mut self, indent: &str, text: impl AsRef<str>) -> io::Result<()> {
        let clean = Clean::block(text.as_ref());
        clean.as_str().lines().try_for_each(|line| writeln!(self.sink, "{indent}{line}"))
    }

    /// A title with an empty line before it.
    ///
    /// # Errors
    /// Where the sink takes no more.
    pub fn section(&mut self, title: &str) -> io::Result<()> {
        writeln!(self.sink, "\n{}", Clean::line(title))
    }

    /// One JSON value on a line of its own.
    ///
    /// # Errors
    /// Where the sink takes no more.
    pub fn json<T: Serialize + ?Sized>(&mut self, value: &T) -> io::Result<()> {
        let mut serializer = serde_json::Serializer::with_formatter(&mut self.sink, Visible);
        value.serialize(&mut serializer)?;
        self.sink.write_all(b"\n")
    }

    /// Bytes made by docket alone, with nothing from outside in them: completions, the manual page.
    ///
    /// # Errors
    /// Where the sink takes no more.
    pub fn own_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sink.write_all(bytes)
    }

    /// Sends what is still held back.
    ///
    /// # Errors
    /// Where the sink takes no more.
    pub fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// JSON in which hidden characters stand as their numbers.
struct Visible;

impl serde_json::ser::Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| !c.is_ascii() || c.is_ascii_control()) {
            if !c.is_control() && !is_hidden(c) {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    #[derive(Clone, Default)]
    struct Shared(Rc<RefCell<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn written(write: impl FnOnce(&mut Out)) -> String {
        let sink = Shared::default();
        let mut out = Out::new(Box::new(sink.clone()), true);
        write(&mut out);
        out.flush().unwrap();
        String::from_utf8(sink.0.take()).unwrap()
    }

    #[test]
    fn json_keeps_every_character_and_shows_none_that_a_terminal_obeys() {
        let hostile = "a\u{1b}[31m\u{7f}\u{9b}31m\u{202e}b\u{200b}\u{feff}\u{e0041}漢é\"\\\n";
        let json = written(|out| out.json(hostile).unwrap());
        assert!(json.trim_end().chars().all(|c| !c.is_control() && !is_hidden(c)), "{json}");
        assert!(json.contains("\\u202e") && json.contains("漢é"), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), hostile);
    }

    #[test]
    fn text_is_clean_whoever_writes_it() {
        let text = written(|out| {
            out.line("a\u{1b}]0;x\u{7}b\nc").unwrap();
            out.block("  ", "d\ne\u{202e}").unwrap();
        });
        assert_eq!(text, "a⟨U+001B⟩]0;x⟨U+0007⟩b⟨U+000A⟩c\n  d\n  e⟨U+202E⟩\n");
    }
}
