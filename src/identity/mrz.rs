//! Machine-readable zones of passports and cards (N5): ICAO Doc 9303, parts 4 (TD3), 5 (TD1) and 6 (TD2).
//!
//! A check digit that is wrong means that the zone was misread or that somebody made it up; that all are right means little,
//! for the rule is public. So a zone is shown with what its digits say, and decides nothing.

use chrono::NaiveDate;
use std::fmt;

/// The forms of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MrzFormat {
    /// Cards: three lines of 30.
    Td1,
    /// Larger cards: two lines of 36.
    Td2,
    /// Passports: two lines of 44.
    Td3,
}

/// What a check digit is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MrzField {
    /// The document's number.
    Number,
    /// The date of birth.
    Birth,
    /// The date of expiry.
    Expiry,
    /// What the issuer put after these; passports alone have a digit for it.
    Optional,
    /// All of them together.
    Composite,
}

impl MrzField {
    /// What people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Birth => "date of birth",
            Self::Expiry => "date of expiry",
            Self::Optional => "optional data",
            Self::Composite => "whole zone",
        }
    }
}

/// A zone as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mrz {
    /// Its form.
    pub format: MrzFormat,
    /// Whether it is a passport, by its first letter.
    pub passport: bool,
    /// Who issued the document, as the zone names states: three letters, in Germany's case one.
    pub issuer: String,
    /// The document's number, without filling.
    pub number: String,
    /// The nationality, as the zone names states.
    pub nationality: String,
    /// The date of birth: two digits of year, month, day. The century is not in the zone.
    pub birth: String,
    /// The date of expiry in the same form.
    pub expiry: String,
    /// Surname and given names, as far as the zone had room.
    pub name: String,
    /// Every check digit, and whether it is right.
    pub checks: Vec<(MrzField, bool)>,
}

impl Mrz {
    /// Whether every check digit is right.
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(|(_, sound)| *sound)
    }

    /// Whether `born` may be the date of birth: none where the zone does not tell it whole.
    pub fn was_born(&self, born: NaiveDate) -> Option<bool> {
        let whole = self.birth.len() == 6 && self.birth.bytes().all(|byte| byte.is_ascii_digit());
        whole.then(|| born.format("%y%m%d").to_string() == self.birth)
    }
}

/// Why lines are no zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MrzError {
    /// They have not the number and length of any form.
    #[error("a machine-readable zone has 3 lines of 30 characters, 2 of 36 or 2 of 44")]
    Size,
    /// They hold what no zone holds.
    #[error("a machine-readable zone has capital letters, digits and < alone")]
    Character,
}

impl fmt::Display for MrzFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
        })
    }
}

/// Reads the lines of a zone; blanks, which some readers put for the filling, are left out at the ends.
///
/// # Errors
/// Where they are no zone of a known form.
pub fn read_mrz<S: AsRef<str>>(lines: &[S]) -> Result<Mrz, MrzError> {
    let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_ref().trim().as_bytes()).collect();
    let known = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'<';
    if !lines.iter().all(|line| line.iter().all(known)) {
        return Err(MrzError::Character);
    }
    match lines.as_slice() {
        [first, second, third] if [first, second, third].iter().all(|line| line.len() == 30) => {
            Ok(td1(first, second, third))
        }
        [first, second] if first.len() == 36 && second.len() == 36 => {
            Ok(two_lines(MrzFormat::Td2, first, second))
        }
        [first, second] if first.len() == 44 && second.len() == 44 => {
            Ok(two_lines(MrzFormat::Td3, first, second))
        }
        _ => Err(MrzError::Size),
    }
}

/// Cards: number and issuer above, dates in the middle, the name below.
fn td1(first: &[u8], second: &[u8], third: &[u8]) -> Mrz {
    let (number, number_sound) = number(&first[5..14], first[14], &first[15..30]);
    let composite = [&first[5..30], &second[0..7], &second[8..15], &second[18..29]].concat();
    Mrz {
        format: MrzFormat::Td1,
        passport: first[0] == b'P',
        issuer: text(&first[2..5]),
        number,
        nationality: text(&second[15..18]),
        birth: text(&second[0..6]),
        expiry: text(&second[8..14]),
        name: name(third),
        checks: vec![
            (MrzField::Number, number_sound),
            (MrzField::Birth, is_right(&second[0..6], second[6])),
            (MrzField::Expiry, is_right(&second[8..14], second[14])),
            (MrzField::Composite, is_right(&composite, second[29])),
        ],
    }
}

/// Passports and larger cards: the name above, all else below.
fn two_lines(format: MrzFormat, first: &[u8], second: &[u8]) -> Mrz {
    let last = second.len() - 1;
    let optional = &second[28..last];
    let (number, number_sound) = match format {
        // Only cards let a long number go on in the optional data.
        MrzFormat::Td3 => (text(&second[0..9]), is_right(&second[0..9], second[9])),
        _ => number(&second[0..9], second[9], optional),
    };
    let composite = [&second[0..10], &second[13..20], &second[21..last]].concat();
    let mut checks = vec![
        (MrzField::Number, number_sound),
        (MrzField::Birth, is_right(&second[13..19], second[19])),
        (MrzField::Expiry, is_right(&second[21..27], second[27])),
    ];
    if format == MrzFormat::Td3 {
        let (data, digit) = (&second[28..42], second[42]);
        // An issuer that puts nothing there may leave its digit out too.
        let empty = data.iter().all(|byte| *byte == b'<') && digit == b'<';
        checks.push((MrzField::Optional, empty || is_right(data, digit)));
    }
    checks.push((MrzField::Composite, is_right(&composite, second[last])));
    Mrz {
        format,
        passport: first[0] == b'P',
        issuer: text(&first[2..5]),
        number,
        nationality: text(&second[10..13]),
        birth: text(&second[13..19]),
        expiry: text(&second[21..27]),
        name: name(&first[5..]),
        checks,
    }
}

