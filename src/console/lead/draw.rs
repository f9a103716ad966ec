//! Drawing the lead screen.

use super::state::LeadUi;
use crate::console::columns;
use crate::console::paint::Canvas;
use ratatui::layout::Rect;

/// Draws the lead screen on `area`.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, ui: &LeadUi) {
    if ui.view().is_none() {
        let style = canvas.theme.dim;
        canvas.text(area, area.height / 2, &"  Counting …", style);
        return;
    }
    for (index, (place, rows)) in ui.columns(area.width).into_iter().enumerate() {
        let Some(inside) = columns::frame(canvas, area, index, place) else { continue };
        let height = usize::from(inside.height);
        let first = ui.first(index, rows.len(), height);
        for (line, row) in (0..inside.height).zip(rows.iter().skip(first)) {
            columns::row(canvas, inside, line, row);
        }
        columns::more(canvas, inside, first, rows.len().saturating_sub(first + height));
    }
}
