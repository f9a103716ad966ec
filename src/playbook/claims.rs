//! Where a playbook carries out which rule.
//!
//! One walk serves two ends: the validator holds it against the rules that the playbook states, and `docket rules` shows it
//! to whoever asks where a rule has gone.

use super::tree::Path;
use super::{Action, Effect, Item, Kind, KindId, Leads, Playbook};
use crate::text::RuleId;
use serde::Serialize;

/// What a part of a playbook does for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Does {
    /// What breaks the rule is refused, or what it demands is done.
    Enforces,
    /// It is shown or worked out.
    Shows,
    /// People are told, in a letter.
    Tells,
}

impl Does {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Enforces => "enforced",
            Self::Shows => "shown",
            Self::Tells => "told",
        }
    }
}

/// The part of a playbook that claims a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The kind as a whole: which tickets join, who holds the identity, what opens a case.
    Kind,
    /// What a submission must satisfy to be taken in.
    Admission,
    /// A stage: the order of things, and its clock.
    Stage,
    /// Something that must be brought.
    Item,
    /// A requirement of it.
    Requirement,
    /// Something that a reviewer establishes.
    Check,
    /// Something that is held against the record.
    Clue,
    /// A cause that is named.
    Cause,
    /// Something that is followed up around a decision.
    FollowUp,
    /// A reason, of which the applicant is told the category.
    Reason,
    /// An action: from where, by whom, to which end.
    Action,
    /// A guard of one.
    Guard,
    /// Something that happens by itself.
    Timer,
    /// The score, or a factor of it.
    Score,
    /// The triage: an answer, what can be tried, a lock or a limit.
    Triage,
    /// A letter.
    Letter,
}

impl Part {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Admission => "admission",
            Self::Stage => "stage",
            Self::Item => "item",
            Self::Requirement => "requirement",
            Self::Check => "check",
            Self::Clue => "clue",
            Self::Cause => "cause",
            Self::FollowUp => "follow-up",
            Self::Reason => "reason",
            Self::Action => "action",
            Self::Guard => "guard",
            Self::Timer => "timer",
            Self::Score => "score",
            Self::Triage => "triage",
            Self::Letter => "letter",
        }
    }

    /// What it does for a rule that it claims.
    fn does(self) -> &'static [Does] {
        match self {
            Self::Clue | Self::Score | Self::Triage => &[Does::Shows],
            // Where a case stands, until when, and what is open are on the screen as well.
            Self::Stage | Self::Item | Self::Requirement | Self::Check | Self::Cause => {
                &[Does::Enforces, Does::Shows]
            }
            Self::Reason => &[Does::Enforces, Does::Tells],
            Self::FollowUp => &[Does::Enforces, Does::Shows, Does::Tells],
            Self::Kind | Self::Admission | Self::Action | Self::Guard | Self::Timer => &[Does::Enforces],
            Self::Letter => &[Does::Tells],
        }
    }
}

/// A place in a playbook that carries out a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The rule.
    pub rule: RuleId,
    /// The kind of case; none for a letter that any kind may send.
    pub kind: Option<KindId>,
    /// What of the playbook it is.
    pub part: Part,
    /// What people call it.
    pub title: String,
    /// What it does for the rule.
    pub does: Vec<Does>,
}

impl Playbook {
    /// Every place that carries out a rule, in the playbook's order.
    pub fn places(&self) -> Vec<Place> {
        let place = |claim: Claim<'_>| {
            let mut does = claim.part.does().to_vec();
            does.extend(claim.tells.then_some(Does::Tells));
            let (rule, kind) = (claim.rule.clone(), claim.kind.cloned());
            Place { rule, kind, part: claim.part, title: claim.title.to_owned(), does }
        };
        claims(self).into_iter().map(place).collect()
    }
}

/// A claim: where it stands in the file, and of what.
pub(super) struct Claim<'p> {
    pub at: Path,
    pub rule: &'p RuleId,
    kind: Option<&'p KindId>,
    part: Part,
    title: &'p str,
    /// Whether it also writes a letter.
    tells: bool,
}

/// Every claim of `playbook`.
pub(super) fn claims(playbook: &Playbook) -> Vec<Claim<'_>> {
    let mut walk = Walk { kind: None, claims: Vec::new() };
    for (id, kind) in &playbook.kinds {
        walk.kind = Some(id);
        walk.kind(&Path::of("kind").key(id.as_str()), kind);
    }
    walk.kind = None;
    walk.many(
        &Path::of("letter_footer"),
        &playbook.letter_footer.rules,
        (Part::Letter, "the footer of every letter"),
    );
    for (id, letter) in &playbook.letters {
        walk.many(&Path::of("letter").key(id.as_str()), &letter.rules, (Part::Letter, id.as_str()));
    }
    walk.claims
}

struct Walk<'p> {
    kind: Option<&'p KindId>,
    claims: Vec<Claim<'p>>,
}

