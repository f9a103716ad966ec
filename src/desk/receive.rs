//! Taking in records: a registry row, a ticket, what arrives later.

use super::act::{Loaded, load};
use super::facts::{self, Person};
use super::service::Desk;
use super::verify::by_verification;
use super::{Arrival, DeskError, Received, handover};
use crate::case::record::{AccountRecord, EvidenceRecord, Message, Record, Sender, Ticket, Verification};
use crate::case::{
    Actor, Case, CaseNumber, Command, Event, Evidence, Opening, Reference, Refusal, RefusalKind, Stamp,
    check_recalled, decide,
};
use crate::playbook::{InstitutionId, Kind, KindId, Playbook};
use crate::score::{Signal, SignalValue};
use crate::store::{CommandRow, Entry, HouseEntry, StoreId, Tx};
use crate::text::nearest::suggestion;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Desk {
    /// Takes in `arrivals`, in order and in one transaction. A record that is refused changes nothing and does not keep the
    /// others out.
    ///
    /// # Errors
    /// Where the store cannot be written: then none of them came in.
    pub fn receive(&mut self, arrivals: Vec<Arrival>) -> Result<Vec<Received>, DeskError> {
        let (clock, store) = (self.clock, self.store.store_id().clone());
        self.store.write(|tx| {
            let now = clock.now_after(tx.last_at()?)?;
            arrivals.into_iter().map(|arrival| one(tx, arrival, &store, now)).collect()
        })
    }
}

fn one(
    tx: &mut Tx<'_>,
    arrival: Arrival,
    store: &StoreId,
    now: DateTime<Utc>,
) -> Result<Received, DeskError> {
    let Arrival { record, evidence } = arrival;
    let (institution, reference) = (record.institution().clone(), record.reference().clone());
    let key = format!("record/{institution}/{reference}");
    let digest = digest_of(&record)?;
    if let Some(known) = tx.command(&key)? {
        let note = if known.digest == digest {
            refused_before(tx, &known)?
        } else {
            Some(format!("{reference} came before with other content: give what is new a ref of its own"))
        };
        return Ok(Received::Unchanged { note });
    }
    let Some(playbook) = tx.playbook_in_force(&institution)? else {
        let what = format!("no playbook of {institution} is in force here");
        return Ok(refused("institution", what, "Install one, or mend the record's institution."));
    };
    let before = tx.head().seq;
    let received = match record {
        Record::Account(record) => account(tx, &record, now),
        Record::Ticket(ticket) => by_ticket(tx, *ticket, evidence, &playbook, now),
        Record::Verification(verification) => by_verification(tx, *verification, evidence, &playbook, now),
        Record::Evidence(later) => {
            let command = |case: &Case| Command::Attach {
                ticket: later.ticket.clone(),
                document: later.document.clone(),
                evidence: brought_on(evidence, later.at, case, &playbook),
                signals: values(&later.signals),
            };
            later_for(tx, &later.institution, &later.ticket, Actor::Applicant, now, command)
        }
        Record::Signal(later) => {
            let command = |_: &Case| Command::Attach {
                ticket: later.ticket.clone(),
                document: None,
                evidence: Vec::new(),
                signals: values(&later.signals),
            };
            later_for(tx, &later.institution, &later.ticket, Actor::Applicant, now, command)
        }
        Record::Message(message) => by_message(tx, message, now),
        Record::Answer(answer) => super::answer::by_answer(tx, answer, store, now),
    }?;
    // A refusal that was written down, as an attempt at verification is, is not written down twice.
    if !matches!(received, Received::Refused { .. }) || tx.head().seq > before {
        let case = match &received {
            Received::Opened { case, .. } | Received::Merged { case } => CaseNumber::parse_id(case.as_str()),
            Received::Updated { case, .. } => {
                case.as_ref().and_then(|case| CaseNumber::parse_id(case.as_str()))
            }
            _ => None,
        };
        let done = CommandRow { digest, case, first_seq: before + 1, last_seq: tx.head().seq };
        tx.remember_command(&Stamp { at: now, actor: Actor::Applicant }, &key, done);
    }
    Ok(received)
}

