//! Rules R: recovery when e-mail, phone and 2FA are all lost.

use super::bench::{Bench, MONDAY, PHRASE, account, at, document, evidence, id, opening, rule, ticket};
use crate::case::record::{AccountRecord, DocumentType, Origin, Phrase};
use crate::case::{
    Act, Actor, CaseId, ClueVerdict, Command, Event, Evidence, LetterReach, Opening, RefusalKind, Spoken,
    Verdict, risk,
};
use crate::playbook::{Answer, Role};
use crate::score::{Band, Signal};
use chrono::{Duration, NaiveDate};

/// An appeal that has passed the automated review.
fn reviewed() -> Bench {
    let mut bench = Bench::opened("binance", "recovery", ticket());
    assert_eq!(bench.tick().as_deref(), Some("auto_pass"));
    bench
}

/// An appeal that wants nothing but the approval.
fn ready() -> Bench {
    let mut bench = reviewed();
    bench.tick_all();
    bench.pass_all();
    bench
}

fn approved() -> Bench {
    let mut bench = ready();
    bench.act("approve").unwrap();
    bench
}

#[test]
fn r01_no_role_approves_past_a_failed_check() {
    for role in [Role::Reviewer, Role::Lead, Role::Admin] {
        let mut bench = ready();
        bench.answer("same_person", Answer::Failed);
        // The lease is alice's; whoever comes later finds it run out.
        bench.later(2).by("carol", role);
        assert_eq!(rule(bench.act("approve")), "R1", "{role}");
    }
}

#[test]
fn r02_clues_are_held_against_the_record_one_by_one() {
    let mut appeal = ticket();
    for (clue, value) in [
        ("registered_month", "2021-03"),
        ("cards", "9999"),
        ("last_login_city", "berlin"),
        ("phones", "0123"),
        ("withdrawal_addresses", "bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh"),
    ] {
        appeal.clues.insert(id(clue), vec![value.into()]);
    }
    let bench = Bench::opened("binance", "recovery", appeal);
    let verdict = |clue: &str| bench.case.clues.get(&id::<crate::playbook::ClueId>(clue)).copied();
    assert_eq!(verdict("registered_month"), Some(ClueVerdict::Match));
    assert_eq!(verdict("cards"), Some(ClueVerdict::Mismatch));
    assert_eq!(verdict("last_login_city"), Some(ClueVerdict::Match));
    assert_eq!(verdict("phones"), Some(ClueVerdict::Match));
    assert_eq!(verdict("withdrawal_addresses"), Some(ClueVerdict::Match));
    assert_eq!(verdict("last_login_device"), None, "what was not recalled is not judged");
}

#[test]
fn r02_one_of_several_values_on_record_is_a_match() {
    let mut appeal = ticket();
    appeal.clues.insert(id("cards"), vec!["1111".into(), "4821".into()]);
    let bench = Bench::opened("binance", "recovery", appeal);
    assert_eq!(bench.case.clues[&id::<crate::playbook::ClueId>("cards")], ClueVerdict::Match);
}

#[test]
fn r03_another_document_than_at_kyc_is_refused() {
    let mut appeal = ticket();
    appeal.document = Some(document(DocumentType::Passport));
    let mut bench = Bench::opened("binance", "recovery", appeal);
    bench.tick();
    let refusal = bench.act("approve").unwrap_err();
    assert_eq!(
        refusal.to_string(),
        "R3: the ID card used at KYC is needed; this is a passport. Ask for the document used at KYC."
    );
    assert_eq!(rule(bench.judge("id_front", "same_document", Verdict::Ticked)), "R3");
}

#[test]
fn r03_the_same_type_with_another_number_is_refused() {
    let mut appeal = ticket();
    appeal.document.as_mut().unwrap().number = "L01X00T48".into();
    let mut bench = Bench::opened("binance", "recovery", appeal);
    bench.tick();
    assert_eq!(rule(bench.act("approve")), "R3");
}

