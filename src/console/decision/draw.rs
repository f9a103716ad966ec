//! Drawing the decision dialog.

use super::page::{Anchor, Line, NUMBER, Page};
use super::state::{DecisionUi, Part};
use crate::console::columns;
use crate::console::hit::Target;
use crate::console::paint::{Canvas, centred};
use crate::console::registry::CommandId;
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the dialog in the middle of `area`.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, ui: &DecisionUi) {
    let page = Page::new(ui, area.width, area.height);
    let whom = match ui.marked {
        0 => ui.number.to_string(),
        1 => "1 marked case".to_owned(),
        marked => format!("{marked} marked cases"),
    };
    let title = Clean::line(&format!("{} · {whom}", ui.action.title));
    let inside = canvas.dialog(centred(area, page.width, page.height), &title);
    let body = Rect { height: page.room.min(inside.height), ..inside };
    let first = ui.top().min(page.last_top());
    let shown = page.lines.get(first..).unwrap_or_default();
    for (line, item) in (0..body.height).zip(shown) {
        columns::row(canvas, body, line, &item.row);
        let place = beside(&page, Rect { y: body.y + line, height: 1, ..body });
        if let Some(target) = item.row.target {
            canvas.hits.push(place, Target::Item(target));
        }
        if ui.part() == Part::Reason && item.anchor == Some(Anchor::Reason(ui.cursor())) {
            columns::select(canvas, place);
        }
    }
    field(canvas, &page, (body, shown), Part::Note, ui);
    field(canvas, &page, (body, shown), Part::Number, ui);
    field(canvas, &page, (body, shown), Part::Paragraph, ui);
    let below = page.lines.len().saturating_sub(first + usize::from(body.height));
    columns::more_on_frame(canvas, inside, first, below);
    let foot = Rect { y: inside.y + inside.height.saturating_sub(1), height: inside.height.min(1), ..inside };
    buttons(canvas, foot, ui);
}

/// What of a line stands beside the words at the left.
fn beside(page: &Page, line: Rect) -> Rect {
    let label = page.label.min(line.width);
    Rect { x: line.x + label, width: line.width - label, ..line }
}

/// Draws what was typed over those of the field's lines that are on screen.
fn field(canvas: &mut Canvas<'_>, page: &Page, (body, shown): (Rect, &[Line]), part: Part, ui: &DecisionUi) {
    let lines = || (0..body.height).zip(shown).filter(|(_, item)| item.anchor == Some(Anchor::Field(part)));
    let Some((top, _)) = lines().next() else { return };
    let tall = u16::try_from(lines().count()).unwrap_or(body.height);
    let place = beside(page, Rect { y: body.y + top, height: tall, ..body });
    let active = ui.part() == part;
    match part {
        Part::Number => {
            let field = Rect { width: place.width.min(NUMBER), height: 1, ..place };
            ui.typed().draw(canvas, field, active);
        }
        Part::Paragraph => {
            ui.paragraph().draw(canvas, place, active);
            if !ui.has_paragraph() && !active {
                let words = "optional; the applicant reads it in the letter";
                canvas.text(place, 0, &words, canvas.theme.dim);
            }
        }
        _ => {
            ui.note().draw(canvas, place, active);
            if ui.note().is_blank() && !active {
                let words =
                    if ui.needs().note { "needed; it stays inside" } else { "optional; it stays inside" };
                canvas.text(place, 0, &words, canvas.theme.dim);
            }
        }
    }
}

fn buttons(canvas: &mut Canvas<'_>, foot: Rect, ui: &DecisionUi) {
    let theme = canvas.theme;
    if ui.is_sent() {
        canvas.text(foot, 0, &"recording …", theme.dim);
        return;
    }
    let ready = ui.is_complete() || ui.wants_reading();
    let words = match ui.missing() {
        None if ui.marked > 0 => Clean::line(" enter  Ask each case "),
        // Another reason than the one proposed, or other words, is a proposal of its own (N7).
        None if ui.preview().map_or(ui.needs().second_operator, |preview| preview.proposes) => {
            Clean::line(" enter  Propose it ")
        }
        None => Clean::line(&format!(" enter  {} ", ui.action.title)),
        Some(more) if ready => Clean::line(&format!(" enter  {more} ↓ ")),
        Some(missing) => Clean::line(&format!(" ○ {missing} ")),
    };
    let style = if ready { theme.button } else { theme.button_off };
    let words = words.fit(usize::from(foot.width.saturating_sub(15)));
    let used = canvas.text(foot, 0, &words, style);
    let place = Rect { width: used, ..foot };
    if ui.part() == Part::Confirm {
        columns::select(canvas, place);
    }
    if ready {
        canvas.hits.push(place, Target::Command(CommandId::Confirm));
    }
    let rest = Rect { x: foot.x + used, width: foot.width - used, ..foot };
    let used = canvas.text_at(rest, 2, 0, &"esc", theme.key);
    canvas.text_at(rest, 3 + used, 0, &"not yet", theme.dim);
    canvas.hits.push(
        Rect { x: rest.x + rest.width.min(2), width: rest.width.saturating_sub(2).min(11), ..rest },
        Target::Command(CommandId::Cancel),
    );
}