/// What to say of a record that was refused before, where that counted as an attempt (V7).
fn refused_before(tx: &Tx<'_>, known: &CommandRow) -> Result<Option<String>, DeskError> {
    if known.case.is_some() {
        return Ok(None);
    }
    Ok(match tx.log_row(known.first_seq)?.map(|row| row.entry) {
        Some(Entry::House(HouseEntry::VerificationRefused { rule, .. })) => {
            let rule = rule.map(|rule| format!(" by {rule}")).unwrap_or_default();
            Some(format!("it was refused{rule} before, and counted as an attempt"))
        }
        _ => None,
    })
}

fn account(tx: &mut Tx<'_>, record: &AccountRecord, now: DateTime<Utc>) -> Result<Received, DeskError> {
    tx.put_account(&Stamp { at: now, actor: Actor::Applicant }, record)?;
    Ok(Received::Updated { case: None, note: None })
}

fn by_ticket(
    tx: &mut Tx<'_>,
    ticket: Ticket,
    evidence: Vec<Evidence>,
    playbook: &Arc<Playbook>,
    now: DateTime<Utc>,
) -> Result<Received, DeskError> {
    match kind_of(&ticket, playbook) {
        Ok((id, kind)) => match ill_formed(&ticket, kind) {
            Some(refused) => Ok(refused),
            None => open_or_join(tx, (id, kind), ticket, evidence, playbook, now),
        },
        Err(refused) => Ok(refused),
    }
}

/// The refusal of the first value recalled that has not the form of its clue.
fn ill_formed(ticket: &Ticket, kind: &Kind) -> Option<Received> {
    let known = |id| kind.clue(id).map(|clue| clue.source);
    let clues = ticket.clues.iter().filter_map(|(id, values)| Some((id, known(id)?, values)));
    clues
        .flat_map(|(id, source, values)| values.iter().enumerate().map(move |one| (id, source, one)))
        .find_map(|(id, source, (index, value))| {
            let (what, remedy) = check_recalled(source, value).err()?;
            Some(refused(&format!("clues.{id}[{index}]"), what.to_owned(), &format!("{remedy}.")))
        })
}

/// The kind that a ticket names, or that its category means.
fn kind_of<'p>(ticket: &Ticket, playbook: &'p Playbook) -> Result<(&'p KindId, &'p Kind), Received> {
    let known = || playbook.kinds.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match (&ticket.kind, &ticket.category) {
        (Some(kind), _) => playbook.kinds.get_key_value(kind).ok_or_else(|| {
            let what = format!("{} has no kind {kind}", playbook.institution);
            refused("kind", what, &format!("Use one of: {}.", known()))
        }),
        (None, Some(category)) => {
            let means =
                |kind: &Kind| kind.categories.iter().any(|known| known.eq_ignore_ascii_case(category.trim()));
            playbook.kinds.iter().find(|(_, kind)| means(kind)).ok_or_else(|| {
                let all: Vec<_> = playbook.kinds.values().flat_map(|kind| kind.categories.clone()).collect();
                let what = format!("{} maps no kind to this category", playbook.institution);
                refused(
                    "category",
                    what,
                    &format!("Use one of: {}; or give a kind: {}.", all.join(", "), known()),
                )
            })
        }
        (None, None) => {
            let what = "the ticket has neither kind nor category".to_owned();
            Err(refused("kind", what, &format!("Give a kind: {}.", known())))
        }
    }
}

