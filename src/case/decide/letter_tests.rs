//! Every letter of every shipped playbook, in every language, for cases of every sort: what must stand in it, and what never
//! may.
//!
//! Guards are passed over: whatever state a case is in, no letter that could be written of it gives anything away.

use super::super::state::Hold;
use super::super::tests::bench::{Bench, account, at, id, submission_of, ticket};
use super::super::{Case, ClueVerdict, Event, Facts, LetterBody, LetterReach, Private, Verdict};
use super::draft::Draft;
use super::letter;
use crate::identity::mask_email;
use crate::playbook::{Answer, ItemId, Kind, LetterId, Playbook, ReasonId, RequirementId};
use crate::score::Signal;
use crate::text::Language;
use chrono::Duration;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What a random case has.
#[derive(Debug, Clone)]
struct Circumstances {
    language: Option<&'static str>,
    holder: Option<String>,
    /// One of three for each thing that is judged; taken round where there are more things.
    clues: Vec<u8>,
    checks: Vec<u8>,
    verdicts: Vec<u8>,
    brought: Vec<bool>,
    face: u8,
    hold: bool,
    phrase: bool,
    reason: u8,
    paragraph: bool,
    others: bool,
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    let language =
        prop_oneof![Just(None), Just(Some("zh-CN")), Just(Some("zh")), Just(Some("en-GB")), Just(Some("de"))];
    let holder = proptest::option::of("[a-z]{2,5}[0-9]{2}[a-z]{0,5}@[a-z]{2,4}[0-9]{2}[a-z]{0,6}\\.com");
    let thirds = || proptest::collection::vec(0u8..3, 8);
    (
        (language, holder, thirds(), thirds(), thirds()),
        (proptest::collection::vec(any::<bool>(), 8), 0u8..101, any::<bool>(), any::<bool>()),
        (any::<u8>(), any::<bool>(), any::<bool>()),
    )
        .prop_map(|(one, two, three)| Circumstances {
            language: one.0,
            holder: one.1,
            clues: one.2,
            checks: one.3,
            verdicts: one.4,
            brought: two.0,
            face: two.1,
            hold: two.2,
            phrase: two.3,
            reason: three.0,
            paragraph: three.1,
            others: three.2,
        })
}

/// A case of `kind` in these circumstances.
fn case_of(institution: &str, kind: &Kind, name: &str, now: &Circumstances) -> (Case, Facts) {
    let mut appeal = ticket();
    appeal.language = now.language.map(id);
    appeal.institution = id(institution);
    let mut bench = Bench::of(institution);
    bench.facts.claimant = Some(account("A-1"));
    bench.facts.holder = now.holder.clone().map(|email| {
        let mut holder = account("H-7");
        (holder.email, holder.language) = (Some(email), Some(id("zh-TW")));
        holder
    });
    if !now.phrase {
        appeal.challenge = None;
    }
    let opening = super::super::Opening {
        kind: id(name),
        ticket: appeal.clone(),
        evidence: Vec::new(),
        signals: BTreeMap::new(),
        submission: kind.is_verification().then(|| Box::new(submission_of(&appeal))),
    };
    bench.run(&super::super::Command::Open(Box::new(opening))).unwrap();
    let (mut case, mut facts) = (bench.case, bench.facts);
    for (clue, state) in kind.clues.iter().zip(now.clues.iter().cycle()) {
        let all = [ClueVerdict::Match, ClueVerdict::Mismatch, ClueVerdict::Unknown];
        case.clues.insert(clue.id.clone(), all[usize::from(*state)]);
        case.recalled.insert(clue.id.clone(), Private::Kept(vec![format!("recalled-{state}")]));
    }
    for (check, state) in kind.checks.iter().zip(now.checks.iter().cycle()) {
        match state {
            0 => case.checks.insert(check.id.clone(), Answer::Passed),
            1 => case.checks.insert(check.id.clone(), Answer::Failed),
            _ => case.checks.remove(&check.id),
        };
    }
    case.signals.insert(Signal::FaceMatch, Signal::FaceMatch.value(f64::from(now.face) / 100.0).unwrap());
    judge(&mut case, kind, now);
    if now.hold {
        case.hold = Some(Hold { until: facts.now + Duration::hours(31), ended: false });
    }
    if now.others {
        case.former_contacts = Some(super::super::Contacts {
            email: Some("former.owner@example.com".into()),
            phone: Some("+49 170 5557777".into()),
        });
    }
    facts.now = at("2026-11-24T10:00:00Z");
    (case, facts)
}

