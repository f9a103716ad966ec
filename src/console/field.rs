//! A field to type in. What it holds is what was typed; what it shows is clean.

use super::paint::Canvas;
use crate::text::Clean;
use ratatui::layout::Rect;
use unicode_segmentation::UnicodeSegmentation;

/// What typing does to a field. Keys become these in the keymap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// One character, where the cursor stands.
    Insert(char),
    /// A pasted text; in a field of one line its line breaks become spaces.
    Paste(String),
    /// The grapheme before the cursor goes.
    Backspace,
    /// The grapheme at the cursor goes.
    Delete,
    /// The word before the cursor goes.
    DeleteWord,
    /// Everything goes.
    Clear,
    /// One grapheme to the left.
    Left,
    /// One grapheme to the right.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A line break, in a field of several lines.
    Break,
}

/// The longest text that a field takes, in bytes: a note, not a book.
const MAX_BYTES: usize = 8 * 1024;

/// A text being typed, with its cursor.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Field {
    text: String,
    /// A byte offset at a grapheme's start.
    cursor: usize,
    lines: bool,
}

impl Field {
    /// A field of one line that already holds `text`, the cursor behind it.
    pub fn line(text: &str) -> Self {
        Self { text: text.to_owned(), cursor: text.len(), lines: false }
    }

    /// An empty field of several lines.
    pub fn lines() -> Self {
        Self { lines: true, ..Self::default() }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing but white space was typed.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Carries out one edit. Answers whether the text is another one now.
    pub fn edit(&mut self, edit: &Edit) -> bool {
        let before = self.text.len();
        match edit {
            Edit::Insert(c) if !c.is_control() => self.insert(&c.to_string()),
            Edit::Insert(_) => {}
            Edit::Paste(text) => self.paste(text),
            Edit::Break if self.lines => self.insert("\n"),
            Edit::Break => {}
            Edit::Backspace => self.remove(self.previous(), self.cursor),
            Edit::Delete => self.remove(self.cursor, self.next()),
            Edit::DeleteWord => self.remove(self.word_start(), self.cursor),
            Edit::Clear => self.remove(0, self.text.len()),
            Edit::Left => self.cursor = self.previous(),
            Edit::Right => self.cursor = self.next(),
            Edit::Home => self.cursor = 0,
            Edit::End => self.cursor = self.text.len(),
        }
        self.text.len() != before
    }

    fn paste(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text = if self.lines { text } else { text.trim_end_matches('\n').replace('\n', " ") };
        let kept: String = text.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        self.insert(&kept);
    }

    fn insert(&mut self, text: &str) {
        let room = MAX_BYTES.saturating_sub(self.text.len());
        let text = &text[..text.floor_char_boundary(room)];
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.cursor = from;
    }

    fn previous(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn next(&self) -> usize {
        let rest = &self.text[self.cursor..];
        self.cursor + rest.graphemes(true).next().map_or(0, str::len)
    }

    fn word_start(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before
            .rfind(char::is_whitespace)
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8))
    }

