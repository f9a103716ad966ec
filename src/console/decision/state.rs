//! What the decision dialog holds, and what is still wanted of it; `keys` says what keys make of it.

mod keys;

use super::page::{Anchor, Page};
use super::reading::Reading;
use crate::case::{Act, CaseId, CaseNumber, Needs, Version};
use crate::console::field::{Edit, Field};
use crate::desk::{CaseView, Preview};
use crate::playbook::{Action, ActionId, Reason};
use crate::text::Clean;

/// What of the dialog keys act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The list of reasons.
    Reason,
    /// The note.
    Note,
    /// The case's number, typed.
    Number,
    /// The paragraph that goes into the letter to the applicant.
    Paragraph,
    /// The letters that would be written.
    Letters,
    /// The button that does it.
    Confirm,
}

/// What is missing where all is given but not all was on screen.
const READ_ON: &str = "read on";
/// What is missing where the letter on screen does not say yet what was written for it.
const LOOK_AGAIN: &str = "look at the letter with it";

/// What would happen, as far as it is known.
#[derive(Debug, Clone)]
enum Outlook {
    Asked,
    Known(Box<Preview>),
    Refused(Clean),
}

/// What comes of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing outside of the dialog.
    Stay,
    /// What would happen must be asked again: the reason is another one, or the paragraph.
    Ask(Act),
    /// The operator confirms.
    Confirmed(Act),
}

/// A decision being made.
#[derive(Debug, Clone)]
pub struct DecisionUi {
    /// The case.
    pub case: CaseId,
    /// The version that the operator saw.
    pub seen: Option<Version>,
    /// Its number.
    pub number: CaseNumber,
    /// The action.
    pub action: Action,
    /// Where the case stands.
    pub from: String,
    /// How many marked cases the action is meant for; 0 where it is meant for this one alone.
    pub marked: usize,
    needs: Needs,
    reasons: Vec<Reason>,
    chosen: Option<usize>,
    cursor: usize,
    note: Field,
    typed: Field,
    paragraph: Field,
    /// The paragraph of the proposal that is to be agreed to (N7).
    proposed: Option<String>,
    /// The paragraph with which it was last asked what would happen.
    asked: String,
    part: Part,
    outlook: Outlook,
    letter: usize,
    reading: Reading,
    /// Whether to go to the button by itself as soon as nothing more is wanted.
    settles: bool,
    /// Whether the note is one that was typed before and has not been looked at since.
    recalled: bool,
    /// Whether it was confirmed and the desk has not answered yet.
    sent: bool,
}

impl DecisionUi {
    /// The dialog of `action`; none where the action cannot be taken now. It begins anew, whatever was chosen in one that was
    /// left: only the note that was typed there comes back, to be looked at.
    pub fn new(view: &CaseView, id: &ActionId, note: Option<String>, seen: Option<Version>) -> Option<Self> {
        let found = view.actions.iter().find(|action| action.action.id == *id)?;
        let needs = found.state.as_ref().ok()?.clone();
        let (kind, matter) = (view.kind()?, view.case.matter.as_ref()?);
        let reasons: Vec<Reason> = needs.reasons.iter().filter_map(|id| kind.reason(id)).cloned().collect();
        let recalled = note.is_some();
        let typed = note.unwrap_or_default();
        let mut note = Field::lines();
        note.edit(&Edit::Paste(typed));
        let proposed = proposed(view, id);
        let asked = proposed.clone().unwrap_or_default();
        let mut paragraph = Field::lines();
        paragraph.edit(&Edit::Paste(asked.clone()));
        let stage = kind.stage(&matter.stage);
        let mut dialog = Self {
            case: view.case.id,
            seen,
            number: matter.number.clone(),
            action: found.action.clone(),
            from: stage.map_or_else(|| matter.stage.to_string(), |stage| stage.title.clone()),
            marked: 0,
            needs,
            reasons,
            chosen: None,
            cursor: 0,
            note,
            typed: Field::line(""),
            paragraph,
            proposed,
            asked,
            part: Part::Letters,
            outlook: Outlook::Asked,
            letter: 0,
            reading: Reading::default(),
            settles: true,
            recalled,
            sent: false,
        };
        dialog.part = dialog.first_missing().unwrap_or(Part::Letters);
        dialog.reading.follow();
        Some(dialog)
    }

    /// What was typed and chosen so far.
    pub fn act(&self) -> Act {
        let text = |field: &Field| (!field.is_blank()).then(|| field.text().trim().to_owned());
        Act {
            action: self.action.id.clone(),
            reason: self.chosen_reason().map(|reason| reason.id.clone()),
            note: text(&self.note),
            confirm: text(&self.typed),
            // Taken out of a proposal it is told too: to say nothing would be to agree to it.
            paragraph: text(&self.paragraph).or_else(|| self.proposed.as_ref().map(|_| String::new())),
        }
    }

    /// Whether what would happen is not yet known for the paragraph as it stands.
    fn is_stale(&self) -> bool {
        self.paragraph.text().trim() != self.asked
    }

    /// Asks what would happen, where the paragraph is another one and is no longer being typed.
    fn renewed(&mut self, step: Step) -> Step {
        if self.sent || self.part == Part::Paragraph || !self.is_stale() {
            return step;
        }
        self.ask()
    }

    fn ask(&mut self) -> Step {
        self.asked = self.paragraph.text().trim().to_owned();
        self.outlook = Outlook::Asked;
        Step::Ask(self.act())
    }

    /// Takes in what would happen.
    pub fn known(&mut self, outlook: Result<Preview, Clean>) {
        self.outlook = match outlook {
            Ok(preview) => Outlook::Known(Box::new(preview)),
            Err(why) => Outlook::Refused(why),
        };
        self.letter = 0;
        self.reading.restart();
        // What is refused is most likely what was just written; why stands on top.
        if self.refusal().is_some() && self.has_paragraph() {
            self.part = Part::Paragraph;
            self.reading.rewind();
        }
    }