fn judge(case: &mut Case, kind: &Kind, now: &Circumstances) {
    let things: Vec<(ItemId, RequirementId)> = kind
        .items
        .iter()
        .flat_map(|item| item.requirements.iter().map(|one| (item.id.clone(), one.id.clone())))
        .collect();
    for ((item, requirement), state) in things.into_iter().zip(now.verdicts.iter().cycle()) {
        let verdicts = &mut case.items.entry(item).or_default().verdicts;
        match state {
            0 => verdicts.insert(requirement, Verdict::Ticked),
            1 => verdicts.insert(requirement, Verdict::Refused),
            _ => verdicts.remove(&requirement),
        };
    }
    for (item, brought) in kind.items.iter().zip(now.brought.iter().cycle()) {
        if *brought {
            let evidence = super::super::tests::bench::evidence(item.id.as_str());
            case.items.entry(item.id.clone()).or_default().evidence.push(evidence);
        }
    }
}

const PARAGRAPH: &str = "Please take your time over it. 请慢慢准备。";

/// Every letter that can be written of a case of one kind: to the applicant, to the holder, to everybody.
fn letters(
    playbook: &Playbook,
    kind: &Kind,
    (case, facts): &(Case, Facts),
    now: &Circumstances,
) -> Vec<Written> {
    let reasons: Vec<&ReasonId> = kind.reasons.iter().map(|reason| &reason.id).collect();
    let reason = reasons.get(usize::from(now.reason) % (reasons.len() + 1)).copied();
    let mut written = Vec::new();
    for id in playbook.letters.keys() {
        for send in [letter::to_applicant, letter::to_holder, letter::to_everybody] {
            let mut draft = Draft::new(case, facts, playbook, kind);
            draft.paragraph = now.paragraph.then(|| PARAGRAPH.to_owned());
            send(&mut draft, id, reason).unwrap();
            written.extend(draft.into_events().into_iter().filter_map(|event| match event {
                Event::LetterWritten { letter, reach, private: Private::Kept(body) } => {
                    Some((letter, reach, body))
                }
                _ => None,
            }));
        }
    }
    written
}

type Written = (LetterId, LetterReach, LetterBody);

/// What every letter of a language says: C14 and R17, or in a house without them the same in its own words, and M11.
fn must_say(institution: &str, language: &str) -> &'static [&'static str] {
    match (institution, language) {
        ("binance", "en") => &[
            "official",
            "never ask for your password",
            "verification codes",
            "payment",
            "personal messenger",
        ],
        ("binance", "zh") => {
            &["官方", "绝不会向您索要密码", "验证码", "绝不会要求您付款", "个人即时通讯工具"]
        }
        ("okx", "en") => &["official", "never ask for your password", "codes", "we take no fee"],
        ("okx", "zh") => &["官方", "绝不会向您索要密码", "验证码", "不收取任何费用"],
        _ => panic!("what must a letter of {institution} say in {language}?"),
    }
}

/// What the record has and no letter may.
const SECRETS: [&str; 12] = [
    "lin.wei",
    "l01x00t47",
    "4821",
    "5550123",
    "berlin",
    "pixel",
    "bc1q",
    "2021-03",
    "recalled-",
    "203.0.113",
    "5557777",
    "former.owner",
];

fn each_kind(mut try_on: impl FnMut(&Playbook, &str, &Kind)) {
    for institution in ["binance", "okx"] {
        let playbook = Bench::of(institution).playbook;
        for (name, kind) in &playbook.kinds {
            try_on(playbook, name.as_str(), kind);
        }
    }
}

