//! Lines of bounded length from any reader.

use std::io::{self, BufRead};

/// The longest line that is read, in bytes without its end: 1 MiB, some thousand logins.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads lines, skipping what is too long in constant memory.
pub(super) struct Lines<R> {
    input: R,
    line: Vec<u8>,
    number: u64,
    bytes: u64,
    /// How much the reader has at hand.
    left: usize,
}

/// One line that is not blank.
pub(super) struct Line<'a> {
    /// Its number, from 1; blank lines count.
    pub(super) number: u64,
    /// Its bytes without the line break, and without a byte order mark at the beginning of the input.
    pub(super) bytes: &'a [u8],
    /// Whether it is longer than [`MAX_LINE_BYTES`], and `bytes` its beginning only.
    pub(super) too_long: bool,
}

/// What the next piece of input brought.
enum Piece {
    /// The end of a line or of the input's last one.
    End,
    /// The middle of a line.
    Middle,
    /// Nothing: the input has ended.
    Nothing,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, line: Vec::new(), number: 0, bytes: 0, left: 0 }
    }

    /// The number of the line last read, from 1; 0 before the first.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// How many bytes were read.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The next line that is not blank; none at the end. `before_waiting` is called whenever more input must be fetched,
    /// which can take for ever: what has been read by then should be passed on.
    pub(super) fn next(&mut self, mut before_waiting: impl FnMut()) -> io::Result<Option<Line<'_>>> {
        loop {
            self.line.clear();
            let mut too_long = false;
            loop {
                match self.piece(&mut too_long, &mut before_waiting)? {
                    Piece::Middle => {}
                    Piece::End => break,
                    Piece::Nothing if self.line.is_empty() => return Ok(None),
                    Piece::Nothing => break,
                }
            }
            self.number += 1;
            if too_long || !self.tidied().trim_ascii().is_empty() {
                return Ok(Some(Line { number: self.number, bytes: self.tidied(), too_long }));
            }
        }
    }

    fn tidied(&self) -> &[u8] {
        let line = self.line.strip_suffix(b"\r").unwrap_or(&self.line);
        if self.number == 1 { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line) } else { line }
    }

    /// Takes what the reader has, up to the line's end, keeping no more than the limit.
    fn piece(&mut self, too_long: &mut bool, before_waiting: &mut impl FnMut()) -> io::Result<Piece> {
        if self.left == 0 {
            before_waiting();
        }
        let available = match self.input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(Piece::Middle),
            available => available?,
        };
        if available.is_empty() {
            return Ok(Piece::Nothing);
        }
        let end = available.iter().position(|byte| *byte == b'\n');
        let content = &available[..end.unwrap_or(available.len())];
        let room = MAX_LINE_BYTES - self.line.len();
        *too_long |= content.len() > room;
        self.line.extend_from_slice(&content[..content.len().min(room)]);
        let used = end.map_or(available.len(), |end| end + 1);
        self.bytes += used as u64;
        self.left = available.len() - used;
        self.input.consume(used);
        Ok(if end.is_some() { Piece::End } else { Piece::Middle })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufReader, Cursor};

    /// Each line as text, `…` behind one that is too long, and its number.
    fn read(input: &[u8], buffer: usize) -> Vec<(u64, String)> {
        let mut lines = Lines::new(BufReader::with_capacity(buffer, Cursor::new(input.to_vec())));
        let mut out = Vec::new();
        while let Some(line) = lines.next(|| ()).unwrap() {
            let text = String::from_utf8_lossy(line.bytes);
            out.push((
                line.number,
                if line.too_long { format!("{} bytes…", text.len()) } else { text.into() },
            ));
        }
        assert_eq!(lines.bytes(), input.len() as u64);
        out
    }

    #[test]
    fn blank_lines_and_ends_of_all_sorts_are_passed_over_and_counted() {
        for buffer in [1, 2, 3, 7, 4096] {
            let lines = read(b"\xEF\xBB\xBFa\r\n\n  \t\r\nbc\n\n\nd", buffer);
            assert_eq!(lines, [(1, "a".into()), (4, "bc".into()), (7, "d".into())], "{buffer}");
        }
        assert!(read(b"", 10).is_empty());
        assert!(read(b"\n\n", 10).is_empty());
        assert!(read(b"\xEF\xBB\xBF\n", 10).is_empty());
        // A mark in a later line is none.
        assert_eq!(read(b"a\n\xEF\xBB\xBFb", 10)[1].1, "\u{feff}b");
    }

    #[test]
    fn a_long_line_is_skipped_and_the_next_is_read() {
        let mut input = vec![b'x'; MAX_LINE_BYTES];
        input.push(b'\n');
        input.extend(vec![b'y'; 10 * MAX_LINE_BYTES]);
        input.extend(b"\nz\n");
        let lines = read(&input, 64 * 1024);
        assert_eq!(lines[0].1.len(), MAX_LINE_BYTES);
        assert_eq!(lines[1], (2, format!("{MAX_LINE_BYTES} bytes…")));
        assert_eq!(lines[2], (3, "z".into()));
    }

    #[test]
    fn waiting_is_announced_only_when_the_buffer_is_used_up() {
        let mut lines = Lines::new(Cursor::new(b"a\nb\nc".to_vec()));
        let mut waits = Vec::new();
        for _ in 0..4 {
            let mut count = 0;
            lines.next(|| count += 1).unwrap();
            waits.push(count);
        }
        // Once before the first line, then only for the end of the last one, and for what might follow it.
        assert_eq!(waits, [1, 0, 1, 1]);
    }
}
