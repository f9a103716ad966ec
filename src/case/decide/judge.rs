//! What a reviewer finds, and what arrives later.

use super::super::record::Document;
use super::super::{
    Case, ClueVerdict, Event, Evidence, Private, Reference, Refusal, RefusalKind, Verdict, check_recalled,
    compare_clue,
};
use super::draft::Draft;
use super::open::not_in;
use super::requirement::{RequirementState, heard, test_requirement};
use super::{act, may_work, must_be_open, parties, remeasure};
use crate::playbook::{ActionId, Answer, By, CauseId, CheckId, ClueId, ItemId, RequirementId};
use crate::score::{Signal, SignalValue};
use std::collections::BTreeMap;

pub(super) fn attach(
    draft: &mut Draft<'_>,
    ticket: &Reference,
    evidence: &[Evidence],
    document: Option<&Document>,
    signals: &BTreeMap<Signal, SignalValue>,
) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    for evidence in evidence {
        if draft.kind.item(&evidence.item).is_none() {
            let known: Vec<_> = draft.kind.items.iter().map(|item| item.id.to_string()).collect();
            return Err(not_in("item", evidence.item.as_str(), draft.kind, &known));
        }
        let evidence = heard(evidence, &draft.case.phrases);
        draft.push(Event::EvidenceAttached { evidence, ticket: ticket.clone() });
    }
    if let Some(document) = document {
        draft.push(Event::DocumentBrought {
            ticket: ticket.clone(),
            merged_from: None,
            private: Private::Kept(document.clone()),
        });
    }
    for (signal, value) in signals {
        if draft.case.signals.get(signal) != Some(value) {
            draft.push(Event::SignalMeasured { signal: *signal, value: *value });
        }
    }
    remeasure::document(draft);
    remeasure::pictures(draft);
    // Neither a machine's measurement alone nor what a stranger sends is an answer of the applicant.
    let answers = !evidence.is_empty() && draft.case.tickets.counts(ticket);
    if draft.facts.actor.by() == By::Applicant && answers {
        act::by_arrival(draft);
    }
    Ok(())
}

pub(super) fn judge(
    draft: &mut Draft<'_>,
    item: &ItemId,
    requirement: &RequirementId,
    verdict: Option<Verdict>,
) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    let known = draft.kind.item(item).ok_or_else(|| {
        let known: Vec<_> = draft.kind.items.iter().map(|item| item.id.to_string()).collect();
        not_in("item", item.as_str(), draft.kind, &known)
    })?;
    let wanted = known.requirements.iter().find(|known| known.id == *requirement).ok_or_else(|| {
        let all: Vec<_> = known.requirements.iter().map(|known| known.id.to_string()).collect();
        let what = format!("{} has no requirement {requirement}", known.title);
        Refusal::plain(RefusalKind::Unknown, what, format!("Use one of: {}.", all.join(", ")))
    })?;
    if draft.case.evidence(item).is_empty() {
        let what = format!("{} has not come", known.title);
        return Err(Refusal::by(&known.rule, RefusalKind::Missing, what, "Ask the applicant to bring it."));
    }
    if verdict == Some(Verdict::Ticked)
        && let Some(test) = wanted.test
        && let RequirementState::Contradicted(why) = test_requirement(test, item, &draft.case, draft.facts)
    {
        let remedy = "Refuse the requirement, or ask the applicant to bring it again.";
        return Err(Refusal::by(&wanted.rule, RefusalKind::Test, why, remedy));
    }
    if draft.case.verdict(item, requirement) != verdict {
        draft.claim_by_working();
        let (item, requirement) = (item.clone(), requirement.clone());
        draft.push(Event::RequirementJudged { item, requirement, verdict });
    }
    Ok(())
}

