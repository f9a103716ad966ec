//! Login trouble: applicants who cannot get in, with what the playbook's triage would find of them.
//!
//! Which troubles there are, and what the registry says of each, is the playbook's: the facts that propose an answer are made
//! true for those whose trouble it is.

use super::account::{self, Use};
use super::dice::Dice;
use super::generator::Timed;
use super::story::{Cast, Later, after};
use super::{later, proof, ticket};
use crate::case::record::{AccountRecord, CodeSent, LaterEvidence, LockRecord, Record, Ticket};
use crate::playbook::{
    Action, ActionId, By, Choice, CodeChannel, CodesState, Guard, Kind, Leads, LockState, RemedyId, Told,
};
use crate::score::Signal;
use chrono::Duration;
use std::collections::BTreeMap;

/// What applicants write who do not name their trouble by themselves.
const WORDS: &[&str] = &[
    "I cannot log in any more. Please help me.",
    "It worked yesterday and today it does not.",
    "I have tried everything that your page says.",
    "登录不了，请帮忙。",
    "Ich komme nicht mehr in mein Konto.",
    "No puedo entrar en mi cuenta desde ayer.",
];

/// The records of somebody who cannot log in.
pub(super) fn tell(cast: &Cast<'_>, dice: &mut Dice) -> Vec<Timed> {
    let mut own = account::verified(&cast.person, Use::Lively, &cast.ring, cast.place(0), dice);
    let (mut said, mut pictures) = ticket::ticket(cast, &own, own.account.clone(), dice);
    let walk = walk(cast.kind, dice);
    if dice.chance(0.7) {
        said.contact_email = own.email.clone().unwrap_or(said.contact_email);
    }
    said.trouble = walk.first().filter(|_| dice.chance(0.85)).map(|choice| choice.id.clone());
    said.tried = tried(cast.kind, &walk, dice);
    said.text = dice.chance(0.8).then(|| (*dice.pick::<&str>(WORDS)).to_owned());
    for told in walk.iter().flat_map(|choice| &choice.told) {
        come_about(told, cast, (&mut own, &mut said), dice);
    }
    let proves = walk.last().is_some_and(|choice| wants_proof(cast.kind, choice));
    let mut records = Vec::new();
    if !proves || dice.chance(0.5) {
        pictures.clear();
        said.evidence.clear();
        if proves && dice.chance(0.7) {
            records.extend(proof_later(cast, &said, dice));
        }
    }
    records.push(Timed::plain(cast.opened_at, Record::Account(Box::new(own))));
    records.push(Timed { at: cast.opened_at, record: Record::Ticket(Box::new(said.clone())), pictures });
    records.extend(later::of_ticket(cast, &said, dice));
    records
}

/// The true answers, from the first question to an end. What stands first in a playbook is commonest.
fn walk<'k>(kind: &'k Kind, dice: &mut Dice) -> Vec<&'k Choice> {
    let mut walk = Vec::new();
    let mut question = kind.questions.first();
    while let Some(asked) = question.filter(|asked| !asked.choices.is_empty()) {
        let weights: Vec<f64> = (0..asked.choices.len()).map(|place| 1.0 / (place as f64 + 2.0)).collect();
        let choice = &asked.choices[dice.weighted(&weights)];
        walk.push(choice);
        question = match &choice.to {
            Leads::Question(id) => kind.question(id),
            Leads::Reply(_) | Leads::Action(_) => None,
        };
    }
    walk
}

