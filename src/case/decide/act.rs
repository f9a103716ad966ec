//! Taking an action of the playbook.

use super::super::{Act, Actor, Case, Event, Facts, Private, Proposal, Refusal, RefusalKind, Said, risk};
use super::draft::Draft;
use super::{claimed_by_another, effect, guard, kind_of, no_other_pending, open, paragraph, parties};
use crate::playbook::{Action, ActionId, By, Effect, Kind, Outcome, Playbook, ReasonId, Role};
use crate::text::RuleId;

/// What an allowed action still wants to be told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Needs {
    /// One of these reasons; empty wants none.
    pub reasons: Vec<ReasonId>,
    /// A note.
    pub note: bool,
    /// The case's number, typed, because it cannot be taken back (C6).
    pub confirm: bool,
    /// A second operator will have to agree (N7).
    pub second_operator: bool,
    /// Nothing, but a paragraph for the applicant would be taken: a letter of the action has a place for one.
    pub paragraph: bool,
}

/// Whether `action` may be taken now, and what it wants to be told. This is what enables a button: the same code runs
/// again when the action is taken.
///
/// # Errors
/// The refusal that stands against it.
pub fn permit(case: &Case, action: &ActionId, facts: &Facts, playbook: &Playbook) -> Result<Needs, Refusal> {
    let kind = kind_of(case, playbook)?;
    let action = known(kind, action)?;
    permitted(case, action, facts, (playbook, kind))?;
    let mut trial = Draft::new(case, facts, playbook, kind);
    parties::find_holder(&mut trial);
    follow(&mut trial, action, action.reasons.first())?;
    Ok(Needs {
        reasons: action.reasons.clone(),
        note: action.note,
        confirm: action.irreversible,
        second_operator: wants_second(case, action, kind) && live_proposal(case, action).is_none(),
        paragraph: takes_paragraph(action, case, (playbook, kind)),
    })
}

fn known<'k>(kind: &'k Kind, action: &ActionId) -> Result<&'k Action, Refusal> {
    kind.action(action).ok_or_else(|| {
        let all: Vec<_> = kind.actions.iter().map(|action| action.id.to_string()).collect();
        open::not_in("action", action.as_str(), kind, &all)
    })
}

pub(super) fn act(draft: &mut Draft<'_>, act: &Act) -> Result<(), Refusal> {
    let action = known(draft.kind, &act.action)?;
    permitted(&draft.case, action, draft.facts, (draft.playbook, draft.kind))?;
    must_be_told(&draft.case, action, act, draft.kind)?;
    let note = act.note.clone().filter(|note| !note.trim().is_empty());
    let mut proposed_by = None;
    let mut paragraph = paragraph_of(draft, action, act.paragraph.as_deref())?;
    if wants_second(&draft.case, action, draft.kind) {
        match live_proposal(&draft.case, action).filter(|proposal| agrees(proposal, act, paragraph.as_ref()))
        {
            None => {
                let (action, reason) = (action.id.clone(), act.reason.clone());
                let silent = note.is_none() && paragraph.is_none();
                let private = if silent { Private::Erased } else { Private::Kept(Said { note, paragraph }) };
                draft.push(Event::Proposed { action, reason, private });
                return Ok(());
            }
            Some(proposal) => {
                if Some(&proposal.by) == draft.facts.actor.operator() {
                    return Err(same_person(action));
                }
                proposed_by = Some(proposal.by.clone());
                // Looked at again: what the record has may have changed since it was proposed.
                paragraph = paragraph_of(draft, action, proposal.paragraph.as_deref())?;
            }
        }
    }
    let Some(from) = draft.case.matter.as_ref().map(|matter| matter.stage.clone()) else { return Ok(()) };
    let to = action.to.clone().unwrap_or_else(|| from.clone());
    let (id, reason) = (action.id.clone(), act.reason.clone());
    let private = note.map_or(Private::Erased, Private::Kept);
    draft.push(Event::Acted { action: id, from, to, reason, proposed_by, private });
    draft.paragraph = paragraph;
    follow(draft, action, act.reason.as_ref())
}

/// Whether a letter of the action has a place for the reviewer's paragraph, and goes to somebody who gets it.
fn takes_paragraph(action: &Action, case: &Case, (playbook, kind): (&Playbook, &Kind)) -> bool {
    action.effects.iter().any(|effect| match effect {
        Effect::Letter(letter) | Effect::Announce(letter) => playbook.written.takes_paragraph(letter),
        Effect::Reply(_) => {
            case.triage.reply(kind).is_some_and(|letter| playbook.written.takes_paragraph(letter))
        }
        Effect::TellHolder(letter) => {
            playbook.letters.get(letter).is_some_and(|letter| letter.paragraph_to_all)
        }
        _ => false,
    })
}

