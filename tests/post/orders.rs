//! Orders to a web server.

use super::http_server::{Mood, Server};
use super::office::{KEY, Office, monday};
use docket::case::{Command, PostState};
use docket::desk::Received;
use docket::post::BackOff;
use docket::store::OutboxSort::Order;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

#[test]
fn an_order_is_posted_signed_and_its_answer_comes_back_into_the_case() {
    let mut office = Office::open();
    let case = office.case(1);
    let server = Server::start(|_| Mood::Answers(r#"{"answer":"done"}"#));
    let (round, told) = office.deliver(&[&server.target()]);
    assert_eq!((round.delivered, round.failed), (1, 0), "{told:?}");
    let books = server.books.lock().unwrap();
    let asked = &books.asked[0];
    let body: Value = serde_json::from_str(&asked.body).unwrap();
    assert_eq!(body["order"], "lock_account");
    assert_eq!(body["account"], "A-1");
    assert_eq!(body["id"], asked.key());
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY.as_bytes()).unwrap();
    mac.update(format!("{}.{}", asked.headers["docket-timestamp"], asked.body).as_bytes());
    let signature = format!("v1={}", hex::encode(mac.finalize().into_bytes()));
    assert_eq!(asked.headers["docket-signature"], signature);
    drop(books);
    assert_eq!(office.events(case)[0], "order_answered");
    assert_eq!(office.in_state(Order, PostState::Done), 1);
    office.must_be_sound();
}

#[test]
fn lock_before_unlock_whatever_the_server_does() {
    let mut office = Office::open();
    let case = office.case(1);
    office.act(case, "withdraw");
    let server = Server::start(|n| match n {
        0 => Mood::Status(503, ""),
        1 => Mood::Answers(r#"{"answer":"later","retry_after":30}"#),
        _ => Mood::Does,
    });
    let (_, told) = office.deliver(&[&server.target()]);
    assert_eq!(told.len(), 1, "what follows waits: {told:?}");
    office.later(60);
    office.deliver(&[&server.target()]);
    assert_eq!(server.books.lock().unwrap().order.len(), 0);
    office.later(60);
    let (round, _) = office.deliver(&[&server.target()]);
    assert_eq!(round.delivered, 2);
    let done: Vec<i64> = {
        let books = server.books.lock().unwrap();
        books.order.iter().map(|key| key.rsplit('.').next().unwrap().parse().unwrap()).collect()
    };
    let given: Vec<i64> = office.rows(Order).iter().map(|row| row.seq).collect();
    assert_eq!(done, given, "in the order in which they were given");
}

#[test]
fn statuses_say_what_came_of_it() {
    for (mood, state) in [
        (Mood::Status(200, ""), PostState::Done),
        (Mood::Status(204, ""), PostState::Done),
        (Mood::Status(200, "OK"), PostState::Done),
        (Mood::Status(200, r#"{"answer":"refused","reason":"closed"}"#), PostState::Refused),
        (Mood::Status(200, r#"{"answer":"perhaps"}"#), PostState::SetAside),
        (Mood::Status(400, ""), PostState::Refused),
        (Mood::Status(409, r#"{"answer":"refused","reason":"exists"}"#), PostState::Refused),
        (Mood::Status(429, ""), PostState::Waiting),
        (Mood::Status(500, ""), PostState::Waiting),
        (Mood::Status(503, r#"{"answer":"later"}"#), PostState::Waiting),
        (Mood::Redirects, PostState::Waiting),
        (Mood::Slams, PostState::Waiting),
        (Mood::BreaksOff, PostState::Waiting),
        (Mood::DoesTwice, PostState::Done),
    ] {
        let mut office = Office::open();
        office.case(1);
        let server = Server::start(move |_| mood);
        let (_, told) = office.deliver(&[&server.target()]);
        assert_eq!(office.in_state(Order, state), 1, "{mood:?}: {told:?}");
    }
}

#[test]
fn an_order_that_may_have_been_carried_out_is_asked_for_again_under_the_same_key() {
    let mut office = Office::open();
    office.case(1);
    let server = Server::start(|n| match n {
        0 => Mood::DoesAndDrops,
        1 => Mood::DoesLate(4_000),
        2 => Mood::Hangs,
        3 => Mood::BreaksOff,
        _ => Mood::Does,
    });
    for _ in 0..5 {
        office.deliver(&[&server.target()]);
        office.later(60);
    }
    let books = server.books.lock().unwrap();
    assert_eq!(books.asked.len(), 5);
    assert!(
        books
            .asked
            .iter()
            .all(|asked| asked.key() == books.asked[0].key() && asked.body == books.asked[0].body)
    );
    assert_eq!(books.done.len(), 1);
    drop(books);
    assert_eq!(office.in_state(Order, PostState::Done), 1);
}

#[test]
fn r13_an_order_that_is_refused_raises_the_case_again_even_one_that_has_ended() {
    let mut office = Office::open();
    let case = office.case(1);
    office.act(case, "withdraw");
    assert_eq!(office.desk.case(case).unwrap().due, None);
    let server = Server::start(|_| Mood::Answers(r#"{"answer":"refused","reason":"no such account"}"#));
    let (round, _) = office.deliver(&[&server.target()]);
    assert_eq!(round.failed, 2, "the lock and, decided later, the unlock");
    let view = office.desk.case(case).unwrap();
    assert_eq!(view.due, Some(monday()), "it is due at once");
    assert!(
        view.timeline.iter().any(|row| row.text.as_str().contains("no such account")),
        "{:?}",
        view.timeline
    );
    office.run(case, Command::Note { text: "Locked by hand.".to_owned() });
    assert_eq!(office.desk.case(case).unwrap().due, None, "somebody has dealt with it");
    office.must_be_sound();
}

#[test]
fn what_is_tried_often_enough_is_set_aside() {
    let mut office = Office::open();
    office.back_off = BackOff { attempts: 3, ..BackOff::default() };
    let case = office.case(1);
    let server = Server::start(|_| Mood::Status(500, ""));
    for _ in 0..3 {
        office.deliver(&[&server.target()]);
        office.later(60);
    }
    assert_eq!(office.in_state(Order, PostState::SetAside), 1);
    assert!(office.desk.case(case).unwrap().due.is_some());
    let (_, told) = office.deliver(&[&server.target()]);
    assert_eq!(told, []);
    office.desk.put_back(office.rows(Order)[0].seq).unwrap();
    let (_, told) = office.deliver(&[&server.target()]);
    assert_eq!(told.len(), 1);
    office.must_be_sound();
}

#[test]
fn an_answer_may_come_by_itself_twice_and_late() {
    let mut office = Office::open();
    let case = office.case(1);
    let path = office.folder.path().join("orders.jsonl");
    office.deliver(&[&format!("jsonl:{}", path.display())]);
    assert_eq!(office.in_state(Order, PostState::Sent), 1);
    let line: Value = serde_json::from_str(std::fs::read_to_string(&path).unwrap().trim()).unwrap();
    let id = line["id"].as_str().unwrap().to_owned();
    assert!(matches!(office.answer("a-1", &id, "later"), Received::Updated { .. }));
    assert!(matches!(office.answer("a-2", &id, "done"), Received::Updated { .. }));
    assert!(matches!(office.answer("a-2", &id, "done"), Received::Unchanged { note: None }));
    assert!(matches!(office.answer("a-3", &id, "done"), Received::Unchanged { note: Some(_) }));
    assert!(
        matches!(office.answer("a-4", &id, "refused"), Received::Updated { .. }),
        "a second thought counts"
    );
    assert_eq!(office.in_state(Order, PostState::Refused), 1);
    assert_eq!(office.desk.case(case).unwrap().due, Some(monday()));
    let other = id.replace("docket.", "docket.x");
    assert!(matches!(office.answer("a-5", &other, "done"), Received::Refused { .. }));
    assert!(matches!(office.answer("a-6", "docket.x.1", "done"), Received::Refused { .. }));
    office.must_be_sound();
}
