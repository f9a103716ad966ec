//! Taking in what the institution's systems say to orders that they were handed.

use super::act::load;
use super::receive::{append, refused};
use super::{DeskError, Received};
use crate::case::record::Answer;
use crate::case::{Actor, Came, Command, Event, Facts, RefusalKind, Stamp, decide};
use crate::store::{OutboxRow, StoreId, Tx};
use chrono::{DateTime, Utc};

/// An answer stands with the case that gave the order, wherever that case went since.
pub(super) fn by_answer(
    tx: &mut Tx<'_>,
    answer: Answer,
    store: &StoreId,
    now: DateTime<Utc>,
) -> Result<Received, DeskError> {
    let here = answer.order.store == store.as_str();
    let found = if here { tx.in_outbox(answer.order.number)? } else { None };
    let Some(OutboxRow { case, version, event: Event::OrderGiven { .. }, .. }) = found else {
        let what = format!("no order {} was given here", answer.order);
        return Ok(refused("order", what, "Send the id that the order was handed over with."));
    };
    let loaded = load(tx, case)?;
    if loaded.case.matter.as_ref().is_none_or(|matter| matter.institution != answer.institution) {
        let what = format!("order {} is none of {}", answer.order, answer.institution);
        return Ok(refused("institution", what, "Send it as the institution that the order was given for."));
    }
    let came = Came::Answered(answer.answer);
    let command = Command::Came { given: version, came, attempts: 0, reason: answer.reason };
    let facts = Facts::bare(now, Actor::Post);
    match decide(&loaded.case, &command, &facts, &loaded.playbook) {
        Err(known) if known.kind == RefusalKind::Nothing => {
            Ok(Received::Unchanged { note: Some(known.what) })
        }
        decided => {
            let stamp = Stamp { at: now, actor: Actor::Post };
            append(tx, &loaded, &stamp, decided, |case| Received::Updated { case: Some(case), note: None })
        }
    }
}
