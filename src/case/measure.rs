//! Signals that the desk works out itself, from the application, the registry and the playbook.

use super::record::{AccountRecord, Document, Origin};
use super::{Evidence, Facts};
use crate::identity;
use crate::playbook::{Playbook, Regions};
use crate::score::{Signal, SignalValue, kilometres_between};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// What a ticket from `from` shows of its origin and its account; what cannot be known is absent.
pub fn measure(
    playbook: &Playbook,
    facts: &Facts,
    from: &Origin,
    applied_at: DateTime<Utc>,
) -> BTreeMap<Signal, SignalValue> {
    let mut signals = BTreeMap::new();
    if let Some(account) = &facts.claimant {
        familiarity(&mut signals, account, from);
        if let Some(last) = account.last_active_at {
            let days = (applied_at - last).num_days().max(0);
            #[expect(
                clippy::cast_precision_loss,
                reason = "days fit a float exactly for ages of the universe"
            )]
            put(&mut signals, Signal::InactiveDays, days as f64);
        }
    }
    regions(&mut signals, &playbook.regions, from, facts.claimant.as_ref());
    signals
}

/// Whether `brought` is the document of KYC (R3); none where there is none to hold it against.
pub fn measure_document(facts: &Facts, brought: Option<&Document>) -> Option<SignalValue> {
    let known = facts.kyc()?.document.as_ref()?;
    Some(SignalValue::yes(same_document(brought?, known)))
}

/// Whether any of these files came in another case before (R6); none where there is no file.
pub fn measure_pictures<'e>(
    facts: &Facts,
    evidence: impl IntoIterator<Item = &'e Evidence>,
) -> Option<SignalValue> {
    let mut evidence = evidence.into_iter().peekable();
    evidence.peek()?;
    Some(SignalValue::yes(evidence.any(|evidence| facts.seen_elsewhere.contains_key(&evidence.sha256))))
}

/// Whether two documents are the same one: type, country and number (R3).
pub fn same_document(a: &Document, b: &Document) -> bool {
    a.kind == b.kind
        && a.country.eq_ignore_ascii_case(&b.country)
        && identity::normal_document_number(&a.number) == identity::normal_document_number(&b.number)
}

fn familiarity(signals: &mut BTreeMap<Signal, SignalValue>, account: &AccountRecord, from: &Origin) {
    let logins = &account.logins;
    if logins.is_empty() {
        return;
    }
    if let Some(device) = &from.device {
        let seen = logins.iter().any(|login| login.device.as_ref() == Some(device));
        yes_no(signals, Signal::DeviceSeen, seen);
    }
    if let Some(ip) = from.ip {
        yes_no(signals, Signal::IpSeen, logins.iter().any(|login| login.ip == Some(ip)));
    }
    if let Some(country) = &from.country {
        let seen = logins.iter().filter_map(|login| login.country.as_ref());
        yes_no(
            signals,
            Signal::CountrySeen,
            seen.into_iter().any(|other| other.eq_ignore_ascii_case(country)),
        );
    }
    let places = logins.iter().filter_map(super::record::Login::place);
    if let Some(here) = from.place()
        && let Some(nearest) = places.map(|place| kilometres_between(here, place)).min_by(f64::total_cmp)
    {
        put(signals, Signal::DistanceKm, nearest);
    }
}

fn regions(
    signals: &mut BTreeMap<Signal, SignalValue>,
    regions: &Regions,
    from: &Origin,
    account: Option<&AccountRecord>,
) {
    if let Some(country) = &from.country {
        yes_no(signals, Signal::HighRiskRegion, regions.is_high_risk(country));
    }
    if let Some(region) = account.and_then(|account| account.region.as_ref()) {
        yes_no(signals, Signal::RestrictedRegion, regions.restricts(region));
    }
}

fn yes_no(signals: &mut BTreeMap<Signal, SignalValue>, signal: Signal, answer: bool) {
    signals.insert(signal, SignalValue::yes(answer));
}

fn put(signals: &mut BTreeMap<Signal, SignalValue>, signal: Signal, value: f64) {
    // Clamped into range: an account last active before the signal's range began is as inactive as can be.
    let (low, high) = signal.range();
    if let Ok(value) = signal.value(value.clamp(low, high)) {
        signals.insert(signal, value);
    }
}
