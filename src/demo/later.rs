//! What arrives later for a case.

use super::dice::Dice;
use super::generator::Timed;
use super::picture::Picture;
use super::proof::{self, Sent};
use super::story::{Cast, Character, Later, after};
use crate::case::record::{AccountRecord, LaterEvidence, LaterSignal, Message, Record, Sender, Ticket};
use crate::playbook::{ActionId, By};
use crate::score::Signal;
use std::collections::BTreeMap;

const THANKS: &[&str] = &[
    "Any news about my request?",
    "I have sent the missing picture, please check again.",
    "Thank you for your patience with me.",
    "Why does it take so long? My friend waited one day only.",
    "I am at the airport until tomorrow and cannot make the video before.",
    "请问还需要多久？",
    "Danke, ich warte.",
];

const OBJECTIONS: &[&str] = &[
    "This was not me. Stop it at once!",
    "I did not ask for any recovery. Somebody has my ID card.",
    "I still have my phone and my e-mail. Please block this.",
];

/// What follows a ticket.
pub(super) fn of_ticket(cast: &Cast<'_>, ticket: &Ticket, dice: &mut Dice) -> Vec<Timed> {
    let mut records = Vec::new();
    if cast.character != Character::Fraud && dice.chance(0.65) {
        records.extend(missing_items(cast, ticket, dice));
    }
    if dice.chance(0.08) {
        let words: &str = dice.pick::<&str>(THANKS);
        records.push(message(cast, Sender::Applicant, words, None, dice));
    }
    let objects = if cast.character == Character::Fraud { 0.2 } else { 0.01 };
    if dice.chance(objects) {
        records.extend(objection(cast, dice));
    }
    if dice.chance(0.03) {
        let at = after(cast, dice.real(1.0, 30.0));
        let face =
            if cast.character == Character::Fraud { dice.real(0.4, 0.9) } else { dice.real(0.92, 0.995) };
        let record = LaterSignal {
            institution: ticket.institution.clone(),
            reference: cast.names.later(Later::Measured),
            ticket: ticket.reference.clone(),
            at,
            signals: BTreeMap::from([(Signal::FaceMatch, (face * 1_000.0).round() / 1_000.0)]),
        };
        records.push(Timed::plain(at, Record::Signal(record)));
    }
    if cast.kind.merge.is_some() && dice.chance(0.04) {
        records.push(again(cast, ticket, dice));
    }
    records
}

/// Whatever a required item is missing is sent when it was asked for.
fn missing_items(cast: &Cast<'_>, ticket: &Ticket, dice: &mut Dice) -> Option<Timed> {
    let came = |id| ticket.evidence.iter().any(|brought| brought.item == id);
    let missing = cast.kind.items.iter().filter(|item| item.required && !came(item.id.clone()));
    let at = after(cast, dice.real(4.0, 70.0));
    let sent = Sent {
        at,
        offset: ticket.from.utc_offset_minutes.unwrap_or(0),
        challenge: ticket.challenge.as_ref(),
    };
    let (evidence, pictures): (Vec<_>, Vec<_>) =
        missing.map(|item| proof::one(cast, item, &sent, dice)).unzip();
    if evidence.is_empty() {
        return None;
    }
    let record = LaterEvidence {
        institution: ticket.institution.clone(),
        reference: cast.names.later(Later::Missing),
        ticket: ticket.reference.clone(),
        at,
        evidence,
        document: None,
        signals: BTreeMap::new(),
    };
    Some(Timed { at, record: Record::Evidence(record), pictures: pictures.into_iter().flatten().collect() })
}

/// Everything that a ticket would have brought, some hours after the verification that was refused.
pub(super) fn after_asking(
    cast: &Cast<'_>,
    ticket: &Ticket,
    pictures: Vec<Picture>,
    dice: &mut Dice,
) -> Option<Timed> {
    if ticket.evidence.is_empty() || dice.chance(0.3) {
        return None;
    }
    let at = after(cast, dice.real(2.0, 50.0));
    let record = LaterEvidence {
        institution: ticket.institution.clone(),
        reference: cast.names.later(Later::Asked),
        ticket: ticket.reference.clone(),
        at,
        evidence: ticket.evidence.clone(),
        document: None,
        signals: ticket.signals.clone(),
    };
    Some(Timed { at, record: Record::Evidence(record), pictures })
}

/// What changes in the registry: the new account is emptied, sooner or later.
pub(super) fn of_accounts(cast: &Cast<'_>, claimant: &AccountRecord, dice: &mut Dice) -> Option<Timed> {
    let owns = claimant.assets.is_some_and(|assets| assets > 0.0);
    if !owns || dice.chance(0.5) {
        return None;
    }
    let at = after(cast, dice.real(10.0, 120.0));
    let emptied = AccountRecord {
        reference: cast.names.later(Later::Emptied),
        assets: Some(0.0),
        open_orders: Some(0),
        last_active_at: Some(at),
        ..claimant.clone()
    };
    Some(Timed::plain(at, Record::Account(Box::new(emptied))))
}

/// The same applicant asks again, because nobody has answered yet (R21).
fn again(cast: &Cast<'_>, ticket: &Ticket, dice: &mut Dice) -> Timed {
    let at = after(cast, dice.real(3.0, 60.0));
    let second = Ticket {
        reference: cast.names.later(Later::Again),
        opened_at: at,
        evidence: Vec::new(),
        signals: BTreeMap::new(),
        challenge: None,
        text: Some("I have already written. Please look at it.".to_owned()),
        ..ticket.clone()
    };
    Timed::plain(at, Record::Ticket(Box::new(second)))
}

/// The account's owner writes from the address known before, by the link that means an action (R14).
fn objection(cast: &Cast<'_>, dice: &mut Dice) -> Option<Timed> {
    let open_to_owners = cast.kind.actions.iter().filter(|action| action.by.contains(&By::Owner));
    let intents: Vec<ActionId> = open_to_owners.map(|action| action.id.clone()).collect();
    if intents.is_empty() {
        return None;
    }
    let intent = dice.pick(&intents).clone();
    let words: &str = dice.pick::<&str>(OBJECTIONS);
    Some(message(cast, Sender::Owner, words, Some(intent), dice))
}

fn message(cast: &Cast<'_>, sender: Sender, text: &str, intent: Option<ActionId>, dice: &mut Dice) -> Timed {
    let at = after(cast, dice.real(2.0, 90.0));
    let record = Message {
        institution: cast.playbook.institution.clone(),
        reference: cast.names.later(if intent.is_some() { Later::Objection } else { Later::Thanks }),
        ticket: cast.names.ticket.clone(),
        at,
        sender,
        text: text.to_owned(),
        intent,
    };
    Timed::plain(at, Record::Message(record))
}
