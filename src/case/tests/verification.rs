//! Verification: the order and time of sessions, what was confirmed, which documents, how often (rules V), and identities that
//! others hold or tried (C1, C2).

use super::bench::{Bench, MONDAY, at, document, evidence, id, rule};
use crate::case::record::{
    Capture, DocumentType, FaceChannel, KycLevel, Printed, StepTaken, Ticket, Verification,
};
use crate::case::{Actor, Attempts, Command, Confirmed, Duplicate, Event, Evidence, Opening, Refusal, admit};
use crate::playbook::{Closing, SessionStep};
use crate::score::Signal;
use chrono::{Duration, NaiveDate};
use std::collections::BTreeMap;

const ORDER: [SessionStep; 6] = [
    SessionStep::Nationality,
    SessionStep::BasicInformation,
    SessionStep::Document,
    SessionStep::DocumentPhoto,
    SessionStep::Selfie,
    SessionStep::FacialVerification,
];

/// A session of twelve minutes that ends on Monday morning, every step in its order.
fn submission() -> Verification {
    let started = at(MONDAY) - Duration::minutes(12);
    let step = |(index, step): (i32, &SessionStep)| StepTaken {
        step: *step,
        at: started + Duration::minutes(2) * (index + 1),
    };
    Verification {
        institution: id("binance"),
        reference: id("V-1"),
        account: id("A-1"),
        contact_email: "lin.wei@example.org".into(),
        submitted_at: at(MONDAY),
        level: Some(KycLevel::Advanced),
        started_at: Some(started),
        steps: (0..).zip(&ORDER).map(step).collect(),
        name: "Lin Wei".into(),
        born: NaiveDate::from_ymd_opt(1990, 4, 2).unwrap(),
        nationality: "DE".into(),
        number: None,
        document: Some(document(DocumentType::IdCard)),
        printed: Some(Printed {
            name: Some("Lin Wei".into()),
            born: NaiveDate::from_ymd_opt(1990, 4, 2),
            number: Some("L01X00T47".into()),
        }),
        face_channel: Some(FaceChannel::Phone),
        signals: [(Signal::FaceMatch, 0.97), (Signal::Liveness, 0.95)].into(),
        evidence: Vec::new(),
        from: Default::default(),
        language: None,
    }
}

fn opening(submission: &Verification) -> Box<Opening> {
    let ticket = Ticket {
        institution: submission.institution.clone(),
        reference: submission.reference.clone(),
        kind: None,
        category: None,
        account: submission.account.clone(),
        contact_email: submission.contact_email.clone(),
        contact_phone: None,
        opened_at: submission.submitted_at,
        from: submission.from.clone(),
        name: Some(submission.name.clone()),
        born: Some(submission.born),
        nationality: Some(submission.nationality.clone()),
        document: submission.document.clone(),
        clues: BTreeMap::new(),
        signals: submission.signals.clone(),
        challenge: None,
        evidence: Vec::new(),
        text: None,
        language: None,
        trouble: None,
        tried: Vec::new(),
    };
    let signals = submission.signals.iter().map(|(signal, value)| (*signal, signal.value(*value).unwrap()));
    let brought =
        ["id_front", "selfie"].map(|item| Evidence { captured: Some(Capture::Webcam), ..evidence(item) });
    let evidence = if submission.level == Some(KycLevel::Basic) { Vec::new() } else { brought.into() };
    Box::new(Opening {
        kind: id("verification"),
        ticket,
        evidence,
        signals: signals.collect(),
        submission: Some(Box::new(submission.clone())),
    })
}

fn bench() -> Bench {
    let mut bench = Bench::of("binance");
    bench.facts.identity_holders = Some(Vec::new());
    bench
}

fn submit(bench: &mut Bench, submission: &Verification) -> Result<(), Refusal> {
    bench.facts.actor = Actor::Applicant;
    let opening = opening(submission);
    let command = if bench.case.matter.is_some() { Command::Join(opening) } else { Command::Open(opening) };
    bench.run(&command)
}

