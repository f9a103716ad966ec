//! Drawing on a buffer: clean text and boxes, always inside their area.
//!
//! Everything drawn is [`Shown`]: the program's own words, or [`Clean`] text. A `String` is not, so nothing from outside
//! reaches a cell by oversight.

use super::hit::{HitMap, Target};
use super::theme::Theme;
use crate::text::Clean;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Text that may be drawn.
pub trait Shown {
    /// The text.
    fn shown(&self) -> Clean;
}

impl Shown for Clean {
    fn shown(&self) -> Clean {
        self.clone()
    }
}

impl Shown for &Clean {
    fn shown(&self) -> Clean {
        (*self).clone()
    }
}

impl Shown for &'static str {
    fn shown(&self) -> Clean {
        Clean::line(self)
    }
}

/// A buffer, the theme to draw in, and where the mouse can click.
pub struct Canvas<'a> {
    /// What is drawn on.
    pub buf: &'a mut Buffer,
    /// The styles.
    pub theme: &'a Theme,
    /// What lies where.
    pub hits: &'a mut HitMap,
    /// Where the cursor stands, if a field has it.
    pub cursor: Option<(u16, u16)>,
}

impl<'a> Canvas<'a> {
    /// A canvas on `buf`.
    pub fn new(buf: &'a mut Buffer, theme: &'a Theme, hits: &'a mut HitMap) -> Self {
        Self { buf, theme, hits, cursor: None }
    }

    /// Draws one line of text at the `line`th row of `area`, cut to its width with `…`. Answers the columns it took.
    pub fn text(&mut self, area: Rect, line: u16, text: &impl Shown, style: Style) -> u16 {
        self.text_at(area, 0, line, text, style)
    }

    /// The same, `indent` columns to the right.
    pub fn text_at(&mut self, area: Rect, indent: u16, line: u16, text: &impl Shown, style: Style) -> u16 {
        let area = area.intersection(*self.buf.area());
        if line >= area.height || indent >= area.width {
            return 0;
        }
        let fitted = text.shown().fit(usize::from(area.width - indent));
        let (x, y) = (area.x + indent, area.y + line);
        let (end, _) = self.buf.set_stringn(x, y, fitted.as_str(), usize::from(area.width - indent), style);
        end.saturating_sub(x)
    }

    /// Draws pieces one behind the other on one row, cut to the area's width. Answers the columns they took.
    pub fn pieces(&mut self, area: Rect, line: u16, pieces: &[(Clean, Style)]) -> u16 {
        let mut used = 0;
        for (text, style) in pieces {
            used += self.text_at(area, used, line, text, *style);
        }
        used
    }

    /// Draws text that ends at the right edge of `area`.
    pub fn text_right(&mut self, area: Rect, line: u16, text: &impl Shown, style: Style) -> u16 {
        let fitted = text.shown().fit(usize::from(area.width));
        let width = u16::try_from(fitted.width()).unwrap_or(area.width);
        self.text_at(area, area.width.saturating_sub(width), line, &fitted, style)
    }

    /// Draws text broken into lines, from the `line`th row on. Answers the rows it took; what does not fit is left out.
    pub fn wrapped(&mut self, area: Rect, line: u16, text: &impl Shown, style: Style) -> u16 {
        let mut taken = 0;
        for piece in text.shown().wrap(usize::from(area.width)) {
            if line + taken >= area.height {
                break;
            }
            self.text(area, line + taken, &piece, style);
            taken += 1;
        }
        taken
    }

    /// Gives every cell of `area` a style on top of the one it has.
    pub fn tint(&mut self, area: Rect, style: Style) {
        let area = area.intersection(*self.buf.area());
        self.buf.set_style(area, style);
    }

