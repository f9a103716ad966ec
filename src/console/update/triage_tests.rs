//! The triage, as keys walk it on the case screen.

use super::super::fixture::{self, Desk};
use super::super::keymap::Focus;
use super::super::model::Screen;
use super::screen_tests::Console;
use crate::case::CaseId;
use serde_json::json;

fn with(trouble: &str) -> Console {
    Console::new(vec![fixture::login_trouble(trouble, json!({}))])
}

fn path(console: &Console) -> Vec<String> {
    let triage = &console.desks[&CaseId(812)].case.triage;
    triage.path.iter().map(|given| given.choice.to_string()).collect()
}

fn letters(desk: &Desk) -> usize {
    desk.events.iter().filter(|(_, event)| event.name() == "letter_written").count()
}

#[test]
fn l11_the_commonest_troubles_are_answered_in_at_most_five_keys() {
    let last_code = json!({ "codes": [{ "at": "2026-11-16T08:00:00Z", "by": "sms" }] });
    for (desk, keys) in [
        (fixture::login_trouble("password", json!({})), "enter space space enter"),
        (fixture::login_trouble("password", json!({})), "enter space a enter"),
        (fixture::login_trouble("network", json!({})), "enter space space enter"),
        (fixture::login_trouble("code_not_received", last_code), "enter space space space enter"),
    ] {
        assert!(keys.split(' ').count() <= 5);
        let mut console = Console::new(vec![desk]);
        console.press(keys);
        assert_eq!(console.stage(812), "answered", "{keys}");
        assert_eq!(letters(&console.desks[&CaseId(812)]), 1, "{keys}");
        assert!(console.model.screens.is_empty(), "after the last case the queue is shown again");
    }
}

#[test]
fn l11_it_takes_as_many_keys_on_the_smallest_usual_terminal() {
    let mut console = with("password");
    console.resize(80, 24);
    console.press("enter space space enter");
    assert_eq!(console.stage(812), "answered");
}

#[test]
fn a_digit_gives_the_answer_with_its_number_and_zero_takes_it_back() {
    let mut console = with("password");
    console.press("enter 3");
    assert_eq!(path(&console), ["code_not_received"]);
    assert_eq!(console.model.focus(), Focus::Triage);
    console.press("2");
    assert_eq!(path(&console), ["code_not_received", "sms"]);
    console.press("0");
    assert_eq!(path(&console), ["code_not_received"]);
    console.press("9");
    assert!(console.told().contains("no such answer"), "{}", console.told());
    // Outside of the triage a digit goes to a section, as ever.
    console.press("tab 9");
    assert_eq!((console.model.focus(), path(&console).len()), (Focus::Case, 1));
}

#[test]
fn enter_or_space_held_down_sends_nothing() {
    for key in ["enter", "space"] {
        let mut console = with("password");
        console.press("enter");
        for _ in 0..30 {
            console.press(key);
        }
        assert_eq!((console.stage(812), letters(&console.desks[&CaseId(812)])), ("open", 0), "{key}");
    }
}

#[test]
fn l03_an_answer_that_leads_to_what_a_rule_stands_against_says_so() {
    let locked = json!({ "status": "locked", "lock": { "since": "2026-11-19T14:00:00Z" } });
    let mut console = Console::new(vec![fixture::login_trouble("password", locked)]);
    console.press("enter space 1");
    assert_eq!(path(&console), ["locked", "own"]);
    console.press("o");
    assert!(console.told().contains("L3: the lock runs until 2026-11-19 16:00 UTC"), "{}", console.told());
    console.press("d enter");
    assert_eq!(console.stage(812), "locked");
}

#[test]
fn l11_after_a_reply_the_first_question_may_be_asked_again() {
    let mut desk = fixture::login_trouble("network", json!({}));
    for command in [
        crate::case::Command::Triage {
            answers: vec![crate::case::Given {
                question: "trouble".parse().unwrap(),
                choice: "network".parse().unwrap(),
            }],
        },
        crate::case::Command::Act(crate::case::Act::plain("reply".parse().unwrap())),
    ] {
        desk.act(&command).unwrap();
    }
    let mut console = Console::new(vec![desk]);
    console.press("enter");
    let Some(Screen::Case(ui)) = console.model.screens.last() else { panic!("a case is on screen") };
    assert!(ui.cursor().is_none(), "nothing waits to be answered");
    console.press("tab 8");
    assert_eq!(path(&console), ["browser"]);
    let earlier = &console.desks[&CaseId(812)].case.triage.earlier;
    assert_eq!(earlier.len(), 1);
}
