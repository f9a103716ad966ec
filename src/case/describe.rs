//! Events in words, for timelines and logs. What came from outside is cleaned here.

use super::{ClueVerdict, Event, Private, Verdict};
use crate::playbook::{ActionId, Answer, CheckId, FollowUpState, Kind, StageId};
use crate::text::Clean;
use chrono::{DateTime, Utc};

/// One line that says what happened. `kind` is the case's kind in its own playbook.
pub fn describe(event: &Event, kind: &Kind) -> Clean {
    Clean::line(&words(event, kind))
}

fn words(event: &Event, kind: &Kind) -> String {
    match event {
        Event::Opened(opened) => {
            format!("opened by ticket {} from account {}", opened.reference, opened.claimant)
        }
        Event::TicketJoined { reference, .. } => format!("ticket {reference} joined this case"),
        Event::ApplicantSettled { ticket } => format!("whoever sent ticket {ticket} is the applicant"),
        Event::HolderFound { account } => format!("account {account} holds the identity"),
        Event::DocumentBrought { .. } => "the document that the evidence shows was told".to_owned(),
        Event::EvidenceAttached { evidence, .. } => {
            let from = evidence.merged_from.map(|case| format!(" from case {}", case.0)).unwrap_or_default();
            format!(
                "{} came{from} ({}, {} bytes)",
                item(kind, evidence.item.as_str()),
                evidence.media,
                evidence.bytes
            )
        }
        Event::EvidenceSetAside { item: id } => format!("{} was asked for again", item(kind, id.as_str())),
        Event::RequirementJudged { item: id, requirement, verdict } => {
            let named = kind
                .item(id)
                .and_then(|item| item.requirements.iter().find(|known| known.id == *requirement));
            let requirement = named.map_or(requirement.as_str(), |known| known.title.as_str());
            let verdict = match verdict {
                Some(Verdict::Ticked) => "ticked",
                Some(Verdict::Refused) => "refused",
                None => "opened again",
            };
            format!("{}: {requirement} – {verdict}", item(kind, id.as_str()))
        }
        Event::CheckAnswered { check: id, answer } => {
            let answer = match answer {
                Some(Answer::Passed) => "passed",
                Some(Answer::Failed) => "failed",
                None => "open again",
            };
            format!("check “{}” – {answer}", check(kind, id))
        }
        Event::ClueRecorded { clue, verdict, .. } => {
            format!("clue “{}” recorded – {}", clue_title(kind, clue.as_str()), verdict_word(*verdict))
        }
        Event::ClueJudged { clue, verdict } => {
            format!("clue “{}” judged – {}", clue_title(kind, clue.as_str()), verdict_word(*verdict))
        }
        Event::CauseNamed { cause } => {
            format!("cause named: {}", kind.cause(cause).map_or(cause.as_str(), |cause| cause.title.as_str()))
        }
        Event::TriageAnswered { question, answer } => {
            let known = kind.question(question);
            let choice = known.and_then(|known| known.choice(answer));
            let (ask, said) = (known.map(|known| &known.ask), choice.map(|choice| &choice.title));
            let ask = ask.map_or(question.as_str(), String::as_str);
            format!("“{ask}” – {}", said.map_or(answer.as_str(), String::as_str))
        }
        Event::Carried(carried) => {
            let tried: Vec<&str> = carried.tried.iter().map(|remedy| remedy.as_str()).collect();
            let tried = if tried.is_empty() { "nothing".to_owned() } else { tried.join(", ") };
            format!("what was tried in case {} came along: {tried}", carried.case.0)
        }
        Event::CarriedOn { to } => format!("what was tried here went on into case {}", to.0),
        Event::TriageTakenBack { question } => {
            let ask = kind.question(question).map_or(question.as_str(), |known| known.ask.as_str());
            format!("the answer to “{ask}” was taken back")
        }
        Event::SignalMeasured { signal, value } => format!("{signal} measured: {}", signal.show(*value)),
        Event::SignalForgotten { signal } => format!("{signal} no longer counts"),
        Event::Claimed { operator, until } => format!("claimed by {operator} until {}", time(*until)),
        Event::Released {} => "claim released".to_owned(),
        Event::Proposed { action: id, .. } => {
            format!("“{}” proposed; a second person must agree", action(kind, id))
        }
        Event::Acted { action: id, from, to, reason, proposed_by, .. } => {
            let mut line = format!("“{}”", action(kind, id));
            if from != to {
                line += &format!(": {} → {}", stage(kind, from), stage(kind, to));
            }
            if let Some(reason) = reason {
                let title = kind.reason(reason).map_or(reason.as_str(), |reason| reason.title.as_str());
                line += &format!(" ({title})");
            }
            if let Some(first) = proposed_by {
                line += &format!(", proposed by {first}");
            }
            line
        }
        Event::HoldStarted { until } => format!("hold until {}", time(*until)),
        Event::HoldEnded {} => "hold ended".to_owned(),
        Event::ChallengeGiven { .. } => "a new phrase was given".to_owned(),
        Event::LetterWritten { letter, reach, .. } => format!("letter {letter} to {}", reach.words()),
        Event::OrderGiven { order, account, until, .. } => {
            let until = until.map(|until| format!(" until {}", time(until))).unwrap_or_default();
            format!("order {} for account {account}{until}", order.as_str())
        }
        Event::LetterSent { letter, passed_over, .. } => {
            let passed = match passed_over {
                0 => String::new(),
                n => format!("; {n} of its addresses is no e-mail address"),
            };
            format!("letter {letter} went out{passed}")
        }
        Event::LetterSetAside { letter, private, .. } => {
            format!("letter {letter} set aside{}", because(private))
        }
        Event::OrderSent { order, .. } => format!("order {} handed over", order.as_str()),
        Event::OrderAnswered { order, answer, private, .. } => {
            format!("order {}: {}{}", order.as_str(), answer.as_str(), because(private))
        }
        Event::OrderSetAside { order, private, .. } => {
            format!("order {} set aside{}", order.as_str(), because(private))
        }
        Event::PutBack { name, .. } => format!("{name} waits for delivery again"),
        Event::NoteAdded { private } => match private.get() {
            Some(note) => format!("note: {note}"),
            None => "note (erased)".to_owned(),
        },
        Event::Revealed { private } => {
            format!("personal data shown: {}", private.get().map_or("(erased)", String::as_str))
        }
        Event::Snoozed { until: Some(until) } => format!("put off until {}", time(*until)),
        Event::Snoozed { until: None } => "taken up again".to_owned(),
        Event::FollowUpSettled { follow_up, state } => {
            let title = kind.follow_up(follow_up).map_or(follow_up.as_str(), |known| known.title.as_str());
            let state = match state {
                Some(FollowUpState::Done) => "done",
                Some(FollowUpState::NotApplicable) => "does not apply",
                None => "open again",
            };
            format!("follow-up “{title}” – {state}")
        }
        Event::DeskReminded {} => "the desk was reminded of the case".to_owned(),
        Event::ReminderOvertaken { action: id } => {
            format!("“{}” was left out: what it reminds of had come", action(kind, id))
        }
        Event::MessageReceived { asked, refused, private } => {
            let text = private.get().map_or("(erased)", String::as_str);
            let asked =
                asked.as_ref().map(|id| format!(", asking for “{}”", action(kind, id))).unwrap_or_default();
            let refused = refused.as_ref().map(|why| format!(" – not done: {why}")).unwrap_or_default();
            format!("message{asked}{refused}: {text}")
        }
        Event::MergedInto { case } => format!("merged into case {}", case.0),
        Event::Absorbed { case, .. } => format!("case {} was merged into this one", case.0),
        Event::Unmerged { case } => format!("merge into case {} undone", case.0),
        Event::SessionRecorded { session, .. } => {
            let again =
                if session.goes_on { "the session went on" } else { "a session of verification came" };
            let took = session.took().map(|took| format!(", {} minutes", took.num_minutes()));
            let channel = session.face_channel.map(|channel| format!(", face {}", channel.words()));
            format!(
                "{again} ({} steps{}{})",
                session.steps.len(),
                took.unwrap_or_default(),
                channel.unwrap_or_default()
            )
        }
        Event::DenialCounted {} => "counts as a denial of verification".to_owned(),
        Event::ConflictCalled { rule } => format!("{rule}: a conflict is opened about the identity"),
        Event::Linked { case, rule } => format!("linked with case {} ({rule})", case.0),
        Event::Parted { case } => format!("merge of case {} undone", case.0),
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn because(private: &Private<String>) -> String {
    private.get().map(|reason| format!(" – {reason}")).unwrap_or_default()
}

fn verdict_word(verdict: ClueVerdict) -> &'static str {
    verdict.as_str()
}

fn item<'k>(kind: &'k Kind, id: &'k str) -> &'k str {
    kind.items.iter().find(|item| item.id.as_str() == id).map_or(id, |item| item.title.as_str())
}

fn clue_title<'k>(kind: &'k Kind, id: &'k str) -> &'k str {
    kind.clues.iter().find(|clue| clue.id.as_str() == id).map_or(id, |clue| clue.title.as_str())
}

fn action<'k>(kind: &'k Kind, id: &'k ActionId) -> &'k str {
    kind.action(id).map_or(id.as_str(), |action| action.title.as_str())
}

fn check<'k>(kind: &'k Kind, id: &'k CheckId) -> &'k str {
    kind.check(id).map_or(id.as_str(), |check| check.title.as_str())
}

fn stage<'k>(kind: &'k Kind, id: &'k StageId) -> &'k str {
    kind.stage(id).map_or(id.as_str(), |stage| stage.title.as_str())
}
