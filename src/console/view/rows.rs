//! The rows of the list. Which columns there are depends on the room for them.

use crate::console::format::{risk_bar, span, until};
use crate::console::hit::Target;
use crate::console::model::{Model, Panel, Place};
use crate::console::paint::Canvas;
use crate::console::words;
use crate::store::CaseRow;
use crate::text::Clean;
use chrono::{DateTime, Utc};
use ratatui::layout::Rect;
use ratatui::style::Style;

/// What a column shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number,
    Kind,
    Stage,
    Risk,
    Band,
    Due,
    Who,
    Account,
    Age,
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Self::Number => "CASE",
            Self::Kind => "KIND",
            Self::Stage => "STAGE",
            Self::Risk | Self::Band => "RISK",
            Self::Due => "DUE",
            Self::Who => "WHO",
            Self::Account => "ACCOUNT",
            Self::Age => "AGE",
        }
    }
}

/// Columns before the first: the mark, and a space.
const GUTTER: u16 = 2;

/// Which columns fit in `width`, each with its width; the stage takes what is left.
fn columns(width: u16, mixed: bool) -> Vec<(Column, u16)> {
    use Column::{Account, Age, Band, Due, Kind, Number, Risk, Stage, Who};
    let wish: &[(Column, u16)] = match width {
        0..52 => &[(Number, 9), (Stage, 0), (Band, 8), (Due, 9)],
        52..60 => &[(Number, 9), (Stage, 0), (Risk, 13), (Due, 9), (Who, 7)],
        60..78 => &[(Number, 10), (Stage, 0), (Risk, 13), (Due, 10), (Who, 11)],
        78..112 => &[(Number, 10), (Stage, 0), (Risk, 13), (Due, 10), (Who, 13), (Account, 11)],
        _ => {
            &[(Number, 10), (Kind, 12), (Stage, 0), (Risk, 13), (Due, 10), (Who, 14), (Account, 14), (Age, 9)]
        }
    };
    let mut columns: Vec<_> = wish.iter().copied().filter(|(column, _)| mixed || *column != Kind).collect();
    let gaps = gap(width) * u16::try_from(columns.len() - 1).unwrap_or(0);
    let fixed: u16 = columns.iter().map(|(_, width)| *width).sum();
    // One column at the right edge is left to the arrows.
    let rest = width.saturating_sub(GUTTER + fixed + gaps + 1);
    for (column, width) in &mut columns {
        if *column == Stage {
            *width = rest.min(30);
        }
    }
    columns
}

/// Columns between two columns.
fn gap(width: u16) -> u16 {
    if width < 78 { 1 } else { 2 }
}

/// Draws the titles on `head` and the rows on `area`.
pub fn draw(canvas: &mut Canvas<'_>, head: Rect, area: Rect, model: &Model) {
    let theme = canvas.theme;
    let mixed = !matches!(model.place, Place::Queue(_)) && model.queues.len() > 1;
    let columns = columns(area.width, mixed);
    let gap = gap(area.width);
    let mut x = GUTTER;
    for (column, width) in &columns {
        if model.search.is_none() {
            let cell = Rect { x: head.x + x, width: *width, ..head }.intersection(head);
            canvas.text(cell, 0, &column.title(), theme.dim);
        }
        x += width + gap;
    }
    let selected = model.list.selected().map(|row| row.id);
    let active = model.panel == Panel::List;
    for (line, row) in (0..area.height).zip(model.list.visible()) {
        let at = Rect { y: area.y + line, height: 1, ..area };
        let painter = Painter { model, at, plain: selected == Some(row.id) };
        painter.row(canvas, row, &columns, gap);
        if painter.plain {
            let band = Rect { width: at.width.saturating_sub(1), ..at };
            canvas.tint(band, if active { theme.selected } else { theme.selected_idle });
        }
        canvas.hits.push(at, Target::Row(row.id));
    }
    more(canvas, area, model);
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
    fn row(&self, canvas: &mut Canvas<'_>, row: &CaseRow, columns: &[(Column, u16)], gap: u16) {
        let theme = canvas.theme;
        if self.model.marks.has(row.id) {
            canvas.text_at(self.at, 0, 0, &"●", self.style(theme.marked));
        }
        let mut x = GUTTER;
        for (column, width) in columns {
            let (text, style) = self.cell(canvas, row, *column);
            let cell = Rect { x: self.at.x + x, width: *width, ..self.at }.intersection(self.at);
            canvas.text(cell, 0, &text, self.style(style));
            x += width + gap;
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
            Column::Due => due(canvas, row, now),
            Column::Who => self.who(canvas, row),
            Column::Account => (Clean::name(&row.claimant), theme.dim),
            Column::Age => (Clean::line(&span(now - row.opened_at)), theme.dim),
        }
    }

    fn who(&self, canvas: &Canvas<'_>, row: &CaseRow) -> (Clean, Style) {
        let (theme, now) = (canvas.theme, self.model.now);
        match row.claimed.as_ref().filter(|(_, until)| *until > now) {
            None => (Clean::line("–"), theme.dim),
            Some((operator, until)) => {
                // Where there is no room for both, the name matters more than the minutes.
                let text = if self.at.width < 60 {
                    Clean::line(operator.as_str())
                } else {
                    Clean::line(&format!("{operator} {}", span(*until - now)))
                };
                let own = *operator == self.model.session.operator;
                (text, if own { theme.accent } else { theme.text })
            }
        }
    }
}

/// When the case is due, or why it is not.
fn due(canvas: &Canvas<'_>, row: &CaseRow, now: DateTime<Utc>) -> (Clean, Style) {
    let theme = canvas.theme;
    if let Some(outcome) = row.outcome {
        return (Clean::line(outcome.as_str()), theme.text);
    }
    if let Some(back) = row.snoozed_until.filter(|back| *back > now) {
        return (Clean::line(&format!("off {}", span(back - now))), theme.dim);
    }
    match row.due_at {
        None => (Clean::line("paused"), theme.dim),
        Some(due) if due < now => (Clean::line(&until(due, now)), theme.bad),
        Some(due) => (Clean::line(&until(due, now)), theme.text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_take_more_than_there_is() {
        for width in 40..300 {
            for mixed in [false, true] {
                let columns = columns(width, mixed);
                let gaps = gap(width) * u16::try_from(columns.len() - 1).unwrap();
                let all: u16 = columns.iter().map(|(_, width)| *width).sum();
                assert!(GUTTER + all + gaps < width, "{width}: {columns:?}");
                let stage = columns.iter().find(|(column, _)| *column == Column::Stage).unwrap().1;
                assert!(stage >= 6, "{width}: {stage}");
            }
        }
    }
}
