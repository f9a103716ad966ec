//! Reading from the store what deciding needs, inside the transaction that will append what is decided.

use super::act::Loaded;
use super::phrase::fresh_phrase;
use super::{DeskError, linked};
use crate::case::record::{AccountRecord, Document, Kyc, Verification};
use crate::case::{AccountId, Actor, Attempts, Basics, CaseId, Command, Confirmed, Digest, Evidence, Facts};
use crate::playbook::{InstitutionId, Kind, KindId, Playbook};
use crate::store::{IdentityProbe, Reader};
use chrono::{DateTime, Duration, Utc};

/// What is known of a person before or without a case.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person<'a> {
    pub institution: &'a InstitutionId,
    pub account: &'a AccountId,
    pub name: Option<&'a str>,
    pub nationality: Option<&'a str>,
    pub document: Option<&'a Document>,
    /// The identity number, where it is known without a document.
    pub number: Option<&'a str>,
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
        number: case.session().and_then(|submitted| submitted.basics.get()?.number.as_deref()),
        contact_email: application.map(|said| said.contact_email.as_str()),
    };
    let had = case
        .items
        .values()
        .flat_map(|item| item.evidence.iter().chain(&item.of_others).chain(&item.set_aside));
    let digests: Vec<Digest> = had.chain(arriving).map(|evidence| evidence.sha256).collect();
    let mut facts = common(reader, person, case.id, &digests, now, actor)?;
    // A file that came with the same submission came in no other matter.
    facts.seen_elsewhere.retain(|_, other| !case.links.contains(other));
    if let Some(kind) = loaded.kind() {
        look_for_duplicates(reader, &mut facts, kind, person)?;
        count_attempts(reader, &mut facts, (kind, &loaded.playbook), person, now)?;
    }
    let has_holder = loaded.kind().is_some_and(|kind| kind.holder.is_some());
    let holder = match (&matter.holder, facts.identity_holders.as_deref()) {
        (None, Some([only])) if has_holder => Some(only),
        (holder, _) => holder.as_ref(),
    };
    facts.holder = match holder {
        Some(holder) => reader.account(&matter.institution, holder)?,
        None => None,
    };
    if let Some(kind) = loaded.kind() {
        facts.linked = linked::facts(reader, case, kind)?;
    }
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
    look_for_duplicates(reader, &mut facts, kind, person)?;
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

/// Facts of the time at which `submission` was sent, and of the identity that it tries.
pub(super) fn of_submission(
    reader: &Reader<'_>,
    facts: &mut Facts,
    (kind_id, kind): (&KindId, &Kind),
    playbook: &Playbook,
    submission: &Verification,
) -> Result<(), DeskError> {
    let person = Person {
        institution: &submission.institution,
        account: &submission.account,
        name: Some(&submission.name),
        nationality: Some(&submission.nationality),
        document: submission.document.as_ref(),
        number: submission.number.as_deref(),
        contact_email: None,
    };
    facts.identity_holders = reader.identity_holders(person.institution, probe(person), person.account)?;
    look_for_duplicates(reader, facts, kind, person)?;
    count_attempts(reader, facts, (kind, playbook), person, submission.submitted_at)?;
    let stated = reader.last_stated(person.institution, kind_id, person.account)?;
    let registered = || facts.claimant.as_ref().and_then(|account| account.kyc.as_ref()).map(registered);
    facts.confirmed = stated
        .map(|basics| Confirmed { basics, stated: true })
        .or_else(|| registered().map(|basics| Confirmed { basics, stated: false }));
    Ok(())
}

/// What the registry has of a verified identity. The number of its document is not basic information: another document may
/// be shown.
fn registered(kyc: &Kyc) -> Basics {
    Basics {
        name: kyc.name.clone(),
        born: kyc.born,
        nationality: kyc.nationality.clone(),
        number: None,
        document: None,
        printed: None,
    }
}

/// Who else tried the identity (C2), where that means something to the kind. An account whose approval the registry does not
/// tell of yet holds the identity already (C1).
fn look_for_duplicates(
    reader: &Reader<'_>,
    facts: &mut Facts,
    kind: &Kind,
    person: Person<'_>,
) -> Result<(), DeskError> {
    if !kind.is_verification() && kind.opens_on_held_identity.is_none() {
        return Ok(());
    }
    facts.duplicates = reader.duplicates(person.institution, probe(person), person.account)?;
    if let Some(holders) = &mut facts.identity_holders {
        let verified = facts.duplicates.iter().filter(|duplicate| duplicate.verified);
        holders.extend(verified.map(|duplicate| duplicate.account.clone()));
        holders.sort();
        holders.dedup();
    }
    Ok(())
}

/// How often the account tried on the day of `at`, and its denials as far back as any could still close verification (V7).
fn count_attempts(
    reader: &Reader<'_>,
    facts: &mut Facts,
    (kind, playbook): (&Kind, &Playbook),
    person: Person<'_>,
    at: DateTime<Utc>,
) -> Result<(), DeskError> {
    if !kind.is_verification() {
        return Ok(());
    }
    let hours = kind.closing().map_or(0, |closing| closing.within_hours.saturating_add(closing.closed_hours));
    let denied = (facts.now - Duration::hours(i64::from(hours)), facts.now + Duration::milliseconds(1));
    let day = playbook.calendar.day_around(at);
    facts.attempts = reader.attempts(person.institution, person.account, day, denied)?;
    Ok(())
}

fn probe(person: Person<'_>) -> IdentityProbe<'_> {
    IdentityProbe {
        nationality: person.nationality,
        name: person.name,
        document: person.document,
        number: person.number,
    }
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
    let contact_registered_on = match person.contact_email {
        Some(email) => reader.email_registered(person.institution, email)?,
        None => None,
    };
    Ok(Facts {
        now,
        actor,
        claimant,
        holder: None,
        identity_holders: reader.identity_holders(person.institution, probe(person), person.account)?,
        contact_registered_on,
        pending: None,
        linked: Vec::new(),
        seen_elsewhere: reader.seen_elsewhere(digests, case)?,
        carried: Vec::new(),
        duplicates: Vec::new(),
        attempts: Attempts::default(),
        confirmed: None,
        fresh_phrase: fresh_phrase()?,
    })
}
