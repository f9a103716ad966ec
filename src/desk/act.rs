//! Doing something to a case: facts, decision, log and projections in one transaction.

use super::service::{Desk, role_of};
use super::verify::follow;
use super::{DeskError, IdempotencyKey, Preview, PreviewLetter, PreviewOrder, Receipt, Request, facts};
use crate::case::{
    Act, Actor, Case, CaseId, Command, Event, OperatorId, Private, Refusal, Stamp, Version, decide, describe,
    permit,
};
use crate::identity::mask_contact;
use crate::playbook::{Kind, Playbook};
use crate::store::{CommandRow, Head, Reader, Tx};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// A case with the playbook that it is decided by.
pub(super) struct Loaded {
    pub case: Case,
    pub playbook: Arc<Playbook>,
}

impl Loaded {
    pub fn kind(&self) -> Option<&Kind> {
        self.playbook.kinds.get(&self.case.matter.as_ref()?.kind)
    }

    pub fn lines(&self, events: &[Event]) -> Vec<String> {
        let Some(kind) = self.kind() else { return Vec::new() };
        events.iter().map(|event| describe(event, kind).as_str().to_owned()).collect()
    }
}

pub(super) fn load(reader: &Reader<'_>, id: CaseId) -> Result<Loaded, DeskError> {
    let no_case = || DeskError::NoSuchCase(id.0.to_string());
    let case = reader.case(id)?.ok_or_else(no_case)?;
    let hash = case.matter.as_ref().ok_or_else(no_case)?.playbook;
    Ok(Loaded { playbook: reader.playbook(hash)?, case })
}

impl Desk {
    /// Does what `request` wants, as the operator at the desk, if the rules allow it.
    ///
    /// # Errors
    /// [`DeskError::Refused`] with the rule that stands against it; [`DeskError::Changed`] where somebody else was first;
    /// or what is wrong with request, operator or store. Nothing has happened then.
    pub fn act(&mut self, request: &Request) -> Result<Receipt, DeskError> {
        let (operator, clock) = (self.needs_operator()?, self.clock);
        let key = request.key.clone().map_or_else(fresh_key, Ok)?;
        self.store.write(|tx| {
            let digest = digest_of(&operator, request);
            if let Some(receipt) = repeated(tx, &key, digest)? {
                return Ok(receipt);
            }
            let loaded = load(tx, request.case)?;
            must_be_as_seen(&loaded.case, request.seen)?;
            let now = clock.now_after(tx.last_at()?)?;
            let actor = Actor::Operator(operator.clone(), role_of(tx, &operator)?);
            let facts = facts::for_command(tx, &loaded, &request.command, now, actor.clone())?;
            let events = decide(&loaded.case, &request.command, &facts, &loaded.playbook)?;
            record(tx, &loaded, &Stamp { at: now, actor }, &events, &key, digest)
        })
    }

    /// Merges `case` into `into`: two decisions, one transaction.
    ///
    /// # Errors
    /// As [`act`](Self::act).
    pub fn merge(&mut self, case: CaseId, into: CaseId) -> Result<Receipt, DeskError> {
        self.both_sides(case, into, |here, there| {
            let (here, there) = (Box::new(here.clone()), Box::new(there.clone()));
            (Command::MergeInto { other: there }, Command::Absorb { other: here })
        })
    }

    /// Undoes a merge on both sides.
    ///
    /// # Errors
    /// As [`act`](Self::act); also where `case` was not merged.
    pub fn unmerge(&mut self, case: CaseId) -> Result<Receipt, DeskError> {
        let into = self.store.read(|reader| Ok::<_, DeskError>(load(reader, case)?.case.merged_into))?;
        // Where it was not merged, `Unmerge` itself refuses; any other case will do as the other side.
        self.both_sides(case, into.unwrap_or(case), |_, _| (Command::Unmerge, Command::Part { other: case }))
    }

