//! A kind of case: its stages, what it asks for, what may be done, and what happens by itself.

use super::{
    Action, ActionId, Admission, Budget, Cause, CauseId, Check, Clue, CodeLimit, Effect, FollowUp, Item,
    LoginLock, Question, Reason, Remedy, StageId, action, checklist, ids,
};
use crate::score::ScoreModel;
use crate::text::RuleId;
use serde::{Deserialize, Serialize};

/// One kind of case.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// What a case of it is called: "Account recovery".
    pub title: String,
    /// The queue it is listed in: "Recovery".
    pub queue: String,
    /// Two or three capital letters before each case's number: `RC`.
    pub prefix: String,
    /// Ticket categories that mean this kind, as the institution's help centre names them (C12).
    #[serde(default)]
    pub categories: Vec<String>,
    /// Rules that the kind as a whole stands for.
    #[serde(default)]
    pub rules: Vec<RuleId>,
    /// The rule by which a further ticket for the same account joins an open case (R21); none where each opens its own.
    #[serde(default)]
    pub merge: Option<RuleId>,
    /// The rule by which a case has a second account, the one that holds the applicant's identity (C1, M2).
    #[serde(default)]
    pub holder: Option<RuleId>,
    /// The rule by which a verification that meets a held identity opens this kind (C1); one kind of a playbook at most.
    #[serde(default)]
    pub opens_on_held_identity: Option<RuleId>,
    /// The cause that a case opened by a held identity begins with, where the system finds several accounts that tried the
    /// identity (C2); a reviewer may name another.
    #[serde(default)]
    pub cause_of_several: Option<CauseId>,
    /// The rule by which a KYC submission opens this kind (V1); one kind of a playbook at most. Tickets do not open it.
    #[serde(default)]
    pub opens_on_verification: Option<RuleId>,
    /// What a submission must satisfy to be taken in, in this order.
    #[serde(default)]
    pub admission: Vec<Admission>,
    /// The rule by which partial data of the holder's e-mail is all that is shown (C7).
    #[serde(default)]
    pub partial_only: Option<RuleId>,
    /// How many minutes a claim lasts without a decision.
    #[serde(default = "half_an_hour")]
    pub lease_minutes: u32,
    /// How long a message may wait for the desk's answer while the case waits for the applicant and its clock stands still.
    #[serde(default = "one_business_day")]
    pub answer_within: Budget,
    /// Where cases stand; the first is where they begin.
    #[serde(rename = "stage")]
    pub stages: Vec<Stage>,
    /// What the applicant brings.
    #[serde(default, rename = "item")]
    pub items: Vec<Item>,
    /// What a reviewer establishes.
    #[serde(default, rename = "check")]
    pub checks: Vec<Check>,
    /// What the applicant recalls.
    #[serde(default, rename = "clue")]
    pub clues: Vec<Clue>,
    /// What may have led to the case.
    #[serde(default, rename = "cause")]
    pub causes: Vec<Cause>,
    /// What is followed up around a decision (R15, M13).
    #[serde(default, rename = "follow_up")]
    pub follow_ups: Vec<FollowUp>,
    /// Why somebody may be turned down.
    #[serde(default, rename = "reason")]
    pub reasons: Vec<Reason>,
    /// What may be done.
    #[serde(rename = "action")]
    pub actions: Vec<Action>,
    /// What happens when a case is opened.
    #[serde(default)]
    pub on_open: Vec<Effect>,
    /// What happens by itself.
    #[serde(default, rename = "timer")]
    pub timers: Vec<Timer>,
    /// How risk is weighed; a kind without it has no score.
    #[serde(default)]
    pub score: Option<ScoreModel>,
    /// The triage: questions that lead to a reply or an action; the first is where it begins, and its answers are what a
    /// ticket's `trouble` may be. A kind without them has no triage.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// What applicants can try by themselves, for a ticket's `tried` (L11).
    #[serde(default, rename = "remedy")]
    pub remedies: Vec<Remedy>,
    /// How long wrong passwords lock an account (L3).
    #[serde(default)]
    pub login_lock: Option<LoginLock>,
    /// How many codes the institution sends in a time (L2).
    #[serde(default)]
    pub code_limit: Option<CodeLimit>,
}

fn half_an_hour() -> u32 {
    30
}

fn one_business_day() -> Budget {
    Budget::BusinessDays(1)
}

/// How a case can end.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The applicant got what was asked.
    Approved,
    /// The applicant did not: only a person may decide that (N3).
    Rejected,
    /// The matter ended without either: withdrawn, merged, expired.
    Closed,
}

impl Outcome {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Closed => "closed",
        }
    }
}

