//! What a person at the desk makes of a case: looks at what came, ticks and refuses, answers, and takes one of the actions
//! that the rules allow. Nobody here knows whether an applicant is honest; they see what the case shows.

use super::dice::Dice;
use crate::case::{Act, CaseNumber, Command, Given, RequirementState, Verdict};
use crate::desk::{ActionView, CaseView};
use crate::playbook::{Action, ActionId, Answer, By, Effect, FollowUpState, Kind, Leads, Outcome, Stage};
use crate::score::{Band, Signal};

const NOTES: &[&str] = &[
    "Name in native spelling, same person as on the card.",
    "Compared with the KYC photo side by side, no doubt.",
    "Glare on the upper edge, still legible.",
    "Called the fraud desk, they know this device from other cases.",
    "Applicant seems to travel; the distance is explained by the earlier logins.",
    "Two accounts from one household, see the other case.",
    "The note's handwriting differs from the last application.",
    "Asked a colleague for a second look.",
];

/// What a look at a case says.
struct Impression {
    /// Something speaks against the applicant.
    doubtful: bool,
    /// Something required has not come, or not as it should be.
    incomplete: bool,
}

/// The findings that a reviewer writes down, one command each.
pub(super) fn findings(view: &CaseView, dice: &mut Dice) -> Vec<Command> {
    let Some(kind) = view.kind() else { return Vec::new() };
    let impression = look(view, kind);
    let mut commands = Vec::new();
    for item in kind.items.iter().filter(|item| !view.case.evidence(&item.id).is_empty()) {
        for requirement in &item.requirements {
            if view.case.verdict(&item.id, &requirement.id).is_some() {
                continue;
            }
            let tested = view.tests.get(&(item.id.clone(), requirement.id.clone()));
            let refused = matches!(tested, Some(RequirementState::Contradicted(_)))
                || dice.chance(if impression.doubtful { 0.03 } else { 0.006 });
            let verdict = Some(if refused { Verdict::Refused } else { Verdict::Ticked });
            let (item, requirement) = (item.id.clone(), requirement.id.clone());
            commands.push(Command::Judge { item, requirement, verdict });
        }
    }
    for check in kind.checks.iter().filter(|check| !view.case.checks.contains_key(&check.id)) {
        if view.case.lacking(check, kind).is_some() {
            continue;
        }
        // What an approval does not need is looked into now and then, and needed by the one action that asks for it.
        if dice.chance(if check.required { 0.95 } else { 0.5 }) {
            let failed = dice.chance(if impression.doubtful { 0.4 } else { 0.008 });
            let answer = Some(if failed { Answer::Failed } else { Answer::Passed });
            commands.push(Command::Answer { check: check.id.clone(), answer });
        }
    }
    commands.extend(triage(view, kind, dice));
    for follow_up in view.case.open_follow_ups(view.case.phase(kind), kind) {
        // People see to it one by one, and some of it later.
        if dice.chance(0.8) {
            let state = if follow_up.always || dice.chance(0.8) {
                FollowUpState::Done
            } else {
                FollowUpState::NotApplicable
            };
            commands.push(Command::FollowUp { follow_up: follow_up.id.clone(), state: Some(state) });
        }
    }
    // A cause that led nowhere is thought over.
    let unsettled = view.case.cause.is_none() || (at_the_beginning(view, kind) && dice.chance(0.6));
    if unsettled && !kind.causes.is_empty() {
        commands.push(Command::NameCause { cause: dice.pick(&kind.causes).id.clone() });
    }
    if dice.chance(0.15) {
        commands.push(Command::Note { text: (*dice.pick::<&str>(NOTES)).to_owned() });
    }
    commands
}

/// The answers of the triage, as they are proposed, or as the reviewer makes them out.
fn triage(view: &CaseView, kind: &Kind, dice: &mut Dice) -> Option<Command> {
    let standing = view.triage.as_ref()?;
    let mut question = kind.question(standing.asked.as_ref()?)?;
    let mut proposed = standing.proposed.as_ref().map(|proposed| proposed.choice.clone());
    let mut answers = Vec::new();
    loop {
        if question.choices.is_empty() {
            return None;
        }
        let choice = proposed.take().and_then(|id| question.choice(&id));
        let choice = choice.unwrap_or_else(|| dice.pick(&question.choices));
        answers.push(Given { question: question.id.clone(), choice: choice.id.clone() });
        match &choice.to {
            Leads::Question(next) => question = kind.question(next)?,
            Leads::Reply(_) | Leads::Action(_) => return Some(Command::Triage { answers }),
        }
    }
}

