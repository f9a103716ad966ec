//! A case's triage, as a value for JSON and as text: what it complains of, what was tried, and where the questions lead
//! (L11).

use super::report::Titled;
use crate::case::{Carried, Case, CaseNumber, Given, Led, Refusal, TriageStanding};
use crate::cli::out::Out;
use crate::desk::CaseView;
use crate::playbook::{Choice, Kind, Leads, Question};
use crate::text::RuleId;
use crate::text::when::instant;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::io;

type Time = DateTime<Utc>;

/// Where the triage of a case stands.
#[derive(Debug, Serialize)]
pub struct TriageReport {
    pub trouble: Option<String>,
    pub tried: Vec<Titled>,
    pub path: Vec<GivenReport>,
    pub acted_on: bool,
    pub earlier: Vec<Vec<GivenReport>>,
    pub question: Option<QuestionReport>,
    pub leads_to: Option<LedReport>,
    pub lock: Option<LockReport>,
    pub codes: Option<CodesReport>,
}

/// What was tried in an earlier case of the account (L11).
#[derive(Debug, Serialize)]
pub struct CarriedReport {
    pub number: CaseNumber,
    pub tried: Vec<String>,
    pub answers: Vec<String>,
    pub words: String,
}

impl CarriedReport {
    /// What came along with `view`, the newest first.
    pub fn all(view: &CaseView) -> Vec<Self> {
        let one = |carried: &Carried| Self {
            number: carried.number(&view.playbook),
            tried: carried.tried.iter().map(ToString::to_string).collect(),
            answers: carried.answers.iter().map(|given| given.choice.to_string()).collect(),
            words: carried.words(&view.playbook),
        };
        view.case.carried.iter().map(one).collect()
    }
}

/// An answer that was given.
#[derive(Debug, Serialize)]
pub struct GivenReport {
    pub question: String,
    pub ask: String,
    pub answer: String,
    pub title: String,
    pub rule: Option<RuleId>,
}

/// The question that is asked now.
#[derive(Debug, Serialize)]
pub struct QuestionReport {
    pub id: String,
    pub ask: String,
    pub answers: Vec<AnswerReport>,
    pub proposed: Option<String>,
    pub why: Option<String>,
}

/// One of its answers.
#[derive(Debug, Serialize)]
pub struct AnswerReport {
    #[serde(flatten)]
    pub named: Titled,
    pub question: Option<String>,
    pub reply: Option<String>,
    pub actions: Vec<String>,
}

/// Where the answers have led.
#[derive(Debug, Serialize)]
pub struct LedReport {
    pub action: Option<String>,
    pub title: Option<String>,
    pub refusal: Option<Refusal>,
    pub letter: Option<String>,
    pub subject: Option<String>,
    pub body: Option<String>,
}

/// The lock after wrong passwords (L3).
#[derive(Debug, Serialize)]
pub struct LockReport {
    pub since: Time,
    pub until: Time,
    pub runs: bool,
    pub extended: usize,
    pub why: String,
}

/// The codes sent lately (L2).
#[derive(Debug, Serialize)]
pub struct CodesReport {
    pub lately: usize,
    pub again_at: Option<Time>,
}

impl TriageReport {
    /// The triage of `view`; none where its kind has none.
    pub fn new(view: &CaseView) -> Option<Self> {
        let (kind, standing) = (view.kind()?, view.triage.as_ref()?);
        let triage = &view.case.triage;
        let walk = |path: &[Given]| path.iter().map(|given| GivenReport::new(given, kind)).collect();
        Some(Self {
            trouble: view.case.tickets.trouble().map(ToString::to_string),
            tried: tried(&view.case, kind),
            path: walk(&triage.path),
            acted_on: triage.acted_on,
            earlier: triage.earlier.iter().map(|path| walk(path)).collect(),
            question: QuestionReport::new(standing, kind),
            leads_to: standing.led.as_ref().map(|led| LedReport::new(led, kind)),
            lock: standing.lock.map(|lock| LockReport {
                since: lock.since,
                until: lock.until,
                runs: lock.runs(view.now),
                extended: lock.extended,
                why: lock.why(),
            }),
            codes: standing.codes.map(|codes| CodesReport { lately: codes.lately, again_at: codes.again_at }),
        })
    }
}

fn tried(case: &Case, kind: &Kind) -> Vec<Titled> {
    let known = case.tickets.tried().into_iter().filter_map(|id| kind.remedy(id));
    known
        .map(|remedy| Titled {
            id: remedy.id.to_string(),
            title: remedy.title.clone(),
            rule: remedy.rule.clone(),
        })
        .collect()
}

impl GivenReport {
    fn new(given: &Given, kind: &Kind) -> Self {
        let question = kind.question(&given.question);
        let choice = question.and_then(|question| question.choice(&given.choice));
        Self {
            question: given.question.to_string(),
            ask: question.map(|question| question.ask.clone()).unwrap_or_default(),
            answer: given.choice.to_string(),
            title: choice.map(|choice| choice.title.clone()).unwrap_or_default(),
            rule: choice.map(|choice| choice.rule.clone()),
        }
    }
}

