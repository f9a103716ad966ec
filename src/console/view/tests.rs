//! What is drawn, at the sizes that matter.

use super::*;
use crate::console::hit::Target;
use crate::console::keymap::Chord;
use crate::console::message::Message;
use crate::console::registry::CommandId;
use crate::console::theme::ThemeName;
use crate::console::update::tests::{Bench, bench};
use proptest::prelude::*;
use ratatui::style::{Color, Modifier};

fn drawn(bench: &Bench, theme: ThemeName) -> (Buffer, Drawn) {
    let (width, height) = bench.model.size;
    let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
    let drawn = view(&bench.model, &Theme::new(theme), &mut buf);
    (buf, drawn)
}

fn text(buf: &Buffer) -> String {
    let area = *buf.area();
    let line = |y| {
        let cells = (0..area.width).map(|x| buf[(x, y)].symbol().to_owned());
        cells.collect::<String>().trim_end().to_owned()
    };
    (0..area.height).map(line).collect::<Vec<_>>().join("\n")
}

fn shot(name: &str, keys: &str, size: (u16, u16)) {
    let mut bench = bench(60, size);
    bench.press(keys);
    bench.tell(Message::Woken);
    bench.answer();
    let (buf, _) = drawn(&bench, ThemeName::Dark);
    insta::with_settings!({ prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), text(&buf));
    });
}

const SIZES: [(u16, u16); 4] = [(40, 10), (80, 24), (120, 40), (200, 60)];

#[test]
fn the_queue_is_drawn_at_every_size() {
    for size in SIZES {
        shot("queue", "j j", size);
    }
}

#[test]
fn overlays_are_drawn_over_it() {
    for size in [(40, 10), (80, 24), (120, 40)] {
        shot("help", "?", size);
        shot("palette", ": cl", size);
        shot("bulk", "x x x c", size);
        shot("put_off", "z soon enter", size);
        shot("search", "/ band:pink", size);
    }
    shot("messages", "j c j c !", (80, 24));
    shot("empty", "/ nothing enter", (80, 24));
    shot("places", "h", (40, 10));
}

#[test]
fn the_mouse_reaches_nothing_behind_a_dialog() {
    let size = (120, 40);
    for keys in ["?", ": cl", "z", "x x x c", "r", "!", "enter A", "enter ."] {
        let mut bench = bench(60, size);
        bench.press(keys);
        let (_, drawn) = drawn(&bench, ThemeName::Dark);
        for (x, y) in (0..size.0).flat_map(|x| (0..size.1).map(move |y| (x, y))) {
            let under = drawn.hits.at(x, y);
            let behind = matches!(under, Some(Target::Row(_) | Target::Place(_) | Target::Action(_)));
            assert!(!behind && drawn.hits.panel_at(x, y).is_none(), "{keys}: {under:?} at {x}, {y}");
        }
        let (screens, overlays) = (bench.model.screens.len(), bench.model.overlays.len());
        bench.tell(Message::Click(Target::Row(crate::case::CaseId(1))));
        bench.tell(Message::Click(Target::Command(CommandId::Palette)));
        bench.answer();
        assert_eq!((bench.model.screens.len(), bench.model.overlays.len()), (screens, overlays), "{keys}");
    }
}

/// The row of the list on which a text stands, at 120 columns.
fn row_of(buf: &Buffer, wanted: &str) -> u16 {
    let lines = text(buf);
    let list = |line: &str| line.chars().skip(21).take(60).collect::<String>();
    u16::try_from(lines.lines().position(|line| list(line).contains(wanted)).unwrap()).unwrap()
}

#[test]
fn the_selection_is_reversed_and_nothing_else_is() {
    let mut bench = bench(60, (120, 40));
    bench.press("j j j");
    for theme in ThemeName::ALL {
        let (buf, _) = drawn(&bench, theme);
        let selected = row_of(&buf, "RC-000004");
        for y in 0..40 {
            let reversed = (21..82).any(|x| buf[(x, y)].modifier.contains(Modifier::REVERSED));
            assert_eq!(reversed, y == selected, "{theme}: row {y}");
        }
    }
}