    /// Looks at the dialog as it is on a screen of `width` × `height` cells: what is on it has been read. Whoever has given
    /// and read all that is wanted stands on the button.
    pub fn look(&mut self, width: u16, height: u16) {
        let page = Page::new(self, width, height);
        let active = match self.part {
            Part::Reason => Some(Anchor::Reason(self.cursor)),
            Part::Note | Part::Number | Part::Paragraph => Some(Anchor::Field(self.part)),
            Part::Letters => Some(Anchor::Letter(self.letter)),
            Part::Confirm => None,
        };
        let known = self.preview().is_some();
        self.reading.look(&page, (width, height), active, known);
        if self.settles && self.part == Part::Letters && self.is_complete() {
            self.part = Part::Confirm;
        }
    }

    /// The first line shown.
    pub fn top(&self) -> usize {
        self.reading.top()
    }

    /// The desk refused what was confirmed, or somebody was faster: the dialog stays, with all that was typed.
    pub fn refused(&mut self, why: Clean) {
        self.sent = false;
        self.outlook = Outlook::Refused(why);
        self.part = Part::Letters;
        self.reading.rewind();
    }

    /// What would happen, once known.
    pub fn preview(&self) -> Option<&Preview> {
        match &self.outlook {
            Outlook::Known(preview) => Some(preview),
            _ => None,
        }
    }

    /// Why it cannot be done after all.
    pub fn refusal(&self) -> Option<&Clean> {
        match &self.outlook {
            Outlook::Refused(why) => Some(why),
            _ => None,
        }
    }

    /// Whether it was confirmed and is being recorded.
    pub fn is_sent(&self) -> bool {
        self.sent
    }

    /// What the action wants to be told.
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// The reasons to choose from.
    pub fn reasons(&self) -> &[Reason] {
        &self.reasons
    }

    /// The reason that is chosen.
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    /// The reason that the cursor is on.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The note being typed.
    pub fn note(&self) -> &Field {
        &self.note
    }

    /// The case's number being typed.
    pub fn typed(&self) -> &Field {
        &self.typed
    }

    /// The paragraph being typed.
    pub fn paragraph(&self) -> &Field {
        &self.paragraph
    }

    /// Whether the letter is to say something in the reviewer's own words.
    pub fn has_paragraph(&self) -> bool {
        !self.paragraph.is_blank()
    }

    /// What keys act on.
    pub fn part(&self) -> Part {
        self.part
    }

    /// Which letter is shown.
    pub fn letter(&self) -> usize {
        self.letter
    }

    /// The number by which [`click`](Self::click) knows a part: the reasons come first.
    pub fn item_of(&self, part: Part) -> usize {
        let parts = self.parts();
        self.reasons.len() + parts.iter().position(|other| *other == part).unwrap_or(parts.len())
    }

    /// Whether keys type text now.
    pub fn is_typing(&self) -> bool {
        matches!(self.part, Part::Note | Part::Number | Part::Paragraph)
    }

    fn chosen_reason(&self) -> Option<&Reason> {
        self.reasons.get(self.chosen?)
    }

    /// The parts that this action has, in the order of `tab`. The button is there only when all is given.
    pub fn parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        if !self.reasons.is_empty() {
            parts.push(Part::Reason);
        }
        parts.push(Part::Note);
        if self.needs.confirm {
            parts.push(Part::Number);
        }
        if self.needs.paragraph {
            parts.push(Part::Paragraph);
        }
        parts.push(Part::Letters);
        if self.is_complete() {
            parts.push(Part::Confirm);
        }
        parts
    }

    fn first_missing(&self) -> Option<Part> {
        if !self.reasons.is_empty() && self.chosen.is_none() {
            Some(Part::Reason)
        } else if (self.needs.note && self.note.is_blank()) || self.recalled {
            Some(Part::Note)
        } else if self.needs.confirm && !self.number_is_typed() {
            Some(Part::Number)
        } else {
            None
        }
    }

    fn number_is_typed(&self) -> bool {
        self.typed.text().trim() == self.number.as_str()
    }

    /// What is still to be given, in words.
    pub fn missing(&self) -> Option<&'static str> {
        match (&self.outlook, self.first_missing()) {
            (Outlook::Refused(_), _) if !self.is_stale() => Some("it cannot be done"),
            (_, Some(Part::Reason)) => Some("choose a reason"),
            (_, Some(Part::Note)) if self.recalled => Some("look at your note"),
            (_, Some(Part::Note)) => Some("write a note"),
            (_, Some(Part::Number)) => Some("type the case's number"),
            _ if self.is_stale() => Some(LOOK_AGAIN),
            (Outlook::Asked, _) => Some("asking what would happen …"),
            (Outlook::Known(_), None) if !self.reading.is_done() => Some(READ_ON),
            _ => None,
        }
    }

    /// Whether all is given, and what would happen is yet to be read.
    pub fn wants_reading(&self) -> bool {
        !self.sent && self.missing() == Some(READ_ON)
    }

    /// Whether all is given and what would happen has been on screen.
    pub fn is_complete(&self) -> bool {
        self.missing().is_none() && !self.sent
    }
}

/// The paragraph that another operator proposed with this very action, where the proposal still stands (N7).
fn proposed(view: &CaseView, id: &ActionId) -> Option<String> {
    let proposal = view.case.proposal.as_ref()?;
    let stands = proposal.action == *id && proposal.evidence_revision == view.case.evidence_revision;
    proposal.paragraph.clone().filter(|_| stands)
}
