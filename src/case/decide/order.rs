//! Orders: instructions to the institution's systems.

use super::super::{AccountId, Contacts, Event, OrderContacts, Private, Refusal, RefusalKind};
use super::draft::Draft;
use super::parties;
use crate::playbook::{AccountStatus, ContactSource, OrderEffect, OrderName, OrderWhen, Which};

pub(super) fn give(draft: &mut Draft<'_>, order: &OrderEffect) -> Result<(), Refusal> {
    let mut accounts = accounts_of(draft, order.account);
    let known = !accounts.is_empty();
    let gone = draft.facts.account(order.account).is_some_and(|known| known.status == AccountStatus::Deleted);
    if order.name == OrderName::RestoreIdentity && gone {
        return Ok(());
    }
    if order.when == Some(OrderWhen::Undoing) {
        accounts.retain(|account| draft.case.has_to_undo(order.name, account));
    } else if !known && order.account != Which::Duplicates {
        let (what, remedy) = parties::unknown(order.account, draft.facts);
        return Err(refuse(format!("{}: {what}", order.name.as_str()), remedy));
    }
    accounts.into_iter().try_for_each(|account| give_to(draft, order, account))
}

fn give_to(draft: &mut Draft<'_>, order: &OrderEffect, account: AccountId) -> Result<(), Refusal> {
    let until = match (order.name, draft.case.hold) {
        (OrderName::FreezeWithdrawals, Some(hold)) if !hold.ended => Some(hold.until),
        _ => None,
    };
    let private = contacts(draft, order)?.map_or(Private::Erased, Private::Kept);
    draft.push(Event::OrderGiven { order: order.name, which: order.account, account, until, private });
    Ok(())
}

/// One account, none where it is not known, or any number of duplicates. What was ordered for one of those is taken back for
/// it, whether it is found again or not.
fn accounts_of(draft: &Draft<'_>, which: Which) -> Vec<AccountId> {
    let Some(matter) = &draft.case.matter else { return Vec::new() };
    match which {
        Which::Claimant => vec![matter.claimant.clone()],
        Which::Holder => matter.holder.iter().cloned().collect(),
        Which::Duplicates => {
            let holds = |account: &AccountId| {
                draft.facts.identity_holders.as_ref().is_some_and(|holders| holders.contains(account))
            };
            let found = draft.facts.duplicates.iter().map(|duplicate| &duplicate.account);
            let mut accounts: Vec<_> = found.filter(|account| !holds(account)).cloned().collect();
            let parties = [Some(&matter.claimant), matter.holder.as_ref()];
            accounts.extend(draft.case.ordered.iter().filter(|one| !parties.contains(&Some(*one))).cloned());
            accounts.sort();
            accounts.dedup();
            accounts
        }
    }
}

/// The contacts that an order is about: new ones from where the playbook says, earlier ones from before they were replaced,
/// or else from the registry.
fn contacts(draft: &Draft<'_>, order: &OrderEffect) -> Result<Option<OrderContacts>, Refusal> {
    let on_record = || {
        let account = draft.facts.account(order.account)?;
        Some(Contacts { email: account.email.clone(), phone: account.phone.clone() })
    };
    match order.name {
        OrderName::ReplaceContacts => {
            let contacts = match order.from {
                Some(ContactSource::Claimant) => claimants(draft)?,
                Some(ContactSource::Application) | None => applicants(draft)?,
            };
            Ok(Some(OrderContacts { contacts, former: on_record() }))
        }
        OrderName::RestoreContacts => {
            let contacts = draft.case.former_contacts.clone().or_else(on_record);
            Ok(contacts.map(|contacts| OrderContacts { contacts, former: None }))
        }
        OrderName::ChangePhone => {
            Ok(Some(OrderContacts { contacts: new_phone(draft)?, former: on_record() }))
        }
        _ => Ok(None),
    }
}

fn applicants(draft: &Draft<'_>) -> Result<Contacts, Refusal> {
    must_be_settled(draft)?;
    let Some(application) = draft.case.tickets.application() else {
        let what = "the address that the applicant gave has been erased".to_owned();
        return Err(refuse(what, "Have the applicant apply again."));
    };
    let email = Some(application.contact_email.clone());
    Ok(Contacts { email, phone: application.contact_phone.clone() })
}

/// L7: the phone that the applicant gave; the e-mail address stays as it is.
fn new_phone(draft: &Draft<'_>) -> Result<Contacts, Refusal> {
    match applicants(draft)? {
        Contacts { phone: Some(phone), .. } => Ok(Contacts { email: None, phone: Some(phone) }),
        _ => {
            let what = "the applicant gave no new phone number".to_owned();
            Err(refuse(what, "Ask for it, with the country code."))
        }
    }
}

/// Nobody's contacts become those of one ticket by the evidence of another, sent by somebody else (R21).
pub(super) fn must_be_settled(draft: &Draft<'_>) -> Result<(), Refusal> {
    if !draft.case.tickets.is_unsettled() {
        return Ok(());
    }
    let all: Vec<_> = draft.case.tickets.all().iter().map(|ticket| ticket.reference.to_string()).collect();
    Err(Refusal {
        kind: RefusalKind::Guard,
        rule: draft.kind.merge.clone(),
        what: format!("the tickets {} give different addresses", all.join(", ")),
        remedy: "Settle who of the senders is the applicant.".into(),
    })
}

/// What anybody could write into a ticket is not enough here: the contacts are those that the account itself has (M5).
fn claimants(draft: &Draft<'_>) -> Result<Contacts, Refusal> {
    let account = draft.facts.claimant.as_ref();
    match account.map(|account| (&account.email, &account.phone)) {
        Some((Some(email), Some(phone))) => {
            Ok(Contacts { email: Some(email.clone()), phone: Some(phone.clone()) })
        }
        _ => {
            let what = "e-mail and phone of the account that asks are not both on record".to_owned();
            Err(refuse(what, "Have its registry record sent with both."))
        }
    }
}

fn refuse(what: String, remedy: &str) -> Refusal {
    Refusal::plain(RefusalKind::Guard, what, remedy)
}