/// A case under review.
fn reviewed() -> Bench {
    let mut bench = bench();
    submit(&mut bench, &submission()).unwrap();
    bench.alice();
    assert_eq!(bench.stage(), "review");
    bench
}

fn last_letter(bench: &Bench) -> String {
    bench.letters().last().map(|(letter, _)| letter.clone()).unwrap_or_default()
}

#[test]
fn v01_a_step_before_its_predecessor_is_refused() {
    for (index, step) in ORDER.iter().enumerate().skip(1) {
        let mut swapped = submission();
        let time = swapped.steps[index].at;
        swapped.steps[index].at = swapped.steps[index - 1].at;
        swapped.steps[index - 1].at = time;
        let refusal = submit(&mut bench(), &swapped).unwrap_err();
        assert_eq!(refusal.rule.unwrap().as_str(), "V1");
        assert!(refusal.what.contains(step.as_str()), "{}", refusal.what);
        let mut without = submission();
        without.steps.remove(index - 1);
        assert_eq!(rule(submit(&mut bench(), &without)), "V1", "{index}");
    }
}

#[test]
fn v01_basic_comes_before_advanced_in_this_session_or_an_earlier_one() {
    let mut advanced = submission();
    advanced.steps.retain(|taken| !taken.step.is_basic());
    assert_eq!(rule(submit(&mut bench(), &advanced)), "V1");
    let mut later = bench();
    later.facts.confirmed = Some(Confirmed { basics: submission().basics(), stated: true });
    submit(&mut later, &advanced).unwrap();
    assert_eq!(later.stage(), "review");
}

#[test]
fn v01_a_basic_level_waits_for_the_rest_and_both_are_one_attempt() {
    let mut basic = submission();
    (basic.level, basic.document, basic.number) = (Some(KycLevel::Basic), None, Some("L01X00T47".into()));
    basic.steps.truncate(2);
    let mut bench = bench();
    submit(&mut bench, &basic).unwrap();
    assert_eq!(bench.stage(), "session");
    let mut rest = submission();
    rest.reference = id("V-2");
    rest.steps.drain(..2);
    submit(&mut bench, &rest).unwrap();
    assert_eq!(bench.stage(), "review");
    let sessions = &bench.case.sessions;
    assert!(!sessions[0].session.goes_on && sessions[1].session.goes_on);
    assert_eq!(sessions[1].session.steps.len(), ORDER.len());
}

#[test]
fn v01_no_ticket_opens_a_verification_and_a_review_comes_to_its_end() {
    let mut bench = reviewed();
    let again = Verification { reference: id("V-2"), ..submission() };
    assert_eq!(rule(submit(&mut bench, &again)), "V1");
    let ticket = opening(&again).ticket;
    let by_ticket = Opening { submission: None, ..*opening(&again) };
    assert_eq!(ticket.reference, again.reference);
    bench.case = crate::case::Case::unopened(crate::case::CaseId(9));
    assert_eq!(rule(bench.run(&Command::Open(Box::new(by_ticket)))), "V1");
}

#[test]
fn v02_basic_information_cannot_be_changed_once_confirmed() {
    let other = |change: fn(&mut Verification)| {
        let mut changed = submission();
        change(&mut changed);
        let mut bench = bench();
        bench.facts.confirmed = Some(Confirmed { basics: submission().basics(), stated: true });
        rule(submit(&mut bench, &changed))
    };
    assert_eq!(other(|changed| changed.name = "Lin Weiss".into()), "V2");
    assert_eq!(other(|changed| changed.born = NaiveDate::from_ymd_opt(1990, 2, 4).unwrap()), "V2");
    assert_eq!(other(|changed| changed.nationality = "AT".into()), "V2");
    assert_eq!(other(|changed| changed.document.as_mut().unwrap().number = "L01X00T48".into()), "V2");
    let mut same = bench();
    same.facts.confirmed = Some(Confirmed { basics: submission().basics(), stated: true });
    let mut passport = Verification { name: "LIN  WEI".into(), printed: None, ..submission() };
    passport.document =
        Some(crate::case::record::Document { number: "C01".into(), ..document(DocumentType::Passport) });
    submit(&mut same, &passport).unwrap();
}

