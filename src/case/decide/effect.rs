//! Effects: what follows from an action, as events.

use super::super::record::Phrase;
use super::super::{Event, Refusal, risk};
use super::draft::Draft;
use super::{letter, order, remeasure};
use crate::playbook::{Challenge, Counted, Effect, HoldHours, ItemId, ReasonId, ReplyBy};
use crate::score::Band;
use chrono::Duration;

/// Carries out `effects` in order; `reason` is the one given with the action.
pub(super) fn carry_out(
    draft: &mut Draft<'_>,
    effects: &[Effect],
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    for effect in effects {
        match effect {
            Effect::Letter(letter) => letter::to_applicant(draft, letter, reason)?,
            Effect::Reply(ReplyBy::Triage) => letter::reply(draft, reason)?,
            Effect::Announce(letter) => letter::to_everybody(draft, letter, reason)?,
            Effect::TellHolder(letter) => letter::to_holder(draft, letter, reason)?,
            Effect::Order(order) => order::give(draft, order)?,
            Effect::Hold(hours) => hold(draft, *hours),
            Effect::EndHold(_) => {
                if draft.case.hold.is_some_and(|hold| !hold.ended) {
                    draft.push(Event::HoldEnded {});
                }
            }
            Effect::Challenge(Challenge::IfNone) if !draft.case.phrases.is_empty() => {}
            Effect::Challenge(_) => {
                let phrase = Phrase { phrase: draft.facts.fresh_phrase.clone(), given_at: draft.facts.now };
                draft.push(Event::ChallengeGiven { phrase, supersedes: true });
            }
            Effect::AskAgain(items) => ask_again(draft, items),
            Effect::Remind(_) => draft.push(Event::DeskReminded {}),
            Effect::Forget(signals) => {
                for signal in signals {
                    if draft.case.signals.contains_key(signal) {
                        draft.push(Event::SignalForgotten { signal: *signal });
                    }
                }
            }
            Effect::Count(Counted::Denial) => draft.push(Event::DenialCounted {}),
            Effect::OpenConflict(rule) => draft.push(Event::ConflictCalled { rule: rule.clone() }),
            Effect::Recheck(checks) => {
                for check in checks
                    .iter()
                    .filter(|check| draft.case.checks.contains_key(*check))
                    .cloned()
                    .collect::<Vec<_>>()
                {
                    draft.push(Event::CheckAnswered { check, answer: None });
                }
            }
        }
    }
    Ok(())
}

fn ask_again(draft: &mut Draft<'_>, items: &[ItemId]) {
    for item in items {
        if !draft.case.evidence(item).is_empty() {
            draft.push(Event::EvidenceSetAside { item: item.clone() });
        }
    }
    remeasure::pictures(draft);
}

fn hold(draft: &mut Draft<'_>, hours: HoldHours) {
    let band = risk(&draft.case, draft.kind).map_or(Band::Low, |score| score.band);
    let until = draft.facts.now + Duration::hours(i64::from(hours.hours(band)));
    draft.push(Event::HoldStarted { until });
}
