//! What a case does by itself now.

use super::{Act, Alarm, Case, Command, Event, Facts, alarms, decide};
use crate::playbook::{ActionId, Kind, Playbook, StageId, Timer};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// Something that a case does by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Firing {
    /// What sort of thing it is.
    pub sort: FiringSort,
    /// The action of the playbook; none where the case only comes back.
    pub action: Option<ActionId>,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// What happens.
    pub events: Vec<Event>,
}

/// What a desk does by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FiringSort {
    /// An action that leads the case on.
    Action,
    /// A reminder.
    Reminder,
    /// A reminder that is left out, because what it reminds of has come as well.
    Overtaken,
    /// The case comes back from being put off.
    Back,
}

/// The first thing that is due at the time of `facts` and that the playbook allows; `facts` are those of the timer. After a
/// pause of the desk a case may have several: each is one firing, in the order in which they were due.
pub fn firing(case: &Case, facts: &Facts, playbook: &Playbook) -> Option<Firing> {
    let matter = case.matter.as_ref()?;
    let look = Look { case, facts, playbook, kind: playbook.kinds.get(&matter.kind)?, stage: &matter.stage };
    let mut due = alarms(case, look.kind, &playbook.calendar);
    due.retain(|(at, _)| *at <= facts.now);
    due.iter().enumerate().find_map(|(index, (at, alarm))| {
        let (sort, action, events) = match alarm {
            Alarm::Back => (FiringSort::Back, None, look.allowed(&Command::Snooze { until: None })?),
            Alarm::Timer(timer) => {
                let (id, events) = look.first_of(timer)?;
                let (sort, events) = if look.leads_on(&id) {
                    (FiringSort::Action, events)
                } else {
                    look.reminder(&id, events, due.get(index + 1..).unwrap_or_default())
                };
                (sort, Some(id), events)
            }
        };
        Some(Firing { sort, action, due: *at, events })
    })
}

struct Look<'c> {
    case: &'c Case,
    facts: &'c Facts,
    playbook: &'c Playbook,
    kind: &'c Kind,
    stage: &'c StageId,
}

impl Look<'_> {
    fn allowed(&self, command: &Command) -> Option<Vec<Event>> {
        decide(self.case, command, self.facts, self.playbook).ok()
    }

    /// The first action of a timer that its guards allow.
    fn first_of(&self, timer: &Timer) -> Option<(ActionId, Vec<Event>)> {
        let mut tried = timer.actions.iter();
        tried.find_map(|id| Some((id.clone(), self.allowed(&Command::Act(Act::plain(id.clone())))?)))
    }

    fn leads_on(&self, id: &ActionId) -> bool {
        self.kind.action(id).is_some_and(|action| action.leads_on(self.stage))
    }

    /// Whoever is reminded must still have the time that the reminder leaves: where the case would go on at once, because
    /// the desk stood still meanwhile, nobody is reminded.
    fn reminder(
        &self,
        id: &ActionId,
        events: Vec<Event>,
        later: &[(DateTime<Utc>, Alarm<'_>)],
    ) -> (FiringSort, Vec<Event>) {
        let goes_on = |(_, alarm): &(DateTime<Utc>, Alarm<'_>)| match alarm {
            Alarm::Timer(timer) => self.first_of(timer).is_some_and(|(id, _)| self.leads_on(&id)),
            Alarm::Back => false,
        };
        let overtaken = || self.allowed(&Command::Overtake { action: id.clone() });
        match later.iter().any(goes_on).then(overtaken).flatten() {
            Some(events) => (FiringSort::Overtaken, events),
            None => (FiringSort::Reminder, events),
        }
    }
}