#[test]
fn v02_the_document_must_agree_with_basic_information() {
    for (name, born, number) in [
        ("Wei Zhang", "1990-04-02", "L01X00T47"),
        ("Lin Wei", "1990-04-03", "L01X00T47"),
        ("Lin Wei", "1990-04-02", "L01X00T99"),
    ] {
        let printed =
            Printed { name: Some(name.into()), born: born.parse().ok(), number: Some(number.into()) };
        let mut bench = bench();
        submit(&mut bench, &Verification { printed: Some(printed), ..submission() }).unwrap();
        bench.alice();
        let ticked = bench.judge("id_front", "agrees", crate::case::Verdict::Ticked);
        assert_eq!(rule(ticked), "V2", "{name} {born} {number}");
    }
    let mut bench = reviewed();
    bench.tick_all();
    bench.answer("same_person", crate::playbook::Answer::Passed);
    assert_eq!(rule(bench.act("approve")), "V2", "a person says so too");
    bench.answer("agrees", crate::playbook::Answer::Passed);
    bench.act("approve").unwrap();
}

#[test]
fn v03_a_document_is_accepted_by_the_country_that_issued_it() {
    let with = |kind, country: &str| {
        let document = crate::case::record::Document { country: country.into(), ..document(kind) };
        let submission = Verification { document: Some(document), printed: None, ..submission() };
        submit(&mut bench(), &submission)
    };
    for kind in [DocumentType::Passport, DocumentType::IdCard, DocumentType::DrivingLicence] {
        with(kind, "DE").unwrap();
    }
    assert_eq!(rule(with(DocumentType::ResidencePermit, "DE")), "V3");
    assert_eq!(rule(with(DocumentType::IdCard, "US")), "V3");
    with(DocumentType::Passport, "US").unwrap();
}

#[test]
fn v04_v05_how_a_picture_came_and_where_the_face_was_verified_is_recorded() {
    let bench = reviewed();
    let front = bench.case.evidence(&id("id_front"));
    assert_eq!(front[0].captured, Some(Capture::Webcam));
    assert_eq!(bench.case.session().unwrap().session.face_channel, Some(FaceChannel::Phone));
}

#[test]
fn v05_the_channel_stands_in_the_timeline() {
    let bench = reviewed();
    let recorded = bench.events.iter().find(|event| matches!(event, Event::SessionRecorded { .. })).unwrap();
    let line = crate::case::describe(recorded, bench.kind());
    assert!(line.as_str().contains("by QR code") && line.as_str().contains("6 steps"), "{line}");
}

#[test]
fn v06_a_session_that_took_longer_than_15_minutes_expires() {
    let mut slow = submission();
    slow.started_at = slow.started_at.map(|started| started - Duration::minutes(4));
    let mut bench = bench();
    submit(&mut bench, &slow).unwrap();
    assert_eq!(bench.stage(), "session", "it is no complete session");
    assert_eq!(bench.tick().as_deref(), Some("expire"));
    assert_eq!((bench.stage(), last_letter(&bench).as_str()), ("expired", "verification_expired"));
    let mut exact = submission();
    exact.started_at = exact.steps.last().map(|taken| taken.at - Duration::minutes(15));
    let mut bench = self::bench();
    submit(&mut bench, &exact).unwrap();
    assert_eq!(bench.stage(), "review", "15 minutes are allowed");
}

