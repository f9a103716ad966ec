//! Letters as files and orders as lines.

use super::office::Office;
use docket::case::PostState;
use docket::store::OutboxSort::{Letter, Order};
use std::collections::BTreeSet;

#[test]
fn each_letter_is_one_file_and_each_order_one_line() {
    let mut office = Office::open();
    for n in 1..=20 {
        office.case(n);
    }
    let (mail, lines) = (office.folder.path().join("mail"), office.folder.path().join("orders.jsonl"));
    let targets = [format!("eml:{}", mail.display()), format!("jsonl:{}", lines.display())];
    let targets = targets.each_ref().map(String::as_str);
    let (round, _) = office.deliver(&targets);
    let (letters, orders) = (office.rows(Letter).len(), office.rows(Order).len());
    assert_eq!(round.delivered, (letters + orders) as u64);
    assert_eq!(std::fs::read_dir(&mail).unwrap().count(), letters);
    let text = std::fs::read_to_string(&lines).unwrap();
    assert_eq!(text.lines().collect::<BTreeSet<_>>().len(), orders);
    assert_eq!(text.lines().count(), orders);
    assert_eq!(office.in_state(Order, PostState::Sent), orders);
    assert_eq!(office.deliver(&targets).1, []);
    let counts = office.desk.outbox_counts().unwrap();
    assert_eq!(counts.of(Letter, PostState::Sent), letters as u64);
    assert_eq!(counts.both(PostState::Waiting), 0);
    office.must_be_sound();
}
