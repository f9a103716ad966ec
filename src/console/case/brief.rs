//! The case in a few lines at the top: what it is, what speaks against it, what for it, and what is still open.

use super::accounts;
use super::checklist::{ItemStanding, standing};
use super::clock;
use super::open::open_stops;
use super::scene::{Row, Scene};
use super::stop::Stop;
use super::waterfall;
use crate::case::{Actor, Refusal, RefusalKind, RequirementState, Verdict};
use crate::console::format;
use crate::console::sheet::Tone;
use crate::desk::{ActionView, TimelineRow};
use crate::identity::Agreement;
use crate::playbook::{Answer, Check, Guard, Guarded, Item, Outcome, Which};
use crate::score;
use crate::text::{Clean, RuleId};
use std::cmp::Ordering;

/// Width of the words before each line.
const LABEL: usize = 9;
/// From this width on the strip names the rules of weights; below it, the waterfall does.
const WITH_RULES: usize = 100;

/// The two lines that say what the case is.
pub fn title(scene: &Scene<'_>) -> Vec<Row> {
    let Some(matter) = scene.matter() else { return Vec::new() };
    let stage = scene.kind.stage(&matter.stage);
    let stage_title = stage.map_or(matter.stage.as_str(), |stage| stage.title.as_str());
    let mut first = Row::new()
        .put(Tone::Strong, &format!("{}  ", matter.number))
        .put(Tone::Accent, stage_title)
        .put(Tone::Dim, &format!("  {} · {}", scene.kind.title, scene.view.playbook.title));
    if let Some(score) = scene.view.score() {
        let bar = format::risk_bar(score.risk.get());
        let words = format!("{} {} {}", bar, score.band, score.risk);
        first = first.right(Tone::Band(score.band), &words);
    }
    let mut second = Row::new();
    let (tone, due) = clock::due(scene);
    second = second.put(tone, &due);
    if let Some(at) = scene.view.due {
        second = second.put(Tone::Dim, &format!(" ({})", clock::stamp(at)));
    }
    second = match scene.case().live_lease(scene.now) {
        Some(lease) => {
            let left = format::span(lease.until - scene.now);
            let others = scene.view.actions.iter().any(|action| {
                action.state.as_ref().is_err_and(|refusal| refusal.kind == RefusalKind::Claimed)
            });
            let words = format!(" · claimed by {} for {left}", lease.operator);
            second.put(if others { Tone::Warn } else { Tone::Plain }, &words)
        }
        None => second.put(Tone::Dim, " · unclaimed"),
    };
    second = second.put(Tone::Dim, &format!(" · ticket {} of {}", matter.reference, matter.application_day));
    let mut rows = vec![first, second];
    rows.extend(notice(scene));
    rows.extend(linked(scene));
    rows
}

/// The first open case about the same accounts: whoever decides this one should know of it.
fn linked(scene: &Scene<'_>) -> Option<Row> {
    let mut open = scene.view.related.iter().filter(|related| related.linked.outcome.is_none());
    let first = open.next()?;
    let linked = &first.linked;
    let claimed = first.claimed.as_ref().filter(|(_, until)| *until > scene.now);
    let who = claimed.map(|(operator, _)| format!(" · {operator}")).unwrap_or_default();
    let more = match open.count() {
        0 => String::new(),
        more => format!(" +{more}"),
    };
    let row = Row::new()
        .put(Tone::Accent, &format!("↗ {}", linked.number))
        .put(Tone::Plain, &format!("  {}: {} · {}{who}{more}", first.title, first.about, linked.stage));
    Some(row.right(Tone::Accent, "R linked"))
}

