//! Drawing the case screen.

use super::buttons::Button;
use super::page::{Column, Page};
use super::scene::Row;
use super::state::CaseUi;
use super::stop::Stop;
use crate::console::columns;
use crate::console::hit::Target;
use crate::console::paint::Canvas;
use crate::console::sheet::offset;
use crate::desk::CaseView;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the case on `area`.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, ui: &CaseUi) {
    let Some((view, page)) = ui.view().zip(ui.page(area.width, area.height)) else {
        canvas.text(area, area.height / 2, &"  Reading the case …", canvas.theme.dim);
        return;
    };
    let order = page.order();
    let painter = Painter { ui, view, page: &page, order: &order };
    let head = u16::try_from(page.head.len()).unwrap_or(area.height).min(area.height);
    for (line, row) in (0..head).zip(&page.head) {
        let inside = inset(area);
        columns::row(canvas, inside, line, row);
    }
    let body = Rect { y: area.y + head, height: page.height.min(area.height - head), ..area };
    for (index, column) in page.columns.iter().enumerate() {
        painter.column(canvas, body, index, column);
    }
    let below = Rect { y: body.bottom(), height: area.bottom().saturating_sub(body.bottom()), ..area };
    painter.buttons(canvas, below);
    if ui.ask.is_some() {
        canvas.shield(area);
    }
    super::asking::draw(canvas, area, ui);
}

/// One column in from both edges.
fn inset(area: Rect) -> Rect {
    if area.width < 3 { area } else { Rect { x: area.x + 1, width: area.width - 2, ..area } }
}

struct Painter<'a> {
    ui: &'a CaseUi,
    view: &'a CaseView,
    page: &'a Page,
    order: &'a [Stop],
}

impl Painter<'_> {
    fn column(&self, canvas: &mut Canvas<'_>, body: Rect, index: usize, column: &Column) {
        let Some(area) = columns::frame(canvas, body, index, (column.x, column.width)) else { return };
        let anchor = self.ui.anchor(column);
        let first = offset(column.rows.len(), usize::from(area.height), anchor);
        for (line, row) in (0..area.height).zip(column.rows.iter().skip(first)) {
            columns::row(canvas, area, line, row);
            self.target(canvas, Rect { y: area.y + line, height: 1, ..area }, row);
        }
        columns::more(
            canvas,
            area,
            first,
            column.rows.len().saturating_sub(first + usize::from(area.height)),
        );
    }

    /// Marks the line as selected where the cursor is on it, and says that it can be clicked.
    fn target(&self, canvas: &mut Canvas<'_>, line: Rect, row: &Row) {
        let Some(stop) = &row.target else { return };
        if self.ui.cursor() == Some(stop) {
            columns::select(canvas, line);
        }
        if let Some(index) = self.order.iter().position(|other| other == stop) {
            canvas.hits.push(line, Target::Item(index));
        }
    }

    fn buttons(&self, canvas: &mut Canvas<'_>, area: Rect) {
        for (line, buttons) in (0..area.height).zip(&self.page.buttons) {
            for button in buttons {
                self.button(canvas, area, line, button);
            }
        }
        let line = u16::try_from(self.page.buttons.len()).unwrap_or(area.height);
        if let Some(words) = self.detail() {
            let style = canvas.theme.dim;
            canvas.text(inset(area), line, &words, style);
        }
    }

    fn button(&self, canvas: &mut Canvas<'_>, area: Rect, line: u16, button: &Button) {
        let (Ok(x), Ok(width)) = (u16::try_from(button.x), u16::try_from(button.width())) else { return };
        if x >= area.width || line >= area.height {
            return;
        }
        let place = Rect { x: area.x + x, y: area.y + line, width: width.min(area.width - x), height: 1 };
        let theme = canvas.theme;
        let style = if button.refusal.is_some() { theme.button_off } else { theme.button };
        canvas.tint(place, style);
        let mut at = 1;
        if let Some(key) = button.key {
            let key_style = if button.refusal.is_some() { style } else { style.patch(theme.key) };
            at += canvas.text_at(place, at, 0, &Clean::line(&key.to_string()), key_style) + 1;
        }
        at += canvas.text_at(place, at, 0, &button.title, style) + 1;
        if let Some(refusal) = &button.refusal {
            canvas.text_at(place, at, 0, refusal, theme.bad);
        }
        if self.ui.cursor() == Some(&Stop::Action(button.action.clone())) {
            columns::select(canvas, place);
        }
        canvas.hits.push(place, Target::Action(button.action.clone()));
    }

    /// What stands against the action in focus, or else against the first that is refused.
    fn detail(&self) -> Option<Clean> {
        if let Some(progress) = self.ui.progress() {
            return Some(progress);
        }
        let led = || self.view.triage.as_ref()?.led.as_ref()?.action.as_ref();
        let on_button = match self.ui.cursor() {
            Some(Stop::Led) => led(),
            Some(Stop::Action(id)) => Some(id),
            _ => None,
        };
        let focused =
            on_button.and_then(|id| self.view.actions.iter().find(|action| action.action.id == *id));
        let key = if self.ui.cursor() == Some(&Stop::Led) { "space" } else { "enter" };
        let told = |action: &crate::desk::ActionView| {
            let refusal = action.state.as_ref().err()?;
            Some(Clean::line(&format!("✕ {}: {refusal}", action.action.title)))
        };
        match focused {
            Some(action) => {
                told(action).or_else(|| Some(Clean::line(&format!("{key}: {}", action.action.title))))
            }
            None => self.view.actions.iter().find_map(told),
        }
    }
}
