//! Verification: what a session must satisfy can be satisfied, and what speaks of one stands in a kind that has them.

use super::{Check, Of, Path};
use crate::playbook::{Admits, Effect, Guard, IdentityState, Kind, Playbook, RequirementTest, TimerStart};
use std::collections::BTreeSet;

const MOST_MINUTES: u32 = 24 * 60;
const MOST_HOURS: u32 = 24 * 31;
const MOST_ATTEMPTS: u32 = 1_000;

/// What the whole playbook says of verification.
pub(super) fn whole(check: &mut Check<'_>, playbook: &Playbook) {
    documents(check, playbook);
    let mut opens = None;
    for (id, kind) in playbook.kinds.iter().filter(|(_, kind)| kind.is_verification()) {
        if let Some(other) = opens.replace(id) {
            let what = format!("a verification opens `{other}` too");
            let path = Path::of("kind").key(id.as_str()).key("opens_on_verification");
            check.fault(&path, what, "Let it open one kind.");
        }
        for (index, admission) in kind.admission.iter().enumerate() {
            if matches!(admission.must, Admits::Document(_)) && playbook.documents.is_none() {
                let path = Path::of("kind").key(id.as_str()).item("admission", index).key("must");
                let what = "the playbook does not say which documents are accepted";
                check.fault(&path.key("document"), what, "Add `[documents]`, or leave this out.");
            }
        }
    }
    let conflicts = playbook.kinds.values().any(|kind| kind.opens_on_held_identity.is_some());
    for (id, kind) in &playbook.kinds {
        for (index, inner) in opening_conflicts(kind) {
            let at = Path::of("kind").key(id.as_str()).item("action", index).item("effects", inner);
            if !conflicts && check.is_whole(&Path::of("kind")) {
                let what = "no kind opens on a held identity, so no conflict can be opened";
                check.fault(&at, what, "Give a kind `opens_on_held_identity`, or leave this out.");
            }
        }
    }
}

fn documents(check: &mut Check<'_>, playbook: &Playbook) {
    let Some(documents) = &playbook.documents else { return };
    let path = Path::of("documents");
    let lists = documents.countries.iter().map(|(country, types)| (Some(country), types));
    for (country, types) in lists.chain([(None, &documents.default)]) {
        let at = match country {
            Some(country) => path.key("countries").key(country),
            None => path.key("default"),
        };
        if types.is_empty() {
            check.fault(&at, "no document is accepted", "Name the types: `passport`, `id_card` …");
        }
        if types.iter().collect::<BTreeSet<_>>().len() < types.len() {
            check.fault(&at, "a type stands here twice", "Name each once.");
        }
        if let Some(country) =
            country.filter(|code| code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()))
        {
            let what = format!("{country:?} is no country code");
            check.fault(&at, what, "Write two capital letters, as ISO 3166 does: `KP`.");
        }
    }
}

fn opening_conflicts(kind: &Kind) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (index, action) in kind.actions.iter().enumerate() {
        for (inner, effect) in action.effects.iter().enumerate() {
            if matches!(effect, Effect::OpenConflict(_)) {
                found.push((index, inner));
            }
        }
    }
    found
}

/// What one kind says of it.
pub(super) fn check(check: &mut Check<'_>, of: &Of<'_>) {
    if of.kind.is_verification() {
        for index in 0..of.kind.admission.len() {
            admission(check, of, index);
        }
        return;
    }
    if !of.kind.admission.is_empty() && check.is_whole(&of.path.key("opens_on_verification")) {
        let what = "no verification opens this kind, so none is admitted";
        check.fault(&of.path.item("admission", 0), what, "Add `opens_on_verification` with its rule.");
    }
    speaks_of_sessions(check, of);
}

