//! Drawing the decision dialog.

use super::state::{DecisionUi, Part};
use crate::console::case::clock::stamp;
use crate::console::columns;
use crate::console::hit::Target;
use crate::console::paint::{Canvas, centred};
use crate::console::registry::CommandId;
use crate::desk::{Preview, PreviewLetter};
use crate::text::Clean;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Columns of the words at the left.
const LABEL: u16 = 11;

/// Draws the dialog in the middle of `area`.
pub fn draw(canvas: &mut Canvas<'_>, area: Rect, ui: &DecisionUi) {
    let width = area.width.saturating_sub(if area.width >= 90 { 8 } else { 0 }).min(110);
    let mut painter = Painter { ui, width: width.saturating_sub(4), lines: 0, labelled: LABEL };
    if painter.width < 44 {
        painter.labelled = 0;
    }
    let height = painter.height(area.height);
    let place = centred(area, width, height);
    let title = Clean::line(&format!("{} · {}", ui.action.title, ui.number));
    let inside = canvas.dialog(place, &title);
    painter.lines = 0;
    painter.draw(canvas, inside);
}

struct Painter<'a> {
    ui: &'a DecisionUi,
    width: u16,
    lines: u16,
    labelled: u16,
}

impl<'a> Painter<'a> {
    /// Lines that all of it takes, up to what there is.
    fn height(&self, most: u16) -> u16 {
        let letter = self.letter().map_or(0, |letter| self.letter_lines(letter).len() + 3);
        let reasons = if self.ui.reasons().is_empty() { 0 } else { self.ui.reasons().len() + 1 };
        let orders = self.ui.preview().map_or(0, |preview| preview.orders.len() + 1);
        let notices = usize::from(self.ui.needs().second_operator) + usize::from(self.ui.needs().confirm) * 2;
        let all = 2 + 3 + reasons + 3 + notices + orders + letter + 2 + 2;
        u16::try_from(all).unwrap_or(most).clamp(12, most.max(12)).min(most)
    }

    fn draw(&mut self, canvas: &mut Canvas<'_>, inside: Rect) {
        // The last line is the button's, whatever else must go.
        let body = Rect { height: inside.height.saturating_sub(2), ..inside };
        self.outcome(canvas, body);
        self.notices(canvas, body);
        self.reasons(canvas, body);
        self.fields(canvas, body);
        self.consequences(canvas, body);
        let foot =
            Rect { y: inside.y + inside.height.saturating_sub(1), height: inside.height.min(1), ..inside };
        self.buttons(canvas, foot);
    }

    fn at(&self, body: Rect, height: u16) -> Rect {
        let y = body.y.saturating_add(self.lines).min(body.bottom());
        Rect { y, height: height.min(body.bottom() - y), ..body }
    }

    fn label(&self, canvas: &mut Canvas<'_>, line: Rect, words: &'static str, active: bool) -> Rect {
        if self.labelled == 0 {
            return line;
        }
        let style = if active { canvas.theme.accent } else { canvas.theme.dim };
        canvas.text(Rect { width: line.width.min(self.labelled), ..line }, 0, &words, style);
        Rect { x: line.x + self.labelled, width: line.width.saturating_sub(self.labelled), ..line }
    }

    /// From where to where, and how long it is held.
    fn outcome(&mut self, canvas: &mut Canvas<'_>, body: Rect) {
        let theme = canvas.theme;
        let line = self.at(body, 1);
        let mut pieces: Vec<(Clean, Style)> = vec![(Clean::line(&self.ui.from), theme.text)];
        match self.ui.preview() {
            Some(Preview { proposes: true, .. }) => {
                pieces.push((Clean::line("  stays, with your proposal"), theme.warn));
            }
            Some(Preview { stage: Some((_, title)), .. }) if *title != self.ui.from => {
                pieces.push((Clean::line("  →  "), theme.dim));
                pieces.push((Clean::line(title), theme.strong));
            }
            Some(_) => pieces.push((Clean::line("  stays"), theme.dim)),
            None => {}
        }
        canvas.pieces(line, 0, &pieces);
        self.lines += 1;
        if let Some(until) = self.ui.preview().and_then(|preview| preview.hold_until) {
            let words =
                Clean::line(&format!("held until {} UTC; the owner can block it meanwhile", stamp(until)));
            canvas.text(self.at(body, 1), 0, &words, theme.warn);
            self.lines += 1;
        }
        if let Some(why) = self.ui.refusal() {
            let words = Clean::line(&format!("✘ {why}"));
            self.lines += canvas.wrapped(self.at(body, 3), 0, &words, theme.bad);
        }
        self.lines += 1;
    }

