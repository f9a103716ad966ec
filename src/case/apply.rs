//! The only place where a case changes.

use super::state::{Hold, Lease, Matter, Proposal, Settled, TakenOver};
use super::{
    Actor, Applied, Case, CaseId, CaseNumber, Clock, Digest, Event, Evidence, ItemState, Opened, PostName,
    Private, Reference, Stamp, Submitted, Tickets,
};
use crate::playbook::{By, ClueId, Kind, Outcome, Phase, StageId};
use std::collections::BTreeMap;

impl Case {
    /// Makes `event` part of the case. `kind` is the kind in the case's own playbook, which says what the stages mean.
    pub fn apply(&mut self, stamp: &Stamp, event: &Event, kind: &Kind) {
        self.version = self.version.next();
        if !event.is_delivery_news() {
            self.told_at = self.version;
        }
        match event {
            Event::Opened(opened) => self.open(stamp, opened, kind),
            Event::TicketJoined { reference, sender, merged_from, trouble, tried, private } => {
                let (reference, application) = (reference.clone(), private.clone());
                let (sender, merged_from) = (*sender, *merged_from);
                let (trouble, tried) = (trouble.clone(), tried.clone());
                self.add_ticket(Applied { reference, sender, application, merged_from, trouble, tried });
                self.wants_an_answer(stamp, kind);
            }
            Event::ApplicantSettled { ticket } => {
                self.tickets.settle(ticket);
                self.recount();
            }
            Event::HolderFound { account } => {
                if let Some(matter) = &mut self.matter {
                    matter.holder = Some(account.clone());
                }
                self.evidence_revision += 1;
            }
            Event::DocumentBrought { ticket, merged_from, private } => {
                self.tickets.tell(ticket.clone(), private.clone(), merged_from.is_some());
                self.evidence_revision += 1;
            }
            Event::EvidenceAttached { evidence, ticket } => self.attach(evidence.clone(), ticket),
            Event::EvidenceSetAside { item } => {
                let state = self.items.entry(item.clone()).or_default();
                state.set_aside.append(&mut state.of_others);
                state.set_aside.append(&mut state.evidence);
                state.verdicts.clear();
                self.evidence_revision += 1;
            }
            Event::RequirementJudged { item, requirement, verdict } => {
                let verdicts = &mut self.items.entry(item.clone()).or_default().verdicts;
                set(verdicts, requirement, *verdict);
                self.evidence_revision += 1;
            }
            Event::CheckAnswered { check, answer } => {
                set(&mut self.checks, check, *answer);
                self.evidence_revision += 1;
            }
            Event::FollowUpSettled { follow_up, state } => {
                let by = stamp.actor.log_name().to_owned();
                let settled = state.map(|state| Settled { state, by, at: stamp.at });
                set(&mut self.follow_ups, follow_up, settled);
                self.evidence_revision += 1;
            }
            Event::ClueRecorded { clue, verdict, private } => {
                self.clues.insert(clue.clone(), *verdict);
                self.recalled.insert(clue.clone(), private.clone());
                self.evidence_revision += 1;
            }
            Event::ClueJudged { clue, verdict } => {
                self.clues.insert(clue.clone(), *verdict);
                self.evidence_revision += 1;
            }
            Event::CauseNamed { cause } => {
                self.cause = Some(cause.clone());
                self.evidence_revision += 1;
            }
            Event::TriageAnswered { question, answer } => self.triage.answered(question, answer),
            Event::Carried(carried) => self.carried.push(carried.clone()),
            Event::CarriedOn { .. } => {}
            Event::TriageTakenBack { question } => self.triage.taken_back(question),
            Event::SignalMeasured { signal, value } => {
                self.signals.insert(*signal, *value);
                self.evidence_revision += 1;
            }
            Event::SignalForgotten { signal } => {
                self.signals.remove(signal);
                self.evidence_revision += 1;
            }
            Event::OrderGiven { order, account, private, .. } => {
                self.triage.sent(kind);
                self.post(PostName::Order(*order), Some(account.clone()));
                self.ordered.insert(account.clone());
                self.standing.insert((account.clone(), *order));
                if let Some(undone) = order.undoes() {
                    self.standing.remove(&(account.clone(), undone));
                }
                if let Some(former) = private.get().and_then(|contacts| contacts.former.clone()) {
                    self.former_contacts = Some(former);
                }
            }
            Event::Claimed { operator, until } => {
                self.desk_reminded = None;
                self.lease = Some(Lease { operator: operator.clone(), until: *until });
            }
            Event::Released {} => self.lease = None,
            Event::Proposed { action, reason, private } => {
                if let Actor::Operator(by, _) = &stamp.actor {
                    let (action, reason, by) = (action.clone(), reason.clone(), by.clone());
                    let evidence_revision = self.evidence_revision;
                    let paragraph = private.get().and_then(|said| said.paragraph.clone());
                    self.proposal = Some(Proposal { action, reason, by, evidence_revision, paragraph });
                }
                // The proposer is done: the case must be free for the second operator.
                self.lease = None;
            }
            Event::Acted { action, from, to, reason, proposed_by, .. } => {
                self.decision = self.version;
                // What the desk does by itself does not deal with an order that failed; a person who acts has seen it.
                if stamp.actor.operator().is_some() {
                    self.failed_since = None;
                }
                if kind.decides_against_somebody(action, to) {
                    self.decided_against_by
                        .extend(stamp.actor.operator().into_iter().chain(proposed_by).cloned());
                }
                if from == to && stamp.actor == Actor::Timer {
                    // A reminder answers nothing and decides nothing.
                    self.reminded.insert(action.clone());
                    return;
                }
                self.proposal = None;
                self.snoozed_until = None;
                self.unanswered_since = None;
                self.desk_reminded = None;
                // Whoever does what owners may ask for has read what this one asked.
                if kind.action(action).is_some_and(|action| action.by.contains(&By::Owner)) {
                    self.owner_unread = None;
                }
                if reason.is_some() {
                    self.reason = reason.clone();
                }
                if from != to {
                    self.lease = None;
                    self.enter(stamp, to, kind);
                }
            }
            Event::HoldStarted { until } => self.hold = Some(Hold { until: *until, ended: false }),
            Event::HoldEnded {} => {
                if let Some(hold) = &mut self.hold {
                    hold.ended = true;
                }
            }
            Event::ChallengeGiven { phrase, supersedes } => {
                if *supersedes {
                    self.superseded = self.phrases.len();
                }
                self.phrases.push(phrase.clone());
            }
            Event::Snoozed { until } => {
                self.snoozed_until = *until;
                // What came back by itself asks to be seen to; whoever takes it up or puts it off has done so.
                self.desk_reminded = (until.is_none() && stamp.actor == Actor::Timer).then_some(stamp.at);
                self.lease = None;
            }
            Event::DeskReminded {} => {
                self.desk_reminded.get_or_insert(stamp.at);
            }
            Event::ReminderOvertaken { action } => {
                self.reminded.insert(action.clone());
            }
            Event::MergedInto { case } => {
                self.merged_into = Some(*case);
                self.lease = None;
                self.proposal = None;
                if let Some(clock) = &mut self.clock {
                    clock.pause(stamp.at);
                }
            }
            Event::Unmerged { .. } => {
                self.merged_into = None;
                // What stood still before the merge, because the desk waits for the applicant, stands still after it.
                let stage = self.matter.as_ref().and_then(|matter| kind.stage(&matter.stage));
                if let Some(clock) =
                    self.clock.as_mut().filter(|_| stage.is_none_or(|stage| !stage.waits_for_applicant))
                {
                    clock.resume(stamp.at);
                }
            }
            Event::Absorbed { case, phrases, clues, signals, private } => {
                let taken =
                    TakenOver { phrases: phrases.clone(), clues: clues.clone(), signals: signals.clone() };
                self.take_over(*case, taken, private);
            }
            Event::Parted { case } => self.part(*case),
            Event::NoteAdded { .. } => {
                self.desk_reminded = None;
                self.failed_since = None;
                self.unanswered_since = None;
                self.owner_unread = None;
            }
            Event::MessageReceived { .. } => self.wants_an_answer(stamp, kind),
            Event::LetterWritten { letter, .. } => {
                self.post(PostName::Letter(letter.clone()), None);
                self.triage.sent(kind);
            }
            Event::LetterSent { .. }
            | Event::LetterSetAside { .. }
            | Event::OrderSent { .. }
            | Event::OrderAnswered { .. }
            | Event::OrderSetAside { .. }
            | Event::PutBack { .. } => self.post_came(stamp, event),
            Event::SessionRecorded { session, private } => {
                self.sessions.push(Submitted { session: session.clone(), basics: private.clone() });
                self.evidence_revision += 1;
            }
            Event::Linked { case, .. } => {
                self.links.insert(*case);
            }
            Event::Revealed { .. } | Event::DenialCounted {} | Event::ConflictCalled { .. } => {}
        }
    }