fn is_fit(
    playbook: &Playbook,
    (letter, reach, body): &Written,
    now: &Circumstances,
) -> Result<(), TestCaseError> {
    let language = body.language.as_ref().unwrap();
    let told = format!("{letter} to {reach:?} in {language}: {}\n{}", body.subject, body.body);
    prop_assert!(!body.subject.trim().is_empty() && !body.subject.contains('\n'), "{}", told);
    let (said, footer) = body.body.split_once("\n--\n").unwrap();
    prop_assert!(said.trim().chars().count() > 10, "it says nothing: {}", told);
    for words in must_say(playbook.institution.as_str(), language.as_str()) {
        prop_assert!(footer.contains(words), "C14/R17/M11: {:?} is missing in {}", words, told);
    }
    for mark in ["{{", "}}", "{%", "%}", "undefined"] {
        prop_assert!(!told.contains(mark), "{:?} in {}", mark, told);
    }
    let lower = told.to_lowercase();
    for secret in SECRETS {
        prop_assert!(!lower.contains(secret), "N1: {:?} in {}", secret, told);
    }
    if let Some(email) = &now.holder {
        let (local, domain) = email.split_once('@').unwrap();
        prop_assert!(!lower.contains(local) && !lower.contains(domain), "C7: {}", told);
        let rest = told.replace(mask_email(email).as_str(), "");
        prop_assert!(!rest.contains('@') && !rest.contains('•'), "C7: {}", told);
    }
    let added = body.body.contains(PARAGRAPH);
    prop_assert!(!added || now.paragraph && *reach == LetterReach::Applicant, "{}", told);
    let chinese = body.body.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).count();
    prop_assert!((chinese > 20) == (language.as_str() == "zh"), "the language is mixed up: {}", told);
    let page = body.html(playbook).unwrap();
    prop_assert!(page.contains(&format!("lang=\"{language}\"")) && !page.contains("{{"), "{}", page);
    prop_assert!(!page.contains("http") && !page.contains("<img") && !page.contains("<a "), "{}", page);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn c07_c14_r17_m11_every_letter_says_what_it_must_and_no_more_than_it_may(now in circumstances()) {
        let mut result = Ok(());
        each_kind(|playbook, name, kind| {
            let case = case_of(playbook.institution.as_str(), kind, name, &now);
            for written in letters(playbook, kind, &case, &now) {
                result = std::mem::replace(&mut result, Ok(())).and_then(|()| is_fit(playbook, &written, &now));
            }
        });
        result?;
    }

    #[test]
    fn n01_what_matched_and_what_failed_changes_no_letter(one in circumstances(), other in circumstances()) {
        let other = Circumstances { clues: other.clues, checks: other.checks, face: other.face, ..one.clone() };
        let mut result = Ok(());
        each_kind(|playbook, name, kind| {
            let of = |now| {
                let case = case_of(playbook.institution.as_str(), kind, name, now);
                letters(playbook, kind, &case, now)
            };
            let (here, there) = (of(&one), of(&other));
            if here != there {
                let differing = here.iter().zip(&there).find(|(a, b)| a != b);
                result = Err(TestCaseError::fail(format!("{name}: {differing:?}")));
            }
        });
        result?;
    }
}

#[test]
fn everybody_is_written_to_in_their_own_language() {
    let mut bench = Bench::of("okx");
    let mut appeal = ticket();
    (appeal.institution, appeal.language) = (id("okx"), Some(id("zh-CN")));
    bench.facts.claimant = Some(account("A-1"));
    let mut holder = account("H-7");
    (holder.email, holder.language) = (Some("old@example.net".into()), Some(id("en-GB")));
    holder.phone = None;
    bench.facts.holder = Some(holder);
    bench.open("migration", appeal).unwrap();
    let first = bench.last_letter();
    assert_eq!(first.language.as_ref().map(Language::as_str), Some("zh"), "{}", first.body);
    let kind = bench.kind();
    let mut draft = Draft::new(&bench.case, &bench.facts, bench.playbook, kind);
    letter::to_everybody(&mut draft, &id("migration_undone"), None).unwrap();
    let told: Vec<(LetterReach, String)> = draft
        .into_events()
        .into_iter()
        .filter_map(|event| match event {
            Event::LetterWritten { reach, private: Private::Kept(body), .. } => {
                Some((reach, body.language.unwrap().to_string()))
            }
            _ => None,
        })
        .collect();
    let expected =
        [(LetterReach::Applicant, "zh"), (LetterReach::Claimant, "en"), (LetterReach::Holder, "en")];
    assert_eq!(told, expected.map(|(reach, language)| (reach, language.to_owned())));
}

#[test]
fn dates_in_letters_have_the_form_of_their_language() {
    for (language, form) in [("zh", "2026年11月23日"), ("en", "23 November 2026")] {
        let mut appeal = ticket();
        appeal.language = Some(id(language));
        let (_, first) = Bench::opened("binance", "recovery", appeal).letters().remove(0);
        assert!(first.body.contains(form), "{}", first.body);
    }
}

#[test]
fn a_letter_from_before_there_were_languages_is_still_read() {
    let old = r#"{ "to": ["a@example.com"], "subject": "s", "body": "One\ntwo.\n\n--\nHouse\n" }"#;
    let body: LetterBody = serde_json::from_str(old).unwrap();
    assert_eq!(body.language, None);
    let page = body.html(Bench::of("binance").playbook).unwrap();
    assert!(page.contains("lang=\"en\"") && page.contains("<p>One two.</p>"), "{page}");
    assert_eq!(serde_json::to_value(&body).unwrap().as_object().unwrap().len(), 3, "and written as it was");
}
