//! Whether a submission of identity verification is taken in: the order of its steps, what was confirmed before, which
//! documents are accepted, how often it was tried (V1–V3, V7).

use super::super::record::{KycLevel, StepTaken, Verification};
use super::super::{Case, Facts, Refusal, RefusalKind, Session};
use crate::playbook::{Admits, Closing, Kind, Playbook, SessionStep, TimerStart};
use crate::text::RuleId;

/// Why a submission is not taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAdmitted {
    /// The refusal.
    pub refusal: Refusal,
    /// Whether it counts as a denial (V7).
    pub denies: bool,
}

/// The session that `submission` makes: a new one, or the further course of the one that `case` waits for. `facts` are those
/// of the time at which it was submitted.
///
/// # Errors
/// What stands against it, and whether that counts as a denial.
pub fn admit(
    submission: &Verification,
    case: Option<&Case>,
    facts: &Facts,
    playbook: &Playbook,
    kind: &Kind,
) -> Result<Session, NotAdmitted> {
    let session = session(submission, case, kind);
    for admission in &kind.admission {
        let of = Of { submission, session: &session, case, facts, rule: &admission.rule };
        let checked = match &admission.must {
            Admits::Steps(order) => in_order(&of, order),
            Admits::BasicInformation(_) => unchanged(&of),
            Admits::Document(_) => accepted(&of, playbook),
            Admits::Review(_) => no_review(&of, kind),
            // What goes on is no attempt of its own.
            Admits::AttemptsADay(_) | Admits::Denials(_) if session.goes_on => Ok(()),
            Admits::AttemptsADay(most) => few_enough(&of, *most),
            Admits::Denials(closing) => open(&of, *closing),
            // Too long a session is taken in and expires.
            Admits::Minutes(_) => Ok(()),
        };
        checked.map_err(|refusal| NotAdmitted { refusal, denies: admission.denies })?;
    }
    Ok(session)
}

/// What one admission looks at.
struct Of<'a> {
    submission: &'a Verification,
    session: &'a Session,
    case: Option<&'a Case>,
    facts: &'a Facts,
    rule: &'a RuleId,
}

impl Of<'_> {
    fn refuse(&self, what: String, remedy: impl Into<String>) -> Result<(), Refusal> {
        Err(Refusal::by(self.rule, RefusalKind::Guard, what, remedy))
    }
}

fn session(submission: &Verification, case: Option<&Case>, kind: &Kind) -> Session {
    let mut session = submission.session();
    let Some(before) = case.filter(|case| runs(case, kind)).and_then(Case::session) else { return session };
    let before = &before.session;
    if session.started_at.is_some() && session.started_at != before.began_at() {
        return session;
    }
    session.started_at = before.began_at();
    let known = |taken: &&StepTaken| session.steps.iter().all(|own| own.step != taken.step);
    let earlier: Vec<StepTaken> = before.steps.iter().filter(known).copied().collect();
    session.steps.splice(0..0, earlier);
    session.face_channel = session.face_channel.or(before.face_channel);
    session.goes_on = true;
    session
}

/// Whether the case stands where the time of a session runs.
fn runs(case: &Case, kind: &Kind) -> bool {
    let stage = case.matter.as_ref().map(|matter| &matter.stage);
    kind.timers.iter().any(|timer| timer.start == TimerStart::SessionOver && Some(&timer.stage) == stage)
}

fn in_order(of: &Of<'_>, order: &[SessionStep]) -> Result<(), Refusal> {
    for (index, step) in order.iter().enumerate() {
        let Some(taken) = of.session.at(*step) else { continue };
        for before in &order[..index] {
            let excused = before.is_basic() && of.facts.confirmed.is_some();
            match of.session.at(*before) {
                Some(at) if at > taken => {
                    let what = format!("the step “{}” was taken before “{}”", step.as_str(), before.as_str());
                    return of.refuse(what, format!("The order is: {}.", words(order)));
                }
                None if !excused => {
                    let what =
                        format!("the step “{}” was taken without “{}”", step.as_str(), before.as_str());
                    return of.refuse(what, format!("The order is: {}.", words(order)));
                }
                _ => {}
            }
        }
    }
    Ok(())
}

