//! Merging two cases about one matter, and undoing it. Both keep their whole log.

use super::super::{Case, CaseId, ClueVerdict, Event, Evidence, Private, Refusal, RefusalKind};
use super::draft::Draft;
use super::{may_work, must_be_open, no_other_pending, remeasure};
use crate::playbook::ClueId;
use std::collections::BTreeMap;

pub(super) fn merge_into(draft: &mut Draft<'_>, other: &Case) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    one_matter(draft, other)?;
    if draft.case.owner_unread.is_some() {
        let what = "what the registered owner wrote is unread, and would not be seen in the other case";
        let remedy = "Read it, and write a note that says what you found.";
        return Err(Refusal {
            rule: draft.kind.merge.clone(),
            ..Refusal::plain(RefusalKind::Guard, what, remedy)
        });
    }
    draft.push(Event::MergedInto { case: other.id });
    Ok(())
}

pub(super) fn absorb(draft: &mut Draft<'_>, other: &Case) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    one_matter(draft, other)?;
    draft.push(taken_over(draft, other));
    for ticket in other.tickets.all() {
        let said = ticket.application.get().map(AsRef::as_ref);
        draft.push(Event::TicketJoined {
            reference: ticket.reference.clone(),
            sender: draft.case.tickets.number(said),
            merged_from: Some(other.id),
            trouble: ticket.trouble.clone(),
            tried: ticket.tried.clone(),
            private: ticket.application.clone(),
        });
    }
    for (ticket, document) in other.tickets.told_later() {
        let (ticket, private) = (ticket.clone(), document.clone());
        draft.push(Event::DocumentBrought { ticket, merged_from: Some(other.id), private });
    }
    let brought: Vec<Evidence> = other.items.values().flat_map(|state| state.evidence.clone()).collect();
    for evidence in brought {
        let ticket = other.brought.iter().rev().find(|(file, _)| *file == evidence.sha256);
        let Some(ticket) = ticket.map(|(_, ticket)| ticket.clone()) else { continue };
        let evidence = Evidence { merged_from: Some(other.id), ..evidence };
        draft.push(Event::EvidenceAttached { evidence, ticket });
    }
    remeasure::absorbed(draft, other);
    Ok(())
}

/// What this case takes over from `other` where it knows nothing itself: its own clues and measurements stand.
fn taken_over(draft: &Draft<'_>, other: &Case) -> Event {
    let case = &draft.case;
    let nothing = |clue: &ClueId| {
        case.clues.get(clue).is_none_or(|verdict| *verdict == ClueVerdict::Unknown)
            && !case.recalled.contains_key(clue)
    };
    let clues: BTreeMap<_, _> = other
        .clues
        .iter()
        .filter(|(clue, _)| nothing(clue))
        .map(|(clue, verdict)| (clue.clone(), *verdict))
        .collect();
    let recalled: BTreeMap<_, _> = clues
        .keys()
        .filter_map(|clue| Some((clue.clone(), other.recalled.get(clue)?.get()?.clone())))
        .collect();
    let signals = other.signals.iter().filter(|(signal, _)| !case.signals.contains_key(signal));
    Event::Absorbed {
        case: other.id,
        phrases: other.live_phrases().to_vec(),
        clues,
        signals: signals.map(|(signal, value)| (*signal, *value)).collect(),
        private: if recalled.is_empty() { Private::Erased } else { Private::Kept(recalled) },
    }
}

pub(super) fn unmerge(draft: &mut Draft<'_>) -> Result<(), Refusal> {
    may_work(&draft.case, draft.facts)?;
    let Some(case) = draft.case.merged_into else {
        return Err(Refusal::plain(
            RefusalKind::Nothing,
            "this case was not merged",
            "There is nothing to undo.",
        ));
    };
    no_other_pending(draft.facts, draft.kind)?;
    draft.push(Event::Unmerged { case });
    Ok(())
}

pub(super) fn part(draft: &mut Draft<'_>, other: CaseId) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    if !draft.case.absorbed.contains_key(&other) {
        let what = format!("case {} was not merged into this one", other.0);
        return Err(Refusal::plain(RefusalKind::Nothing, what, "There is nothing to undo."));
    }
    draft.push(Event::Parted { case: other });
    remeasure::all(draft);
    Ok(())
}

fn one_matter(draft: &Draft<'_>, other: &Case) -> Result<(), Refusal> {
    let rule = draft.kind.merge.clone();
    let refuse = |what: &str, remedy: &str| {
        let (what, remedy) = (what.to_owned(), remedy.to_owned());
        Err(Refusal { kind: RefusalKind::Guard, rule: rule.clone(), what, remedy })
    };
    let (Some(here), Some(there)) = (&draft.case.matter, &other.matter) else {
        return refuse("one of the cases was never opened", "Give the number of an open case.");
    };
    if draft.case.id == other.id {
        return refuse("a case cannot be merged into itself", "Give the number of another case.");
    }
    if here.institution != there.institution || here.kind != there.kind || here.claimant != there.claimant {
        return refuse(
            "the cases differ in institution, kind or account",
            "Only cases about one matter are merged.",
        );
    }
    // The other side is judged by its own turn; what the merge needs of it here is that it stands.
    let over = if other.merged_into.is_some() { None } else { other.outcome(draft.kind) };
    if over.is_some() {
        return refuse("the other case has ended", "Merge it the other way round, or reopen it.");
    }
    Ok(())
}
