//! Opening a case by a ticket, and letting a further ticket join it.

use super::super::record::Ticket;
use super::super::{
    Application, Case, ClueVerdict, Event, Evidence, Facts, Opened, Opening, Private, Refusal, RefusalKind,
    Session, compare_clue, measure, measure_document, measure_pictures,
};
use super::draft::Draft;
use super::requirement::heard;
use super::{act, admit::admit, effect, must_be_open, no_other_pending, parties};
use crate::playbook::{ClueId, Effect, Kind, Playbook};
use crate::score::Signal;
use std::collections::BTreeMap;

pub(super) fn open(
    case: &Case,
    opening: &Opening,
    facts: &Facts,
    playbook: &Playbook,
) -> Result<Vec<Event>, Refusal> {
    if case.matter.is_some() {
        let remedy = "Open another case, or let the ticket join this one.";
        return Err(Refusal::plain(RefusalKind::Nothing, "this case is open already", remedy));
    }
    let kind = playbook.kinds.get(&opening.kind).ok_or_else(|| {
        let known: Vec<_> = playbook.kinds.keys().map(ToString::to_string).collect();
        let what = format!("{} has no kind {}", playbook.institution, opening.kind);
        Refusal::plain(RefusalKind::Unknown, what, format!("Use one of: {}.", known.join(", ")))
    })?;
    no_other_pending(facts, kind)?;
    let session = session_of(opening, None, facts, (playbook, kind))?;
    must_know(&opening.ticket, &opening.evidence, kind)?;
    let Some(first) = kind.stages.first() else {
        return Err(Refusal::plain(RefusalKind::Unknown, "the kind has no stage", "Mend the playbook."));
    };
    let ticket = &opening.ticket;
    let mut signals = opening.signals.clone();
    signals.extend(measure(playbook, facts, &ticket.from, ticket.opened_at));
    let of_document = measure_document(facts, ticket.document.as_ref());
    signals.extend(of_document.map(|value| (Signal::SameDocument, value)));
    let of_pictures = measure_pictures(facts, &opening.evidence);
    signals.extend(of_pictures.map(|value| (Signal::PictureSeen, value)));
    let offset = ticket.from.utc_offset_minutes;
    let opened = Opened {
        institution: playbook.institution.clone(),
        kind: opening.kind.clone(),
        playbook: playbook.hash,
        prefix: kind.prefix.clone(),
        stage: first.id.clone(),
        reference: ticket.reference.clone(),
        claimant: ticket.account.clone(),
        holder: facts.holder.as_ref().map(|holder| holder.account.clone()),
        applied_at: ticket.opened_at,
        application_day: playbook.calendar.day_in_zone(ticket.opened_at, offset),
        challenge: ticket.challenge.clone(),
        signals,
        clues: compared(ticket, facts, kind),
        evidence: opening
            .evidence
            .iter()
            .map(|evidence| heard(evidence, ticket.challenge.as_slice()))
            .collect(),
        trouble: ticket.trouble.clone(),
        tried: ticket.tried.clone(),
        private: Private::Kept(Box::new(application(ticket))),
    };
    let mut draft = Draft::new(case, facts, playbook, kind);
    draft.push(Event::Opened(Box::new(opened)));
    draft_session(&mut draft, opening, session);
    // A kind with a triage of its own asks what was tried itself.
    for carried in facts.carried.iter().filter(|_| kind.questions.is_empty()) {
        draft.push(Event::Carried(carried.clone()));
    }
    if let Some(cause) = kind.cause_of_several.clone().filter(|_| !facts.duplicates.is_empty()) {
        draft.push(Event::CauseNamed { cause });
    }
    effect::carry_out(&mut draft, &kind.on_open, None)?;
    // A ticket that brings everything sets off what later evidence would.
    act::by_arrival(&mut draft);
    Ok(draft.into_events())
}

pub(super) fn join(draft: &mut Draft<'_>, opening: &Opening) -> Result<(), Refusal> {
    must_be_open(&draft.case, draft.kind)?;
    must_know(&opening.ticket, &opening.evidence, draft.kind)?;
    let Some(rule) = &draft.kind.merge else {
        let what = format!("{} cases do not take in further tickets", draft.kind.title);
        return Err(Refusal::plain(RefusalKind::Unknown, what, "Open a case of its own."));
    };
    let same_matter = draft
        .case
        .matter
        .as_ref()
        .is_some_and(|matter| matter.kind == opening.kind && matter.claimant == opening.ticket.account);
    if !same_matter {
        let what = "the ticket is about another account or of another kind";
        return Err(Refusal::by(rule, RefusalKind::Guard, what, "Open a case of its own."));
    }
    let with = (draft.playbook, draft.kind);
    let session = session_of(opening, Some(&draft.case), draft.facts, with)?;
    let (reference, ticket) = (opening.ticket.reference.clone(), &opening.ticket);
    let said = application(ticket);
    let sender = draft.case.tickets.number(Some(&said));
    let stranger = draft.case.tickets.all().iter().all(|known| known.sender != sender);
    draft.push(Event::TicketJoined {
        reference: reference.clone(),
        sender,
        merged_from: None,
        trouble: ticket.trouble.clone(),
        tried: ticket.tried.clone(),
        private: Private::Kept(Box::new(said)),
    });
    draft_session(draft, opening, session);
    for (clue, verdict) in compared(ticket, draft.facts, draft.kind) {
        let values = ticket.clues.get(&clue).cloned().unwrap_or_default();
        draft.push(Event::ClueRecorded { clue, verdict, private: Private::Kept(values) });
    }
    if let Some(phrase) = &ticket.challenge {
        draft.push(Event::ChallengeGiven { phrase: phrase.clone(), supersedes: false });
    }
    let mut signals = opening.signals.clone();
    signals.extend(measure(draft.playbook, draft.facts, &ticket.from, ticket.opened_at));
    for (signal, value) in &mut signals {
        if let Some(had) = draft.case.signals.get(signal).filter(|_| signal.keeps_worst()) {
            *value = signal.worse(*had, *value);
        }
    }
    super::judge::attach(draft, &reference, &opening.evidence, None, &signals)?;
    // Where a reply may help by itself, whoever writes again says that it did not: that is an answer too (L11). So is a session
    // that brings no picture of its own.
    let answers = !draft.kind.questions.is_empty() || opening.submission.is_some();
    if answers && opening.evidence.is_empty() && draft.case.tickets.counts(&reference) {
        act::by_arrival(draft);
    }
    if stranger {
        // Whoever was told of the first ticket is told of this one, and so is the new address (N2).
        let announced = |effect: &&Effect| matches!(effect, Effect::Announce(_));
        let effects: Vec<Effect> = draft.kind.on_open.iter().filter(announced).cloned().collect();
        effect::carry_out(draft, &effects, None)?;
    }
    Ok(())
}

