//! The rows of the list.

use super::widths::{self, Column, Needs};
use crate::case::OperatorId;
use crate::console::format::{risk_bar, short, span};
use crate::console::hit::Target;
use crate::console::layout::Layout;
use crate::console::model::{Model, Panel, Place};
use crate::console::paint::Canvas;
use crate::console::words;
use crate::store::{CaseRow, Marks};
use crate::text::Clean;
use chrono::{DateTime, TimeDelta, Utc};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// A sign for a claim, where there is no room to say whose.
const CLAIMED: &str = "◆";

/// Draws the titles and the rows.
pub fn draw(canvas: &mut Canvas<'_>, layout: &Layout, model: &Model) {
    let theme = canvas.theme;
    let (head, area) = (layout.columns, layout.rows);
    let needs = Needs::of(model.list.rows(), model.now, kind_width(model));
    let columns = needs.columns(area.width);
    for place in columns.iter().filter(|_| model.search.is_none()) {
        let cell = Rect { x: head.x + place.x, width: place.width, ..head }.intersection(head);
        canvas.text(cell, 0, &needs.title(place.column), theme.dim);
    }
    let says_whose = columns.iter().any(|place| matches!(place.column, Column::Who | Column::WhoLong));
    let selected = model.list.selected().map(|row| row.id);
    let active = model.panel == Panel::List;
    for (line, row) in (0..area.height).zip(model.list.visible()) {
        let at = Rect { y: area.y + line, height: 1, ..area };
        let painter = Painter { model, at, plain: selected == Some(row.id) };
        painter.row(canvas, row, &columns);
        if let Some(sign) = row.marks.sign() {
            let style =
                if row.marks.owner_unread || row.marks.order_failed { theme.bad } else { theme.accent };
            canvas.text_at(at, 1, 0, &Clean::line(&sign.to_string()), painter.style(style));
        } else if !says_whose {
            painter.claim(canvas, row);
        }
        if painter.plain {
            let band = Rect { width: at.width.saturating_sub(1), ..at };
            canvas.tint(band, if active { theme.selected } else { theme.selected_idle });
        }
        canvas.hits.push(at, Target::Row(row.id));
    }
    if model.search.is_none() {
        legend(canvas, layout.heading, &signs(model, says_whose));
    }
    more(canvas, area, model);
}

/// The signs before the rows that are seen, each with what it means.
fn signs(model: &Model, says_whose: bool) -> Vec<(String, &'static str)> {
    let rows = model.list.visible();
    let marked = |sign: char| rows.iter().any(|row| row.marks.sign() == Some(sign));
    let claimed = !says_whose && rows.iter().any(|row| live(row, model.now).is_some());
    let marks = Marks::SIGNS.into_iter().filter(|(sign, _)| marked(*sign));
    let marks = marks.map(|(sign, meaning)| (sign.to_string(), meaning));
    marks.chain(claimed.then(|| (CLAIMED.to_owned(), "claimed"))).collect()
}

/// Says at the right of the list's heading what the signs before rows are, as many as the heading leaves room for.
fn legend(canvas: &mut Canvas<'_>, heading: Rect, signs: &[(String, &'static str)]) {
    for count in (1..=signs.len()).rev() {
        let words: Vec<_> =
            signs.iter().take(count).map(|(sign, meaning)| format!("{sign} {meaning}")).collect();
        let words = Clean::line(&words.join("  "));
        let width = u16::try_from(words.width()).unwrap_or(u16::MAX);
        let Some(x) = heading.right().checked_sub(width.saturating_add(1)).filter(|x| *x > heading.x + 2)
        else {
            continue;
        };
        let area = Rect { x: x - 2, width: width + 2, ..heading };
        let taken = (area.left()..area.right())
            .any(|x| canvas.buf.cell((x, heading.y)).is_none_or(|cell| cell.symbol() != " "));
        if !taken {
            canvas.text_at(area, 2, 0, &words, canvas.theme.dim);
            return;
        }
    }
}

/// How wide the widest kind of the list is; 0 where the list is of one kind.
fn kind_width(model: &Model) -> u16 {
    if matches!(model.place, Place::Queue(_)) || model.queues.len() < 2 {
        return 0;
    }
    let widest = model.queues.iter().map(|queue| Clean::line(&queue.title).width()).max();
    widest.and_then(|width| u16::try_from(width).ok()).unwrap_or(0)
}

