//! The decision dialog as it looks, and as keys fill it.

use super::{DecisionUi, Part, Step};
use crate::case::{Act, Command};
use crate::console::case::tests::text;
use crate::console::field::Edit;
use crate::console::fixture::{self, Desk};
use crate::console::hit::HitMap;
use crate::console::paint::Canvas;
use crate::console::theme::{Theme, ThemeName};
use crate::text::Clean;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

fn accepted() -> Desk {
    let mut desk = fixture::straightforward();
    let mut ui = crate::console::case::state::CaseUi::new(desk.case.id);
    ui.refresh(desk.view());
    let plan = crate::console::case::open::accept_all(&ui.scene(80).unwrap());
    for step in plan.steps {
        desk.act(&step.command).unwrap();
    }
    desk
}

fn dialog(desk: &Desk, action: &str) -> DecisionUi {
    let id = fixture::action(action);
    let mut ui = DecisionUi::new(&desk.view(), &id, Act::plain(id.clone()), Some(desk.case.version)).unwrap();
    ui.known(Ok(desk.preview(&ui.act()).unwrap()));
    ui
}

fn drawn(ui: &DecisionUi, width: u16, height: u16) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let (mut buf, mut hits) = (Buffer::empty(area), HitMap::default());
    let theme = Theme::new(ThemeName::Dark);
    super::draw(&mut Canvas::new(&mut buf, &theme, &mut hits), area, ui);
    buf
}

#[test]
fn snapshots() {
    let desk = accepted();
    for (width, height) in [(60, 20), (80, 24), (120, 40), (200, 60)] {
        for action in ["approve", "reject"] {
            let shown = text(&drawn(&dialog(&desk, action), width, height));
            insta::assert_snapshot!(format!("decision_{action}_{width}x{height}"), shown);
        }
    }
}

#[test]
fn an_approval_that_needs_nothing_is_one_key_from_being_confirmed() {
    let desk = accepted();
    let id = fixture::action("approve");
    let mut ui = DecisionUi::new(&desk.view(), &id, Act::plain(id.clone()), None).unwrap();
    assert_eq!((ui.enter(), ui.part()), (Step::Stay, Part::Letters), "not before what would happen is known");
    ui.known(Ok(desk.preview(&ui.act()).unwrap()));
    assert_eq!(ui.part(), Part::Confirm);
    assert_eq!(ui.enter(), Step::Confirmed(Act::plain(id)));
    assert_eq!(ui.enter(), Step::Stay, "once only");
}

#[test]
fn r16_a_rejection_is_complete_with_its_reason_and_note_only() {
    let mut desk = accepted();
    let mut ui = dialog(&desk, "reject");
    assert_eq!((ui.part(), ui.missing()), (Part::Reason, Some("choose a reason")));
    assert!(!ui.parts().contains(&Part::Confirm));
    ui.step(1);
    let Step::Ask(act) = ui.enter() else { panic!("what would happen depends on the reason") };
    assert_eq!(act.reason.as_ref().unwrap().as_str(), "data_archived");
    assert_eq!(ui.part(), Part::Note);
    for c in "long closed".chars() {
        ui.edit(&Edit::Insert(c));
    }
    ui.known(Ok(desk.preview(&ui.act()).unwrap()));
    ui.enter();
    assert_eq!(ui.part(), Part::Confirm);
    let Step::Confirmed(act) = ui.enter() else { panic!("it is complete") };
    assert_eq!(act.note.as_deref(), Some("long closed"));
    desk.act(&Command::Act(act)).unwrap();
}

#[test]
fn what_was_typed_comes_back_and_a_refusal_keeps_it() {
    let desk = accepted();
    let mut ui = dialog(&desk, "reject");
    ui.enter();
    for c in "why".chars() {
        ui.edit(&Edit::Insert(c));
    }
    let kept = ui.act();
    let id = fixture::action("reject");
    let mut again = DecisionUi::new(&desk.view(), &id, kept.clone(), None).unwrap();
    assert_eq!(again.act(), kept);
    again.refused(Clean::line("somebody was faster"));
    assert_eq!((again.act(), again.missing()), (kept, Some("it cannot be done")));
}

#[test]
fn an_action_that_is_refused_has_no_dialog() {
    let desk = fixture::straightforward();
    let id = fixture::action("approve");
    assert!(DecisionUi::new(&desk.view(), &id, Act::plain(id.clone()), None).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_size_and_no_keys_panic(width in 1_u16..300, height in 1_u16..100, keys in prop::collection::vec(0_u8..8, 0..20)) {
        static DIALOGS: std::sync::OnceLock<[DecisionUi; 2]> = std::sync::OnceLock::new();
        let dialogs = DIALOGS.get_or_init(|| ["approve", "reject"].map(|action| dialog(&accepted(), action)));
        let mut ui = dialogs[usize::from(width % 2)].clone();
        for key in keys {
            match key {
                0 => ui.step(1),
                1 => ui.step(-1),
                2 => ui.step_part(1),
                3 => ui.step_part(-1),
                4 => ui.step_letter(1),
                5 => drop(ui.enter()),
                6 => drop(ui.click(usize::from(height))),
                _ => ui.edit(&Edit::Paste("漢字 e\u{301} text\n".to_owned())),
            }
            drawn(&ui, width, height);
        }
    }
}
