//! Rows of the registry.

use super::dice::Dice;
use super::person::{Person, Ring, example_address};
use crate::case::AccountId;
use crate::case::record::{AccountRecord, Kyc, KycLevel, Login};
use crate::playbook::{AccountStatus, InstitutionId};
use chrono::{DateTime, Duration, SubsecRound, Utc};

/// How an account has been used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Lately, from the owner's home.
    Lively,
    /// Not for years: nobody remembers it.
    Asleep,
    /// By somebody else, from where a ring works.
    Stolen,
}

/// Where and when an account stands.
pub(super) struct Place<'a> {
    pub(super) institution: &'a InstitutionId,
    pub(super) account: AccountId,
    pub(super) reference: crate::case::Reference,
    /// The time of the application that it is about.
    pub(super) opened_at: DateTime<Utc>,
}

/// An account that was verified with the identity of `person`.
pub(super) fn verified(
    person: &Person,
    used: Use,
    ring: &Ring,
    place: Place<'_>,
    dice: &mut Dice,
) -> AccountRecord {
    let opened_at = place.opened_at;
    let registered_at = dice.hours_before(opened_at, 24 * 120, 24 * 2_400);
    let last_active_at = match used {
        Use::Lively | Use::Stolen => dice.hours_before(opened_at, 6, 24 * 40),
        Use::Asleep => dice.hours_before(registered_at + Duration::days(100), 1, 24 * 80),
    }
    .max(registered_at);
    let name = if dice.chance(0.3) { &person.native } else { &person.latin };
    let assets = match dice.index(5) {
        0 => 0.0,
        1 => dice.real(1.0, 60.0),
        2 | 3 => dice.real(60.0, 9_000.0),
        _ => dice.real(9_000.0, 400_000.0),
    };
    AccountRecord {
        kyc: Some(Kyc {
            level: if dice.chance(0.9) { KycLevel::Advanced } else { KycLevel::Basic },
            name: name.clone(),
            born: Some(person.born),
            nationality: Some(person.culture.country.to_owned()),
            document: Some(person.document.clone()),
            verified_at: Some((registered_at + Duration::hours(dice.whole(1, 400))).min(last_active_at)),
        }),
        last_active_at: Some(last_active_at),
        assets: Some(cents(assets)),
        open_orders: Some(if dice.chance(0.15) { u32::try_from(dice.whole(1, 6)).unwrap_or(1) } else { 0 }),
        logins: logins(person, used, ring, registered_at, last_active_at, dice),
        cards_last4: (0..dice.whole(0, 2)).map(|_| dice.by_pattern("####")).collect(),
        withdrawal_addresses: (0..dice.whole(0, 2)).map(|_| chain_address(dice)).collect(),
        two_factor: Some(dice.chance(0.8)),
        ..fresh(person, registered_at, place, dice)
    }
}

/// An account that was registered at `registered_at` and never verified.
pub(super) fn fresh(
    person: &Person,
    registered_at: DateTime<Utc>,
    place: Place<'_>,
    dice: &mut Dice,
) -> AccountRecord {
    AccountRecord {
        institution: place.institution.clone(),
        reference: place.reference,
        account: place.account,
        email: Some(person.email(dice)),
        phone: Some(person.phone(dice)),
        status: AccountStatus::Active,
        kyc: None,
        registered_at: Some(registered_at.trunc_subsecs(0)),
        last_active_at: Some(place.opened_at.trunc_subsecs(0)),
        assets: Some(if dice.chance(0.7) { 0.0 } else { cents(dice.real(5.0, 2_000.0)) }),
        open_orders: Some(0),
        logins: Vec::new(),
        cards_last4: Vec::new(),
        withdrawal_addresses: Vec::new(),
        two_factor: Some(false),
        region: Some(person.culture.country.to_owned()),
        language: person.culture.language(),
        lock: None,
        codes: Vec::new(),
    }
}

fn logins(
    person: &Person,
    used: Use,
    ring: &Ring,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    dice: &mut Dice,
) -> Vec<Login> {
    let count = dice.whole(2, 4);
    let span = (to - from).num_seconds().max(0);
    let mut times: Vec<DateTime<Utc>> =
        (1..count).map(|_| to - Duration::seconds(dice.whole(0, span / 3))).collect();
    times.push(to);
    times.sort_unstable();
    let login = |at: DateTime<Utc>| {
        let (country, city, lat, lon, device, ip) = match used {
            Use::Stolen => {
                let (country, city, lat, lon) = ring.home;
                (country, city, lat, lon, ring.device, ring.ip)
            }
            Use::Lively | Use::Asleep => {
                let (city, lat, lon) = person.home;
                let ip = if dice.chance(0.6) { person.ip } else { example_address(dice) };
                (person.culture.country, city, lat, lon, *dice.pick(&person.devices), ip)
            }
        };
        Login {
            at: at.trunc_subsecs(0),
            ip: Some(ip),
            city: Some(city.to_owned()),
            country: Some(country.to_owned()),
            lat: Some(lat),
            lon: Some(lon),
            device: Some(device.to_owned()),
        }
    };
    times.into_iter().map(login).collect()
}

/// Something that looks like an on-chain address and is none: its check digits are chance.
pub(super) fn chain_address(dice: &mut Dice) -> String {
    if dice.chance(0.5) {
        dice.by_pattern(&format!("bc1q{}", "*".repeat(38)))
    } else {
        format!("0x{}", hex::encode(&dice.bytes()[..20]))
    }
}

fn cents(amount: f64) -> f64 {
    (amount * 100.0).round() / 100.0
}
