//! Walking the triage of a playbook: where a case stands in it, and what the facts propose (L11).
//!
//! A walk goes from answer to answer until one leads to a reply or an action. As long as nothing was sent on its ground its
//! answers may be taken back; afterwards it stands, and the first question begins another walk.

use super::command::Act;
use super::lockout::{CodesSent, Locked, codes_sent, login_lock};
use super::{Case, CaseId, CaseNumber, Command, Event, Facts, LetterBody, Private, Refusal, decide, permit};
use crate::playbook::{
    ActionId, Choice, ChoiceId, CodesState, Effect, Kind, KindId, Leads, LetterId, LockState, Playbook,
    Question, QuestionId, RemedyId, SignalGuard, Told,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// One answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// To which question.
    pub question: QuestionId,
    /// The answer.
    pub choice: ChoiceId,
}

/// What was tried and answered in an earlier case of the same account, which goes along where self-help did not solve it and
/// the applicant comes with another kind of case (L11). Words of the playbook, and no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carried {
    /// The earlier case.
    pub case: CaseId,
    /// Its kind, in the same institution's playbook.
    pub kind: KindId,
    /// What was tried before it or during it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<RemedyId>,
    /// The answers of its latest walk.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Given>,
}

impl Carried {
    /// The earlier case's number.
    pub fn number(&self, playbook: &Playbook) -> CaseNumber {
        let prefix = playbook.kinds.get(&self.kind).map_or("", |kind| kind.prefix.as_str());
        CaseNumber::new(prefix, self.case)
    }

    /// What was answered and tried, in the words of `playbook`, as far as it has them.
    pub fn words(&self, playbook: &Playbook) -> String {
        let kind = playbook.kinds.get(&self.kind);
        let said = self.answers.iter().map(|given| {
            let question = kind.and_then(|kind| kind.question(&given.question));
            let choice = question.and_then(|question| question.choice(&given.choice));
            choice.map_or_else(|| given.choice.to_string(), |choice| choice.title.clone())
        });
        let tried = self.tried.iter().map(|id| {
            let remedy = kind.and_then(|kind| kind.remedy(id));
            remedy.map_or_else(|| id.to_string(), |remedy| remedy.title.clone())
        });
        let (said, tried): (Vec<_>, Vec<_>) = (said.collect(), tried.collect());
        match (said.is_empty(), tried.is_empty()) {
            (true, true) => "nothing was answered or tried yet".to_owned(),
            (false, true) => said.join(" → "),
            (true, false) => format!("tried: {}", tried.join(", ")),
            (false, false) => format!("{}; tried: {}", said.join(" → "), tried.join(", ")),
        }
    }
}

/// How far a case's triage has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Triage {
    /// The answers of the walk under way or, where none is, of the last one.
    pub path: Vec<Given>,
    /// Whether a letter or an order went out on the ground of it.
    pub acted_on: bool,
    /// Earlier walks, the oldest first: what was replied then did not help (L11).
    pub earlier: Vec<Vec<Given>>,
}

impl Triage {
    /// The answer to `question` in the latest walk.
    pub fn answer(&self, question: &QuestionId) -> Option<&ChoiceId> {
        self.path.iter().find(|given| given.question == *question).map(|given| &given.choice)
    }