/// What everybody who opens the case must know before anything else.
fn notice(scene: &Scene<'_>) -> Option<Row> {
    let case = scene.case();
    let (tone, text) = if let Some(failed) = failed_order(scene) {
        (Tone::Bad, failed)
    } else if let Some(into) = case.merged_into {
        (Tone::Warn, format!("⚠ merged into case {}: work on that one", into.0))
    } else if let Some(proposal) = &case.proposal {
        let action = scene.kind.action(&proposal.action);
        let title = action.map_or(proposal.action.as_str(), |action| action.title.as_str());
        let stands = proposal.evidence_revision == case.evidence_revision;
        let then = if stands { "a second person must agree" } else { "the evidence has changed since: void" };
        let reason = proposal.reason.as_ref().and_then(|id| scene.kind.reason(id));
        let reason = reason.map(|reason| format!(" ({})", reason.title)).unwrap_or_default();
        (Tone::Warn, format!("⚠ {} proposed “{title}”{reason}: {then} (N7)", proposal.by))
    } else if let Some(outcome) = case.outcome(scene.kind) {
        let reason = case.reason.as_ref().and_then(|id| scene.kind.reason(id));
        let reason = reason.map(|reason| format!(": {}", reason.title)).unwrap_or_default();
        (Tone::Strong, format!("ended: {}{reason}", outcome.as_str()))
    } else if let Some(until) = case.snoozed_until.filter(|until| *until > scene.now) {
        (Tone::Warn, format!("⚠ put off until {}", clock::stamp(until)))
    } else if let Some(since) = case.desk_reminded {
        let soon = scene.view.due.map(|due| format!(": due {}", format::instant(due, scene.now)));
        (Tone::Warn, format!("! reminder of {}{}", clock::stamp(since), soon.unwrap_or_default()))
    } else {
        return None;
    };
    Some(Row::new().put(tone, &text))
}

/// An order that failed and that nobody has dealt with: whatever else the case is, this comes first (R13).
fn failed_order(scene: &Scene<'_>) -> Option<String> {
    scene.case().failed_since?;
    let orders: Vec<_> = scene.case().failed_orders().collect();
    let first = orders.first()?;
    let more = if orders.len() > 1 { format!(" and {} more", orders.len() - 1) } else { String::new() };
    Some(format!("⚠ {} {}{more}: see to it and note what was done", first.name, first.state.as_str()))
}

/// What speaks against, what for, and what is open: one line each.
pub fn strip(scene: &Scene<'_>) -> Vec<Row> {
    let score = scene.view.score();
    let (against, in_favour) = (against(scene, score.as_ref()), in_favour(scene, score.as_ref()));
    vec![
        line(scene, ("✘ AGAINST", Tone::Bad), against, "nothing so far"),
        line(scene, ("✔ FOR", Tone::Good), in_favour, "nothing so far"),
        open_line(scene),
    ]
}

/// One line: the label, then as many points as there is room for, the last perhaps cut, then how many more there are.
fn line(scene: &Scene<'_>, (label, tone): (&str, Tone), points: Vec<String>, none: &str) -> Row {
    const MORE: usize = 4;
    const LEAST: usize = 16;
    let mut row = Row::new().clean(tone, Clean::line(label).pad(LABEL)).put(Tone::Plain, "  ");
    if points.is_empty() {
        return row.put(Tone::Dim, none);
    }
    let mut room = scene.width.saturating_sub(LABEL + 2);
    let count = points.len();
    for (index, point) in points.into_iter().enumerate() {
        let gap = if index == 0 { 0 } else { 3 };
        let more = if index + 1 == count { 0 } else { MORE };
        if index > 0 && room < gap + LEAST + more {
            return row.put(Tone::Dim, &format!(" +{}", count - index));
        }
        if index > 0 {
            row = row.put(Tone::Dim, " · ");
        }
        let point = Clean::line(&point).fit(room.saturating_sub(gap + more));
        room = room.saturating_sub(gap + point.width());
        row = row.clean(Tone::Plain, point);
    }
    row
}

/// What no weight can outweigh first, then the factors by what they weigh.
fn against(scene: &Scene<'_>, score: Option<&score::Score<'_>>) -> Vec<String> {
    let failed = |check: &&Check| scene.case().checks.get(&check.id) == Some(&Answer::Failed);
    let failed = scene.kind.checks.iter().filter(failed);
    let failed = failed.map(|check| format!("failed: {} ({})", check.title, check.rule));
    let mut points: Vec<String> =
        owner_wrote(scene).into_iter().chain(unknown_account(scene)).chain(failed).collect();
    let items = faults(scene);
    for (_, refusal) in on_record(scene) {
        // What stands there already need not be told twice.
        if !points.iter().chain(&items).any(|point| point.contains(&refusal.what)) {
            let rule = refusal.rule.as_ref().map(|rule| format!(" ({rule})")).unwrap_or_default();
            points.push(format!("{}{rule}", refusal.what));
        }
    }
    points.extend(items);
    let differing = scene.view.comparison.iter().filter(|field| field.agreement == Agreement::Different);
    // In an appeal the address is new by rule, and a new phone is what it is about.
    let differing = differing.filter(|field| !accounts::is_contact(field));
    points.extend(differing.map(|field| format!("{} ≠", field.field)));
    points.extend(weighty(scene, score, |row| row.weight.get() > 0.0));
    points
}

