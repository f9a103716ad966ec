//! What an applicant sends.

use super::account::chain_address;
use super::cultures::{DEVICES, PHRASES, WORDS};
use super::dice::Dice;
use super::person::example_address;
use super::picture::Picture;
use super::proof;
use super::story::{Cast, Character};
use crate::case::AccountId;
use crate::case::record::{AccountRecord, Origin, Phrase, Ticket};
use crate::playbook::{ClueId, ClueSource, RequirementTest};
use crate::score::Signal;
use chrono::Duration;
use std::collections::BTreeMap;

/// The application of `account` about what the registry has as `known`, with the pictures that it names as files.
pub(super) fn ticket(
    cast: &Cast<'_>,
    known: &AccountRecord,
    account: AccountId,
    dice: &mut Dice,
) -> (Ticket, Vec<Picture>) {
    let person = &cast.person;
    let from = origin(cast, dice);
    let challenge = challenge(cast, dice);
    let (evidence, pictures) = proof::evidence(cast, &from, challenge.as_ref(), dice);
    let wrong_paper = match cast.character {
        Character::Honest => 0.0,
        Character::Careless => 0.07,
        Character::Fraud => 0.4,
    };
    let document =
        if dice.chance(wrong_paper) { person.other_document(dice) } else { person.document.clone() };
    let words = if dice.chance(0.45) { dice.pick(person.culture.words) } else { dice.pick(WORDS) };
    let category = (dice.chance(0.25) && !cast.kind.categories.is_empty())
        .then(|| dice.pick(&cast.kind.categories).clone());
    let ticket = Ticket {
        institution: cast.playbook.institution.clone(),
        reference: cast.names.ticket.clone(),
        kind: category.is_none().then(|| cast.kind_id.clone()),
        category,
        account,
        contact_email: person.email(dice).replacen('@', &format!(".{}@", cast.number), 1),
        contact_phone: dice.chance(0.7).then(|| person.phone(dice)),
        opened_at: cast.opened_at,
        from,
        name: Some(if dice.chance(0.5) { person.native.clone() } else { person.latin.clone() }),
        born: Some(if cast.character == Character::Careless && dice.chance(0.08) {
            person.born + Duration::days(1)
        } else {
            person.born
        }),
        nationality: Some(person.culture.country.to_owned()),
        document: Some(document),
        clues: clues(cast, known, dice),
        signals: signals(cast, dice),
        challenge,
        evidence,
        text: dice.chance(0.85).then(|| (*words).to_owned()),
        language: person.culture.language(),
        trouble: None,
        tried: Vec::new(),
    };
    (ticket, pictures)
}

fn origin(cast: &Cast<'_>, dice: &mut Dice) -> Origin {
    let person = &cast.person;
    if cast.character == Character::Fraud && dice.chance(0.8) {
        let (country, city, lat, lon) = cast.ring.home;
        return Origin {
            ip: Some(cast.ring.ip),
            city: Some(city.to_owned()),
            country: Some(country.to_owned()),
            lat: Some(lat),
            lon: Some(lon),
            device: Some(cast.ring.device.to_owned()),
            utc_offset_minutes: Some(cast.ring.offset),
        };
    }
    // Somebody on a journey is still who they are.
    let culture = if dice.chance(0.07) { dice.pick(super::cultures::CULTURES) } else { person.culture };
    let (city, lat, lon) =
        if culture.country == person.culture.country { person.home } else { *dice.pick(culture.cities) };
    let at_home = culture.country == person.culture.country;
    let device = if dice.chance(0.45) { *dice.pick(&person.devices) } else { *dice.pick(DEVICES) };
    Origin {
        ip: Some(if at_home && dice.chance(0.5) { person.ip } else { example_address(dice) }),
        city: Some(city.to_owned()),
        country: Some(culture.country.to_owned()),
        lat: Some(lat),
        lon: Some(lon),
        device: Some(device.to_owned()),
        utc_offset_minutes: Some(culture.offset),
    }
}