impl<'p> Walk<'p> {
    fn one(&mut self, at: Path, rule: impl Into<Option<&'p RuleId>>, (part, title): (Part, &'p str)) {
        let claim = |rule| Claim { at, rule, kind: self.kind, part, title, tells: false };
        self.claims.extend(rule.into().map(claim));
    }

    fn many(&mut self, at: &Path, rules: &'p [RuleId], what: (Part, &'p str)) {
        for (index, rule) in rules.iter().enumerate() {
            self.one(at.item("rules", index), rule, what);
        }
    }

    fn kind(&mut self, path: &Path, kind: &'p Kind) {
        let whole = (Part::Kind, kind.title.as_str());
        self.many(path, &kind.rules, whole);
        for (key, rule) in [
            ("merge", &kind.merge),
            ("holder", &kind.holder),
            ("opens_on_held_identity", &kind.opens_on_held_identity),
            ("partial_only", &kind.partial_only),
            ("opens_on_verification", &kind.opens_on_verification),
        ] {
            self.one(path.key(key), rule.as_ref(), whole);
        }
        let admission = kind.admission.iter().map(|one| (&one.rule, one.must.words()));
        self.list(path, "admission", Part::Admission, admission);
        for (index, stage) in kind.stages.iter().enumerate() {
            self.many(&path.item("stage", index), &stage.rules, (Part::Stage, &stage.title));
        }
        for (index, item) in kind.items.iter().enumerate() {
            self.item(&path.item("item", index), item);
        }
        for (index, action) in kind.actions.iter().enumerate() {
            self.action(&path.item("action", index), action);
        }
        for (index, timer) in kind.timers.iter().enumerate() {
            let stage = kind.stage(&timer.stage).map_or(timer.stage.as_str(), |stage| stage.title.as_str());
            self.many(&path.item("timer", index), &timer.rules, (Part::Timer, stage));
        }
        let checks = kind.checks.iter().map(|check| (&check.rule, check.title.as_str()));
        let clues = kind.clues.iter().map(|clue| (&clue.rule, clue.title.as_str()));
        let causes = kind.causes.iter().map(|cause| (&cause.rule, cause.title.as_str()));
        let reasons = kind.reasons.iter().map(|reason| (&reason.rule, reason.title.as_str()));
        let follow_ups = kind.follow_ups.iter().map(|follow_up| (&follow_up.rule, follow_up.title.as_str()));
        self.list(path, "follow_up", Part::FollowUp, follow_ups);
        self.list(path, "check", Part::Check, checks);
        self.list(path, "clue", Part::Clue, clues);
        self.list(path, "cause", Part::Cause, causes);
        self.list(path, "reason", Part::Reason, reasons);
        self.triage(path, kind);
        if let Some(score) = &kind.score {
            let path = path.key("score");
            self.one(path.key("rule"), score.rule.as_ref(), (Part::Score, "prior"));
            for (index, factor) in score.factors.iter().enumerate() {
                let at = path.item("factor", index).key("rule");
                self.one(at, factor.rule.as_ref(), (Part::Score, &factor.title));
            }
        }
    }

    fn triage(&mut self, path: &Path, kind: &'p Kind) {
        let remedies = kind.remedies.iter().map(|remedy| (&remedy.rule, remedy.title.as_str()));
        self.list(path, "remedy", Part::Triage, remedies);
        let lock = kind.login_lock.as_ref().map(|lock| &lock.rule);
        self.one(path.key("login_lock").key("rule"), lock, (Part::Triage, "the lock's end"));
        let limit = kind.code_limit.as_ref().map(|limit| &limit.rule);
        self.one(path.key("code_limit").key("rule"), limit, (Part::Triage, "the limit of codes"));
        for (index, question) in kind.questions.iter().enumerate() {
            for (inner, choice) in question.choices.iter().enumerate() {
                let at = path.item("question", index).item("answer", inner).key("rule");
                let from = self.claims.len();
                self.one(at, &choice.rule, (Part::Triage, &choice.title));
                for claim in &mut self.claims[from..] {
                    claim.tells = matches!(choice.to, Leads::Reply(_));
                }
            }
        }
    }

    fn list(
        &mut self,
        path: &Path,
        list: &str,
        part: Part,
        elements: impl Iterator<Item = (&'p RuleId, &'p str)>,
    ) {
        for (index, (rule, title)) in elements.enumerate() {
            self.one(path.item(list, index).key("rule"), rule, (part, title));
        }
    }

    fn item(&mut self, path: &Path, item: &'p Item) {
        self.one(path.key("rule"), &item.rule, (Part::Item, &item.title));
        let requirements = item.requirements.iter().map(|one| (&one.rule, one.title.as_str()));
        self.list(path, "requirement", Part::Requirement, requirements);
    }

    fn action(&mut self, path: &Path, action: &'p Action) {
        let (from, tells) = (self.claims.len(), action.effects.iter().any(writes_a_letter));
        self.many(path, &action.rules, (Part::Action, &action.title));
        for claim in &mut self.claims[from..] {
            claim.tells = tells;
        }
        let guards = action.guards.iter().map(|guard| (&guard.rule, action.title.as_str()));
        self.list(path, "guards", Part::Guard, guards);
        for (index, effect) in action.effects.iter().enumerate() {
            if let Effect::OpenConflict(rule) = effect {
                let at = path.item("effects", index).key("open_conflict");
                self.one(at, rule, (Part::Action, &action.title));
            }
        }
    }
}

fn writes_a_letter(effect: &Effect) -> bool {
    matches!(effect, Effect::Letter(_) | Effect::Reply(_) | Effect::Announce(_) | Effect::TellHolder(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playbook::shipped;

    #[test]
    fn every_rule_that_a_shipped_playbook_states_has_a_place_in_it() {
        for source in shipped() {
            let playbook = Playbook::load(source).unwrap();
            let places = playbook.places();
            for rule in playbook.rules.keys() {
                assert!(places.iter().any(|place| place.rule == *rule), "{}: {rule}", source.name);
            }
        }
    }

    #[test]
    fn an_action_that_writes_a_letter_also_tells() {
        let source = shipped().iter().find(|source| source.name == "binance").unwrap();
        let places = Playbook::load(source).unwrap().places();
        let of = |part, rule: &str| {
            let rule = RuleId::new(rule).unwrap();
            places.iter().find(|place| place.part == part && place.rule == rule).unwrap().does.clone()
        };
        assert_eq!(of(Part::Action, "R16"), [Does::Enforces, Does::Tells]);
        assert_eq!(of(Part::Clue, "R2"), [Does::Shows]);
    }
}
