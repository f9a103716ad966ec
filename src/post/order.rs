//! An order as systems read it: one JSON object, the same bytes however often it is sent.

use super::verdict::Verdict;
use crate::case::{Contacts, Event, PostId};
use crate::desk::Parcel;
use crate::playbook::{OrderName, Which};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// What is sent of an order; `docs/delivery.md` tells each field.
#[derive(Debug, Serialize)]
struct Body<'a> {
    id: &'a PostId,
    institution: &'a str,
    case: &'a str,
    order: OrderName,
    account: &'a str,
    which: Which,
    given_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contacts: Option<&'a Contacts>,
}

/// An order ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Its name.
    pub id: PostId,
    /// Which attempt this is; from the second on it may have been carried out already.
    pub attempt: u32,
    /// One JSON object in one line, without its end.
    pub json: String,
}

/// Makes what is sent of an order.
///
/// # Errors
/// [`Verdict::Misfit`] where what it is about is gone.
pub fn order(parcel: &Parcel) -> Result<Order, Verdict> {
    let Event::OrderGiven { order, which, account, until, private } = &parcel.row.event else {
        return Err(Verdict::Misfit("it is no order".to_owned()));
    };
    let contacts = private.get().map(|contacts| &contacts.contacts);
    if contacts.is_none() && matches!(order, OrderName::ReplaceContacts | OrderName::RestoreContacts) {
        return Err(Verdict::Misfit(
            "the contacts that it is about are not known, or were erased".to_owned(),
        ));
    }
    let body = Body {
        id: &parcel.id,
        institution: parcel.institution.as_str(),
        case: parcel.number.as_str(),
        order: *order,
        account: account.as_str(),
        which: *which,
        given_at: parcel.row.stamp.at,
        until: *until,
        contacts,
    };
    let json = serde_json::to_string(&body).map_err(|error| Verdict::Misfit(error.to_string()))?;
    Ok(Order { id: parcel.id.clone(), attempt: parcel.attempt, json })
}
