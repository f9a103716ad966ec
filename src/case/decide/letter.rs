//! Letters: to whom they go, and what they can name.
//!
//! One person's addresses never stand in another's letter: each party gets a letter of its own, or whoever applies would
//! learn from it how the true owner can be reached (C7).

use super::super::record::AccountRecord;
use super::super::triage;
use super::super::{Application, Event, LetterBody, LetterReach, Private, Refusal, RefusalKind, Verdict};
use super::draft::Draft;
use super::order;
use crate::identity;
use crate::playbook::{
    AccountStatus, Effect, Item, Kind, Letter, LetterFacts, LetterId, OrderName, ReasonId, Requirement,
    RequirementTest, Which,
};
use crate::text::{Clean, Language};
use chrono::{DateTime, Utc};

/// Somebody who is written to.
struct Party {
    reach: LetterReach,
    to: Vec<String>,
    /// The language they are known to read.
    language: Option<Language>,
    /// Whether it is whoever applies; others get what the reviewer adds only where the letter says so.
    applies: bool,
}

/// To the address that the applicant gave. As long as nobody has settled who of several senders applies, to each of them, in
/// a letter of their own (R21): whoever is the owner must not be left without an answer because a stranger was first.
pub(super) fn to_applicant(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    // Nothing of another's account is told before it is known to whom (C7).
    if draft.playbook.letters.get(letter).is_some_and(Letter::tells_of_holder) {
        order::must_be_settled(draft)?;
    }
    let tickets = &draft.case.tickets;
    let senders: Vec<Option<&Application>> =
        if tickets.is_unsettled() { tickets.senders().collect() } else { vec![tickets.application()] };
    let to_one = |said: Option<&Application>| Party {
        reach: LetterReach::Applicant,
        to: said.map(|said| said.contact_email.clone()).into_iter().collect(),
        language: said.and_then(|said| said.language.clone()),
        applies: true,
    };
    let parties: Vec<Party> = senders.into_iter().map(to_one).collect();
    parties.into_iter().try_for_each(|party| send(draft, letter, reason, party))
}

/// The letter that the triage has led to, to the address that the applicant gave (L11).
pub(super) fn reply(draft: &mut Draft<'_>, reason: Option<&ReasonId>) -> Result<(), Refusal> {
    match draft.case.triage.reply(draft.kind).cloned() {
        Some(letter) => to_applicant(draft, &letter, reason),
        None => Err(Refusal::plain(
            RefusalKind::Guard,
            "the triage has led to no reply",
            "Answer its questions first.",
        )),
    }
}

/// To whoever has the account that holds the identity; without an address where none is on record, for the institution can
/// still show it in the account.
pub(super) fn to_holder(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    let party = registered(LetterReach::Holder, draft.facts.holder.as_ref());
    send(draft, letter, reason, party)
}

/// N2: to every address known, old and new, a letter to each party.
pub(super) fn to_everybody(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    let mut reached: Vec<String> = Vec::new();
    for mut party in parties(draft) {
        party.to.retain(|address| !reached.contains(address));
        if !party.to.is_empty() {
            reached.extend(party.to.iter().cloned());
            send(draft, letter, reason, party)?;
        }
    }
    Ok(())
}

/// Everybody who may be a party, with their addresses; an address may stand with several.
fn parties(draft: &Draft<'_>) -> Vec<Party> {
    let of = |said: &Application, applies: bool| Party {
        reach: LetterReach::Applicant,
        to: both(Some(&said.contact_email), said.contact_phone.as_ref()),
        language: said.language.clone(),
        applies,
    };
    // Whoever else sent a ticket is told as well, each in a letter of their own: any of them may be the owner (R21).
    let others = draft.case.tickets.all().iter().filter_map(|ticket| ticket.application.get());
    let former = draft.case.former_contacts.as_ref();
    let account = replaced(draft.kind).and_then(|which| draft.facts.account(which));
    let mut parties: Vec<_> =
        draft.case.tickets.application().map(|said| of(said, true)).into_iter().collect();
    parties.extend(others.map(|said| of(said, false)));
    parties.push(Party {
        reach: LetterReach::Former,
        to: former.map(|former| both(former.email.as_ref(), former.phone.as_ref())).unwrap_or_default(),
        language: account.and_then(|account| account.language.clone()),
        applies: false,
    });
    parties.push(registered(LetterReach::Claimant, draft.facts.claimant.as_ref()));
    parties.push(registered(LetterReach::Holder, draft.facts.holder.as_ref()));
    parties
}

/// The account whose contacts cases of `kind` replace: the former ones were those of its owner.
fn replaced(kind: &Kind) -> Option<Which> {
    let effects = kind.actions.iter().flat_map(|action| &action.effects);
    effects.into_iter().find_map(|effect| match effect {
        Effect::Order(order) if matches!(order.name, OrderName::ReplaceContacts | OrderName::ChangePhone) => {
            Some(order.account)
        }
        _ => None,
    })
}

/// Whoever has an account; a deleted one has nobody behind it any more.
fn registered(reach: LetterReach, account: Option<&AccountRecord>) -> Party {
    let live = account.filter(|account| account.status != AccountStatus::Deleted);
    let to = live.map(|account| both(account.email.as_ref(), account.phone.as_ref()));
    let language = live.and_then(|account| account.language.clone());
    Party { reach, to: to.unwrap_or_default(), language, applies: false }
}

fn both(email: Option<&String>, phone: Option<&String>) -> Vec<String> {
    email.into_iter().chain(phone).cloned().collect()
}

