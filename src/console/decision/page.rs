//! The dialog laid out for a size, before it is drawn: `update` reads from it what is on screen, `draw` what to show.
//!
//! It is one document, which scrolls where it is longer than the room there is. What would happen comes last, behind what is
//! to be given, because it depends on that.

use super::state::{DecisionUi, Part};
use crate::console::case::clock::stamp;
use crate::console::sheet::{Piece, Row, Tone, piece, wrapped};
use crate::desk::{Preview, PreviewLetter};
use crate::text::Clean;
use crate::text::prose::{Block, Sort, blocks};

/// Columns of the words at the left, and in a narrow dialog.
const LABEL: (usize, usize) = (11, 8);
/// Columns from which a dialog is not narrow.
const WIDE: usize = 56;
/// Columns of the field for the case's number.
pub const NUMBER: u16 = 16;
/// Lines of the field for the paragraph, while it is written in or holds something.
const PARAGRAPH: usize = 4;
/// Columns by which a letter's line that stands by itself is set in.
const SET_IN: &str = "    ";

/// What a line belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The nth reason.
    Reason(usize),
    /// A field.
    Field(Part),
    /// The head of the nth letter.
    Letter(usize),
}

/// One line.
#[derive(Debug, Clone, Default)]
pub struct Line {
    /// Its text; what it can be clicked as, counted as [`DecisionUi::click`] does.
    pub row: Row<usize>,
    /// What it belongs to.
    pub anchor: Option<Anchor>,
    /// Whether it tells what would happen, so that nobody may confirm before it was on screen.
    pub weighs: bool,
}

/// The dialog laid out.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Line>,
    /// Columns of the box.
    pub width: u16,
    /// Lines of the box.
    pub height: u16,
    /// Lines that there is room for at once.
    pub room: u16,
    /// Columns of the words at the left.
    pub label: u16,
}

impl Page {
    /// The page of a dialog over `width` × `height` cells.
    pub fn new(ui: &DecisionUi, width: u16, height: u16) -> Self {
        let wide = if width >= 90 { 8 } else { 0 };
        let width = width.saturating_sub(wide).min(110);
        let inner = usize::from(width.saturating_sub(4));
        let label = if inner < WIDE { LABEL.1 } else { LABEL.0 };
        let lines = Writer { ui, inner, label, lines: Vec::new() }.write();
        // The frame, the button, and where it can be spared an empty line above it.
        let beside = if height < 14 { 3 } else { 4 };
        let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(beside).max(12);
        let height = wanted.min(height);
        let label = u16::try_from(label).unwrap_or(width);
        Self { lines, width, height, room: height.saturating_sub(beside), label }
    }

    /// The first line that can stand on top.
    pub fn last_top(&self) -> usize {
        self.lines.len().saturating_sub(usize::from(self.room))
    }

    /// The lines that belong to `anchor`: the first, and the one behind the last.
    pub fn lines_of(&self, anchor: Anchor) -> Option<(usize, usize)> {
        let of = |line: &Line| line.anchor == Some(anchor);
        let first = self.lines.iter().position(of)?;
        Some((first, self.lines.iter().rposition(of)? + 1))
    }
}

struct Writer<'a> {
    ui: &'a DecisionUi,
    inner: usize,
    label: usize,
    lines: Vec<Line>,
}