    /// Empties `area` and keeps the mouse off what lies below.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(*self.buf.area());
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buf.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        self.shield(area);
    }

    /// Keeps the mouse off what was drawn in `area` so far.
    pub fn shield(&mut self, area: Rect) {
        self.hits.push(area, Target::Nothing);
    }

    /// A horizontal rule over the whole width of one row, with a heading in it if there is one.
    pub fn rule(&mut self, area: Rect, line: u16, heading: Option<&Clean>) {
        if line >= area.height {
            return;
        }
        let dashes = Clean::line(&"─".repeat(usize::from(area.width)));
        self.text(area, line, &dashes, self.theme.rule);
        if let Some(heading) = heading.filter(|_| area.width > 4) {
            let inside = Rect { x: area.x + 1, width: area.width - 2, ..area };
            let spaced = Clean::line(&format!(" {} ", heading.fit(usize::from(inside.width - 2))));
            self.text(inside, line, &spaced, self.theme.heading);
        }
    }

    /// A vertical rule at the left edge of `area`.
    pub fn wall(&mut self, area: Rect) {
        for line in 0..area.height {
            self.text(area, line, &"│", self.theme.rule);
        }
    }

    /// A box with a title for a dialog, cleared first. Answers the area inside.
    pub fn dialog(&mut self, area: Rect, title: &Clean) -> Rect {
        let area = area.intersection(*self.buf.area());
        self.clear(area);
        if area.width < 4 || area.height < 3 {
            return area;
        }
        let style = self.theme.dialog;
        let bar = "─".repeat(usize::from(area.width - 2));
        self.text(area, 0, &Clean::line(&format!("╭{bar}╮")), style);
        for line in 1..area.height - 1 {
            self.text(area, line, &"│", style);
            self.text_at(area, area.width - 1, line, &"│", style);
        }
        self.text(area, area.height - 1, &Clean::line(&format!("╰{bar}╯")), style);
        let inside = Rect { x: area.x + 2, width: area.width - 4, ..area };
        let spaced = Clean::line(&format!(" {} ", title.fit(usize::from(inside.width.saturating_sub(2)))));
        self.text(inside, 0, &spaced, self.theme.heading);
        Rect { y: area.y + 1, height: area.height - 2, ..inside }
    }
}

/// An area of at most `width` × `height` in the middle of `area`.
pub fn centred(area: Rect, width: u16, height: u16) -> Rect {
    let (width, height) = (width.min(area.width), height.min(area.height));
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 2, width, height }
}

#[cfg(test)]
mod tests {
    use super::super::theme::ThemeName;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // Terminals shrink between two frames; areas may lie anywhere.
        #[test]
        fn nothing_drawn_outside_the_buffer_panics(
            x in 0_u16..60, y in 0_u16..30, width in 0_u16..60, height in 0_u16..30, line in 0_u16..40, text in "\\PC{0,80}",
        ) {
            let theme = Theme::new(ThemeName::Dark);
            let (mut buf, mut hits) = (Buffer::empty(Rect::new(0, 0, 40, 10)), HitMap::default());
            let mut canvas = Canvas::new(&mut buf, &theme, &mut hits);
            let (area, clean) = (Rect::new(x, y, width, height), Clean::block(&text));
            canvas.text(area, line, &clean, theme.text);
            canvas.text_right(area, line, &clean, theme.text);
            canvas.wrapped(area, line, &clean, theme.text);
            canvas.rule(area, line, Some(&clean));
            canvas.wall(area);
            canvas.tint(area, theme.selected);
            let inside = canvas.dialog(area, &clean);
            prop_assert!(inside.is_empty() || area.contains(inside.as_position()));
        }
    }

    #[test]
    fn a_dialog_covers_what_is_below_it() {
        let theme = Theme::new(ThemeName::Monochrome);
        let (mut buf, mut hits) = (Buffer::empty(Rect::new(0, 0, 12, 3)), HitMap::default());
        let mut canvas = Canvas::new(&mut buf, &theme, &mut hits);
        for line in 0..3 {
            canvas.text(Rect::new(0, 0, 12, 3), line, &"xxxxxxxxxxxx", theme.text);
        }
        let inside = canvas.dialog(Rect::new(1, 0, 10, 3), &Clean::line("Hi"));
        assert_eq!(inside, Rect::new(3, 1, 6, 1));
        assert_eq!(buf, {
            let mut wanted = Buffer::with_lines(["x╭─ Hi ───╮x", "x│        │x", "x╰────────╯x"]);
            wanted.set_style(Rect::new(1, 0, 10, 1), theme.dialog);
            wanted.set_style(Rect::new(1, 2, 10, 1), theme.dialog);
            wanted.set_style(Rect::new(1, 1, 1, 1), theme.dialog);
            wanted.set_style(Rect::new(10, 1, 1, 1), theme.dialog);
            wanted
        });
    }
}
