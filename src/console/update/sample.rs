//! An action on the marked cases: one of them that allows it is the example that the dialog shows.
//!
//! The case under the cursor need not be marked, and may refuse what the marked ones allow, so it does not speak for them.

use super::{ask, decision};
use crate::case::CaseId;
use crate::console::message::{Effect, Query, Slot};
use crate::console::model::{Model, Sampling, Wanted};
use crate::console::notice::Tone;
use crate::desk::{ActionView, CaseView};
use std::collections::VecDeque;

/// So many of the marked cases are looked at; where none of them allows the action, hardly one further will.
const MOST: usize = 20;

/// Looks for the example: the case under the cursor where it is marked, else the marked ones one by one.
pub fn begin(model: &mut Model, wanted: Wanted, effects: &mut Vec<Effect>) {
    let here = model.list.selected().map(|row| row.id).filter(|id| model.marks.has(*id));
    let others = model.marks.iter().map(|(id, _)| id).filter(|id| Some(*id) != here);
    let left: VecDeque<CaseId> = here.into_iter().chain(others).take(MOST).collect();
    model.sampling = Some(Sampling { wanted, left, refusal: None });
    next(model, effects);
}

/// Reads the next marked case, or tells why there is no example.
pub fn next(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(sampling) = &mut model.sampling else { return };
    if let Some(id) = sampling.left.pop_front() {
        ask(model, Slot::Sample, Query::Case(id), effects);
        return;
    }
    let told = match (sampling.refusal.take(), &sampling.wanted) {
        (Some(refusal), _) => refusal,
        (None, Wanted::Key(key)) => {
            format!("No action of the marked cases has the key {key}. ? shows the keys")
        }
        (None, Wanted::Action(_)) => "None of the marked cases has this action".to_owned(),
    };
    model.sampling = None;
    model.tell(Tone::Refused, &told);
}

/// A marked case has been read: it is the example, or the next one is tried.
pub fn came(model: &mut Model, view: &CaseView, effects: &mut Vec<Effect>) {
    let elsewhere = !model.overlays.is_empty() || !model.screens.is_empty() || model.marks.is_empty();
    let Some(sampling) = model.sampling.as_mut().filter(|_| !elsewhere) else {
        model.sampling = None;
        return;
    };
    let meant = |action: &&ActionView| match &sampling.wanted {
        Wanted::Key(key) => action.action.key == Some(*key),
        Wanted::Action(id) => action.action.id == *id,
    };
    let Some(found) = view.actions.iter().find(meant) else { return next(model, effects) };
    match &found.state {
        Ok(needs) if needs.confirm => {
            model.sampling = None;
            let told = format!("{} cannot be taken back: decide such cases one by one", found.action.title);
            model.tell(Tone::Refused, &told);
        }
        Ok(_) => {
            model.sampling = None;
            decision::open(model, view, &found.action.id, effects);
        }
        Err(refusal) => {
            let number =
                view.case.matter.as_ref().map(|matter| matter.number.to_string()).unwrap_or_default();
            sampling.refusal.get_or_insert_with(|| format!("{number}: {refusal}"));
            next(model, effects);
        }
    }
}