/// The phrase that the institution's system gave, where the kind asks for one to be read.
fn challenge(cast: &Cast<'_>, dice: &mut Dice) -> Option<Phrase> {
    let asked = cast.kind.items.iter().flat_map(|item| &item.requirements);
    let asked = asked.into_iter().any(|one| one.test == Some(RequirementTest::PhraseGivenBySystem));
    let given = asked && (cast.character == Character::Honest || dice.chance(0.9));
    given.then(|| Phrase {
        phrase: (*dice.pick(PHRASES)).to_owned(),
        given_at: cast.opened_at - Duration::minutes(dice.whole(15, 90)),
    })
}

fn signals(cast: &Cast<'_>, dice: &mut Dice) -> BTreeMap<Signal, f64> {
    let (face, liveness) = match cast.character {
        Character::Honest => (dice.real(0.93, 0.998), dice.real(0.85, 0.995)),
        Character::Careless => (dice.real(0.84, 0.99), dice.real(0.6, 0.99)),
        // A mask or a film that was put together looks right and does not live.
        Character::Fraud if dice.chance(0.35) => (dice.real(0.9, 0.985), dice.real(0.2, 0.62)),
        Character::Fraud => (dice.real(0.3, 0.9), dice.real(0.4, 0.95)),
    };
    let restless = if cast.character == Character::Fraud { 14 } else { 4 };
    let mut signals = BTreeMap::new();
    let mut put = |signal, value: f64| signals.insert(signal, (value * 1_000.0).round() / 1_000.0);
    put(Signal::FaceMatch, face);
    put(Signal::Liveness, liveness);
    if dice.chance(0.8) {
        put(Signal::FailedLogins, dice.real(0.0, f64::from(restless)).floor());
        put(Signal::IpChanges, dice.real(0.0, f64::from(restless) / 2.0).floor());
    }
    signals
}

fn clues(cast: &Cast<'_>, known: &AccountRecord, dice: &mut Dice) -> BTreeMap<ClueId, Vec<String>> {
    let (recalls, right) = match cast.character {
        Character::Honest => (0.93, 0.93),
        Character::Careless => (0.75, 0.75),
        Character::Fraud => (0.8, 0.15),
    };
    let mut clues = BTreeMap::new();
    for clue in &cast.kind.clues {
        if !dice.chance(recalls) {
            continue;
        }
        let truth = truth(clue.source, known).filter(|_| dice.chance(right));
        clues.insert(clue.id.clone(), vec![truth.unwrap_or_else(|| invented(clue.source, cast, dice))]);
    }
    clues
}

/// What the record has for a clue.
fn truth(source: ClueSource, known: &AccountRecord) -> Option<String> {
    let last_login = known.logins.iter().max_by_key(|login| login.at);
    match source {
        ClueSource::RegisteredMonth => known.registered_at.map(|at| at.format("%Y-%m").to_string()),
        ClueSource::CardLast4 => known.cards_last4.first().cloned(),
        ClueSource::WithdrawalAddress => known.withdrawal_addresses.first().cloned(),
        ClueSource::LastLoginCity => last_login.and_then(|login| login.city.clone()),
        ClueSource::LastLoginDevice => last_login.and_then(|login| login.device.clone()),
        ClueSource::PhoneLast4 => {
            known.phone.as_ref().map(|phone| phone[phone.len().saturating_sub(4)..].to_owned())
        }
        ClueSource::Email => known.email.clone(),
        ClueSource::Judged => None,
    }
}

/// What somebody says who does not know, or no longer.
fn invented(source: ClueSource, cast: &Cast<'_>, dice: &mut Dice) -> String {
    match source {
        ClueSource::RegisteredMonth => format!("{}-{:02}", dice.whole(2018, 2025), dice.whole(1, 12)),
        ClueSource::CardLast4 | ClueSource::PhoneLast4 => dice.by_pattern("####"),
        ClueSource::WithdrawalAddress => chain_address(dice),
        ClueSource::LastLoginCity => {
            let culture = dice.pick(super::cultures::CULTURES);
            dice.pick(culture.cities).0.to_owned()
        }
        ClueSource::LastLoginDevice => (*dice.pick(DEVICES)).to_owned(),
        ClueSource::Email => cast.person.email(dice),
        ClueSource::Judged => "I used it with my cousin, mostly in the evenings".to_owned(),
    }
}
