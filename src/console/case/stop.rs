//! What the cursor of the case screen can stand on, by name: a refresh never moves it to something else.

use crate::case::{AccountId, CaseId, Digest, Reference};
use crate::playbook::{
    ActionId, CauseId, CheckId, ChoiceId, ClueId, FollowUpId, ItemId, QuestionId, RequirementId,
};
use crate::score::FactorId;

/// The sections, in the order of their number keys and of `Tab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// Questions that lead to a reply or an action; first, and without a digit, because there a digit gives an answer.
    Triage,
    /// Items with their requirements and files.
    Checklist,
    /// What a reviewer establishes, and the cause.
    Checks,
    /// Claimant and holder side by side.
    Accounts,
    /// What the applicant recalls.
    Clues,
    /// The waterfall.
    Score,
    /// When it is due and why.
    Clock,
    /// What the applicant writes, and from where.
    Application,
    /// Notes and related cases.
    Notes,
    /// What happened.
    Timeline,
    /// The buttons.
    Actions,
}

impl Section {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Triage,
        Self::Checklist,
        Self::Checks,
        Self::Accounts,
        Self::Clues,
        Self::Score,
        Self::Clock,
        Self::Application,
        Self::Notes,
        Self::Timeline,
        Self::Actions,
    ];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Triage => "Triage",
            Self::Checklist => "Checklist",
            Self::Checks => "Checks",
            Self::Accounts => "Side by side",
            Self::Clues => "Clues",
            Self::Score => "Risk",
            Self::Clock => "Clock",
            Self::Application => "Application",
            Self::Notes => "Notes and related cases",
            Self::Timeline => "Timeline",
            Self::Actions => "Actions",
        }
    }

    /// The digit that goes there, 1 to 9; the buttons have their own keys.
    pub fn digit(self) -> Option<usize> {
        Self::ALL.iter().position(|other| *other == self).filter(|digit| (1..=9).contains(digit))
    }

    /// The section that a digit goes to.
    pub fn of_digit(digit: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.digit() == Some(digit))
    }
}

/// One thing that the cursor can stand on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// An answer to the question of the triage that is asked.
    Choice(QuestionId, ChoiceId),
    /// A question of the triage that was answered.
    Given(QuestionId),
    /// What the triage has led to.
    Led,
    /// An item.
    Item(ItemId),
    /// A file of an item; the same file may have come for two.
    File(ItemId, Digest),
    /// A requirement of an item.
    Requirement(ItemId, RequirementId),
    /// A check.
    Check(CheckId),
    /// Something that is followed up.
    FollowUp(FollowUpId),
    /// A cause.
    Cause(CauseId),
    /// An account that the case may be about.
    Holder(AccountId),
    /// A ticket whose sender may be the applicant.
    Ticket(Reference),
    /// A field of the two accounts.
    Field(&'static str),
    /// A clue.
    Clue(ClueId),
    /// A row of the waterfall.
    Factor(FactorId),
    /// Another case.
    Related(CaseId),
    /// A line of the log.
    Event(i64),
    /// A note, by its line of the log.
    Note(i64),
    /// A line that is only read.
    Line(Section, usize),
    /// A button.
    Action(ActionId),
}

impl Stop {
    /// The section it is in.
    pub fn section(&self) -> Section {
        match self {
            Self::Choice(..) | Self::Given(_) | Self::Led => Section::Triage,
            Self::Item(_) | Self::File(..) | Self::Requirement(..) => Section::Checklist,
            Self::Check(_) | Self::FollowUp(_) | Self::Cause(_) => Section::Checks,
            Self::Field(_) | Self::Holder(_) => Section::Accounts,
            Self::Ticket(_) => Section::Application,
            Self::Clue(_) => Section::Clues,
            Self::Factor(_) => Section::Score,
            Self::Related(_) | Self::Note(_) => Section::Notes,
            Self::Event(_) => Section::Timeline,
            Self::Line(section, _) => *section,
            Self::Action(_) => Section::Actions,
        }
    }
}