/// Items that have not come, and requirements that a test contradicts or a reviewer refused.
fn faults(scene: &Scene<'_>) -> Vec<String> {
    let mut points = Vec::new();
    for item in &scene.kind.items {
        if item.required && standing(scene, item) == ItemStanding::Absent {
            points.push(format!("no {} ({})", item.title, item.rule));
        }
        for requirement in &item.requirements {
            let key = (item.id.clone(), requirement.id.clone());
            match (scene.view.tests.get(&key), scene.case().verdict(&item.id, &requirement.id)) {
                (Some(RequirementState::Contradicted(why)), _) => {
                    points.push(format!("{}: {why} ({})", item.title, requirement.rule));
                }
                (_, Some(Verdict::Refused)) => {
                    points
                        .push(format!("{}: not “{}” ({})", item.title, requirement.title, requirement.rule));
                }
                _ => {}
            }
        }
    }
    points
}

/// What on record stands against the actions that lead this case on, each with the action's title. An action that is meant
/// for another cause or another trouble is not one of them, nor is one that turns the applicant down.
fn on_record<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = (&'s str, &'s Refusal)> {
    let leads_on = |view: &&ActionView| {
        let end = view.action.to.as_ref().and_then(|to| scene.kind.stage(to)).map(|stage| stage.end);
        let for_other_cause = |guarded: &Guarded| match &guarded.must {
            Guard::CauseIs(causes) => scene.case().cause.as_ref().is_none_or(|cause| !causes.contains(cause)),
            Guard::Answered(wanted) => {
                let given = scene.case().triage.answer(&wanted.question);
                given.is_none_or(|given| !wanted.is.contains(given))
            }
            _ => false,
        };
        matches!(end, Some(None | Some(Outcome::Approved))) && !view.action.guards.iter().any(for_other_cause)
    };
    scene.view.actions.iter().filter(leads_on).flat_map(|view| {
        let on_record = view.obstacles.iter().filter(|obstacle| obstacle.on_record);
        on_record.map(|obstacle| (view.action.title.as_str(), &obstacle.refusal))
    })
}

/// That the registry does not know the account that asks: nothing can be held against it.
fn unknown_account(scene: &Scene<'_>) -> Option<String> {
    let known = scene.view.accounts.iter().any(|account| account.which == Which::Claimant);
    let claimant = &scene.matter().filter(|_| !known)?.claimant;
    Some(format!("account {claimant} is not in the registry"))
}

/// What the account's registered owner wrote and nobody has read yet: the newest of it, and when (R14).
fn owner_wrote(scene: &Scene<'_>) -> Option<String> {
    let since = scene.case().owner_unread?;
    let wrote = |row: &&TimelineRow| {
        row.event == "message_received" && row.actor == Actor::Owner.log_name() && row.at >= since
    };
    let mut unread = scene.view.timeline.iter().filter(wrote);
    let newest = unread.next();
    let (at, text) = newest.map_or((since, "…"), |row| (row.at, row.text.as_str()));
    let text = text.strip_prefix("message: ").unwrap_or(text);
    let more = unread.count();
    let more = if more > 0 { format!(" (and {more} before)") } else { String::new() };
    Some(format!("‼ the registered owner wrote {}{more}: {text}", format::instant(at, scene.now)))
}

fn in_favour(scene: &Scene<'_>, score: Option<&score::Score<'_>>) -> Vec<String> {
    let mut points = weighty(scene, score, |row| row.weight.get() < 0.0);
    let passed: Vec<_> = scene
        .kind
        .checks
        .iter()
        .filter(|check| scene.case().checks.get(&check.id) == Some(&Answer::Passed))
        .map(|check| format!("passed: {} ({})", check.title, check.rule))
        .collect();
    points.extend(passed);
    let equal = scene.view.comparison.iter().filter(|field| field.agreement == Agreement::Equal).count();
    if equal > 0 {
        points.push(format!("{equal} of {} fields equal", scene.view.comparison.len()));
    }
    points
}

