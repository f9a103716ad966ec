//! What keys do: the state before, keys, the state after.

use super::*;
use crate::case::{CaseId, Command};
use crate::console::backend::Service;
use crate::console::bulk::Phase;
use crate::console::desk_in_memory::{Memory, now};
use crate::console::keymap::{Chord, Focus};
use crate::console::message::{Answer, Failure};
use crate::console::model::{Place, Screen, Session};
use crate::console::theme::ThemeName;
use crate::playbook::Role;
use crate::text::Clean;
use std::collections::VecDeque;

/// A console on a desk in memory that answers at once, or when it is told to.
pub struct Bench {
    pub model: Model,
    pub memory: Memory,
    pub done: Vec<Effect>,
    asked: VecDeque<(RequestId, Slot, Query)>,
}

pub fn bench(count: i64, size: (u16, u16)) -> Bench {
    let session = Session {
        operator: "alice".parse().unwrap(),
        role: Role::Reviewer,
        store: Clean::line("demo"),
        no_colour: false,
    };
    let memory = Memory::new(count);
    let mut model = Model::new(session, now(), size);
    let effects = start(&mut model);
    let mut bench = Bench { model, memory, done: Vec::new(), asked: VecDeque::new() };
    bench.note(effects);
    bench.answer();
    bench
}

impl Bench {
    pub fn note(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask { id, slot, query } => self.asked.push_back((id, slot, query)),
                other => self.done.push(other),
            }
        }
    }

    pub fn tell(&mut self, message: Message) {
        let effects = update(&mut self.model, message);
        self.note(effects);
    }

    /// Lets the desk answer everything that was asked, and what is asked then.
    pub fn answer(&mut self) {
        while let Some((id, slot, query)) = self.asked.pop_front() {
            let desk = &mut self.memory;
            let result = match query {
                Query::List(query) => desk.list(&query).map(|page| {
                    let doubt = if page.rows.is_empty() { desk.doubt(&query.filter).unwrap() } else { None };
                    Answer::List(page, doubt.map(|doubt| Clean::line(&doubt)))
                }),
                Query::Queues => desk.queues().map(Answer::Queues),
                Query::Counts(filters, limit) => {
                    let counts = filters.iter().map(|filter| desk.count(filter, limit));
                    counts.collect::<Result<_, _>>().map(Answer::Counts)
                }
                Query::Case(id) => desk.case(id).map(|view| Answer::Case(Box::new(view))),
                Query::Preview(id, act) => desk.preview(id, &act).map(|it| Answer::Preview(Box::new(it))),
                Query::DryRun(ids, command) => desk.dry_run(&ids, &command).map(Answer::DryRun),
                Query::Act(request) => desk.act(*request).map(|receipt| Answer::Done(Box::new(receipt))),
                Query::Clock => Ok(Answer::Clock),
                Query::Merge(case, into) => {
                    desk.merge(case, into).map(|receipt| Answer::Done(Box::new(receipt)))
                }
                Query::Unmerge(case) => desk.unmerge(case).map(|receipt| Answer::Done(Box::new(receipt))),
                Query::Lead => desk.lead().map(|view| Answer::Lead(Box::new(view))),
                Query::Log { case, before, limit, rows } => {
                    desk.log(case, before, limit, rows).map(Answer::Log)
                }
            };
            self.tell(Message::Answered { id, slot, result: result.map_err(Failure::from) });
        }
    }

    /// Presses keys as one burst, before the desk answers anything.
    pub fn burst(&mut self, keys: &str) {
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            self.tell(Message::Key(key.parse().unwrap()));
        }
    }

    /// Presses keys, each awaited. Words longer than a key's name are typed.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ').filter(|key| !key.is_empty()) {
            match key.parse::<Chord>() {
                Ok(chord) => self.tell(Message::Key(chord)),
                Err(_) => key.chars().for_each(|c| self.tell(Message::Key(Chord::of(c)))),
            }
            self.answer();
        }
        self
    }

    fn selected(&self) -> i64 {
        self.model.list.selected().unwrap().id.0
    }

    fn said(&self) -> &str {
        self.model.notices.shown().map_or("", |notice| notice.text.as_str())
    }

    fn acted(&self) -> bool {
        self.asked.iter().any(|(_, slot, _)| *slot == Slot::Act)
    }
}

