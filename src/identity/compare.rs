//! Two values of one kind, side by side. A side that is missing or cannot be read makes every answer unknown: a gap in
//! a record is nobody's lie.

use chrono::{Datelike, NaiveDate};
use strsim::osa_distance;

use super::Agreement;
use super::countries::alpha2;
use super::name::are_near;
use super::normal::{normal_country, normal_document_number, normal_email, normal_name, normal_phone};

/// Digits from which the end of a telephone number says whose it is.
const SUBSCRIBER_DIGITS: usize = 7;
/// Letters from which one wrong letter still leaves the word recognisable.
const SLIP_LETTERS: usize = 5;

/// Compares two birth dates. Near: day and month transposed, or one digit different or swapped with its neighbour in
/// the written date (`1987-03-12`, `1978-03-12`).
pub fn compare_birth_dates(a: Option<NaiveDate>, b: Option<NaiveDate>) -> Agreement {
    let (Some(a), Some(b)) = (a, b) else { return Agreement::Unknown };
    let transposed = a.year() == b.year() && (a.month(), a.day()) == (b.day(), b.month());
    Agreement::of(&a.to_string(), &b.to_string(), |a, b| transposed || osa_distance(a, b) <= 1)
}

/// Compares two document numbers. Near: one or two slips (a character wrong, missing, added, or swapped with its
/// neighbour), but at most one in three characters.
pub fn compare_document_numbers(a: Option<&str>, b: Option<&str>) -> Agreement {
    compare(a, b, normal_document_number, |a, b| {
        let shorter = a.chars().count().min(b.chars().count());
        osa_distance(a, b) <= (shorter / 3).min(2)
    })
}

/// Compares two e-mail addresses. Near: the same local part at another domain, or the same but for a `+tag`. Addresses
/// that merely look alike are different: one letter is another mailbox. What is no address is unknown.
pub fn compare_emails(a: Option<&str>, b: Option<&str>) -> Agreement {
    compare(
        a,
        b,
        |email| address(normal_email(email)),
        |a, b| {
            let untagged = |address: &str| {
                let local = address.rsplit_once('@').map_or(address, |(local, _)| local);
                local.split_once('+').map_or(local, |(mailbox, _)| mailbox).to_owned()
            };
            untagged(a) == untagged(b)
        },
    )
}

/// The address if it has a local part and a domain, or else nothing.
fn address(email: String) -> String {
    match email.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => email,
        _ => String::new(),
    }
}

/// Compares two telephone numbers. Near: one lacks the country code and the rest agrees, or one digit is wrong,
/// missing, added or swapped.
pub fn compare_phones(a: Option<&str>, b: Option<&str>) -> Agreement {
    compare(a, b, normal_phone, |a, b| {
        is_national_form(a, b) || is_national_form(b, a) || osa_distance(a, b) <= 1
    })
}

/// Whether `national` is `international` without its country code, with or without a trunk zero.
fn is_national_form(national: &str, international: &str) -> bool {
    let subscriber = national.trim_start_matches('0');
    !national.starts_with('+')
        && international.starts_with('+')
        && subscriber.len() >= SUBSCRIBER_DIGITS
        && international.ends_with(subscriber)
}

/// Compares two countries or nationalities, each an ISO 3166-1 alpha-2 or alpha-3 code or a passport's. Never near.
/// Unknown if they differ and one is no such code: "Germany" may well be `DE`.
pub fn compare_countries(a: Option<&str>, b: Option<&str>) -> Agreement {
    let agreement = compare(a, b, normal_country, |_, _| false);
    let is_code = |country: Option<&str>| country.is_some_and(|text| alpha2(&normal_country(text)).is_some());
    if agreement == Agreement::Different && !(is_code(a) && is_code(b)) {
        Agreement::Unknown
    } else {
        agreement
    }
}

/// Compares two cities by their words, transliterated. Near: a slip, or one is a part of the other ("Frankfurt",
/// "Frankfurt am Main").
pub fn compare_cities(a: Option<&str>, b: Option<&str>) -> Agreement {
    compare(a, b, normal_name, |a, b| are_near(a, b, 1, is_slip))
}

/// Compares two devices by their words ("iPhone 15 Pro"). Near: a slip in a word, or one is a part of the other; a
/// different number is a different device.
pub fn compare_devices(a: Option<&str>, b: Option<&str>) -> Agreement {
    compare(a, b, normal_name, |a, b| are_near(a, b, 1, is_slip))
}

/// Whether two words differ by one slip of the pen. Short words and words with digits (a telephone's model) never do:
/// one character is another thing there.
fn is_slip(a: &str, b: &str) -> bool {
    let has_digit = |word: &str| word.contains(|c: char| c.is_ascii_digit());
    let long_enough = a.chars().count().min(b.chars().count()) >= SLIP_LETTERS;
    long_enough && !has_digit(a) && !has_digit(b) && osa_distance(a, b) <= 1
}

