//! Cases about the same accounts: reading them, and saying what each means for the other (C5, R14).

use super::DeskError;
use super::view::LinkedView;
use crate::case::{AccountId, Case, CaseId, Linked, Matter, linked_account};
use crate::playbook::{Guard, Kind, LinkedGuard, LinkedState, Playbook, Which};
use crate::store::{CaseRow, Reader};
use crate::text::RuleId;

/// The other cases about the accounts of `matter`, those that are open first, then the newest first.
fn rows(reader: &Reader<'_>, case: CaseId, matter: &Matter) -> Result<Vec<CaseRow>, DeskError> {
    let accounts: Vec<AccountId> =
        [Some(matter.claimant.clone()), matter.holder.clone()].into_iter().flatten().collect();
    let mut rows = reader.related(&matter.institution, &accounts, case)?;
    rows.sort_by_key(|row| row.outcome.is_some());
    Ok(rows)
}

fn linked(row: &CaseRow) -> Option<Linked> {
    Some(Linked {
        case: row.id,
        number: row.number.clone(),
        kind: row.kind.clone(),
        stage: row.stage_title.clone(),
        claimant: row.claimant.parse().ok()?,
        holder: row.holder.as_ref().and_then(|holder| holder.parse().ok()),
        outcome: row.outcome,
        decision: row.decision,
        followed_up: row.followed_up,
    })
}

/// What deciding `case` must know of others, where its kind asks for any.
pub(super) fn facts(reader: &Reader<'_>, case: &Case, kind: &Kind) -> Result<Vec<Linked>, DeskError> {
    let Some(matter) = case.matter.as_ref().filter(|_| !wanted(kind).is_empty()) else {
        return Ok(Vec::new());
    };
    Ok(rows(reader, case.id, matter)?.iter().filter_map(linked).collect())
}

/// One place at which a kind asks for linked cases.
struct Wanted<'k> {
    rule: &'k RuleId,
    guard: &'k LinkedGuard,
    /// The action that waits for them, or the check that they answer.
    what: What<'k>,
}

enum What<'k> {
    Action(&'k str),
    Check(&'k str),
}

fn wanted(kind: &Kind) -> Vec<Wanted<'_>> {
    let checks = kind.checks.iter().filter_map(|check| {
        let what = What::Check(&check.title);
        Some(Wanted { rule: &check.rule, guard: check.linked.as_ref()?, what })
    });
    let guards = kind.actions.iter().flat_map(|action| {
        action.guards.iter().filter_map(|guarded| match &guarded.must {
            Guard::Linked(guard) => {
                Some(Wanted { rule: &guarded.rule, guard, what: What::Action(&action.title) })
            }
            _ => None,
        })
    });
    checks.chain(guards).collect()
}

/// The other cases about the accounts of `case`, each with who has it and what its decision would mean.
pub(super) fn views(
    reader: &Reader<'_>,
    case: &Case,
    matter: &Matter,
    playbook: &Playbook,
) -> Result<Vec<LinkedView>, DeskError> {
    let here = playbook.kinds.get(&matter.kind);
    let mut views = Vec::new();
    for row in rows(reader, case.id, matter)? {
        let Some(linked) = linked(&row) else { continue };
        let kind = playbook.kinds.get(&row.kind);
        let mut means = Vec::new();
        if let Some(here) = here {
            means.extend(meaning(here, matter, &linked));
            if let Some(kind) = kind.filter(|_| linked.outcome.is_none()) {
                means.extend(waits_for(kind, &linked, matter, case, here));
            }
        }
        views.push(LinkedView {
            title: kind.map_or_else(|| row.kind.to_string(), |kind| kind.title.clone()),
            about: about(&linked, matter),
            claimed: row.claimed.clone(),
            due: row.due_at,
            version: row.version,
            means,
            linked,
        });
    }
    Ok(views)
}

/// What `linked` means for this case: what waits for it here, and what it answers.
fn meaning(here: &Kind, matter: &Matter, linked: &Linked) -> Vec<String> {
    let mut waiting: Vec<(&RuleId, &str)> = Vec::new();
    let mut means = Vec::new();
    for wanted in wanted(here).iter().filter(|wanted| speaks_of(wanted.guard, matter, linked)) {
        match &wanted.what {
            What::Check(title) if linked.stands(wanted.guard.is) => {
                means.push(format!("{}: it answers “{title}”", wanted.rule));
            }
            What::Check(title) if linked.is_pending() => {
                means.push(format!("{}: its approval would answer “{title}”", wanted.rule));
            }
            What::Action(title) if wanted.guard.is == LinkedState::NotPending && linked.is_pending() => {
                waiting.push((wanted.rule, title));
            }
            _ => {}
        }
    }
    means.extend(waits(&waiting).map(|waits| format!("{waits} for it")));
    means
}