#[test]
fn keys_move_through_the_list() {
    let mut bench = bench(500, (120, 40));
    assert!(bench.model.is_complete());
    for (keys, selected) in [
        ("j j", 3),
        ("k", 2),
        ("G", 500),
        ("g", 1),
        ("pagedown", 35),
        ("pageup", 1),
        ("end", 500),
        ("home", 1),
    ] {
        assert_eq!(bench.press(keys).selected(), selected, "{keys}");
    }
    bench.burst(&"j ".repeat(200));
    assert_eq!(bench.selected(), 201, "a burst needs no answer of the store");
}

#[test]
fn a_change_elsewhere_keeps_the_selected_case() {
    let mut bench = bench(50, (120, 40));
    bench.press("j j j j");
    assert_eq!(bench.selected(), 5);
    bench.tell(Message::Changed);
    bench.answer();
    assert_eq!(bench.selected(), 5);
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_is_dropped() {
    let mut bench = bench(50, (120, 40));
    bench.burst("s");
    let (id, slot, _) = bench.asked.pop_front().unwrap();
    bench.burst("s");
    let before = bench.model.list.rows().len();
    bench.tell(Message::Answered { id, slot, result: Ok(Answer::List(crate::store::Page::default(), None)) });
    assert_eq!(bench.model.list.rows().len(), before);
    bench.answer();
    assert_eq!(bench.model.list.rows().len(), 50);
}

#[test]
fn the_list_follows_what_is_typed_and_comes_back() {
    let mut bench = bench(50, (120, 40));
    bench.press("/ RC-000007");
    assert_eq!(bench.model.list.rows().len(), 1);
    bench.press("enter");
    assert_eq!((bench.model.focus(), bench.model.typed.as_str()), (Focus::Queue, "RC-000007"));
    bench.press("/ x esc");
    assert_eq!(bench.model.typed, "RC-000007", "esc takes back what was typed since");
    bench.press("esc");
    assert_eq!(bench.model.list.rows().len(), 50, "and then the filter");
}

#[test]
fn a_wrong_filter_says_so_and_stays_open() {
    let mut bench = bench(50, (120, 40));
    bench.press("/ band:pink enter");
    assert!(bench.model.filter_error.as_ref().unwrap().to_string().contains("critical"));
    assert_eq!(bench.model.focus(), Focus::Field);
    bench.press("ctrl-u band:high enter");
    assert_eq!(bench.model.filter_error, None);
    assert!(bench.model.list.rows().iter().all(|row| row.band.unwrap().as_str() == "high"));
}

#[test]
fn a_misspelt_name_in_a_filter_is_told_where_the_list_is_empty() {
    let mut bench = bench(50, (120, 40));
    bench.press("/ kind:recvery enter");
    assert!(bench.model.doubt.as_ref().unwrap().as_str().contains("Did you mean"));
    bench.press("/ ctrl-u kind:recovery enter");
    assert_eq!((bench.model.doubt.clone(), bench.model.list.rows().len()), (None, 50));
}

#[test]
fn places_are_chosen_and_views_saved_and_dropped() {
    let mut bench = bench(50, (120, 40));
    bench.press("J");
    assert!(matches!(bench.model.place, Place::Queue(_)));
    bench.press("/ band:high enter v");
    bench.press("Thefts enter");
    assert_eq!(bench.model.place, Place::View("Thefts".to_owned()));
    let view = bench.model.views.find("Thefts").unwrap();
    assert_eq!(view.filter, "queue:binance/recovery band:high");
    assert!(bench.done.iter().any(|effect| matches!(effect, Effect::ChangeViews(_))));
    bench.press("V");
    assert_eq!((bench.model.views.own.len(), &bench.model.place), (0, &Place::Everything));
    bench.press("v Mine enter");
    assert_eq!(bench.model.focus(), Focus::Field, "the program's own views keep their names");
}

#[test]
fn marked_cases_are_asked_before_anything_is_done() {
    let mut bench = bench(50, (120, 40));
    bench.press("x x x c");
    let Some(Overlay::Bulk(bulk)) = bench.model.overlays.last() else { panic!("a dialog") };
    assert_eq!((bulk.phase, bulk.tally()), (Phase::Ready, (2, 1)), "bo works on the third");
    assert_eq!(bulk.lines[0].id, CaseId(3), "refused cases come first");
    bench.press("enter");
    let Some(Overlay::Bulk(bulk)) = bench.model.overlays.last() else { panic!("results") };
    assert_eq!((bulk.phase, bulk.done(), bulk.tally()), (Phase::Done, 2, (2, 1)));
    assert_eq!(bench.model.marks.len(), 1, "what was refused stays marked");
    bench.press("enter esc");
    assert!(bench.model.overlays.is_empty() && bench.model.marks.is_empty());
}

#[test]
fn help_lies_over_a_bulk_command_and_takes_nothing_from_it() {
    let mut bench = bench(50, (120, 40));
    bench.press("x x j x c ?");
    assert!(matches!(bench.model.overlays.as_slice(), [Overlay::Bulk(_), Overlay::Help(_)]));
    bench.press("?");
    bench.burst("enter ?");
    bench.answer();
    assert!(bench.said().starts_with("Claim 3 cases: 3 done"), "{}", bench.said());
    assert!(matches!(bench.model.overlays.last(), Some(Overlay::Help(_))));
    bench.press("?");
    let Some(Overlay::Bulk(bulk)) = bench.model.overlays.last() else { panic!("results") };
    assert_eq!((bulk.phase, bulk.done()), (Phase::Done, 3));
}

#[test]
fn an_action_on_marked_cases_speaks_of_them_and_not_of_the_case_under_the_cursor() {
    // The second and fifth case are conflicts, which refuse it without a cause; the fourth is an appeal that allows it.
    let mut bench = bench(50, (120, 40));
    bench.press("j x j x r");
    assert_eq!(bench.selected(), 5);
    let Some(Overlay::Decision(dialog)) = bench.model.overlays.last() else { panic!("{}", bench.said()) };
    assert_eq!((dialog.case, dialog.marked), (CaseId(4), 2), "the first marked one that allows it");
    bench.press("esc a");
    assert!(bench.model.overlays.is_empty() && bench.said().contains("-000"), "{}", bench.said());
    bench.press("B");
    assert!(bench.said().starts_with("No action of the marked cases has the key B"), "{}", bench.said());
    bench.press("r esc esc");
    assert!(bench.model.marks.is_empty());
}

#[test]
fn a_store_that_keeps_us_waiting_is_told_of_until_it_answers() {
    let mut bench = bench(50, (120, 40));
    bench.tell(Message::Late);
    assert!(!bench.model.late, "nothing is waited for");
    bench.burst("c");
    bench.tell(Message::Late);
    assert!(bench.model.late && bench.model.is_recording());
    bench.answer();
    assert!(!bench.model.late && !bench.model.is_waiting());
}

#[test]
fn a_case_is_merged_into_another_by_number_and_parted_again() {
    let mut bench = bench(50, (120, 40));
    for (typed, why) in [("nonsense", "no case number"), ("1", "this case itself")] {
        bench.press(&format!("M {typed} enter"));
        let Some(Overlay::Prompt(prompt)) = bench.model.overlays.last() else { panic!("still asked") };
        assert!(prompt.error.as_ref().unwrap().as_str().contains(why), "{typed}");
        bench.press("esc");
    }
    bench.press("M 4711 enter");
    assert!(bench.said().contains("4711"), "{}", bench.said());
    bench.press("M RC-000002 enter");
    assert!(bench.said().starts_with("RC-000001:"), "{}", bench.said());
    bench.burst("U");
    assert!(bench.acted());
}

#[test]
fn a_scroll_past_the_end_is_taken_back_by_one_line() {
    let mut bench = bench(50, (80, 24));
    bench.press("ctrl-a c end j j k");
    let Some(Overlay::Bulk(bulk)) = bench.model.overlays.last() else { panic!("a dialog") };
    assert_eq!(bulk.top, 50 - 13 - 1);
    bench.press("? end j j");
    let Some(Overlay::Help(end)) = bench.model.overlays.last().cloned() else { panic!("help") };
    bench.press("k");
    assert!(matches!(bench.model.overlays.last(), Some(Overlay::Help(top)) if *top + 1 == end || end == 0));
}

#[test]
fn a_range_is_marked_from_the_last_mark() {
    let mut bench = bench(50, (120, 40));
    bench.press("x j j j X");
    assert_eq!(bench.model.marks.len(), 5);
    bench.press("ctrl-a");
    assert_eq!(bench.model.marks.len(), 50);
}

#[test]
fn a_claim_is_one_key_and_is_told() {
    let mut bench = bench(50, (120, 40));
    bench.press("j c");
    assert_eq!(bench.said(), "RC-000002: claimed by alice until 15:02");
    bench.press("j c");
    assert!(bench.said().contains("bo has claimed"), "{}", bench.said());
}

#[test]
fn a_pasted_burst_of_keys_decides_nothing() {
    let mut bench = bench(50, (120, 40));
    bench.burst("a enter enter r enter enter a enter");
    assert!(!bench.acted(), "the dialog waits for what would happen, which only the desk knows");
    bench.answer();
    bench.tell(Message::Paste("aaaa\n\n".to_owned()));
    assert!(!bench.acted());
}

#[test]
fn a_decision_is_confirmed_and_the_next_case_comes() {
    let mut bench = bench(50, (160, 48));
    bench.press("enter");
    let Some(Screen::Case(ui)) = bench.model.screens.last() else { panic!("the case") };
    let action = ui.view().unwrap().actions.iter().find(|action| {
        action.state.as_ref().is_ok_and(|needs| !needs.confirm && needs.reasons.is_empty() && !needs.note)
    });
    let key = action.unwrap().action.key.unwrap();
    let first = ui.id;
    bench.press(&key.to_string());
    assert!(matches!(bench.model.overlays.last(), Some(Overlay::Decision(_))));
    assert_eq!(bench.memory.len(), 50, "nothing is done by one key");
    bench.press("enter");
    assert_eq!(bench.memory.len(), 49);
    assert!(bench.said().contains("decided"), "{}", bench.said());
    let Some(Screen::Case(ui)) = bench.model.screens.last() else { panic!("the next case") };
    assert_ne!(ui.id, first);
    assert_eq!(bench.model.list.selected().unwrap().id, ui.id);
}

#[test]
fn screens_stack_and_are_left_one_by_one() {
    let mut bench = bench(50, (120, 40));
    bench.press("enter E");
    assert_eq!((bench.model.screens.len(), bench.model.focus()), (2, Focus::Log));
    bench.press("q");
    assert_eq!(bench.model.focus(), Focus::Case);
    bench.press("L");
    assert_eq!(bench.model.focus(), Focus::Lead);
    bench.press("q esc");
    assert_eq!(bench.model.focus(), Focus::Queue);
    bench.press("q");
    assert!(matches!(bench.done.last(), Some(Effect::Quit)));
}

#[test]
fn the_palette_finds_a_command_by_some_letters() {
    let mut bench = bench(50, (120, 40));
    bench.press(": them enter");
    assert_eq!(bench.model.theme, ThemeName::Light);
    bench.press(": conf enter");
    assert!(matches!(&bench.model.place, Place::Queue(key) if key.kind.as_str() == "conflict"));
}

#[test]
fn a_case_is_put_off_until_a_time_in_words() {
    let mut bench = bench(50, (120, 40));
    bench.press("z yesterday enter");
    let Some(Overlay::Prompt(prompt)) = bench.model.overlays.last() else { panic!("still asked") };
    assert!(prompt.error.is_some());
    bench.press("ctrl-u 3d");
    bench.burst("enter");
    let asked = bench.asked.iter().find_map(|(_, _, query)| match query {
        Query::Act(request) => Some(request.command.clone()),
        _ => None,
    });
    assert_eq!(asked, Some(Command::Snooze { until: Some(now() + chrono::TimeDelta::days(3)) }));
}

#[test]
fn the_mouse_selects_and_a_second_press_opens() {
    let mut bench = bench(50, (120, 40));
    bench.tell(Message::Click(Target::Row(CaseId(4))));
    assert_eq!((bench.selected(), bench.model.screens.len()), (4, 0));
    bench.tell(Message::Click(Target::Row(CaseId(4))));
    assert_eq!(bench.model.screens.len(), 1);
    bench.tell(Message::Wheel { panel: Some(0), down: true });
}

#[test]
fn the_number_goes_to_the_clipboard() {
    let mut bench = bench(50, (120, 40));
    bench.press("y");
    assert!(bench.done.iter().any(|effect| matches!(effect, Effect::Copy(text) if text == "RC-000001")));
}

#[test]
fn an_impossible_command_says_why() {
    let mut bench = bench(0, (120, 40));
    bench.press("c");
    assert!(bench.said().contains("no case is selected"), "{}", bench.said());
    bench.press("V");
    assert!(bench.said().contains("no saved view"), "{}", bench.said());
}