#[test]
fn without_colours_there_is_not_one() {
    let mut bench = bench(60, (120, 40));
    for keys in ["x x x", "c", "enter", "esc esc", "?", "esc : th", "esc enter", "L", "q"] {
        bench.press(keys);
        let (buf, _) = drawn(&bench, ThemeName::Monochrome);
        let colours = buf.content().iter().all(|cell| cell.fg == Color::Reset && cell.bg == Color::Reset);
        assert!(colours, "after {keys}");
    }
}

#[test]
fn what_is_overdue_has_a_sign_as_well_as_a_colour() {
    let bench = bench(60, (120, 40));
    let (buf, _) = drawn(&bench, ThemeName::Dark);
    let row = row_of(&buf, "RC-000002");
    let line = text(&buf).lines().nth(row.into()).unwrap().to_owned();
    let column = u16::try_from(line.chars().position(|c| c == '−').unwrap()).unwrap();
    assert_eq!(buf[(column, row)].fg, Theme::new(ThemeName::Dark).bad.fg.unwrap());
}

#[test]
fn a_click_meets_what_is_seen() {
    let bench = bench(60, (120, 40));
    let (buf, drawn) = drawn(&bench, ThemeName::Dark);
    let row = row_of(&buf, "RC-000005");
    assert_eq!(drawn.hits.at(30, row), Some(&crate::console::hit::Target::Row(crate::case::CaseId(5))));
    assert_eq!(drawn.hits.panel_at(30, row), Some(0));
}

#[test]
fn a_terminal_that_is_too_small_says_so() {
    let mut bench = bench(60, (120, 40));
    for size in [(39, 40), (120, 9), (0, 0), (1, 1)] {
        bench.tell(Message::Resize(size.0, size.1));
        let (buf, _) = drawn(&bench, ThemeName::Dark);
        assert!(size.0 < 20 || text(&buf).contains("docket needs"), "{size:?}");
    }
}

fn messages() -> impl Strategy<Value = Message> {
    let keys = "jkgGhlncxXstvVzZNPyuLHEJKAO?:/!. -+0]q[a1259mrfpewo"
        .chars()
        .map(Chord::of)
        .chain(
            [
                "enter", "esc", "tab", "backtab", "up", "down", "left", "right", "pageup", "pagedown",
                "home", "end",
            ]
            .iter()
            .chain(["ctrl-a", "ctrl-l", "backspace", "delete", "ctrl-t", "alt-enter"].iter())
            .map(|key| key.parse().unwrap()),
        )
        .collect::<Vec<Chord>>();
    prop_oneof![
        20 => prop::sample::select(keys).prop_map(Message::Key),
        1 => "\\PC{0,12}".prop_map(Message::Paste),
        2 => (0_u16..220, 0_u16..70).prop_map(|(width, height)| Message::Resize(width, height)),
        1 => Just(Message::Changed),
        1 => Just(Message::Woken),
        1 => (prop::option::of(0_usize..4), any::<bool>()).prop_map(|(panel, down)| Message::Wheel { panel, down }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn nothing_that_can_happen_panics(
        messages in prop::collection::vec((messages(), any::<bool>(), 0_u16..200, 0_u16..60), 1..60), count in 0_i64..40,
    ) {
        let mut bench = bench(count, (100, 30));
        for (message, answered, x, y) in messages {
            bench.tell(message);
            if answered {
                bench.answer();
            }
            let (_, drawn) = drawn(&bench, bench.model.theme);
            if let Some(target) = drawn.hits.at(x, y).filter(|_| x % 3 == 0) {
                bench.tell(Message::Click(target.clone()));
            }
        }
    }
}
