//! Everything that the console knows. It changes in `update` alone.

use super::bulk::Bulk;
use super::case::state::{Ask, CaseUi};
use super::decision::DecisionUi;
use super::field::Field;
use super::keymap::{Focus, Keymap};
use super::layout::{Layout, narrow};
use super::lead::LeadUi;
use super::list::{List, Part};
use super::log::LogUi;
use super::marks::Marks;
use super::message::{RequestId, Slot};
use super::notice::{Notices, Tone};
use super::palette::Palette;
use super::prompt::Prompt;
use super::theme::ThemeName;
use crate::case::{CaseId, CaseNumber, OperatorId};
use crate::desk::filter::{self, FilterError};
use crate::desk::views::{View, Views};
use crate::desk::{CaseView, QueueView};
use crate::playbook::{ActionId, Role};
use crate::store::{Filter, QueueKey, Sort};
use crate::text::Clean;
use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, VecDeque};

/// What does not change while the console runs.
#[derive(Debug, Clone)]
pub struct Session {
    /// Who sits at it.
    pub operator: OperatorId,
    /// What they may do.
    pub role: Role,
    /// What the bar calls the store.
    pub store: Clean,
    /// Whether colours are not wanted at all.
    pub no_colour: bool,
}

/// What the list shows: a line of the list at the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Every open case.
    Everything,
    /// Approved cases that are followed up, across kinds.
    FollowUps,
    /// A queue.
    Queue(QueueKey),
    /// A view, by its name.
    View(String),
}

/// The panel of the queue screen that keys act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Panel {
    /// Queues and views.
    Places,
    /// The list.
    #[default]
    List,
}

/// A filter being typed.
#[derive(Debug, Clone)]
pub struct Search {
    /// What was typed.
    pub field: Field,
    /// The filter to go back to.
    pub before: String,
}

/// The case beside the list.
#[derive(Debug, Clone, Default)]
pub struct Preview {
    /// The case as the desk last told it.
    pub view: Option<Box<CaseView>>,
}

/// What is to be done to the marked cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The action that has this key.
    Key(char),
    /// This action.
    Action(ActionId),
}

/// The search for a marked case that allows an action, as the example that its dialog shows.
#[derive(Debug, Clone)]
pub struct Sampling {
    /// Which action.
    pub wanted: Wanted,
    /// The marked cases that are still to be tried.
    pub left: VecDeque<CaseId>,
    /// What the first one that refused it said.
    pub refusal: Option<String>,
}

/// What was asked to be done, so that its answer can be understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// A command on one case.
    Simple(CaseId),
    /// One case of a bulk command.
    Bulk(CaseId),
    /// A judgement on the case screen.
    Judgement(CaseId),
    /// A decision that was confirmed.
    Decision(CaseId),
}

/// What lies over the queue screen.
#[derive(Debug, Clone)]
pub enum Screen {
    /// A case whole.
    Case(Box<CaseUi>),
    /// How much there is and how it goes.
    Lead(Box<LeadUi>),
    /// What happened.
    Log(Box<LogUi>),
}

/// What lies over a screen.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// What can be done here and now; scrolled by so many lines.
    Help(usize),
    /// The notices; scrolled by so many lines.
    Messages(usize),
    /// Finding a command.
    Palette(Palette),
    /// Something to type.
    Prompt(Prompt),
    /// A command on many cases.
    Bulk(Box<Bulk>),
    /// What an action would do, before it is done.
    Decision(Box<DecisionUi>),
}