/// Who has claimed a case, and until when, if the claim still holds.
fn live(row: &CaseRow, now: DateTime<Utc>) -> Option<(&OperatorId, DateTime<Utc>)> {
    row.claimed.as_ref().filter(|(_, until)| *until > now).map(|(operator, until)| (operator, *until))
}

/// Arrows at the right edge where rows are hidden.
fn more(canvas: &mut Canvas<'_>, area: Rect, model: &Model) {
    let (above, below) = model.list.hidden();
    let edge = Rect { x: area.right().saturating_sub(1), width: 1, ..area }.intersection(area);
    let style = canvas.theme.dim;
    if above {
        canvas.text(edge, 0, &"↑", style);
    }
    if below {
        canvas.text(edge, area.height.saturating_sub(1), &"↓", style);
    }
}

struct Painter<'a> {
    model: &'a Model,
    at: Rect,
    /// Whether the row is drawn without colours, because it is reversed as a whole.
    plain: bool,
}

impl Painter<'_> {
    fn row(&self, canvas: &mut Canvas<'_>, row: &CaseRow, columns: &[widths::Place]) {
        let theme = canvas.theme;
        if self.model.marks.has(row.id) {
            canvas.text_at(self.at, 0, 0, &"●", self.style(theme.marked));
        }
        for place in columns {
            let (text, style) = self.cell(canvas, row, place.column);
            let cell = Rect { x: self.at.x + place.x, width: place.width, ..self.at };
            canvas.text(cell.intersection(self.at), 0, &text, self.style(style));
        }
    }

    fn claim(&self, canvas: &mut Canvas<'_>, row: &CaseRow) {
        if let Some((operator, _)) = live(row, self.model.now) {
            let own = *operator == self.model.session.operator;
            let style = if own { canvas.theme.accent } else { canvas.theme.text };
            canvas.text_at(self.at, 1, 0, &CLAIMED, self.style(style));
        }
    }

    fn style(&self, style: Style) -> Style {
        if self.plain { Style::new() } else { style }
    }

    fn cell(&self, canvas: &Canvas<'_>, row: &CaseRow, column: Column) -> (Clean, Style) {
        let (theme, now) = (canvas.theme, self.model.now);
        match column {
            Column::Number => (Clean::line(row.number.as_str()), theme.strong),
            Column::Kind => (Clean::line(&words::kind(self.model, row)), theme.text),
            Column::Stage => (Clean::line(&row.stage_title), theme.text),
            Column::Risk => match (row.risk, row.band) {
                (Some(risk), Some(band)) => {
                    (Clean::line(&format!("{} {band}", risk_bar(risk))), theme.band(band))
                }
                _ => (Clean::line("     –"), theme.dim),
            },
            Column::Band => match row.band {
                Some(band) => (Clean::line(band.as_str()), theme.band(band)),
                None => (Clean::line("–"), theme.dim),
            },
            Column::Due => due(canvas, row, now, span),
            Column::DueShort => due(canvas, row, now, short),
            Column::Who => self.who(canvas, row, false),
            Column::WhoLong => self.who(canvas, row, true),
            Column::Account => (Clean::name(&row.claimant), theme.dim),
            Column::Age => (Clean::line(&span(now - row.opened_at)), theme.dim),
        }
    }

    fn who(&self, canvas: &Canvas<'_>, row: &CaseRow, long: bool) -> (Clean, Style) {
        let (theme, now) = (canvas.theme, self.model.now);
        match live(row, now) {
            None => (Clean::line("–"), theme.dim),
            Some((operator, until)) => {
                let text = match long {
                    true => Clean::line(&format!("{operator} {}", span(until - now))),
                    false => Clean::line(operator.as_str()),
                };
                let own = *operator == self.model.session.operator;
                (text, if own { theme.accent } else { theme.text })
            }
        }
    }
}

/// When the case is due, or why it is not; `length` tells how long something is.
fn due(
    canvas: &Canvas<'_>,
    row: &CaseRow,
    now: DateTime<Utc>,
    length: fn(TimeDelta) -> String,
) -> (Clean, Style) {
    let theme = canvas.theme;
    if let Some(outcome) = row.outcome {
        return (Clean::line(outcome.as_str()), theme.text);
    }
    if let Some(back) = row.snoozed_until.filter(|back| *back > now) {
        return (Clean::line(&format!("off {}", length(back - now))), theme.dim);
    }
    match row.due_at {
        None => (Clean::line("paused"), theme.dim),
        Some(due) if due < now => (Clean::line(&format!("−{}", length(due - now))), theme.bad),
        Some(due) => (Clean::line(&length(due - now)), theme.text),
    }
}