#[test]
fn v06_a_session_that_waits_expires_when_its_time_is_over() {
    let mut begun = submission();
    begun.steps.truncate(4);
    begun.submitted_at = begun.steps[3].at;
    let mut bench = bench();
    bench.facts.now = begun.submitted_at;
    submit(&mut bench, &begun).unwrap();
    assert_eq!(bench.stage(), "session");
    assert_eq!(bench.tick(), None, "its time runs");
    bench.facts.now = begun.started_at.unwrap() + Duration::minutes(15);
    assert_eq!(bench.tick().as_deref(), Some("expire"));
}

#[test]
fn v06_a_new_session_after_an_asking_has_a_time_of_its_own() {
    let mut bench = reviewed();
    bench.act("ask_again").unwrap();
    assert_eq!(bench.stage(), "waiting_applicant");
    let mut slow = Verification { reference: id("V-2"), ..submission() };
    let long = Duration::minutes(20);
    bench.facts.now += long;
    slow.submitted_at += long;
    slow.started_at = Some(at(MONDAY) + Duration::minutes(1));
    slow.steps.iter_mut().for_each(|taken| taken.at += long);
    submit(&mut bench, &slow).unwrap();
    assert_eq!(bench.stage(), "session");
    assert_eq!(bench.tick().as_deref(), Some("expire"));
}

#[test]
fn v07_ten_attempts_a_day_and_no_more() {
    let mut bench = bench();
    bench.facts.attempts.today = 9;
    submit(&mut bench, &submission()).unwrap();
    let mut bench = self::bench();
    bench.facts.attempts.today = 10;
    let refusal = submit(&mut bench, &submission()).unwrap_err();
    assert_eq!(refusal.rule.unwrap().as_str(), "V7");
}

#[test]
fn v07_ten_denials_within_24_hours_close_verification_for_24_hours() {
    let closing = Closing { denials: 10, within_hours: 24, closed_hours: 24 };
    let last = at(MONDAY) - Duration::hours(3);
    let denials = |count: i32, apart: Duration| Attempts {
        today: 0,
        denials: (0..count).map(|n| last - apart * n).collect(),
    };
    let until = Some(last + Duration::hours(24));
    assert_eq!(denials(9, Duration::hours(1)).closed_until(closing, at(MONDAY)), None);
    assert_eq!(denials(10, Duration::hours(1)).closed_until(closing, at(MONDAY)), until);
    assert_eq!(denials(10, Duration::hours(3)).closed_until(closing, at(MONDAY)), None, "27 hours apart");
    assert_eq!(denials(10, Duration::hours(1)).closed_until(closing, last + Duration::hours(24)), None);
    let mut bench = bench();
    bench.facts.attempts = denials(10, Duration::hours(1));
    assert_eq!(rule(submit(&mut bench, &submission())), "V7");
    bench.facts.now = last + Duration::hours(24);
    submit(&mut bench, &submission()).unwrap();
}

#[test]
fn v07_only_refusals_that_deny_count_towards_closing() {
    let bench = bench();
    let refused = |submission: &Verification, attempts: u32| {
        let mut facts = bench.facts.clone();
        facts.attempts.today = attempts;
        let kind = &bench.playbook.kinds["verification"];
        admit(submission, None, &facts, bench.playbook, kind).unwrap_err().denies
    };
    assert!(!refused(&submission(), 10));
    let mut hasty = submission();
    hasty.steps.remove(3);
    assert!(refused(&hasty, 0));
    let mut denied = reviewed();
    denied.act_fully("deny").unwrap();
    assert!(denied.events.contains(&Event::DenialCounted {}));
}

#[test]
fn v08_every_end_is_told_by_letter() {
    for (action, letter) in [
        ("approve", "verification_approved"),
        ("deny", "verification_denied"),
        ("close", "verification_closed"),
    ] {
        let mut bench = reviewed();
        bench.tick_all();
        bench.pass_all();
        bench.act_fully(action).unwrap();
        assert_eq!(last_letter(&bench), letter);
        assert!(bench.case.outcome(bench.kind()).is_some());
        assert_eq!(bench.last_letter().to, ["lin.wei@example.org"]);
    }
}