#[test]
fn r03_a_number_written_with_spaces_is_the_same() {
    let mut appeal = ticket();
    appeal.document.as_mut().unwrap().number = "l01x 00t-47".into();
    let mut bench = Bench::opened("binance", "recovery", appeal);
    bench.judge("id_front", "same_document", Verdict::Ticked).unwrap();
}

#[test]
fn r04_a_device_or_ip_never_seen_adds_weight() {
    let known = reviewed();
    let mut appeal = ticket();
    appeal.from =
        Origin { ip: Some("198.51.100.9".parse().unwrap()), device: Some("nokia".into()), ..appeal.from };
    let strange = Bench::opened("binance", "recovery", appeal);
    assert_eq!(strange.case.signals[&Signal::DeviceSeen].get(), 0.0);
    assert_eq!(strange.case.signals[&Signal::IpSeen].get(), 0.0);
    let total = |bench: &Bench| risk(&bench.case, bench.kind()).unwrap().total;
    assert!(total(&strange) > total(&known));
}

#[test]
fn r05_an_id_with_glare_stops_the_approval() {
    let mut bench = ready();
    bench.judge("id_front", "no_glare", Verdict::Refused).unwrap();
    assert_eq!(rule(bench.act("approve")), "R5");
}

#[test]
fn r05_what_nobody_looked_at_stops_the_approval() {
    let mut bench = reviewed();
    bench.pass_all();
    assert_eq!(rule(bench.act("approve")), "R5");
}

#[test]
fn r05_the_letter_that_asks_again_says_how_to_do_it_better_and_gives_no_phrase_for_a_photo() {
    for action in ["ask", "ask_photos"] {
        let mut bench = ready();
        bench.judge("id_front", "edges_visible", Verdict::Refused).unwrap();
        bench.act(action).unwrap();
        let letter = bench.last_letter().body;
        assert!(letter.contains("All four edges of the document must be in the picture."), "{letter}");
        assert!(!letter.contains("No light") && !letter.contains(PHRASE), "{letter}");
    }
    let mut bench = ready();
    bench.judge("video", "one_take", Verdict::Refused).unwrap();
    bench.act("ask").unwrap();
    let letter = bench.last_letter().body;
    assert!(letter.contains("leave it unedited.") && letter.contains(PHRASE), "{letter}");
}

#[test]
fn n01_no_sentence_of_a_letter_tells_that_a_document_or_a_file_was_compared() {
    for playbook in crate::playbook::shipped() {
        let playbook = crate::playbook::Playbook::load(playbook).unwrap();
        let items = playbook.kinds.values().flat_map(|kind| &kind.items);
        for requirement in items.flat_map(|item| &item.requirements) {
            use crate::playbook::RequirementTest as T;
            let compared = matches!(requirement.test, Some(T::NotSeenBefore | T::SameDocumentAsKyc));
            assert!(!compared || requirement.better.is_none(), "{}", requirement.title);
        }
    }
}

#[test]
fn r06_a_note_of_another_day_cannot_be_ticked() {
    let mut bench = reviewed();
    let mut note = evidence("note");
    note.dated = NaiveDate::from_ymd_opt(2026, 11, 20);
    bench.attach(note).unwrap();
    let refusal = bench.judge("note", "date", Verdict::Ticked).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Test);
    assert_eq!(refusal.rule.unwrap().as_str(), "R6");
    assert_eq!(refusal.what, "dated 2026-11-20, but the application is of 2026-11-23");
}

#[test]
fn r06_today_is_the_applicants_today() {
    let mut appeal = ticket();
    appeal.opened_at = at("2026-11-22T20:00:00Z");
    appeal.from.utc_offset_minutes = Some(480);
    let bench = Bench::opened("binance", "recovery", appeal);
    assert_eq!(bench.case.matter.unwrap().application_day.to_string(), "2026-11-23");
}