    fn both_sides(
        &mut self,
        case: CaseId,
        other: CaseId,
        commands: impl FnOnce(&Case, &Case) -> (Command, Command),
    ) -> Result<Receipt, DeskError> {
        let (operator, clock, key) = (self.needs_operator()?, self.clock, fresh_key()?);
        self.store.write(|tx| {
            let (here, there) = (load(tx, case)?, load(tx, other)?);
            let now = clock.now_after(tx.last_at()?)?;
            let actor = Actor::Operator(operator.clone(), role_of(tx, &operator)?);
            let (first, second) = commands(&here.case, &there.case);
            let stamp = Stamp { at: now, actor: actor.clone() };
            // Both are decided on the cases as they stood before either changed.
            let facts_here = facts::for_case(tx, &here, now, actor.clone(), &[])?;
            let events_here = decide(&here.case, &first, &facts_here, &here.playbook)?;
            let facts_there = facts::for_case(tx, &there, now, actor, &[])?;
            let events_there = decide(&there.case, &second, &facts_there, &there.playbook)?;
            tx.append(&there.case, &stamp, &events_there)?;
            record(tx, &here, &stamp, &events_here, &key, [0; 32])
        })
    }

    /// What `act` would do to `case`, for the decision dialog; nothing is written. What the dialog still has to ask for
    /// (reason, note, number) is taken as given.
    ///
    /// # Errors
    /// The refusal that stands against it, or what is wrong with the store.
    pub fn preview(&self, case: CaseId, act: &Act) -> Result<Preview, DeskError> {
        let (operator, clock) = (self.needs_operator()?, self.clock);
        self.store.read(|reader| {
            let loaded = load(reader, case)?;
            let actor = Actor::Operator(operator.clone(), role_of(reader, &operator)?);
            let facts = facts::for_case(reader, &loaded, clock.now(), actor, &[])?;
            let needs = permit(&loaded.case, &act.action, &facts, &loaded.playbook)?;
            let mut full = act.clone();
            let proposed = loaded.case.proposal.as_ref().filter(|proposal| proposal.action == act.action);
            full.reason = full.reason.or_else(|| proposed.and_then(|proposal| proposal.reason.clone()));
            full.reason = full.reason.or_else(|| needs.reasons.first().cloned());
            full.note = full.note.or_else(|| needs.note.then(|| "–".to_owned()));
            full.confirm = loaded.case.matter.as_ref().map(|matter| matter.number.to_string());
            let events = decide(&loaded.case, &Command::Act(full), &facts, &loaded.playbook)?;
            Ok(preview_of(&loaded, act, &events))
        })
    }

    /// Whether `command` would be allowed on each of `cases`, and what would happen; nothing is written.
    ///
    /// # Errors
    /// Where the store cannot be read or the operator is unknown.
    pub fn dry_run(&self, cases: &[CaseId], command: &Command) -> Result<Vec<DryRun>, DeskError> {
        let (operator, clock) = (self.needs_operator()?, self.clock);
        self.store.read(|reader| {
            let role = role_of(reader, &operator)?;
            let of = |id: &CaseId| {
                let loaded = load(reader, *id)?;
                let actor = Actor::Operator(operator.clone(), role);
                let facts = facts::for_command(reader, &loaded, command, clock.now(), actor)?;
                let decided = decide(&loaded.case, command, &facts, &loaded.playbook);
                let outcome = decided.map(|events| loaded.lines(&events));
                let number =
                    loaded.case.matter.as_ref().map(|matter| matter.number.to_string()).unwrap_or_default();
                Ok(DryRun { case: *id, number, outcome })
            };
            cases.iter().map(of).collect()
        })
    }
}

/// What a command would do to one of several cases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// What would happen, a line an event, or what stands against it.
    pub outcome: Result<Vec<String>, Refusal>,
}

fn preview_of(loaded: &Loaded, act: &Act, events: &[Event]) -> Preview {
    let kind = loaded.kind();
    let title_of =
        |id| kind.and_then(|kind| kind.stage(id)).map_or_else(|| id.to_string(), |stage| stage.title.clone());
    let mut preview = Preview {
        title: kind
            .and_then(|kind| kind.action(&act.action))
            .map_or_else(|| act.action.to_string(), |action| action.title.clone()),
        stage: None,
        proposes: false,
        letters: Vec::new(),
        orders: Vec::new(),
        hold_until: None,
        happens: loaded.lines(events),
    };
    for event in events {
        match event {
            Event::Acted { to, .. } => preview.stage = Some((to.clone(), title_of(to))),
            Event::Proposed { .. } => preview.proposes = true,
            Event::HoldStarted { until } => preview.hold_until = Some(*until),
            Event::LetterWritten { reach, private: Private::Kept(letter), .. } => {
                let masked = |address: &String| mask_contact(address).into_string();
                preview.letters.push(PreviewLetter {
                    reach: *reach,
                    to: letter.to.iter().map(masked).collect(),
                    subject: letter.subject.clone(),
                    body: letter.body.clone(),
                    language: letter.language.clone(),
                });
            }
            Event::OrderGiven { order, account, until, .. } => {
                preview.orders.push(PreviewOrder {
                    order: *order,
                    account: account.to_string(),
                    until: *until,
                });
            }
            _ => {}
        }
    }
    preview
}

