//! Walking the triage: each answer on its own, so that it can be seen and taken back (L11).

use super::super::{Event, Given, Refusal, RefusalKind};
use super::draft::Draft;
use super::open::not_in;
use super::{may_work, must_be_open};
use crate::playbook::QuestionId;

/// Gives answers in their order. One that stands already changes nothing; another answer to a question that was answered
/// takes the former one back, with all that followed from it.
pub(super) fn answer(draft: &mut Draft<'_>, answers: &[Given]) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    must_have_questions(draft)?;
    for given in answers {
        one(draft, given)?;
    }
    Ok(())
}

fn one(draft: &mut Draft<'_>, given: &Given) -> Result<(), Refusal> {
    let Some(question) = draft.kind.question(&given.question) else {
        let known: Vec<_> = draft.kind.questions.iter().map(|question| question.id.to_string()).collect();
        return Err(not_in("question", given.question.as_str(), draft.kind, &known));
    };
    if question.choice(&given.choice).is_none() {
        let known: Vec<_> = question.choices.iter().map(|choice| choice.id.as_str()).collect();
        let what = format!("“{}” has no answer {}", question.ask, given.choice);
        return Err(Refusal::plain(RefusalKind::Unknown, what, format!("Use one of: {}.", known.join(", "))));
    }
    let triage = &draft.case.triage;
    let asked = triage.asked(draft.kind).map(|question| &question.id);
    let before = triage.answer(&given.question).filter(|_| !triage.acted_on).cloned();
    match before {
        Some(before) if before == given.choice => return Ok(()),
        Some(_) => {
            draft.claim_by_working();
            draft.push(Event::TriageTakenBack { question: given.question.clone() });
        }
        None if asked == Some(&given.question) => draft.claim_by_working(),
        None => {
            let what = format!("“{}” is not asked now", question.ask);
            let remedy = match asked.and_then(|id| draft.kind.question(id)) {
                Some(other) => format!("Answer “{}” first.", other.ask),
                None => {
                    "The triage has come to its end: do what it led to, or take an answer back.".to_owned()
                }
            };
            return Err(Refusal::plain(RefusalKind::Stage, what, remedy));
        }
    }
    draft.push(Event::TriageAnswered { question: given.question.clone(), answer: given.choice.clone() });
    Ok(())
}

/// Takes back the answer to `question`, or the last one, with all that followed from it, while nothing was sent on its
/// ground.
pub(super) fn take_back(draft: &mut Draft<'_>, question: Option<&QuestionId>) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    may_work(&draft.case, draft.facts)?;
    must_have_questions(draft)?;
    let triage = &draft.case.triage;
    if triage.acted_on {
        let what = "what the triage led to was sent already";
        let remedy = "Begin it again with its first question.";
        return Err(Refusal::plain(RefusalKind::Nothing, what, remedy));
    }
    let given = match question {
        Some(question) => triage.path.iter().find(|given| given.question == *question),
        None => triage.path.last(),
    };
    let Some(question) = given.map(|given| given.question.clone()) else {
        let what = "that question was not answered";
        return Err(Refusal::plain(RefusalKind::Nothing, what, "There is nothing to take back."));
    };
    draft.claim_by_working();
    draft.push(Event::TriageTakenBack { question });
    Ok(())
}

fn must_have_questions(draft: &Draft<'_>) -> Result<(), Refusal> {
    if draft.kind.questions.is_empty() {
        let what = format!("a case of kind {} has no triage", draft.kind.title);
        return Err(Refusal::plain(RefusalKind::Unknown, what, "Act on the case itself."));
    }
    Ok(())
}