/// The factors that weigh so, the heaviest first.
fn weighty(
    scene: &Scene<'_>,
    score: Option<&score::Score<'_>>,
    wanted: impl Fn(&score::Row<'_>) -> bool,
) -> Vec<String> {
    let Some(score) = score else { return Vec::new() };
    let mut rows: Vec<_> = score.rows.iter().filter(|row| wanted(row)).collect();
    rows.sort_by(|a, b| b.weight.get().abs().partial_cmp(&a.weight.get().abs()).unwrap_or(Ordering::Equal));
    rows.into_iter()
        .map(|row| {
            let rule = row.factor.rule.as_ref().filter(|_| scene.width >= WITH_RULES);
            let rule = rule.map(|rule| format!(" ({rule})")).unwrap_or_default();
            format!("{} {} {}{rule}", row.weight, row.factor.title, waterfall::reading(row))
        })
        .collect()
}

fn open_line(scene: &Scene<'_>) -> Row {
    let stops = open_stops(scene);
    let count = |wanted: fn(&Stop) -> bool| stops.iter().filter(|stop| wanted(stop)).count();
    let requirements = count(|stop| matches!(stop, Stop::Requirement(..)));
    let checks = count(|stop| matches!(stop, Stop::Check(_)));
    let ended = scene.case().outcome(scene.kind).is_some();
    let absent = |item: &&Item| item.required && scene.case().evidence(&item.id).is_empty();
    let missing = scene.kind.items.iter().filter(absent).count();
    let mut parts = Vec::new();
    if missing > 0 && !ended {
        parts.push(format!("{} to come", plural(missing, "item")));
    }
    if requirements > 0 {
        parts.push(plural(requirements, "requirement"));
    }
    if checks > 0 {
        parts.push(plural(checks, "check"));
    }
    let follow_ups = count(|stop| matches!(stop, Stop::FollowUp(_)));
    if follow_ups > 0 {
        parts.push(plural(follow_ups, "follow-up"));
    }
    if stops.iter().any(|stop| matches!(stop, Stop::Cause(_))) {
        parts.push("the cause".to_owned());
    }
    if stops.iter().any(|stop| matches!(stop, Stop::Choice(..))) {
        parts.insert(0, "the triage".to_owned());
    }
    if stops.iter().any(|stop| matches!(stop, Stop::Ticket(_))) {
        parts.push("who applies".to_owned());
    }
    if stops.iter().any(|stop| matches!(stop, Stop::Holder(_))) {
        parts.push("which account".to_owned());
    }
    let (tone, label) = if parts.is_empty() { (Tone::Good, "✔ OPEN") } else { (Tone::Open, "○ OPEN") };
    let row = Row::new().clean(tone, Clean::line(label).pad(LABEL)).put(Tone::Plain, "  ");
    if parts.is_empty() {
        let stands = on_record(scene).next().filter(|_| !ended);
        return match stands.map(|(title, refusal)| (title, refusal.rule.as_ref().map_or("✕", RuleId::as_str)))
        {
            Some((title, rule)) => {
                row.put(Tone::Bad, &format!("nothing, but {rule} stands against “{title}”"))
            }
            None if ended => row.put(Tone::Dim, "nothing: the case has ended"),
            None => row.put(Tone::Dim, "nothing: decide"),
        };
    }
    let row = row.put(Tone::Plain, &parts.join(" · "));
    if stops.is_empty() {
        return row;
    }
    if stops.iter().all(|stop| matches!(stop, Stop::Choice(..))) {
        return row.put(Tone::Accent, "   space").put(Tone::Dim, " gives the answer that the cursor is on");
    }
    row.put(Tone::Accent, "   n")
        .put(Tone::Dim, " next")
        .put(Tone::Accent, "   A")
        .put(Tone::Dim, " accept what no test contradicts")
}

/// A number of things in words.
pub fn plural(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}
