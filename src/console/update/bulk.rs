//! Doing something to one case, or to the marked ones.

use super::{ask, close, desk};
use crate::case::{CaseId, Command};
use crate::console::bulk::{Bulk, Phase, State};
use crate::console::message::{Answer, Effect, Failure, Query, Slot, Verdict};
use crate::console::model::{Doing, Model, Overlay};
use crate::console::notice::Tone;
use crate::desk::Request;
use crate::text::Clean;

/// Does something to the marked cases, after showing what each would say; without marks, to the current case at once.
pub fn command(model: &mut Model, title: &str, command: Command, effects: &mut Vec<Effect>) {
    if model.marks.is_empty() {
        if let Some(current) = model.current_case() {
            one(model, current.id, command, effects);
        }
        return;
    }
    many(model, title, command, effects);
}

/// Does something to one case, as it stands.
pub fn one(model: &mut Model, case: CaseId, command: Command, effects: &mut Vec<Effect>) {
    let request = Request { case, seen: None, command, key: None };
    let id = ask(model, Slot::Act, Query::Act(Box::new(request)), effects);
    model.doing.insert(id, Doing::Simple(case));
}

/// Asks what a command would do to the marked cases.
pub fn many(model: &mut Model, title: &str, command: Command, effects: &mut Vec<Effect>) {
    let cases: Vec<_> =
        model.marks.iter().map(|(id, mark)| (id, mark.number.clone(), mark.version)).collect();
    let ids = cases.iter().map(|(id, ..)| *id).collect();
    ask(model, Slot::DryRun, Query::DryRun(ids, command.clone()), effects);
    let title = format!("{title} {} cases", cases.len());
    model.overlays.push(Overlay::Bulk(Box::new(Bulk::new(&title, command, cases))));
}

fn open(model: &mut Model) -> Option<&mut Bulk> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Bulk(bulk) => Some(bulk.as_mut()),
        _ => None,
    })
}

/// Takes in what the cases would say.
pub fn checked(model: &mut Model, verdicts: Vec<Verdict>) {
    if let Some(bulk) = open(model) {
        bulk.checked(verdicts);
    }
}

/// The operator confirms: the cases that the rules allow are done, one after the other.
pub fn confirm(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(bulk) = open(model) else { return };
    match bulk.phase {
        Phase::Ready if bulk.tally().0 == 0 => cancel(model),
        Phase::Ready => go_on(model, effects),
        Phase::Done => cancel(model),
        Phase::Checking | Phase::Running => {}
    }
}

/// The operator stops, or leaves the results.
pub fn cancel(model: &mut Model) {
    match open(model) {
        Some(bulk) if bulk.phase == Phase::Running => bulk.stop(),
        _ => {
            model.waiting.remove(&Slot::DryRun);
            close(model);
        }
    }
}

fn go_on(model: &mut Model, effects: &mut Vec<Effect>) {
    let Some(bulk) = open(model) else { return };
    if bulk.phase == Phase::Done {
        return;
    }
    let command = bulk.command.clone();
    if let Some(line) = bulk.begin_next() {
        let (case, seen) = (line.id, Some(line.seen));
        let request = Request { case, seen, command, key: None };
        let id = ask(model, Slot::Act, Query::Act(Box::new(request)), effects);
        model.doing.insert(id, Doing::Bulk(case));
        return;
    }
    let (done, refused) = (bulk.done(), bulk.tally().1);
    let said = format!("{}: {done} done, {refused} refused", bulk.title);
    model.tell(if refused == 0 { Tone::Done } else { Tone::Plain }, &said);
    desk::refresh(model, effects);
}

/// Takes in what came of one case, and goes on to the next.
pub fn done(model: &mut Model, case: CaseId, result: Result<Answer, Failure>, effects: &mut Vec<Effect>) {
    let state = match result {
        Ok(Answer::Done(receipt)) => {
            model.marks.remove(case);
            State::Done(Clean::line(&desk::told(&receipt)))
        }
        Ok(_) => return,
        Err(failure) => State::Failed(failure.text),
    };
    let stopped = open(model).is_none_or(|bulk| {
        bulk.set(case, state);
        bulk.phase == Phase::Done
    });
    if stopped {
        desk::refresh(model, effects);
    } else {
        go_on(model, effects);
    }
}
