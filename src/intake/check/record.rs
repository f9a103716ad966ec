//! The records, field by field.

use super::super::wrong::{At, Checked, Wrong};
use super::evidence;
use super::values::{self, Today, given};
use crate::case::record::{
    AccountRecord, Answer, Document, Kyc, LaterEvidence, LaterSignal, LockRecord, Login, Message, Origin,
    Ticket,
};
use crate::playbook::ClueId;
use std::collections::BTreeMap;

const MOST_LOGINS: usize = 10_000;
const MOST_ADDRESSES: usize = 1_000;
const MOST_CARDS: usize = 64;
const MOST_CLUES: usize = 64;
const MOST_CODES: usize = 1_000;
const MOST_ATTEMPTS: usize = 10_000;
const MOST_TRIED: usize = 64;
/// The longest help-centre category and the longest phrase to be read aloud, in characters.
const CATEGORY_CHARS: usize = 100;
const PHRASE_CHARS: usize = 500;

pub(super) fn account(record: &AccountRecord, today: Today) -> Checked {
    given(record.email.as_ref(), values::email).at("email")?;
    given(record.phone.as_ref(), values::phone).at("phone")?;
    given(record.kyc.as_ref(), |value| kyc(value, today)).at("kyc")?;
    given(record.registered_at.as_ref(), |at| today.time(*at)).at("registered_at")?;
    given(record.last_active_at.as_ref(), |at| today.time(*at)).at("last_active_at")?;
    given(record.assets.as_ref(), |value| values::assets(*value)).at("assets")?;
    values::count(record.logins.len(), MOST_LOGINS).at("logins")?;
    for (index, one) in record.logins.iter().enumerate() {
        login(one, today).nth(index).at("logins")?;
    }
    values::count(record.cards_last4.len(), MOST_CARDS).at("cards_last4")?;
    for (index, digits) in record.cards_last4.iter().enumerate() {
        values::last4(digits).nth(index).at("cards_last4")?;
    }
    values::count(record.withdrawal_addresses.len(), MOST_ADDRESSES).at("withdrawal_addresses")?;
    for (index, address) in record.withdrawal_addresses.iter().enumerate() {
        values::chain_address(address).nth(index).at("withdrawal_addresses")?;
    }
    given(record.region.as_ref(), values::country).at("region")?;
    given(record.lock.as_ref(), |value| lock(value, today)).at("lock")?;
    values::count(record.codes.len(), MOST_CODES).at("codes")?;
    for (index, code) in record.codes.iter().enumerate() {
        today.time(code.at).at("at").nth(index).at("codes")?;
    }
    Ok(())
}

fn lock(lock: &LockRecord, today: Today) -> Checked {
    today.time(lock.since).at("since")?;
    values::count(lock.attempts.len(), MOST_ATTEMPTS).at("attempts")?;
    for (index, at) in lock.attempts.iter().enumerate() {
        today.time(*at).nth(index).at("attempts")?;
    }
    Ok(())
}

fn kyc(kyc: &Kyc, today: Today) -> Checked {
    values::name(&kyc.name).at("name")?;
    given(kyc.born.as_ref(), |day| today.day(*day)).at("born")?;
    given(kyc.nationality.as_ref(), values::country).at("nationality")?;
    given(kyc.document.as_ref(), document).at("document")?;
    given(kyc.verified_at.as_ref(), |at| today.time(*at)).at("verified_at")
}

pub(super) fn document(document: &Document) -> Checked {
    values::country(&document.country).at("country")?;
    values::document_number(&document.number).at("number")?;
    values::zone(&document.mrz).at("mrz")
}

fn login(login: &Login, today: Today) -> Checked {
    today.time(login.at).at("at")?;
    given(login.city.as_ref(), values::name).at("city")?;
    given(login.country.as_ref(), values::country).at("country")?;
    values::latitude(login.lat, login.lon).at("lat")?;
    values::longitude(login.lat, login.lon).at("lon")?;
    given(login.device.as_ref(), values::name).at("device")
}

