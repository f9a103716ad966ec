//! Lines of a screen before they meet a size, a theme and a terminal.
//!
//! The screens of one case are documents: sections of lines, some of which a cursor can stand on. A `Sheet` is such a
//! document, cut to a width but not yet drawn, so that the same lines tell `update` where the cursor may go and `draw`
//! what to show: the two cannot disagree. Text reaches a line only as [`Clean`].

use super::theme::Theme;
use crate::score::Band;
use crate::text::Clean;
use ratatui::style::Style;

/// What a piece of text means; a theme says how that looks. Colour never carries meaning alone: a glyph or word goes with
/// every tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Ordinary text.
    Plain,
    /// What matters less: units, rules, facts of a file.
    Dim,
    /// What matters more.
    Strong,
    /// A section's title.
    Title,
    /// Speaks for the applicant.
    Good,
    /// Speaks against the applicant.
    Bad,
    /// Wants attention.
    Warn,
    /// Neither: open, unknown, to watch.
    Open,
    /// Can be acted on: keys and links.
    Accent,
    /// A band's word and bar.
    Band(Band),
}

impl Tone {
    /// How the theme shows it.
    pub fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Plain => theme.text,
            Self::Dim => theme.dim,
            Self::Strong => theme.strong,
            Self::Title => theme.heading,
            Self::Good => theme.good,
            Self::Bad => theme.bad,
            Self::Warn => theme.warn,
            Self::Open => theme.open,
            Self::Accent => theme.accent,
            Self::Band(band) => theme.band(band),
        }
    }
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Its text.
    pub text: Clean,
    /// What it means.
    pub tone: Tone,
}

/// One line; `T` names what the cursor stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<T> {
    /// From the left edge on; cut where the right part begins.
    pub left: Vec<Piece>,
    /// Flush right; dropped where it would leave the left part less than half of the line.
    pub right: Vec<Piece>,
    /// What the cursor stands on here.
    pub target: Option<T>,
    /// Whether the line is a heading with a rule after it.
    pub heading: bool,
}

impl<T> Default for Row<T> {
    fn default() -> Self {
        Self { left: Vec::new(), right: Vec::new(), target: None, heading: false }
    }
}

impl<T> Row<T> {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// A section's heading.
    pub fn heading(title: &str) -> Self {
        Self { heading: true, ..Self::new() }.put(Tone::Title, title)
    }

    /// Adds text from inside or outside; it is cleaned here.
    #[must_use]
    pub fn put(self, tone: Tone, text: &str) -> Self {
        self.clean(tone, Clean::line(text))
    }

    /// Adds text that is clean already.
    #[must_use]
    pub fn clean(mut self, tone: Tone, text: Clean) -> Self {
        self.left.push(Piece { text, tone });
        self
    }

    /// Adds text flush right.
    #[must_use]
    pub fn right(mut self, tone: Tone, text: &str) -> Self {
        self.right.push(Piece { text: Clean::line(text), tone });
        self
    }

    /// Lets the cursor stand here.
    #[must_use]
    pub fn at(mut self, target: T) -> Self {
        self.target = Some(target);
        self
    }

    /// The line's columns, cut to `width`: the left pieces, the gap, the right pieces.
    pub fn cut(&self, width: usize) -> Vec<Piece> {
        let right_width: usize = self.right.iter().map(|piece| piece.text.width()).sum();
        let with_right = right_width > 0 && right_width < width && 2 * right_width <= width.saturating_add(1);
        let room = if with_right { width - right_width - 1 } else { width };
        let mut pieces = Vec::new();
        let mut used = 0;
        for piece in &self.left {
            if used >= room {
                break;
            }
            let text = piece.text.fit(room - used);
            used += text.width();
            pieces.push(Piece { text, tone: piece.tone });
        }
        if self.heading {
            let rule = room.saturating_sub(used + 1);
            if rule > 0 {
                pieces
                    .push(Piece { text: Clean::line(&format!(" {}", "─".repeat(rule))), tone: Tone::Dim });
                used += rule + 1;
            }
        }
        if with_right {
            let gap = width - right_width - used;
            pieces.push(Piece { text: Clean::line(&" ".repeat(gap)), tone: Tone::Plain });
            pieces.extend(self.right.iter().cloned());
        }
        pieces
    }
}

/// `text` broken into lines after `first`, the further lines indented to where it begins; `right` stands flush on the first
/// line. Every line has the same target.
pub fn wrapped<T: Clone>(
    first: &[Piece],
    text: &Clean,
    tone: Tone,
    right: &[Piece],
    width: usize,
    target: Option<&T>,
) -> Vec<Row<T>> {
    let columns = |pieces: &[Piece]| -> usize { pieces.iter().map(|piece| piece.text.width()).sum() };
    let hang = columns(first);
    let beside = columns(right);
    // In a column too narrow for both, the right part gives way (see `Row::cut`).
    let room = width.saturating_sub(hang + if 2 * beside < width && beside > 0 { beside + 1 } else { 0 });
    let mut rows = Vec::new();
    for (index, line) in text.wrap(room.max(1)).into_iter().enumerate() {
        let mut row = Row { target: target.cloned(), ..Row::new() };
        if index == 0 {
            row.left.extend(first.iter().cloned());
            row.right.extend(right.iter().cloned());
        } else {
            row = row.put(Tone::Plain, &" ".repeat(hang));
        }
        rows.push(row.clean(tone, line));
    }
    rows
}

/// A piece of text.
pub fn piece(tone: Tone, text: &str) -> Piece {
    Piece { text: Clean::line(text), tone }
}

/// The first line to show of a document of `rows` lines in a window of `height`, so that `cursor` stands in its middle
/// where it can: wherever the cursor goes, what is before and after it is in sight.
pub fn offset(rows: usize, height: usize, cursor: Option<usize>) -> usize {
    let last = rows.saturating_sub(height);
    cursor.map_or(0, |cursor| cursor.saturating_sub(height / 2).min(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    #[test]
    fn the_right_part_stands_flush_and_goes_first() {
        let row = Row::<()>::new().put(Tone::Plain, "All edges are visible").right(Tone::Dim, "R5");
        assert_eq!(text(&row.cut(26)), "All edges are visible   R5");
        assert_eq!(text(&row.cut(12)), "All edge… R5");
        assert_eq!(text(&row.cut(2)), "A…");
        assert_eq!(text(&row.cut(0)), "");
    }

    #[test]
    fn a_heading_is_ruled_to_the_edge() {
        assert_eq!(text(&Row::<()>::heading("Score").cut(10)), "Score ────");
        assert_eq!(text(&Row::<()>::heading("Score").cut(5)), "Score");
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        assert_eq!(offset(10, 20, Some(9)), 0);
        assert_eq!(offset(100, 20, Some(50)), 40);
        assert_eq!(offset(100, 20, Some(99)), 80);
        assert_eq!(offset(0, 0, Some(3)), 0);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_it_may_be(left in ".{0,40}", right in ".{0,20}", width in 0usize..60, heading: bool) {
            let mut row = Row::<()>::new().put(Tone::Plain, &left).right(Tone::Dim, &right);
            row.heading = heading;
            let columns: usize = row.cut(width).iter().map(|piece| piece.text.width()).sum();
            prop_assert!(columns <= width);
        }

        #[test]
        fn a_cursor_inside_is_always_shown(rows in 1usize..200, height in 1usize..80, at in 0usize..200) {
            let at = at.min(rows - 1);
            let first = offset(rows, height, Some(at));
            prop_assert!(first <= at && at < first + height);
        }
    }
}
