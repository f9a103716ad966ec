//! Names: each declared once, and each that is used is declared.

use super::{Check, Of, Path};
use crate::playbook::fault::did_you_mean;
use crate::playbook::{Action, Effect, Guard};
use crate::score::Source;
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    declared_once(check, of);
    for (index, action) in of.kind.actions.iter().enumerate() {
        self::action(check, of, &of.path.item("action", index), action);
    }
    effects(check, of, &of.path, "on_open", &of.kind.on_open);
    for (index, timer) in of.kind.timers.iter().enumerate() {
        let path = of.path.item("timer", index);
        known(check, of, "stage", &path.key("stage"), timer.stage.as_str());
        for (inner, action) in timer.actions.iter().enumerate() {
            known(check, of, "action", &path.item("actions", inner), action.as_str());
        }
    }
    if let Some(cause) = &of.kind.cause_of_several {
        known(check, of, "cause", &of.path.key("cause_of_several"), cause.as_str());
    }
    for (index, wanted) in of.kind.checks.iter().enumerate() {
        for (inner, item) in wanted.needs.iter().enumerate() {
            known(check, of, "item", &of.path.item("check", index).item("needs", inner), item.as_str());
        }
    }
    let factors = of.kind.score.iter().flat_map(|score| &score.factors).enumerate();
    for (index, factor) in factors {
        let weigh = of.path.key("score").item("factor", index).key("weigh");
        match &factor.weigh {
            Source::Clue { of: clue, .. } => known(check, of, "clue", &weigh.key("clue").key("of"), clue),
            Source::Check { of: name, .. } => known(check, of, "check", &weigh.key("check").key("of"), name),
            Source::Signal { .. } => {}
        }
    }
}

fn declared_once(check: &mut Check<'_>, of: &Of<'_>) {
    let kind = of.kind;
    let mut once = |path: &Path, list: &str, ids: &mut dyn Iterator<Item = &str>| {
        let mut seen = BTreeSet::new();
        for (index, id) in ids.enumerate() {
            if !seen.insert(id) {
                let what = format!("`{id}` is the name of another {list} already");
                check.fault(&path.item(list, index).key("id"), what, "Give each a name of its own.");
            }
        }
    };
    once(&of.path, "stage", &mut kind.stages.iter().map(|stage| stage.id.as_str()));
    once(&of.path, "item", &mut kind.items.iter().map(|item| item.id.as_str()));
    once(&of.path, "check", &mut kind.checks.iter().map(|check| check.id.as_str()));
    once(&of.path, "clue", &mut kind.clues.iter().map(|clue| clue.id.as_str()));
    once(&of.path, "cause", &mut kind.causes.iter().map(|cause| cause.id.as_str()));
    once(&of.path, "follow_up", &mut kind.follow_ups.iter().map(|follow_up| follow_up.id.as_str()));
    once(&of.path, "reason", &mut kind.reasons.iter().map(|reason| reason.id.as_str()));
    once(&of.path, "action", &mut kind.actions.iter().map(|action| action.id.as_str()));
    once(&of.path, "question", &mut kind.questions.iter().map(|question| question.id.as_str()));
    once(&of.path, "remedy", &mut kind.remedies.iter().map(|remedy| remedy.id.as_str()));
    for (index, question) in kind.questions.iter().enumerate() {
        let path = of.path.item("question", index);
        once(&path, "answer", &mut question.choices.iter().map(|choice| choice.id.as_str()));
    }
    for (index, item) in kind.items.iter().enumerate() {
        let path = of.path.item("item", index);
        once(&path, "requirement", &mut item.requirements.iter().map(|requirement| requirement.id.as_str()));
    }
    if let Some(score) = &kind.score {
        let path = of.path.key("score");
        once(&path, "factor", &mut score.factors.iter().map(|factor| factor.id.as_str()));
    }
}

/// That the kind declares `name` in its `list`.
pub(super) fn known(check: &mut Check<'_>, of: &Of<'_>, list: &str, at: &Path, name: &str) {
    known_in(check, (&of.path, of.id.as_str()), list, at, name);
}

/// That `list` of what stands at a place, which is called `owner`, declares `name`.
pub(super) fn known_in(
    check: &mut Check<'_>,
    (place, owner): (&Path, &str),
    list: &str,
    at: &Path,
    name: &str,
) {
    let Some(declared) = check.ids(place, list) else { return };
    if !declared.contains(&name) {
        let remedy = did_you_mean(name, declared);
        check.fault(at, format!("`{owner}` has no {list} `{name}`"), remedy);
    }
}

fn action(check: &mut Check<'_>, of: &Of<'_>, path: &Path, action: &Action) {
    for (index, stage) in action.from.iter().enumerate() {
        known(check, of, "stage", &path.item("from", index), stage.as_str());
    }
    if let Some(to) = &action.to {
        known(check, of, "stage", &path.key("to"), to.as_str());
    }
    for (index, reason) in action.reasons.iter().enumerate() {
        known(check, of, "reason", &path.item("reasons", index), reason.as_str());
    }
    for (index, guard) in action.guards.iter().enumerate() {
        let must = path.item("guards", index).key("must");
        match &guard.must {
            Guard::Item(item) => known(check, of, "item", &must.key("item").key("id"), item.id.as_str()),
            Guard::Check(wanted) => {
                known(check, of, "check", &must.key("check").key("id"), wanted.id.as_str());
            }
            Guard::Clues(clues) => {
                for (inner, clue) in clues.of.iter().enumerate() {
                    known(check, of, "clue", &must.key("clues").item("of", inner), clue.as_str());
                }
            }
            Guard::CauseIs(causes) => {
                for (inner, cause) in causes.iter().enumerate() {
                    known(check, of, "cause", &must.item("cause_is", inner), cause.as_str());
                }
            }
            _ => {}
        }
    }
    effects(check, of, path, "effects", &action.effects);
}

fn effects(check: &mut Check<'_>, of: &Of<'_>, path: &Path, key: &str, effects: &[Effect]) {
    for (index, effect) in effects.iter().enumerate() {
        let at = path.item(key, index);
        match effect {
            Effect::Letter(letter) => self::letter(check, &at.key("letter"), letter.as_str()),
            Effect::Announce(letter) => self::letter(check, &at.key("announce"), letter.as_str()),
            Effect::TellHolder(letter) => self::letter(check, &at.key("tell_holder"), letter.as_str()),
            Effect::AskAgain(items) => {
                for (inner, item) in items.iter().enumerate() {
                    known(check, of, "item", &at.item("ask_again", inner), item.as_str());
                }
            }
            Effect::Recheck(checks) => {
                for (inner, name) in checks.iter().enumerate() {
                    known(check, of, "check", &at.item("recheck", inner), name.as_str());
                }
            }
            Effect::Order(_)
            | Effect::Reply(_)
            | Effect::Hold(_)
            | Effect::EndHold(_)
            | Effect::Challenge(_)
            | Effect::Forget(_)
            | Effect::Remind(_)
            | Effect::Count(_)
            | Effect::OpenConflict(_) => {}
        }
    }
}

/// That there is such a letter.
pub(super) fn letter(check: &mut Check<'_>, at: &Path, name: &str) {
    let known = check.tree.keys(&Path::of("letter"));
    if !known.contains(&name) {
        let remedy = did_you_mean(name, known);
        check.fault(at, format!("there is no letter `{name}`"), remedy);
    }
}
