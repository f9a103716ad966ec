//! What the machine-readable zone of the applicant's document says (N5): whether its check digits are right, and whether it
//! agrees with what the applicant says. It decides nothing: the rule of the digits is public.

use super::view::CaseView;
use crate::identity::{Agreement, Mrz, MrzField, compare_document_numbers, compare_names, read_mrz};

/// A zone, held against what the applicant says. Nothing of it is personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneView {
    /// Its form: `TD1`, `TD2` or `TD3`.
    pub format: String,
    /// Every check digit, and whether it is right.
    pub digits: Vec<(MrzField, bool)>,
    /// Number, name and date of birth, and how each agrees with what the applicant says.
    pub agreement: Vec<(&'static str, Agreement)>,
}

impl ZoneView {
    /// Whether nothing speaks against it.
    pub fn is_sound(&self) -> bool {
        let differs = |(_, agreement): &(_, Agreement)| *agreement == Agreement::Different;
        self.digits.iter().all(|(_, right)| *right) && !self.agreement.iter().any(differs)
    }

    /// In one line.
    pub fn words(&self) -> String {
        let wrong: Vec<_> =
            self.digits.iter().filter(|(_, right)| !right).map(|(field, _)| field.as_str()).collect();
        let digits = match wrong.as_slice() {
            [] => format!("all {} check digits right", self.digits.len()),
            wrong => format!("check digit wrong: {}", wrong.join(", ")),
        };
        let agreement = self.agreement.iter().map(|(field, agreement)| format!("{field} {agreement}"));
        let agreement: Vec<_> = agreement.collect();
        format!("Machine-readable zone {}: {digits} · {}", self.format, agreement.join(", "))
    }
}

impl CaseView {
    /// The zone of the document that counts (R3); none where nobody read one.
    pub fn zone(&self) -> Option<ZoneView> {
        let document = self.case.tickets.document()?;
        let zone = read_mrz(&document.mrz).ok()?;
        let said = self.case.tickets.application();
        let agreement = vec![
            ("number", compare_document_numbers(Some(&zone.number), Some(&document.number))),
            ("name", compare_names(Some(&zone.name), said.and_then(|said| said.name.as_deref()))),
            ("date of birth", birth(&zone, said.and_then(|said| said.born))),
        ];
        Some(ZoneView { format: zone.format.to_string(), digits: zone.checks, agreement })
    }
}

fn birth(zone: &Mrz, born: Option<chrono::NaiveDate>) -> Agreement {
    match born.and_then(|born| zone.was_born(born)) {
        Some(true) => Agreement::Equal,
        Some(false) => Agreement::Different,
        None => Agreement::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::office;
    use crate::case::CaseId;

    #[test]
    fn n05_the_zone_of_a_document_is_held_against_what_the_applicant_says() {
        let mut office = office();
        let ticket = |reference: &str, account: &str, number: &str, last: char| {
            format!(
                r#"{{"type":"ticket","institution":"binance","ref":"{reference}","kind":"recovery","account":"{account}","contact_email":"{reference}@example.org","opened_at":"2026-11-23T08:00:00Z","name":"Anna Maria Eriksson","born":"1974-08-12","document":{{"type":"passport","country":"SE","number":"{number}","mrz":["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<","L898902C36UTO7408122F1204159ZE184226B<<<<<1{last}"]}}}}"#
            )
        };
        let lines = [ticket("Z-1", "Z-100", "L898902C3", '0'), ticket("Z-2", "Z-200", "L898902C4", '1')];
        office.receive(&lines.join("\n"));
        let zone = |reference: &str| {
            let case: CaseId = office.desk.find(reference).unwrap();
            office.desk.case(case).unwrap().zone().unwrap()
        };
        let (sound, wrong) = (zone("Z-1"), zone("Z-2"));
        assert!(sound.is_sound());
        assert_eq!(
            sound.words(),
            "Machine-readable zone TD3: all 5 check digits right · number equal, name near, date of birth equal"
        );
        assert!(!wrong.is_sound());
        assert!(wrong.words().contains("check digit wrong: whole zone · number near"), "{}", wrong.words());
    }
}
