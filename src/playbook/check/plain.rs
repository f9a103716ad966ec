//! What can be judged where it stands: calendar, regions, titles, prefixes, clocks.

use super::{Check, Of, Path};
use crate::playbook::{Budget, Calendar, Kind, Playbook};
use std::collections::BTreeMap;

const MOST_DAYS: u32 = 366;
const MOST_MINUTES: u32 = 24 * 60;

pub(super) fn check(check: &mut Check<'_>, playbook: &Playbook) {
    titled(check, &Path::of("title"), &playbook.title);
    calendar(check, &playbook.calendar);
    regions(check, playbook);
    if playbook.kinds.is_empty() {
        let remedy = "Add a kind: `[kind.recovery]`.";
        check.fault(&Path::of("kind"), "the playbook has no kind of case", remedy);
    }
    between_kinds(check, playbook);
    for (id, kind) in &playbook.kinds {
        let of = Of { id, kind, path: Path::of("kind").key(id.as_str()) };
        self::kind(check, &of);
    }
}

fn titled(check: &mut Check<'_>, path: &Path, text: &str) {
    if text.trim().is_empty() {
        check.fault(path, "there is no text", "Write what people shall read here.");
    } else if text.chars().any(char::is_control) {
        check.fault(path, "the text holds a control character", "Write it in one line of plain text.");
    }
}

fn calendar(check: &mut Check<'_>, calendar: &Calendar) {
    let path = Path::of("calendar");
    let weekend = path.key("weekend");
    let mut days = calendar.weekend.clone();
    days.sort_by_key(|day| *day as u8);
    days.dedup();
    if days.len() == 7 {
        let what = "all seven days are weekend, so nothing would ever fall due";
        check.fault(&weekend, what, "Leave at least one day for business.");
    } else if days.len() < calendar.weekend.len() {
        check.fault(&weekend, "a day stands here twice", "Name each day once.");
    }
    if !(-720..=840).contains(&calendar.utc_offset_minutes) {
        let what = format!("there is no zone {} minutes from UTC", calendar.utc_offset_minutes);
        check.fault(&path.key("utc_offset_minutes"), what, "Write -720 to 840 minutes east of UTC.");
    }
}

fn regions(check: &mut Check<'_>, playbook: &Playbook) {
    let lists = [("high_risk", &playbook.regions.high_risk), ("restricted", &playbook.regions.restricted)];
    for (key, list) in lists {
        for (index, country) in list.iter().enumerate() {
            if country.len() != 2 || !country.bytes().all(|b| b.is_ascii_uppercase()) {
                let what = format!("{country:?} is no country code");
                let remedy = "Write two capital letters, as ISO 3166 does: `KP`.";
                check.fault(&Path::of("regions").item(key, index), what, remedy);
            }
        }
    }
}

/// What no two kinds may share.
fn between_kinds(check: &mut Check<'_>, playbook: &Playbook) {
    let mut prefixes = BTreeMap::new();
    let mut categories = BTreeMap::new();
    let mut opens = None;
    for (id, kind) in &playbook.kinds {
        let path = Path::of("kind").key(id.as_str());
        if let Some(other) = prefixes.insert(&kind.prefix, id) {
            let what = format!("`{}` is the prefix of `{other}` too", kind.prefix);
            check.fault(&path.key("prefix"), what, "Give each kind a prefix of its own.");
        }
        for (index, category) in kind.categories.iter().enumerate() {
            if let Some(other) = categories.insert(category.to_lowercase(), id) {
                let what = format!("the category {category:?} means `{other}` too");
                check.fault(&path.item("categories", index), what, "Let a category mean one kind, once.");
            }
        }
        if kind.opens_on_held_identity.is_some()
            && let Some(other) = opens.replace(id)
        {
            let what = format!("a held identity opens `{other}` too");
            check.fault(&path.key("opens_on_held_identity"), what, "Let it open one kind.");
        }
    }
}

