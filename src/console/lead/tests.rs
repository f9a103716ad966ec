//! The lead screen as it looks.

use super::{LeadUi, draw};
use crate::console::case::tests::text;
use crate::console::fixture;
use crate::console::hit::HitMap;
use crate::console::paint::Canvas;
use crate::console::theme::{Theme, ThemeName};
use crate::desk::LeadView;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn drawn(ui: &LeadUi, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let (mut buf, mut hits) = (Buffer::empty(area), HitMap::default());
    let theme = Theme::new(ThemeName::Dark);
    draw(&mut Canvas::new(&mut buf, &theme, &mut hits), area, ui);
    buf
}

fn screen(view: LeadView) -> LeadUi {
    let mut ui = LeadUi::default();
    ui.refresh(view);
    ui
}

#[test]
fn snapshots() {
    let ui = screen(fixture::lead());
    for (width, height) in [(60, 20), (80, 24), (120, 40), (200, 60)] {
        insta::assert_snapshot!(format!("lead_{width}x{height}"), text(&drawn(&ui, width, height)));
    }
    let mut empty = fixture::lead();
    (empty.queues, empty.stages, empty.operators, empty.rates) = (vec![], vec![], vec![], vec![]);
    (empty.bands, empty.ages, empty.due) = ([0; 4], [0; 5], [0; 5]);
    empty.throughput.iter_mut().for_each(|day| (day.1, day.2) = (0, 0));
    insta::assert_snapshot!("lead_empty_80x24", text(&drawn(&screen(empty), 80, 24)));
}

#[test]
fn r18_the_rate_is_held_against_what_the_playbook_expects() {
    let shown = text(&drawn(&screen(fixture::lead()), 200, 60));
    assert!(shown.contains("✔ Recovery") && shown.contains("87 % ≥ 80 % expected"), "{shown}");
    let mut poor = fixture::lead();
    (poor.rates[0].approved, poor.rates[0].rejected) = (10, 30);
    let shown = text(&drawn(&screen(poor), 200, 60));
    assert!(shown.contains("▼ Recovery") && shown.contains("25 % < 80 % expected"), "{shown}");
}

#[test]
fn scrolling_stops_at_both_ends() {
    let mut ui = screen(fixture::lead());
    let size = (80, 21);
    ui.scroll(1_000, size);
    let end = text(&drawn(&ui, 80, 21));
    ui.scroll(-1, size);
    assert_ne!(text(&drawn(&ui, 80, 21)), end, "one line back is seen at once");
    ui.scroll(-1_000, size);
    ui.step_column(5, size);
    assert_eq!(ui.column(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_size_and_no_numbers_panic(
        width in 1_u16..300, height in 1_u16..100, numbers in prop::collection::vec(any::<u32>(), 20), by in -50_isize..50,
    ) {
        let mut view = fixture::lead();
        let number = |index: usize| u64::from(numbers[index]);
        view.bands = [number(0), number(1), number(2), number(3)];
        view.due = [number(4), 0, number(6), number(7), number(8)];
        view.queues[0].open = number(9);
        view.throughput[3].1 = number(10);
        view.rates[0].approved = number(11);
        view.operators[0].claimed = number(12);
        let mut ui = screen(view);
        ui.scroll(by, (width, height));
        ui.step_column(1, (width, height));
        ui.scroll(-by, (width, height));
        drawn(&ui, width, height);
    }
}