    /// Where the latest walk has led; none where it has not begun or its playbook has no such answer.
    pub fn led_to<'k>(&self, kind: &'k Kind) -> Option<&'k Leads> {
        let last = self.path.last()?;
        Some(&kind.question(&last.question)?.choice(&last.choice)?.to)
    }

    /// The question that is asked now: the first of a walk where none is under way, none where it has come to its end.
    pub fn asked<'k>(&self, kind: &'k Kind) -> Option<&'k Question> {
        match self.led_to(kind).filter(|_| !self.acted_on) {
            None => kind.questions.first(),
            Some(Leads::Question(id)) => kind.question(id),
            Some(_) => None,
        }
    }

    /// Whether it has come to its end, acted on or not.
    pub fn has_ended(&self, kind: &Kind) -> bool {
        matches!(self.led_to(kind), Some(Leads::Reply(_) | Leads::Action(_)))
    }

    /// The reply that it has led to and that was not sent yet.
    pub fn reply<'k>(&self, kind: &'k Kind) -> Option<&'k LetterId> {
        match self.led_to(kind) {
            Some(Leads::Reply(letter)) if !self.acted_on => Some(letter),
            _ => None,
        }
    }

    /// How many walks were acted on: what was replied then did not help, or the case would not be open.
    pub fn acted_on_before(&self) -> usize {
        self.earlier.len() + usize::from(self.acted_on)
    }

    pub(super) fn answered(&mut self, question: &QuestionId, choice: &ChoiceId) {
        if std::mem::take(&mut self.acted_on) {
            self.earlier.push(std::mem::take(&mut self.path));
        }
        self.path.push(Given { question: question.clone(), choice: choice.clone() });
    }

    /// Takes the answer to `question` back, with all that followed from it.
    pub(super) fn taken_back(&mut self, question: &QuestionId) {
        if let Some(at) = self.path.iter().position(|given| given.question == *question) {
            self.path.truncate(at);
        }
    }

    /// Something went out: on the ground of the walk, where it has led somewhere.
    pub(super) fn sent(&mut self, kind: &Kind) {
        self.acted_on |= self.has_ended(kind);
    }
}

/// An answer that facts propose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The answer.
    pub choice: ChoiceId,
    /// By what, in words.
    pub why: String,
}

/// Where a triage leads, as things stand.
#[derive(Debug, Clone, PartialEq)]
pub struct Led {
    /// The action that does it: the first that is allowed, or else the first of all.
    pub action: Option<ActionId>,
    /// What stands against it, where something does.
    pub refusal: Option<Refusal>,
    /// The reply or letter that the applicant gets by it.
    pub letter: Option<(LetterId, LetterBody)>,
}

/// A case's triage with what the registry says now: what screens and the command line show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TriageStanding {
    /// The question that is asked now; none once it has come to its end, or where the case has ended.
    pub asked: Option<QuestionId>,
    /// The answer to it that facts propose.
    pub proposed: Option<Proposed>,
    /// Where it has led, where it has come to its end and was not acted on.
    pub led: Option<Led>,
    /// The lock after wrong passwords, whether it still runs or not (L3).
    pub lock: Option<Locked>,
    /// The codes sent lately (L2).
    pub codes: Option<CodesSent>,
}

/// Where the triage of `case` stands; none where its kind has none.
pub fn triage_standing(case: &Case, facts: &Facts, playbook: &Playbook) -> Option<TriageStanding> {
    let kind = playbook.kinds.get(&case.matter.as_ref()?.kind)?;
    if kind.questions.is_empty() {
        return None;
    }
    let open = case.outcome(kind).is_none();
    let asked = case.triage.asked(kind).filter(|_| open);
    let ended = open && !case.triage.acted_on && case.triage.has_ended(kind);
    Some(TriageStanding {
        asked: asked.map(|question| question.id.clone()),
        proposed: asked.and_then(|question| propose(question, case, facts, kind)),
        led: if ended {
            case.triage.led_to(kind).map(|to| led(to, case, facts, (playbook, kind)))
        } else {
            None
        },
        lock: lock_of(facts, kind),
        codes: codes_of(facts, kind),
    })
}

/// The lock of the account that asks, as the registry tells it (L3).
pub(super) fn lock_of(facts: &Facts, kind: &Kind) -> Option<Locked> {
    login_lock(facts.claimant.as_ref()?, kind.login_lock.as_ref()?)
}

/// The codes sent to the account that asks (L2).
pub(super) fn codes_of(facts: &Facts, kind: &Kind) -> Option<CodesSent> {
    codes_sent(facts.claimant.as_ref()?, kind.code_limit.as_ref()?, facts.now)
}

fn led(to: &Leads, case: &Case, facts: &Facts, (playbook, kind): (&Playbook, &Kind)) -> Led {
    let here = case.matter.as_ref().map(|matter| &matter.stage);
    let replies = kind.actions.iter().filter(|action| {
        here.is_some_and(|here| action.from.contains(here))
            && action.effects.iter().any(|effect| matches!(effect, Effect::Reply(_)))
    });
    let actions: Vec<ActionId> = match to {
        Leads::Action(actions) => actions.clone(),
        _ => replies.map(|action| action.id.clone()).collect(),
    };
    let allowed = actions.iter().find(|id| permit(case, id, facts, playbook).is_ok());
    let Some(action) = allowed.or(actions.first()) else {
        return Led { action: None, refusal: None, letter: None };
    };
    let refusal = permit(case, action, facts, playbook).err();
    Led { action: Some(action.clone()), refusal, letter: letter(case, action, facts, (playbook, kind)) }
}