fn send(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reason: Option<&ReasonId>,
    party: Party,
) -> Result<(), Refusal> {
    let Party { reach, to, language, applies } = party;
    let language = draft.playbook.language(language.as_ref()).clone();
    let to_all = draft.playbook.letters.get(letter).is_some_and(|letter| letter.paragraph_to_all);
    let paragraph = draft.paragraph.clone().filter(|_| applies || to_all);
    let facts = LetterFacts { paragraph, ..letter_facts(draft, reason, &language) };
    let written = draft.playbook.written.write(letter, &language, &facts).map_err(|error| {
        Refusal::plain(
            RefusalKind::Unknown,
            error.to_string(),
            "Mend the playbook's letter: nothing was done.",
        )
    })?;
    let (subject, body) = (written.subject, written.body);
    let private = Private::Kept(LetterBody { to, subject, body, language: Some(language) });
    draft.push(Event::LetterWritten { letter: letter.clone(), reach, private });
    Ok(())
}

/// All that a letter can name. Nothing of the comparison of clues, documents or signals is here, so no letter can let the
/// applicant infer which datum failed (N1); of the holder there is only the masked address (C7).
fn letter_facts(draft: &Draft<'_>, reason: Option<&ReasonId>, language: &Language) -> LetterFacts {
    let (case, playbook) = (&draft.case, draft.playbook);
    let clean = |text: &str| Clean::line(text).as_str().to_owned();
    let said = |text: &str| clean(playbook.outward(text, language));
    let day = |at| playbook.date_in(playbook.calendar.day(at), language);
    let holder_email = draft.facts.holder.as_ref().and_then(|holder| holder.email.as_deref());
    let hold = case.hold.filter(|hold| !hold.ended);
    let (locked_until, codes_again_at) = limits(draft, language);
    LetterFacts {
        institution: said(&playbook.title),
        case: case.matter.as_ref().map(|matter| matter.number.to_string()).unwrap_or_default(),
        kind: said(&draft.kind.title),
        date: day(draft.facts.now),
        missing: missing(draft, language),
        follow_ups: case
            .open_follow_ups(case.phase(draft.kind), draft.kind)
            .map(|follow_up| said(&follow_up.tell))
            .collect(),
        reason: reason.and_then(|reason| draft.kind.reason(reason)).map(|reason| said(&reason.outward)),
        phrase: case.phrases.last().filter(|_| asks_for_phrase(draft)).map(|phrase| clean(&phrase.phrase)),
        hold_hours: hold
            .map(|hold| (hold.until - draft.facts.now).num_hours().max(0).try_into().unwrap_or(u32::MAX)),
        hold_until: hold.map(|hold| {
            let date = playbook.date_in(hold.until.date_naive(), language);
            format!("{date} {} UTC", hold.until.format("%H:%M"))
        }),
        partial_email: holder_email.map(|email| identity::mask_email(email).as_str().to_owned()),
        due: case.clock.as_ref().and_then(|clock| clock.due(&playbook.calendar)).map(day),
        paragraph: None,
        locked_until,
        codes_again_at,
    }
}

/// How long a lock runs, and when the next code is sent (L2, L3). How an account stands is told to its own address alone:
/// whoever else writes about it learns the general rule, and nothing of the account (N1).
fn limits(draft: &Draft<'_>, language: &Language) -> (Option<String>, Option<String>) {
    let claimant = draft.facts.claimant.as_ref().map(|account| &account.account);
    let own = draft.facts.contact_registered_on.as_ref().is_some_and(|account| Some(account) == claimant);
    if !own {
        return (None, None);
    }
    let time = |at: DateTime<Utc>| {
        format!("{} {} UTC", draft.playbook.date_in(at.date_naive(), language), at.format("%H:%M"))
    };
    let lock = triage::lock_of(draft.facts, draft.kind).filter(|lock| lock.runs(draft.facts.now));
    let codes = triage::codes_of(draft.facts, draft.kind).and_then(|codes| codes.again_at);
    (lock.map(|lock| time(lock.until)), codes.map(time))
}

/// What is still to be brought: required items without evidence or with a refused requirement (C12), each with how it can
/// be done better.
fn missing(draft: &Draft<'_>, language: &Language) -> Vec<String> {
    let (stop, space) = if language.is_without_spaces() { ("。", "") } else { (". ", " ") };
    let told = |item: &Item| {
        let refused = item.requirements.iter().filter(|requirement| draft.refused(item, requirement));
        let better = refused.filter_map(|requirement| requirement.better.as_deref());
        let better: Vec<&str> = better.map(|better| draft.playbook.outward(better, language)).collect();
        let gap = if better.is_empty() { "" } else { stop };
        let ask = draft.playbook.outward(&item.ask, language);
        Clean::line(&format!("{ask}{gap}{}", better.join(space))).as_str().to_owned()
    };
    draft.kind.items.iter().filter(|item| lacks(draft, item)).map(told).collect()
}

fn lacks(draft: &Draft<'_>, item: &Item) -> bool {
    let refused =
        |requirement: &Requirement| draft.case.verdict(&item.id, &requirement.id) == Some(Verdict::Refused);
    (item.required && draft.case.evidence(&item.id).is_empty()) || item.requirements.iter().any(refused)
}

/// Whether something is still to be brought in which the phrase is read (R7): beside a letter that asks for photos alone, a
/// phrase only confuses.
fn asks_for_phrase(draft: &Draft<'_>) -> bool {
    let reads = |item: &&Item| {
        let tests = item.requirements.iter().map(|requirement| requirement.test);
        tests.into_iter().any(|test| test == Some(RequirementTest::PhraseGivenBySystem))
    };
    let mut reading = draft.kind.items.iter().filter(reads).peekable();
    reading.peek().is_none() || reading.any(|item| lacks(draft, item))
}
