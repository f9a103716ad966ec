//! Where an applicant goes on with what self-help did not solve: what was tried goes along (L11).

use super::act::load;
use super::{DeskError, facts};
use crate::case::{AccountId, Actor, Carried, CaseId, Command, Event, Stamp, decide};
use crate::playbook::{InstitutionId, KindId, Playbook};
use crate::store::{Reader, Tx};
use chrono::{DateTime, Duration, Utc};

/// What was tried longer ago is another matter.
const DAYS: i64 = 30;
/// Of how many cases what was tried goes along, the newest first.
const MOST: usize = 3;

/// The cases with a triage that `account` asked in lately, with what was tried and answered in each.
pub(super) fn before(
    reader: &Reader<'_>,
    playbook: &Playbook,
    (institution, account): (&InstitutionId, &AccountId),
    now: DateTime<Utc>,
) -> Result<Vec<Carried>, DeskError> {
    let walked = |kind: &KindId| playbook.kinds.get(kind).is_some_and(|kind| !kind.questions.is_empty());
    if !playbook.kinds.keys().any(walked) {
        return Ok(Vec::new());
    }
    let rows = reader.related(institution, std::slice::from_ref(account), CaseId(i64::MAX))?;
    let lately = rows.into_iter().filter(|row| {
        walked(&row.kind) && row.claimant == account.as_str() && now - row.opened_at <= Duration::days(DAYS)
    });
    let mut carried = Vec::new();
    for row in lately.take(MOST) {
        let case = load(reader, row.id)?.case;
        let tried = case.tickets.tried().into_iter().cloned().collect();
        carried.push(Carried { case: case.id, kind: row.kind, tried, answers: case.triage.path });
    }
    Ok(carried)
}

/// Notes with each case that what was tried in it went on into `to`.
pub(super) fn note(tx: &mut Tx<'_>, carried: &[Carried], to: CaseId, stamp: &Stamp) -> Result<(), DeskError> {
    for from in carried {
        let loaded = load(tx, from.case)?;
        let facts = facts::for_case(tx, &loaded, stamp.at, Actor::Applicant, &[])?;
        let command = Command::CarryOn { to };
        let events: Vec<Event> = decide(&loaded.case, &command, &facts, &loaded.playbook)?;
        tx.append(&loaded.case, stamp, &events)?;
    }
    Ok(())
}
