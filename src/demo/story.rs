//! One case: its character, its accounts, its records.

use super::account::{self, Place, Use};
use super::dice::{Dice, Sort};
use super::generator::{Plan, Timed};
use super::person::{Person, Ring};
use super::{access, later, ticket, verification};
use crate::case::record::{AccountRecord, Record};
use crate::case::{AccountId, Reference};
use crate::playbook::{Kind, KindId, Playbook};
use chrono::{DateTime, Duration, Utc};

/// What sort of applicant it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Character {
    /// Whoever they say they are, with everything at hand.
    Honest,
    /// Honest too, but with something missing, stale or forgotten.
    Careless,
    /// Somebody else, well or badly prepared.
    Fraud,
}

/// How an identity came to be held by another account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Held {
    OwnAccount,
    Forgotten,
    Theft,
    Relative,
    Several,
    /// By nobody: only the trace of a failed verification is left.
    Nobody,
}

/// Everything that the records of a case are made from.
pub(super) struct Cast<'a> {
    pub(super) seed: u64,
    pub(super) number: u64,
    pub(super) names: Names,
    pub(super) playbook: &'a Playbook,
    pub(super) kind_id: &'a KindId,
    pub(super) kind: &'a Kind,
    pub(super) character: Character,
    pub(super) person: Person,
    pub(super) ring: Ring,
    pub(super) opened_at: DateTime<Utc>,
    /// Whether its pictures are files.
    pub(super) pictured: bool,
}

impl Cast<'_> {
    pub(super) fn place(&self, which: usize) -> Place<'_> {
        Place {
            institution: &self.playbook.institution,
            account: self.names.accounts[which].clone(),
            reference: self.names.rows[which].clone(),
            opened_at: self.opened_at,
        }
    }
}

/// The records of case `number`, each with its time; the first ones are at `opened_at`.
pub(super) fn tell(plan: &Plan, number: u64, opened_at: DateTime<Utc>, pictured: bool) -> Vec<Timed> {
    let mut dice = Dice::of(plan.seed, Sort::Story, number);
    let Some((playbook, kind_id, kind)) = plan.kind(&mut dice) else { return Vec::new() };
    let Some(names) = Names::of(number) else { return Vec::new() };
    let character = match dice.weighted(&[0.6, 0.28, 0.12]) {
        0 => Character::Honest,
        1 => Character::Careless,
        _ => Character::Fraud,
    };
    let person = Person::of_case(plan.seed, number, &mut dice);
    let ring = Ring::of_case(plan.seed, number);
    let cast = Cast {
        seed: plan.seed,
        number,
        names,
        playbook,
        kind_id,
        kind,
        character,
        person,
        ring,
        opened_at,
        pictured,
    };
    if kind.is_verification() {
        verification::submissions(&cast, &mut dice)
    } else if !kind.questions.is_empty() {
        access::tell(&cast, &mut dice)
    } else if kind.holder.is_some() {
        held_identity(&cast, &mut dice)
    } else {
        appeal(&cast, &mut dice)
    }
}

/// Somebody asks for a verified account back.
fn appeal(cast: &Cast<'_>, dice: &mut Dice) -> Vec<Timed> {
    let used = if dice.chance(0.06) { Use::Asleep } else { Use::Lively };
    let own = account::verified(&cast.person, used, &cast.ring, cast.place(0), dice);
    let (ticket, pictures) = ticket::ticket(cast, &own, own.account.clone(), dice);
    let mut records = vec![
        Timed::plain(cast.opened_at, Record::Account(Box::new(own.clone()))),
        Timed { at: cast.opened_at, record: Record::Ticket(Box::new(ticket.clone())), pictures },
    ];
    records.extend(later::of_ticket(cast, &ticket, dice));
    records
}

