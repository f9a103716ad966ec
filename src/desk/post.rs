//! What the post needs of the desk: the next letter or order, and a place to tell what came of it.
//!
//! Nothing is sent from here, and nothing is decided there: what came of a delivery goes through `decide` like everything else.

use super::act::load;
use super::service::{Desk, role_of};
use super::{DeskError, Receipt, Request};
use crate::case::{
    Actor, Came, CaseId, CaseNumber, Command, Event, Facts, OrderAnswer, PostId, PostState, RefusalKind,
    Stamp, decide,
};
use crate::playbook::InstitutionId;
use crate::store::{OutboxRow, OutboxSort, Reader};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// A letter or an order that one process has taken to deliver.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// The name by which it is known outside.
    pub id: PostId,
    /// What it is, and when it was written.
    pub row: OutboxRow,
    /// The institution that it is sent for.
    pub institution: InstitutionId,
    /// The case's number.
    pub number: CaseNumber,
    /// The letter as a page of HTML, where its playbook has one.
    pub html: Option<String>,
    /// Which attempt this is, from 1. From the second on it may have gone out already.
    pub attempt: u32,
    /// How many attempts before this one counted.
    pub failures: u32,
    owner: String,
}

/// What an attempt to deliver something came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The matter has an end, or the system said something that must be known.
    Came {
        /// What.
        came: Came,
        /// Why, in the words of whoever was to take it.
        reason: Option<String>,
    },
    /// It is tried again.
    Again {
        /// When.
        at: DateTime<Utc>,
        /// Whether somebody was reached: only that counts towards giving up.
        counts: bool,
        /// What the system said, where it said that it will do the order later.
        later: Option<String>,
    },
}

/// How many letters and orders got how far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OutboxCounts {
    /// By sort and state, from counters.
    pub states: BTreeMap<(OutboxSort, PostState), u64>,
    /// Of those that wait, how many a process is at just now.
    pub in_delivery: u64,
    /// Of those that wait, how many were tried and are tried again.
    pub tried: u64,
}

impl OutboxCounts {
    /// How many of `sort` are in `state`.
    pub fn of(&self, sort: OutboxSort, state: PostState) -> u64 {
        self.states.get(&(sort, state)).copied().unwrap_or(0)
    }

    /// How many letters and orders together are in `state`.
    pub fn both(&self, state: PostState) -> u64 {
        self.of(OutboxSort::Letter, state) + self.of(OutboxSort::Order, state)
    }
}

impl Desk {
    /// Takes the next letter or order after number `after` for delivery by `owner`, who has it until `until`. None where
    /// nothing is free that was due by `due_by`. That it was taken is on the disk before this returns, so that whatever
    /// happens next, no other process sends it at the same time.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn take_parcel(
        &mut self,
        sort: OutboxSort,
        after: i64,
        owner: &str,
        due_by: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<Option<Parcel>, DeskError> {
        // Reading first keeps a post at rest from taking the writers' lock.
        let free = self.store.read(|reader| reader.free_to_deliver(sort, after, due_by))?;
        if free.is_none() {
            return Ok(None);
        }
        let (store, clock) = (self.store.store_id().as_str().to_owned(), self.clock);
        self.store.write(|tx| {
            // Before anything is sent: with a clock that has gone backwards nothing could be told in its order.
            clock.now_after(tx.last_at()?)?;
            let Some(row) = tx.free_to_deliver(sort, after, due_by)? else { return Ok(None) };
            let no_case = || DeskError::NoSuchCase(row.case.0.to_string());
            let about = tx.row(row.case)?.ok_or_else(no_case)?;
            let attempt = tx.begin_delivery(row.seq, owner, until)?;
            let failures = row.attempt.as_ref().map_or(0, |attempt| attempt.failures);
            let id = PostId { store, number: row.seq };
            let (institution, number) = (about.institution, about.number);
            let html = html_of(tx, &row)?;
            Ok(Some(Parcel {
                id,
                row,
                institution,
                number,
                html,
                attempt,
                failures,
                owner: owner.to_owned(),
            }))
        })
    }

