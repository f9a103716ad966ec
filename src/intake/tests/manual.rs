//! The manual's examples are real: each is taken, and its playbook knows every name in it.

use super::*;
use crate::desk::{Desk, DeskClock, DeskOptions};
use crate::playbook::{Kind, Playbook, shipped};

const MANUAL: &str = include_str!("../../../docs/intake.md");

/// Every block of JSON in the manual.
fn examples() -> Vec<&'static str> {
    let blocks = MANUAL.split("```json\n").skip(1);
    blocks.map(|block| block.split_once("```").expect("a block ends").0).collect()
}

/// Puts a file wherever an example names one.
fn lay_out(place: &tempfile::TempDir, record: &Record) {
    let items = match record {
        Record::Ticket(ticket) => &ticket.evidence,
        Record::Evidence(later) => &later.evidence,
        Record::Verification(submission) => &submission.evidence,
        _ => return,
    };
    for path in items.iter().filter_map(|item| item.file.as_ref()) {
        let path = place.path().join("in").join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, b"\x89PNG\r\n\x1a\n").unwrap();
    }
}

#[test]
fn every_example_is_taken() {
    let examples = examples().concat();
    let place = place();
    for line in examples.lines() {
        lay_out(&place, &super::super::parse(line).unwrap_or_else(|wrong| panic!("{wrong:?}\n{line}")));
    }
    // The desk of these tests takes records of one institution alone.
    let ran = take_in(examples.replace("\"okx\"", "\"binance\"").as_bytes(), Some(&place));
    assert_eq!((ran.summary.refused, ran.summary.unchanged), (0, 0), "{:#?}", ran.results);
    for kind in super::super::RECORD_TYPES {
        assert!(examples.contains(&format!("\"type\": \"{kind}\"")), "the manual shows no {kind}");
    }
}

#[test]
fn the_desk_opens_a_case_by_each_ticket_of_the_manual() {
    // An answer names an order of the store that gave it, which no manual can know.
    let all = examples().concat();
    let examples = all.lines().filter(|line| !line.contains("\"type\": \"answer\""));
    let examples: String = examples.map(|line| format!("{line}\n")).collect();
    let place = place();
    for line in examples.lines() {
        lay_out(&place, &super::super::parse(line).unwrap());
    }
    let options = DeskOptions {
        store: place.path().join("docket.db"),
        witness: place.path().join("witness"),
        operator: Some("alice".parse().unwrap()),
        clock: DeskClock::Fixed(now()),
        read_only: false,
    };
    let mut desk = Desk::init(&options, shipped()).unwrap();
    let take = |desk: &mut Desk| {
        let files = Files {
            folder: Some(Folder::open(&place.path().join("in")).unwrap()),
            vault: desk.vault().clone(),
        };
        let options = Options { now: Arc::new(now), files: Some(files) };
        let input = std::io::Cursor::new(examples.clone().into_bytes());
        let mut told = String::new();
        let each = |result: &LineResult| told.push_str(&format!("{result}\n"));
        (run(input, desk, options, each, |_| ()).unwrap(), told)
    };
    let (summary, told) = take(&mut desk);
    assert_eq!((summary.refused, summary.unchanged), (0, 0), "{told}");
    // Each ticket and each verification.
    let openings = ["\"type\": \"ticket\"", "\"type\": \"verification\""];
    let wanted: usize = openings.iter().map(|opening| examples.matches(opening).count()).sum();
    assert_eq!(summary.opened, wanted as u64, "{told}");
    let (again, told) = take(&mut desk);
    assert_eq!(again.unchanged, summary.lines, "the same file twice changes nothing: {told}");
}

#[test]
fn every_kind_of_the_shipped_playbooks_has_an_example_that_it_understands() {
    let examples = examples().concat();
    let records: Vec<Record> = examples.lines().map(|line| super::super::parse(line).unwrap()).collect();
    for playbook in shipped().iter().map(|source| Playbook::load(source).unwrap()) {
        for (id, kind) in &playbook.kinds {
            if kind.is_verification() {
                let submissions = records.iter().filter_map(|record| match record {
                    Record::Verification(one) if one.institution == playbook.institution => {
                        Some(one.as_ref())
                    }
                    _ => None,
                });
                let full = submissions.max_by_key(|one| one.evidence.len());
                let full = full.unwrap_or_else(|| panic!("no example of {id}"));
                brings_all(&full.reference, &full.evidence, kind);
                continue;
            }
            let mut tickets = records.iter().filter_map(|record| match record {
                Record::Ticket(ticket) if ticket.institution == playbook.institution => Some(ticket.as_ref()),
                _ => None,
            });
            let ticket = tickets.rfind(|ticket| {
                ticket.kind.as_ref() == Some(id)
                    || ticket.category.as_ref().is_some_and(|category| kind.categories.contains(category))
            });
            let ticket = ticket.unwrap_or_else(|| panic!("no example of {id}"));
            understood(ticket, kind);
        }
    }
}

fn brings_all(
    reference: &crate::case::Reference,
    evidence: &[crate::case::record::EvidenceRecord],
    kind: &Kind,
) {
    for item in evidence {
        assert!(kind.item(&item.item).is_some(), "{reference}: no item {}", item.item);
    }
    for item in kind.items.iter().filter(|item| item.required) {
        assert!(evidence.iter().any(|brought| brought.item == item.id), "{reference}: {}", item.id);
    }
}

fn understood(ticket: &crate::case::record::Ticket, kind: &Kind) {
    brings_all(&ticket.reference, &ticket.evidence, kind);
    for clue in ticket.clues.keys() {
        assert!(kind.clue(clue).is_some(), "{}: no clue {clue}", ticket.reference);
    }
    assert_eq!(ticket.clues.len(), kind.clues.len(), "{} shows every clue", ticket.reference);
}
