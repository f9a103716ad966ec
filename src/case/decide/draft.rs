//! A decision being made: events so far, and the case as it is after them.

use super::super::{Actor, Case, Event, Facts, Stamp, Verdict};
use crate::playbook::{Item, ItemId, Kind, Playbook, Requirement, RequirementId};
use chrono::Duration;

/// The case after the events so far; effects read it, so that a letter can name a hold that the same action began.
pub(super) struct Draft<'a> {
    pub case: Case,
    pub facts: &'a Facts,
    pub playbook: &'a Playbook,
    pub kind: &'a Kind,
    /// What the reviewer adds to the letters of this decision, once it was found fit to go out.
    pub paragraph: Option<String>,
    stamp: Stamp,
    events: Vec<Event>,
    /// What was refused of the items that this decision asks for again: the verdicts themselves go with the evidence.
    refused: Vec<(ItemId, RequirementId)>,
}

impl<'a> Draft<'a> {
    pub fn new(case: &Case, facts: &'a Facts, playbook: &'a Playbook, kind: &'a Kind) -> Self {
        let stamp = Stamp { at: facts.now, actor: facts.actor.clone() };
        let (case, paragraph) = (case.clone(), None);
        Self { case, facts, playbook, kind, paragraph, stamp, events: Vec::new(), refused: Vec::new() }
    }

    pub fn push(&mut self, event: Event) {
        if let Event::EvidenceSetAside { item } = &event {
            let verdicts = self.case.items.get(item).into_iter().flat_map(|state| &state.verdicts);
            let refused = verdicts.filter(|(_, verdict)| **verdict == Verdict::Refused);
            self.refused.extend(refused.map(|(requirement, _)| (item.clone(), requirement.clone())));
        }
        self.case.apply(&self.stamp, &event, self.kind);
        self.events.push(event);
    }

    /// Whether a requirement is refused, or was until this decision asked for its item again.
    pub fn refused(&self, item: &Item, requirement: &Requirement) -> bool {
        self.case.verdict(&item.id, &requirement.id) == Some(Verdict::Refused)
            || self.refused.iter().any(|(of, id)| *of == item.id && *id == requirement.id)
    }

    /// Claims the case for the operator who works on it, and renews a claim that is half used up: whoever judges a case
    /// should not have to say that they do.
    pub fn claim_by_working(&mut self) {
        let Actor::Operator(operator, _) = &self.facts.actor else { return };
        let length = Duration::minutes(i64::from(self.kind.lease_minutes));
        let fresh = self
            .case
            .live_lease(self.facts.now)
            .is_some_and(|lease| lease.operator == *operator && lease.until - self.facts.now > length / 2);
        if !fresh {
            let until = self.facts.now + length;
            self.push(Event::Claimed { operator: operator.clone(), until });
        }
    }

    pub fn into_events(self) -> Vec<Event> {
        self.events
    }
}
