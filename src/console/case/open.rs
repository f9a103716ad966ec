//! What still wants a verdict, and what of it can be accepted at once.

use super::scene::Scene;
use super::stop::Stop;
use super::triage;
use crate::case::{Command, RequirementState, Verdict};
use crate::playbook::{Answer, Item};
use std::collections::BTreeSet;

/// Everything that wants a verdict: open requirements of items that came, open checks that an approval needs, what is to be
/// followed up now, the cause where the kind knows causes and none is named, and the question of the triage that is asked.
pub fn open_stops(scene: &Scene<'_>) -> Vec<Stop> {
    let case = scene.case();
    if case.outcome(scene.kind).is_some() {
        return Vec::new();
    }
    let walking = triage::first_stop(scene).filter(|stop| matches!(stop, Stop::Choice(..)));
    let came = scene.kind.items.iter().filter(|item| !case.evidence(&item.id).is_empty());
    let mut stops: Vec<Stop> = came
        .flat_map(|item| item.requirements.iter().map(move |requirement| (item, requirement)))
        .filter(|(item, requirement)| case.verdict(&item.id, &requirement.id).is_none())
        .map(|(item, requirement)| Stop::Requirement(item.id.clone(), requirement.id.clone()))
        .collect();
    let checks =
        scene.kind.checks.iter().filter(|check| check.required && !case.checks.contains_key(&check.id));
    stops.extend(checks.map(|check| Stop::Check(check.id.clone())));
    let follow_ups = case.open_follow_ups(case.phase(scene.kind), scene.kind);
    stops.extend(follow_ups.map(|follow_up| Stop::FollowUp(follow_up.id.clone())));
    if case.cause.is_none()
        && let Some(cause) = scene.kind.causes.first()
    {
        stops.push(Stop::Cause(cause.id.clone()));
    }
    stops.extend(who_is_who(scene));
    stops.extend(walking);
    stops
}

/// What a person must say of who is who: the applicant among several senders, the account among several holders.
fn who_is_who(scene: &Scene<'_>) -> Vec<Stop> {
    let tickets = &scene.case().tickets;
    let ticket = tickets.chosen().filter(|_| tickets.is_unsettled());
    let none_yet = scene.matter().is_some_and(|matter| matter.holder.is_none());
    let holder = scene.view.holders.first().filter(|_| none_yet && scene.view.holders.len() > 1);
    let ticket = ticket.map(|ticket| Stop::Ticket(ticket.reference.clone()));
    ticket.into_iter().chain(holder.cloned().map(Stop::Holder)).collect()
}

/// The next thing that wants a verdict after `from`, round and round.
pub fn next_open(scene: &Scene<'_>, order: &[Stop], from: Option<&Stop>) -> Option<Stop> {
    let open: BTreeSet<Stop> = open_stops(scene).into_iter().collect();
    let start = from.and_then(|from| order.iter().position(|stop| stop == from)).map_or(0, |index| index + 1);
    order.iter().skip(start).chain(order.iter().take(start)).find(|stop| open.contains(stop)).cloned()
}

/// One thing that accepting everything would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where it shows.
    pub stop: Stop,
    /// Its title: the item and the requirement, or the check.
    pub title: String,
    /// The rule behind it.
    pub rule: String,
    /// What it would ask of the desk.
    pub command: Command,
    /// Whether a machine's test confirms it; otherwise it rests on the reviewer's word alone.
    pub confirmed: bool,
}

/// What accepting everything open would do, and what it leaves because a machine's test contradicts it or because what it
/// is judged by has not come.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Single judgements, in the order of the screen.
    pub steps: Vec<Step>,
    /// Titles left open, each with why.
    pub left: Vec<(String, String)>,
    /// How many files there are to look at, and how many more the institution keeps elsewhere.
    pub files: (usize, usize),
}

/// Plans to accept everything open that no machine's test contradicts. Each step is a judgement of its own, which the desk
/// may refuse: nothing here goes past a guard.
pub fn accept_all(scene: &Scene<'_>) -> Plan {
    let counting = || scene.view.evidence.iter().filter(|file| !file.set_aside);
    let here = counting().filter(|file| file.path.is_some()).count();
    let mut plan = Plan { files: (here, counting().count() - here), ..Plan::default() };
    for stop in open_stops(scene) {
        match &stop {
            Stop::Requirement(item, _) => {
                if let Some(item) = scene.kind.item(item) {
                    requirement_step(scene, item, &stop, &mut plan);
                }
            }
            Stop::Check(id) => {
                let Some(check) = scene.kind.check(id) else { continue };
                let (title, rule) = (check.title.clone(), check.rule.to_string());
                if let Some(item) = scene.case().lacking(check, scene.kind) {
                    plan.left.push((title, format!("{} has not come", item.title)));
                    continue;
                }
                let command = Command::Answer { check: id.clone(), answer: Some(Answer::Passed) };
                plan.steps.push(Step { stop, title, rule, command, confirmed: false });
            }
            _ => {}
        }
    }
    plan
}

/// Plans to tick every open requirement of one item that no machine's test contradicts.
pub fn accept_item(scene: &Scene<'_>, item: &Item) -> Plan {
    let mut plan = Plan::default();
    for stop in open_stops(scene) {
        if matches!(&stop, Stop::Requirement(of, _) if *of == item.id) {
            requirement_step(scene, item, &stop, &mut plan);
        }
    }
    plan
}

fn requirement_step(scene: &Scene<'_>, item: &Item, stop: &Stop, plan: &mut Plan) {
    let Stop::Requirement(_, id) = stop else { return };
    let Some(requirement) = item.requirements.iter().find(|known| known.id == *id) else { return };
    let title = format!("{}: {}", item.title, requirement.title);
    match scene.view.tests.get(&(item.id.clone(), id.clone())) {
        Some(RequirementState::Contradicted(why)) => plan.left.push((title, why.clone())),
        state => {
            let (rule, confirmed) = (requirement.rule.to_string(), state == Some(&RequirementState::Holds));
            let command = Command::Judge {
                item: item.id.clone(),
                requirement: id.clone(),
                verdict: Some(Verdict::Ticked),
            };
            plan.steps.push(Step { stop: stop.clone(), title, rule, command, confirmed });
        }
    }
}