pub(super) fn origin(from: &Origin) -> Checked {
    given(from.city.as_ref(), values::name).at("city")?;
    given(from.country.as_ref(), values::country).at("country")?;
    values::latitude(from.lat, from.lon).at("lat")?;
    values::longitude(from.lat, from.lon).at("lon")?;
    given(from.device.as_ref(), values::name).at("device")?;
    given(from.utc_offset_minutes.as_ref(), |minutes| values::utc_offset(*minutes)).at("utc_offset_minutes")
}

pub(super) fn ticket(ticket: &Ticket, today: Today) -> Checked {
    if ticket.kind.is_none() && ticket.category.is_none() {
        return Err(Wrong::new(
            "the ticket has neither kind nor category",
            "Add \"kind\" as the playbook names it, or the help centre's \"category\"",
        ));
    }
    given(ticket.category.as_ref(), |text: &str| values::line(text, CATEGORY_CHARS)).at("category")?;
    values::email(&ticket.contact_email).at("contact_email")?;
    given(ticket.contact_phone.as_ref(), values::phone).at("contact_phone")?;
    today.time(ticket.opened_at).at("opened_at")?;
    origin(&ticket.from).at("from")?;
    given(ticket.name.as_ref(), values::name).at("name")?;
    given(ticket.born.as_ref(), |day| today.day(*day)).at("born")?;
    given(ticket.nationality.as_ref(), values::country).at("nationality")?;
    given(ticket.document.as_ref(), document).at("document")?;
    clues(&ticket.clues).at("clues")?;
    values::signals(&ticket.signals).at("signals")?;
    if let Some(challenge) = &ticket.challenge {
        values::line(&challenge.phrase, PHRASE_CHARS).at("phrase").at("challenge")?;
        today.time(challenge.given_at).at("given_at").at("challenge")?;
    }
    evidence::list(&ticket.evidence, today).at("evidence")?;
    given(ticket.text.as_ref(), values::free_text).at("text")?;
    values::count(ticket.tried.len(), MOST_TRIED).at("tried")
}

fn clues(clues: &BTreeMap<ClueId, Vec<String>>) -> Checked {
    values::count(clues.len(), MOST_CLUES)?;
    for (clue, recalled) in clues {
        values::count(recalled.len(), MOST_CLUES).at(clue.as_str())?;
        for (index, value) in recalled.iter().enumerate() {
            values::recalled(value).nth(index).at(clue.as_str())?;
        }
    }
    Ok(())
}

pub(super) fn later_evidence(later: &LaterEvidence, today: Today) -> Checked {
    today.time(later.at).at("at")?;
    if later.evidence.is_empty() {
        return Err(Wrong::new("there is none", "Add what arrived, or send a record of type signal"))
            .at("evidence");
    }
    evidence::list(&later.evidence, today).at("evidence")?;
    given(later.document.as_ref(), document).at("document")?;
    values::signals(&later.signals).at("signals")
}

pub(super) fn later_signal(later: &LaterSignal, today: Today) -> Checked {
    today.time(later.at).at("at")?;
    if later.signals.is_empty() {
        return Err(Wrong::new("there is none", "Add what was measured, as in {\"face_match\": 0.97}"))
            .at("signals");
    }
    values::signals(&later.signals).at("signals")
}

pub(super) fn message(message: &Message, today: Today) -> Checked {
    today.time(message.at).at("at")?;
    if message.text.trim().is_empty() && message.intent.is_none() {
        return Err(Wrong::new("it is empty", "Send what the message says")).at("text");
    }
    values::free_text(&message.text).at("text")
}

pub(super) fn answer(answer: &Answer, today: Today) -> Checked {
    today.time(answer.at).at("at")?;
    given(answer.reason.as_ref(), values::free_text).at("reason")
}
