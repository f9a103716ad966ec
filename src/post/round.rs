//! One walk through what waits: take, carry, tell.

use super::http::System;
use super::smtp::Server;
use super::target::Place;
use super::told::{Delivered, Fate};
use super::verdict::Verdict;
use super::{BackOff, Owner, Secrets, Sender, Targets, folder, journal, letter, order, program};
use crate::case::{Came, Event, OrderAnswer};
use crate::desk::{Desk, DeskError, Outcome, Parcel};
use crate::store::OutboxSort;
use chrono::{DateTime, TimeDelta, Utc};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Nobody reached so often in a row: the others wait for the next round.
const ENOUGH_UNREACHABLE: u32 = 3;
/// What a process has beyond the longest that its transport may take.
const SPARE: Duration = Duration::from_secs(60);

/// How the post works.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where letters and orders go.
    pub targets: Targets,
    /// In whose name letters go out.
    pub sender: Option<Sender>,
    /// What the targets ask for.
    pub secrets: Secrets,
    /// When something is tried again.
    pub back_off: BackOff,
    /// How long an answer may take.
    pub patience: Duration,
}

/// Why nothing could be delivered at all.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// A setting is missing, or two do not fit.
    #[error("{what}")]
    Settings {
        /// What is missing.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// The desk or its store says no.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The folder beside the store cannot be written, or whoever is told wants to hear no more.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Round {
    /// Letters sent and orders handed over or carried out.
    pub delivered: u64,
    /// Orders refused, and what was set aside.
    pub failed: u64,
    /// What is tried again.
    pub later: u64,
    /// Whether a target could not be reached, so that more waits for it.
    pub unreachable: bool,
}

/// The post at work.
#[derive(Debug)]
pub struct Post {
    letters: Option<LetterCarrier>,
    orders: Option<OrderCarrier>,
    back_off: BackOff,
    patience: Duration,
    owner: Owner,
}

#[derive(Debug)]
struct LetterCarrier {
    sender: Option<Sender>,
    way: LetterWay,
}

#[derive(Debug)]
enum LetterWay {
    Smtp(Server),
    Folder(PathBuf),
    Program(PathBuf),
}

#[derive(Debug)]
enum OrderCarrier {
    Http(System),
    Journal(PathBuf),
    Program(PathBuf),
}

impl Post {
    /// The post of the desk whose store is at `store`.
    ///
    /// # Errors
    /// Where a setting is missing, or the folder beside the store cannot be written.
    pub fn open(settings: &Settings, store: &Path) -> Result<Self, PostError> {
        let letters =
            settings.targets.letters.as_ref().map(|place| letter_carrier(place, settings)).transpose()?;
        let orders =
            settings.targets.orders.as_ref().map(|place| order_carrier(place, settings)).transpose()?;
        let (back_off, patience) = (settings.back_off, settings.patience);
        Ok(Self { letters, orders, back_off, patience, owner: Owner::beside(store)? })
    }

    /// Goes once through what waits and was due when the round began: orders first, so that what a letter tells has begun to
    /// be true. Each attempt is told.
    ///
    /// # Errors
    /// Where the store cannot be written, or `tell` fails; what was told of is recorded.
    pub fn round(
        &self,
        desk: &mut Desk,
        tell: &mut dyn FnMut(&Delivered) -> io::Result<()>,
    ) -> Result<Round, PostError> {
        desk.may_deliver()?;
        desk.take_over_from_the_dead(&|owner| self.owner.is_dead(owner))?;
        let mut round = Round::default();
        if self.orders.is_some() {
            // What waits behind an order is free once that is done, and may stand before where the walk is.
            while self.walk(desk, OutboxSort::Order, &mut round, tell)? > 0 && !round.unreachable {}
        }
        if self.letters.is_some() {
            self.walk(desk, OutboxSort::Letter, &mut round, tell)?;
        }
        Ok(round)
    }

    /// Walks through what waits of one sort; gives how many were delivered.
    fn walk(
        &self,
        desk: &mut Desk,
        sort: OutboxSort,
        round: &mut Round,
        tell: &mut dyn FnMut(&Delivered) -> io::Result<()>,
    ) -> Result<u64, PostError> {
        let due_by = desk.now();
        let (mut after, mut unreachable, before) = (0, 0, round.delivered + round.failed);
        while unreachable < ENOUGH_UNREACHABLE {
            let until = later(desk.now(), self.longest(sort));
            let Some(parcel) = desk.take_parcel(sort, after, self.owner.name(), due_by, until)? else {
                break;
            };
            after = parcel.row.seq;
            let (verdict, passed_over) = self.carry(&parcel);
            unreachable = if matches!(verdict, Verdict::Unreachable(_)) { unreachable + 1 } else { 0 };
            let outcome = self.outcome(&parcel, &verdict, passed_over, desk.now());
            let recorded = desk.settle_parcel(&parcel, &outcome)?;
            let delivered = Delivered::of(&parcel, &verdict, &outcome, recorded, passed_over);
            round.count(delivered.result);
            tell(&delivered)?;
        }
        Ok(round.delivered + round.failed - before)
    }

    fn carry(&self, parcel: &Parcel) -> (Verdict, u32) {
        match (&parcel.row.event, &self.letters, &self.orders) {
            (Event::LetterWritten { .. }, Some(carrier), _) => carrier.carry(parcel, self.patience),
            (Event::OrderGiven { .. }, _, Some(carrier)) => (carrier.carry(parcel, self.patience), 0),
            _ => (Verdict::Misfit("it is neither letter nor order".to_owned()), 0),
        }
    }