fn must_be_as_seen(case: &Case, seen: Option<Version>) -> Result<(), DeskError> {
    match seen {
        // That a letter went out meanwhile changes nothing that is decided on.
        Some(seen) if seen < case.told_at || seen > case.version => {
            Err(DeskError::Changed { case: case.id, now: case.version, seen })
        }
        _ => Ok(()),
    }
}

/// Appends what was decided and remembers the key, in the caller's transaction.
pub(super) fn record(
    tx: &mut Tx<'_>,
    loaded: &Loaded,
    stamp: &Stamp,
    events: &[Event],
    key: &IdempotencyKey,
    digest: [u8; 32],
) -> Result<Receipt, DeskError> {
    let first = tx.head().seq;
    let mut case =
        if events.is_empty() { loaded.case.clone() } else { tx.append(&loaded.case, stamp, events)?.0 };
    if follow(tx, case.id, events, stamp)?.is_some() {
        case = load(tx, case.id)?.case;
    }
    let head = tx.head();
    let done = CommandRow { digest, case: Some(case.id), first_seq: first + 1, last_seq: head.seq };
    tx.remember_command(stamp, &key.0, done);
    receipt(&Loaded { case, playbook: Arc::clone(&loaded.playbook) }, loaded.lines(events), head, false)
}

fn receipt(loaded: &Loaded, happened: Vec<String>, head: Head, repeated: bool) -> Result<Receipt, DeskError> {
    let no_case = || DeskError::NoSuchCase(loaded.case.id.0.to_string());
    let matter = loaded.case.matter.as_ref().ok_or_else(no_case)?;
    Ok(Receipt {
        case: loaded.case.id,
        number: matter.number.clone(),
        version: loaded.case.version,
        stage: matter.stage.clone(),
        happened,
        seq: head.seq,
        head: hex::encode(head.hash),
        repeated,
    })
}

fn repeated(tx: &Tx<'_>, key: &IdempotencyKey, digest: [u8; 32]) -> Result<Option<Receipt>, DeskError> {
    let Some(known) = tx.command(&key.0)? else { return Ok(None) };
    if known.digest != digest {
        return Err(DeskError::Invalid {
            what: "this key was used for another request before".into(),
            remedy: "Give every wish a key of its own".into(),
        });
    }
    let Some(case) = known.case else { return Ok(None) };
    let Some(row) = tx.log_row(known.last_seq)? else { return Ok(None) };
    receipt(&load(tx, case)?, Vec::new(), Head { seq: row.seq, hash: row.hash }, true).map(Some)
}

/// What a request asks for, so that a key cannot be used for two different wishes.
fn digest_of(operator: &OperatorId, request: &Request) -> [u8; 32] {
    let text = format!("{operator}\u{1f}{}\u{1f}{:?}", request.case.0, request.command);
    Sha256::digest(text).into()
}

pub(super) fn fresh_key() -> Result<IdempotencyKey, DeskError> {
    let mut bytes = [0u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| DeskError::Invalid {
        what: format!("the system gives no random numbers: {error}"),
        remedy: "Mend the system, or give a key of your own".into(),
    })?;
    Ok(IdempotencyKey(hex::encode(bytes)))
}

/// Used by timers, which have no key of their own: the case, the timer's stage and its time are the wish.
pub(super) fn timer_key(case: CaseId, stage: &str, due: DateTime<Utc>, version: Version) -> IdempotencyKey {
    IdempotencyKey(format!("timer/{}/{stage}/{}/{}", case.0, due.timestamp_millis(), version.0))
}
