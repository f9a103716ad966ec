//! Every rule is carried out by something, and nothing claims a rule that the playbook does not state.

use super::{Check, Path};
use crate::playbook::fault::did_you_mean;
use crate::playbook::{Action, Item, Kind, Playbook};
use crate::text::RuleId;
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check<'_>, playbook: &Playbook) {
    let path = Path::of("rules");
    for (rule, sentence) in &playbook.rules {
        if sentence.trim().is_empty() {
            let remedy = "Write in one sentence what the rule demands.";
            check.fault(&path.key(rule.as_str()), "the rule says nothing", remedy);
        }
    }
    let mut claims = Claims::default();
    for (id, kind) in &playbook.kinds {
        claims.kind(&Path::of("kind").key(id.as_str()), kind);
    }
    for (at, rule) in &claims.0 {
        if !playbook.rules.contains_key(*rule) {
            let known = playbook.rules.keys().map(RuleId::as_str);
            let remedy = did_you_mean(rule.as_str(), known);
            check.fault(at, format!("rule {rule} is not stated under [rules]"), remedy);
        }
    }
    // While a part could not be read, it may be just that part which claims a rule.
    if check.is_whole(&Path::default()) {
        let claimed: BTreeSet<_> = claims.0.iter().map(|(_, rule)| *rule).collect();
        for rule in playbook.rules.keys().filter(|rule| !claimed.contains(rule)) {
            let remedy = "Name it where it is carried out: in `rule` or `rules` of an action, guard, stage, item or kind. \
                          Or leave it out.";
            check.fault(&path.key(rule.as_str()), format!("nothing carries out rule {rule}"), remedy);
        }
    }
}

/// Where which rule is named.
#[derive(Default)]
struct Claims<'p>(Vec<(Path, &'p RuleId)>);

impl<'p> Claims<'p> {
    fn one(&mut self, at: Path, rule: impl Into<Option<&'p RuleId>>) {
        self.0.extend(rule.into().map(|rule| (at, rule)));
    }

    fn many(&mut self, at: &Path, rules: &'p [RuleId]) {
        self.0.extend(rules.iter().enumerate().map(|(index, rule)| (at.item("rules", index), rule)));
    }

    fn kind(&mut self, path: &Path, kind: &'p Kind) {
        self.many(path, &kind.rules);
        self.one(path.key("merge"), kind.merge.as_ref());
        self.one(path.key("holder"), kind.holder.as_ref());
        self.one(path.key("opens_on_held_identity"), kind.opens_on_held_identity.as_ref());
        self.one(path.key("partial_only"), kind.partial_only.as_ref());
        for (index, stage) in kind.stages.iter().enumerate() {
            self.many(&path.item("stage", index), &stage.rules);
        }
        for (index, item) in kind.items.iter().enumerate() {
            self.item(&path.item("item", index), item);
        }
        for (index, action) in kind.actions.iter().enumerate() {
            self.action(&path.item("action", index), action);
        }
        for (index, timer) in kind.timers.iter().enumerate() {
            self.many(&path.item("timer", index), &timer.rules);
        }
        let checks = kind.checks.iter().map(|check| &check.rule);
        let clues = kind.clues.iter().map(|clue| &clue.rule);
        let causes = kind.causes.iter().map(|cause| &cause.rule);
        let reasons = kind.reasons.iter().map(|reason| &reason.rule);
        self.list(path, "check", checks);
        self.list(path, "clue", clues);
        self.list(path, "cause", causes);
        self.list(path, "reason", reasons);
        if let Some(score) = &kind.score {
            let path = path.key("score");
            self.one(path.key("rule"), score.rule.as_ref());
            for (index, factor) in score.factors.iter().enumerate() {
                self.one(path.item("factor", index).key("rule"), factor.rule.as_ref());
            }
        }
    }

    fn list(&mut self, path: &Path, list: &str, rules: impl Iterator<Item = &'p RuleId>) {
        for (index, rule) in rules.enumerate() {
            self.one(path.item(list, index).key("rule"), rule);
        }
    }

    fn item(&mut self, path: &Path, item: &'p Item) {
        self.one(path.key("rule"), &item.rule);
        self.list(path, "requirement", item.requirements.iter().map(|requirement| &requirement.rule));
    }

    fn action(&mut self, path: &Path, action: &'p Action) {
        self.many(path, &action.rules);
        self.list(path, "guards", action.guards.iter().map(|guard| &guard.rule));
    }
}
