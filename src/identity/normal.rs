//! One form for each kind of datum, so that spelling does not hide sameness. Every function here is idempotent and
//! bounded in length, and gives an empty string where nothing usable is left.

use deunicode::deunicode_char;
use unicode_normalization::UnicodeNormalization;

use super::countries::alpha2;
use crate::text::is_hidden;

/// The longest normal name, in characters; comparing names is quadratic in it.
const NAME_CHARS: usize = 256;
/// The longest e-mail address: 64 for the local part, 255 for the domain, and the sign (RFC 5321, 4.5.3.1).
const EMAIL_CHARS: usize = 320;
/// The longest document number kept; the longest in use (driving licences) have fewer than 30.
const DOCUMENT_CHARS: usize = 64;
/// Characters of a telephone number that are looked at, for spaces and signs between.
const PHONE_CHARS: usize = 64;
/// Digits of a telephone number: more than ITU-T E.164 allows is none, and so is what is too short to reach anybody.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

/// A person's name (or a place, or a device) as lower-case words of Latin letters and digits with single spaces
/// between: other writing systems are transliterated, accents and apostrophes go, any other sign parts words.
/// `"O’Hara-Müller, Zoë"` becomes `"ohara muller zoe"`, `"Иванов"` becomes `"ivanov"`.
pub fn normal_name(name: &str) -> String {
    words(name, |c, out| match deunicode_char(c) {
        Some(latin) => out.extend(latin.chars().filter(|c| c.is_ascii_alphanumeric() || *c == ' ')),
        None => out.push(c),
    })
}

/// Like [`normal_name`], but in the writing system of the name: only case and the accents of Latin, Greek and Cyrillic
/// go. Tells apart what a transliteration makes the same.
pub(super) fn written_name(name: &str) -> String {
    words(name, |c, out| {
        // Greek writes its small sigma otherwise at the end of a word, its capital one not.
        let c = if c == 'ς' { 'σ' } else { c };
        out.extend(c.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36F}')));
    })
}

/// Splits into words, puts each letter or digit through `letter`, and joins the words with single spaces.
fn words(text: &str, letter: impl Fn(char, &mut String)) -> String {
    let mut out = String::new();
    // Small before and after: compatibility forms such as ℌ have no small letter of their own, and some capitals no
    // transliteration where their small letter has one.
    let small = text.chars().flat_map(char::to_lowercase).nfkc().flat_map(char::to_lowercase);
    for c in small.take(4 * NAME_CHARS) {
        if c.is_alphanumeric() {
            letter(c, &mut out);
        } else if !is_within_word(c) {
            out.push(' ');
        }
    }
    let lower = out.to_lowercase();
    let joined = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    // Composed again, because what was dropped between may let its neighbours combine.
    joined.nfkc().take(NAME_CHARS).collect::<String>().trim_end().to_owned()
}

/// Whether `c` is no letter and yet parts no words: accents, apostrophes and hidden characters.
fn is_within_word(c: char) -> bool {
    is_hidden(c)
        || unicode_normalization::char::is_combining_mark(c)
        || matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '\u{2BB}' | '\u{2B9}')
}

/// An e-mail address in lower case without spaces or hidden characters. Dots and `+tags` stay: which of them a
/// provider ignores is not ours to know.
pub fn normal_email(email: &str) -> String {
    if email.is_ascii() {
        let seen = email.chars().filter(|c| !is_hidden(*c)).take(2 * EMAIL_CHARS);
        let kept = seen.filter(|c| !c.is_whitespace()).take(EMAIL_CHARS);
        return kept.map(|c| c.to_ascii_lowercase()).collect();
    }
    let seen = email.chars().filter(|c| !is_hidden(*c)).take(2 * EMAIL_CHARS);
    let lower = seen.nfkc().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    // Once more, because what was taken out or made small may let its neighbours combine.
    lower.nfkc().take(EMAIL_CHARS).collect()
}

/// A telephone number as digits, with `+` before them where the country code is known (`+` or `00` was written):
/// `"+44 (0)20 7946-0958"` becomes `"+442079460958"`. What follows as an extension goes. Empty if there are fewer than
/// 5 or more than 15 digits.
pub fn normal_phone(phone: &str) -> String {
    let plain: String = phone.nfkc().filter(|c| !is_hidden(*c)).take(PHONE_CHARS).map(latin_digit).collect();
    let start = plain.find(|c: char| c.is_ascii_digit() || c == '+').unwrap_or(plain.len());
    let number = &plain[start..];
    let end =
        number.find(|c: char| c.is_alphabetic() || matches!(c, ';' | '#' | ',')).unwrap_or(number.len());
    let number = &number[..end];

    let digits_of = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let plus = number.starts_with('+');
    let dialled = digits_of(number);
    let (country, digits) = if plus || dialled.starts_with("00") {
        // The trunk zero is dialled within the country only.
        (true, digits_of(&number.replacen("(0)", "", 1)))
    } else {
        (false, dialled)
    };
    let digits = if plus { &digits } else { digits.strip_prefix("00").unwrap_or(&digits) };
    match PHONE_DIGITS.contains(&digits.len()) {
        true if country => format!("+{digits}"),
        true => digits.to_owned(),
        false => String::new(),
    }
}