fn at_the_beginning(view: &CaseView, kind: &Kind) -> bool {
    let first = kind.stages.first().map(|stage| &stage.id);
    view.case.matter.as_ref().map(|matter| &matter.stage) == first
}

/// The action that a reviewer takes, of those that the rules allow; none leaves the case as it stands.
pub(super) fn choice<'v>(view: &'v CaseView, dice: &mut Dice) -> Option<(&'v ActionView, Act)> {
    let kind = view.kind()?;
    let impression = look(view, kind);
    let open: Vec<&ActionView> = view.actions.iter().filter(|action| action.state.is_ok()).collect();
    let led = view.triage.as_ref().and_then(|standing| standing.led.as_ref()?.action.as_ref());
    let inclined = |action: &Action| {
        // Whoever has walked the triage does what it led to.
        let led = led.is_some_and(|led: &ActionId| *led == action.id);
        if led { 40.0 } else { appeal(action, kind, &impression) }
    };
    let mut weights: Vec<f64> = open.iter().map(|action| inclined(&action.action)).collect();
    // Nothing, because something else came between.
    weights.push(0.4);
    let chosen = *open.get(dice.weighted(&weights))?;
    let needs = chosen.state.as_ref().ok()?;
    let number = view.case.matter.as_ref().map(|matter| matter.number.clone());
    let act = Act {
        action: chosen.id().clone(),
        reason: (!needs.reasons.is_empty()).then(|| dice.pick(&needs.reasons).clone()),
        note: (needs.note || dice.chance(0.2)).then(|| (*dice.pick::<&str>(NOTES)).to_owned()),
        confirm: needs.confirm.then_some(number).flatten().as_ref().map(CaseNumber::to_string),
        paragraph: None,
    };
    Some((chosen, act))
}

fn look(view: &CaseView, kind: &Kind) -> Impression {
    let signal = |signal| view.case.signals.get(&signal).map(|value| value.get());
    let band = view.score().map_or(Band::Low, |score| score.band);
    let failed = view.case.checks.values().any(|answer| *answer == Answer::Failed);
    let items = kind.items.iter().filter(|item| item.required);
    let came_short = |item: &crate::playbook::Item| {
        let refused = |state: &crate::case::ItemState| {
            state.verdicts.values().any(|verdict| *verdict == Verdict::Refused)
        };
        view.case.evidence(&item.id).is_empty() || view.case.items.get(&item.id).is_some_and(refused)
    };
    Impression {
        doubtful: band >= Band::High || failed || signal(Signal::FaceMatch).is_some_and(|face| face < 0.9),
        incomplete: items.into_iter().any(came_short),
    }
}

/// How much a reviewer is inclined to an action.
fn appeal(action: &Action, kind: &Kind, impression: &Impression) -> f64 {
    let target = action.to.as_ref().and_then(|to| kind.stage(to));
    let decisive = action.effects.iter().any(|effect| matches!(effect, Effect::Order(_) | Effect::Hold(_)));
    if action.by.contains(&By::Owner) {
        // The owner's to do; somebody at the desk does it only when the owner calls.
        return 0.02;
    }
    match target {
        None => 0.3,
        Some(Stage { end: Some(Outcome::Rejected), .. }) if impression.doubtful => 7.0,
        Some(Stage { end: Some(Outcome::Rejected), .. }) => 0.02,
        Some(Stage { end: Some(Outcome::Closed), .. }) => 0.05,
        Some(Stage { end: Some(Outcome::Approved), .. }) => {
            if impression.doubtful {
                0.3
            } else {
                8.0
            }
        }
        Some(stage) if stage.waits_for_applicant && impression.incomplete => 7.0,
        Some(stage) if stage.waits_for_applicant => 0.2,
        Some(_) if decisive => {
            if impression.doubtful {
                0.3
            } else {
                7.0
            }
        }
        // Handing on, up or back.
        Some(_) if action.note => {
            if impression.doubtful {
                2.5
            } else {
                0.2
            }
        }
        Some(_) => 2.0,
    }
}