/// The letter that the applicant would get by `action`, if what the action still asks for were given.
fn letter(
    case: &Case,
    action: &ActionId,
    facts: &Facts,
    (playbook, kind): (&Playbook, &Kind),
) -> Option<(LetterId, LetterBody)> {
    let known = kind.action(action)?;
    let act = Act {
        action: action.clone(),
        reason: known.reasons.first().cloned(),
        note: known.note.then(|| "–".to_owned()),
        confirm: case.matter.as_ref().map(|matter| matter.number.to_string()),
        paragraph: None,
    };
    let events = decide(case, &Command::Act(act), facts, playbook).ok()?;
    events.into_iter().find_map(|event| match event {
        Event::LetterWritten { letter, private: Private::Kept(body), .. } => Some((letter, body)),
        _ => None,
    })
}

/// The answer to `question` that the facts propose: the first with a fact of its own, or else to the first question what
/// the ticket complains of. What the registry says goes before what the applicant says.
pub fn propose(question: &Question, case: &Case, facts: &Facts, kind: &Kind) -> Option<Proposed> {
    let by_fact = question.choices.iter().find_map(|choice| {
        let why = choice.told.iter().find_map(|told| holds(told, case, facts, kind))?;
        Some(Proposed { choice: choice.id.clone(), why })
    });
    by_fact.or_else(|| by_ticket(question, case, kind))
}

fn by_ticket(question: &Question, case: &Case, kind: &Kind) -> Option<Proposed> {
    let first = kind.questions.first().is_some_and(|first| first.id == question.id);
    let trouble = case.tickets.trouble().filter(|_| first && case.triage.acted_on_before() == 0)?;
    let choice: &Choice = question.choice(trouble)?;
    Some(Proposed { choice: choice.id.clone(), why: "the ticket says so".to_owned() })
}

/// What a fact says, in words, where it holds.
fn holds(told: &Told, case: &Case, facts: &Facts, kind: &Kind) -> Option<String> {
    let account = facts.claimant.as_ref();
    match told {
        Told::Account(status) => {
            let status = account.filter(|account| account.status == *status)?.status;
            Some(format!("the account is {}", status.as_str()))
        }
        Told::Lock(state) => {
            let lock = lock_of(facts, kind).filter(|lock| lock.runs(facts.now));
            match (state, lock) {
                (LockState::Running, Some(lock)) => Some(format!("the lock runs until {}", time(lock.until))),
                (LockState::Over, None) => Some("no lock runs".to_owned()),
                _ => None,
            }
        }
        Told::Codes(CodesState::OverLimit) => {
            let codes = codes_of(facts, kind)?;
            let again = codes.again_at?;
            Some(format!("{} codes were sent, none is before {}", codes.lately, time(again)))
        }
        Told::LastCode(channel) => {
            let last = account?.codes.iter().max_by_key(|code| code.at)?;
            (last.by == *channel).then(|| format!("the last code went by {}", channel.as_str()))
        }
        Told::Signal(wanted) => signal(wanted, case),
        Told::Tried(id) => {
            let remedy = kind.remedy(id)?;
            case.tickets.tried().contains(&id).then(|| format!("tried: {}", remedy.title))
        }
        Told::TriedAtLeast(count) => {
            let tried = case.tickets.tried().len();
            (tried >= usize::from(*count)).then(|| format!("{tried} things were tried"))
        }
        Told::Replied(count) => {
            let before = case.triage.acted_on_before();
            (before >= usize::from(*count)).then(|| "an earlier reply did not help".to_owned())
        }
    }
}

fn signal(wanted: &SignalGuard, case: &Case) -> Option<String> {
    let value = case.signals.get(&wanted.of)?;
    let low = wanted.at_least.is_none_or(|least| value.get() >= least);
    let high = wanted.below.is_none_or(|below| value.get() < below);
    (low && high).then(|| format!("{} is {}", wanted.of, wanted.of.show(*value)))
}

fn time(at: DateTime<Utc>) -> String {
    format!("{} UTC", at.format("%Y-%m-%d %H:%M"))
}