/// Everything that the console knows.
#[derive(Debug, Clone)]
pub struct Model {
    /// What does not change.
    pub session: Session,
    /// The time, as of the last message.
    pub now: DateTime<Utc>,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The theme.
    pub theme: ThemeName,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// Whether the preview is wanted.
    pub preview_wanted: bool,
    /// What keys mean.
    pub keymap: Keymap,
    /// The views.
    pub views: Views,
    /// The queues, as the desk counts them.
    pub queues: Vec<QueueView>,
    /// How many cases each view has, counted up to [`COUNTED`].
    pub counts: BTreeMap<String, usize>,
    /// What the list shows.
    pub place: Place,
    /// The filter typed on top of it.
    pub typed: String,
    /// What is wrong with the filter.
    pub filter_error: Option<FilterError>,
    /// Why the list that came last may be empty.
    pub doubt: Option<Clean>,
    /// The order of the list.
    pub sort: Sort,
    /// The filter being typed.
    pub search: Option<Search>,
    /// The panel that keys act on.
    pub panel: Panel,
    /// The rows.
    pub list: List,
    /// The part of the list that was asked for.
    pub part: Part,
    /// The marked cases.
    pub marks: Marks,
    /// The case beside the list.
    pub preview: Preview,
    /// Screens over the queue, the topmost last.
    pub screens: Vec<Screen>,
    /// What lies over the topmost screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// What was told.
    pub notices: Notices,
    /// The questions on their way.
    pub waiting: BTreeMap<Slot, RequestId>,
    /// The key of an action that was pressed before the selected case had been read.
    pub pressed: Option<char>,
    /// The marked case that is being looked for as an example.
    pub sampling: Option<Sampling>,
    /// What is being done.
    pub doing: BTreeMap<RequestId, Doing>,
    /// Slots to ask again once their answer has come, because something changed meanwhile.
    pub stale: bool,
    /// Whether an answer is late.
    pub late: bool,
    /// The number of the last question.
    pub asked: RequestId,
}

/// Counts of views stop here.
pub const COUNTED: usize = 100;

/// The case that commands act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Which.
    pub id: CaseId,
    /// Its number.
    pub number: CaseNumber,
}

impl Model {
    /// A console that knows nothing of its store yet.
    pub fn new(session: Session, now: DateTime<Utc>, size: (u16, u16)) -> Self {
        let mut model = Self {
            session,
            now,
            size,
            theme: ThemeName::default(),
            mouse: true,
            preview_wanted: true,
            keymap: Keymap::default(),
            views: Views::default(),
            queues: Vec::new(),
            counts: BTreeMap::new(),
            place: Place::Everything,
            typed: String::new(),
            filter_error: None,
            doubt: None,
            sort: Sort::default(),
            search: None,
            panel: Panel::default(),
            list: List::default(),
            part: Part::Top,
            marks: Marks::default(),
            preview: Preview::default(),
            screens: Vec::new(),
            overlays: Vec::new(),
            notices: Notices::default(),
            waiting: BTreeMap::new(),
            pressed: None,
            sampling: None,
            doing: BTreeMap::new(),
            stale: false,
            late: false,
            asked: RequestId::default(),
        };
        model.fit();
        model
    }

    /// Where keys go.
    pub fn focus(&self) -> Focus {
        match self.overlays.last() {
            Some(Overlay::Palette(_) | Overlay::Prompt(_)) => Focus::Field,
            Some(Overlay::Decision(decision)) if decision.is_typing() => Focus::Field,
            Some(Overlay::Decision(_)) => Focus::Dialog,
            Some(Overlay::Help(_) | Overlay::Messages(_) | Overlay::Bulk(_)) => Focus::Dialog,
            None => self.screen_focus(),
        }
    }

    /// Where keys go when nothing lies over the screen.
    pub fn screen_focus(&self) -> Focus {
        match self.screens.last() {
            None if self.search.is_some() => Focus::Field,
            None => Focus::Queue,
            Some(Screen::Case(case)) => match &case.ask {
                None if case.is_in_triage() => Focus::Triage,
                None => Focus::Case,
                Some(Ask::Accept { .. }) => Focus::Dialog,
                Some(Ask::Reveal(_) | Ask::Clue(..)) => Focus::Field,
            },
            Some(Screen::Lead(_)) => Focus::Lead,
            Some(Screen::Log(_)) => Focus::Log,
        }
    }

    /// The lines of the list at the left.
    pub fn places(&self) -> Vec<Place> {
        let queues = self.queues.iter().map(|queue| Place::Queue(queue_key(queue)));
        let views = self.views.all().into_iter().map(|view| Place::View(view.name));
        [Place::Everything].into_iter().chain(queues).chain([Place::FollowUps]).chain(views).collect()
    }

    /// The view that is shown, if it is one.
    pub fn shown_view(&self) -> Option<View> {
        match &self.place {
            Place::View(name) => self.views.find(name),
            _ => None,
        }
    }

