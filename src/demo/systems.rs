//! The institution's systems, which carry out what the desk orders and send the registry's new rows.

use super::dice::Dice;
use super::generator::Timed;
use crate::case::Reference;
use crate::case::record::{AccountRecord, Kyc, KycLevel, Record};
use crate::desk::CaseView;
use crate::playbook::{AccountStatus, Action, Effect, OrderEffect, OrderName, OrderWhen, Which};
use chrono::{DateTime, Duration, Utc};

/// The rows that follow from an action some hours after `at`; `number` makes their names unlike any other.
pub(super) fn carried_out(
    view: &CaseView,
    action: &Action,
    at: DateTime<Utc>,
    number: u64,
    dice: &mut Dice,
) -> Vec<Timed> {
    let mut rows = Vec::new();
    for effect in &action.effects {
        let Effect::Order(order) = effect else { continue };
        if order.when == Some(OrderWhen::Undoing) && !stands(view, order) {
            continue;
        }
        let at = at + Duration::minutes(dice.whole(20, 60 * 30));
        rows.extend(row(view, order.name, order.account, at, number + rows.len() as u64));
    }
    rows
}

/// Whether the case gave what `order` takes back.
fn stands(view: &CaseView, order: &OrderEffect) -> bool {
    let account = view.accounts.iter().find(|account| account.which == order.account);
    account.is_some_and(|account| view.case.has_to_undo(order.name, &account.record.account))
}

fn row(view: &CaseView, order: OrderName, which: Which, at: DateTime<Utc>, number: u64) -> Option<Timed> {
    let account = &view.accounts.iter().find(|account| account.which == which)?.record;
    if order == OrderName::VerifyIdentity {
        return verified(view, account, at, number);
    }
    let status = match order {
        OrderName::DeleteAccount => AccountStatus::Deleted,
        OrderName::FreezeAccount => AccountStatus::Frozen,
        OrderName::LockAccount => AccountStatus::Locked,
        OrderName::UnlockAccount | OrderName::UnfreezeAccount | OrderName::LiftRestriction => {
            AccountStatus::Active
        }
        _ => return None,
    };
    let reference = Reference::new(&format!("S-{}-{}-{number}", view.case.id.0, order.as_str())).ok()?;
    let record = AccountRecord { reference, status, ..account.clone() };
    Some(Timed::plain(at, Record::Account(Box::new(record))))
}

/// The account with the identity that the newest session stated.
fn verified(view: &CaseView, account: &AccountRecord, at: DateTime<Utc>, number: u64) -> Option<Timed> {
    let basics = view.case.session()?.basics.get()?;
    let reference = Reference::new(&format!("S-{}-verify-{number}", view.case.id.0)).ok()?;
    let kyc = Kyc {
        level: KycLevel::Advanced,
        name: basics.name.clone(),
        born: basics.born,
        nationality: basics.nationality.clone(),
        document: basics.document.clone(),
        verified_at: Some(at),
    };
    let record = AccountRecord { reference, kyc: Some(kyc), ..account.clone() };
    Some(Timed::plain(at, Record::Account(Box::new(record))))
}