impl QuestionReport {
    fn new(standing: &TriageStanding, kind: &Kind) -> Option<Self> {
        let question: &Question = kind.question(standing.asked.as_ref()?)?;
        let proposed = standing.proposed.as_ref();
        Some(Self {
            id: question.id.to_string(),
            ask: question.ask.clone(),
            answers: question.choices.iter().map(AnswerReport::new).collect(),
            proposed: proposed.map(|proposed| proposed.choice.to_string()),
            why: proposed.map(|proposed| proposed.why.clone()),
        })
    }
}

impl AnswerReport {
    fn new(choice: &Choice) -> Self {
        let (mut question, mut reply, mut actions) = (None, None, Vec::new());
        match &choice.to {
            Leads::Question(id) => question = Some(id.to_string()),
            Leads::Reply(letter) => reply = Some(letter.to_string()),
            Leads::Action(ids) => actions = ids.iter().map(ToString::to_string).collect(),
        }
        let named =
            Titled { id: choice.id.to_string(), title: choice.title.clone(), rule: choice.rule.clone() };
        Self { named, question, reply, actions }
    }

    /// Where it leads, in words.
    fn leads(&self) -> String {
        match (&self.question, &self.reply) {
            (Some(question), _) => format!("asks {question}"),
            (None, Some(letter)) => format!("replies {letter}"),
            (None, None) => format!("does {}", self.actions.join(", else ")),
        }
    }
}

impl LedReport {
    fn new(led: &Led, kind: &Kind) -> Self {
        let action = led.action.as_ref().and_then(|id| kind.action(id));
        let (letter, body) = led.letter.as_ref().map(|(id, body)| (id.to_string(), body)).unzip();
        Self {
            action: led.action.as_ref().map(ToString::to_string),
            title: action.map(|action| action.title.clone()),
            refusal: led.refusal.clone(),
            letter,
            subject: body.map(|body| body.subject.clone()),
            body: body.map(|body| body.body.clone()),
        }
    }
}

/// Writes it under a heading of its own; `reply` says whether the letter that it leads to is written out.
///
/// # Errors
/// Where the sink takes no more.
pub fn write(report: &TriageReport, reply: bool, out: &mut Out) -> io::Result<()> {
    out.section("TRIAGE")?;
    if !report.tried.is_empty() {
        let tried: Vec<_> = report.tried.iter().map(|one| one.title.as_str()).collect();
        out.line(format!("  tried: {}", tried.join(", ")))?;
    }
    if let Some(lock) = &report.lock {
        let state = if lock.runs { "the lock runs until" } else { "the lock ended" };
        out.line(format!("  {state} {} – {}", instant(lock.until), lock.why))?;
    }
    if let Some(codes) = &report.codes {
        let again = codes.again_at.map(|at| format!(": no further one before {}", instant(at)));
        out.line(format!("  codes sent lately: {}{}", codes.lately, again.unwrap_or_default()))?;
    }
    for walk in &report.earlier {
        out.line(format!("  earlier: {}", said(walk)))?;
    }
    for given in &report.path {
        let rule = given.rule.as_ref().map(|rule| format!(" {rule}")).unwrap_or_default();
        out.line(format!("  ✔ {} – {} [{}]{rule}", given.ask, given.title, given.answer))?;
    }
    if report.acted_on {
        out.line("  what it led to was sent; the first question begins it again")?;
    }
    if let Some(question) = &report.question {
        ask(question, out)?;
    }
    match &report.leads_to {
        Some(led) => leads_to(led, reply, out),
        None => Ok(()),
    }
}

fn said(walk: &[GivenReport]) -> String {
    walk.iter().map(|given| given.title.as_str()).collect::<Vec<_>>().join(" → ")
}

fn ask(question: &QuestionReport, out: &mut Out) -> io::Result<()> {
    out.line(format!("  {}", question.ask))?;
    for answer in &question.answers {
        let proposed = question.proposed.as_ref() == Some(&answer.named.id);
        let mark = if proposed { '▸' } else { ' ' };
        let why = question.why.as_ref().filter(|_| proposed).map(|why| format!(" – {why}"));
        let Titled { id, title, rule } = &answer.named;
        let why = why.unwrap_or_default();
        out.line(format!("  {mark} {id} – {title} ({rule}, {}){why}", answer.leads()))?;
    }
    Ok(())
}

fn leads_to(led: &LedReport, reply: bool, out: &mut Out) -> io::Result<()> {
    let (Some(action), Some(title)) = (&led.action, &led.title) else {
        return out.line("  → a reply, which cannot be sent from this stage");
    };
    out.line(format!("  → {title}  (docket act ID {action})"))?;
    if let Some(refusal) = &led.refusal {
        out.line(format!("    ✘ {refusal}"))?;
    }
    if let (Some(subject), Some(body)) = (&led.subject, &led.body)
        && reply
    {
        out.section(&format!("LETTER {subject}"))?;
        out.block("  │ ", body)?;
    }
    Ok(())
}
