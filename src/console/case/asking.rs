//! The questions that the screen asks in place, over the columns: what would be accepted, why data must be seen, what is
//! recalled. What would be accepted scrolls, and is accepted only where its end is on screen.

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
        Some(Ask::Accept { plan, top }) => accept(canvas, area, plan, *top),
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

/// What would be accepted, laid out for a size.
#[derive(Debug, Clone)]
pub struct Acceptance {
    rows: Vec<sheet::Row<()>>,
    width: u16,
    height: u16,
    room: usize,
}

impl Acceptance {
    /// The question over `width` × `height` cells. What stays open comes first: it is what one must not miss.
    pub fn new(plan: &Plan, (width, height): (u16, u16)) -> Self {
        let width = width.saturating_sub(if width < 60 { 0 } else { 4 }).min(90);
        let inner = usize::from(width.saturating_sub(4));
        let mut rows: Vec<sheet::Row<()>> = Vec::new();
        if !plan.left.is_empty() {
            rows.push(sheet::Row::new().put(Tone::Strong, "Left open"));
        }
        for (title, why) in &plan.left {
            let text = Clean::line(&format!("{title}: {why}"));
            rows.extend(wrapped(&[piece(Tone::Bad, "‼ ")], &text, Tone::Plain, &[], inner, None));
        }
        if !plan.left.is_empty() {
            rows.push(sheet::Row::new());
        }
        for (confirmed, words) in [(true, "Confirmed by a test"), (false, "Only on your word")] {
            let mut steps = plan.steps.iter().filter(|step| step.confirmed == confirmed).peekable();
            if steps.peek().is_some() {
                let right = if confirmed { String::new() } else { files(plan.files) };
                rows.push(sheet::Row::new().put(Tone::Strong, words).right(Tone::Dim, &right));
            }
            for step in steps {
                let right = [piece(Tone::Dim, &step.rule)];
                let sign = [piece(Tone::Good, "✔ ")];
                rows.extend(wrapped(&sign, &Clean::line(&step.title), Tone::Plain, &right, inner, None));
            }
        }
        // The frame, the keys, and where it can be spared an empty line above them.
        let tight = height < 14 || rows.len() + 4 > usize::from(height);
        let beside = if tight { 3 } else { 4 };
        let wanted = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(beside);
        let height = wanted.min(height);
        Self { rows, width, height, room: usize::from(height.saturating_sub(beside)) }
    }

    /// The first line that can stand on top.
    pub fn last_top(&self) -> usize {
        self.rows.len().saturating_sub(self.room)
    }

    /// Lines of a page: one of the last page stays in sight.
    pub fn page(&self) -> usize {
        self.room.saturating_sub(1).max(1)
    }
}

/// How many files the reviewer's word is about, and where they are.
fn files((here, elsewhere): (usize, usize)) -> String {
    match (here, elsewhere) {
        (0, 0) => "no file came".to_owned(),
        (here, 0) => format!("{} to look at", plural(here, "file")),
        (0, elsewhere) => format!("{}, kept elsewhere", plural(elsewhere, "file")),
        (here, elsewhere) => format!("{} to look at, {elsewhere} elsewhere", plural(here, "file")),
    }
}

fn accept(canvas: &mut Canvas<'_>, area: Rect, plan: &Plan, top: usize) {
    let laid = Acceptance::new(plan, (area.width, area.height));
    let title = format!("Accept {}?", plural(plan.steps.len(), "open point"));
    let inside = canvas.dialog(centred(area, laid.width, laid.height), &Clean::line(&title));
    let top = top.min(laid.last_top());
    for (line, row) in (0..inside.height).zip(laid.rows.iter().skip(top).take(laid.room)) {
        columns::row(canvas, inside, line, row);
    }
    columns::more_on_frame(canvas, inside, top, laid.rows.len().saturating_sub(top + laid.room));
    foot(canvas, inside, if top < laid.last_top() { "read on ↓" } else { "accept, one by one" });
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