/// What was tried: of what the rules of this trouble name some, and of the rest a little.
fn tried(kind: &Kind, walk: &[&Choice], dice: &mut Dice) -> Vec<RemedyId> {
    let least = walk.iter().flat_map(|choice| &choice.told).find_map(|told| match told {
        Told::TriedAtLeast(count) => Some(usize::from(*count)),
        _ => None,
    });
    let chance = |remedy: &crate::playbook::Remedy| match least {
        Some(_) => 0.8,
        None if walk.iter().any(|choice| choice.rule == remedy.rule) => 0.4,
        None => 0.04,
    };
    let mut tried: Vec<RemedyId> = kind
        .remedies
        .iter()
        .filter(|remedy| dice.chance(chance(remedy)))
        .map(|remedy| remedy.id.clone())
        .collect();
    for remedy in &kind.remedies {
        if tried.len() < least.unwrap_or(0) && !tried.contains(&remedy.id) {
            tried.push(remedy.id.clone());
        }
    }
    tried
}

/// Makes a fact true.
fn come_about(
    told: &Told,
    cast: &Cast<'_>,
    (account, said): (&mut AccountRecord, &mut Ticket),
    dice: &mut Dice,
) {
    let minutes = |back: i64| cast.opened_at - Duration::minutes(back);
    match told {
        Told::Account(status) => account.status = *status,
        Told::Lock(LockState::Running) => {
            let attempts = (0..dice.whole(0, 3)).map(|_| minutes(dice.whole(2, 60))).collect();
            account.lock = Some(LockRecord { since: minutes(dice.whole(61, 110)), attempts });
        }
        Told::Codes(CodesState::OverLimit) => {
            let most = cast.kind.code_limit.as_ref().map_or(1, |limit| i64::from(limit.most));
            let by = if dice.chance(0.5) { CodeChannel::Sms } else { CodeChannel::Email };
            // Not everybody whose code does not come has asked so often.
            let count = if dice.chance(0.3) { most } else { 1 };
            account.codes = (0..count).map(|_| CodeSent { at: minutes(dice.whole(1, 40)), by }).collect();
        }
        Told::LastCode(by) => account.codes = vec![CodeSent { at: minutes(dice.whole(1, 40)), by: *by }],
        Told::Signal(range) => {
            let (low, high) = range.of.range();
            let low = range.at_least.unwrap_or(low);
            let value = dice.real(low, range.below.unwrap_or((low + 10.0).min(high))).floor().max(low);
            let outside = matches!(range.of, Signal::FailedLogins | Signal::IpChanges);
            if outside {
                said.signals.insert(range.of, value);
            }
        }
        Told::Tried(remedy) if !said.tried.contains(remedy) => said.tried.push(remedy.clone()),
        Told::Lock(LockState::Over) | Told::Tried(_) | Told::TriedAtLeast(_) | Told::Replied(_) => {}
    }
}

/// Whether an answer leads to where evidence is asked for: to an action that a guard on an item stands before.
fn wants_proof(kind: &Kind, choice: &Choice) -> bool {
    let Leads::Action(actions) = &choice.to else { return false };
    let guarded = |action: &Action| action.guards.iter().any(|guard| matches!(guard.must, Guard::Item(_)));
    actions.iter().filter_map(|id: &ActionId| kind.action(id)).any(guarded)
}

/// All items, some hours after they were asked for.
fn proof_later(cast: &Cast<'_>, said: &Ticket, dice: &mut Dice) -> Option<Timed> {
    let awaited = cast.kind.actions.iter().any(|action| action.by.contains(&By::Applicant));
    if !awaited || cast.kind.items.is_empty() {
        return None;
    }
    let at = after(cast, dice.real(26.0, 120.0));
    let offset = said.from.utc_offset_minutes.unwrap_or(0);
    let sent = proof::Sent { at, offset, challenge: None };
    let (evidence, pictures): (Vec<_>, Vec<_>) =
        cast.kind.items.iter().map(|item| proof::one(cast, item, &sent, dice)).unzip();
    let record = LaterEvidence {
        institution: said.institution.clone(),
        reference: cast.names.later(Later::Asked),
        ticket: said.reference.clone(),
        at,
        evidence,
        document: None,
        signals: BTreeMap::new(),
    };
    Some(Timed { at, record: Record::Evidence(record), pictures: pictures.into_iter().flatten().collect() })
}