/// Where a case can stand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Its name.
    pub id: StageId,
    /// What people call it.
    pub title: String,
    /// How long the desk has here. The clock starts anew on entering, and goes on where it stood when the case comes back
    /// from a stage that waits for the applicant.
    #[serde(default)]
    pub clock: Option<Budget>,
    /// Whether the clock stands still here, because the desk waits for the applicant (M9).
    #[serde(default)]
    pub waits_for_applicant: bool,
    /// Set where the case ends here, and how.
    #[serde(default)]
    pub end: Option<Outcome>,
    /// Set where the case is decided, though it has not ended: approved, as in a hold.
    #[serde(default)]
    pub decided: Option<Outcome>,
    /// Whether an approved case is followed up here: it waits in the queue of follow-ups, no longer in that of its kind.
    #[serde(default)]
    pub follow_up: bool,
    /// Rules that the stage stands for.
    #[serde(default)]
    pub rules: Vec<RuleId>,
}

impl Stage {
    /// How the case stands decided here, whether it has ended or not.
    pub fn decision(&self) -> Option<Outcome> {
        self.end.or(self.decided).or(self.follow_up.then_some(Outcome::Approved))
    }
}

/// Something that the desk does by itself when its time has come.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timer {
    /// The stage in which it runs.
    pub stage: StageId,
    /// What it counts from, and how long.
    pub start: TimerStart,
    /// Tried in order: the first that its guards allow is done. One that leads nowhere is a reminder: it is done once each
    /// time that the case comes into the stage.
    pub actions: Vec<ActionId>,
    /// The rules behind it.
    #[serde(default)]
    pub rules: Vec<RuleId>,
}

/// When a timer fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerStart {
    /// So many hours after the case entered the stage; 0 is at the next tick.
    HoursInStage(u32),
    /// So many minutes after the case entered the stage.
    MinutesInStage(u32),
    /// So long before the stage's clock runs out; never while that stands still.
    BeforeDue(Budget),
    /// When the hold ends (R13).
    HoldEnds,
    /// When the time of the running session is over (V6).
    SessionOver,
}

impl Kind {
    /// The stage called `id`.
    pub fn stage(&self, id: &StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == *id)
    }

    /// The action called `id`.
    pub fn action(&self, id: &ActionId) -> Option<&Action> {
        self.actions.iter().find(|action| action.id == *id)
    }

    /// The item called `id`.
    pub fn item(&self, id: &ids::ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// The check called `id`.
    pub fn check(&self, id: &ids::CheckId) -> Option<&checklist::Check> {
        self.checks.iter().find(|check| check.id == *id)
    }

    /// The clue called `id`.
    pub fn clue(&self, id: &ids::ClueId) -> Option<&checklist::Clue> {
        self.clues.iter().find(|clue| clue.id == *id)
    }

    /// The cause called `id`.
    pub fn cause(&self, id: &ids::CauseId) -> Option<&checklist::Cause> {
        self.causes.iter().find(|cause| cause.id == *id)
    }

    /// The follow-up called `id`.
    pub fn follow_up(&self, id: &ids::FollowUpId) -> Option<&FollowUp> {
        self.follow_ups.iter().find(|follow_up| follow_up.id == *id)
    }

    /// The reason called `id`.
    pub fn reason(&self, id: &ids::ReasonId) -> Option<&checklist::Reason> {
        self.reasons.iter().find(|reason| reason.id == *id)
    }

    /// Whether `action`, which leads to `to`, ends a case against somebody (N3): it turns the applicant down, or it takes
    /// something from the holder, who is told.
    pub fn decides_against_somebody(&self, action: &ActionId, to: &StageId) -> bool {
        let tells =
            |action: &Action| action.effects.iter().any(|effect| matches!(effect, Effect::TellHolder(_)));
        match self.stage(to).and_then(|stage| stage.end) {
            Some(Outcome::Rejected) => true,
            Some(_) => self.action(action).is_some_and(tells),
            None => false,
        }
    }

    /// The question of the triage called `id`.
    pub fn question(&self, id: &ids::QuestionId) -> Option<&Question> {
        self.questions.iter().find(|question| question.id == *id)
    }

    /// What applicants can try that is called `id`.
    pub fn remedy(&self, id: &ids::RemedyId) -> Option<&Remedy> {
        self.remedies.iter().find(|remedy| remedy.id == *id)
    }

    /// The actions that a person at the desk may try from `stage`, in the playbook's order.
    pub fn actions_from<'k>(&'k self, stage: &'k StageId) -> impl Iterator<Item = &'k Action> {
        self.actions
            .iter()
            .filter(move |action| action.from.contains(stage) && action.by.contains(&action::By::Operator))
    }
}