#[test]
fn r06_a_note_brought_again_shows_the_day_on_which_it_is_brought() {
    let mut bench = reviewed();
    bench.act("ask_photos").unwrap();
    bench.later(72);
    let thursday = bench.facts.now.date_naive();
    let mut note = evidence("note");
    note.brought_on = thursday;
    for item in ["id_front", "id_back"] {
        bench.attach(evidence(item)).unwrap();
    }
    bench.attach(note.clone()).unwrap();
    assert_eq!(rule(bench.judge("note", "date", Verdict::Ticked)), "R6", "the old date again");
    note.dated = Some(thursday);
    bench.attach(note).unwrap();
    bench.judge("note", "date", Verdict::Ticked).unwrap();
}

#[test]
fn r06_a_photo_from_an_older_application_is_refused() {
    let mut bench = ready();
    bench.facts.seen_elsewhere.insert(evidence("note").sha256, CaseId(17));
    assert_eq!(rule(bench.judge("note", "not_reused", Verdict::Ticked)), "R6");
    assert_eq!(rule(bench.act("approve")), "R6");
}

#[test]
fn r07_a_phrase_not_given_by_the_system_is_refused() {
    let mut bench = reviewed();
    let mut video = evidence("video");
    video.spoken = Some(Spoken::Words("please give me the account".into()));
    bench.attach(video).unwrap();
    assert_eq!(rule(bench.judge("video", "phrase", Verdict::Ticked)), "R7");
}

#[test]
fn r07_a_phrase_is_the_same_whatever_its_case_and_commas() {
    let mut bench = reviewed();
    let mut video = evidence("video");
    video.spoken = Some(Spoken::Words(PHRASE.to_uppercase().replace(' ', ", ")));
    bench.attach(video).unwrap();
    bench.judge("video", "phrase", Verdict::Ticked).unwrap();
}

#[test]
fn r07_a_video_older_than_the_phrase_is_refused() {
    let mut bench = reviewed();
    let mut video = evidence("video");
    video.recorded_at = Some(at(MONDAY) - Duration::hours(3));
    bench.attach(video).unwrap();
    assert_eq!(rule(bench.judge("video", "after_phrase", Verdict::Ticked)), "R7");
}

#[test]
fn r07_a_new_phrase_makes_the_old_one_worthless() {
    let mut bench = reviewed();
    bench.act("ask_video").unwrap();
    assert!(bench.last_letter().body.contains("velvet canyon ribbon spoon eagle"));
    bench.attach(evidence("video")).unwrap();
    assert_eq!(rule(bench.judge("video", "phrase", Verdict::Ticked)), "R7");
}

#[test]
fn r07_the_phrase_of_a_further_ticket_leaves_the_earlier_video_as_it_was() {
    let mut bench = reviewed();
    let mut further = ticket();
    further.reference = id("T-4712");
    further.challenge = Some(Phrase {
        phrase: "another five words come here".into(),
        given_at: at(MONDAY) - Duration::minutes(1),
    });
    let without = crate::case::Opening { evidence: Vec::new(), ..opening("recovery", further) };
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Join(Box::new(without))).unwrap();
    bench.alice();
    for requirement in ["phrase", "after_phrase"] {
        bench.judge("video", requirement, Verdict::Ticked).unwrap();
    }
    // Where nobody wrote down what is read, a video made between the two phrases is held against neither.
    bench.attach(Evidence { spoken: None, ..evidence("video") }).unwrap();
    bench.judge("video", "after_phrase", Verdict::Ticked).unwrap();
    let too_old = Evidence { recorded_at: Some(at(MONDAY) - Duration::hours(3)), ..evidence("video") };
    bench.attach(Evidence { spoken: None, ..too_old }).unwrap();
    assert_eq!(rule(bench.judge("video", "after_phrase", Verdict::Ticked)), "R7");
}

#[test]
fn r08_a_registered_contact_address_is_refused() {
    let mut bench = ready();
    bench.facts.contact_registered_on = Some(id("A-9"));
    assert_eq!(rule(bench.act("approve")), "R8");
}