/// Compares the normal forms of two values that may be missing.
fn compare(
    a: Option<&str>,
    b: Option<&str>,
    normal: impl Fn(&str) -> String,
    is_near: impl FnOnce(&str, &str) -> bool,
) -> Agreement {
    match (a, b) {
        (Some(a), Some(b)) => Agreement::of(&normal(a), &normal(b), is_near),
        _ => Agreement::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Agreement::{Different, Equal, Near, Unknown};
    use proptest::prelude::*;

    type Compare = fn(Option<&str>, Option<&str>) -> Agreement;

    #[track_caller]
    fn check(compare: Compare, cases: &[(&str, &str, Agreement)]) {
        for (a, b, expected) in cases {
            assert_eq!(compare(Some(a), Some(b)), *expected, "{a} | {b}");
            assert_eq!(compare(Some(b), Some(a)), *expected, "{b} | {a}");
            assert_eq!(compare(Some(a), None), Unknown);
            assert_eq!(compare(None, Some(b)), Unknown);
        }
        assert_eq!(compare(None, None), Unknown);
        assert_eq!(compare(Some(""), Some("")), Unknown);
    }

    #[test]
    fn birth_dates() {
        let date = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        let born = date(1987, 3, 12);
        for (other, expected) in [
            (date(1987, 3, 12), Equal),
            (date(1987, 12, 3), Near),
            (date(1978, 3, 12), Near),
            (date(1987, 3, 13), Near),
            (date(1987, 3, 21), Near),
            (date(1988, 3, 13), Different),
            (date(1990, 7, 1), Different),
            (None, Unknown),
        ] {
            assert_eq!(compare_birth_dates(born, other), expected, "{other:?}");
            assert_eq!(compare_birth_dates(other, born), expected, "{other:?}");
        }
    }

    #[test]
    fn document_numbers() {
        check(
            compare_document_numbers,
            &[
                ("L01X00T47", "l01x-00t47", Equal),
                ("L01X00T47", "L01X00T48", Near),
                ("L01X00T47", "L10X00T48", Near),
                ("L01X00T47", "L10X00T74", Near),
                ("L01X00T47", "K10X00T48", Different),
                ("L01X00T47", "C4VG31HN2", Different),
                ("123", "124", Near),
                ("12", "13", Different),
            ],
        );
    }

    #[test]
    fn emails() {
        check(
            compare_emails,
            &[
                ("Peter.Long@example.com", "peter.long@EXAMPLE.com", Equal),
                ("peter.long@example.com", "peter.long@mail.test", Near),
                ("peter.long+kyc@example.com", "peter.long@example.com", Near),
                ("peter.long@example.com", "peter.1ong@example.com", Different),
                ("peter.long", "peter.long@example.com", Unknown),
                ("@example.com", "peter@example.com", Unknown),
            ],
        );
    }

    #[test]
    fn phones() {
        check(
            compare_phones,
            &[
                ("+44 20 7946 0958", "0044 (0)20 79460958", Equal),
                ("+442079460958", "020 7946 0958", Near),
                ("+442079460958", "+442079460959", Near),
                ("+442079460958", "+442079460889", Different),
                ("+442079460958", "+4930901820", Different),
                ("+442079460958", "460958", Different),
                ("12", "+442079460958", Unknown),
            ],
        );
    }

    #[test]
    fn countries() {
        check(
            compare_countries,
            &[
                ("DE", "deu", Equal),
                ("D<<", "DE", Equal),
                ("DE", "AT", Different),
                ("Germany", "germany", Equal),
                ("Germany", "DE", Unknown),
            ],
        );
    }

    #[test]
    fn cities_and_devices() {
        check(
            compare_cities,
            &[
                ("São Paulo", "sao paulo", Equal),
                ("Frankfurt", "Frankfurt am Main", Near),
                ("Hamburg", "Hambourg", Near),
                ("Москва", "Moskva", Equal),
                ("Berlin", "Bern", Different),
            ],
        );
        check(
            compare_devices,
            &[
                ("iPhone 15 Pro", "iphone 15 pro", Equal),
                ("iPhone 15", "iPhone 15 Pro", Near),
                ("iPhone 15", "iPhone 14", Different),
                ("Pixel 8", "Galaxy S24", Different),
            ],
        );
    }

    proptest! {
        #[test]
        fn comparing_is_symmetric_and_a_thing_agrees_with_itself(
            a in "\\PC{0,20}|[a-z0-9@+ ]{0,20}",
            b in "\\PC{0,20}|[a-z0-9@+ ]{0,20}",
        ) {
            let all: [Compare; 7] = [
                super::super::compare_names, compare_document_numbers, compare_emails, compare_phones,
                compare_countries, compare_cities, compare_devices,
            ];
            for (which, compare) in all.into_iter().enumerate() {
                prop_assert_eq!(compare(Some(&a), Some(&b)), compare(Some(&b), Some(&a)), "{}", which);
                prop_assert!(matches!(compare(Some(&a), Some(&a)), Equal | Unknown), "{}", which);
            }
        }
    }
}