    /// The queue that is shown, if it is one.
    pub fn shown_queue(&self) -> Option<&QueueView> {
        match &self.place {
            Place::Queue(key) => self.queues.iter().find(|queue| queue_key(queue) == *key),
            _ => None,
        }
    }

    /// What the list is filtered by: the place and what was typed.
    ///
    /// # Errors
    /// What is wrong with what was typed.
    pub fn filter(&self) -> Result<Filter, FilterError> {
        let base = self.shown_view().map_or_else(String::new, |view| view.filter);
        let text = format!("{base} {}", self.typed);
        let mut filter = filter::parse(&text, self.now, &self.session.operator)?;
        if let (Place::Queue(key), None) = (&self.place, &filter.queue) {
            filter.queue = Some(key.clone());
        }
        filter.follow_ups |= self.place == Place::FollowUps;
        Ok(filter)
    }

    /// The linked case to go to from the one on screen, and whether it lies just below, so that going there is going back. Where
    /// several are open, the first; the others are opened from the list of related cases.
    pub fn linked(&self) -> Option<(CaseId, bool)> {
        let Some(Screen::Case(ui)) = self.screens.last() else { return None };
        let related = &ui.view()?.related;
        let below = self.screens.iter().rev().nth(1).and_then(|screen| match screen {
            Screen::Case(ui) => Some(ui.id),
            _ => None,
        });
        if let Some(below) = below.filter(|below| related.iter().any(|other| other.linked.case == *below)) {
            return Some((below, true));
        }
        let open = related.iter().find(|other| other.linked.outcome.is_none());
        open.map(|other| (other.linked.case, false))
    }

    /// The case that commands act on: the open one, or the selected row.
    pub fn current_case(&self) -> Option<Current> {
        match self.screens.last() {
            Some(Screen::Case(case)) => {
                let known = case.view().and_then(|view| Some(view.case.matter.as_ref()?.number.clone()));
                let listed = || self.list.row(case.id).map(|row| row.number.clone());
                Some(Current { id: case.id, number: known.or_else(listed)? })
            }
            Some(Screen::Lead(_) | Screen::Log(_)) => None,
            None => {
                let row = self.list.selected()?;
                Some(Current { id: row.id, number: row.number.clone() })
            }
        }
    }

    /// The case screen, where it is on top.
    pub fn case_screen(&self) -> Option<&CaseUi> {
        match self.screens.last() {
            Some(Screen::Case(case)) => Some(case),
            _ => None,
        }
    }

    /// The current case whole, where it has been read.
    pub fn current_view(&self) -> Option<&CaseView> {
        if let Some(screen) = self.screens.last() {
            return match screen {
                Screen::Case(case) => case.view(),
                Screen::Lead(_) | Screen::Log(_) => None,
            };
        }
        let view = self.preview.view.as_deref()?;
        self.list.selected().filter(|row| row.id == view.case.id).map(|_| view)
    }

    /// The layout of the queue screen.
    pub fn layout(&self) -> Layout {
        Layout::of(self.size.0, self.size.1, self.preview_wanted, self.panel == Panel::Places)
    }

    /// Whether everything stands in one column.
    pub fn narrow(&self) -> bool {
        narrow(self.size.0, self.size.1)
    }

    /// Lets the list know how many rows fit.
    pub fn fit(&mut self) {
        let layout = Layout::of(self.size.0, self.size.1, self.preview_wanted, false);
        self.list.set_height(usize::from(layout.rows.height));
    }

    /// Whether all that the first frame shows has come.
    pub fn is_complete(&self) -> bool {
        self.list.is_known()
            && !self.waiting.contains_key(&Slot::Queues)
            && !self.waiting.contains_key(&Slot::Preview)
    }

    /// Whether an answer is waited for.
    pub fn is_waiting(&self) -> bool {
        self.is_recording() || !self.waiting.is_empty()
    }

    /// Whether something that was confirmed is not recorded yet.
    pub fn is_recording(&self) -> bool {
        !self.doing.is_empty()
    }

    /// Tells the operator something.
    pub fn tell(&mut self, tone: Tone, text: &str) {
        self.notices.push(self.now, tone, text);
    }
}

/// What filters call a queue.
pub fn queue_key(queue: &QueueView) -> QueueKey {
    QueueKey { institution: queue.institution.clone(), kind: queue.kind.clone() }
}