pub(super) fn answer(draft: &mut Draft<'_>, check: &CheckId, answer: Option<Answer>) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    let known = draft.kind.check(check).ok_or_else(|| {
        let known: Vec<_> = draft.kind.checks.iter().map(|check| check.id.to_string()).collect();
        not_in("check", check.as_str(), draft.kind, &known)
    })?;
    if answer == Some(Answer::Passed)
        && let Some(item) = draft.case.lacking(known, draft.kind)
    {
        let what = format!("{} has not come, and “{}” is judged by it", item.title, known.title);
        return Err(Refusal::by(&known.rule, RefusalKind::Missing, what, "Ask the applicant to bring it."));
    }
    if draft.case.checks.get(check).copied() != answer {
        draft.claim_by_working();
        draft.push(Event::CheckAnswered { check: check.clone(), answer });
    }
    Ok(())
}

pub(super) fn record_clue(draft: &mut Draft<'_>, clue: &ClueId, values: &[String]) -> Result<(), Refusal> {
    let source = clue_source(draft, clue)?;
    for value in values {
        check_recalled(source, value)
            .map_err(|(what, remedy)| Refusal::plain(RefusalKind::Unknown, what, format!("{remedy}.")))?;
    }
    let account = parties::recalled_account(draft.kind, draft.facts);
    let verdict = compare_clue(source, values, account);
    draft.claim_by_working();
    draft.push(Event::ClueRecorded { clue: clue.clone(), verdict, private: Private::Kept(values.to_vec()) });
    Ok(())
}

pub(super) fn judge_clue(draft: &mut Draft<'_>, clue: &ClueId, verdict: ClueVerdict) -> Result<(), Refusal> {
    clue_source(draft, clue)?;
    if draft.case.clues.get(clue) != Some(&verdict) {
        draft.claim_by_working();
        draft.push(Event::ClueJudged { clue: clue.clone(), verdict });
    }
    Ok(())
}

fn clue_source(draft: &Draft<'_>, clue: &ClueId) -> Result<crate::playbook::ClueSource, Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    draft.kind.clue(clue).map(|known| known.source).ok_or_else(|| {
        let known: Vec<_> = draft.kind.clues.iter().map(|clue| clue.id.to_string()).collect();
        not_in("clue", clue.as_str(), draft.kind, &known)
    })
}

pub(super) fn name_cause(draft: &mut Draft<'_>, cause: &CauseId) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    if draft.kind.cause(cause).is_none() {
        let known: Vec<_> = draft.kind.causes.iter().map(|cause| cause.id.to_string()).collect();
        return Err(not_in("cause", cause.as_str(), draft.kind, &known));
    }
    if draft.case.cause.as_ref() != Some(cause) {
        draft.claim_by_working();
        draft.push(Event::CauseNamed { cause: cause.clone() });
    }
    Ok(())
}

/// A message is kept whatever it asks for: what it may not do is said in the event, never a reason to lose it.
pub(super) fn receive(draft: &mut Draft<'_>, text: &str, intent: Option<&ActionId>) -> Result<(), Refusal> {
    let wanted = intent.map(|action| super::super::Act::plain(action.clone()));
    let before: Case = draft.case.clone();
    let allowed = match &wanted {
        Some(act) => {
            let mut trial = Draft::new(&before, draft.facts, draft.playbook, draft.kind);
            act::act(&mut trial, act)
        }
        None => Ok(()),
    };
    let refused = match (intent, &allowed) {
        // What such a link may ask for is the institution's to know; the timeline is no place for a list of actions.
        (Some(intent), Err(_)) if draft.kind.action(intent).is_none() => {
            Some(format!("{} has no action {intent}", draft.kind.title))
        }
        (_, allowed) => allowed.as_ref().err().map(ToString::to_string),
    };
    let private = Private::Kept(text.to_owned());
    draft.push(Event::MessageReceived { asked: intent.cloned(), refused, private });
    match wanted {
        Some(act) if allowed.is_ok() => act::act(draft, &act),
        _ => Ok(()),
    }
}