    /// Draws the field over the whole of `area`, scrolled so that the cursor is seen; the cursor stands in it if `active`.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, active: bool) {
        if area.is_empty() {
            return;
        }
        canvas.tint(area, canvas.theme.field);
        let style = canvas.theme.field;
        if self.lines {
            let (rows, at) = self.rows(usize::from(area.width));
            let skip = (at.1 + 1).saturating_sub(usize::from(area.height));
            for (line, row) in (0..area.height).zip(rows.iter().skip(skip)) {
                canvas.text(area, line, row, style);
            }
            if active {
                canvas.cursor =
                    Some((area.x + clip(at.0, area.width), area.y + clip(at.1 - skip, area.height)));
            }
            return;
        }
        let width = usize::from(area.width.saturating_sub(1));
        let mut start = 0;
        while start < self.cursor && Clean::line(&self.text[start..self.cursor]).width() > width {
            // What is typed before a combining mark can put the cursor inside a grapheme.
            let step = self.text[start..].graphemes(true).next().map_or(1, str::len);
            start = (start + step).min(self.cursor);
        }
        canvas.text(area, 0, &Clean::line(&self.text[start..]), style);
        if active {
            let column = Clean::line(&self.text[start..self.cursor]).width();
            canvas.cursor = Some((area.x + clip(column, area.width), area.y));
        }
    }

    /// The text broken into rows, and the column and row of the cursor.
    fn rows(&self, width: usize) -> (Vec<Clean>, (usize, usize)) {
        let rows = Clean::block(&self.text).wrap(width);
        let before = Clean::block(&self.text[..self.cursor]).wrap(width);
        let column = before.last().map_or(0, Clean::width);
        // A space at a break is not shown, so the cursor stands where the next word will begin.
        let column = column + self.text[..self.cursor].chars().rev().take_while(|c| *c == ' ').count();
        (rows, (column.min(width.saturating_sub(1)), before.len().saturating_sub(1)))
    }
}

fn clip(value: usize, limit: u16) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX).min(limit.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::super::hit::HitMap;
    use super::super::theme::{Theme, ThemeName};
    use super::*;
    use proptest::prelude::*;
    use ratatui::buffer::Buffer;

    fn typed(field: &mut Field, text: &str) {
        for c in text.chars() {
            field.edit(&Edit::Insert(c));
        }
    }

    #[test]
    fn typing_moving_and_deleting_keep_graphemes_whole() {
        let mut field = Field::default();
        typed(&mut field, "ae\u{301}漢");
        field.edit(&Edit::Left);
        field.edit(&Edit::Backspace);
        assert_eq!(field.text(), "a漢");
        field.edit(&Edit::Delete);
        typed(&mut field, "b cd  ");
        field.edit(&Edit::DeleteWord);
        assert_eq!(field.text(), "ab ");
        assert!(field.edit(&Edit::Clear) && field.is_blank());
    }

    #[test]
    fn a_paste_cannot_break_out_of_one_line_nor_bring_escapes() {
        let mut field = Field::line("x");
        field.edit(&Edit::Paste("a\r\nb\u{1b}[201~\n".to_owned()));
        assert_eq!(field.text(), "xa b[201~");
        let mut lines = Field::lines();
        lines.edit(&Edit::Paste("a\r\nb".to_owned()));
        assert_eq!(lines.text(), "a\nb");
        lines.edit(&Edit::Paste("y".repeat(100_000)));
        assert_eq!(lines.text().len(), MAX_BYTES);
    }

    fn edits() -> impl Strategy<Value = Edit> {
        prop_oneof![
            any::<char>().prop_map(Edit::Insert),
            "\\PC{0,12}".prop_map(Edit::Paste),
            Just(Edit::Backspace),
            Just(Edit::Delete),
            Just(Edit::DeleteWord),
            Just(Edit::Left),
            Just(Edit::Right),
            Just(Edit::Home),
            Just(Edit::End),
            Just(Edit::Break),
        ]
    }

    proptest! {
        #[test]
        fn no_edit_panics_and_the_cursor_stays_inside(
            edits in prop::collection::vec(edits(), 0..60), several in any::<bool>(), width in 0_u16..20, height in 0_u16..4,
        ) {
            let mut field = if several { Field::lines() } else { Field::default() };
            let theme = Theme::new(ThemeName::Dark);
            let area = Rect::new(2, 1, width, height);
            for edit in &edits {
                field.edit(edit);
                let (mut buf, mut hits) = (Buffer::empty(Rect::new(0, 0, 24, 6)), HitMap::default());
                let mut canvas = Canvas::new(&mut buf, &theme, &mut hits);
                field.draw(&mut canvas, area, true);
                if let Some((x, y)) = canvas.cursor {
                    prop_assert!(area.contains((x, y).into()), "{x},{y}");
                }
            }
        }
    }
}