pub(super) fn open_or_join(
    tx: &mut Tx<'_>,
    (kind_id, kind): (&KindId, &Kind),
    ticket: Ticket,
    evidence: Vec<Evidence>,
    playbook: &Arc<Playbook>,
    now: DateTime<Utc>,
) -> Result<Received, DeskError> {
    let person = Person {
        institution: &ticket.institution,
        account: &ticket.account,
        name: ticket.name.as_deref(),
        nationality: ticket.nationality.as_deref(),
        document: ticket.document.as_ref(),
        number: None,
        contact_email: Some(&ticket.contact_email),
    };
    let mut facts = facts::for_opening(tx, (kind_id, kind), person, &evidence, now, Actor::Applicant)?;
    if kind.questions.is_empty() && facts.pending.is_none() {
        facts.carried = handover::before(tx, playbook, (&ticket.institution, &ticket.account), now)?;
    }
    let day = playbook.calendar.day_in_zone(ticket.opened_at, ticket.from.utc_offset_minutes);
    let evidence = evidence.into_iter().map(|evidence| Evidence { brought_on: day, ..evidence }).collect();
    let signals = values(&ticket.signals);
    let opening = Box::new(Opening { kind: kind_id.clone(), ticket, evidence, signals, submission: None });
    let stamp = Stamp { at: now, actor: Actor::Applicant };
    if let Some(pending) = facts.pending {
        let loaded = load(tx, pending)?;
        // The pending case is decided by its own playbook, and sees its own accounts.
        let facts = facts::for_case(tx, &loaded, now, Actor::Applicant, &opening.evidence)?;
        let decided = decide(&loaded.case, &Command::Join(opening), &facts, &loaded.playbook);
        return append(tx, &loaded, &stamp, decided, |number| Received::Merged { case: number });
    }
    let note = facts.claimant.is_none().then(|| {
        let account = &opening.ticket.account;
        format!("account {account} is not in the registry: send its record, so that the case can be held against it")
    });
    let case = Case::unopened(tx.next_case_id()?);
    let decided = decide(&case, &Command::Open(opening), &facts, playbook);
    let loaded = Loaded { case, playbook: Arc::clone(playbook) };
    let kind = kind_id.clone();
    let mut stage = kind_first_stage(playbook, &kind);
    if let Ok(events) = &decided {
        for event in events {
            if let Event::Acted { to, .. } = event {
                stage = Some(to.clone());
            }
        }
    }
    let opened = decided.is_ok().then_some(loaded.case.id);
    let received = append(tx, &loaded, &stamp, decided, |case| match stage {
        Some(stage) => Received::Opened { case, kind, stage, note },
        None => Received::Updated { case: Some(case), note },
    })?;
    if let Some(opened) = opened {
        handover::note(tx, &facts.carried, opened, &stamp)?;
    }
    Ok(received)
}

fn kind_first_stage(playbook: &Playbook, kind: &KindId) -> Option<crate::playbook::StageId> {
    Some(playbook.kinds.get(kind)?.stages.first()?.id.clone())
}

pub(super) fn append(
    tx: &mut Tx<'_>,
    loaded: &Loaded,
    stamp: &Stamp,
    decided: Result<Vec<Event>, Refusal>,
    received: impl FnOnce(CaseNumber) -> Received,
) -> Result<Received, DeskError> {
    match decided {
        Err(refusal) => Ok(Received::Refused { refusal, field: None }),
        Ok(events) => {
            let (case, _) = tx.append(&loaded.case, stamp, &events)?;
            match case.matter {
                Some(matter) => Ok(received(matter.number)),
                None => Err(DeskError::NoSuchCase(case.id.0.to_string())),
            }
        }
    }
}

/// The ticket that a submission of verification amounts to.
pub(super) fn ticket_of(verification: &Verification) -> Ticket {
    let submitted = verification.clone();
    Ticket {
        institution: submitted.institution,
        reference: submitted.reference,
        kind: None,
        category: None,
        account: submitted.account,
        contact_email: submitted.contact_email,
        contact_phone: None,
        opened_at: submitted.submitted_at,
        from: submitted.from,
        name: Some(submitted.name),
        born: Some(submitted.born),
        nationality: Some(submitted.nationality),
        document: submitted.document,
        clues: BTreeMap::new(),
        signals: submitted.signals,
        challenge: None,
        evidence: Vec::<EvidenceRecord>::new(),
        text: None,
        language: submitted.language,
        trouble: None,
        tried: Vec::new(),
    }
}

