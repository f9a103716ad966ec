//! Everything that stands between a case and an action at once, so that nobody does work that cannot lead to it.

use super::super::{Case, Facts, Refusal};
use super::{follow_up, guard, kind_of};
use crate::playbook::{AccountGuard, ActionId, Answer, Guard, Guarded, Kind, LockState, Playbook};

/// One guard that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What the action would be refused with.
    pub refusal: Refusal,
    /// Whether it lies in what is on record. Otherwise a person at the desk settles it: by a verdict, an answer, the cause or
    /// a note; or time does.
    pub on_record: bool,
}

/// All guards of `action` that do not hold now, in the playbook's order; whoever may take it and from where is not asked.
/// None for an action that the kind does not know.
pub fn obstacles(case: &Case, action: &ActionId, facts: &Facts, playbook: &Playbook) -> Vec<Obstacle> {
    let Ok(kind) = kind_of(case, playbook) else { return Vec::new() };
    let guards = kind.action(action).into_iter().flat_map(|action| &action.guards);
    let mut all: Vec<Obstacle> = Vec::new();
    for guarded in guards {
        if let Guard::FollowUps(wanted) = &guarded.must {
            let open = follow_up::open(case, *wanted, kind).into_iter().map(follow_up::is_open);
            all.extend(open.map(|refusal| Obstacle { refusal, on_record: false }));
            continue;
        }
        for part in parts(guarded, case, kind) {
            let Err(refusal) = guard::must_hold(&part, case, facts, (playbook, kind)) else { continue };
            if all.iter().all(|known| known.refusal != refusal) {
                all.push(Obstacle { refusal, on_record: on_record(&guarded.must) });
            }
        }
    }
    all
}

/// A guard as several, each about one thing, because a guard of many tells only the first that is at fault.
fn parts(guarded: &Guarded, case: &Case, kind: &Kind) -> Vec<Guarded> {
    let part = |must| Guarded { rule: guarded.rule.clone(), must };
    match &guarded.must {
        Guard::Evidence(is) => kind
            .items
            .iter()
            .filter(|item| item.required || !case.evidence(&item.id).is_empty())
            .map(|item| part(Guard::Item(crate::playbook::ItemGuard { id: item.id.clone(), is: *is })))
            .collect(),
        Guard::Checks(_) => {
            let one = |check: &crate::playbook::Check| {
                let wanted = crate::playbook::CheckGuard { id: check.id.clone(), is: Answer::Passed };
                Guarded { rule: check.rule.clone(), must: Guard::Check(wanted) }
            };
            kind.checks.iter().filter(|check| check.required).map(one).collect()
        }
        Guard::Account(wanted) => {
            let of = AccountGuard { of: wanted.of, status: Vec::new(), assets: None, orders: None };
            [
                AccountGuard { status: wanted.status.clone(), ..of.clone() },
                AccountGuard { assets: wanted.assets, ..of.clone() },
                AccountGuard { orders: wanted.orders, ..of },
            ]
            .map(|wanted| part(Guard::Account(wanted)))
            .into()
        }
        _ => vec![guarded.clone()],
    }
}

fn on_record(guard: &Guard) -> bool {
    match guard {
        Guard::Evidence(_)
        | Guard::Item(_)
        | Guard::Checks(_)
        | Guard::Check(_)
        | Guard::Cause(_)
        | Guard::CauseIs(_)
        | Guard::Hold(_)
        | Guard::Owner(_)
        | Guard::Lock(LockState::Running)
        | Guard::Triage(_)
        | Guard::Answered(_)
        | Guard::FollowUps(_) => false,
        Guard::Clues(_)
        | Guard::Document(_)
        | Guard::NewEmail(_)
        | Guard::Pictures(_)
        | Guard::BandAtMost(_)
        | Guard::Signal(_)
        | Guard::Account(_)
        | Guard::Identity(_)
        | Guard::Lock(LockState::Over)
        | Guard::Linked(_)
        | Guard::Region(_)
        | Guard::Session(_)
        | Guard::TriedElsewhere(_) => true,
    }
}
