//! The case screen laid out for a size, before it is drawn.
//!
//! ```text
//!  title      RC-000812  Manual review  Account recovery · Binance                          ▇▂   medium 24.1 %
//!             due in 3 d 17 h (2026-11-25 08:13) · claimed by alice for 24 m · ticket T-42 of 2026-11-16
//!  strip      ✘ AGAINST  +9.0 Distance to earlier logins 11 612 km (R12) · …
//!             ✔ FOR      −11.4 Face match with the record 0.981 (R11) · …
//!             ○ OPEN     13 requirements · 3 checks   n next   A accept what no test contradicts
//!  columns    1 Checklist ─────────── │ 2 Checks ────────────── │ 5 Risk ──────────────
//!             each scrolls on its own │ 3 Side by side, 4 Clues │ 6 Clock, 9 Timeline …
//!  buttons    a Approve the recovery ✕ R5   r Reject the appeal   m Ask …
//!             ✕ R5: ID front: All edges are visible is open. Tick or refuse it.
//! ```
//! One column below 80 columns, two below 160, three from there.

use super::buttons::{self, Button};
use super::scene::{Row, Scene};
use super::stop::{Section, Stop};
use super::{accounts, brief, checklist, checks, clock, clues, story, triage, waterfall};
use crate::console::columns::split;
use crate::console::sheet::{Tone, piece};

/// One column: some sections, one below the other.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its sections.
    pub sections: &'static [Section],
    /// Its first column on the screen.
    pub x: u16,
    /// Its columns.
    pub width: u16,
    /// All its lines.
    pub rows: Vec<Row>,
}

/// The screen laid out.
#[derive(Debug, Clone)]
pub struct Page {
    /// The lines at the top.
    pub head: Vec<Row>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The lines of buttons.
    pub buttons: Vec<Vec<Button>>,
    /// Lines of the columns.
    pub height: u16,
}

impl Page {
    /// The page of a case on `width` × `height` cells. `scene.width` does not matter here.
    pub fn new(scene: &Scene<'_>, width: u16, height: u16) -> Self {
        // One column stays free at both edges.
        let full = Scene { width: usize::from(width.saturating_sub(2)), ..*scene };
        let mut head = brief::title(&full);
        if height >= 14 {
            head.extend(brief::strip(&full));
        }
        let lines = match height {
            0..12 => 1,
            12..30 => 2,
            _ => 3,
        };
        let buttons = buttons::lay(&scene.view.actions, usize::from(width), lines);
        // One line below the buttons tells what stands against the one in focus.
        let below = u16::try_from(buttons.len() + 1).unwrap_or(u16::MAX);
        let above = u16::try_from(head.len()).unwrap_or(u16::MAX);
        let body = height.saturating_sub(above).saturating_sub(below);
        Self { head, columns: columns(scene, width), buttons, height: body }
    }

    /// Everything that the cursor can stand on, section by section; each once.
    pub fn order(&self) -> Vec<Stop> {
        let mut stops: Vec<Stop> = Vec::new();
        for section in Section::ALL {
            let rows = self
                .columns
                .iter()
                .filter(|column| column.sections.contains(&section))
                .flat_map(|column| &column.rows);
            let here = rows.filter_map(|row| row.target.as_ref()).filter(|stop| stop.section() == section);
            for stop in here {
                if stops.last() != Some(stop) && !stops.contains(stop) {
                    stops.push(stop.clone());
                }
            }
        }
        stops.extend(self.buttons.iter().flatten().map(|button| Stop::Action(button.action.clone())));
        stops
    }

    /// The column that shows a section.
    pub fn column_of(&self, section: Section) -> Option<usize> {
        self.columns.iter().position(|column| column.sections.contains(&section))
    }
}

impl Column {
    /// The stops of this column in the order of its lines.
    pub fn stops(&self) -> Vec<&Stop> {
        let mut stops: Vec<&Stop> = self.rows.iter().filter_map(|row| row.target.as_ref()).collect();
        stops.dedup();
        stops
    }

    /// The line in the middle of those that belong to `stop`.
    pub fn line_of(&self, stop: &Stop) -> Option<usize> {
        let first = self.rows.iter().position(|row| row.target.as_ref() == Some(stop))?;
        let count = self.rows.iter().skip(first).take_while(|row| row.target.as_ref() == Some(stop)).count();
        Some(first + count / 2)
    }
}

const ONE: [&[Section]; 1] = [&[
    Section::Triage,
    Section::Checklist,
    Section::Checks,
    Section::Accounts,
    Section::Clues,
    Section::Score,
    Section::Clock,
    Section::Application,
    Section::Notes,
    Section::Timeline,
]];
const TWO: [&[Section]; 2] = [
    &[Section::Triage, Section::Checklist, Section::Application, Section::Notes],
    &[Section::Checks, Section::Score, Section::Accounts, Section::Clues, Section::Clock, Section::Timeline],
];
const THREE: [&[Section]; 3] = [
    &[Section::Triage, Section::Checklist],
    &[Section::Checks, Section::Accounts, Section::Clues, Section::Application, Section::Notes],
    &[Section::Score, Section::Clock, Section::Timeline],
];

fn columns(scene: &Scene<'_>, width: u16) -> Vec<Column> {
    let plan: &[&'static [Section]] = match width {
        0..80 => &ONE,
        80..160 => &TWO,
        _ => &THREE,
    };
    // The middle one has two accounts side by side, which want the most room.
    let weights: &[u16] = match plan.len() {
        1 => &[1],
        2 => &[1, 1],
        _ => &[29, 39, 32],
    };
    let places = split(width, weights);
    plan.iter()
        .zip(places)
        .map(|(sections, (x, width))| {
            let rows = column_rows(scene, sections, usize::from(width));
            Column { sections, x, width, rows }
        })
        .collect()
}

fn column_rows(scene: &Scene<'_>, sections: &[Section], width: usize) -> Vec<Row> {
    let scene = Scene { width, ..*scene };
    let mut rows = Vec::new();
    for section in sections {
        let lines = section_rows(&scene, *section);
        if lines.is_empty() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        let digit = section.digit().map(|digit| format!("{digit} ")).unwrap_or_default();
        let mut heading = Row { heading: true, ..Row::new() };
        heading.left = vec![piece(Tone::Dim, &digit), piece(Tone::Title, section.title())];
        rows.push(heading);
        rows.extend(lines);
    }
    rows
}

fn section_rows(scene: &Scene<'_>, section: Section) -> Vec<Row> {
    match section {
        Section::Triage => triage::rows(scene),
        Section::Checklist => checklist::rows(scene),
        Section::Checks => checks::rows(scene),
        Section::Accounts => accounts::rows(scene),
        Section::Clues => clues::rows(scene),
        Section::Score => waterfall::rows(scene),
        Section::Clock => clock::rows(scene),
        Section::Application => story::application(scene),
        Section::Notes => story::notes(scene),
        Section::Timeline => story::timeline(scene),
        Section::Actions => Vec::new(),
    }
}