fn admission(check: &mut Check<'_>, of: &Of<'_>, index: usize) {
    let must = &of.kind.admission[index].must;
    let path = of.path.item("admission", index).key("must");
    let same = |other: &Admits| std::mem::discriminant(other) == std::mem::discriminant(must);
    if of.kind.admission[..index].iter().any(|earlier| same(&earlier.must)) {
        check.fault(&path, "this is asked twice, and only the first counts", "Leave one of them out.");
    }
    let mut number = |key: &str, value: u32, most: u32| {
        if !(1..=most).contains(&value) {
            let what = format!("{value} is too few or too many");
            check.fault(&path.key(key), what, format!("Write 1 to {most}."));
        }
    };
    match must {
        Admits::Minutes(minutes) => number("minutes", *minutes, MOST_MINUTES),
        Admits::AttemptsADay(most) => number("attempts_a_day", *most, MOST_ATTEMPTS),
        Admits::Denials(closing) => {
            number("denials", closing.denials, MOST_ATTEMPTS);
            number("denials", closing.within_hours, MOST_HOURS);
            number("denials", closing.closed_hours, MOST_HOURS);
        }
        Admits::Steps(steps) => {
            if steps.is_empty() {
                check.fault(&path.key("steps"), "no step is named", "Name the steps in their order.");
            }
            if steps.iter().collect::<BTreeSet<_>>().len() < steps.len() {
                check.fault(&path.key("steps"), "a step stands here twice", "Name each once.");
            }
            let advanced = steps.iter().position(|step| !step.is_basic()).unwrap_or(steps.len());
            if steps[advanced..].iter().any(|step| step.is_basic()) {
                let what = "V1: a step of the basic level stands after one of the advanced";
                check.fault(&path.key("steps"), what, "Let basic come before advanced.");
            }
        }
        Admits::BasicInformation(_) | Admits::Document(_) | Admits::Review(_) => {}
    }
}

/// Guards, effects, tests and timers that a kind without sessions cannot have.
fn speaks_of_sessions(check: &mut Check<'_>, of: &Of<'_>) {
    if !check.is_whole(&of.path.key("opens_on_verification")) {
        return;
    }
    let remedy = "Leave it out, or give the kind `opens_on_verification`.";
    let mut fault = |at: Path| check.fault(&at, "this kind knows no sessions of verification", remedy);
    for (index, action) in of.kind.actions.iter().enumerate() {
        let path = of.path.item("action", index);
        for (inner, guard) in action.guards.iter().enumerate() {
            if matches!(guard.must, Guard::Session(_)) {
                fault(path.item("guards", inner).key("must"));
            }
        }
        for (inner, effect) in action.effects.iter().enumerate() {
            if matches!(effect, Effect::Count(_) | Effect::OpenConflict(_)) {
                fault(path.item("effects", inner));
            }
        }
    }
    for (index, item) in of.kind.items.iter().enumerate() {
        for (inner, requirement) in item.requirements.iter().enumerate() {
            if requirement.test == Some(RequirementTest::AgreesWithBasicInformation) {
                fault(of.path.item("item", index).item("requirement", inner).key("test"));
            }
        }
    }
    for (index, timer) in of.kind.timers.iter().enumerate() {
        if timer.start == TimerStart::SessionOver {
            fault(of.path.item("timer", index).key("start"));
        }
    }
}

/// C1: where an approval verifies an identity, nobody else may hold it.
pub(super) fn verifies_what_is_free(check: &mut Check<'_>, of: &Of<'_>) {
    use crate::playbook::OrderName;
    for (index, action) in of.kind.actions.iter().enumerate() {
        let path = of.path.item("action", index);
        let free = |guard: &Guard| matches!(guard, Guard::Identity(IdentityState::Unheld));
        let asked = action.guards.iter().any(|guard| free(&guard.must));
        for (inner, effect) in action.effects.iter().enumerate() {
            let Effect::Order(order) = effect else { continue };
            if order.name == OrderName::VerifyIdentity && !asked && check.is_whole(&path) {
                let what = "C1: this verifies an identity without asking whether another account holds it";
                let remedy = "Add the guard `{ rule = \"…\", must = { identity = \"unheld\" } }`.";
                check.fault(&path.item("effects", inner).key("order").key("do"), what, remedy);
            }
        }
    }
}
