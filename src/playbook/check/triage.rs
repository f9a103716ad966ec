//! Triage: every question is reached, none leads back to itself, and every answer leads somewhere that there is.

use super::{Check, Of, Path, guards, names};
use crate::playbook::{Action, By, CodesState, Effect, Guard, Leads, LockState, Question, QuestionId, Told};
use std::collections::BTreeSet;

/// A lock or a limit longer than a day is no self-help any more.
const MOST_MINUTES: u32 = 24 * 60;

pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    limits(check, of);
    guarded(check, of);
    let Some(first) = of.kind.questions.first() else { return none(check, of) };
    for (index, question) in of.kind.questions.iter().enumerate() {
        self::question(check, of, &of.path.item("question", index), question);
    }
    // A misspelt name, which was told already, may be the missing link.
    let named = of.kind.questions.iter().flat_map(next).all(|id| of.kind.question(id).is_some());
    if check.is_whole(&of.path.key("question")) && named {
        reached(check, of, first);
        no_circle(check, of);
    }
    sends_replies(check, of);
}

fn question(check: &mut Check<'_>, of: &Of<'_>, path: &Path, question: &Question) {
    if question.choices.is_empty() {
        let remedy = "Give at least one `answer`, with where it leads.";
        check.fault(&path.key("answer"), "the question has no answer", remedy);
    }
    for (index, choice) in question.choices.iter().enumerate() {
        let path = path.item("answer", index);
        leads(check, of, &path.key("to"), &choice.to);
        for (inner, told) in choice.told.iter().enumerate() {
            self::told(check, of, &path.item("told", inner), told);
        }
    }
}

fn leads(check: &mut Check<'_>, of: &Of<'_>, path: &Path, to: &Leads) {
    match to {
        Leads::Question(id) => names::known(check, of, "question", &path.key("question"), id.as_str()),
        Leads::Reply(letter) => names::letter(check, &path.key("reply"), letter.as_str()),
        Leads::Action(actions) => {
            if actions.is_empty() {
                let remedy = "Name the actions that are tried, in order.";
                check.fault(&path.key("action"), "the answer leads nowhere", remedy);
            }
            for (index, id) in actions.iter().enumerate() {
                let at = path.item("action", index);
                names::known(check, of, "action", &at, id.as_str());
                if let Some(action) = of.kind.action(id)
                    && !action.by.contains(&By::Operator)
                {
                    let what = format!("no person may take `{id}`, and a person walks the triage");
                    check.fault(&at, what, "Add `operator` to the action's `by`, or lead elsewhere.");
                }
            }
        }
    }
}

/// That what proposes an answer can come about.
fn told(check: &mut Check<'_>, of: &Of<'_>, path: &Path, told: &Told) {
    match told {
        Told::Lock(_) => needs_lock(check, of, &path.key("lock")),
        Told::Codes(CodesState::OverLimit) if of.kind.code_limit.is_none() => {
            let what = "the kind has no limit of codes, so none can be reached";
            check.fault(
                &path.key("codes"),
                what,
                format!("Add `[kind.{}.code_limit]`, or leave this out.", of.id),
            );
        }
        Told::Signal(signal) => guards::signal(check, &path.key("signal"), signal),
        Told::Tried(remedy) => names::known(check, of, "remedy", &path.key("tried"), remedy.as_str()),
        Told::TriedAtLeast(count) => {
            let all = of.kind.remedies.len();
            if (*count == 0 || usize::from(*count) > all) && check.is_whole(&of.path.key("remedy")) {
                let what = format!("{count} of {all} remedies are no number to have tried");
                check.fault(&path.key("tried_at_least"), what, format!("Write 1 to {}.", all.max(1)));
            }
        }
        Told::Replied(0) => {
            let what = "no reply is always too many";
            check.fault(&path.key("replied"), what, "Write 1 or more, or leave this out.");
        }
        Told::Account(_) | Told::Codes(_) | Told::LastCode(_) | Told::Replied(_) => {}
    }
}

fn needs_lock(check: &mut Check<'_>, of: &Of<'_>, path: &Path) {
    if of.kind.login_lock.is_none() && check.is_whole(&of.path.key("login_lock")) {
        let what = "the kind knows no lock, so none can run";
        check.fault(path, what, format!("Add `[kind.{}.login_lock]`, or leave this out.", of.id));
    }
}

fn limits(check: &mut Check<'_>, of: &Of<'_>) {
    let lock = of.kind.login_lock.as_ref().map(|lock| ("login_lock", lock.minutes));
    let codes = of.kind.code_limit.as_ref().map(|limit| ("code_limit", limit.minutes));
    for (key, minutes) in lock.into_iter().chain(codes) {
        if !(1..=MOST_MINUTES).contains(&minutes) {
            let what = format!("it cannot last {minutes} minutes");
            check.fault(
                &of.path.key(key).key("minutes"),
                what,
                format!("Write 1 to {MOST_MINUTES} minutes."),
            );
        }
    }
    if of.kind.code_limit.as_ref().is_some_and(|limit| limit.most == 0) {
        let what = "no code could ever be sent";
        check.fault(&of.path.key("code_limit").key("most"), what, "Write 1 or more.");
    }
}

