//! Asking the desk, and what its answers change.

use super::{ask, bulk, case, decision, sample, watch};
use crate::case::CaseId;
use crate::console::list::Part;
use crate::console::message::{Answer, Effect, Failure, Query, RequestId, Slot};
use crate::console::model::{COUNTED, Doing, Model, Overlay};
use crate::console::notice::Tone;
use crate::desk::Receipt;
use crate::desk::filter;
use crate::store::ListQuery;

/// Asks for a part of the list.
pub fn ask_list(model: &mut Model, part: Part, effects: &mut Vec<Effect>) {
    let filter = match model.filter() {
        Ok(filter) => filter,
        Err(error) => {
            model.filter_error = Some(error);
            return;
        }
    };
    model.filter_error = None;
    let (window, limit) = model.list.window(part);
    model.part = part;
    let query = Query::List(ListQuery { filter, sort: model.sort, window, limit });
    ask(model, Slot::List, query, effects);
}

/// Another list is to be shown: its beginning is asked for. The old rows stay until it comes, so that nothing flickers.
pub fn reload(model: &mut Model, effects: &mut Vec<Effect>) {
    ask_list(model, Part::Top, effects);
}

/// Something has changed: what is on screen is asked for again, and moves nothing under the cursor.
pub fn refresh(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.waiting.contains_key(&Slot::List) {
        model.stale = true;
    } else {
        ask_list(model, Part::Again, effects);
    }
    ask(model, Slot::Queues, Query::Queues, effects);
    read_preview(model, effects);
    watch::refresh(model, effects);
}

/// Asks for more rows where the selection comes near the edge of those that are there.
pub fn want_more(model: &mut Model, effects: &mut Vec<Effect>) {
    if !model.waiting.contains_key(&Slot::List)
        && let Some(part) = model.list.wants()
    {
        ask_list(model, part, effects);
    }
}

/// Asks for the case beside the list, where there is room for one.
pub fn read_preview(model: &mut Model, effects: &mut Vec<Effect>) {
    if model.layout().preview.is_some() && model.screens.is_empty() {
        read_selected(model, effects);
    }
}

/// Asks for the selected case whole.
pub fn read_selected(model: &mut Model, effects: &mut Vec<Effect>) {
    if let Some(id) = model.list.selected().map(|row| row.id) {
        ask(model, Slot::Preview, Query::Case(id), effects);
    }
}

/// Asks how many cases each view has.
fn read_counts(model: &mut Model, effects: &mut Vec<Effect>) {
    let (now, operator) = (model.now, model.session.operator.clone());
    let filters =
        model.views.all().into_iter().filter_map(|view| filter::parse(&view.filter, now, &operator).ok());
    let query = Query::Counts(filters.collect(), COUNTED);
    ask(model, Slot::Counts, query, effects);
}

/// Takes an answer in. One that is not waited for any more is dropped.
pub fn answered(
    model: &mut Model,
    id: RequestId,
    slot: Slot,
    result: Result<Answer, Failure>,
    effects: &mut Vec<Effect>,
) {
    if slot == Slot::Act {
        let Some(doing) = model.doing.remove(&id) else { return };
        done(model, doing, result, effects);
        return;
    }
    if model.waiting.get(&slot) != Some(&id) {
        return;
    }
    model.waiting.remove(&slot);
    match result {
        Ok(answer) => take(model, slot, answer, effects),
        Err(failure) => failed(model, slot, &failure, effects),
    }
}

fn take(model: &mut Model, slot: Slot, answer: Answer, effects: &mut Vec<Effect>) {
    match answer {
        Answer::List(page, doubt) => {
            model.doubt = doubt;
            model.list.take(model.part, page);
            if std::mem::take(&mut model.stale) {
                ask_list(model, Part::Again, effects);
            } else {
                want_more(model, effects);
            }
        }
        Answer::Queues(queues) => {
            model.queues = queues;
            read_counts(model, effects);
        }
        Answer::Counts(counts) => {
            let (now, operator) = (model.now, model.session.operator.clone());
            let names = model
                .views
                .all()
                .into_iter()
                .filter(|view| filter::parse(&view.filter, now, &operator).is_ok())
                .map(|view| view.name);
            model.counts = names.zip(counts).collect();
        }
        Answer::Case(view) if slot == Slot::Preview => {
            if model.list.selected().is_some_and(|row| row.id == view.case.id) {
                model.preview.view = Some(view);
                super::case::preview_came(model, effects);
            }
        }
        Answer::DryRun(verdicts) => bulk::checked(model, verdicts),
        Answer::Case(view) if slot == Slot::Sample => sample::came(model, &view, effects),
        Answer::Case(view) => case::came(model, *view, effects),
        Answer::Preview(preview) => decision::known(model, Ok(*preview)),
        Answer::Lead(view) => {
            if let Some(ui) = watch::lead_ui(model) {
                ui.refresh(*view);
            }
        }
        Answer::Log(lines) => {
            if let Some(ui) = watch::log_ui(model) {
                ui.take(lines);
            }
        }
        Answer::Done(_) | Answer::Clock => {}
    }
}

fn failed(model: &mut Model, slot: Slot, failure: &Failure, effects: &mut Vec<Effect>) {
    if slot == Slot::Decision {
        decision::known(model, Err(failure.text.clone()));
        return;
    }
    if slot == Slot::Sample {
        sample::next(model, effects);
        return;
    }
    if slot == Slot::Log
        && let Some(ui) = watch::log_ui(model)
    {
        ui.failed();
    }
    // A case that went away while it was being read is no trouble worth a message.
    if slot != Slot::Preview || !failure.outdated {
        model.tell(Tone::Refused, failure.text.as_str());
    }
    if slot == Slot::DryRun {
        // Help may lie over it.
        model.overlays.retain(|overlay| !matches!(overlay, Overlay::Bulk(_)));
    }
    if std::mem::take(&mut model.stale) {
        ask_list(model, Part::Again, effects);
    }
}

fn done(model: &mut Model, doing: Doing, result: Result<Answer, Failure>, effects: &mut Vec<Effect>) {
    match (doing, result) {
        (Doing::Bulk(case), result) => bulk::done(model, case, result, effects),
        (Doing::Judgement(case), result) => case::judged(model, case, result, effects),
        (Doing::Decision(case), result) => decision::decided(model, case, result, effects),
        (Doing::Simple(_), Ok(Answer::Done(receipt))) => {
            let said = told(&receipt);
            model.tell(Tone::Done, &said);
            refresh(model, effects);
        }
        (Doing::Simple(_), Ok(_)) => {}
        (Doing::Simple(_), Err(failure)) => {
            model.tell(Tone::Refused, failure.text.as_str());
            refresh(model, effects);
        }
    }
}

/// What a receipt says in one line.
pub fn told(receipt: &Receipt) -> String {
    let what = if receipt.repeated { "done before".to_owned() } else { receipt.happened.join("; ") };
    format!("{}: {what}", receipt.number)
}

/// Selects a case of the list if it is loaded.
pub fn select(model: &mut Model, id: CaseId, effects: &mut Vec<Effect>) {
    model.list.select(id);
    want_more(model, effects);
}
