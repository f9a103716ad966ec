//! What is followed up around a decision: settling it, and asking how far it has come (R15, M13).

use super::super::{Case, Event, Refusal, RefusalKind};
use super::draft::Draft;
use super::open::not_in;
use super::{may_work, must_be_open};
use crate::playbook::{FollowUp, FollowUpId, FollowUpState, FollowUpsState, Kind, Phase};
use crate::text::RuleId;

/// Settles one of them, or opens it again.
pub(super) fn settle(
    draft: &mut Draft<'_>,
    id: &FollowUpId,
    state: Option<FollowUpState>,
) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    let known = draft.kind.follow_up(id).ok_or_else(|| {
        let known: Vec<_> = draft.kind.follow_ups.iter().map(|known| known.id.to_string()).collect();
        not_in("follow-up", id.as_str(), draft.kind, &known)
    })?;
    let title = &known.title;
    if known.phase == Phase::After && draft.case.phase(draft.kind) == Phase::Before {
        let what = format!("“{title}” is seen to once the decision was taken");
        return Err(Refusal::by(&known.rule, RefusalKind::Stage, what, "Decide the case first."));
    }
    if known.always && state == Some(FollowUpState::NotApplicable) {
        let what = format!("“{title}” applies to every account");
        return Err(Refusal::by(&known.rule, RefusalKind::Guard, what, "Leave it open until it is done."));
    }
    if draft.case.follow_ups.get(id).map(|settled| settled.state) != state {
        draft.claim_by_working();
        draft.push(Event::FollowUpSettled { follow_up: id.clone(), state });
    }
    Ok(())
}

/// Those that a guard asks for and that are open.
pub(super) fn open<'k>(case: &Case, wanted: FollowUpsState, kind: &'k Kind) -> Vec<&'k FollowUp> {
    let mut open: Vec<_> = case.open_follow_ups(Phase::Before, kind).collect();
    if wanted == FollowUpsState::Done {
        open.extend(case.open_follow_ups(Phase::After, kind));
    }
    open
}

/// Refuses where one of them is open, naming the first and how many more there are.
pub(super) fn must_be_settled(
    rule: &RuleId,
    wanted: FollowUpsState,
    case: &Case,
    kind: &Kind,
) -> Result<(), Refusal> {
    let open = open(case, wanted, kind);
    let Some(first) = open.first() else { return Ok(()) };
    let more = match open.len() {
        1 => String::new(),
        many => format!(", and {} more", many - 1),
    };
    let what = format!("“{}” is open{more}", first.title);
    Err(Refusal::by(rule, RefusalKind::Guard, what, "Have it done, and tick it."))
}

/// The refusal of one that is open.
pub(super) fn is_open(follow_up: &FollowUp) -> Refusal {
    let what = format!("“{}” is open", follow_up.title);
    Refusal::by(&follow_up.rule, RefusalKind::Guard, what, "Have it done, and tick it.")
}