/// The number and whether its digit is right. A number of more than nine characters has filling for its digit and goes on in
/// the optional data, up to its own digit and the next filling.
fn number(head: &[u8], digit: u8, optional: &[u8]) -> (String, bool) {
    let rest: Vec<u8> = optional.iter().copied().take_while(|byte| *byte != b'<').collect();
    match (digit, rest.split_last()) {
        (b'<', Some((last, tail))) if !tail.is_empty() || !rest.is_empty() => {
            let whole = [head, tail].concat();
            (text(&whole), is_right(&whole, *last))
        }
        _ => (text(head), is_right(head, digit)),
    }
}

/// The remainder by ten of the weighted sum: weights 7, 3, 1 in turn, letters from ten, filling for nothing.
fn check_digit(data: &[u8]) -> u8 {
    let value = |byte: u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'A'..=b'Z' => u32::from(byte - b'A') + 10,
        _ => 0,
    };
    let sum: u32 =
        data.iter().zip([7, 3, 1].into_iter().cycle()).map(|(byte, weight)| value(*byte) * weight).sum();
    // Less than ten.
    u8::try_from(sum % 10).unwrap_or_default()
}

fn is_right(data: &[u8], digit: u8) -> bool {
    digit == b'0' + check_digit(data)
}

/// A field without the filling at its end.
fn text(field: &[u8]) -> String {
    String::from_utf8_lossy(field).trim_end_matches('<').to_owned()
}

/// Surname and given names, parted by two fillings in the zone and by blanks here.
fn name(field: &[u8]) -> String {
    let words: Vec<String> =
        field.split(|byte| *byte == b'<').map(text).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // The specimens of ICAO Doc 9303.
    const TD3: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    const TD2: [&str; 2] = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"];
    const TD1: [&str; 3] = [
        "I<UTOD231458907<<<<<<<<<<<<<<<",
        "7408122F1204159UTO<<<<<<<<<<<6",
        "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
    ];

    #[test]
    fn n05_the_specimens_are_read_and_their_digits_are_right() {
        let born = NaiveDate::from_ymd_opt(1974, 8, 12).unwrap();
        for (lines, format, number) in [
            (TD3.to_vec(), MrzFormat::Td3, "L898902C3"),
            (TD2.to_vec(), MrzFormat::Td2, "D23145890"),
            (TD1.to_vec(), MrzFormat::Td1, "D23145890"),
        ] {
            let read = read_mrz(&lines).unwrap();
            assert_eq!((read.format, read.number.as_str()), (format, number));
            assert_eq!((read.issuer.as_str(), read.nationality.as_str()), ("UTO", "UTO"));
            assert_eq!((read.name.as_str(), read.expiry.as_str()), ("ERIKSSON ANNA MARIA", "120415"));
            assert_eq!(read.was_born(born), Some(true));
            assert_eq!(read.passport, format == MrzFormat::Td3);
            assert!(read.is_sound(), "{read:?}");
        }
    }

    #[test]
    fn n05_a_single_character_that_is_wrong_is_found_wherever_a_digit_covers_it() {
        for (line, covered) in [(TD3[1], [0..10, 13..20, 21..44]), (TD2[1], [0..10, 13..20, 21..36])] {
            let first = if line.len() == 44 { TD3[0] } else { TD2[0] };
            for at in covered.into_iter().flatten() {
                let mut damaged = line.as_bytes().to_vec();
                // One more, and round from nine to nought and from Z to A: no weight makes a ten of that.
                damaged[at] = match damaged[at] {
                    b'9' => b'0',
                    b'Z' => b'A',
                    b'<' => b'1',
                    byte => byte + 1,
                };
                let damaged = String::from_utf8(damaged).unwrap();
                assert!(!read_mrz(&[first, &damaged]).unwrap().is_sound(), "{at}: {damaged}");
            }
        }
    }

    #[test]
    fn n05_a_long_number_goes_on_in_the_optional_data() {
        let whole = "D23145890734";
        let digit = check_digit(whole.as_bytes());
        let first = format!("I<UTOD23145890<734{digit}<<<<<<<<<<<");
        assert_eq!(first.len(), 30);
        let composite = format!("{}{}{}{}", &first[5..30], "7408122", "1204159", "<<<<<<<<<<<");
        let second = format!("7408122F1204159UTO<<<<<<<<<<<{}", check_digit(composite.as_bytes()));
        let read = read_mrz(&[&first, &second, TD1[2]]).unwrap();
        assert_eq!(read.number, whole);
        assert!(read.is_sound(), "{read:?}");
    }

    #[test]
    fn a_text_that_is_no_zone_says_what_one_is() {
        assert_eq!(read_mrz(&TD3[..1]), Err(MrzError::Size));
        assert_eq!(read_mrz(&["x"; 2]), Err(MrzError::Character));
        assert_eq!(read_mrz::<&str>(&[]), Err(MrzError::Size));
        assert_eq!(read_mrz(&["É".repeat(22), "<".repeat(44)]), Err(MrzError::Character));
    }

    proptest! {
        #[test]
        fn no_text_panics(lines in proptest::collection::vec("[A-Z0-9<é]{0,46}", 0..4)) {
            let _ = read_mrz(&lines);
        }

        #[test]
        fn no_zone_of_the_right_size_panics(a in "[A-Z0-9<]{30}", b in "[A-Z0-9<]{30}", c in "[A-Z0-9<]{30}") {
            read_mrz(&[a, b, c]).unwrap();
        }
    }
}