    /// Records what an attempt came to. False where that is not this attempt's to say any more: another process took the
    /// parcel over, or an answer came by itself meanwhile.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn settle_parcel(&mut self, parcel: &Parcel, outcome: &Outcome) -> Result<bool, DeskError> {
        let now = self.clock.now();
        self.store.write(|tx| {
            let seq = parcel.row.seq;
            if !tx.has_delivery(seq, &parcel.owner, parcel.attempt)? {
                return Ok(false);
            }
            // It has happened, so it is recorded whatever the clock shows, never before what stands in the log already.
            let at = tx.last_at()?.map_or(now, |last| last.max(now));
            let command = |came, reason: Option<String>| {
                let (given, attempts) = (parcel.row.version, parcel.attempt);
                Command::Came { given, came, attempts, reason }
            };
            match outcome {
                Outcome::Came { came, reason } => {
                    tell(tx, parcel.row.case, &command(*came, reason.clone()), at)
                }
                Outcome::Again { at: again_at, counts, later } => {
                    tx.deliver_again(seq, *again_at, *counts)?;
                    if let Some(said) = later {
                        let came = Came::Answered(OrderAnswer::Later);
                        tell(tx, parcel.row.case, &command(came, Some(said.clone())), at)?;
                    }
                    Ok(true)
                }
            }
        })
    }

    /// Takes from processes that have died what they were at; `is_dead` says of a process whether it has. Gives how many
    /// letters and orders are free by that.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn take_over_from_the_dead(&mut self, is_dead: &dyn Fn(&str) -> bool) -> Result<usize, DeskError> {
        let now = self.clock.now();
        let mut owners = self.store.read(|reader| reader.delivering(now))?;
        owners.retain(|owner| is_dead(owner));
        if owners.is_empty() {
            return Ok(0);
        }
        self.store.write(|tx| {
            owners.iter().try_fold(0, |freed, owner| Ok(freed + tx.release_deliveries(owner, now)?))
        })
    }

    /// When the next of what was tried is tried again; none where nothing was.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn next_delivery_at(&self) -> Result<Option<DateTime<Utc>>, DeskError> {
        self.store.read(|reader| Ok(reader.next_delivery_at()?))
    }

    /// How many letters and orders got how far.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn outbox_counts(&self) -> Result<OutboxCounts, DeskError> {
        let now = self.clock.now();
        self.store.read(|reader| {
            let (in_delivery, tried) = reader.deliveries(now)?;
            Ok(OutboxCounts { states: reader.outbox_counts()?, in_delivery, tried })
        })
    }

    /// Lets what was refused or set aside be delivered again.
    ///
    /// # Errors
    /// As [`act`](Self::act); also where there is no letter and no order of that number.
    pub fn put_back(&mut self, number: i64) -> Result<Receipt, DeskError> {
        let found = self.store.read(|reader| reader.in_outbox(number))?;
        let row = found.ok_or_else(|| DeskError::NotAllowed {
            what: format!("there is no letter and no order {number}"),
            remedy: "`docket outbox` lists them with their numbers".to_owned(),
        })?;
        let command = Command::PutBack { given: row.version };
        self.act(&Request { case: row.case, seen: None, command, key: None })
    }

    /// Refuses those who may not deliver: what is sent is decided already, but an auditor changes nothing.
    ///
    /// # Errors
    /// Where nobody is named, or they may not.
    pub fn may_deliver(&self) -> Result<(), DeskError> {
        let operator = self.needs_operator()?;
        let role = self.store.read(|reader| role_of(reader, &operator))?;
        if role == crate::playbook::Role::Auditor {
            return Err(DeskError::NotAllowed {
                what: format!("{operator} is an auditor, who reads and changes nothing"),
                remedy: "Ask a reviewer to do it".to_owned(),
            });
        }
        Ok(())
    }
}

/// A letter's page, by the playbook that its case pins.
fn html_of(reader: &Reader<'_>, row: &OutboxRow) -> Result<Option<String>, DeskError> {
    let Event::LetterWritten { private, .. } = &row.event else { return Ok(None) };
    let Some(letter) = private.get() else { return Ok(None) };
    let loaded = load(reader, row.case)?;
    Ok(letter.html(&loaded.playbook))
}

/// Decides and records what came of something; false where it was known already.
fn tell(
    tx: &mut crate::store::Tx<'_>,
    case: CaseId,
    command: &Command,
    now: DateTime<Utc>,
) -> Result<bool, DeskError> {
    let loaded = load(tx, case)?;
    let facts = Facts::bare(now, Actor::Post);
    match decide(&loaded.case, command, &facts, &loaded.playbook) {
        Err(refusal) if refusal.kind == RefusalKind::Nothing => Ok(false),
        Err(refusal) => Err(refusal.into()),
        Ok(events) => {
            let stamp = Stamp { at: now, actor: Actor::Post };
            tx.append(&loaded.case, &stamp, &events)?;
            Ok(true)
        }
    }
}