    fn open(&mut self, stamp: &Stamp, opened: &Opened, kind: &Kind) {
        self.matter = Some(Matter {
            institution: opened.institution.clone(),
            kind: opened.kind.clone(),
            playbook: opened.playbook,
            number: CaseNumber::new(&opened.prefix, self.id),
            reference: opened.reference.clone(),
            claimant: opened.claimant.clone(),
            holder: opened.holder.clone(),
            applied_at: opened.applied_at,
            application_day: opened.application_day,
            opened_at: stamp.at,
            stage: opened.stage.clone(),
            stage_since: stamp.at,
        });
        self.signals = opened.signals.clone();
        self.clues = opened.clues.clone();
        self.phrases.extend(opened.challenge.clone());
        let (reference, application) = (opened.reference.clone(), opened.private.clone());
        let (trouble, tried) = (opened.trouble.clone(), opened.tried.clone());
        self.add_ticket(Applied { reference, sender: 0, application, merged_from: None, trouble, tried });
        for evidence in &opened.evidence {
            self.attach(evidence.clone(), &opened.reference);
        }
        self.enter(stamp, &opened.stage, kind);
    }

    fn take_over(
        &mut self,
        case: CaseId,
        taken: TakenOver,
        recalled: &Private<BTreeMap<ClueId, Vec<String>>>,
    ) {
        // Before the case's own, so that the newest of its own is still the one that its letters tell.
        let at = self.superseded..self.superseded;
        self.phrases.splice(at, taken.phrases.iter().cloned());
        self.clues.extend(taken.clues.iter().map(|(clue, verdict)| (clue.clone(), *verdict)));
        let recalled = recalled.get().into_iter().flatten();
        self.recalled.extend(recalled.map(|(clue, values)| (clue.clone(), Private::Kept(values.clone()))));
        self.signals.extend(taken.signals.iter().map(|(signal, value)| (*signal, *value)));
        self.absorbed.insert(case, taken);
        self.evidence_revision += 1;
    }

