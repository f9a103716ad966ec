//! What a machine can hold against a requirement.

use super::super::measure::same_document;
use super::super::record::Phrase;
use super::super::{Case, Evidence, Facts, Spoken};
use crate::playbook::{ItemId, RequirementTest};

/// What a machine's test gave. It never ticks by itself: it only contradicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RequirementState {
    /// What came agrees with it.
    Holds,
    /// What came contradicts it, and how.
    Contradicted(String),
    /// Nothing came that could say.
    Unknown,
}

/// Holds what came last for `item` against `test`.
pub fn test_requirement(
    test: RequirementTest,
    item: &ItemId,
    case: &Case,
    facts: &Facts,
) -> RequirementState {
    let Some(evidence) = case.evidence(item).last() else { return RequirementState::Unknown };
    match test {
        RequirementTest::DatedOnApplicationDay => dated_on_the_day(evidence, case),
        RequirementTest::PhraseGivenBySystem => phrase_given(evidence, case),
        RequirementTest::RecordedAfterPhrase => recorded_after(evidence, case),
        RequirementTest::NotSeenBefore => match facts.seen_elsewhere.get(&evidence.sha256) {
            Some(other) => {
                RequirementState::Contradicted(format!("the same file came with case {} before", other.0))
            }
            None => RequirementState::Holds,
        },
        RequirementTest::SameDocumentAsKyc => same_as_kyc(case, facts),
        RequirementTest::AgreesWithBasicInformation => agrees(case),
    }
}

/// Whether the document says what the applicant stated (V2).
fn agrees(case: &Case) -> RequirementState {
    let basics = case.session().and_then(|submitted| submitted.basics.get());
    match basics.map(|basics| (basics.document_differs_in(), basics.is_read())) {
        Some((Some(datum), _)) => {
            RequirementState::Contradicted(format!("the {datum} on the document is another than was stated"))
        }
        Some((None, true)) => RequirementState::Holds,
        _ => RequirementState::Unknown,
    }
}

fn dated_on_the_day(evidence: &Evidence, case: &Case) -> RequirementState {
    let (Some(dated), Some(matter)) = (evidence.dated, &case.matter) else {
        return RequirementState::Unknown;
    };
    // Brought again later, a note shows the day on which it is brought again.
    let day = evidence.brought_on.max(matter.application_day);
    if dated == day {
        RequirementState::Holds
    } else {
        RequirementState::Contradicted(format!("dated {dated}, but the application is of {day}"))
    }
}

fn phrase_given(evidence: &Evidence, case: &Case) -> RequirementState {
    let Some(spoken) = &evidence.spoken else { return RequirementState::Unknown };
    match (phrase_of(spoken, case), case.live_phrases()) {
        (Some(_), _) => RequirementState::Holds,
        (None, []) => {
            RequirementState::Contradicted("a phrase is read that the system never gave".to_owned())
        }
        (None, _) => {
            RequirementState::Contradicted("the phrase read is not the one that the system gave".to_owned())
        }
    }
}

/// The phrase given that is read. A further ticket brings a phrase of its own, so there may be several to choose from.
fn phrase_of<'c>(spoken: &Spoken, case: &'c Case) -> Option<&'c Phrase> {
    let Spoken::Given(at) = spoken else { return None };
    case.live_phrases().iter().rev().find(|given| given.given_at == *at)
}

/// `evidence` as the log may have it: which of `phrases` is read in it, and not the words.
pub(super) fn heard(evidence: &Evidence, phrases: &[Phrase]) -> Evidence {
    let spoken = evidence.spoken.clone().map(|spoken| match spoken {
        Spoken::Words(read) => {
            let given = phrases.iter().rev().find(|given| words(&given.phrase).eq(words(&read)));
            given.map_or(Spoken::Other, |given| Spoken::Given(given.given_at))
        }
        known => known,
    });
    Evidence { spoken, ..evidence.clone() }
}

/// A video is held against the phrase that is read in it; where nobody wrote down which, against all that it could be.
fn recorded_after(evidence: &Evidence, case: &Case) -> RequirementState {
    let live = case.live_phrases();
    let read = evidence.spoken.as_ref().and_then(|spoken| phrase_of(spoken, case));
    let (Some(recorded), Some(first), Some(last)) =
        (evidence.recorded_at, read.or(live.first()), read.or(live.last()))
    else {
        return RequirementState::Unknown;
    };
    if recorded >= last.given_at {
        RequirementState::Holds
    } else if recorded >= first.given_at {
        RequirementState::Unknown
    } else {
        RequirementState::Contradicted(format!(
            "recorded {}, before the phrase was given ({})",
            recorded.format("%Y-%m-%d %H:%M"),
            first.given_at.format("%Y-%m-%d %H:%M")
        ))
    }
}

/// Words without case and punctuation: what a transcript can be held to.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Whether the document brought is the one of KYC (R3).
pub(super) fn same_as_kyc(case: &Case, facts: &Facts) -> RequirementState {
    let brought = case.tickets.document();
    let known = facts.kyc().and_then(|kyc| kyc.document.as_ref());
    match (brought, known) {
        (Some(brought), Some(known)) if same_document(brought, known) => RequirementState::Holds,
        (Some(brought), Some(known)) if brought.kind != known.kind => RequirementState::Contradicted(
            format!("the {} used at KYC is needed; this is a {}", known.kind.as_str(), brought.kind.as_str()),
        ),
        (Some(_), Some(_)) => RequirementState::Contradicted(
            "country or number differ from the document used at KYC".to_owned(),
        ),
        _ => RequirementState::Unknown,
    }
}
