//! What other cases about the same accounts allow or forbid here (C5, R14).

use super::super::{AccountId, Case, Facts, Linked, Refusal, RefusalKind, linked_account, linked_cases};
use crate::playbook::{Answer, CheckId, Kind, LinkedGuard, LinkedState, Playbook};
use crate::text::RuleId;

/// The answer to a check: what a person said, or else what a linked case answers.
pub(super) fn answer(id: &CheckId, case: &Case, facts: &Facts, kind: &Kind) -> Option<Answer> {
    let said = case.checks.get(id).copied();
    let by_linked = || {
        let wanted = kind.check(id)?.linked.as_ref()?;
        let mut cases = linked_cases(wanted, case.matter.as_ref()?, facts);
        cases.any(|linked| linked.stands(wanted.is)).then_some(Answer::Passed)
    };
    said.or_else(by_linked)
}

/// While the owner of an account asks for it in another case, nothing is done here that would take it away (C5, R14).
pub(super) fn must_be(
    rule: &RuleId,
    wanted: &LinkedGuard,
    case: &Case,
    facts: &Facts,
    playbook: &Playbook,
) -> Result<(), Refusal> {
    let Some(matter) = &case.matter else { return Ok(()) };
    let mut cases = linked_cases(wanted, matter, facts);
    let title = playbook.kinds.get(&wanted.kind).map_or(wanted.kind.as_str(), |kind| kind.title.as_str());
    let account = linked_account(wanted, matter).map_or("that is not known", AccountId::as_str);
    match wanted.is {
        LinkedState::NotPending => match cases.find(|linked| linked.is_pending()) {
            None => Ok(()),
            Some(linked) => {
                let (number, stage) = (&linked.number, &linked.stage);
                let what = format!("{number} ({title}) about account {account} is pending: {stage}");
                Err(Refusal::by(rule, RefusalKind::Guard, what, "Decide that case first."))
            }
        },
        LinkedState::Approved if cases.any(Linked::is_approved) => Ok(()),
        LinkedState::Approved => {
            let what = format!("no approved case ({title}) is about account {account}");
            Err(Refusal::by(
                rule,
                RefusalKind::Guard,
                what,
                "Have the applicant ask for it, and decide that case first.",
            ))
        }
    }
}
