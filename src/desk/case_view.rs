//! Everything that is shown of one case, read in one snapshot.

use super::act::{Loaded, load};
use super::compare::side_by_side;
use super::service::{Desk, role_of};
use super::sessions::{VerificationView, duplicates};
use super::view::{AccountView, ActionView, CaseView, EvidenceView, TimelineRow};
use super::{DeskError, facts, linked};
use crate::case::{
    Actor, Case, CaseId, CaseNumber, Facts, OperatorId, by_itself, describe, obstacles, permit,
    test_requirement, triage_standing,
};
use crate::evidence::Vault;
use crate::playbook::{Kind, Role, Which};
use crate::store::{Entry, LogRow, Reader};
use crate::text::Clean;

impl Desk {
    /// The case with `id`, as the operator at the desk may see and handle it.
    ///
    /// # Errors
    /// Where there is no such case, or the store cannot be read.
    pub fn case(&self, id: CaseId) -> Result<CaseView, DeskError> {
        self.store.read(|reader| {
            let actor = self.reading_actor(reader)?;
            let loaded = load(reader, id)?;
            let facts = facts::for_case(reader, &loaded, self.clock.now(), actor, &[])?;
            view(reader, &self.vault, loaded, facts)
        })
    }

    /// The case that somebody names by number, id or ticket.
    ///
    /// # Errors
    /// Where there is none.
    pub fn find(&self, text: &str) -> Result<CaseId, DeskError> {
        let none = || DeskError::NoSuchCase(crate::text::Clean::line(text).fit(40).to_string());
        self.store.read(|reader| {
            if let Some(id) = CaseNumber::parse_id(text)
                && reader.row(id)?.is_some()
            {
                return Ok(id);
            }
            let reference = text.trim().parse().map_err(|_| none())?;
            for (institution, _) in reader.playbooks_in_force()? {
                if let Some(id) = reader.case_by_reference(&institution, &reference)? {
                    return Ok(id);
                }
            }
            Err(none())
        })
    }

    /// Who reads: the operator at the desk, or an auditor of no name where nobody is named or known.
    fn reading_actor(&self, reader: &Reader<'_>) -> Result<Actor, DeskError> {
        if let Some(operator) = &self.operator {
            return Ok(Actor::Operator(operator.clone(), role_of(reader, operator)?));
        }
        OperatorId::new("nobody")
            .map(|nobody| Actor::Operator(nobody, Role::Auditor))
            .map_err(|error| DeskError::Invalid { what: error.to_string(), remedy: String::new() })
    }
}

fn view(reader: &Reader<'_>, vault: &Vault, loaded: Loaded, facts: Facts) -> Result<CaseView, DeskError> {
    let Loaded { case, playbook } = loaded;
    let no_case = || DeskError::NoSuchCase(case.id.0.to_string());
    let matter = case.matter.as_ref().ok_or_else(no_case)?;
    let kind = playbook.kinds.get(&matter.kind).ok_or_else(no_case)?;
    let accounts = [Which::Claimant, Which::Holder]
        .into_iter()
        .filter_map(|which| Some(AccountView { which, record: facts.account(which)?.clone() }));
    let actions = kind.actions_from(&matter.stage).map(|action| ActionView {
        action: action.clone(),
        state: permit(&case, &action.id, &facts, &playbook),
        obstacles: obstacles(&case, &action.id, &facts, &playbook),
    });
    let related = linked::views(reader, &case, matter, &playbook)?;
    Ok(CaseView {
        kind_id: matter.kind.clone(),
        now: facts.now,
        accounts: accounts.collect(),
        holders: facts.identity_holders.clone().unwrap_or_default(),
        comparison: side_by_side(&case, facts.claimant.as_ref(), facts.holder.as_ref()),
        actions: actions.collect(),
        tests: tests(&case, kind, &facts),
        evidence: evidence(&case, &facts, vault),
        timeline: timeline(reader, &case, kind)?,
        due: case.due(kind, &playbook.calendar),
        by_itself: by_itself(&case, &facts, &playbook),
        ledger: case
            .clock
            .as_ref()
            .map(|clock| clock.ledger(&playbook.calendar, facts.now))
            .unwrap_or_default(),
        triage: triage_standing(&case, &facts, &playbook),
        related,
        verification: VerificationView::of(&facts, kind),
        duplicates: duplicates(reader, &facts)?,
        playbook: std::sync::Arc::clone(&playbook),
        case,
    })
}

fn tests(
    case: &Case,
    kind: &Kind,
    facts: &Facts,
) -> std::collections::BTreeMap<
    (crate::playbook::ItemId, crate::playbook::RequirementId),
    crate::case::RequirementState,
> {
    let tested = kind
        .items
        .iter()
        .flat_map(|item| item.requirements.iter().map(move |requirement| (item, requirement)));
    tested
        .filter_map(|(item, requirement)| {
            let state = test_requirement(requirement.test?, &item.id, case, facts);
            Some(((item.id.clone(), requirement.id.clone()), state))
        })
        .collect()
}

fn evidence(case: &Case, facts: &Facts, vault: &Vault) -> Vec<EvidenceView> {
    let states = case.items.values();
    let all = states.flat_map(|state| {
        let now = state.evidence.iter().map(|evidence| (evidence, false));
        let of_others = state.of_others.iter().map(|evidence| (evidence, true));
        now.chain(of_others).chain(state.set_aside.iter().map(|evidence| (evidence, true)))
    });
    all.map(|(evidence, set_aside)| {
        let path = evidence.stored.then(|| vault.path_of(&evidence.sha256, &evidence.media)).flatten();
        // A file that cannot be read any more is told when somebody wants to see it.
        let pixels = path.as_ref().and_then(|path| crate::evidence::facts(path).ok()?.pixels);
        EvidenceView {
            evidence: evidence.clone(),
            path,
            pixels,
            ticket: case
                .brought
                .iter()
                .rev()
                .find(|(file, _)| *file == evidence.sha256)
                .map(|(_, ticket)| ticket.clone()),
            seen_in: facts.seen_elsewhere.get(&evidence.sha256).copied(),
            set_aside,
        }
    })
    .collect()
}

/// What happened; beside each letter and order stands how far it got.
fn timeline(reader: &Reader<'_>, case: &Case, kind: &Kind) -> Result<Vec<TimelineRow>, DeskError> {
    let progress = |row: &LogRow| {
        let posted = row.version.and_then(|version| case.posted.get(&version));
        posted.map(|posted| format!(" · {}", posted.state.as_str())).unwrap_or_default()
    };
    let mut rows: Vec<_> = reader
        .timeline(case.id)?
        .into_iter()
        .filter_map(|row| match &row.entry {
            Entry::Case(event) => Some(TimelineRow {
                seq: row.seq,
                at: row.stamp.at,
                actor: row.stamp.actor.to_string(),
                event: event.name(),
                text: Clean::line(&format!("{}{}", describe(event, kind), progress(&row))),
            }),
            _ => None,
        })
        .collect();
    rows.reverse();
    Ok(rows)
}
