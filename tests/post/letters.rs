//! Letters to a mail server.

use super::office::Office;
use super::smtp_server::{Mood, Server};
use docket::case::PostState;
use docket::post::BackOff;
use docket::store::OutboxSort::Letter;
use std::time::Duration;

#[test]
fn a_letter_goes_out_as_it_was_recorded_and_once() {
    let mut office = Office::open();
    let case = office.case(1);
    let server = Server::start(|_| Mood::Takes);
    let letters = office.rows(Letter);
    let (round, told) = office.deliver(&[&server.target()]);
    assert_eq!((round.delivered, round.failed), (letters.len() as u64, 0), "{told:?}");
    let taken = server.taken();
    assert_eq!(taken.len(), letters.len());
    for (row, mail) in letters.iter().zip(&taken) {
        let docket::case::Event::LetterWritten { private, .. } = &row.event else { panic!() };
        let letter = private.get().unwrap();
        let id = mail.header("Message-ID").unwrap();
        assert!(id.starts_with("<docket.") && id.ends_with(&format!(".{}@example.com>", row.seq)), "{id}");
        assert_eq!(mail.from, "desk@example.com");
        assert!(!mail.to.is_empty() && mail.to.iter().all(|to| letter.to.contains(to)), "{:?}", mail.to);
        assert!(!mail.to.iter().any(|to| to.starts_with('+')), "phones get no mail");
        assert_eq!(mail.header("Date").unwrap(), "Mon, 23 Nov 2026 09:00:00 +0000");
    }
    assert!(told.iter().any(|one| one.passed_over == 1), "{told:?}");
    assert_eq!(office.deliver(&[&server.target()]).0, docket::post::Round::default());
    assert_eq!(server.taken().len(), letters.len());
    assert!(office.events(case).contains(&"letter_sent"));
    office.must_be_sound();
}

#[test]
fn n02_each_party_is_told_in_a_letter_of_its_own() {
    let mut office = Office::open();
    office.case(1);
    let server = Server::start(|_| Mood::Takes);
    office.deliver(&[&server.target()]);
    let to: Vec<Vec<String>> = server.taken().into_iter().map(|mail| mail.to).collect();
    assert!(to.iter().any(|to| *to == ["owner1@example.com"]), "the address from before: {to:?}");
    assert!(to.iter().any(|to| *to == ["new1@example.org"]), "the address that asks: {to:?}");
    assert!(to.iter().all(|to| to.len() == 1), "nobody reads who else was told: {to:?}");
}

#[test]
fn what_is_refused_for_good_is_set_aside_and_comes_back_when_somebody_wants_it() {
    let mut office = Office::open();
    let case = office.case(1);
    let letters = office.rows(Letter).len();
    let (round, told) = {
        let server = Server::start(|_| Mood::Refuses);
        office.deliver(&[&server.target()])
    };
    assert_eq!((round.delivered, round.failed), (0, letters as u64));
    assert!(told.iter().all(|one| one.reason.as_ref().unwrap().contains("no such user")), "{told:?}");
    assert_eq!(office.in_state(Letter, PostState::SetAside), letters);
    assert!(office.events(case).contains(&"letter_set_aside"));
    let server = Server::start(|_| Mood::Takes);
    assert_eq!(office.deliver(&[&server.target()]).0.delivered, 0, "it is not tried again by itself");
    office.desk.put_back(office.rows(Letter)[0].seq).unwrap();
    assert!(office.desk.put_back(office.rows(Letter)[0].seq).is_err(), "it waits already");
    assert_eq!(office.deliver(&[&server.target()]).0.delivered, 1);
    office.must_be_sound();
}

#[test]
fn what_is_put_off_is_tried_again_later_and_at_last_set_aside() {
    let mut office = Office::open();
    office.case(1);
    office.back_off = BackOff { attempts: 4, ..BackOff::default() };
    let letters = office.rows(Letter).len();
    let server = Server::start(|n| if n % 2 == 0 { Mood::Greylists } else { Mood::Full });
    for attempt in 1..=4 {
        let (round, told) = office.deliver(&[&server.target()]);
        assert!(told.iter().all(|one| one.attempt == attempt), "{told:?}");
        let expected = if attempt < 4 { (letters as u64, 0) } else { (0, letters as u64) };
        assert_eq!((round.later, round.failed), expected, "{told:?}");
        assert_eq!(office.deliver(&[&server.target()]).1, [], "not before its time");
        office.later(60);
    }
    assert_eq!(server.taken(), []);
    assert_eq!(office.in_state(Letter, PostState::SetAside), letters);
    office.must_be_sound();
}

#[test]
fn a_server_that_is_not_there_is_no_fault_of_the_letter() {
    let mut office = Office::open();
    office.back_off = BackOff { attempts: 2, ..BackOff::default() };
    for n in 1..=3 {
        office.case(n);
    }
    let target = Server::start(|_| Mood::Takes).target();
    std::thread::sleep(Duration::from_millis(50));
    for _ in 0..5 {
        let (round, told) = office.deliver(&[&target]);
        assert!(round.unreachable && round.failed == 0 && told.len() <= 3, "{told:?}");
        office.later(120);
    }
    assert_eq!(office.in_state(Letter, PostState::Waiting), office.rows(Letter).len());
}

#[test]
fn a_letter_that_may_have_gone_out_goes_out_again_under_the_same_name() {
    let mut office = Office::open();
    office.case(1);
    let letters = office.rows(Letter).len();
    let server = Server::start(|n| match n {
        0 => Mood::KeepsAndDrops,
        1 => Mood::DropsInData,
        2 => Mood::Hangs,
        3 => Mood::Slams,
        _ => Mood::Takes,
    });
    for _ in 0..6 {
        office.deliver(&[&server.target()]);
        office.later(60);
    }
    assert_eq!(office.in_state(Letter, PostState::Sent), letters);
    let taken = server.taken();
    let twice: Vec<_> =
        taken.iter().filter(|mail| mail.header("Message-ID") == taken[0].header("Message-ID")).collect();
    assert_eq!(taken.len(), letters + 1, "the one that was kept without a word came twice");
    assert_eq!(twice.len(), 2);
    assert_eq!(twice[0], twice[1], "byte for byte, so that a reader of mail shows one");
    office.must_be_sound();
}

#[test]
fn a_server_that_does_not_encrypt_gets_no_letter_where_encryption_is_wanted() {
    let mut office = Office::open();
    office.case(1);
    let server = Server::start(|_| Mood::Takes);
    let (round, told) = office.deliver(&[&format!("smtp+starttls://{}", server.address)]);
    assert!(round.unreachable && server.taken().is_empty(), "{told:?}");
}