    /// Gives back what a merge brought, but for what has become this case's own since: a clue judged anew, a signal measured
    /// anew.
    fn part(&mut self, case: CaseId) {
        let taken = self.absorbed.remove(&case).unwrap_or_default();
        for phrase in &taken.phrases {
            if let Some(at) = self.phrases.iter().position(|known| known == phrase) {
                self.phrases.remove(at);
                self.superseded -= usize::from(at < self.superseded);
            }
        }
        for (clue, verdict) in &taken.clues {
            if self.clues.get(clue) == Some(verdict) {
                self.clues.remove(clue);
                self.recalled.remove(clue);
            }
        }
        for (signal, value) in &taken.signals {
            if self.signals.get(signal) == Some(value) {
                self.signals.remove(signal);
            }
        }
        self.tickets.part(case);
        for state in self.items.values_mut() {
            let last = state.evidence.last().cloned();
            state.evidence.retain(|evidence| evidence.merged_from != Some(case));
            state.of_others.retain(|evidence| evidence.merged_from != Some(case));
            state.clear_unless_last(last.as_ref());
        }
        self.recount();
    }

    fn add_ticket(&mut self, ticket: Applied) {
        // What the tickets of a merged case recall came with the merge itself, as far as it counts here.
        let said = ticket.application.get().filter(|_| ticket.merged_from.is_none());
        for (clue, values) in said.map(|application| &application.clues).into_iter().flatten() {
            self.recalled.insert(clue.clone(), Private::Kept(values.clone()));
        }
        self.tickets.add(ticket);
        self.recount();
    }