    /// How long an attempt may take before its process counts as dead.
    fn longest(&self, sort: OutboxSort) -> Duration {
        let transport = match (sort, &self.letters) {
            (OutboxSort::Letter, Some(LetterCarrier { way: LetterWay::Smtp(server), .. })) => {
                server.longest(10)
            }
            _ => self.patience,
        };
        transport.saturating_add(SPARE)
    }

    /// What the desk is to record.
    fn outcome(&self, parcel: &Parcel, verdict: &Verdict, passed_over: u32, now: DateTime<Utc>) -> Outcome {
        let came = |came, reason: &str| Outcome::Came { came, reason: Some(reason.to_owned()) };
        let is_order = matches!(parcel.row.event, Event::OrderGiven { .. });
        match verdict {
            Verdict::Sent => Outcome::Came { came: Came::Sent { passed_over }, reason: None },
            Verdict::Done => Outcome::Came { came: Came::Answered(OrderAnswer::Done), reason: None },
            Verdict::Refused(reason) if is_order => came(Came::Answered(OrderAnswer::Refused), reason),
            Verdict::Refused(reason) | Verdict::Misfit(reason) => came(Came::SetAside, reason),
            Verdict::Unreachable(_) => {
                let wait = self.back_off.wait_for_peer(&parcel.id, parcel.attempt);
                Outcome::Again { at: later(now, wait), counts: false, later: None }
            }
            Verdict::Later { reason, .. } if self.back_off.is_enough(parcel.failures + 1) => {
                let why = format!("tried {} times; the last time: {reason}", parcel.attempt);
                Outcome::Came { came: Came::SetAside, reason: Some(why) }
            }
            Verdict::Later { reason, wait, said } => {
                let wait = self.back_off.wait(&parcel.id, parcel.failures + 1).max(wait.unwrap_or_default());
                let said = said.then(|| reason.clone()).filter(|_| is_order);
                Outcome::Again { at: later(now, wait), counts: true, later: said }
            }
        }
    }
}

impl LetterCarrier {
    fn carry(&self, parcel: &Parcel, patience: Duration) -> (Verdict, u32) {
        let Some(sender) = &self.sender else {
            return (Verdict::Misfit("nobody is named who sends it".to_owned()), 0);
        };
        let mail = match letter::mail(parcel, sender) {
            Ok(mail) => mail,
            Err(verdict) => return (verdict, 0),
        };
        let verdict = match &self.way {
            LetterWay::Smtp(server) => server.send(&mail),
            LetterWay::Folder(path) => folder::put(&mail, path),
            LetterWay::Program(path) => program::letter(&mail, path, patience),
        };
        (verdict, mail.passed_over)
    }
}

impl OrderCarrier {
    fn carry(&self, parcel: &Parcel, patience: Duration) -> Verdict {
        let order = match order::order(parcel) {
            Ok(order) => order,
            Err(verdict) => return verdict,
        };
        match self {
            Self::Http(system) => system.send(&order),
            Self::Journal(path) => journal::append(&order, path),
            Self::Program(path) => program::order(&order, path, patience),
        }
    }
}

fn letter_carrier(place: &Place, settings: &Settings) -> Result<LetterCarrier, PostError> {
    let way = match place {
        Place::Smtp { cover, user, host, port } => {
            let password = settings.secrets.smtp_password.as_ref();
            LetterWay::Smtp(Server::new((host, *port, *cover), user.as_deref(), password, settings.patience)?)
        }
        Place::Folder(path) => LetterWay::Folder(path.clone()),
        Place::Program(path) => LetterWay::Program(path.clone()),
        Place::Http(_) | Place::Journal(_) => return Err(misplaced("letters")),
    };
    if settings.sender.is_none() {
        return Err(PostError::Settings {
            what: "letters need a sender".to_owned(),
            remedy: "Give it with --from \"Example Desk <desk@example.com>\" or in $DOCKET_FROM.".to_owned(),
        });
    }
    Ok(LetterCarrier { sender: settings.sender.clone(), way })
}

fn order_carrier(place: &Place, settings: &Settings) -> Result<OrderCarrier, PostError> {
    match place {
        Place::Http(address) => match &settings.secrets.order_key {
            Some(key) => Ok(OrderCarrier::Http(System::new(address, key.clone(), settings.patience))),
            None => Err(PostError::Settings {
                what: "orders over HTTP are signed, and there is no key".to_owned(),
                remedy: "Put it into $DOCKET_ORDER_SECRET or the file of --order-secret-file.".to_owned(),
            }),
        },
        Place::Journal(path) => Ok(OrderCarrier::Journal(path.clone())),
        Place::Program(path) => Ok(OrderCarrier::Program(path.clone())),
        Place::Smtp { .. } | Place::Folder(_) => Err(misplaced("orders")),
    }
}

fn misplaced(what: &str) -> PostError {
    PostError::Settings {
        what: format!("{what} cannot go there"),
        remedy: "See docs/delivery.md.".to_owned(),
    }
}

fn later(now: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    TimeDelta::from_std(wait).ok().and_then(|wait| now.checked_add_signed(wait)).unwrap_or(now)
}

impl Round {
    fn count(&mut self, result: Fate) {
        match result {
            Fate::Sent | Fate::Done => self.delivered += 1,
            Fate::Refused | Fate::SetAside => self.failed += 1,
            Fate::Later => self.later += 1,
            Fate::Unreachable => {
                self.later += 1;
                self.unreachable = true;
            }
            Fate::Overtaken => {}
        }
    }
}