#[test]
fn r09_proof_of_transactions_is_optional_but_judged_where_it_came() {
    ready().act("approve").unwrap();
    let mut bench = ready();
    bench.attach(evidence("transactions")).unwrap();
    assert_eq!(rule(bench.act("approve")), "R9");
    bench.judge("transactions", "legible", Verdict::Ticked).unwrap();
    bench.act("approve").unwrap();
}

#[test]
fn r10_a_hat_or_mask_stops_the_approval() {
    let mut bench = ready();
    bench.judge("video", "face_free", Verdict::Refused).unwrap();
    assert_eq!(rule(bench.act("approve")), "R10");
}

#[test]
fn r11_a_high_face_match_goes_on_to_manual_review() {
    let bench = reviewed();
    assert_eq!(bench.stage(), "manual_review");
}

#[test]
fn r11_a_low_face_match_is_asked_to_resubmit_with_a_new_phrase() {
    let mut appeal = ticket();
    appeal.signals.insert(Signal::FaceMatch, 0.62);
    let mut bench = Bench::opened("binance", "recovery", appeal);
    assert_eq!(bench.tick().as_deref(), Some("auto_resubmit"));
    assert_eq!(bench.stage(), "waiting_applicant");
    assert!(bench.case.phrases.last().unwrap().phrase.starts_with("velvet"));
    assert!(bench.last_letter().body.contains("velvet"));
    assert!(
        !bench.case.signals.contains_key(&Signal::FaceMatch),
        "the measure of the old video counts no more"
    );
    assert_eq!(bench.tick(), None, "nothing more by itself");
}

#[test]
fn r11_the_automated_review_has_24_hours() {
    let bench = Bench::opened("binance", "recovery", ticket());
    let due = bench.case.clock.unwrap().due(&bench.playbook.calendar);
    assert_eq!(due, Some(at(MONDAY) + Duration::hours(24)));
}

#[test]
fn r11_without_a_measurement_nothing_passes_by_itself() {
    let mut appeal = ticket();
    appeal.signals.clear();
    let mut bench = Bench::opened("binance", "recovery", appeal);
    assert_eq!(bench.tick(), None);
    bench.later(23);
    assert_eq!(bench.tick().as_deref(), Some("auto_missing"));
}

#[test]
fn r12_manual_review_has_seven_business_days() {
    let bench = reviewed();
    let due = bench.case.clock.unwrap().due(&bench.playbook.calendar);
    assert_eq!(due, Some(at("2026-12-02T09:00:00Z")), "seven business days from Monday 23 November");
}

#[test]
fn r12_an_open_check_stops_the_approval() {
    let mut bench = reviewed();
    bench.tick_all();
    bench.answer("details_match", Answer::Passed);
    bench.answer("same_person", Answer::Passed);
    assert_eq!(rule(bench.act("approve")), "R12");
}

#[test]
fn r12_a_critical_risk_is_not_a_reviewers_to_approve() {
    let mut appeal = ticket();
    appeal.signals.insert(Signal::FaceMatch, 0.91);
    appeal.from = Origin {
        ip: Some("198.51.100.9".parse().unwrap()),
        country: Some("KP".into()),
        lat: Some(39.0),
        lon: Some(125.7),
        device: Some("unknown".into()),
        ..Origin::default()
    };
    for clue in [
        "registered_month",
        "cards",
        "last_login_city",
        "phones",
        "withdrawal_addresses",
        "last_login_device",
    ] {
        appeal.clues.insert(id(clue), vec!["1999-01".into()]);
    }
    let mut bench = Bench::opened("binance", "recovery", appeal);
    bench.tick();
    bench.tick_all();
    bench.pass_all();
    assert!(bench.case.signals[&Signal::DistanceKm].get() > 7_000.0);
    assert_eq!(risk(&bench.case, bench.kind()).unwrap().band, Band::Critical);
    assert_eq!(rule(bench.act("approve")), "R12");
}

