//! Effects: holds of sensible length, orders to accounts that there are, and what cannot be undone is asked for twice.

use super::{Check, Of, Path, guards};
use crate::playbook::{Action, ContactSource, Effect, Guard, OrderEffect, OrderName, OrderWhen, Which};

/// A month: a hold protects the owner, and must not become a seizure.
const MOST_HOLD_HOURS: u32 = 24 * 31;

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, effect) in of.kind.on_open.iter().enumerate() {
        self::effect(check, of, &of.path.item("on_open", index), effect);
    }
    for (index, action) in of.kind.actions.iter().enumerate() {
        let path = of.path.item("action", index);
        for (inner, effect) in action.effects.iter().enumerate() {
            self::effect(check, of, &path.item("effects", inner), effect);
        }
        says_that_it_is_final(check, &path, action);
        tells_who_loses_an_account(check, &path, action);
    }
}

fn effect(check: &mut Check<'_>, of: &Of<'_>, path: &Path, effect: &Effect) {
    match effect {
        Effect::Hold(hours) => {
            let steps = [
                ("low", hours.low),
                ("medium", hours.medium),
                ("high", hours.high),
                ("critical", hours.critical),
            ];
            let mut before = 0;
            for (band, hours) in steps {
                let at = path.key("hold").key(band);
                if !(1..=MOST_HOLD_HOURS).contains(&hours) {
                    let what = format!("a hold cannot last {hours} hours");
                    check.fault(&at, what, format!("Write 1 to {MOST_HOLD_HOURS} hours."));
                } else if hours < before {
                    let what = "the hold is shorter than for a lower risk";
                    check.fault(&at, what, format!("Write at least {before} hours."));
                }
                before = before.max(hours);
            }
        }
        Effect::TellHolder(_) => guards::needs_holder(check, of, &path.key("tell_holder")),
        Effect::Order(order) => self::order(check, of, &path.key("order"), order),
        Effect::AskAgain(items) if items.is_empty() => {
            check.fault(&path.key("ask_again"), "no item is asked for", "Name the items, or leave it out.");
        }
        Effect::Recheck(checks) if checks.is_empty() => {
            check.fault(&path.key("recheck"), "no check is opened", "Name the checks, or leave it out.");
        }
        Effect::Forget(signals) => {
            if signals.is_empty() {
                check.fault(
                    &path.key("forget"),
                    "nothing is forgotten",
                    "Name the signals, or leave it out.",
                );
            }
            for (index, signal) in signals.iter().enumerate().filter(|(_, signal)| signal.is_computed()) {
                let what = format!("{signal} is worked out from the registry, so it cannot be forgotten");
                check.fault(&path.item("forget", index), what, "Leave it out.");
            }
        }
        _ => {}
    }
}

fn order(check: &mut Check<'_>, of: &Of<'_>, path: &Path, order: &OrderEffect) {
    if order.account == Which::Holder {
        guards::needs_holder(check, of, &path.key("account"));
    }
    let restricts = matches!(order.name, OrderName::RestrictVerification | OrderName::AllowVerification);
    if order.account == Which::Duplicates && !restricts {
        let what = format!("`{}` is not for accounts that only tried the identity", order.name.as_str());
        check.fault(&path.key("account"), what, "Write `claimant` or `holder`.");
    }
    let replaces = order.name == OrderName::ReplaceContacts;
    match order.from {
        None if replaces => {
            let what = "it is not said whose contacts the account is to have";
            let remedy = "Add `from = \"application\"`, or `from = \"claimant\"` for those on record.";
            check.fault(&path.key("from"), what, remedy);
        }
        Some(_) if !replaces => {
            let what = format!("`{}` brings no contacts", order.name.as_str());
            check.fault(&path.key("from"), what, "Leave `from` out.");
        }
        Some(ContactSource::Claimant) if order.account == Which::Claimant => {
            let what = "an account cannot have its own contacts anew";
            check.fault(&path.key("from"), what, "Write `from = \"application\"`, or name the holder.");
        }
        _ => {}
    }
    if order.when == Some(OrderWhen::Undoing) && order.name.undoes().is_none() {
        let what = format!("`{}` undoes no order, so this would never be given", order.name.as_str());
        check.fault(&path.key("when"), what, "Leave `when` out.");
    }
}

/// C6: what cannot be taken back asks for a typed confirmation, and an account is deleted only when nothing is left on it.
fn says_that_it_is_final(check: &mut Check<'_>, path: &Path, action: &Action) {
    for (index, effect) in action.effects.iter().enumerate() {
        let Effect::Order(order) = effect else { continue };
        let at = path.item("effects", index).key("order").key("do");
        let deletes = order.name == OrderName::DeleteAccount;
        if (deletes || order.name == OrderName::FreezeAccount) && !action.irreversible {
            let what =
                format!("C6: `{}` cannot be taken back, and the action does not say so", order.name.as_str());
            check.fault(&at, what, "Add `irreversible = true` to the action.");
        }
        let emptied = action.guards.iter().any(|guard| {
            matches!(&guard.must, Guard::Account(account) if account.of == order.account && account.assets.is_some())
        });
        if deletes && !emptied && check.is_whole(path) {
            let what = "C6: an account may be deleted that still has assets";
            let remedy = "Add the guard `{ rule = \"…\", must = { account = { of = \"holder\", assets = \"none\" } } }`.";
            check.fault(&at, what, remedy);
        }
    }
}

/// N3: whoever has an account frozen for good is told, and can contest it.
fn tells_who_loses_an_account(check: &mut Check<'_>, path: &Path, action: &Action) {
    for (index, effect) in action.effects.iter().enumerate() {
        let Effect::Order(order) = effect else { continue };
        let told = action.effects.iter().any(|effect| match effect {
            Effect::Announce(_) => true,
            Effect::TellHolder(_) => order.account == Which::Holder,
            Effect::Letter(_) => order.account == Which::Claimant,
            _ => false,
        });
        if order.name == OrderName::FreezeAccount && !told && check.is_whole(&path.key("effects")) {
            let what = format!("N3: the {} loses the account and is not told", order.account.as_str());
            let remedy = match order.account {
                Which::Holder => "Add the effect `tell_holder` with a letter that says how to contest it.",
                Which::Claimant | Which::Duplicates => {
                    "Add the effect `letter` with one that says how to contest it."
                }
            };
            check.fault(&path.item("effects", index).key("order").key("do"), what, remedy);
        }
    }
}
