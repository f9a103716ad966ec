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

/// The same desk for somebody who reads Chinese.
fn accepted_in_chinese() -> Desk {
    let mut desk = fixture::straightforward_in("zh-CN");
    let mut ui = crate::console::case::state::CaseUi::new(desk.case.id);
    ui.refresh(desk.view());
    let plan = crate::console::case::open::accept_all(&ui.scene(80).unwrap());
    plan.steps.iter().for_each(|step| desk.act(&step.command).unwrap());
    desk
}

fn dialog(desk: &Desk, action: &str) -> DecisionUi {
    let id = fixture::action(action);
    let mut ui = DecisionUi::new(&desk.view(), &id, None, Some(desk.case.version)).unwrap();
    ui.known(Ok(desk.preview(&ui.act()).unwrap()));
    ui.look(120, 40);
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
    for (width, height) in [(40, 7), (60, 17), (80, 21), (120, 37), (200, 57)] {
        for action in ["approve", "reject"] {
            let mut ui = dialog(&desk, action);
            ui.look(width, height);
            let shown = text(&drawn(&ui, width, height));
            insta::assert_snapshot!(format!("decision_{action}_{width}x{height}"), shown);
        }
    }
}

#[test]
fn an_approval_that_needs_nothing_is_one_key_from_being_confirmed() {
    let desk = accepted();
    let id = fixture::action("approve");
    let mut ui = DecisionUi::new(&desk.view(), &id, None, None).unwrap();
    assert_eq!((ui.enter(), ui.part()), (Step::Stay, Part::Letters), "not before what would happen is known");
    ui.known(Ok(desk.preview(&ui.act()).unwrap()));
    ui.look(120, 40);
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
    ui.look(120, 40);
    ui.enter();
    assert_eq!(ui.part(), Part::Confirm);
    let Step::Confirmed(act) = ui.enter() else { panic!("it is complete") };
    assert_eq!(act.note.as_deref(), Some("long closed"));
    desk.act(&Command::Act(act)).unwrap();
}

#[test]
fn nothing_is_confirmed_before_all_that_would_happen_was_on_screen() {
    let desk = accepted();
    for (width, height) in [(40, 7), (60, 17), (80, 21), (120, 37)] {
        let mut ui = dialog(&desk, "approve");
        let mut seen = String::new();
        let mut keys = 0;
        loop {
            ui.look(width, height);
            seen.push_str(&text(&drawn(&ui, width, height)));
            keys += 1;
            match ui.enter() {
                Step::Confirmed(_) => break,
                _ => assert!(keys < 9, "{width}x{height}"),
            }
        }
        for words in [
            "Cooling-off hold",
            "freeze withdrawals",
            "unlock account",
            "to the applicant",
            "recovery is approved",
        ] {
            let seen: Vec<&str> = seen.split_whitespace().filter(|word| *word != "│").collect();
            let seen = seen.join(" ");
            assert!(seen.contains(words), "{words} was not shown at {width}x{height}:\n{seen}");
        }
        assert!(height < 20 || keys == 1, "at {width}x{height} it takes {keys} keys");
    }
}

#[test]
fn another_size_or_another_reason_wants_to_be_read_again() {
    let desk = accepted();
    let mut ui = dialog(&desk, "approve");
    assert!(ui.is_complete());
    ui.look(40, 7);
    assert!(ui.wants_reading() && ui.enter() == Step::Stay);
    ui.look(120, 40);
    assert!(ui.is_complete());
    ui.known(Ok(desk.preview(&ui.act()).unwrap()));
    assert!(ui.wants_reading());
}

#[test]
fn what_keys_act_on_is_on_screen_at_every_size() {
    let desk = accepted();
    for (width, height) in [(40, 7), (60, 17), (80, 21)] {
        let mut ui = dialog(&desk, "reject");
        for index in 0..ui.reasons().len() {
            ui.look(width, height);
            let shown = text(&drawn(&ui, width, height));
            let title: String = ui.reasons()[index].title.chars().take(12).collect();
            assert!(shown.contains(&title), "{title} at {width}x{height}:\n{shown}");
            ui.step(1);
        }
        ui.enter();
        ui.edit(&Edit::Paste("typed here".to_owned()));
        ui.look(width, height);
        assert!(text(&drawn(&ui, width, height)).contains("typed here"), "{width}x{height}");
    }
}

#[test]
fn scrolling_stops_at_the_end() {
    let mut ui = dialog(&accepted(), "approve");
    ui.look(80, 21);
    ui.step(isize::MAX);
    ui.look(80, 21);
    let end = ui.top();
    ui.step(3);
    ui.look(80, 21);
    ui.step(-1);
    ui.look(80, 21);
    assert_eq!(ui.top() + 1, end, "a line back is a line back");
}

#[test]
fn a_dialog_that_was_left_begins_anew_and_shows_its_note_before_anything_is_confirmed() {
    let desk = accepted();
    let mut ui = dialog(&desk, "reject");
    ui.enter();
    ui.edit(&Edit::Paste("why".to_owned()));
    let id = fixture::action("reject");
    let mut again = DecisionUi::new(&desk.view(), &id, ui.act().note, None).unwrap();
    assert_eq!((again.part(), again.act()), (Part::Reason, Act { note: ui.act().note, ..Act::plain(id) }));
    assert!(matches!(again.enter(), Step::Ask(_)));
    again.known(Ok(desk.preview(&again.act()).unwrap()));
    again.look(120, 40);
    assert_eq!((again.part(), again.missing()), (Part::Note, Some("look at your note")));
    again.enter();
    assert!(again.is_complete());
}

