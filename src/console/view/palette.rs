//! The palette: a field, and what matches.

use crate::console::columns;
use crate::console::hit::Target;
use crate::console::paint::{Canvas, centred};
use crate::console::palette::Palette;
use crate::console::sheet::offset;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the palette over `body`.
pub fn draw(canvas: &mut Canvas<'_>, body: Rect, palette: &Palette) {
    let theme = canvas.theme;
    let matching: Vec<_> = palette.matching().collect();
    let area = centred(body, 84, body.height.saturating_sub(2).clamp(5, 22));
    let inside = canvas.dialog(area, &Clean::line("Commands, actions and queues"));
    let used = canvas.text(inside, 0, &":", theme.key) + 1;
    let field = Rect { x: inside.x + used, width: inside.width.saturating_sub(used), height: 1, ..inside };
    palette.field.draw(canvas, field.intersection(inside), true);
    let list =
        Rect { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside }.intersection(inside);
    if matching.is_empty() {
        canvas.text(list, 0, &"Nothing here has these letters. ⌫ takes one back.", theme.dim);
    }
    let first = offset(matching.len(), usize::from(list.height), Some(palette.cursor));
    for (line, (index, entry)) in (0..list.height).zip(matching.iter().enumerate().skip(first)) {
        let at = Rect { y: list.y + line, height: 1, ..list };
        let (title, doc) = if entry.possible { (theme.strong, theme.dim) } else { (theme.dim, theme.dim) };
        let title_width = 26.min(at.width);
        let left = Rect { width: title_width, ..at };
        canvas.text(left, 0, &entry.title, title);
        let taken = canvas.text_right(at, 0, &entry.key, theme.key) + 1;
        let room = Rect { width: at.width.saturating_sub(taken), ..at };
        canvas.text_at(room, title_width + 1, 0, &entry.doc, doc);
        if index == palette.cursor {
            columns::select(canvas, at);
        }
        canvas.hits.push(at, Target::Item(index));
    }
}
