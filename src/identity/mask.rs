//! How much of a datum is shown: enough to recognise one's own, too little to learn another's (rules C7 and N6).
//!
//! A run of hidden characters is always `•••`, however long: the length is a datum too.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::Clean;

/// Stands for any number of hidden characters.
const HIDDEN: &str = "•••";
/// Characters from which two are shown at each end, and from which one is.
const TWO_AT_EACH_END: usize = 8;
const ONE_AT_EACH_END: usize = 4;
/// Words of a name that are shown by their initials.
const INITIALS: usize = 6;

/// Shows the first and last characters of an address's local part and of its domain (C7):
/// `peter.long@example.com` becomes `pe•••ng@ex•••om`.
///
/// | characters in the part | shown |
/// |---|---|
/// | 0 or 1 | none |
/// | 2 or 3 | the first |
/// | 4 to 7 | the first and the last |
/// | 8 and more | the first two and the last two |
///
/// So never more than half of either part, never more than four characters, and never a whole part. What is no
/// address is masked as one part.
pub fn mask_email(email: &str) -> Clean {
    let email = email.trim();
    let masked = match email.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{}", ends(local), ends(domain)),
        None => ends(email),
    };
    Clean::line(&masked)
}

/// Masks where somebody can be reached: an address as [`mask_email`] does, anything else as [`mask_number`] does.
pub fn mask_contact(contact: &str) -> Clean {
    if contact.contains('@') { mask_email(contact) } else { mask_number(contact) }
}

/// Shows the last characters of a document, telephone, card or account number: four of twelve or more letters and
/// digits, three of nine, two of six, none of fewer; so never more than a third. `L01X00T47` becomes `•••T47`.
pub fn mask_number(number: &str) -> Clean {
    let characters: Vec<&str> =
        number.graphemes(true).filter(|grapheme| grapheme.chars().any(char::is_alphanumeric)).collect();
    let shown = match characters.len() {
        0 => return Clean::default(),
        12.. => 4,
        9.. => 3,
        6.. => 2,
        _ => 0,
    };
    Clean::line(&format!("{HIDDEN}{}", characters[characters.len() - shown..].concat()))
}

/// Shows the initials of a name: `Lin Wei` becomes `L••• W•••`. A word of one character shows nothing, and beyond
/// six words there is one last mark.
pub fn mask_name(name: &str) -> Clean {
    let mut words = name.split_whitespace();
    let mut initials: Vec<String> = words.by_ref().take(INITIALS).map(initial).collect();
    if words.next().is_some() {
        initials.push(HIDDEN.to_owned());
    }
    Clean::line(&initials.join(" "))
}

fn initial(word: &str) -> String {
    let mut characters = word.graphemes(true);
    match (characters.next(), characters.next()) {
        (Some(first), Some(_)) => format!("{first}{HIDDEN}"),
        _ => HIDDEN.to_owned(),
    }
}

/// One part of an address, by the table of [`mask_email`]. Counts graphemes, so that no accent is torn off.
fn ends(part: &str) -> String {
    let characters: Vec<&str> = part.graphemes(true).collect();
    let count = characters.len();
    let (first, last) = match count {
        0 => return String::new(),
        TWO_AT_EACH_END.. => (2, 2),
        ONE_AT_EACH_END.. => (1, 1),
        2.. => (1, 0),
        _ => (0, 0),
    };
    format!("{}{HIDDEN}{}", characters[..first].concat(), characters[count - last..].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn c07_an_address_shows_its_ends_only() {
        for (email, masked) in [
            ("peter.long@example.com", "pe•••ng@ex•••om"),
            ("peter@mail.com", "p•••r@ma•••om"),
            ("abc@ab.de", "a•••@a•••e"),
            ("ab@x.y", "a•••@x•••"),
            ("a@b.c", "•••@b•••"),
            ("@", "@"),
            ("", ""),
            ("no address", "no•••ss"),
            ("a@b@example.com", "a•••@ex•••om"),
            ("\u{202e}evil\u{1b}name@example.com", "⟨U+202E⟩e•••me@ex•••om"),
        ] {
            assert_eq!(mask_email(email).as_str(), masked);
        }
    }

    #[test]
    fn n06_numbers_show_their_last_characters() {
        for (number, masked) in [
            ("L01X00T47", "•••T47"),
            ("+44 20 7946 0958", "•••0958"),
            ("A-1077", "•••"),
            ("A-10577", "•••77"),
            ("12", "•••"),
            ("", ""),
        ] {
            assert_eq!(mask_number(number).as_str(), masked);
        }
    }

    #[test]
    fn n06_names_show_their_initials() {
        for (name, masked) in [
            ("Lin Wei", "L••• W•••"),
            ("张伟", "张•••"),
            ("X Æ", "••• •••"),
            ("", ""),
            ("a b c d e f gg", "••• ••• ••• ••• ••• ••• •••"),
        ] {
            assert_eq!(mask_name(name).as_str(), masked);
        }
    }

    proptest! {
        #[test]
        fn c07_no_address_shows_more_than_half_or_its_whole_local_part(
            local in "[a-z0-9._é漢+-]{1,40}", domain in "[a-z0-9.-]{1,30}",
        ) {
            let masked = mask_email(&format!("{local}@{domain}"));
            let (shown_local, shown_domain) = masked.as_str().split_once('@').unwrap();
            for (part, shown) in [(&local, shown_local), (&domain, shown_domain)] {
                let visible = shown.chars().filter(|c| *c != '•').count();
                prop_assert!(2 * visible <= part.chars().count() && visible <= 4);
                prop_assert!(!shown.contains(part.as_str()));
            }
        }

        #[test]
        fn n06_a_number_shows_a_third_and_a_name_one_letter_a_word(text in "[A-Z0-9 -]{0,30}") {
            let characters = text.chars().filter(char::is_ascii_alphanumeric).count();
            let visible = |masked: &Clean| masked.as_str().chars().filter(char::is_ascii_alphanumeric).count();
            prop_assert!(3 * visible(&mask_number(&text)) <= characters);
            prop_assert!(visible(&mask_name(&text)) <= text.split_whitespace().count());
        }

        #[test]
        fn n06_any_input_is_masked_without_harm(text in any::<String>()) {
            for masked in [mask_email(&text), mask_number(&text), mask_name(&text)] {
                prop_assert_eq!(Clean::line(masked.as_str()), masked);
            }
        }
    }
}