fn by_message(tx: &mut Tx<'_>, message: Message, now: DateTime<Utc>) -> Result<Received, DeskError> {
    let actor = match message.sender {
        Sender::Applicant => Actor::Applicant,
        Sender::Owner => Actor::Owner,
    };
    let command = Command::Receive { text: message.text, intent: message.intent };
    later_for(tx, &message.institution, &message.ticket, actor, now, |_| command)
}

fn later_for(
    tx: &mut Tx<'_>,
    institution: &InstitutionId,
    ticket: &Reference,
    actor: Actor,
    now: DateTime<Utc>,
    command: impl FnOnce(&Case) -> Command,
) -> Result<Received, DeskError> {
    let Some(case) = tx.case_by_reference(institution, ticket)? else {
        let what = format!("no ticket {ticket} of {institution} has come");
        return Ok(refused("ticket", what, "Send the ticket first, or mend the ref."));
    };
    // What comes for a ticket goes where its case went.
    let loaded = load(tx, tx.survivor(case)?)?;
    let command = command(&loaded.case);
    let arriving: &[Evidence] = match &command {
        Command::Attach { evidence, .. } => evidence,
        _ => &[],
    };
    let facts = facts::for_case(tx, &loaded, now, actor.clone(), arriving)?;
    let decided = decide(&loaded.case, &command, &facts, &loaded.playbook);
    let note = decided.as_ref().ok().and_then(|events| {
        events.iter().find_map(|event| match event {
            Event::MessageReceived { refused: Some(why), .. } => Some(format!(
                "kept; what it asks for was not done: {why}{}",
                meant(&loaded, &command, &actor)
            )),
            _ => None,
        })
    });
    let stamp = Stamp { at: now, actor };
    append(tx, &loaded, &stamp, decided, |case| Received::Updated { case: Some(case), note })
}

/// What a message may ask for, where it asked for what there is not.
fn meant(loaded: &Loaded, command: &Command, actor: &Actor) -> String {
    let (Some(kind), Command::Receive { intent: Some(intent), .. }) = (loaded.kind(), command) else {
        return String::new();
    };
    if kind.action(intent).is_some() {
        return String::new();
    }
    let theirs = kind.actions.iter().filter(|action| action.by.contains(&actor.by()));
    let known: Vec<&str> = theirs.map(|action| action.id.as_str()).collect();
    format!(". {}", suggestion(intent.as_str(), &known))
}

/// The day on which later evidence was sent, in the applicant's zone where it is known.
fn brought_on(evidence: Vec<Evidence>, at: DateTime<Utc>, case: &Case, playbook: &Playbook) -> Vec<Evidence> {
    let offset = case.tickets.application().and_then(|application| application.from.utc_offset_minutes);
    let day = playbook.calendar.day_in_zone(at, offset);
    evidence.into_iter().map(|evidence| Evidence { brought_on: day, ..evidence }).collect()
}

/// Values out of range are refused by intake with their field; here they count as not measured.
pub(super) fn values(signals: &BTreeMap<Signal, f64>) -> BTreeMap<Signal, SignalValue> {
    signals.iter().filter_map(|(signal, value)| Some((*signal, signal.value(*value).ok()?))).collect()
}

pub(super) fn refused(field: &str, what: String, remedy: &str) -> Received {
    let refusal = Refusal::plain(RefusalKind::Unknown, what, remedy);
    Received::Refused { refusal, field: Some(field.to_owned()) }
}

fn digest_of(record: &Record) -> Result<[u8; 32], DeskError> {
    let json = serde_json::to_vec(record).map_err(|error| DeskError::Invalid {
        what: format!("the record cannot be written down: {error}"),
        remedy: "Leave out what is no number".into(),
    })?;
    Ok(Sha256::digest(json).into())
}
