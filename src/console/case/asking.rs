//! The questions that the screen asks in place, over the columns: what would be accepted, why data must be seen, what is
//! recalled.

use super::brief::plural;
use super::open::Plan;
use super::state::{Ask, CaseUi};
use crate::console::field::Field;
use crate::console::hit::Target;
use crate::console::paint::{Canvas, centred};
use crate::console::registry::CommandId;
use crate::console::sheet::{Tone, piece, wrapped};
use crate::console::{columns, sheet};
use crate::text::Clean;
use ratatui::layout::Rect;

/// Draws the question that is asked, if one is.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, ui: &CaseUi) {
    match &ui.ask {
        None => {}
        Some(Ask::Accept(plan)) => accept(canvas, area, plan),
        Some(Ask::Reveal(field)) => {
            typed(
                canvas,
                area,
                "Show personal data",
                "Why must it be seen? The reason is recorded (N6).",
                field,
            );
        }
        Some(Ask::Clue(id, field)) => {
            let clue = ui.view().and_then(|view| view.kind()?.clue(id));
            let title = clue.map_or(id.as_str(), |clue| clue.title.as_str());
            let title = format!("What the applicant recalls: {title}");
            typed(canvas, area, &title, "Commas between several. It is held against the record.", field);
        }
    }
}

fn accept(canvas: &mut Canvas<'_>, area: Rect, plan: &Plan) {
    let width = area.width.saturating_sub(4).min(90).max(area.width.min(36));
    let inner = usize::from(width.saturating_sub(4));
    let mut rows: Vec<sheet::Row<()>> = Vec::new();
    for step in &plan.steps {
        let right = [piece(Tone::Dim, &step.rule)];
        rows.extend(wrapped(
            &[piece(Tone::Good, "✔ ")],
            &Clean::line(&step.title),
            Tone::Plain,
            &right,
            inner,
            None,
        ));
    }
    if !plan.left.is_empty() {
        rows.push(sheet::Row::new());
        rows.push(sheet::Row::new().put(Tone::Strong, "Left open, because a test contradicts it"));
    }
    for (title, why) in &plan.left {
        let text = Clean::line(&format!("{title}: {why}"));
        rows.extend(wrapped(&[piece(Tone::Bad, "‼ ")], &text, Tone::Plain, &[], inner, None));
    }
    let height = u16::try_from(rows.len() + 4).unwrap_or(u16::MAX);
    let title = format!("Accept {} on your word?", plural(plan.steps.len(), "open point"));
    let inside = canvas.dialog(centred(area, width, height), &Clean::line(&title));
    let room = usize::from(inside.height.saturating_sub(2));
    let shown = if rows.len() > room { room.saturating_sub(1) } else { rows.len() };
    for (line, row) in (0..inside.height).zip(rows.iter().take(shown)) {
        columns::row(canvas, inside, line, row);
    }
    if rows.len() > shown {
        let words = Clean::line(&format!("… and {}", plural(rows.len() - shown, "more line")));
        canvas.text(inside, u16::try_from(shown).unwrap_or(u16::MAX), &words, canvas.theme.warn);
    }
    foot(canvas, inside, "accept, one by one");
}

fn typed(canvas: &mut Canvas<'_>, area: Rect, title: &str, words: &str, field: &Field) {
    let width = area.width.saturating_sub(4).min(70).max(area.width.min(36));
    let inside = canvas.dialog(centred(area, width, 7), &Clean::line(title));
    let style = canvas.theme.dim;
    let taken =
        canvas.wrapped(Rect { height: inside.height.min(2), ..inside }, 0, &Clean::line(words), style);
    let y = inside.y.saturating_add(taken + 1);
    if y < inside.bottom() {
        field.draw(canvas, Rect { y, height: 1, ..inside }, true);
    }
    foot(canvas, inside, "go on");
}

/// The two keys at the bottom.
fn foot(canvas: &mut Canvas<'_>, inside: Rect, words: &'static str) {
    let Some(line) = inside.height.checked_sub(1) else { return };
    let theme = canvas.theme;
    let at = Rect { y: inside.y + line, height: 1, ..inside };
    let used = canvas.pieces(
        at,
        0,
        &[
            (Clean::line(" enter "), theme.button.patch(theme.key)),
            (Clean::line(&format!("{words} ")), theme.button),
        ],
    );
    canvas.hits.push(Rect { width: used, ..at }, Target::Command(CommandId::Confirm));
    let rest = Rect { x: at.x + used, width: at.width.saturating_sub(used), ..at };
    let more = canvas.pieces(rest, 0, &[(Clean::line("   esc "), theme.key), (Clean::line("no"), theme.dim)]);
    canvas.hits.push(Rect { width: more, ..rest }, Target::Command(CommandId::Cancel));
}
