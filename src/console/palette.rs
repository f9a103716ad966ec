//! Finding a command, an action or a queue by a few of its letters.

use super::field::Field;
use super::model::{Model, Place};
use super::registry::{COMMANDS, CommandId};
use super::words;
use crate::playbook::ActionId;
use crate::text::Clean;
use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// What can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// A command.
    Command(CommandId),
    /// An action of the playbook on the current case.
    Action(ActionId),
    /// A queue or view.
    Place(Place),
}

/// One line of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it chooses.
    pub choice: Choice,
    /// Its words.
    pub title: Clean,
    /// What it does, or why it cannot be done.
    pub doc: Clean,
    /// Its key.
    pub key: Clean,
    /// Whether it can be done now.
    pub possible: bool,
}

/// The palette.
#[derive(Debug, Clone, Default)]
pub struct Palette {
    /// What was typed.
    pub field: Field,
    /// Everything that can be chosen here and now.
    entries: Vec<Entry>,
    /// Those that match, the best first.
    matching: Vec<usize>,
    /// The selected one among those that match.
    pub cursor: usize,
}

impl Palette {
    /// The palette over the screen that the model shows.
    pub fn new(model: &Model) -> Self {
        let mut palette = Self { entries: entries(model), ..Self::default() };
        palette.search();
        palette
    }

    /// The entries that match, the best first.
    pub fn matching(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.matching.iter().map(|index| &self.entries[*index])
    }

    /// The selected entry.
    pub fn selected(&self) -> Option<&Entry> {
        self.matching.get(self.cursor).map(|index| &self.entries[*index])
    }

    /// Moves the selection.
    pub fn step(&mut self, steps: isize) {
        self.cursor = self.cursor.saturating_add_signed(steps).min(self.matching.len().saturating_sub(1));
    }

    /// Selects the nth of those that match.
    pub fn select(&mut self, index: usize) {
        self.cursor = index.min(self.matching.len().saturating_sub(1));
    }

    /// Looks again for what was typed.
    pub fn search(&mut self) {
        self.cursor = 0;
        let typed = self.field.text().trim();
        if typed.is_empty() {
            self.matching = (0..self.entries.len()).collect();
            return;
        }
        let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
        let mut matcher = Matcher::new(Config::DEFAULT);
        let mut buffer = Vec::new();
        let mut found: Vec<(u32, usize)> = Vec::new();
        for (index, entry) in self.entries.iter().enumerate() {
            // A hit in the title counts more than one in the explanation.
            let mut score = |text: &str| pattern.score(Utf32Str::new(text, &mut buffer), &mut matcher);
            let title = score(entry.title.as_str()).map(|score| score + 1000);
            if let Some(score) = title.or_else(|| score(entry.doc.as_str())) {
                found.push((score, index));
            }
        }
        found.sort_by_key(|(score, index)| (std::cmp::Reverse(*score), *index));
        self.matching = found.into_iter().map(|(_, index)| index).collect();
    }
}

fn entries(model: &Model) -> Vec<Entry> {
    let focus = model.screen_focus();
    let mut entries: Vec<Entry> = words::actions(model)
        .into_iter()
        .map(|action| {
            let possible = action.refusal.is_none();
            Entry {
                choice: Choice::Action(action.id),
                title: action.title,
                doc: action.refusal.unwrap_or_else(|| Clean::line("Action of the playbook")),
                key: action.key.map_or_else(Clean::default, |key| Clean::line(&key.to_string())),
                possible,
            }
        })
        .collect();
    for spec in COMMANDS.iter().filter(|spec| spec.offered_at(focus) && spec.group != "Move") {
        let refusal = spec.enabled(model).err();
        let key = model.keymap.keys_of(spec.id).first().map(ToString::to_string).unwrap_or_default();
        entries.push(Entry {
            choice: Choice::Command(spec.id),
            title: Clean::line(spec.title),
            doc: refusal.as_ref().map_or_else(|| Clean::line(spec.doc), |no| Clean::line(&no.to_string())),
            key: Clean::line(&key),
            possible: refusal.is_none(),
        });
    }
    entries.extend(model.places().into_iter().map(|place| Entry {
        title: Clean::line(&format!("go to {}", words::place(model, &place))),
        doc: Clean::line("Shows these cases"),
        key: Clean::default(),
        possible: true,
        choice: Choice::Place(place),
    }));
    entries
}