fn words(order: &[SessionStep]) -> String {
    order.iter().map(|step| step.as_str()).collect::<Vec<_>>().join(", ")
}

fn unchanged(of: &Of<'_>) -> Result<(), Refusal> {
    let Some(confirmed) = &of.facts.confirmed else { return Ok(()) };
    match confirmed.basics.differs_in(&of.submission.basics(), confirmed.stated) {
        None => Ok(()),
        Some(datum) => {
            let what = format!("the {datum} is another than the account confirmed before");
            of.refuse(what, "Basic information cannot be changed once it is confirmed.")
        }
    }
}

fn accepted(of: &Of<'_>, playbook: &Playbook) -> Result<(), Refusal> {
    let (Some(document), Some(documents)) = (&of.submission.document, &playbook.documents) else {
        return Ok(());
    };
    let types = documents.of(&document.country);
    if types.contains(&document.kind) {
        return Ok(());
    }
    let known: Vec<_> = types.iter().map(|kind| kind.as_str()).collect();
    let what = format!("a {} issued by {} is not accepted", document.kind.as_str(), document.country);
    of.refuse(what, format!("Accepted from there: {}.", known.join(", ")))
}

fn no_review(of: &Of<'_>, kind: &Kind) -> Result<(), Refusal> {
    let Some(case) = of.case else { return Ok(()) };
    let stage = case.matter.as_ref().and_then(|matter| kind.stage(&matter.stage));
    if runs(case, kind) || stage.is_none_or(|stage| stage.waits_for_applicant || stage.end.is_some()) {
        return Ok(());
    }
    let number = case.matter.as_ref().map(|matter| matter.number.to_string()).unwrap_or_default();
    let what = format!("an earlier submission of the account is under review, {number}");
    of.refuse(what, "Wait for its result.")
}

fn few_enough(of: &Of<'_>, most: u32) -> Result<(), Refusal> {
    let made = of.facts.attempts.today;
    if made < most {
        return Ok(());
    }
    let what = format!("the account made {made} attempts that day; {most} are allowed");
    of.refuse(what, "Try again on another day.")
}

fn open(of: &Of<'_>, closing: Closing) -> Result<(), Refusal> {
    match of.facts.attempts.closed_until(closing, of.facts.now) {
        None => Ok(()),
        Some(until) => {
            let until = until.format("%Y-%m-%d %H:%M");
            let what = format!(
                "{} denials within {} hours closed verification of the account until {until} UTC",
                closing.denials, closing.within_hours
            );
            of.refuse(what, "It opens again by itself.")
        }
    }
}

/// Refuses a session that is not finished, or took too long (V1, V6).
pub(super) fn complete(rule: &RuleId, case: &Case, kind: &Kind) -> Result<(), Refusal> {
    let refuse = |rule: &RuleId, what: String, remedy: &str| {
        Err(Refusal::by(rule, RefusalKind::Guard, what, remedy.to_owned()))
    };
    let Some(submitted) = case.session() else {
        return refuse(rule, "no session has come".to_owned(), "Wait for one.");
    };
    let session = &submitted.session;
    if session.level == KycLevel::Basic {
        let what = "only the basic level was submitted".to_owned();
        return refuse(rule, what, "The advanced one follows, or the session expires.");
    }
    if submitted.basics.get().is_some_and(|basics| basics.document.is_none()) {
        return refuse(rule, "no document was submitted".to_owned(), "Wait for it.");
    }
    // Steps of the basic level were there when it was taken in, or confirmed before. Without any step nothing was told.
    let wanted = kind.session_steps().iter().filter(|step| !session.steps.is_empty() && !step.is_basic());
    if let Some(missing) = wanted.into_iter().find(|step| session.at(**step).is_none()) {
        let what = format!("the step “{}” was not taken", missing.as_str());
        return refuse(rule, what, "Wait for it.");
    }
    match (session.took(), kind.session_minutes()) {
        (Some(took), Some((most, of))) if took > chrono::Duration::minutes(i64::from(most)) => {
            let what = format!("the session took {} minutes; {most} are allowed", took.num_minutes());
            refuse(of, what, "It expires and counts as an attempt.")
        }
        _ => Ok(()),
    }
}