#[test]
fn r13_an_approval_freezes_withdrawals_for_a_hold_by_band() {
    let bench = approved();
    assert_eq!(bench.stage(), "hold");
    let hold = bench.case.hold.unwrap();
    assert_eq!(hold.until, bench.facts.now + Duration::hours(24), "a low risk holds for a day");
    let frozen = bench.events.iter().any(|event| {
        matches!(event, Event::OrderGiven { order, until, .. }
            if order.as_str() == "freeze_withdrawals" && *until == Some(hold.until))
    });
    assert!(frozen, "{:?}", bench.orders());
}

#[test]
fn r13_withdrawals_stay_frozen_until_the_hold_is_over() {
    let mut bench = approved();
    assert_eq!(rule(bench.act("complete")), "R13");
    bench.later(23);
    assert_eq!(bench.tick(), None);
    bench.later(1);
    assert_eq!(bench.tick().as_deref(), Some("complete"));
    assert!(bench.orders().contains(&"release_withdrawals A-1".to_owned()));
}

#[test]
fn r14_the_owner_blocks_while_the_hold_runs_and_not_after() {
    let mut bench = approved();
    bench.facts.actor = Actor::Owner;
    let message = Command::Receive { text: "That was not me".into(), intent: Some(id("block")) };
    bench.run(&message).unwrap();
    assert_eq!(bench.stage(), "blocked");
    assert!(bench.orders().contains(&"lock_account A-1".to_owned()));

    let mut late = approved();
    late.later(30).facts.actor = Actor::Owner;
    late.run(&message).unwrap();
    assert_eq!(late.stage(), "hold");
    let kept = late.events.iter().any(|event| {
        matches!(event, Event::MessageReceived { refused: Some(why), private, .. }
            if why.starts_with("R14") && private.get().unwrap() == "That was not me")
    });
    assert!(kept, "the message is kept and says why it was not done");
}

#[test]
fn r14_a_block_gives_back_the_contacts_of_before_even_if_the_registry_has_moved_on() {
    let mut bench = approved();
    bench.facts.claimant.as_mut().unwrap().email = Some("new.address@example.org".into());
    bench.by("bo", Role::Reviewer).act("block").unwrap();
    let restored = bench.events.iter().find_map(|event| match event {
        Event::OrderGiven { order, private, .. } if order.as_str() == "restore_contacts" => private.get(),
        _ => None,
    });
    assert_eq!(restored.unwrap().contacts.email.as_deref(), Some("lin.wei.a-1@example.com"));
}

#[test]
fn r14_an_applicant_cannot_pose_as_the_owner() {
    let mut bench = approved();
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Receive { text: "stop".into(), intent: Some(id("block")) }).unwrap();
    assert_eq!(bench.stage(), "hold");
}

#[test]
fn r14_nothing_is_given_away_over_what_the_owner_wrote() {
    let mut bench = ready();
    let put_off = Command::Snooze { until: Some(at(MONDAY) + Duration::days(1)) };
    bench.run(&put_off).unwrap();
    owner_writes(&mut bench, None);
    assert_eq!(bench.case.snoozed_until, None, "it wakes a case that is put off");
    let due = bench.case.due(bench.kind(), &bench.playbook.calendar);
    assert_eq!(due, Some(at(MONDAY) + Duration::hours(24)), "and is to be read within a business day");
    assert_eq!(rule(bench.alice().act("approve")), "R14");
    bench.run(&Command::Note { text: "wrote from the address on record: hers".into() }).unwrap();
    bench.act("approve").unwrap();
    owner_writes(&mut bench, Some("blok"));
    bench.later(72);
    assert_eq!(bench.tick(), None, "a misspelt intent holds the end of the hold up as well");
    bench.alice().run(&Command::Note { text: "called: she did not mean this case".into() }).unwrap();
    assert_eq!(bench.tick().as_deref(), Some("complete"));
}

#[test]
fn r14_what_was_done_as_the_owner_asked_needs_no_reading() {
    let mut bench = approved();
    owner_writes(&mut bench, Some("block"));
    assert_eq!((bench.stage(), bench.case.owner_unread), ("blocked", None));
    let mut bench = approved();
    owner_writes(&mut bench, None);
    bench.alice().act("block").unwrap();
    assert_eq!(bench.case.owner_unread, None);
}