/// The paragraph as it may go out; none where none was written.
fn paragraph_of(draft: &Draft<'_>, action: &Action, text: Option<&str>) -> Result<Option<String>, Refusal> {
    let text = text.map(|text| paragraph::fit(draft, text)).transpose()?.flatten();
    if text.is_some() && !takes_paragraph(action, &draft.case, (draft.playbook, draft.kind)) {
        return Err(paragraph::no_place(&action.title));
    }
    Ok(text)
}

/// Who agrees agrees to the whole of a proposal: with another reason or other words it is another proposal. Saying nothing of
/// words is agreeing to those of the proposal.
fn agrees(proposal: &Proposal, act: &Act, paragraph: Option<&String>) -> bool {
    let words = act.paragraph.is_none() || proposal.paragraph.as_ref() == paragraph;
    proposal.reason == act.reason && words
}

/// The effects; one that cannot be had stands against the action, whose rule the refusal then names.
fn follow(draft: &mut Draft<'_>, action: &Action, reason: Option<&ReasonId>) -> Result<(), Refusal> {
    effect::carry_out(draft, &action.effects, reason).map_err(|refusal| match refusal.kind {
        RefusalKind::Guard if refusal.rule.is_none() => Refusal { rule: first_rule(action), ..refusal },
        _ => refusal,
    })
}

/// After evidence arrived: the first action that the playbook lets an arrival set off.
pub(super) fn by_arrival(draft: &mut Draft<'_>) {
    let wanted = draft
        .kind
        .actions
        .iter()
        .filter(|action| action.by.contains(&By::Applicant))
        .map(|action| &action.id);
    for action in wanted {
        let mut trial = Draft::new(&draft.case, draft.facts, draft.playbook, draft.kind);
        if act(&mut trial, &Act::plain(action.clone())).is_ok() {
            for event in trial.into_events() {
                draft.push(event);
            }
            return;
        }
    }
}

fn permitted(
    case: &Case,
    action: &Action,
    facts: &Facts,
    (playbook, kind): (&Playbook, &Kind),
) -> Result<(), Refusal> {
    must_have_the_role(action, facts)?;
    if let Some(into) = case.merged_into {
        let what = format!("this case was merged into case {}", into.0);
        return Err(Refusal::plain(RefusalKind::Stage, what, "Work on that one, or undo the merge."));
    }
    let stage = case.matter.as_ref().map(|matter| &matter.stage);
    if !stage.is_some_and(|stage| action.from.contains(stage)) {
        let titles: Vec<_> =
            action.from.iter().filter_map(|id| kind.stage(id)).map(|stage| stage.title.as_str()).collect();
        let here = stage.and_then(|id| kind.stage(id)).map_or("nowhere", |stage| stage.title.as_str());
        let what = format!("“{}” cannot be done while the case is at “{here}”", action.title);
        let remedy = format!("It can be done at: {}.", titles.join(", "));
        return Err(Refusal { kind: RefusalKind::Stage, rule: first_rule(action), what, remedy });
    }
    if let (Actor::Operator(operator, _), Some(lease)) = (&facts.actor, case.live_lease(facts.now))
        && lease.operator != *operator
    {
        return Err(claimed_by_another(&lease.operator, lease.until));
    }
    must_be_decided_by_a_person(action, facts, kind)?;
    must_be_looked_at_by_another(case, action, facts, kind)?;
    must_leave_one_pending(case, action, facts, kind)?;
    action.guards.iter().try_for_each(|guarded| guard::must_hold(guarded, case, facts, (playbook, kind)))
}

fn must_have_the_role(action: &Action, facts: &Facts) -> Result<(), Refusal> {
    if !action.by.contains(&facts.actor.by()) {
        let what = format!("“{}” is not for {} to do", action.title, sort_of(&facts.actor));
        return Err(Refusal {
            kind: RefusalKind::Role,
            rule: first_rule(action),
            what,
            remedy: "Nothing to do.".into(),
        });
    }
    match &facts.actor {
        Actor::Operator(operator, role) if *role < action.role || *role == Role::Auditor => {
            let what = format!("“{}” needs a {}; {operator} is {role}", action.title, action.role);
            Err(Refusal {
                kind: RefusalKind::Role,
                rule: first_rule(action),
                what,
                remedy: format!("Ask a {}.", action.role),
            })
        }
        _ => Ok(()),
    }
}

