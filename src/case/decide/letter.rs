//! Letters: to whom they go, and what they can name.
//!
//! One person's addresses never stand in another's letter: each party gets a letter of its own, or whoever applies would
//! learn from it how the true owner can be reached (C7).

use super::super::record::AccountRecord;
use super::super::{Application, Event, LetterBody, LetterReach, Private, Refusal, RefusalKind, Verdict};
use super::draft::Draft;
use crate::identity;
use crate::playbook::{
    AccountStatus, Item, LetterFacts, LetterId, ReasonId, Requirement, RequirementTest, Written,
};
use crate::text::Clean;

/// To the address that the applicant gave.
pub(super) fn to_applicant(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    let written = write(draft, letter, reason)?;
    let application = draft.case.tickets.application();
    let to = application.map(|application| application.contact_email.clone());
    send(draft, letter, LetterReach::Applicant, to.into_iter().collect(), &written);
    Ok(())
}

/// To whoever has the account that holds the identity; without an address where none is on record, for the institution can
/// still show it in the account.
pub(super) fn to_holder(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    let written = write(draft, letter, reason)?;
    let to = addresses(draft.facts.holder.as_ref());
    send(draft, letter, LetterReach::Holder, to, &written);
    Ok(())
}

/// N2: to every address known, old and new, a letter to each party.
pub(super) fn to_everybody(
    draft: &mut Draft<'_>,
    letter: &LetterId,
    reason: Option<&ReasonId>,
) -> Result<(), Refusal> {
    let written = write(draft, letter, reason)?;
    let mut reached: Vec<String> = Vec::new();
    for (reach, mut to) in parties(draft) {
        to.retain(|address| !reached.contains(address));
        if !to.is_empty() {
            reached.extend(to.iter().cloned());
            send(draft, letter, reach, to, &written);
        }
    }
    Ok(())
}

/// Everybody who may be a party, with their addresses; an address may stand with several.
fn parties(draft: &Draft<'_>) -> Vec<(LetterReach, Vec<String>)> {
    let of = |said: &Application| {
        (LetterReach::Applicant, both(Some(&said.contact_email), said.contact_phone.as_ref()))
    };
    // Whoever else sent a ticket is told as well, each in a letter of their own: any of them may be the owner (R21).
    let others = draft.case.tickets.all().iter().filter_map(|ticket| ticket.application.get());
    let former = draft.case.former_contacts.as_ref();
    let former = former.map(|former| both(former.email.as_ref(), former.phone.as_ref()));
    let mut parties: Vec<_> = draft.case.tickets.application().map(of).into_iter().collect();
    parties.extend(others.map(|said| of(said)));
    parties.push((LetterReach::Former, former.unwrap_or_default()));
    parties.push((LetterReach::Claimant, addresses(draft.facts.claimant.as_ref())));
    parties.push((LetterReach::Holder, addresses(draft.facts.holder.as_ref())));
    parties
}

/// E-mail and phone on record; a deleted account has nobody behind it any more.
fn addresses(account: Option<&AccountRecord>) -> Vec<String> {
    let live = account.filter(|account| account.status != AccountStatus::Deleted);
    live.map(|account| both(account.email.as_ref(), account.phone.as_ref())).unwrap_or_default()
}

fn both(email: Option<&String>, phone: Option<&String>) -> Vec<String> {
    email.into_iter().chain(phone).cloned().collect()
}

fn send(draft: &mut Draft<'_>, letter: &LetterId, reach: LetterReach, to: Vec<String>, written: &Written) {
    let body = LetterBody { to, subject: written.subject.clone(), body: written.body.clone() };
    draft.push(Event::LetterWritten { letter: letter.clone(), reach, private: Private::Kept(body) });
}

fn write(draft: &Draft<'_>, letter: &LetterId, reason: Option<&ReasonId>) -> Result<Written, Refusal> {
    draft.playbook.written.write(letter, &letter_facts(draft, reason)).map_err(|error| {
        Refusal::plain(
            RefusalKind::Unknown,
            error.to_string(),
            "Mend the playbook's letter: nothing was done.",
        )
    })
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
        phrase: case.phrases.last().filter(|_| asks_for_phrase(draft)).map(|phrase| clean(&phrase.phrase)),
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

/// What is still to be brought: required items without evidence or with a refused requirement (C12), each with how it can
/// be done better.
fn missing(draft: &Draft<'_>) -> Vec<String> {
    let told = |item: &Item| {
        let refused = item.requirements.iter().filter(|requirement| draft.refused(item, requirement));
        let better: Vec<&str> = refused.filter_map(|requirement| requirement.better.as_deref()).collect();
        let gap = if better.is_empty() { "" } else { ". " };
        Clean::line(&format!("{}{gap}{}", item.ask, better.join(" "))).as_str().to_owned()
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