fn owner_writes(bench: &mut Bench, intent: Option<&str>) {
    bench.facts.actor = Actor::Owner;
    let intent = intent.map(id);
    bench.run(&Command::Receive { text: "This was NOT me".into(), intent }).unwrap();
}

#[test]
fn r16_a_rejection_names_one_of_the_reasons_and_the_letter_its_category() {
    let mut bench = reviewed();
    let mut act = Act { note: Some("far too long ago".into()), ..Act::plain(id("reject")) };
    assert_eq!(bench.run(&Command::Act(act.clone())).unwrap_err().kind, RefusalKind::Missing);
    act.reason = Some(id("blocked_by_owner"));
    assert_eq!(rule(bench.run(&Command::Act(act.clone()))), "R16", "a reason of another action");
    act.reason = Some(id("data_archived"));
    bench.run(&Command::Act(act)).unwrap();
    assert_eq!(bench.case.reason.as_ref().unwrap().as_str(), "data_archived");
    assert!(bench.last_letter().body.contains("inactive for so long"));
}

#[test]
fn r17_every_recovery_letter_says_what_the_institution_never_asks() {
    let bench = approved();
    for (letter, written) in bench.letters() {
        assert!(written.body.to_lowercase().contains("payment"), "{letter}: {}", written.body);
    }
}

#[test]
fn r18_before_any_evidence_one_appeal_in_five_is_not_the_owners() {
    let mut appeal = ticket();
    appeal.signals.clear();
    appeal.from = Origin::default();
    let mut bench = Bench::of("binance");
    let opening = crate::case::Opening { evidence: Vec::new(), ..opening("recovery", appeal) };
    bench.run(&Command::Open(Box::new(opening))).unwrap();
    let score = risk(&bench.case, bench.kind()).unwrap();
    assert!((score.risk.get() - 0.2).abs() < 1e-9, "{:?}", score.risk);
}

#[test]
fn r19_a_well_documented_case_can_be_approved_at_once() {
    let bench = approved();
    assert_eq!(bench.facts.now, at(MONDAY), "the same hour");
}

#[test]
fn r20_a_pending_appeal_locks_the_account() {
    let bench = Bench::opened("binance", "recovery", ticket());
    assert!(bench.orders().contains(&"lock_account A-1".to_owned()));
}

#[test]
fn r21_a_second_appeal_joins_the_pending_one_with_its_evidence() {
    let mut second = Bench::of("binance");
    second.facts.claimant = Some(account("A-1"));
    second.facts.pending = Some(CaseId(812));
    assert_eq!(rule(second.open("recovery", ticket())), "R21");

    let mut bench = reviewed();
    let mut further = ticket();
    further.reference = id("T-4712");
    further.clues.insert(id("phones"), vec!["0123".into()]);
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Join(Box::new(opening("recovery", further)))).unwrap();
    assert_eq!(bench.case.tickets.joined().count(), 1);
    assert_eq!(bench.case.evidence(&id("note")).len(), 2);
    assert_eq!(bench.case.clues[&id::<crate::playbook::ClueId>("phones")], ClueVerdict::Match);
}

#[test]
fn r21_a_rejected_appeal_is_not_reopened_beside_a_pending_one() {
    let mut bench = reviewed();
    bench.act_fully("reject").unwrap();
    bench.by("lea", Role::Lead).facts.pending = Some(CaseId(900));
    assert_eq!(rule(bench.act_fully("reopen")), "R21");
    bench.facts.pending = None;
    bench.act_fully("reopen").unwrap();
}

#[test]
fn r21_a_merge_is_not_undone_into_two_pending_appeals() {
    let mut bench = reviewed();
    let mut there = reviewed().case;
    there.id = CaseId(900);
    bench.run(&Command::MergeInto { other: Box::new(there) }).unwrap();
    bench.facts.pending = Some(CaseId(900));
    assert_eq!(rule(bench.run(&Command::Unmerge)), "R21");
}