    fn notices(&mut self, canvas: &mut Canvas<'_>, body: Rect) {
        let theme = canvas.theme;
        let mut said = false;
        if self.ui.needs().second_operator {
            let words = "⚠ two people decide this: you propose, another person must agree (N7)";
            self.lines += canvas.wrapped(self.at(body, 2), 0, &words, theme.warn);
            said = true;
        }
        if self.ui.needs().confirm {
            let words = "‼ this cannot be taken back";
            self.lines += canvas.wrapped(self.at(body, 2), 0, &words, theme.bad);
            said = true;
        }
        self.lines += u16::from(said);
    }

    fn reasons(&mut self, canvas: &mut Canvas<'_>, body: Rect) {
        let ui = self.ui;
        for (index, reason) in ui.reasons().iter().enumerate() {
            let active = ui.part() == Part::Reason;
            let line = self.at(body, 1);
            if line.height == 0 {
                return;
            }
            let words = if index == 0 { "Reason" } else { "" };
            let place = self.label(canvas, line, words, active);
            let sign = if ui.chosen() == Some(index) { "(•)" } else { "( )" };
            let text = Clean::line(&format!("{sign} {} ({})", reason.title, reason.rule));
            let theme = canvas.theme;
            canvas.text(place, 0, &text, if ui.chosen() == Some(index) { theme.strong } else { theme.text });
            if active && ui.cursor() == index {
                columns::select(canvas, place);
            }
            canvas.hits.push(place, Target::Item(index));
            self.lines += 1;
        }
        if let Some(reason) = ui.chosen().and_then(|chosen| ui.reasons().get(chosen)) {
            let place = self.label(canvas, self.at(body, 2), "", false);
            let words = Clean::line(&format!("the applicant reads: “{}”", reason.outward));
            self.lines += canvas.wrapped(place, 0, &words, canvas.theme.dim);
        }
        self.lines += u16::from(!ui.reasons().is_empty());
    }

    fn fields(&mut self, canvas: &mut Canvas<'_>, body: Rect) {
        let ui = self.ui;
        let active = ui.part() == Part::Note;
        let tall = if active || !ui.note().is_blank() { 2 } else { 1 };
        let place = self.label(canvas, self.at(body, tall), "Note", active);
        ui.note().draw(canvas, place, active);
        if ui.note().is_blank() && !active {
            let words = if ui.needs().note { "needed; it stays inside" } else { "optional; it stays inside" };
            canvas.text(place, 0, &words, canvas.theme.dim);
        }
        canvas.hits.push(place, Target::Item(self.item_of(Part::Note)));
        self.lines += tall;
        if ui.needs().confirm {
            let active = ui.part() == Part::Number;
            let place = self.label(canvas, self.at(body, 1), "Number", active);
            let field = Rect { width: place.width.min(16), ..place };
            ui.typed().draw(canvas, field, active);
            let words = Clean::line(&format!("  type {} to confirm", ui.number));
            canvas.text_at(place, field.width, 0, &words, canvas.theme.dim);
            canvas.hits.push(field, Target::Item(self.item_of(Part::Number)));
            self.lines += 1;
        }
        self.lines += 1;
    }

    fn item_of(&self, part: Part) -> usize {
        let parts = self.ui.parts();
        self.ui.reasons().len() + parts.iter().position(|other| *other == part).unwrap_or(parts.len())
    }