/// The ASCII digit for a digit of another writing system; any other character as it is.
fn latin_digit(c: char) -> char {
    if c.is_ascii() || !c.is_numeric() {
        return c;
    }
    let latin = deunicode_char(c).and_then(|latin| latin.parse::<u32>().ok());
    latin.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

/// The number of a passport, card or licence as upper-case letters and digits; spaces, dashes and the filler `<` of
/// machine-readable zones go, letters of other alphabets are transliterated.
pub fn normal_document_number(number: &str) -> String {
    if number.is_ascii() {
        // What nearly every number is, without the tables that the others need.
        let kept = number.chars().filter(char::is_ascii_alphanumeric).take(DOCUMENT_CHARS);
        return kept.map(|c| c.to_ascii_uppercase()).collect();
    }
    let mut out = String::new();
    let capitals = number.chars().flat_map(char::to_uppercase).nfkc().flat_map(char::to_uppercase);
    for c in capitals.filter(|c| c.is_alphanumeric()).take(DOCUMENT_CHARS) {
        match deunicode_char(c) {
            Some(latin) => out.extend(latin.chars().filter(char::is_ascii_alphanumeric)),
            None => out.push(c),
        }
    }
    out.to_uppercase().nfkc().take(DOCUMENT_CHARS).collect()
}

/// A kind of document as lower-case letters and digits, so that "ID card", "id_card" and "ID-Card" are one.
pub fn normal_document_type(kind: &str) -> String {
    normal_document_number(kind).to_lowercase()
}

/// A country or nationality as its ISO 3166-1 alpha-2 code, from alpha-2, alpha-3 or a passport's code in any case.
/// What is none of these comes back as upper-case letters, so that equal spellings still meet.
pub fn normal_country(country: &str) -> String {
    let code = normal_document_number(country);
    alpha2(&code).map_or(code, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_meet_in_one_form() {
        for (name, normal) in [
            ("O’Hara-Müller, Zoë", "ohara muller zoe"),
            ("O'HARA  MÜLLER ZOË", "ohara muller zoe"),
            ("Zoe\u{308}", "zoe"),
            ("Иванов Иван", "ivanov ivan"),
            ("張偉", "zhang wei"),
            ("Łukasz Ørsted Weiß", "lukasz orsted weiss"),
            ("Ｌｉｎ　Ｗｅｉ", "lin wei"),
            ("ad\u{200b}min", "admin"),
            ("\u{202e}…!?", ""),
            ("", ""),
        ] {
            assert_eq!(normal_name(name), normal, "{name}");
        }
        assert_eq!(written_name("Zoë Müller"), "zoe muller");
        assert_eq!(written_name("張偉"), "張偉");
    }

    #[test]
    fn phones_meet_in_one_form() {
        for (phone, normal) in [
            ("+44 20 7946 0958", "+442079460958"),
            ("+44 (0)20 7946-0958", "+442079460958"),
            ("0044 20 7946 0958", "+442079460958"),
            ("tel:+44-20-7946-0958;ext=12", "+442079460958"),
            ("020 7946 0958 x12", "02079460958"),
            ("＋４４ ２０７９４６０９５８", "+442079460958"),
            ("+٤٤ ٢٠٧٩٤٦٠٩٥٨", "+442079460958"),
            ("1234", ""),
            ("+1234567890123456", ""),
            ("none", ""),
        ] {
            assert_eq!(normal_phone(phone), normal, "{phone}");
        }
    }

    #[test]
    fn other_data_meet_in_one_form() {
        assert_eq!(normal_email(" Peter.Long@Example.COM\u{200b}\n"), "peter.long@example.com");
        assert_eq!(normal_document_number("l 01-x00<<"), "L01X00");
        assert_eq!(normal_document_number("АБ 123456"), "AB123456");
        assert_eq!(normal_document_type("ID card"), normal_document_type("id_card"));
        for (country, code) in
            [("de", "DE"), ("DEU", "DE"), ("D<<", "DE"), (" gbr ", "GB"), ("Germany", "GERMANY")]
        {
            assert_eq!(normal_country(country), code);
        }
    }

    proptest! {
        #[test]
        fn normalising_is_idempotent_and_bounded(text in "\\PC{0,80}|[+0-9() -]{0,30}|(\\p{Cf}|\\p{M}|[a-z@+0]){0,30}") {
            type Normal = fn(&str) -> String;
            let all: [Normal; 7] = [
                normal_name, written_name, normal_email, normal_phone, normal_document_number, normal_document_type,
                normal_country,
            ];
            for (which, normal) in all.into_iter().enumerate() {
                let once = normal(&text);
                prop_assert_eq!(normal(&once), once.clone(), "{}", which);
                prop_assert!(once.chars().count() <= EMAIL_CHARS);
            }
        }
    }
}