#[test]
fn n01_no_letter_is_shown_in_the_words_of_a_reason_that_nobody_chose() {
    let desk = accepted();
    let mut ui = dialog(&desk, "reject");
    let outward = ui.reasons()[0].outward.split_whitespace().take(6).collect::<Vec<_>>().join(" ");
    let shown = |ui: &DecisionUi| text(&drawn(ui, 200, 57));
    assert!(!shown(&ui).contains(&outward) && shown(&ui).contains("depends on the reason"));
    ui.enter();
    ui.known(Ok(desk.preview(&ui.act()).unwrap()));
    assert!(shown(&ui).contains(&outward) && !shown(&ui).contains("depends on the reason"));
}

/// Types into the paragraph and leaves the field; answers what is asked then.
fn add(ui: &mut DecisionUi, words: &str) -> Step {
    while ui.part() != Part::Paragraph {
        ui.step_part(1);
    }
    ui.edit(&Edit::Clear);
    ui.edit(&Edit::Paste(words.to_owned()));
    assert_eq!(ui.missing(), Some("look at the letter with it"));
    ui.step_part(1)
}

#[test]
fn a_letter_in_chinese_is_wrapped_by_columns_and_its_language_named() {
    let desk = accepted_in_chinese();
    for (width, height) in [(40, 30), (80, 45), (120, 45)] {
        let mut ui = dialog(&desk, "ask_video");
        ui.look(width, height);
        let shown = text(&drawn(&ui, width, height));
        assert!(shown.contains("Chinese"), "{shown}");
        insta::assert_snapshot!(format!("decision_chinese_{width}x{height}"), shown);
    }
}

#[test]
fn a_paragraph_is_seen_in_its_letter_before_anything_is_confirmed() {
    let desk = accepted();
    let mut ui = dialog(&desk, "ask_video");
    let Step::Ask(act) = add(&mut ui, "Take the lamp away.\nThere is no hurry.") else {
        panic!("it is asked anew")
    };
    assert_eq!(act.paragraph.as_deref(), Some("Take the lamp away.\nThere is no hurry."));
    assert!(!ui.is_complete());
    ui.known(Ok(desk.preview(&act).unwrap()));
    ui.look(80, 45);
    let shown = text(&drawn(&ui, 80, 45));
    assert!(shown.contains("Take the lamp away. There is no hurry."), "{shown}");
    insta::assert_snapshot!("decision_paragraph_80x45", shown);
    let mut keys = 0;
    let done = loop {
        ui.look(80, 12);
        keys += 1;
        match ui.enter() {
            Step::Confirmed(act) => break act,
            _ => assert!(keys < 20),
        }
    };
    assert!(keys > 3, "the whole letter weighs, once words were added: {keys}");
    assert_eq!(done.paragraph, act.paragraph);
}

#[test]
fn a_paragraph_that_is_refused_can_be_mended_where_it_stands() {
    let desk = accepted();
    let mut ui = dialog(&desk, "ask_video");
    let Step::Ask(act) = add(&mut ui, "Your card 4821 is meant.") else { panic!("it is asked anew") };
    let why = desk.preview(&act).unwrap_err();
    assert_eq!(why.rule.as_ref().unwrap().as_str(), "N1");
    ui.known(Err(Clean::line(&why.to_string())));
    assert_eq!((ui.part(), ui.missing()), (Part::Paragraph, Some("it cannot be done")));
    ui.look(80, 30);
    assert!(text(&drawn(&ui, 80, 30)).contains("the digits of a card"), "the refusal stands on top");
    let Step::Ask(act) = add(&mut ui, "Take your time.") else { panic!("it is asked anew") };
    ui.known(Ok(desk.preview(&act).unwrap()));
    assert!(ui.refusal().is_none());
    let Step::Ask(act) = add(&mut ui, "") else { panic!("taken out it is asked anew too") };
    assert_eq!(act.paragraph, None);
}

#[test]
fn an_action_without_a_place_for_it_has_no_field_for_a_paragraph() {
    let ui = dialog(&accepted(), "escalate");
    assert!(!ui.parts().contains(&Part::Paragraph));
}

#[test]
fn a_refusal_keeps_what_was_typed() {
    let desk = accepted();
    let mut ui = dialog(&desk, "reject");
    ui.enter();
    ui.edit(&Edit::Paste("why".to_owned()));
    let kept = ui.act();
    ui.refused(Clean::line("somebody was faster"));
    assert_eq!((ui.act(), ui.missing()), (kept, Some("it cannot be done")));
}

#[test]
fn an_action_that_is_refused_has_no_dialog() {
    let desk = fixture::straightforward();
    let id = fixture::action("approve");
    assert!(DecisionUi::new(&desk.view(), &id, None, None).is_none());
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
                2 => drop(ui.step_part(1)),
                3 => drop(ui.step_part(-1)),
                4 => drop(ui.step_letter(1)),
                5 => drop(ui.enter()),
                6 => drop(ui.click(usize::from(height))),
                _ => ui.edit(&Edit::Paste("漢字 e\u{301} text\n".to_owned())),
            }
            ui.look(width, height);
            drawn(&ui, width, height);
        }
    }
}
