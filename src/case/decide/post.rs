//! What came of letters and orders, and putting back what was refused or set aside.

use super::super::{
    Actor, Came, Event, OrderAnswer, PostName, PostState, Posted, Private, Refusal, RefusalKind, Version,
};
use super::draft::Draft;
use crate::playbook::Role;

/// The most characters of what a system says that are kept.
const LONGEST_REASON: usize = 2_000;

/// Records what came of delivering what the event at version `given` wrote. A word that changes nothing is refused as such:
/// systems answer twice.
pub(super) fn came(
    draft: &mut Draft<'_>,
    given: Version,
    came: Came,
    attempts: u32,
    reason: Option<&str>,
) -> Result<(), Refusal> {
    if draft.facts.actor != Actor::Post {
        let what = "only the post knows what came of a letter or an order";
        return Err(Refusal::plain(RefusalKind::Role, what, "Deliver it with `docket outbox --deliver`."));
    }
    let posted = posted(draft, given)?.clone();
    let private = private(reason);
    let event = match (posted.name.clone(), came) {
        (PostName::Letter(letter), Came::Sent { passed_over }) if posted.state != PostState::Sent => {
            Event::LetterSent { given, letter, attempts, passed_over }
        }
        (PostName::Letter(letter), Came::SetAside) if posted.state == PostState::Waiting => {
            Event::LetterSetAside { given, letter, attempts, private }
        }
        (PostName::Letter(_), Came::Answered(_)) => {
            return Err(Refusal::plain(RefusalKind::Unknown, "a letter has no answer", "Name an order."));
        }
        (PostName::Order(order), Came::Sent { .. }) if posted.state == PostState::Waiting => {
            Event::OrderSent { given, order, attempts }
        }
        (PostName::Order(order), Came::Answered(answer)) if is_news(&posted, answer) => {
            Event::OrderAnswered { given, order, answer, attempts, private }
        }
        (PostName::Order(order), Came::SetAside) if posted.state == PostState::Waiting => {
            Event::OrderSetAside { given, order, attempts, private }
        }
        (name, _) => {
            let what = format!("{name} is {} already", posted.state.as_str());
            return Err(Refusal::plain(RefusalKind::Nothing, what, "There is nothing to record."));
        }
    };
    let has_failed = event.settles().and_then(|(_, state)| state).is_some_and(PostState::has_failed);
    draft.push(event);
    if has_failed {
        hold_back_what_follows(draft, given, &posted);
    }
    Ok(())
}

/// A system may change its mind between done and refused, and both must be known; that it will do it later is told once.
fn is_news(posted: &Posted, answer: OrderAnswer) -> bool {
    match answer {
        OrderAnswer::Done => posted.state != PostState::Done,
        OrderAnswer::Refused => posted.state != PostState::Refused,
        OrderAnswer::Later => !posted.later && matches!(posted.state, PostState::Waiting | PostState::Sent),
    }
}

/// Orders that were decided together belong together: where an account's withdrawals could not be frozen (R13), its contacts
/// are not replaced either. What a later decision orders is not held back, for it was made knowing of the failure.
fn hold_back_what_follows(draft: &mut Draft<'_>, given: Version, failed: &Posted) {
    if failed.account.is_none() {
        return;
    }
    let follows = |(version, posted): &(&Version, &Posted)| {
        **version > given
            && posted.account == failed.account
            && posted.decision == failed.decision
            && posted.state == PostState::Waiting
    };
    let following: Vec<_> = draft
        .case
        .posted
        .iter()
        .filter(follows)
        .map(|(version, posted)| (*version, posted.name.clone()))
        .collect();
    for (given, name) in following {
        let PostName::Order(order) = name else { continue };
        let why = format!("{}, which was decided with it and goes first, was not carried out", failed.name);
        let private = Private::Kept(why);
        draft.push(Event::OrderSetAside { given, order, attempts: 0, private });
    }
}

/// Lets what was refused or set aside be delivered again.
pub(super) fn put_back(draft: &mut Draft<'_>, given: Version) -> Result<(), Refusal> {
    match &draft.facts.actor {
        Actor::Operator(operator, Role::Auditor) => {
            let what = format!("{operator} is an auditor, who reads and changes nothing");
            return Err(Refusal::plain(RefusalKind::Role, what, "Ask a reviewer to do it."));
        }
        Actor::Operator(..) => {}
        _ => {
            let what = "only a person can put back what was set aside";
            return Err(Refusal::plain(RefusalKind::Role, what, "Act as an operator."));
        }
    }
    let posted = posted(draft, given)?;
    if !posted.state.has_failed() {
        let what = format!("{} is {}", posted.name, posted.state.as_str());
        let remedy = "Only what was refused or set aside can be put back.";
        return Err(Refusal::plain(RefusalKind::Nothing, what, remedy));
    }
    if let Some(by) = taken_back(draft, given, posted) {
        let what = format!("{by} has taken {} back since", posted.name);
        return Err(Refusal::plain(RefusalKind::Guard, what, "Give the order anew, by an action."));
    }
    let name = posted.name.clone();
    draft.push(Event::PutBack { given, name });
    Ok(())
}

/// The later order that takes this one back and may have been carried out: sent after it, the older one would have the last
/// word.
fn taken_back(draft: &Draft<'_>, given: Version, posted: &Posted) -> Option<PostName> {
    let PostName::Order(order) = posted.name else { return None };
    let later = draft.case.posted.range(given.next()..).map(|(_, later)| later);
    let mut undoing = later.filter(|later| {
        let PostName::Order(name) = later.name else { return false };
        later.account == posted.account && name.undoes() == Some(order) && !later.state.has_failed()
    });
    undoing.next().map(|later| later.name.clone())
}

fn posted<'d>(draft: &'d Draft<'_>, given: Version) -> Result<&'d Posted, Refusal> {
    draft.case.posted.get(&given).ok_or_else(|| {
        let what = format!("event {} of this case wrote no letter and no order", given.0);
        Refusal::plain(RefusalKind::Unknown, what, "`docket outbox` lists them with their numbers.")
    })
}

fn private(reason: Option<&str>) -> Private<String> {
    let reason = reason.map(str::trim).filter(|reason| !reason.is_empty());
    reason.map_or(Private::Erased, |reason| Private::Kept(reason.chars().take(LONGEST_REASON).collect()))
}