fn kind(check: &mut Check<'_>, of: &Of<'_>) {
    let Of { kind, path, .. } = of;
    titled(check, &path.key("title"), &kind.title);
    titled(check, &path.key("queue"), &kind.queue);
    if !(2..=3).contains(&kind.prefix.len()) || !kind.prefix.bytes().all(|b| b.is_ascii_uppercase()) {
        let what = format!("{:?} cannot begin a case's number", kind.prefix);
        check.fault(&path.key("prefix"), what, "Write two or three capital letters: `RC`.");
    }
    if !(1..=MOST_MINUTES).contains(&kind.lease_minutes) {
        let what = format!("a claim cannot last {} minutes", kind.lease_minutes);
        check.fault(&path.key("lease_minutes"), what, "Write 1 to 1440 minutes.");
    }
    if kind.holder.is_none() {
        let claims =
            [("opens_on_held_identity", &kind.opens_on_held_identity), ("partial_only", &kind.partial_only)];
        for (key, _) in claims.into_iter().filter(|(_, rule)| rule.is_some()) {
            let what = format!("`{key}` speaks of a holder, but cases of this kind have none");
            check.fault(&path.key(key), what, "Add `holder` with its rule, or leave this out.");
        }
    }
    clocks(check, path, kind);
    texts(check, path, kind);
}

/// A budget of a length that makes sense.
fn length(check: &mut Check<'_>, path: &Path, budget: Budget) {
    let (length, most, unit) = match budget {
        Budget::Hours(hours) => (hours, MOST_DAYS * 24, "hours"),
        Budget::BusinessDays(days) => (days, MOST_DAYS, "business days"),
    };
    if !(1..=most).contains(&length) {
        let what = format!("a clock cannot run for {length} {unit}");
        check.fault(path, what, format!("Write 1 to {most} {unit}."));
    }
}

fn clocks(check: &mut Check<'_>, path: &Path, kind: &Kind) {
    length(check, &path.key("answer_within"), kind.answer_within);
    for (index, stage) in kind.stages.iter().enumerate() {
        let Some(budget) = stage.clock else { continue };
        let clock = path.item("stage", index).key("clock");
        length(check, &clock, budget);
        if stage.end.is_some() {
            check.fault(&clock, "the case has ended here, so no clock runs", "Leave the clock out.");
        } else if stage.waits_for_applicant {
            let what = "the clock stands still here, so it can have no budget";
            check.fault(&clock, what, "Leave out either the clock or `waits_for_applicant`.");
        }
    }
}

fn texts(check: &mut Check<'_>, path: &Path, kind: &Kind) {
    let mut texts = Vec::new();
    let mut add = |list: &str, index: usize, key: &str, text: &str| {
        texts.push((path.item(list, index).key(key), text.to_owned()));
    };
    for (index, stage) in kind.stages.iter().enumerate() {
        add("stage", index, "title", &stage.title);
    }
    for (index, item) in kind.items.iter().enumerate() {
        add("item", index, "title", &item.title);
        add("item", index, "ask", &item.ask);
    }
    for (index, check) in kind.checks.iter().enumerate() {
        add("check", index, "title", &check.title);
    }
    for (index, clue) in kind.clues.iter().enumerate() {
        add("clue", index, "title", &clue.title);
    }
    for (index, follow_up) in kind.follow_ups.iter().enumerate() {
        add("follow_up", index, "title", &follow_up.title);
        add("follow_up", index, "tell", &follow_up.tell);
    }
    for (index, cause) in kind.causes.iter().enumerate() {
        add("cause", index, "title", &cause.title);
    }
    for (index, reason) in kind.reasons.iter().enumerate() {
        add("reason", index, "title", &reason.title);
        add("reason", index, "outward", &reason.outward);
    }
    for (index, action) in kind.actions.iter().enumerate() {
        add("action", index, "title", &action.title);
    }
    for (index, remedy) in kind.remedies.iter().enumerate() {
        add("remedy", index, "title", &remedy.title);
    }
    for (index, question) in kind.questions.iter().enumerate() {
        add("question", index, "title", &question.title);
        add("question", index, "ask", &question.ask);
    }
    for (at, text) in texts {
        titled(check, &at, &text);
    }
    for (index, question) in kind.questions.iter().enumerate() {
        for (inner, choice) in question.choices.iter().enumerate() {
            titled(check, &path.item("question", index).item("answer", inner).key("title"), &choice.title);
        }
    }
    for (index, item) in kind.items.iter().enumerate() {
        for (inner, requirement) in item.requirements.iter().enumerate() {
            let at = path.item("item", index).item("requirement", inner).key("title");
            titled(check, &at, &requirement.title);
            if let Some(better) = &requirement.better {
                let at = path.item("item", index).item("requirement", inner).key("better");
                titled(check, &at, better);
            }
        }
    }
}
