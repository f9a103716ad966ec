//! The queue screen: places, list and preview.

use super::{places, preview, rows};
use crate::console::hit::Target;
use crate::console::message::Slot;
use crate::console::model::{Model, Panel, Place};
use crate::console::paint::Canvas;
use crate::console::words;
use crate::desk::filter;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the queue screen.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model) {
    let layout = model.layout();
    if let Some(area) = layout.places {
        places::draw(canvas, area, model);
        if model.narrow() {
            return;
        }
    }
    heading(canvas, layout.heading, model);
    canvas.hits.push(layout.rows, Target::Panel(0));
    if model.list.rows().is_empty() {
        empty(canvas, layout.rows, model);
    } else {
        rows::draw(canvas, &layout, model);
    }
    if model.search.is_some() {
        search_help(canvas, layout.columns, model);
    }
    if let Some(area) = layout.preview {
        canvas.wall(area);
        let inside = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..area };
        preview::draw(canvas, inside, model);
    }
}

fn heading(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    let area = Rect { width: area.width.saturating_sub(1), ..area };
    if let Some(search) = &model.search {
        let used = canvas.text_at(area, 1, 0, &"/", theme.key);
        let field = Rect { x: area.x + 2 + used, width: area.width.saturating_sub(2 + used), ..area };
        let active = model.overlays.is_empty();
        search.field.draw(canvas, field.intersection(area), active);
        return;
    }
    let style = if model.panel == Panel::List { theme.strong } else { theme.text };
    canvas.text_at(area, 1, 0, &words::heading(model), style);
}

/// While a filter is typed: what is wrong with it, or what can be typed.
fn search_help(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    let inside = Rect { x: area.x + 1, width: area.width.saturating_sub(1), ..area };
    for y in 0..area.height {
        for x in area.left()..area.right() {
            if let Some(cell) = canvas.buf.cell_mut((x, area.y + y)) {
                cell.reset();
            }
        }
    }
    match &model.filter_error {
        Some(error) => canvas.text(inside, 0, &Clean::line(&format!("✘ {error}")), theme.bad),
        None => {
            let words: Vec<_> = filter::WORDS.iter().map(|(word, _)| *word).collect();
            canvas.text(inside, 0, &Clean::line(&words.join("  ")), theme.dim)
        }
    };
}

/// What stands where no case does: why, and what to do.
fn empty(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let theme = canvas.theme;
    if !model.list.is_known() || model.waiting.contains_key(&Slot::List) {
        canvas.text_at(area, 3, area.height / 3, &"Reading the list …", theme.dim);
        return;
    }
    let (what, then): (String, &str) = if let Some(error) = &model.filter_error {
        (format!("✘ {error}"), "esc takes the filter back.")
    } else if let Some(doubt) = &model.doubt {
        (format!("✘ {doubt}"), "esc takes the filter back.")
    } else if !model.typed.is_empty() {
        (format!("No case matches /{}", model.typed), "esc clears the filter. / types another.")
    } else {
        match &model.place {
            Place::View(name) if name == "Mine" => (
                "You have claimed no case.".to_owned(),
                "c claims the selected case of a queue; K and J change the queue.",
            ),
            Place::View(name) => {
                (format!("No case is in the view “{name}”."), "K and J go to another queue or view.")
            }
            _ if model.queues.is_empty() => (
                "No playbook is installed.".to_owned(),
                "docket playbook list names those there are; docket playbook install puts one in force.",
            ),
            Place::Queue(_) => {
                ("This queue is empty: well done.".to_owned(), "K and J go to another queue or view.")
            }
            Place::FollowUps => (
                "Nothing is to be followed up.".to_owned(),
                "Approved cases wait here until the account is secured; K and J go to another queue.",
            ),
            Place::Everything => (
                "No case is open.".to_owned(),
                "docket intake FILE takes records in; docket demo shows a store of made-up cases.",
            ),
        }
    };
    let inside = Rect { x: area.x + 3, width: area.width.saturating_sub(4), ..area };
    let line = area.height / 3;
    let taken = canvas.wrapped(inside, line, &Clean::line(&what), theme.strong);
    canvas.wrapped(inside, line + taken, &Clean::line(then), theme.dim);
}