    fn attach(&mut self, evidence: Evidence, ticket: &Reference) {
        self.brought.push((evidence.sha256, ticket.clone()));
        let state = self.items.entry(evidence.item.clone()).or_default();
        state.evidence.push(evidence.clone());
        state.recount(&self.tickets, &self.brought);
        if state.evidence.last() == Some(&evidence) {
            // What is judged is what came last: an earlier verdict says nothing about a new picture.
            state.verdicts.clear();
        }
        self.evidence_revision += 1;
    }

    /// Works out anew what counts, after it changed who applies.
    fn recount(&mut self) {
        for state in self.items.values_mut() {
            let last = state.evidence.last().cloned();
            state.recount(&self.tickets, &self.brought);
            state.clear_unless_last(last.as_ref());
        }
        self.evidence_revision += 1;
    }

    /// While the desk waits for the applicant nothing else would show that somebody wrote. What the account's owner writes must
    /// be read wherever the case stands, and put-off cases are no exception.
    fn wants_an_answer(&mut self, stamp: &Stamp, kind: &Kind) {
        if stamp.actor == Actor::Owner {
            self.owner_unread.get_or_insert(stamp.at);
            self.snoozed_until = None;
        }
        let stage = self.matter.as_ref().and_then(|matter| kind.stage(&matter.stage));
        if stage.is_some_and(|stage| stage.waits_for_applicant) {
            self.unanswered_since.get_or_insert(stamp.at);
        }
    }

    fn enter(&mut self, stamp: &Stamp, to: &StageId, kind: &Kind) {
        let was_approved = self.decision(kind) == Some(Outcome::Approved);
        let Some(matter) = &mut self.matter else { return };
        matter.stage = to.clone();
        matter.stage_since = stamp.at;
        if was_approved && self.decision(kind) != Some(Outcome::Approved) {
            // What was taken back is followed up anew if it is decided so again.
            let after = kind.follow_ups.iter().filter(|follow_up| follow_up.phase == Phase::After);
            after.for_each(|follow_up| drop(self.follow_ups.remove(&follow_up.id)));
        }
        self.reminded.clear();
        self.desk_reminded = None;
        let Some(stage) = kind.stage(to) else { return };
        self.clock = Clock::entering(self.clock.take(), stage, stamp.at);
    }
}

impl ItemState {
    /// Parts what counts from what other senders brought. What a merge carried stands before what this case has, so that
    /// the newest of its own is the one that is judged; within each the order is that of arrival.
    fn recount(&mut self, tickets: &Tickets, brought: &[(Digest, Reference)]) {
        let arrival = |evidence: &Evidence| brought.iter().rposition(|(file, _)| *file == evidence.sha256);
        // A file that several people sent counts where one of them is the applicant.
        let counts = |evidence: &Evidence| {
            let mut of = brought.iter().filter(|(file, _)| *file == evidence.sha256).peekable();
            of.peek().is_none() || of.any(|(_, ticket)| tickets.counts(ticket))
        };
        let mut all = std::mem::take(&mut self.of_others);
        all.append(&mut self.evidence);
        all.sort_by_key(|evidence| (evidence.merged_from.is_none(), arrival(evidence)));
        (self.evidence, self.of_others) = all.into_iter().partition(counts);
    }

    fn clear_unless_last(&mut self, last: Option<&Evidence>) {
        if self.evidence.last() != last {
            self.verdicts.clear();
        }
    }
}

fn set<K: Ord + Clone, V>(map: &mut BTreeMap<K, V>, key: &K, value: Option<V>) {
    match value {
        Some(value) => map.insert(key.clone(), value),
        None => map.remove(key),
    };
}