/// What of the linked case waits for this one.
fn waits_for(kind: &Kind, linked: &Linked, matter: &Matter, case: &Case, here: &Kind) -> Option<String> {
    let stage = here.stage(&matter.stage);
    let pending = case.outcome(here).is_none() && !stage.is_some_and(|stage| stage.follow_up);
    let account = |guard: &LinkedGuard| match guard.of {
        Which::Claimant => Some(&linked.claimant),
        Which::Holder => linked.holder.as_ref(),
        Which::Duplicates => None,
    };
    let about = |account: &AccountId| matter.claimant == *account || matter.holder.as_ref() == Some(account);
    let all = wanted(kind);
    let waiting: Vec<(&RuleId, &str)> = all
        .iter()
        .filter(|wanted| wanted.guard.kind == matter.kind && account(wanted.guard).is_some_and(about))
        .filter_map(|wanted| match &wanted.what {
            What::Action(title) if wanted.guard.is == LinkedState::NotPending && pending => {
                Some((wanted.rule, *title))
            }
            _ => None,
        })
        .collect();
    waits(&waiting).map(|waits| format!("{waits} there for this case"))
}

/// Whether a guard of this case speaks of the linked one.
fn speaks_of(guard: &LinkedGuard, matter: &Matter, linked: &Linked) -> bool {
    guard.kind == linked.kind && linked_account(guard, matter).is_some_and(|account| linked.concerns(account))
}

/// `C5, R14: “Request deletion” and “Take it back” wait`.
fn waits(waiting: &[(&RuleId, &str)]) -> Option<String> {
    if waiting.is_empty() {
        return None;
    }
    let mut rules: Vec<String> = waiting.iter().map(|(rule, _)| rule.to_string()).collect();
    rules.dedup();
    let titles: Vec<String> = waiting.iter().map(|(_, title)| format!("“{title}”")).collect();
    let verb = if titles.len() == 1 { "waits" } else { "wait" };
    Some(format!("{}: {} {verb}", rules.join(", "), titles.join(" and ")))
}

/// About which of the accounts the linked case is.
fn about(linked: &Linked, matter: &Matter) -> String {
    let asks = &linked.claimant;
    if matter.holder.as_ref() == Some(asks) {
        format!("the holder account {asks} asks")
    } else if matter.claimant == *asks {
        format!("the same account {asks} asks")
    } else if linked.holder.as_ref() == Some(&matter.claimant) {
        format!("account {asks} asks, this account holds")
    } else {
        format!("account {asks} asks")
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{approve, office};
    use crate::case::CaseId;

    #[test]
    fn c05_a_conflict_and_the_appeal_of_its_holder_know_of_each_other() {
        let office = office();
        let conflict = office.desk.case(CaseId(2)).unwrap();
        let [appeal] = conflict.related.as_slice() else { panic!("{:?}", conflict.related) };
        assert_eq!((appeal.linked.number.as_str(), appeal.linked.is_pending()), ("RC-000001", true));
        assert_eq!(appeal.about, "the holder account A-1 asks");
        let means = appeal.means.join("\n");
        assert!(
            means.contains("C5: its approval would answer") && means.contains("R14: “Request deletion"),
            "{means}"
        );
        let appeal = office.desk.case(CaseId(1)).unwrap();
        let [conflict] = appeal.related.as_slice() else { panic!("{:?}", appeal.related) };
        assert_eq!(conflict.linked.number.as_str(), "IC-000002");
        assert!(conflict.means[0].contains("wait there for this case"), "{:?}", conflict.means);
    }

    #[test]
    fn r14_a_recovery_in_its_hold_is_still_waited_for_and_one_that_is_followed_up_is_not() {
        let mut office = office();
        approve(&mut office);
        let pending = |office: &super::super::tests::Office| {
            office.desk.case(CaseId(2)).unwrap().related[0].linked.is_pending()
        };
        assert!(pending(&office));
        office.later(24);
        office.desk.tick(100).unwrap();
        let appeal = &office.desk.case(CaseId(2)).unwrap().related[0];
        assert!(!appeal.linked.is_pending() && appeal.linked.is_approved(), "{appeal:?}");
        assert!(appeal.means.iter().any(|means| means.contains("it answers")), "{:?}", appeal.means);
    }
}
