//! Who applies.

use super::cultures::{CULTURES, Culture, DEVICES};
use super::dice::{Dice, Sort};
use crate::case::record::{Document, DocumentType};
use chrono::{Datelike, Duration, NaiveDate};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How many cases in a row may meet members of one family, or be the work of one ring.
const FAMILY_CASES: u64 = 48;
const RING_CASES: u64 = 90;

/// A made-up person.
pub(super) struct Person {
    pub(super) culture: &'static Culture,
    /// In Latin letters, as on a passport.
    pub(super) latin: String,
    /// As the person writes it.
    pub(super) native: String,
    given: &'static str,
    family: &'static str,
    pub(super) born: NaiveDate,
    pub(super) document: Document,
    pub(super) home: (&'static str, f64, f64),
    pub(super) devices: Vec<&'static str>,
    pub(super) ip: IpAddr,
}

impl Person {
    /// The person of case `number`: about one in eight is of a family that several cases meet, and a few of those were born
    /// on the same day.
    pub(super) fn of_case(seed: u64, number: u64, dice: &mut Dice) -> Self {
        if dice.chance(0.12) {
            return Self::of_family(seed, number / FAMILY_CASES, dice);
        }
        let culture = dice.pick(CULTURES);
        let family = dice.pick(culture.family);
        let home = *dice.pick(culture.cities);
        let born = birth_date(dice);
        Self::new(culture, family, home, born, dice)
    }

    fn of_family(seed: u64, family: u64, dice: &mut Dice) -> Self {
        let mut shared = Dice::of(seed, Sort::Family, family);
        let culture = shared.pick(CULTURES);
        let name = shared.pick(culture.family);
        let home = *shared.pick(culture.cities);
        let twin = birth_date(&mut shared);
        let born = if dice.chance(0.25) { twin } else { birth_date(dice) };
        Self::new(culture, name, home, born, dice)
    }

    fn new(
        culture: &'static Culture,
        family: &'static str,
        home: (&'static str, f64, f64),
        born: NaiveDate,
        dice: &mut Dice,
    ) -> Self {
        let given = dice.pick(culture.given);
        let (kind, pattern) = dice.pick(culture.papers);
        let document = Document {
            kind: *kind,
            country: culture.country.to_owned(),
            number: dice.by_pattern(pattern),
            mrz: Vec::new(),
        };
        let devices = (0..dice.whole(1, 3)).map(|_| *dice.pick(DEVICES)).collect();
        Self {
            culture,
            latin: full_name(culture, spelling(given, 0), spelling(family, 0)),
            native: full_name(culture, spelling(given, 1), spelling(family, 1)),
            given,
            family,
            born,
            document,
            home,
            devices,
            ip: example_address(dice),
        }
    }

    /// A relative: the same family, home and culture.
    pub(super) fn relative(&self, dice: &mut Dice) -> Self {
        let born = birth_date(dice);
        Self::new(self.culture, self.family, self.home, born, dice)
    }

    /// An e-mail address that tells the name, in one of the domains set aside for examples.
    pub(super) fn email(&self, dice: &mut Dice) -> String {
        let plain = |name| crate::identity::normal_name(spelling(name, 0)).replace(' ', "");
        let (given, family) = (plain(self.given), plain(self.family));
        let local = match dice.index(4) {
            0 => format!("{given}.{family}"),
            1 => format!("{family}{}", self.born.year()),
            2 => format!("{given}_{}", dice.whole(10, 999)),
            _ => format!("{}{family}{}", given.chars().take(1).collect::<String>(), dice.whole(1, 99)),
        };
        let domain =
            dice.pick(&["example.com", "example.org", "example.net", "mail.example.com", "post.example.org"]);
        format!("{local}@{domain}")
    }

    /// A telephone number that nobody has: no network's numbers begin with two zeros.
    pub(super) fn phone(&self, dice: &mut Dice) -> String {
        dice.by_pattern(&format!("+{}00#######", self.culture.dial))
    }

    /// Another document of the same person, or one with a slip in its number.
    pub(super) fn other_document(&self, dice: &mut Dice) -> Document {
        let other = self.culture.papers.iter().find(|(kind, _)| *kind != self.document.kind);
        let (kind, pattern) = other.copied().unwrap_or((DocumentType::Passport, "X########"));
        Document {
            kind,
            country: self.document.country.clone(),
            number: dice.by_pattern(pattern),
            mrz: Vec::new(),
        }
    }
}

/// A ring of fraudsters: one place, one device, the same pictures again and again.
pub(super) struct Ring {
    number: u64,
    pub(super) home: (&'static str, &'static str, f64, f64),
    pub(super) offset: i32,
    pub(super) device: &'static str,
    pub(super) ip: IpAddr,
}

impl Ring {
    /// The ring that works at the time of case `number`.
    pub(super) fn of_case(seed: u64, number: u64) -> Self {
        let mut dice = Dice::of(seed, Sort::Ring, number / RING_CASES);
        let culture = dice.pick(CULTURES);
        let (city, lat, lon) = *dice.pick(culture.cities);
        Self {
            number: number / RING_CASES,
            home: (culture.country, city, lat, lon),
            offset: culture.offset,
            device: dice.pick::<&str>(DEVICES),
            ip: example_address(&mut dice),
        }
    }

    /// The hash of one of its few pictures.
    pub(super) fn picture(&self, seed: u64, dice: &mut Dice) -> [u8; 32] {
        let which = u64::try_from(dice.whole(1, 3)).unwrap_or(1);
        Dice::of(seed, Sort::Ring, (1 << 40) + self.number * 4 + which).bytes()
    }
}

fn spelling(name: &'static str, which: usize) -> &'static str {
    let mut spellings = name.split('|');
    let first = spellings.next().unwrap_or(name);
    if which == 0 { first } else { spellings.next().unwrap_or(first) }
}

fn full_name(culture: &Culture, given: &str, family: &str) -> String {
    let joined_up = given.chars().all(|c| u32::from(c) > 0x2E80);
    match (culture.family_first, joined_up) {
        (true, true) => format!("{family}{given}"),
        (true, false) => format!("{family} {given}"),
        (false, _) => format!("{given} {family}"),
    }
}

fn birth_date(dice: &mut Dice) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(1952, 1, 1).unwrap_or_default();
    first + Duration::days(dice.whole(0, 54 * 365))
}

/// An address of the ranges set aside for documentation (RFC 5737 and RFC 3849).
pub(super) fn example_address(dice: &mut Dice) -> IpAddr {
    let last = u8::try_from(dice.whole(1, 254)).unwrap_or(1);
    let mut group = || u16::try_from(dice.whole(0, 0xFFFF)).unwrap_or(0);
    match last % 5 {
        0 => Ipv4Addr::new(192, 0, 2, last).into(),
        1 => Ipv4Addr::new(198, 51, 100, last).into(),
        2 => Ipv4Addr::new(203, 0, 113, last).into(),
        _ => Ipv6Addr::new(0x2001, 0xdb8, group(), group(), 0, 0, 0, group()).into(),
    }
}