#[test]
fn n03_only_a_person_denies_and_somebody_else_looks_again() {
    let mut bench = reviewed();
    bench.facts.actor = Actor::Timer;
    assert!(bench.act_fully("deny").is_err());
    bench.alice();
    bench.act_fully("deny").unwrap();
    bench.by("lea", crate::playbook::Role::Lead);
    bench.act_fully("reopen").unwrap();
    assert_eq!(bench.stage(), "review");
    bench.alice();
    assert_eq!(rule(bench.act_fully("deny")), "N3");
}

#[test]
fn c01_a_submission_whose_identity_is_held_is_refused_and_calls_for_a_conflict() {
    let mut bench = bench();
    bench.facts.identity_holders = Some(vec![id("H-7")]);
    submit(&mut bench, &submission()).unwrap();
    assert_eq!(bench.stage(), "held");
    assert!(bench.events.iter().any(|event| matches!(event, Event::ConflictCalled { .. })));
    assert_eq!(last_letter(&bench), "verification_held", "V8");
    assert!(bench.orders().is_empty(), "nobody else tried it");
}

#[test]
fn c01_an_identity_that_came_to_be_held_meanwhile_is_not_verified() {
    let mut bench = reviewed();
    bench.tick_all();
    bench.pass_all();
    bench.facts.identity_holders = Some(vec![id("B-9")]);
    assert_eq!(rule(bench.act("approve")), "C1");
    bench.act("held_by_another").unwrap();
    assert_eq!(bench.stage(), "held");
    let mut free = reviewed();
    free.tick_all();
    free.pass_all();
    free.act("approve").unwrap();
    assert_eq!(free.orders(), ["verify_identity A-1"]);
}

#[test]
fn c02_where_several_accounts_tried_an_identity_all_but_the_holder_are_restricted() {
    let tried = |account: &str, case| Duplicate {
        account: id(account),
        case: crate::case::CaseId(case),
        verified: false,
    };
    let mut bench = bench();
    bench.facts.identity_holders = Some(vec![id("H-7")]);
    bench.facts.duplicates = vec![tried("B-2", 3), tried("B-3", 2), tried("H-7", 1)];
    submit(&mut bench, &submission()).unwrap();
    let restricted = ["A-1", "B-2", "B-3"].map(|account| format!("restrict_verification {account}"));
    assert_eq!(bench.orders(), restricted);
    let mut free = self::bench();
    free.facts.duplicates = vec![tried("B-2", 3)];
    submit(&mut free, &submission()).unwrap();
    assert_eq!(free.stage(), "review", "nobody holds it: a person decides");
    assert_eq!(free.orders(), ["restrict_verification A-1", "restrict_verification B-2"]);
    free.alice().tick_all();
    free.pass_all();
    free.act("approve").unwrap();
    assert_eq!(free.orders()[2..], ["verify_identity A-1", "allow_verification A-1"]);
}

#[test]
fn m02_a_verification_that_meets_an_occupied_id_calls_for_its_conflict() {
    let mut bench = Bench::of("okx");
    let submission =
        Verification { institution: id("okx"), steps: Vec::new(), started_at: None, ..submission() };
    bench.facts.identity_holders = Some(vec![id("U-7")]);
    let opening = Opening { evidence: Vec::new(), ..*opening(&submission) };
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Open(Box::new(opening.clone()))).unwrap();
    assert_eq!(bench.stage(), "occupied");
    let called = |event: &Event| matches!(event, Event::ConflictCalled { rule } if rule.as_str() == "M2");
    assert!(bench.events.iter().any(called));
    let mut free = Bench::of("okx");
    free.facts.identity_holders = Some(Vec::new());
    free.facts.actor = Actor::Applicant;
    free.run(&Command::Open(Box::new(opening))).unwrap();
    assert_eq!(free.stage(), "locating");
}
