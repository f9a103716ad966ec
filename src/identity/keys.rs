//! The text of an identity, by which the store finds it again (rules C1 and M2).
//!
//! The text is personal data: it is never stored, only a keyed hash of it is. (A plain hash of a name would be found
//! by trying all names.) Each text begins with what it is and with a version, so that no two kinds can meet and a later
//! change of the normal forms is a change of version.

use super::normal::{normal_country, normal_document_number, normal_document_type, normal_name};

/// Parts normal forms: none of them can hold it.
const SEPARATOR: &str = "|";

/// The canonical text of one identity: nationality, full legal name and ID number (M2), with the kind of document where
/// it is given. The words of the name are sorted, so that swapping given and family name makes no new person.
///
/// None if nationality, name or number is missing or holds nothing usable: half an identity is nobody's.
///
/// An identity with and the same without a kind of document have different texts: a store uses one way throughout.
pub fn identity_key_text(
    nationality: Option<&str>,
    name: Option<&str>,
    document_type: Option<&str>,
    document_number: Option<&str>,
) -> Option<String> {
    let name = normal_name(name?);
    let mut words: Vec<&str> = name.split(' ').collect();
    words.sort_unstable();
    let name = usable(words.join(" "))?;
    let nationality = usable(normal_country(nationality?))?;
    let number = usable(normal_document_number(document_number?))?;
    let kind = document_type.map(normal_document_type).unwrap_or_default();
    Some(["identity1", &nationality, &name, &kind, &number].join(SEPARATOR))
}

/// The canonical text of one document: issuing country, kind and number. None if any is missing or holds nothing
/// usable: a number alone is another document in another country.
pub fn document_key_text(country: Option<&str>, kind: Option<&str>, number: Option<&str>) -> Option<String> {
    let country = usable(normal_country(country?))?;
    let kind = usable(normal_document_type(kind?))?;
    let number = usable(normal_document_number(number?))?;
    Some(["document1", &country, &kind, &number].join(SEPARATOR))
}

fn usable(normal: String) -> Option<String> {
    (!normal.is_empty()).then_some(normal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn m02_spellings_of_one_identity_have_one_text() {
        let key = identity_key_text(Some("DE"), Some("Zoë Müller-Long"), None, Some("L01X00T47"));
        assert_eq!(key.as_deref(), Some("identity1|DE|long muller zoe||L01X00T47"));
        for (nationality, name, number) in [
            ("deu", "LONG MULLER, ZOE", "l01x 00t47"),
            ("D", "Zoe Müller Long", "L01X-00T47"),
            ("DE", "Zoë\u{200b} Müller Long", "L01X00T47<<"),
        ] {
            assert_eq!(identity_key_text(Some(nationality), Some(name), None, Some(number)), key);
        }
    }

    #[test]
    fn m02_twins_and_other_documents_have_other_texts() {
        let text = |name, kind, number| identity_key_text(Some("DE"), Some(name), kind, Some(number));
        let anna = text("Anna Petrova", Some("ID card"), "L01X00T47");
        assert_eq!(anna, text("Petrova Anna", Some("id_card"), "L01X00T47"));
        assert_ne!(anna, text("Anya Petrova", Some("ID card"), "L01X00T47"));
        assert_ne!(anna, text("Anna Petrova", Some("ID card"), "L01X00T48"));
        assert_ne!(anna, text("Anna Petrova", Some("passport"), "L01X00T47"));
        assert_ne!(anna, text("Anna Petrova", None, "L01X00T47"));
    }

    #[test]
    fn m02_half_an_identity_has_no_text() {
        let (nationality, name, number) = (Some("DE"), Some("Lin Wei"), Some("L01X00T47"));
        assert_eq!(identity_key_text(None, name, None, number), None);
        assert_eq!(identity_key_text(nationality, Some(" \u{200b}"), None, number), None);
        assert_eq!(identity_key_text(nationality, name, None, Some("--")), None);
        assert_eq!(document_key_text(nationality, None, number), None);
        assert_eq!(
            document_key_text(nationality, Some("Passport"), number).as_deref(),
            Some("document1|DE|passport|L01X00T47")
        );
    }

    proptest! {
        #[test]
        fn no_field_can_reach_into_the_next(a in "\\PC{0,12}", b in "\\PC{0,12}", c in "\\PC{0,12}") {
            if let Some(text) = identity_key_text(Some(&a), Some(&b), None, Some(&c)) {
                prop_assert_eq!(text.matches(SEPARATOR).count(), 4);
            }
        }
    }
}
