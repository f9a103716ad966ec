//! Peers that are killed and started again during many deliveries: nothing is lost, and no order is carried out twice.

use super::office::Office;
use super::{http_server, smtp_server};
use docket::case::PostState;
use docket::post::BackOff;
use docket::store::OutboxSort::{Letter, Order};
use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::Duration;

const CASES: u32 = 100;

/// An address that the system gives to nobody else while its server is down: below those that it hands out by itself.
fn own_address(n: u16) -> SocketAddr {
    let first = 20_000 + 2 * (std::process::id() % 4_000) as u16 + n;
    let free = (first..30_000).step_by(2).find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    SocketAddr::from(([127, 0, 0, 1], free.unwrap()))
}

/// A mood by the number of a conversation: mostly good.
fn mail_mood(n: usize) -> smtp_server::Mood {
    use smtp_server::Mood;
    match n * 7 % 31 {
        0 => Mood::Slams,
        1 => Mood::DropsInData,
        2 => Mood::KeepsAndDrops,
        3 => Mood::Greylists,
        4 => Mood::Full,
        _ => Mood::Takes,
    }
}

fn order_mood(n: usize) -> http_server::Mood {
    use http_server::Mood;
    match n * 7 % 31 {
        0 => Mood::Slams,
        1 => Mood::DoesAndDrops,
        2 => Mood::Status(503, ""),
        3 => Mood::BreaksOff,
        4 => Mood::DoesTwice,
        5 => Mood::Answers(r#"{"answer":"later"}"#),
        _ => Mood::Answers(r#"{"answer":"done"}"#),
    }
}

#[test]
fn nothing_is_lost_and_no_order_is_carried_out_twice_while_peers_die() {
    let mut office = Office::open();
    office.back_off = BackOff { attempts: 50, ..BackOff::default() };
    for n in 1..=CASES {
        let case = office.case(n);
        if n % 2 == 0 {
            office.act(case, "withdraw");
        }
    }
    let (letters, orders) = (office.rows(Letter), office.rows(Order));
    let (taken, books) = (Arc::default(), Arc::<Mutex<http_server::Books>>::default());
    // Counted on over restarts, or whoever comes first would meet the first mood each time.
    let (mails, requests) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let mail_moods: smtp_server::Moods = Arc::new(move |_| mail_mood(mails.fetch_add(1, Ordering::SeqCst)));
    let order_moods: http_server::Moods =
        Arc::new(move |_| order_mood(requests.fetch_add(1, Ordering::SeqCst)));
    let mail = smtp_server::Server::at(own_address(0), Arc::clone(&taken), Arc::clone(&mail_moods));
    let web = http_server::Server::at(own_address(1), Arc::clone(&books), Arc::clone(&order_moods));
    let targets = [mail.target(), web.target()];
    let ended = Arc::new(AtomicBool::new(false));
    let killer = {
        let (ended, taken, books) = (Arc::clone(&ended), Arc::clone(&taken), Arc::clone(&books));
        thread::spawn(move || {
            let (mut mail, mut web) = (mail, web);
            while !ended.load(Ordering::SeqCst) {
                sleep(Duration::from_millis(60));
                let (mail_at, web_at) = (mail.address, web.address);
                drop((mail, web));
                sleep(Duration::from_millis(20));
                mail = smtp_server::Server::at(mail_at, Arc::clone(&taken), Arc::clone(&mail_moods));
                web = http_server::Server::at(web_at, Arc::clone(&books), Arc::clone(&order_moods));
            }
        })
    };
    let mut rounds = 0;
    while office.desk.outbox_counts().unwrap().both(PostState::Waiting) > 0 {
        office.deliver(&[&targets[0], &targets[1]]);
        office.later(90);
        rounds += 1;
        assert!(rounds < 4_000, "{:?}", office.desk.outbox_counts());
        // A round that finds a peer down is over at once: a fast machine must not use all of them up before it is back.
        sleep(Duration::from_millis(10));
    }
    ended.store(true, Ordering::SeqCst);
    killer.join().unwrap();
    assert_eq!(office.in_state(Letter, PostState::Sent), letters.len());
    let rows = office.rows(Order);
    let failed: Vec<_> = rows.iter().filter(|row| row.state != PostState::Done).collect();
    let story = |case| office.desk.case(case).unwrap().timeline;
    assert!(
        failed.is_empty(),
        "{failed:#?} {:#?}",
        failed.iter().map(|row| story(row.case)).collect::<Vec<_>>()
    );
    assert_eq!(rows.len(), orders.len());
    let mut copies: BTreeMap<String, Vec<smtp_server::Taken>> = BTreeMap::new();
    for mail in taken.lock().unwrap().iter() {
        copies.entry(mail.header("Message-ID").unwrap()).or_default().push(mail.clone());
    }
    assert_eq!(copies.len(), letters.len(), "each letter came");
    assert!(copies.values().all(|same| same.iter().all(|mail| *mail == same[0])), "and each time the same");
    let books = books.lock().unwrap();
    assert_eq!(books.done.len(), orders.len(), "each order was carried out");
    assert!(books.done.values().all(|times| *times == 1));
    // Orders of a case were carried out in the order in which they were given.
    let place = |seq: i64| books.order.iter().position(|key| key.ends_with(&format!(".{seq}"))).unwrap();
    for (earlier, later) in orders.iter().flat_map(|one| orders.iter().map(move |other| (one, other))) {
        if earlier.case == later.case && earlier.seq < later.seq {
            assert!(place(earlier.seq) < place(later.seq));
        }
    }
    drop(books);
    office.must_be_sound();
}

#[test]
fn two_posts_at_once_send_each_letter_once() {
    let mut office = Office::open();
    for n in 1..=30 {
        office.case(n);
    }
    let letters = office.rows(Letter).len();
    let server = smtp_server::Server::start(|_| smtp_server::Mood::Takes);
    let settings = office.settings(&[&server.target()]);
    let (folder, store) = (office.folder.path().to_owned(), office.store());
    let workers: Vec<_> = (0..3)
        .map(|_| {
            let (settings, folder, store) = (settings.clone(), folder.clone(), store.clone());
            thread::spawn(move || {
                let options = super::office::options(&folder, super::office::monday());
                let mut desk = docket::desk::Desk::open(&options).unwrap();
                let post = docket::post::Post::open(&settings, &store).unwrap();
                post.round(&mut desk, &mut |_| Ok(())).unwrap().delivered
            })
        })
        .collect();
    let delivered: u64 = workers.into_iter().map(|worker| worker.join().unwrap()).sum();
    assert_eq!(delivered, letters as u64);
    let mut ids: Vec<_> = server.taken().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((ids.len(), server.taken().len()), (letters, letters));
    office.must_be_sound();
}
