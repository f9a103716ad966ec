//! Drawing the model. Drawing reads everything and changes nothing; it answers where the mouse can click.

mod bar;
pub mod bulk;
mod footer;
pub mod help;
mod messages;
mod palette;
mod places;
mod preview;
mod prompt;
mod queue;
mod rows;
#[cfg(test)]
mod tests;
mod widths;

use super::hit::HitMap;
use super::layout::{self, LEAST, too_small};
use super::model::{Model, Overlay, Screen};
use super::paint::Canvas;
use super::theme::Theme;
use super::{case, decision, lead, log};
use crate::text::Clean;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What drawing says besides the picture.
#[derive(Debug, Clone, Default)]
pub struct Drawn {
    /// What lies where.
    pub hits: HitMap,
    /// Where the cursor stands; none hides it.
    pub cursor: Option<(u16, u16)>,
}

/// Draws the whole screen on an empty buffer of the terminal's size.
pub fn view(model: &Model, theme: &Theme, buf: &mut Buffer) -> Drawn {
    let mut hits = HitMap::default();
    let area = *buf.area();
    let mut canvas = Canvas::new(buf, theme, &mut hits);
    if too_small(area.width, area.height) {
        small(&mut canvas, area);
        return Drawn::default();
    }
    bar::draw(&mut canvas, model);
    let body = layout::body(area.width, area.height);
    match model.screens.last() {
        None => queue::draw(&mut canvas, model),
        Some(Screen::Case(ui)) => case::draw::draw(&mut canvas, body, ui),
        Some(Screen::Lead(ui)) => lead::draw(&mut canvas, body, ui),
        Some(Screen::Log(ui)) => log::draw(&mut canvas, body, ui, model.now),
    }
    footer::draw(&mut canvas, model);
    for overlay in &model.overlays {
        // What lies below has no cursor any more, and the mouse does not reach it. The hints are the overlay's own.
        canvas.cursor = None;
        canvas.shield(Rect { height: area.height.saturating_sub(1), ..area });
        match overlay {
            Overlay::Help(top) => help::draw(&mut canvas, body, model, *top),
            Overlay::Messages(top) => messages::draw(&mut canvas, body, model, *top),
            Overlay::Palette(palette) => palette::draw(&mut canvas, body, palette),
            Overlay::Prompt(prompt) => prompt::draw(&mut canvas, body, prompt),
            Overlay::Bulk(bulk) => bulk::draw(&mut canvas, body, bulk),
            Overlay::Decision(dialog) => decision::draw(&mut canvas, body, dialog),
        }
    }
    let cursor = canvas.cursor;
    Drawn { hits, cursor }
}

fn small(canvas: &mut Canvas<'_>, area: Rect) {
    let (width, height) = LEAST;
    let says = format!("docket needs {width} × {height}; this is {} × {}", area.width, area.height);
    let style = canvas.theme.text;
    canvas.wrapped(area, 0, &Clean::line(&says), style);
}
