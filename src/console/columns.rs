//! Columns of lines side by side, each scrolling on its own.

use super::format::count;
use super::hit::Target;
use super::paint::Canvas;
use super::sheet::Row;
use crate::text::Clean;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of a column's frame: a space, the wall, a space.
const GAP: u16 = 3;

/// Where columns stand in `width`: first column and columns of each, one free at both edges. Each gets its share by its
/// weight.
pub fn split(width: u16, weights: &[u16]) -> Vec<(u16, u16)> {
    let gaps = u16::try_from(weights.len().saturating_sub(1)).unwrap_or(u16::MAX).saturating_mul(GAP);
    let room = u32::from(width.saturating_sub(gaps.saturating_add(2)));
    let all = weights.iter().map(|weight| u32::from(*weight)).sum::<u32>().max(1);
    let mut x = 1;
    let place = |(index, weight): (usize, &u16)| {
        let share = u16::try_from(room * u32::from(*weight) / all).unwrap_or(width);
        let own = if index + 1 == weights.len() { width.saturating_sub(x + 1) } else { share };
        let place = (x, own);
        x += own + GAP;
        place
    };
    weights.iter().enumerate().map(place).collect()
}

/// The area of the nth column of `body`, with the wall at its left where it is not the first; none where it does not fit.
pub fn frame(canvas: &mut Canvas<'_>, body: Rect, index: usize, (x, width): (u16, u16)) -> Option<Rect> {
    if x >= body.width {
        return None;
    }
    let area = Rect { x: body.x + x, width: width.min(body.width - x), ..body };
    if index > 0 && x >= 2 {
        canvas.wall(Rect { x: area.x - 2, width: 1, ..body });
    }
    canvas.hits.push(area, Target::Panel(index));
    Some(area)
}

/// Draws one line of a sheet over the whole width of `area`.
pub fn row<T>(canvas: &mut Canvas<'_>, area: Rect, line: u16, row: &Row<T>) {
    let mut used = 0;
    for piece in row.cut(usize::from(area.width)) {
        let style = piece.tone.style(canvas.theme);
        used += canvas.text_at(area, used, line, &piece.text, style);
    }
}

/// Shows a line as the selected one: its own colours would be reversed with it and fight.
pub fn select(canvas: &mut Canvas<'_>, line: Rect) {
    canvas.tint(line, Style::reset());
    canvas.tint(line, canvas.theme.selected);
}

/// Says at the right edge how many lines there are above and below what is shown.
pub fn more(canvas: &mut Canvas<'_>, area: Rect, above: usize, below: usize) {
    let style = canvas.theme.accent;
    let shown = |hidden: usize, arrow: &str| {
        Clean::line(&format!(" {arrow}{}", count(u64::try_from(hidden).unwrap_or(u64::MAX))))
    };
    if above > 0 && area.height > 1 {
        canvas.text_right(area, 0, &shown(above, "↑"), style);
    }
    if below > 0 && area.height > 1 {
        canvas.text_right(area, area.height - 1, &shown(below, "↓"), style);
    }
}

/// Says the same on the lower frame of a dialog, whose inside is `inside`: over the text it would hide what must be read.
pub fn more_on_frame(canvas: &mut Canvas<'_>, inside: Rect, above: usize, below: usize) {
    let words = match (above, below) {
        (0, 0) => return,
        (0, below) => format!(" ↓{below} "),
        (above, 0) => format!(" ↑{above} "),
        (above, below) => format!(" ↑{above} ↓{below} "),
    };
    let frame = Rect { y: inside.bottom(), height: 1, ..inside };
    let style = canvas.theme.accent;
    canvas.text_right(frame, 0, &Clean::line(&words), style);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_width_without_touching() {
        for width in 1..320_u16 {
            for weights in [&[1_u16][..], &[1, 1], &[29, 39, 32]] {
                let places = split(width, weights);
                for pair in places.windows(2) {
                    assert_eq!(pair[0].0 + pair[0].1 + GAP, pair[1].0);
                }
                let (x, own) = places[places.len() - 1];
                assert!(own == 0 || x + own < width.max(2), "{width} {weights:?}");
            }
        }
    }
}