    fn consequences(&mut self, canvas: &mut Canvas<'_>, body: Rect) {
        let ui = self.ui;
        let Some(preview) = ui.preview() else { return };
        let theme = canvas.theme;
        for (index, order) in preview.orders.iter().enumerate() {
            let words = if index == 0 { "Orders" } else { "" };
            let place = self.label(canvas, self.at(body, 1), words, false);
            let until = order.until.map(|until| format!(" until {} UTC", stamp(until))).unwrap_or_default();
            let text = format!("{} for {}{until}", order.order.as_str().replace('_', " "), order.account);
            canvas.text(place, 0, &Clean::line(&text), theme.text);
            self.lines += 1;
        }
        self.lines += u16::from(!preview.orders.is_empty());
        let Some(letter) = self.letter() else {
            let place = self.label(canvas, self.at(body, 1), "Letters", false);
            canvas.text(place, 0, &"none", theme.dim);
            self.lines += 1;
            return;
        };
        self.letter_drawn(canvas, body, letter, preview.letters.len());
    }

    fn letter_drawn(&mut self, canvas: &mut Canvas<'_>, body: Rect, letter: &PreviewLetter, count: usize) {
        let theme = canvas.theme;
        let active = self.ui.part() == Part::Letters;
        let (index, scrolled) = self.ui.letter();
        let place =
            self.label(canvas, self.at(body, 2), if count > 1 { "Letters" } else { "Letter" }, active);
        let number = if count > 1 { format!("{} of {count} (←/→) ", index + 1) } else { String::new() };
        let head = Clean::line(&format!("{number}to {}: {}", letter.reach.words(), letter.to.join(", ")));
        canvas.hits.push(place, Target::Item(self.item_of(Part::Letters)));
        self.lines += canvas.wrapped(place, 0, &head, if active { theme.accent } else { theme.text });
        let place = self.label(canvas, self.at(body, 1), "", false);
        canvas.text(place, 0, &Clean::line(&letter.subject), theme.strong);
        self.lines += 1;
        let lines = self.letter_lines(letter);
        let room = self.letter_room(self.at(body, u16::MAX));
        let height = usize::from(room.height);
        let first = scrolled.min(lines.len().saturating_sub(height));
        for (line, text) in (0..room.height).zip(lines.iter().skip(first)) {
            canvas.text(room, line, text, theme.dim);
        }
        let below = lines.len().saturating_sub(first + height);
        if below > 0 && height > 0 {
            let words = Clean::line(&format!(" ↓{below}"));
            canvas.text_right(room, room.height - 1, &words, theme.accent);
        }
    }

    fn letter(&self) -> Option<&'a PreviewLetter> {
        let ui = self.ui;
        ui.preview()?.letters.get(ui.letter().0)
    }

    fn letter_lines(&self, letter: &PreviewLetter) -> Vec<Clean> {
        let room = self.letter_room(Rect { width: self.width, ..Rect::ZERO });
        Clean::block(letter.body.trim_end()).wrap(usize::from(room.width).max(1))
    }

    /// A letter's text stands a little in from the left: it has lines of its own, and they should not break twice.
    fn letter_room(&self, area: Rect) -> Rect {
        let indent = if self.labelled == 0 { 0 } else { 2.min(area.width) };
        Rect { x: area.x + indent, width: area.width - indent, ..area }
    }

    fn buttons(&self, canvas: &mut Canvas<'_>, foot: Rect) {
        let theme = canvas.theme;
        let ui = self.ui;
        if ui.is_sent() {
            canvas.text(foot, 0, &"recording …", theme.dim);
            return;
        }
        let words = match ui.missing() {
            None if ui.needs().second_operator => Clean::line(" enter  Propose it "),
            None => Clean::line(&format!(" enter  {} ", ui.action.title)),
            Some(missing) => Clean::line(&format!(" ○ {missing} ")),
        };
        let style = if ui.missing().is_some() { theme.button_off } else { theme.button };
        let words = words.fit(usize::from(foot.width.saturating_sub(15)));
        let used = canvas.text(foot, 0, &words, style);
        let place = Rect { width: used, ..foot };
        if ui.part() == Part::Confirm {
            columns::select(canvas, place);
        }
        if ui.is_complete() {
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
}
