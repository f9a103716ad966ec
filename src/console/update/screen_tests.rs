//! The screens over the queue, as keys drive them, on a desk that decides by a shipped playbook.

use super::super::fixture::{self, Desk};
use super::super::list::tests::{answer, row};
use super::super::message::{Answer, Effect, Failure, Message, Query};
use super::super::model::{Model, Overlay, Screen, Session};
use super::super::{decision::Part, keymap::Chord};
use super::{start, update};
use crate::case::{Act, CaseId, Command};
use crate::desk::{DeskError, Receipt, Request};
use crate::playbook::Role;
use crate::text::Clean;
use std::collections::{BTreeMap, VecDeque};

/// A console on a desk without a store.
pub struct Console {
    pub model: Model,
    pub desks: BTreeMap<CaseId, Desk>,
    acts: Vec<Request>,
    shown: Vec<String>,
}

impl Console {
    pub fn new(desks: Vec<Desk>) -> Self {
        let session = Session {
            operator: "alice".parse().unwrap(),
            role: Role::Reviewer,
            store: Clean::line("test"),
            no_colour: false,
        };
        let mut desks: BTreeMap<_, _> = desks.into_iter().map(|desk| (desk.case.id, desk)).collect();
        // Two cases of one fixture would have one number.
        desks.iter_mut().for_each(|(id, desk)| desk.case.id = *id);
        let mut model = Model::new(session, fixture::now(), (120, 40));
        let effects = start(&mut model);
        let mut console = Self { model, desks, acts: Vec::new(), shown: Vec::new() };
        console.serve(effects);
        console
    }

    /// Presses keys, each a word as in the key configuration; `"text"` in quotes is typed letter by letter.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.split(' ') {
            let typed = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
            let chords: Vec<Chord> = match typed {
                Some(text) => text.chars().map(Chord::of).collect(),
                None => vec![key.parse().unwrap()],
            };
            for chord in chords {
                let effects = update(&mut self.model, Message::Key(chord));
                self.serve(effects);
            }
        }
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        let effects = update(&mut self.model, Message::Resize(width, height));
        self.serve(effects);
    }

    fn serve(&mut self, effects: Vec<Effect>) {
        let mut waiting: VecDeque<Effect> = effects.into();
        while let Some(effect) = waiting.pop_front() {
            match effect {
                Effect::Ask { id, slot, query } => {
                    let result = self.answer(query).map_err(Failure::from);
                    waiting.extend(update(&mut self.model, Message::Answered { id, slot, result }));
                }
                Effect::Show(path) => self.shown.push(path.display().to_string()),
                _ => {}
            }
        }
    }

    fn answer(&mut self, query: Query) -> Result<Answer, DeskError> {
        Ok(match query {
            Query::List(query) => {
                let rows: Vec<_> = self
                    .desks
                    .values()
                    .filter(|desk| desk.case.outcome(&desk.playbook.kinds[&desk.kind]).is_none())
                    .map(|desk| row(desk.case.id.0))
                    .collect();
                Answer::List(answer(&rows, &query), None)
            }
            Query::Queues => Answer::Queues(Vec::new()),
            Query::Counts(filters, _) => Answer::Counts(vec![0; filters.len()]),
            Query::Case(id) => Answer::Case(Box::new(self.desks[&id].view())),
            Query::Preview(id, act) => Answer::Preview(Box::new(self.desks[&id].preview(&act)?)),
            Query::Act(request) => self.act(*request)?,
            Query::Clock => Answer::Clock,
            Query::Merge(..) | Query::Unmerge(_) => return Err(DeskError::NoSuchCase("none".to_owned())),
            Query::Lead => Answer::Lead(Box::new(fixture::lead())),
            Query::Log { .. } => Answer::Log(Vec::new()),
            Query::DryRun(..) => Answer::DryRun(Vec::new()),
        })
    }

    fn act(&mut self, request: Request) -> Result<Answer, DeskError> {
        let desk = self.desks.get_mut(&request.case).unwrap();
        if let Some(seen) = request.seen.filter(|seen| *seen != desk.case.version) {
            return Err(DeskError::Changed { case: request.case, now: desk.case.version, seen });
        }
        desk.act(&request.command)?;
        let matter = desk.case.matter.as_ref().unwrap();
        let receipt = Receipt {
            case: request.case,
            number: matter.number.clone(),
            version: desk.case.version,
            stage: matter.stage.clone(),
            happened: vec!["done".to_owned()],
            seq: 1,
            head: String::new(),
            repeated: false,
        };
        self.acts.push(request);
        Ok(Answer::Done(Box::new(receipt)))
    }

    pub fn stage(&self, id: i64) -> &str {
        self.desks[&CaseId(id)].case.matter.as_ref().unwrap().stage.as_str()
    }

    pub fn told(&self) -> String {
        self.model.notices.all().next().map(|notice| notice.text.to_string()).unwrap_or_default()
    }
}

