//! Who is who: bringing what describes a person to one form, comparing two descriptions, and showing a part only.
//!
//! | file | subject |
//! |---|---|
//! | `normal` | one form for each kind of datum, so that spelling does not hide sameness |
//! | `agreement` | the four answers that a comparison can give |
//! | `compare` | two values of one kind, side by side |
//! | `name` | names, which need the most care: transliteration, swapped order, twins |
//! | `countries` | country codes in their several forms |
//! | `mask` | how much of a datum is shown (rules C7 and N6) |
//! | `mrz` | machine-readable zones and their check digits (rule N5) |
//! | `keys` | the text of an identity, by which the store finds it again (rules C1 and M2) |
//!
//! Normal forms are for comparing and finding, never for showing: they drop what a reviewer must see. What is shown
//! goes through [`text`](crate::text).

mod agreement;
mod compare;
mod countries;
mod keys;
mod mask;
mod mrz;
mod name;
mod normal;

pub use agreement::Agreement;
pub use compare::{
    compare_birth_dates, compare_cities, compare_countries, compare_devices, compare_document_numbers,
    compare_emails, compare_phones,
};
pub use keys::{document_key_text, identity_key_text};
pub use mask::{mask_contact, mask_email, mask_name, mask_number};
pub use mrz::{Mrz, MrzError, MrzField, MrzFormat, read_mrz};
pub use name::compare_names;
pub use normal::{
    normal_country, normal_document_number, normal_document_type, normal_email, normal_name, normal_phone,
};