/// Guards that speak of a triage or a lock.
fn guarded(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, action) in of.kind.actions.iter().enumerate() {
        for (inner, guarded) in action.guards.iter().enumerate() {
            let must = of.path.item("action", index).item("guards", inner).key("must");
            match &guarded.must {
                Guard::Lock(LockState::Running | LockState::Over) => needs_lock(check, of, &must.key("lock")),
                Guard::Triage(_) => needs_triage(check, of, &must.key("triage")),
                Guard::Answered(wanted) => {
                    let at = must.key("answered");
                    names::known(check, of, "question", &at.key("question"), wanted.question.as_str());
                    if wanted.is.is_empty() {
                        let remedy = "Name the answers that it is for.";
                        check.fault(&at.key("is"), "no answer satisfies this", remedy);
                    }
                    let Some(place) = of.kind.questions.iter().position(|one| one.id == wanted.question)
                    else {
                        continue;
                    };
                    let answers = of.path.item("question", place);
                    for (answer, id) in wanted.is.iter().enumerate() {
                        let (list, owner) = ("answer", wanted.question.as_str());
                        names::known_in(check, (&answers, owner), list, &at.item("is", answer), id.as_str());
                    }
                }
                _ => {}
            }
        }
    }
}

fn needs_triage(check: &mut Check<'_>, of: &Of<'_>, path: &Path) {
    if of.kind.questions.is_empty() && check.is_whole(&of.path.key("question")) {
        let what = "the kind has no triage";
        check.fault(path, what, format!("Add a `[[kind.{}.question]]`, or leave this out.", of.id));
    }
}

/// Without questions there is nothing that could choose a reply.
fn none(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, action) in of.kind.actions.iter().enumerate() {
        for (inner, _) in action.effects.iter().enumerate().filter(|(_, effect)| replies(effect)) {
            let at = of.path.item("action", index).item("effects", inner).key("reply");
            needs_triage(check, of, &at);
        }
    }
}

fn replies(effect: &Effect) -> bool {
    matches!(effect, Effect::Reply(_))
}

/// A reply is sent by an action, which asks first whether the triage has led to one.
fn sends_replies(check: &mut Check<'_>, of: &Of<'_>) {
    if !check.is_whole(&of.path.key("action")) {
        return;
    }
    let sends = |action: &&Action| action.effects.iter().any(replies);
    let asks = |action: &Action| {
        let reply = |guard: &Guard| matches!(guard, Guard::Triage(crate::playbook::TriageState::Reply));
        action.guards.iter().any(|guard| reply(&guard.must))
    };
    for (index, action) in of.kind.actions.iter().enumerate().filter(|(_, action)| sends(action)) {
        if !asks(action) {
            let what = "the action sends a reply without asking whether the triage has led to one";
            let remedy = "Add the guard `{ rule = \"…\", must = { triage = \"reply\" } }`.";
            check.fault(&of.path.item("action", index).key("guards"), what, remedy);
        }
    }
    if of.kind.actions.iter().any(|action| sends(&action)) {
        return;
    }
    for (index, question) in of.kind.questions.iter().enumerate() {
        for (inner, choice) in question.choices.iter().enumerate() {
            if matches!(choice.to, Leads::Reply(_)) {
                let at = of.path.item("question", index).item("answer", inner).key("to").key("reply");
                let remedy = "Give an action the effect `{ reply = \"triage\" }`.";
                return check.fault(&at, "no action sends the reply", remedy);
            }
        }
    }
}

fn next(question: &Question) -> impl Iterator<Item = &QuestionId> {
    question.choices.iter().filter_map(|choice| match &choice.to {
        Leads::Question(id) => Some(id),
        _ => None,
    })
}

fn reached(check: &mut Check<'_>, of: &Of<'_>, first: &Question) {
    let mut reached = BTreeSet::new();
    let mut open = vec![&first.id];
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            open.extend(of.kind.question(id).into_iter().flat_map(next));
        }
    }
    for (index, question) in of.kind.questions.iter().enumerate() {
        if !reached.contains(&question.id) {
            let what = format!("no answer leads to `{}`", question.id);
            let remedy = "Let an answer of a question that is reached lead `to` it, or leave it out.";
            check.fault(&of.path.item("question", index).key("id"), what, remedy);
        }
    }
}

/// Each answer that leads back to a question which leads to it.
fn no_circle(check: &mut Check<'_>, of: &Of<'_>) {
    for (index, question) in of.kind.questions.iter().enumerate() {
        for (inner, choice) in question.choices.iter().enumerate() {
            let Leads::Question(to) = &choice.to else { continue };
            if leads_to(of, to, &question.id) {
                let at = of.path.item("question", index).item("answer", inner).key("to");
                let what = format!("from `{to}` the triage comes back to `{}`", question.id);
                check.fault(&at, what, "Lead to a question further on, to a reply, or to an action.");
            }
        }
    }
}

/// Whether answers lead from `from` to `to`; a question leads to itself.
fn leads_to(of: &Of<'_>, from: &QuestionId, to: &QuestionId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        if id == to {
            return true;
        }
        if seen.insert(id) {
            open.extend(of.kind.question(id).into_iter().flat_map(next));
        }
    }
    false
}