impl Writer<'_> {
    fn write(mut self) -> Vec<Line> {
        self.outcome();
        self.notices();
        self.reasons();
        self.fields();
        if let Some(preview) = self.ui.preview() {
            self.orders(preview);
            self.letters(preview);
        }
        self.lines
    }

    fn push(&mut self, rows: Vec<Row<usize>>, anchor: Option<Anchor>, weighs: bool) {
        self.lines.extend(rows.into_iter().map(|row| Line { row, anchor, weighs }));
    }

    fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.row.left.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    fn told(&self, sign: &str, words: &str, tone: Tone) -> Vec<Row<usize>> {
        wrapped(&[piece(tone, sign)], &Clean::line(words), tone, &[], self.inner, None)
    }

    fn label(&self, words: &str, active: bool) -> Piece {
        let tone = if active { Tone::Accent } else { Tone::Dim };
        piece(tone, &format!("{words:<width$}", width = self.label))
    }

    /// From where to where, and how long it is held.
    fn outcome(&mut self) {
        let from = Clean::line(&self.ui.from);
        let to = match self.ui.preview() {
            Some(Preview { proposes: true, .. }) => {
                Some(vec![piece(Tone::Warn, "  stays, with your proposal")])
            }
            Some(Preview { stage: Some((_, title)), .. }) if *title != self.ui.from => {
                Some(vec![piece(Tone::Dim, "  →  "), piece(Tone::Strong, title)])
            }
            Some(_) => Some(vec![piece(Tone::Dim, "  stays")]),
            None => None,
        };
        let mut rows = vec![Row::new().clean(Tone::Plain, from.clone())];
        if let Some(to) = to {
            let columns: usize = to.iter().map(|piece| piece.text.width()).sum();
            if from.width() + columns > self.inner {
                rows.push(Row::new());
            }
            if let Some(row) = rows.last_mut() {
                row.left.extend(to);
            }
        }
        let known = self.ui.preview().is_some();
        self.push(rows, None, known);
        if let Some(until) = self.ui.preview().and_then(|preview| preview.hold_until) {
            let words = format!("held until {} UTC; the owner can block it meanwhile", stamp(until));
            self.push(self.told("", &words, Tone::Warn), None, true);
        }
        if let Some(why) = self.ui.refusal() {
            self.push(self.told("✘ ", why.as_str(), Tone::Bad), None, false);
        }
        self.gap();
    }

    fn notices(&mut self) {
        if self.ui.marked > 0 {
            let words = format!("What follows is that of {}, as an example of all.", self.ui.number);
            self.push(self.told("", &words, Tone::Warn), None, true);
        }
        if self.ui.needs().second_operator {
            let words = "two people decide this: you propose, another person must agree (N7)";
            self.push(self.told("⚠ ", words, Tone::Warn), None, true);
        }
        if self.ui.needs().confirm {
            self.push(self.told("‼ ", "this cannot be taken back", Tone::Bad), None, true);
        }
        self.gap();
    }

    fn reasons(&mut self) {
        let ui = self.ui;
        let active = ui.part() == Part::Reason;
        for (index, reason) in ui.reasons().iter().enumerate() {
            let chosen = ui.chosen() == Some(index);
            let (sign, tone) = if chosen { ("(•) ", Tone::Strong) } else { ("( ) ", Tone::Plain) };
            let first = [self.label(if index == 0 { "Reason" } else { "" }, active), piece(tone, sign)];
            let text = Clean::line(&format!("{} ({})", reason.title, reason.rule));
            let rows = wrapped(&first, &text, tone, &[], self.inner, Some(&index));
            self.push(rows, Some(Anchor::Reason(index)), false);
        }
        if let Some(reason) = ui.chosen().and_then(|chosen| ui.reasons().get(chosen)) {
            let words = Clean::line(&format!("the applicant reads: “{}”", reason.outward));
            let first = [self.label("", false)];
            self.push(wrapped(&first, &words, Tone::Dim, &[], self.inner, None), None, false);
        }
        self.gap();
    }

    fn fields(&mut self) {
        let ui = self.ui;
        let active = ui.part() == Part::Note;
        let row = Row { left: vec![self.label("Note", active)], ..Row::new() };
        let mut rows = vec![row.at(ui.item_of(Part::Note))];
        if active || !ui.note().is_blank() {
            rows.push(Row { left: vec![self.label("", false)], ..Row::new() }.at(ui.item_of(Part::Note)));
        }
        self.push(rows, Some(Anchor::Field(Part::Note)), false);
        if ui.needs().confirm {
            self.number();
        }
        if ui.needs().paragraph {
            self.paragraph();
        }
        self.gap();
    }

    fn paragraph(&mut self) {
        let (ui, item) = (self.ui, self.ui.item_of(Part::Paragraph));
        let active = ui.part() == Part::Paragraph;
        let label = |words| Row { left: vec![self.label(words, active)], ..Row::new() }.at(item);
        let lines = if active || ui.has_paragraph() { PARAGRAPH } else { 1 };
        let rows = (0..lines).map(|line| label(if line == 0 { "Add" } else { "" })).collect();
        self.push(rows, Some(Anchor::Field(Part::Paragraph)), false);
    }

    /// The field for the case's number, with what to type beside it, or below it in a narrow dialog.
    fn number(&mut self) {
        let item = self.ui.item_of(Part::Number);
        let label = self.label("Number", self.ui.part() == Part::Number);
        let words = format!("type {} to confirm", self.ui.number);
        let row = Row { left: vec![label], ..Row::new() }.at(item);
        let rows = if self.inner < WIDE {
            let below = Row { left: vec![self.label("", false)], ..Row::new() }.at(item);
            vec![row, below.put(Tone::Dim, &words)]
        } else {
            vec![row.put(Tone::Dim, &format!("{}  {words}", " ".repeat(usize::from(NUMBER))))]
        };
        self.push(rows, Some(Anchor::Field(Part::Number)), false);
    }

    fn orders(&mut self, preview: &Preview) {
        for (index, order) in preview.orders.iter().enumerate() {
            let first = [self.label(if index == 0 { "Orders" } else { "" }, false)];
            let until = order.until.map(|until| format!(" until {} UTC", stamp(until))).unwrap_or_default();
            let text = format!("{} for {}{until}", order.order.as_str().replace('_', " "), order.account);
            let rows = wrapped(&first, &Clean::line(&text), Tone::Plain, &[], self.inner, None);
            self.push(rows, None, true);
        }
        self.gap();
    }

    /// Who is written to, letter by letter; then what the chosen one says.
    fn letters(&mut self, preview: &Preview) {
        let count = preview.letters.len();
        let active = self.ui.part() == Part::Letters;
        if count == 0 {
            let row = Row { left: vec![self.label("Letters", false)], ..Row::new() };
            self.push(vec![row.put(Tone::Dim, "none")], None, true);
        }
        let shown = self.ui.letter();
        for (index, letter) in preview.letters.iter().enumerate() {
            let words = match (index, count) {
                (0, 1) => "Letter",
                (0, _) => "Letters",
                _ => "",
            };
            let sign = match (count, index == shown) {
                (1, _) => "",
                (_, true) => "▸ ",
                (_, false) => "  ",
            };
            let first = [self.label(words, active), piece(Tone::Accent, sign)];
            let tone = if active && index == shown { Tone::Accent } else { Tone::Plain };
            let right = if count > 1 && index == 0 { vec![piece(Tone::Dim, "←/→")] } else { Vec::new() };
            let item = self.ui.item_of(Part::Letters);
            let mut rows = wrapped(&first, &to(letter), tone, &right, self.inner, Some(&item));
            let first = [self.label("", false), piece(Tone::Plain, if count > 1 { "  " } else { "" })];
            let subject = Clean::line(&letter.subject);
            rows.extend(wrapped(&first, &subject, Tone::Strong, &[], self.inner, Some(&item)));
            self.push(rows, Some(Anchor::Letter(index)), true);
        }
        if count > 1 {
            self.gap();
        }
        if let Some(letter) = preview.letters.get(shown) {
            self.body(letter);
        }
    }

    /// A letter's text, its paragraphs broken anew for the room there is: its own lines have another length. What the reviewer
    /// adds stands among it, so then it weighs.
    fn body(&mut self, letter: &PreviewLetter) {
        let indent = if self.inner < WIDE { "" } else { "  " };
        // Its words depend on the reason: before one is chosen, those of any reason would be put into its mouth.
        if self.ui.chosen().is_none() && !self.ui.reasons().is_empty() {
            let row = Row::new().put(Tone::Plain, indent).put(Tone::Dim, "Its text depends on the reason.");
            return self.push(vec![row], None, false);
        }
        let weighs = self.ui.has_paragraph();
        for block in blocks(Clean::block(&letter.body).as_str()) {
            if block.apart {
                self.push(vec![Row::new()], None, false);
            }
            let rows = of_letter(&block, indent, self.inner);
            self.push(rows, None, weighs);
        }
    }
}

/// The lines of one block of a letter; those of an item hang under its first word.
fn of_letter(block: &Block, indent: &str, width: usize) -> Vec<Row<usize>> {
    let lead = match &block.sort {
        Sort::Paragraph => indent.to_owned(),
        Sort::Item(mark) => format!("{indent}{mark} "),
        Sort::Set => format!("{indent}{SET_IN}"),
        Sort::Rule => return vec![Row::new().put(Tone::Dim, &format!("{indent}──"))],
    };
    // In a very narrow dialog the text needs all the room there is.
    let lead = if 2 * lead.len() > width { String::new() } else { lead };
    wrapped(&[piece(Tone::Dim, &lead)], &Clean::line(&block.text), Tone::Dim, &[], width.max(1), None)
}

fn to(letter: &PreviewLetter) -> Clean {
    let language = letter.language.as_ref().map(|language| format!(", in {}", language.words()));
    let language = language.unwrap_or_default();
    Clean::line(&format!("to {}{language}: {}", letter.reach.words(), letter.to.join(", ")))
}