#[test]
fn r21_an_appeal_for_another_account_does_not_join() {
    let mut bench = reviewed();
    let mut other = ticket();
    other.account = id("A-2");
    assert_eq!(rule(bench.run(&Command::Join(Box::new(opening("recovery", other))))), "R21");
}

#[test]
fn n02_a_recovery_is_announced_to_every_address_old_and_new() {
    let bench = approved();
    for announced in ["recovery_announced", "recovery_approved"] {
        let letters: Vec<_> = bench.letters().into_iter().filter(|(name, _)| name == announced).collect();
        for address in
            ["new.address@example.org", "+49 170 5559999", "lin.wei.a-1@example.com", "+49 170 5550123"]
        {
            let reached = letters.iter().filter(|(_, letter)| letter.to.iter().any(|to| to == address));
            assert_eq!(reached.count(), 1, "{announced} and {address}: {letters:?}");
        }
        for (_, letter) in &letters {
            let told = letter.body.to_lowercase();
            assert!(told.contains("block") || told.contains("not you"), "{}", letter.body);
        }
    }
}

#[test]
fn c07_no_letter_carries_an_address_of_somebody_else() {
    let mut bench = approved();
    bench.alice().act_fully("block").unwrap();
    let applicants = ["new.address@example.org", "+49 170 5559999"];
    let mut reaches = std::collections::BTreeSet::new();
    for event in &bench.events {
        let Event::LetterWritten { letter, reach, private } = event else { continue };
        let to = &private.get().unwrap().to;
        let theirs = to.iter().filter(|to| applicants.contains(&to.as_str())).count();
        assert!(theirs == 0 || theirs == to.len(), "{letter}: {to:?}");
        assert_eq!(*reach == LetterReach::Applicant, theirs > 0, "{letter}: {to:?}");
        reaches.insert(format!("{reach:?}"));
    }
    assert_eq!(reaches.into_iter().collect::<Vec<_>>(), ["Applicant", "Claimant", "Former"]);
}

#[test]
fn r16_an_account_of_a_restricted_region_is_for_a_lead() {
    let mut bench = ready();
    bench.facts.claimant.as_mut().unwrap().region = Some("CU".into());
    assert_eq!(rule(bench.act_fully("approve")), "R16");
    bench.facts.claimant.as_mut().unwrap().region = None;
    assert!(bench.act_fully("approve").is_ok(), "a region that is not on record is not a restricted one");
    let mut bench = ready();
    bench.facts.claimant.as_mut().unwrap().region = Some("CU".into());
    bench.act_fully("escalate").unwrap();
    bench.by("lea", Role::Lead).later(2).act_fully("approve_critical").unwrap();
}

#[test]
fn r16_a_restricted_region_weighs() {
    let weight = |region: &str| {
        let mut bench = Bench::of("binance");
        bench.facts.claimant = Some(AccountRecord { region: Some(region.into()), ..account("A-1") });
        bench.open("recovery", ticket()).unwrap();
        risk(&bench.case, bench.kind()).unwrap().total.get()
    };
    assert!((weight("CU") - weight("DE") - 2.0).abs() < 1e-9);
}

fn value(bench: &Bench, signal: Signal) -> Option<f64> {
    bench.case.signals.get(&signal).map(|value| value.get())
}

fn joins(bench: &mut Bench, opening: Opening) {
    bench.facts.actor = Actor::Applicant;
    bench.run(&Command::Join(Box::new(opening))).unwrap();
    bench.alice();
}