/// Somebody cannot verify a new account because another one holds the identity.
fn held_identity(cast: &Cast<'_>, dice: &mut Dice) -> Vec<Timed> {
    let held = [Held::OwnAccount, Held::Forgotten, Held::Theft, Held::Relative, Held::Several, Held::Nobody]
        [dice.weighted(&[0.34, 0.2, 0.14, 0.14, 0.1, 0.08])];
    let registered_at = dice.hours_before(cast.opened_at, 1, 24 * 9);
    let claimant = account::fresh(&cast.person, registered_at, cast.place(0), dice);
    let holder = (held != Held::Nobody).then(|| holder(cast, held, dice));
    // Where nobody holds it any more, what is recalled is of an account that is gone.
    let gone = holder.clone().unwrap_or_else(|| claimant.clone());

    let mut records = Vec::new();
    for account in holder.iter().chain([&claimant]) {
        records.push(Timed::plain(cast.opened_at, Record::Account(Box::new(account.clone()))));
    }
    if held == Held::Several {
        for which in 2..4 {
            let another = account::fresh(&cast.person, registered_at, cast.place(which), dice);
            records.push(Timed::plain(cast.opened_at, Record::Account(Box::new(another))));
        }
    }
    let (ticket, pictures) = ticket::ticket(cast, &gone, claimant.account.clone(), dice);
    let by_verification = cast.kind.opens_on_held_identity.is_some() && holder.is_some() && dice.chance(0.2);
    if by_verification && let Some(submission) = verification::of_ticket(cast.playbook, &ticket) {
        records.push(Timed::plain(cast.opened_at, Record::Verification(Box::new(submission))));
        // The pictures come when the desk has asked for them.
        records.extend(later::after_asking(cast, &ticket, pictures, dice));
    } else {
        let record = Record::Ticket(Box::new(ticket.clone()));
        records.push(Timed { at: cast.opened_at, record, pictures });
        records.extend(later::of_ticket(cast, &ticket, dice));
    }
    records.extend(later::of_accounts(cast, &claimant, dice));
    records
}

fn holder(cast: &Cast<'_>, held: Held, dice: &mut Dice) -> AccountRecord {
    let used = match held {
        Held::Forgotten => Use::Asleep,
        Held::Theft => Use::Stolen,
        _ => Use::Lively,
    };
    let mut holder = account::verified(&cast.person, used, &cast.ring, cast.place(1), dice);
    match held {
        Held::Relative => {
            let relative = cast.person.relative(dice);
            holder.email = Some(relative.email(dice));
            holder.phone = Some(relative.phone(dice));
        }
        Held::Theft => {
            let stranger = Person::of_case(cast.seed, cast.number, dice);
            holder.email = Some(stranger.email(dice));
            holder.phone = Some(stranger.phone(dice));
        }
        _ => {}
    }
    holder
}

/// What a case's accounts and records are called.
pub(super) struct Names {
    accounts: Vec<AccountId>,
    rows: Vec<Reference>,
    pub(super) ticket: Reference,
    /// Of what comes later, by the sort of it.
    later: Vec<Reference>,
}

impl Names {
    /// None never comes about: a letter and a number are a name.
    fn of(number: u64) -> Option<Self> {
        let reference =
            |letter: &str, number: u64| Reference::new(&format!("{letter}-{}", 100_000 + number)).ok();
        Some(Self {
            accounts: (0..4)
                .map(|which| AccountId::new(&format!("A-{}", 1_000_000 + number * 4 + which)).ok())
                .collect::<Option<_>>()?,
            rows: (0..4).map(|which| reference("R", number * 10 + which)).collect::<Option<_>>()?,
            ticket: reference("T", number)?,
            later: (0..Later::SORTS)
                .map(|which| reference("L", number * 10 + which))
                .collect::<Option<_>>()?,
        })
    }

    /// The name of what comes later.
    pub(super) fn later(&self, sort: Later) -> Reference {
        self.later[sort as usize].clone()
    }
}

/// What comes later, at most one of a sort for a case.
#[derive(Debug, Clone, Copy)]
pub(super) enum Later {
    Missing,
    Asked,
    Measured,
    Emptied,
    Again,
    Thanks,
    Objection,
    SubmittedAgain,
}

impl Later {
    const SORTS: u64 = 8;
}

/// So long after the case was opened.
pub(super) fn after(cast: &Cast<'_>, hours: f64) -> DateTime<Utc> {
    #[expect(clippy::cast_possible_truncation, reason = "some days in seconds")]
    let seconds = (hours * 3_600.0) as i64;
    cast.opened_at + Duration::seconds(seconds)
}
