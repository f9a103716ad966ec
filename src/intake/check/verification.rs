//! KYC submissions: who it is, the session with its steps, and what came with it (rules V).

use super::super::wrong::{At, Checked, Wrong};
use super::values::{self, Today, given};
use super::{evidence, record};
use crate::case::record::{KycLevel, Printed, StepTaken, Verification};

/// As many as there can be, twice over.
const MOST_STEPS: usize = 12;

pub(super) fn verification(verification: &Verification, today: Today) -> Checked {
    values::email(&verification.contact_email).at("contact_email")?;
    today.time(verification.submitted_at).at("submitted_at")?;
    values::name(&verification.name).at("name")?;
    today.day(verification.born).at("born")?;
    values::country(&verification.nationality).at("nationality")?;
    given(verification.number.as_ref(), values::document_number).at("number")?;
    given(verification.document.as_ref(), record::document).at("document")?;
    told(verification)?;
    given(verification.printed.as_ref(), |read| printed(read, today)).at("printed")?;
    session(verification, today)?;
    values::signals(&verification.signals).at("signals")?;
    evidence::list(&verification.evidence, today).at("evidence")?;
    record::origin(&verification.from).at("from")
}

/// An identity is found by its number: that of the document, or for the basic level alone a stated one (V1).
fn told(verification: &Verification) -> Checked {
    match (&verification.document, &verification.number, verification.level) {
        (Some(_), ..) | (None, Some(_), Some(KycLevel::Basic)) => Ok(()),
        (None, None, Some(KycLevel::Basic)) => {
            Err(Wrong::new("it is missing", "Give the identity number of the basic information")).at("number")
        }
        (None, ..) => Err(Wrong::new(
            "it is missing",
            "Give the document, or \"level\": \"basic\" with \"number\" where none was shown yet",
        ))
        .at("document"),
    }
}

fn printed(printed: &Printed, today: Today) -> Checked {
    given(printed.name.as_ref(), values::name).at("name")?;
    given(printed.born.as_ref(), |day| today.day(*day)).at("born")?;
    given(printed.number.as_ref(), values::document_number).at("number")
}

/// The session begins before its steps, and ends before it is submitted; each step is taken once. In which order they come
/// is for the playbook to judge (V1).
fn session(verification: &Verification, today: Today) -> Checked {
    let submitted = verification.submitted_at;
    if let Some(started) = verification.started_at {
        today.time(started).at("started_at")?;
        if started > submitted {
            let wrong = Wrong::new("the session began after it was submitted", "Correct one of the times");
            return Err(wrong).at("started_at");
        }
    }
    values::count(verification.steps.len(), MOST_STEPS).at("steps")?;
    for (index, taken) in verification.steps.iter().enumerate() {
        let earlier = &verification.steps[..index];
        step(verification, taken, earlier, today).nth(index).at("steps")?;
    }
    Ok(())
}

fn step(verification: &Verification, taken: &StepTaken, earlier: &[StepTaken], today: Today) -> Checked {
    today.time(taken.at).at("at")?;
    if taken.at > verification.submitted_at {
        return Err(Wrong::new("it was taken after the submission", "Correct one of the times")).at("at");
    }
    if verification.started_at.is_some_and(|started| taken.at < started) {
        return Err(Wrong::new("it was taken before the session began", "Correct one of the times")).at("at");
    }
    if earlier.iter().any(|other| other.step == taken.step) {
        let what = format!("the step \"{}\" stands here twice", taken.step.as_str());
        return Err(Wrong::new(what, "Send when it was finished, once")).at("step");
    }
    Ok(())
}