fn second(id: i64) -> Desk {
    let mut desk = fixture::straightforward();
    desk.case.id = CaseId(id);
    desk
}

#[test]
fn a_straightforward_appeal_is_decided_by_five_keys_and_the_next_case_comes_by_itself() {
    let keys = "enter A enter a enter";
    assert!(keys.split(' ').count() <= 6);
    let mut console = Console::new(vec![fixture::straightforward(), second(813)]);
    console.press(keys);
    assert_eq!(console.stage(812), "hold");
    // Sixteen judgements and one decision, each a command of its own on the version that the operator had seen.
    assert_eq!(console.acts.len(), 17);
    assert!(console.acts.iter().all(|request| request.seen.is_some()));
    let Some(Screen::Case(next)) = console.model.screens.last() else { panic!("a case is on screen") };
    assert_eq!((next.id, console.model.overlays.len()), (CaseId(813), 0));
    assert!(next.view().is_some());
}

#[test]
fn a_straightforward_appeal_is_decided_by_six_keys_on_the_smallest_usual_terminal() {
    let mut console = Console::new(vec![fixture::straightforward(), second(813)]);
    console.resize(80, 24);
    console.press("enter A enter enter a enter");
    assert_eq!(console.stage(812), "hold");
}

#[test]
fn after_the_last_case_the_queue_is_shown_again() {
    let mut console = Console::new(vec![fixture::straightforward()]);
    console.press("enter A enter a enter");
    assert!(console.model.screens.is_empty() && console.model.overlays.is_empty());
}

#[test]
fn the_same_appeal_can_be_judged_point_by_point() {
    let mut console = Console::new(vec![fixture::straightforward()]);
    console.press("enter n");
    for _ in 0..16 {
        console.press("space");
    }
    console.press("n enter enter");
    assert_eq!(console.stage(812), "hold");
}

#[test]
fn enter_held_down_decides_nothing() {
    let mut judged = Console::new(vec![fixture::straightforward()]);
    judged.press("enter A enter esc");
    let judged = judged.desks[&CaseId(812)].clone();
    for desk in [judged, fixture::straightforward(), fixture::troubled(), fixture::conflict()] {
        let id = desk.case.id;
        let stage = desk.case.matter.as_ref().unwrap().stage.to_string();
        let mut console = Console::new(vec![desk]);
        console.press(&["enter"; 60].join(" "));
        assert_eq!((console.stage(id.0), console.acts.len()), (stage.as_str(), 0));
    }
}

#[test]
fn enter_held_down_after_accepting_does_not_press_the_button_that_was_refused_before() {
    let mut console = Console::new(vec![fixture::straightforward()]);
    console.press("enter a A").press(&["enter"; 20].join(" "));
    assert_eq!(console.stage(812), "manual_review");
    assert!(console.told().contains("press the key of an action"), "{}", console.told());
}

#[test]
fn a_refused_action_tells_its_rule_and_opens_nothing() {
    let mut console = Console::new(vec![fixture::troubled()]);
    console.press("enter a");
    assert!(console.model.overlays.is_empty());
    assert!(console.told().starts_with("R3: the ID card used at KYC is needed"), "{}", console.told());
}

#[test]
fn r16_a_rejection_that_was_left_asks_for_its_reason_anew_and_keeps_the_note() {
    let mut console = Console::new(vec![fixture::troubled()]);
    console.press("enter r down enter \"why\" esc");
    assert!(console.model.overlays.is_empty());
    assert_eq!(console.stage(812), "manual_review");
    console.press("r");
    let Some(Overlay::Decision(dialog)) = console.model.overlays.last() else { panic!("the dialog is open") };
    let act = dialog.act();
    assert_eq!((act.reason, act.note.as_deref(), dialog.part()), (None, Some("why"), Part::Reason));
    console.press("enter enter");
    assert_eq!(console.stage(812), "manual_review", "the note is looked at first");
    console.press("enter");
    assert_eq!(console.stage(812), "rejected");
}

