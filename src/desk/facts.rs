//! Reading from the store what deciding needs, inside the transaction that will append what is decided.

use super::DeskError;
use super::act::Loaded;
use super::phrase::fresh_phrase;
use crate::case::record::{AccountRecord, Document};
use crate::case::{AccountId, Actor, CaseId, Command, Digest, Evidence, Facts};
use crate::playbook::{InstitutionId, Kind, KindId};
use crate::store::{IdentityProbe, Reader};
use chrono::{DateTime, Utc};

/// What is known of a person before or without a case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person<'a> {
    pub institution: &'a InstitutionId,
    pub account: &'a AccountId,
    pub name: Option<&'a str>,
    pub nationality: Option<&'a str>,
    pub document: Option<&'a Document>,
    pub contact_email: Option<&'a str>,
}

/// Facts for a case that is open or has ended.
pub(super) fn for_case(
    reader: &Reader<'_>,
    loaded: &Loaded,
    now: DateTime<Utc>,
    actor: Actor,
    arriving: &[Evidence],
) -> Result<Facts, DeskError> {
    let case = &loaded.case;
    let Some(matter) = &case.matter else { return Ok(Facts::bare(now, actor)) };
    let application = case.tickets.application();
    let person = Person {
        institution: &matter.institution,
        account: &matter.claimant,
        name: application.and_then(|said| said.name.as_deref()),
        nationality: application.and_then(|said| said.nationality.as_deref()),
        document: case.tickets.document(),
        contact_email: application.map(|said| said.contact_email.as_str()),
    };
    let had = case
        .items
        .values()
        .flat_map(|item| item.evidence.iter().chain(&item.of_others).chain(&item.set_aside));
    let digests: Vec<Digest> = had.chain(arriving).map(|evidence| evidence.sha256).collect();
    let mut facts = common(reader, person, case.id, &digests, now, actor)?;
    let has_holder = loaded.kind().is_some_and(|kind| kind.holder.is_some());
    let holder = match (&matter.holder, facts.identity_holders.as_deref()) {
        (None, Some([only])) if has_holder => Some(only),
        (holder, _) => holder.as_ref(),
    };
    facts.holder = match holder {
        Some(holder) => reader.account(&matter.institution, holder)?,
        None => None,
    };
    let reopenable = loaded.kind().is_some_and(|kind| kind.merge.is_some() && case.outcome(kind).is_some());
    if reopenable {
        facts.pending = reader.pending(&matter.institution, &matter.kind, &matter.claimant)?;
    }
    Ok(facts)
}

/// Facts for `command`, which may be about another account than the case has been so far.
pub(super) fn for_command(
    reader: &Reader<'_>,
    loaded: &Loaded,
    command: &Command,
    now: DateTime<Utc>,
    actor: Actor,
) -> Result<Facts, DeskError> {
    let mut facts = for_case(reader, loaded, now, actor, &[])?;
    if let (Command::ChooseHolder { account }, Some(matter)) = (command, &loaded.case.matter) {
        facts.holder = reader.account(&matter.institution, account)?;
    }
    Ok(facts)
}

/// Facts for a ticket that may open a case.
pub(super) fn for_opening(
    reader: &Reader<'_>,
    (kind_id, kind): (&KindId, &Kind),
    person: Person<'_>,
    evidence: &[Evidence],
    now: DateTime<Utc>,
    actor: Actor,
) -> Result<Facts, DeskError> {
    let digests: Vec<Digest> = evidence.iter().map(|evidence| evidence.sha256).collect();
    // The case will be younger than all others: whatever came before, came elsewhere.
    let mut facts = common(reader, person, CaseId(i64::MAX), &digests, now, actor)?;
    // Which of several accounts it is about, a reviewer will say.
    if kind.holder.is_some()
        && let Some([holder]) = facts.identity_holders.as_deref()
    {
        facts.holder = reader.account(person.institution, holder)?;
    }
    if kind.merge.is_some() {
        facts.pending = reader.pending(person.institution, kind_id, person.account)?;
    }
    Ok(facts)
}

fn common(
    reader: &Reader<'_>,
    person: Person<'_>,
    case: CaseId,
    digests: &[Digest],
    now: DateTime<Utc>,
    actor: Actor,
) -> Result<Facts, DeskError> {
    let claimant: Option<AccountRecord> = reader.account(person.institution, person.account)?;
    let identity =
        IdentityProbe { nationality: person.nationality, name: person.name, document: person.document };
    let contact_registered_on = match person.contact_email {
        Some(email) => reader.email_registered(person.institution, email)?,
        None => None,
    };
    Ok(Facts {
        now,
        actor,
        claimant,
        holder: None,
        identity_holders: reader.identity_holders(person.institution, identity, person.account)?,
        contact_registered_on,
        pending: None,
        seen_elsewhere: reader.seen_elsewhere(digests, case)?,
        carried: Vec::new(),
        fresh_phrase: fresh_phrase()?,
    })
}