fn sort_of(actor: &Actor) -> &'static str {
    match actor {
        Actor::Operator(..) => "a person at the desk",
        Actor::Timer | Actor::Post => "the desk by itself",
        Actor::Owner => "the account's owner",
        Actor::Applicant => "the applicant",
    }
}

/// N3 holds whatever a playbook says: only a person turns somebody down for good.
fn must_be_decided_by_a_person(action: &Action, facts: &Facts, kind: &Kind) -> Result<(), Refusal> {
    let end = action.to.as_ref().and_then(|to| kind.stage(to)).and_then(|stage| stage.end);
    if end != Some(Outcome::Rejected) || facts.actor.operator().is_some() {
        return Ok(());
    }
    let rule = RuleId::new("N3").ok();
    let what = format!("“{}” turns the applicant down, which a person must decide", action.title);
    Err(Refusal { kind: RefusalKind::Role, rule, what, remedy: "Leave it to a reviewer.".into() })
}

/// N3 again: a decision that is contested is looked at by somebody who did not make it, from the reopening on.
fn must_be_looked_at_by_another(
    case: &Case,
    action: &Action,
    facts: &Facts,
    kind: &Kind,
) -> Result<(), Refusal> {
    // What is decided anew, and what opens an ended case for it. Other steps between the two are anybody's.
    let again = case.outcome(kind).is_some()
        || action.to.as_ref().is_some_and(|to| kind.decides_against_somebody(&action.id, to));
    match facts.actor.operator() {
        Some(operator) if again && case.decided_against_by.contains(operator) => {
            let what = format!("{operator} made the decision that is contested");
            let rule = RuleId::new("N3").ok();
            Err(Refusal { kind: RefusalKind::Role, rule, what, remedy: "Somebody else must decide.".into() })
        }
        _ => Ok(()),
    }
}

/// Where a further ticket joins the pending case (R21), no action makes a second one pending beside it.
fn must_leave_one_pending(case: &Case, action: &Action, facts: &Facts, kind: &Kind) -> Result<(), Refusal> {
    let end = action.to.as_ref().and_then(|to| kind.stage(to)).and_then(|stage| stage.end);
    if case.outcome(kind).is_none() || action.to.is_none() || end.is_some() {
        return Ok(());
    }
    no_other_pending(facts, kind)
}

fn must_be_told(case: &Case, action: &Action, act: &Act, kind: &Kind) -> Result<(), Refusal> {
    let missing = |what: String, remedy: String| Refusal {
        kind: RefusalKind::Missing,
        rule: first_rule(action),
        what,
        remedy,
    };
    let listed = || action.reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match &act.reason {
        None if !action.reasons.is_empty() => {
            let what = format!("“{}” needs a reason", action.title);
            return Err(missing(what, format!("Give one of: {}.", listed())));
        }
        Some(reason) if !action.reasons.contains(reason) || kind.reason(reason).is_none() => {
            let what = format!("{reason} is no reason for “{}”", action.title);
            let remedy = if action.reasons.is_empty() {
                "Leave the reason out.".into()
            } else {
                format!("Give one of: {}.", listed())
            };
            return Err(missing(what, remedy));
        }
        _ => {}
    }
    if action.note && act.note.as_ref().is_none_or(|note| note.trim().is_empty()) {
        return Err(missing(format!("“{}” needs a note", action.title), "Write why.".to_owned()));
    }
    let number = case.matter.as_ref().map(|matter| matter.number.as_str());
    if action.irreversible && act.confirm.as_deref().map(str::trim) != number {
        let what = format!("“{}” cannot be taken back", action.title);
        return Err(missing(
            what,
            format!("Type the case's number, {}, to confirm.", number.unwrap_or_default()),
        ));
    }
    Ok(())
}

fn first_rule(action: &Action) -> Option<RuleId> {
    action.rules.first().cloned()
}

fn wants_second(case: &Case, action: &Action, kind: &Kind) -> bool {
    action.second_operator_from.is_some_and(|from| risk(case, kind).is_some_and(|score| score.band >= from))
}

/// The proposal of this very action, if the evidence still stands as it stood then (N7).
fn live_proposal<'c>(case: &'c Case, action: &Action) -> Option<&'c super::super::Proposal> {
    case.proposal.as_ref().filter(|proposal| {
        proposal.action == action.id && proposal.evidence_revision == case.evidence_revision
    })
}

fn same_person(action: &Action) -> Refusal {
    let what = format!("“{}” needs a second person, and you proposed it", action.title);
    Refusal {
        kind: RefusalKind::SecondOperator,
        rule: RuleId::new("N7").ok(),
        what,
        remedy: "Another operator must agree.".into(),
    }
}
