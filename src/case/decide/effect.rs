//! Effects: what follows from an action, as events.

use super::super::record::Phrase;
use super::super::{
    Contacts, Event, LetterBody, LetterReach, OrderContacts, Private, Refusal, RefusalKind, risk,
};
use super::draft::Draft;
use crate::identity;
use crate::playbook::{
    AccountStatus, Challenge, Effect, HoldHours, ItemId, LetterFacts, LetterId, OrderEffect, OrderName,
    ReasonId, Which,
};
use crate::score::Band;
use crate::text::Clean;
use chrono::Duration;

/// Carries out `effects` in order; `reason` is the one given with the action.
pub(super) fn carry_out(
    draft: &mut Draft<'_>,
    effects: &[Effect],
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    for effect in effects {
        match effect {
            Effect::Letter(letter) => write(draft, letter, LetterReach::Applicant, reason)?,
            Effect::Announce(letter) => write(draft, letter, LetterReach::EveryAddress, reason)?,
            Effect::Order(order) => give(draft, order)?,
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
            Effect::Forget(signals) => {
                for signal in signals {
                    if draft.case.signals.contains_key(signal) {
                        draft.push(Event::SignalForgotten { signal: *signal });
                    }
                }
            }
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
}

fn hold(draft: &mut Draft<'_>, hours: HoldHours) {
    let band = risk(&draft.case, draft.kind).map_or(Band::Low, |score| score.band);
    let until = draft.facts.now + Duration::hours(i64::from(hours.hours(band)));
    draft.push(Event::HoldStarted { until });
}

fn give(draft: &mut Draft<'_>, order: &OrderEffect) -> Result<(), Refusal> {
    let matter = draft.case.matter.as_ref();
    let account = match order.account {
        Which::Claimant => matter.map(|matter| matter.claimant.clone()),
        Which::Holder => matter.and_then(|matter| matter.holder.clone()),
    };
    let Some(account) = account else {
        let what =
            format!("{} needs the account that holds the identity, and none is known", order.name.as_str());
        return Err(Refusal::plain(
            RefusalKind::Guard,
            what,
            "Have the registry record of that account sent.",
        ));
    };
    let until = match (order.name, draft.case.hold) {
        (OrderName::FreezeWithdrawals, Some(hold)) if !hold.ended => Some(hold.until),
        _ => None,
    };
    let private = contacts(draft, order).map_or(Private::Erased, Private::Kept);
    draft.push(Event::OrderGiven { order: order.name, which: order.account, account, until, private });
    Ok(())
}

/// New contacts come from the application; earlier ones from before they were replaced, or else from the registry.
fn contacts(draft: &Draft<'_>, order: &OrderEffect) -> Option<OrderContacts> {
    let on_record = || {
        let account = draft.facts.account(order.account)?;
        Some(Contacts { email: account.email.clone(), phone: account.phone.clone() })
    };
    match order.name {
        OrderName::ReplaceContacts => {
            let application = draft.case.matter.as_ref()?.application.get()?;
            let email = Some(application.contact_email.clone());
            let contacts = Contacts { email, phone: application.contact_phone.clone() };
            Some(OrderContacts { contacts, former: on_record() })
        }
        OrderName::RestoreContacts => {
            let contacts = draft.case.former_contacts.clone().or_else(on_record)?;
            Some(OrderContacts { contacts, former: None })
        }
        _ => None,
    }
}

fn write(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reach: LetterReach,
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    let facts = letter_facts(draft, reason);
    let written = draft.playbook.written.write(letter, &facts).map_err(|error| {
        Refusal::plain(
            RefusalKind::Unknown,
            error.to_string(),
            "Mend the playbook's letter: nothing was done.",
        )
    })?;
    let body = LetterBody { to: recipients(draft, reach), subject: written.subject, body: written.body };
    draft.push(Event::LetterWritten { letter: letter.clone(), reach, private: Private::Kept(body) });
    Ok(())
}

/// N2 asks for every address known, old and new: the applicant's, and e-mail and phone of both accounts.
fn recipients(draft: &Draft<'_>, reach: LetterReach) -> Vec<String> {
    let application = draft.case.matter.as_ref().and_then(|matter| matter.application.get());
    let mut to: Vec<String> =
        application.map(|application| application.contact_email.clone()).into_iter().collect();
    if reach == LetterReach::EveryAddress {
        to.extend(application.and_then(|application| application.contact_phone.clone()));
        let former = draft.case.former_contacts.iter();
        to.extend(former.flat_map(|former| former.email.iter().chain(&former.phone).cloned()));
        let accounts = [&draft.facts.claimant, &draft.facts.holder];
        for account in
            accounts.into_iter().flatten().filter(|account| account.status != AccountStatus::Deleted)
        {
            to.extend(account.email.clone());
            to.extend(account.phone.clone());
        }
    }
    let mut unique = Vec::new();
    for address in to {
        if !unique.contains(&address) {
            unique.push(address);
        }
    }
    unique
}

/// All that a letter can name. Nothing of the comparison of clues, documents or signals is here, so no letter can let the
/// applicant infer which datum failed (N1); of the holder there is only the masked address (C7).
fn letter_facts(draft: &Draft<'_>, reason: Option<&ReasonId>) -> LetterFacts {
    let case = &draft.case;
    let clean = |text: &str| Clean::line(text).as_str().to_owned();
    let holder_email = draft.facts.holder.as_ref().and_then(|holder| holder.email.as_deref());
    let hold = case.hold.filter(|hold| !hold.ended);
    LetterFacts {
        institution: clean(&draft.playbook.title),
        case: case.matter.as_ref().map(|matter| matter.number.to_string()).unwrap_or_default(),
        kind: clean(&draft.kind.title),
        date: draft.playbook.calendar.day(draft.facts.now).to_string(),
        missing: missing(draft),
        reason: reason.and_then(|reason| draft.kind.reason(reason)).map(|reason| clean(&reason.outward)),
        phrase: case.phrases.last().map(|phrase| clean(&phrase.phrase)),
        hold_hours: hold
            .map(|hold| (hold.until - draft.facts.now).num_hours().max(0).try_into().unwrap_or(u32::MAX)),
        hold_until: hold.map(|hold| format!("{} UTC", hold.until.format("%Y-%m-%d %H:%M"))),
        partial_email: holder_email.map(|email| identity::mask_email(email).as_str().to_owned()),
        due: case
            .clock
            .as_ref()
            .and_then(|clock| clock.due(&draft.playbook.calendar))
            .map(|due| draft.playbook.calendar.day(due).to_string()),
    }
}

/// What is still to be brought: required items without evidence or with a refused requirement (C12).
fn missing(draft: &Draft<'_>) -> Vec<String> {
    let case = &draft.case;
    let lacks = |item: &&crate::playbook::Item| {
        let refused = item.requirements.iter().any(|requirement| {
            case.verdict(&item.id, &requirement.id) == Some(super::super::Verdict::Refused)
        });
        (item.required && case.evidence(&item.id).is_empty()) || refused
    };
    draft.kind.items.iter().filter(lacks).map(|item| Clean::line(&item.ask).as_str().to_owned()).collect()
}