#[test]
fn what_was_confirmed_is_not_called_back_by_esc() {
    let mut console = Console::new(vec![fixture::straightforward(), second(813)]);
    console.press("enter A enter a");
    let sent = update(&mut console.model, Message::Key("enter".parse().unwrap()));
    for key in ["esc", "ctrl-c"] {
        console.press(key);
        assert_eq!(console.model.overlays.len(), 1, "{key}");
        assert!(console.told().contains("cannot be taken back"), "{}", console.told());
    }
    console.serve(sent);
    assert_eq!((console.stage(812), console.model.overlays.len()), ("hold", 0));
}

#[test]
fn letters_of_actions_are_text_while_a_note_is_typed() {
    let mut console = Console::new(vec![fixture::troubled()]);
    console.press("enter r enter \"aArq?:\" enter enter");
    let Some(Command::Act(Act { note, .. })) = console.acts.last().map(|request| &request.command) else {
        panic!("it was rejected")
    };
    assert_eq!(note.as_deref(), Some("aArq?:"));
}

#[test]
fn when_somebody_was_faster_nothing_is_done_and_what_was_typed_stays() {
    let mut console = Console::new(vec![fixture::troubled()]);
    console.press("enter r enter \"mine\"");
    console.desks.get_mut(&CaseId(812)).unwrap().act(&Command::Note { text: "theirs".to_owned() }).unwrap();
    console.press("enter enter");
    assert_eq!(console.stage(812), "manual_review");
    assert!(console.told().contains("changed by somebody else"), "{}", console.told());
    let Some(Overlay::Decision(dialog)) = console.model.overlays.last() else { panic!("the dialog stays") };
    assert_eq!(dialog.act().note.as_deref(), Some("mine"));
}

#[test]
fn files_are_viewed_and_personal_data_is_shown_for_a_reason_only() {
    let mut console = Console::new(vec![fixture::straightforward()]);
    console.press("enter 1 v . enter");
    assert!(console.shown[0].starts_with("/vault/a1a1"));
    assert!(console.told().contains("reason is recorded"));
    console.press("\"spelling\" enter");
    let revealed = |console: &Console| console.model.case_screen().unwrap().scene(80).unwrap().revealed;
    assert!(revealed(&console));
    let effects = update(&mut console.model, Message::Woken);
    console.serve(effects);
    assert!(!revealed(&console));
}

#[test]
fn what_was_accepted_is_recorded_to_the_end_even_where_another_screen_is_opened_meanwhile() {
    let mut console = Console::new(vec![fixture::straightforward()]);
    console.press("enter A");
    let mut first = update(&mut console.model, Message::Key("enter".parse().unwrap()));
    for key in ["esc", "L"] {
        first.extend(update(&mut console.model, Message::Key(key.parse().unwrap())));
    }
    assert_eq!(
        console.model.screens.len(),
        2,
        "it does not leave while it records, but shows another screen"
    );
    console.serve(first);
    assert_eq!(console.acts.len(), 16);
}

#[test]
fn a_key_that_no_action_has_is_told_and_one_pressed_before_the_case_was_read_counts() {
    let mut console = Console::new(vec![fixture::troubled()]);
    console.press("enter b");
    assert_eq!(console.told(), "No action of this case has the key b. ? shows the keys");
    console.press("esc");
    console.model.preview.view = None;
    let mut asked = update(&mut console.model, Message::Key("enter".parse().unwrap()));
    asked.extend(update(&mut console.model, Message::Key("r".parse().unwrap())));
    assert!(console.model.overlays.is_empty());
    console.serve(asked);
    assert!(matches!(console.model.overlays.last(), Some(Overlay::Decision(_))));
}

#[test]
fn lead_and_log_lie_over_the_queue_and_go_away_again() {
    let mut console = Console::new(vec![fixture::straightforward()]);
    console.press("L down tab");
    assert!(matches!(console.model.screens.last(), Some(Screen::Lead(ui)) if ui.view().is_some()));
    console.press("esc H down / \"812\" enter");
    assert!(matches!(console.model.screens.last(), Some(Screen::Log(ui)) if ui.case() == Some(CaseId(812))));
    console.press("esc enter E");
    assert_eq!(console.model.screens.len(), 2);
    console.press("esc q");
    assert!(console.model.screens.is_empty());
}
