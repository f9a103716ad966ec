//! Applicant and record side by side, field by field.

use super::view::FieldRow;
use crate::case::record::{AccountRecord, Document};
use crate::case::{Application, Case};
use crate::identity::{
    Agreement, compare_birth_dates, compare_countries, compare_document_numbers, compare_emails,
    compare_names, compare_phones, mask_email, mask_name, mask_number,
};
use crate::text::Clean;
use chrono::NaiveDate;

/// What one side says of a person.
#[derive(Debug, Default)]
struct Side<'a> {
    name: Option<&'a str>,
    born: Option<NaiveDate>,
    nationality: Option<&'a str>,
    document: Option<&'a Document>,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    region: Option<&'a str>,
}

impl<'a> Side<'a> {
    fn of_account(account: &'a AccountRecord) -> Self {
        let kyc = account.kyc.as_ref();
        Self {
            name: kyc.map(|kyc| kyc.name.as_str()),
            born: kyc.and_then(|kyc| kyc.born),
            nationality: kyc.and_then(|kyc| kyc.nationality.as_deref()),
            document: kyc.and_then(|kyc| kyc.document.as_ref()),
            email: account.email.as_deref(),
            phone: account.phone.as_deref(),
            region: account.region.as_deref(),
        }
    }

    /// What the applicant says, and for what is not said the claimant's own record.
    fn of_applicant(application: Option<&'a Application>, claimant: Option<&'a AccountRecord>) -> Self {
        let record = claimant.map(Self::of_account).unwrap_or_default();
        let Some(said) = application else { return record };
        Self {
            name: said.name.as_deref().or(record.name),
            born: said.born.or(record.born),
            nationality: said.nationality.as_deref().or(record.nationality),
            document: said.document.as_ref().or(record.document),
            email: Some(&said.contact_email),
            phone: said.contact_phone.as_deref().or(record.phone),
            region: said.from.country.as_deref().or(record.region),
        }
    }
}

/// The rows for `case`: the applicant at the left; at the right the account that holds the identity, or else the record of
/// the very account that the appeal is for.
pub fn side_by_side(
    case: &Case,
    claimant: Option<&AccountRecord>,
    holder: Option<&AccountRecord>,
) -> Vec<FieldRow> {
    let application = case.tickets.application();
    // In an appeal the applicant is held against the record of the same account: the record must not stand in for what
    // the applicant did not say, or it would agree with itself.
    let left = Side::of_applicant(application, holder.and(claimant));
    let left = Side { document: case.tickets.document().or(left.document), ..left };
    let right = holder.or(claimant).map(Side::of_account).unwrap_or_default();
    let documents = (left.document, right.document);
    let number = |document: Option<&'_ Document>| document.map(|document| document.number.clone());
    let type_of = |document: Option<&Document>| {
        document.map(|document| format!("{} ({})", document.kind.as_str(), document.country))
    };
    vec![
        text("Full name", left.name, right.name, compare_names(left.name, right.name), mask_name),
        dates("Born", left.born, right.born),
        text(
            "Nationality",
            left.nationality,
            right.nationality,
            compare_countries(left.nationality, right.nationality),
            Clean::line,
        ),
        text(
            "Document",
            type_of(documents.0).as_deref(),
            type_of(documents.1).as_deref(),
            same_type(documents),
            Clean::line,
        ),
        text(
            "Document number",
            number(documents.0).as_deref(),
            number(documents.1).as_deref(),
            compare_document_numbers(number(documents.0).as_deref(), number(documents.1).as_deref()),
            mask_number,
        ),
        text("E-mail", left.email, right.email, compare_emails(left.email, right.email), mask_email),
        text("Phone", left.phone, right.phone, compare_phones(left.phone, right.phone), mask_number),
        text("Country", left.region, right.region, compare_countries(left.region, right.region), Clean::line),
    ]
}

fn text(
    field: &'static str,
    left: Option<&str>,
    right: Option<&str>,
    agreement: Agreement,
    mask: impl Fn(&str) -> Clean,
) -> FieldRow {
    FieldRow {
        field,
        claimant: left.map(Clean::name),
        holder: right.map(Clean::name),
        masked: (left.map(&mask), right.map(&mask)),
        agreement,
    }
}

fn dates(field: &'static str, left: Option<NaiveDate>, right: Option<NaiveDate>) -> FieldRow {
    let shown = |date: Option<NaiveDate>| date.map(|date| Clean::line(&date.to_string()));
    let masked = |date: Option<NaiveDate>| date.map(|date| Clean::line(&date.format("%Y-••-••").to_string()));
    FieldRow {
        field,
        claimant: shown(left),
        holder: shown(right),
        masked: (masked(left), masked(right)),
        agreement: compare_birth_dates(left, right),
    }
}

fn same_type(documents: (Option<&Document>, Option<&Document>)) -> Agreement {
    match documents {
        (Some(a), Some(b)) if a.kind == b.kind && a.country.eq_ignore_ascii_case(&b.country) => {
            Agreement::Equal
        }
        (Some(_), Some(_)) => Agreement::Different,
        _ => Agreement::Unknown,
    }
}