#[test]
fn r06_a_picture_that_came_in_another_case_weighs_as_long_as_it_counts() {
    let mut bench = reviewed();
    assert_eq!(value(&bench, Signal::PictureSeen), Some(0.0));
    let used = Evidence { sha256: crate::case::Digest([7; 32]), ..evidence("note") };
    bench.facts.seen_elsewhere.insert(used.sha256, CaseId(3));
    bench.attach(used).unwrap();
    assert_eq!(value(&bench, Signal::PictureSeen), Some(1.0), "it came later");
    let clean = Evidence { sha256: crate::case::Digest([8; 32]), ..evidence("transactions") };
    let mut further = ticket();
    further.reference = id("T-4712");
    joins(&mut bench, Opening { evidence: vec![clean], ..opening("recovery", further) });
    assert_eq!(value(&bench, Signal::PictureSeen), Some(1.0), "a clean file beside it washes nothing away");
    bench.act("ask_photos").unwrap();
    assert_eq!(
        value(&bench, Signal::PictureSeen),
        Some(0.0),
        "asked for again, it is not held against anybody"
    );
}

#[test]
fn r04_a_further_ticket_from_a_friendlier_place_washes_nothing_away() {
    let far = Origin {
        ip: Some("198.51.100.9".parse().unwrap()),
        country: Some("KP".into()),
        lat: Some(39.0),
        lon: Some(125.7),
        device: Some("other".into()),
        ..Origin::default()
    };
    let mut appeal = ticket();
    (appeal.from, appeal.clues) = (far, Default::default());
    appeal.signals.insert(Signal::FailedLogins, 9.0);
    let mut bench = Bench::opened("binance", "recovery", appeal);
    let origin = [
        Signal::DeviceSeen,
        Signal::IpSeen,
        Signal::CountrySeen,
        Signal::DistanceKm,
        Signal::HighRiskRegion,
        Signal::FailedLogins,
    ];
    let before = origin.map(|signal| value(&bench, signal).unwrap());
    let mut further = ticket();
    further.reference = id("T-4712");
    further.signals.insert(Signal::FailedLogins, 0.0);
    joins(&mut bench, opening("recovery", further));
    assert_eq!(origin.map(|signal| value(&bench, signal).unwrap()), before);
}

#[test]
fn r12_a_strangers_place_no_longer_weighs_once_it_is_settled_who_applies() {
    let mut strangers = ticket();
    (strangers.contact_email, strangers.reference) = ("eve@example.org".into(), id("T-666"));
    (strangers.from.lat, strangers.from.lon) = (Some(39.0), Some(125.7));
    strangers.from.country = Some("KP".into());
    let mut bench = Bench::opened("binance", "recovery", strangers);
    joins(&mut bench, opening("recovery", ticket()));
    assert_eq!(value(&bench, Signal::CountrySeen), Some(0.0));
    bench.run(&Command::SettleApplicant { ticket: id("T-4711") }).unwrap();
    assert_eq!(value(&bench, Signal::CountrySeen), Some(1.0));
    assert_eq!(value(&bench, Signal::HighRiskRegion), Some(0.0));
    assert!(value(&bench, Signal::DistanceKm).unwrap() < 10.0);
}

#[test]
fn r07_what_is_read_aloud_never_gets_into_the_log() {
    let words = "my name is Lin Wei of Berlin";
    let spoken = Some(Spoken::Words(words.into()));
    let mut appeal = opening("recovery", ticket());
    for evidence in appeal.evidence.iter_mut().filter(|evidence| evidence.item.as_str() == "video") {
        evidence.spoken = spoken.clone();
    }
    let mut bench = Bench::of("binance");
    bench.facts.claimant = Some(account("A-1"));
    bench.run(&Command::Open(Box::new(appeal))).unwrap();
    bench.attach(Evidence { spoken, ..evidence("video") }).unwrap();
    bench.attach(evidence("video")).unwrap();
    for event in &bench.events {
        let logged = serde_json::to_string(event).unwrap();
        assert!(!logged.contains(words), "{logged}");
    }
    let spoken: Vec<_> = bench.case.evidence(&id("video")).iter().map(|video| &video.spoken).collect();
    let given = Some(Spoken::Given(at(MONDAY) - Duration::minutes(30)));
    assert_eq!(spoken, [&Some(Spoken::Other), &Some(Spoken::Other), &given]);
}
