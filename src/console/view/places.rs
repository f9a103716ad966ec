//! The list at the left: queues and views with how many cases each has.

use crate::console::hit::Target;
use crate::console::model::{Model, Panel, Place};
use crate::console::paint::Canvas;
use crate::console::words;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the list on `area`, scrolled so that the chosen place is seen.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    if !model.narrow() {
        canvas.wall(Rect { x: area.right().saturating_sub(1), width: 1, ..area });
    }
    let inside = Rect { width: area.width.saturating_sub(2), ..area };
    let lines = lines(model);
    let chosen = lines.iter().position(|line| matches!(line, Line::Place(_, place) if *place == model.place));
    let first = crate::console::sheet::offset(lines.len(), usize::from(area.height), chosen);
    for (row, line) in (0..area.height).zip(lines.iter().skip(first)) {
        match line {
            Line::Empty => {}
            Line::Heading(words) => {
                canvas.text_at(inside, 1, row, words, theme.heading);
            }
            Line::Place(index, place) => {
                let at = Rect { y: inside.y + row, height: 1, ..inside };
                entry(canvas, at, model, place);
                canvas.hits.push(at, Target::Place(*index));
            }
        }
    }
}

enum Line {
    Empty,
    Heading(Clean),
    Place(usize, Place),
}

fn lines(model: &Model) -> Vec<Line> {
    let several = words::institutions(model).len() > 1;
    let mut lines = vec![Line::Heading(Clean::line("QUEUES"))];
    let mut under = None;
    for (index, place) in model.places().into_iter().enumerate() {
        let heading = match &place {
            Place::Everything | Place::FollowUps => None,
            Place::Queue(key) => several.then(|| key.institution.to_string()),
            Place::View(_) => Some("views".to_owned()),
        };
        if place == Place::FollowUps && several {
            lines.push(Line::Empty);
        }
        if heading != under
            && let Some(heading) = &heading
        {
            lines.push(Line::Empty);
            lines.push(Line::Heading(Clean::line(&heading.to_uppercase())));
        }
        under = heading;
        lines.push(Line::Place(index, place));
    }
    lines
}

fn entry(canvas: &mut Canvas<'_>, at: Rect, model: &Model, place: &Place) {
    let theme = canvas.theme;
    let chosen = *place == model.place;
    let title = Clean::line(&words::place_title(model, place));
    let style = if chosen { theme.strong } else { theme.text };
    let count = count(model, place, usize::from(at.width).saturating_sub(INDENT + title.width() + 1));
    let taken = count.as_ref().map_or(0, |count| {
        let style = if count.as_str() == "0" { theme.dim } else { style };
        canvas.text_right(at, 0, count, style)
    });
    let room = Rect { width: at.width.saturating_sub(taken + 1), ..at };
    canvas.text_at(room, 1, 0, &if chosen { "▸" } else { " " }, theme.accent);
    canvas.text_at(room, 3, 0, &title, style);
    if chosen && model.panel == Panel::Places {
        canvas.tint(at, theme.selected);
    }
}

/// Columns before a place's title.
const INDENT: usize = 3;

/// A place's count, in short where it would cut the title.
fn count(model: &Model, place: &Place, room: usize) -> Option<Clean> {
    let whole = Clean::line(&words::place_count(model, place)?);
    if whole.width() <= room {
        return Some(whole);
    }
    words::place_count_short(model, place).map(|count| Clean::line(&count))
}
