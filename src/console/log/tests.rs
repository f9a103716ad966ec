//! The log screen as it looks, and as it reads on.

use super::{LogUi, draw};
use crate::case::CaseId;
use crate::console::case::tests::text;
use crate::console::fixture;
use crate::console::hit::HitMap;
use crate::console::paint::Canvas;
use crate::console::theme::{Theme, ThemeName};
use crate::desk::{LogLine, LogRows};
use crate::text::Clean;
use chrono::Duration;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn line(seq: i64) -> LogLine {
    let words =
        ["check “The details given match the record” – passed", "letter recovery_received to the applicant"];
    let index = usize::try_from(seq.rem_euclid(2)).unwrap();
    LogLine {
        seq,
        at: fixture::now() - Duration::minutes(10_000 - seq),
        actor: if index == 0 { "alice".to_owned() } else { "(timer)".to_owned() },
        case: (seq % 7 != 0).then(|| format!("RC-{:06}", 800 + seq % 20)),
        name: "check_answered".to_owned(),
        text: Clean::line(&format!("{} {}", words[index], "and more ".repeat(index * 20))),
        hash: format!("{seq:064x}").chars().rev().collect(),
    }
}

/// What the desk would answer from a log of `count` lines.
fn answered(ui: &mut LogUi, count: i64, ask: super::Ask) {
    let newest = ask.before.map_or(count, |before| (before - 1).min(count));
    let lines = (1..=newest).rev().take(ask.limit).map(line).collect();
    ui.take(lines);
}

fn screen(count: i64) -> LogUi {
    let mut ui = LogUi::new(None);
    let ask = ui.read();
    answered(&mut ui, count, ask);
    ui
}

fn drawn(ui: &LogUi, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let (mut buf, mut hits) = (Buffer::empty(area), HitMap::default());
    let theme = Theme::new(ThemeName::Dark);
    draw(&mut Canvas::new(&mut buf, &theme, &mut hits), area, ui, fixture::now());
    buf
}

#[test]
fn snapshots() {
    let mut ui = screen(5_000);
    ui.step(3);
    for (width, height) in [(60, 20), (80, 24), (120, 40)] {
        insta::assert_snapshot!(format!("log_{width}x{height}"), text(&drawn(&ui, width, height)));
    }
    insta::assert_snapshot!("log_empty_60x20", text(&drawn(&screen(0), 60, 20)));
}

#[test]
fn older_lines_are_read_before_the_end_is_reached_and_each_once() {
    let mut ui = screen(500);
    let mut asked = 1;
    for _ in 0..600 {
        if let Some(ask) = ui.step(1) {
            asked += 1;
            answered(&mut ui, 500, ask);
        }
    }
    let numbers: Vec<i64> = ui.lines().iter().map(|line| line.seq).collect();
    assert_eq!(numbers, (1..=500).rev().collect::<Vec<_>>());
    assert_eq!((asked, ui.is_whole(), ui.selected()), (3, true, 499));
}

#[test]
fn what_happens_meanwhile_goes_on_top_and_moves_nothing() {
    let mut ui = screen(300);
    ui.step(5);
    let before = ui.lines()[ui.selected()].seq;
    let ask = ui.read();
    answered(&mut ui, 310, ask);
    assert_eq!(ui.lines()[ui.selected()].seq, before);
    assert_eq!((ui.lines()[0].seq, ui.lines().len()), (310, 210));
    ui.step(-1_000);
    let ask = ui.read();
    answered(&mut ui, 900, ask);
    assert_eq!((ui.lines()[ui.selected()].seq, ui.lines().len()), (900, 200), "a gap is never hidden");
}

#[test]
fn one_case_can_be_shown_and_opened() {
    let mut ui = screen(300);
    assert_eq!(ui.selected_case(), Some(CaseId(800)));
    let ask = ui.filter(Some(CaseId(3)));
    assert_eq!((ask.case, ask.before), (Some(CaseId(3)), None));
    ui.take(Vec::new());
    assert!(text(&drawn(&ui, 80, 24)).contains("No case of that number"));
}

#[test]
fn bookkeeping_is_left_out_until_it_is_asked_for() {
    let mut ui = LogUi::new(None);
    assert_eq!(ui.read().rows, LogRows::Happenings);
    ui.take((1..=9).rev().map(line).collect());
    assert!(text(&drawn(&ui, 80, 24)).contains("Log of what happened"));
    assert_eq!(ui.toggle_bookkeeping().rows, LogRows::All);
    ui.take((1..=9).rev().map(line).collect());
    assert!(text(&drawn(&ui, 80, 24)).contains("bookkeeping too"));
    assert_eq!(ui.filter(Some(CaseId(3))).rows, LogRows::All, "another case, the same wish");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_size_and_no_walk_panics(
        width in 1_u16..300, height in 1_u16..100, count in 0_i64..400, steps in prop::collection::vec(-300_isize..300, 0..8),
    ) {
        let mut ui = screen(count);
        for by in steps {
            if let Some(ask) = ui.step(by) {
                answered(&mut ui, count, ask);
            }
            drawn(&ui, width, height);
        }
    }
}
