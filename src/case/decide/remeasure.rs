//! What the desk works out itself, worked out anew after what it is about has changed: no signal outlives its ground.

use super::super::{Case, Event, measure, measure_document, measure_pictures};
use super::draft::Draft;
use crate::score::{Signal, SignalValue};
use std::collections::BTreeMap;

/// After tickets came to count or ceased to.
pub(super) fn all(draft: &mut Draft<'_>) {
    document(draft);
    pictures(draft);
    origin(draft);
}

/// After `other` came into the case: what it had against it is not washed away by the merge. Whether its files came in a third
/// case is known from its own signal, for it was looked up there.
pub(super) fn absorbed(draft: &mut Draft<'_>, other: &Case) {
    document(draft);
    origin(draft);
    let kept =
        |signal: &Signal| signal.keeps_worst() && !signal.is_of_origin() || *signal == Signal::PictureSeen;
    for signal in Signal::ALL.into_iter().filter(kept) {
        if let Some(theirs) = other.signals.get(&signal).copied() {
            let ours = draft.case.signals.get(&signal).copied();
            set(draft, signal, Some(ours.map_or(theirs, |ours| signal.worse(ours, theirs))));
        }
    }
}

/// Guard, test and signal read one document: the newest of whoever applies (R3).
pub(super) fn document(draft: &mut Draft<'_>) {
    if let Some(value) = measure_document(draft.facts, draft.case.tickets.document()) {
        set(draft, Signal::SameDocument, Some(value));
    }
}

/// A picture that came in another case weighs as long as it counts: not before it came, and no longer once it was asked for
/// again (R6).
pub(super) fn pictures(draft: &mut Draft<'_>) {
    let value = measure_pictures(draft.facts, draft.case.items.values().flat_map(|item| &item.evidence));
    set(draft, Signal::PictureSeen, value);
}

/// The worst of all tickets that count (R4, R12). Where one was erased nothing can be worked out, and what was stays.
fn origin(draft: &mut Draft<'_>) {
    let Some(applied_at) = draft.case.matter.as_ref().map(|matter| matter.applied_at) else { return };
    let tickets = &draft.case.tickets;
    let mut worst: BTreeMap<Signal, SignalValue> = BTreeMap::new();
    for ticket in tickets.all().iter().filter(|ticket| tickets.counts(&ticket.reference)) {
        let Some(application) = ticket.application.get() else { return };
        for (signal, value) in measure(draft.playbook, draft.facts, &application.from, applied_at) {
            worst.entry(signal).and_modify(|had| *had = signal.worse(*had, value)).or_insert(value);
        }
    }
    for signal in Signal::ALL.into_iter().filter(|signal| signal.is_of_origin()) {
        set(draft, signal, worst.get(&signal).copied());
    }
}

fn set(draft: &mut Draft<'_>, signal: Signal, value: Option<SignalValue>) {
    match (draft.case.signals.get(&signal).copied(), value) {
        (had, Some(value)) if had != Some(value) => draft.push(Event::SignalMeasured { signal, value }),
        (Some(_), None) => draft.push(Event::SignalForgotten { signal }),
        _ => {}
    }
}