/// The session that the opening brings; none where it is no submission of verification.
fn session_of(
    opening: &Opening,
    case: Option<&Case>,
    facts: &Facts,
    (playbook, kind): (&Playbook, &Kind),
) -> Result<Option<Session>, Refusal> {
    match (&opening.submission, &kind.opens_on_verification) {
        (Some(submission), Some(_)) => admit(submission, case, facts, playbook, kind)
            .map(Some)
            .map_err(|not_admitted| not_admitted.refusal),
        (None, Some(rule)) => {
            let what = format!("no ticket opens a case of {}", kind.title);
            let remedy = "Send the submission as a record of type verification.";
            Err(Refusal::by(rule, RefusalKind::Unknown, what, remedy))
        }
        (Some(_), None) => {
            let what = format!("no submission of verification opens a case of {}", kind.title);
            Err(Refusal::plain(RefusalKind::Unknown, what, "Send a ticket."))
        }
        (None, None) => Ok(None),
    }
}

fn draft_session(draft: &mut Draft<'_>, opening: &Opening, session: Option<Session>) {
    if let (Some(session), Some(submission)) = (session, &opening.submission) {
        let private = Private::Kept(Box::new(submission.basics()));
        draft.push(Event::SessionRecorded { session, private });
    }
}

fn compared(ticket: &Ticket, facts: &Facts, kind: &Kind) -> BTreeMap<ClueId, ClueVerdict> {
    let account = parties::recalled_account(kind, facts);
    kind.clues
        .iter()
        .filter_map(|clue| {
            let recalled = ticket.clues.get(&clue.id)?;
            Some((clue.id.clone(), compare_clue(clue.source, recalled, account)))
        })
        .collect()
}

fn application(ticket: &Ticket) -> Application {
    Application {
        contact_email: ticket.contact_email.clone(),
        contact_phone: ticket.contact_phone.clone(),
        from: ticket.from.clone(),
        name: ticket.name.clone(),
        born: ticket.born,
        nationality: ticket.nationality.clone(),
        document: ticket.document.clone(),
        clues: ticket.clues.clone(),
        text: ticket.text.clone(),
        language: ticket.language.clone(),
    }
}

fn must_know(ticket: &Ticket, evidence: &[Evidence], kind: &Kind) -> Result<(), Refusal> {
    if let Some(unknown) = evidence.iter().find(|evidence| kind.item(&evidence.item).is_none()) {
        let known: Vec<_> = kind.items.iter().map(|item| item.id.to_string()).collect();
        return Err(not_in("item", unknown.item.as_str(), kind, &known));
    }
    if let Some(unknown) = ticket.clues.keys().find(|clue| kind.clue(clue).is_none()) {
        let known: Vec<_> = kind.clues.iter().map(|clue| clue.id.to_string()).collect();
        return Err(not_in("clue", unknown.as_str(), kind, &known));
    }
    let troubles = kind.questions.first().map(|first| first.choices.as_slice()).unwrap_or_default();
    if let Some(unknown) = ticket.trouble.as_ref().filter(|id| troubles.iter().all(|known| known.id != **id))
    {
        let known: Vec<_> = troubles.iter().map(|choice| choice.id.to_string()).collect();
        return Err(not_in("trouble", unknown.as_str(), kind, &known));
    }
    if let Some(unknown) = ticket.tried.iter().find(|remedy| kind.remedy(remedy).is_none()) {
        let known: Vec<_> = kind.remedies.iter().map(|remedy| remedy.id.to_string()).collect();
        return Err(not_in("remedy", unknown.as_str(), kind, &known));
    }
    Ok(())
}

/// The refusal of a name that the kind does not have.
pub(super) fn not_in(what: &str, name: &str, kind: &Kind, known: &[String]) -> Refusal {
    let remedy = if known.is_empty() {
        "It has none.".to_owned()
    } else {
        format!("Use one of: {}.", known.join(", "))
    };
    Refusal::plain(RefusalKind::Unknown, format!("{} has no {what} {name}", kind.title), remedy)
}
