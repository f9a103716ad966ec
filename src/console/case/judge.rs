//! Verdicts, questions and actions on the case screen: what the keys ask of the desk.

use super::asking::Acceptance;
use super::open::{Step, accept_all, accept_item};
use super::scene::Scene;
use super::state::{Ask, CaseUi};
use super::stop::Stop;
use super::triage;
use super::walk::Size;
use super::work::Send;
use crate::case::{CaseId, ClueVerdict, Command, Given, Refusal, Verdict, Version};
use crate::console::field::{Edit, Field};
use crate::desk::Whereabouts;
use crate::playbook::{ActionId, Answer, ClueId, FollowUpState, QuestionId};
use crate::text::Clean;
use chrono::{DateTime, Duration, Utc};
use std::path::PathBuf;

/// How long personal data stays uncovered (N6).
const REVEALED_MINUTES: i64 = 2;

/// What the case screen wants done outside of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Wish {
    /// A command for the desk.
    Do(Send),
    /// A file shown by an external viewer.
    View(PathBuf),
    /// Another case on screen.
    Case(CaseId),
    /// The decision dialog of an action.
    Decide(ActionId),
    /// The case read again.
    Reload,
    /// Something to tell the operator.
    Say(Clean),
    /// A refusal to tell the operator.
    Refused(Refusal),
}

/// A verdict, whatever it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Ticked, passed, match; the cause is this one.
    For,
    /// Refused, failed, mismatch.
    Against,
    /// Open again, unknown.
    Open,
}

impl CaseUi {
    /// Gives a verdict on what the cursor stands on, and walks on to the next open thing; on an item, for all of it that is
    /// open.
    pub fn judge(&mut self, mark: Mark, size: Size) -> Vec<Wish> {
        let Some(stop) = self.cursor().cloned() else {
            self.walk(size);
            return Vec::new();
        };
        if stop == Stop::Led && mark == Mark::For {
            return self.follow_triage();
        }
        let steps = match self.steps(&stop, mark) {
            Ok(steps) => steps,
            Err(words) => return vec![Wish::Say(Clean::line(words))],
        };
        // Walked on from before the answer comes: whoever knows the case need not wait for the store.
        if mark != Mark::Open {
            self.walk_past(&steps, size);
        }
        self.send(steps)
    }

    fn steps(&self, stop: &Stop, mark: Mark) -> Result<Vec<Step>, &'static str> {
        const NOTHING: &str = "Nothing to judge here: requirements, checks, clues and causes take verdicts";
        let scene = self.scene(80).ok_or("The case is still being read")?;
        let (title, rule, command) = match stop {
            Stop::Item(id) if mark == Mark::For => {
                let item = scene.kind.item(id).ok_or(NOTHING)?;
                let plan = accept_item(&scene, item);
                return match (plan.steps.is_empty(), plan.left.is_empty()) {
                    (false, _) => Ok(plan.steps),
                    (true, true) => Err("Nothing of this item is open"),
                    (true, false) => Err("A test contradicts what is open of this item: look at it"),
                };
            }
            Stop::Requirement(item_id, id) => {
                let item = scene.kind.item(item_id).ok_or(NOTHING)?;
                let requirement = item.requirements.iter().find(|known| known.id == *id).ok_or(NOTHING)?;
                let verdict = match mark {
                    Mark::For => Some(Verdict::Ticked),
                    Mark::Against => Some(Verdict::Refused),
                    Mark::Open => None,
                };
                let (item_id, id) = (item_id.clone(), id.clone());
                let command = Command::Judge { item: item_id, requirement: id, verdict };
                (format!("{}: {}", item.title, requirement.title), requirement.rule.to_string(), command)
            }
            Stop::Check(id) => {
                let check = scene.kind.check(id).ok_or(NOTHING)?;
                let answer = match mark {
                    Mark::For => Some(Answer::Passed),
                    Mark::Against => Some(Answer::Failed),
                    Mark::Open => None,
                };
                let command = Command::Answer { check: id.clone(), answer };
                (check.title.clone(), check.rule.to_string(), command)
            }
            Stop::FollowUp(id) => {
                let known = scene.kind.follow_up(id).ok_or(NOTHING)?;
                let state = match mark {
                    Mark::For => Some(FollowUpState::Done),
                    Mark::Against => Some(FollowUpState::NotApplicable),
                    Mark::Open => None,
                };
                let command = Command::FollowUp { follow_up: id.clone(), state };
                (known.title.clone(), known.rule.to_string(), command)
            }
            Stop::Clue(id) => {
                let clue = scene.kind.clue(id).ok_or(NOTHING)?;
                let verdict = match mark {
                    Mark::For => ClueVerdict::Match,
                    Mark::Against => ClueVerdict::Mismatch,
                    Mark::Open => ClueVerdict::Unknown,
                };
                (clue.title.clone(), clue.rule.to_string(), Command::JudgeClue { clue: id.clone(), verdict })
            }
            Stop::Cause(id) if mark == Mark::For => {
                let cause = scene.kind.cause(id).ok_or(NOTHING)?;
                (cause.title.clone(), cause.rule.to_string(), Command::NameCause { cause: id.clone() })
            }
            Stop::Choice(question, choice) if mark == Mark::For => {
                let known =
                    scene.kind.question(question).and_then(|known| known.choice(choice)).ok_or(NOTHING)?;
                let answers = vec![Given { question: question.clone(), choice: choice.clone() }];
                (known.title.clone(), known.rule.to_string(), Command::Triage { answers })
            }
            Stop::Given(question) if mark == Mark::Open => take_back(&scene, Some(question)),
            Stop::Choice(..) | Stop::Led if mark == Mark::Open => take_back(&scene, None),
            Stop::Choice(..) => return Err("An answer is given, none is refused: give another"),
            Stop::Given(_) => return Err("This question was answered: 0 takes the answer back"),
            Stop::Ticket(ticket) if mark == Mark::For => {
                let rule = scene.kind.merge.as_ref().map(ToString::to_string).unwrap_or_default();
                let command = Command::SettleApplicant { ticket: ticket.clone() };
                (format!("ticket {ticket}: the applicant"), rule, command)
            }
            Stop::Holder(account) if mark == Mark::For => {
                let rule = scene.kind.holder.as_ref().map(ToString::to_string).unwrap_or_default();
                let command = Command::ChooseHolder { account: account.clone() };
                (format!("account {account}: the holder"), rule, command)
            }
            Stop::Ticket(_) | Stop::Holder(_) => {
                return Err("One is chosen, none is refused: choose another");
            }
            Stop::Cause(_) => return Err("A cause is named, not refused: name another one"),
            Stop::Item(_) => return Err("Refuse or open its requirements one by one"),
            _ => return Err(NOTHING),
        };
        Ok(vec![Step { stop: stop.clone(), title, rule, command, confirmed: false }])
    }

    /// Does what the triage has led to: presses its button.
    fn follow_triage(&mut self) -> Vec<Wish> {
        let led = self.view().and_then(|view| view.triage.as_ref()?.led.as_ref()?.action.clone());
        led.map(|action| self.choose(&action)).unwrap_or_default()
    }

    /// Gives the nth answer to the question of the triage that is asked, counted from 1.
    pub fn give_answer(&mut self, number: usize, size: Size) -> Vec<Wish> {
        let found = self.scene(80).and_then(|scene| {
            let question = triage::asked(&scene)?;
            let choice = question.choices.get(number.checked_sub(1)?)?;
            Some(Stop::Choice(question.id.clone(), choice.id.clone()))
        });
        match found {
            Some(stop) => {
                self.stand_on(stop);
                self.judge(Mark::For, size)
            }
            None => vec![Wish::Say(Clean::line("The question has no such answer"))],
        }
    }

    /// Walks on to what is open beyond what is just being judged.
    fn walk_past(&mut self, steps: &[Step], size: Size) {
        let Some(last) = steps.last() else { return };
        let Some(page) = self.page(size.0, size.1) else { return };
        let Some(scene) = self.scene(80) else { return };
        if !matches!(last.stop, Stop::Requirement(..) | Stop::Check(_) | Stop::FollowUp(_)) {
            return;
        }
        let next = super::open::next_open(&scene, &page.order(), Some(&last.stop));
        if let Some(next) = next.filter(|next| steps.iter().all(|step| step.stop != *next)) {
            self.stand_on(next);
        }
    }

    fn send(&mut self, steps: Vec<Step>) -> Vec<Wish> {
        self.work.add(steps).map(Wish::Do).into_iter().collect()
    }

    /// What `enter` means where the cursor stands: a button is pressed, a file viewed, a case opened, a cause named; anywhere
    /// else it walks on to the next open thing. It never walks onto a button, and does nothing to what it walked onto itself:
    /// a key held down must not decide a case.
    pub fn enter(&mut self, size: Size) -> Vec<Wish> {
        match self.cursor().cloned().filter(|_| self.is_chosen()) {
            Some(Stop::Action(id)) => self.choose(&id),
            Some(Stop::Item(_) | Stop::File(..)) => self.view_file(),
            Some(Stop::Related(id)) => vec![Wish::Case(id)],
            Some(Stop::Cause(_) | Stop::Ticket(_) | Stop::Holder(_) | Stop::Choice(..) | Stop::Led) => {
                self.judge(Mark::For, size)
            }
            _ => self.enter_next(size),
        }
    }

    fn enter_next(&mut self, size: Size) -> Vec<Wish> {
        match self.next_open(size) {
            Some(stop) if self.cursor() == Some(&stop) => {
                vec![Wish::Say(Clean::line("Nothing else is open: space or + gives it its verdict"))]
            }
            Some(stop) => {
                self.stand_on(stop);
                Vec::new()
            }
            None => vec![Wish::Say(Clean::line("Nothing is open any more: press the key of an action"))],
        }
    }

    /// Shows the file of the item that the cursor is in.
    pub fn view_file(&mut self) -> Vec<Wish> {
        let Some(view) = self.view() else { return Vec::new() };
        let found = match self.cursor() {
            Some(Stop::File(item, digest)) => view
                .evidence
                .iter()
                .find(|file| file.evidence.item == *item && file.evidence.sha256 == *digest),
            Some(Stop::Item(item) | Stop::Requirement(item, _)) => {
                let mut files = view.evidence.iter().filter(|file| file.evidence.item == *item);
                files.clone().find(|file| !file.set_aside).or_else(|| files.next())
            }
            _ => None,
        };
        let said = |words: &str| vec![Wish::Say(Clean::line(words))];
        match found {
            None => said("Stand on an item of the checklist to view its file"),
            Some(file) => match (&file.path, view.whereabouts(file)) {
                (Some(path), _) => vec![Wish::View(path.clone())],
                (None, Whereabouts::Erased) => said("This file was erased with its case"),
                (None, Whereabouts::Missing) => {
                    said("This file is missing from the vault: run `docket check`")
                }
                (None, _) => said("The institution keeps this file; the desk has its hash only"),
            },
        }
    }

    /// Asks whether to accept everything open that no test contradicts.
    pub fn ask_accept(&mut self) -> Vec<Wish> {
        let Some(scene) = self.scene(80) else { return Vec::new() };
        let plan = accept_all(&scene);
        if self.work.is_busy() {
            return Vec::new();
        }
        if plan.steps.is_empty() {
            let words = if plan.left.is_empty() {
                "Nothing is open that could be accepted"
            } else {
                "A test contradicts what is open, or what it is judged by has not come: look at it one by one"
            };
            return vec![Wish::Say(Clean::line(words))];
        }
        self.ask = Some(Ask::Accept { plan, top: 0 });
        Vec::new()
    }

    /// Asks why personal data must be seen, or covers it again (N6).
    pub fn ask_reveal(&mut self) {
        if self.revealed_until.take().is_none() {
            self.ask = Some(Ask::Reveal(Field::default()));
        }
    }

    /// Asks what the applicant recalls, where the cursor stands on a clue.
    pub fn ask_clue(&mut self) -> Vec<Wish> {
        match self.cursor() {
            Some(Stop::Clue(id)) => {
                self.ask = Some(Ask::Clue(id.clone(), Field::default()));
                Vec::new()
            }
            _ => vec![Wish::Say(Clean::line("Stand on a clue to write down what the applicant recalls"))],
        }
    }

    /// Types into the question.
    pub fn edit(&mut self, edit: &Edit) {
        if let Some(Ask::Reveal(field) | Ask::Clue(_, field)) = &mut self.ask {
            field.edit(edit);
        }
    }

    /// Scrolls what would be accepted.
    pub fn scroll_question(&mut self, by: isize, size: Size) {
        if let Some(Ask::Accept { plan, top }) = &mut self.ask {
            let last = Acceptance::new(plan, size).last_top();
            *top = (*top).min(last).saturating_add_signed(by).min(last);
        }
    }

    /// Scrolls it by so many pages.
    pub fn page_question(&mut self, by: isize, size: Size) {
        if let Some(Ask::Accept { plan, .. }) = &self.ask {
            let page = isize::try_from(Acceptance::new(plan, size).page()).unwrap_or(1);
            self.scroll_question(by.saturating_mul(page), size);
        }
    }

    /// Answers the question with yes, or with what was typed; a list that does not end on screen is read on.
    pub fn confirm(&mut self, size: Size) -> Vec<Wish> {
        // The same key answers the question and presses a button: it must not run on from the one to the other.
        if let Some(stop) = self.cursor().cloned() {
            self.stand_on(stop);
        }
        match self.ask.take() {
            Some(Ask::Accept { plan, top }) if top < Acceptance::new(&plan, size).last_top() => {
                self.ask = Some(Ask::Accept { plan, top });
                self.page_question(1, size);
                Vec::new()
            }
            Some(Ask::Accept { plan, .. }) => self.send(plan.steps),
            Some(Ask::Reveal(field)) if field.is_blank() => {
                self.ask = Some(Ask::Reveal(field));
                vec![Wish::Say(Clean::line("Say why it must be seen: the reason is recorded"))]
            }
            Some(Ask::Reveal(field)) => {
                let reason = field.text().trim().to_owned();
                self.noted("show personal data", Command::Reveal { reason })
            }
            Some(Ask::Clue(clue, field)) => self.record_clue(clue, &field),
            None => Vec::new(),
        }
    }

    fn record_clue(&mut self, clue: ClueId, field: &Field) -> Vec<Wish> {
        let values: Vec<String> = field
            .text()
            .split(',')
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
            .collect();
        if values.is_empty() {
            return vec![Wish::Say(Clean::line("Nothing was written down"))];
        }
        self.noted("clue", Command::RecordClue { clue, values })
    }

    fn noted(&mut self, title: &str, command: Command) -> Vec<Wish> {
        let stop = self.cursor().cloned().unwrap_or(Stop::Line(super::stop::Section::Notes, 0));
        self.send(vec![Step {
            stop,
            title: title.to_owned(),
            rule: String::new(),
            command,
            confirmed: false,
        }])
    }

    /// Presses the button whose key the playbook gives as `key`; before the case has been read, it waits for that.
    pub fn press(&mut self, key: char) -> Vec<Wish> {
        let Some(view) = self.view() else {
            self.pressed = Some(key);
            return Vec::new();
        };
        let found = view.actions.iter().find(|action| action.action.key == Some(key));
        match found.map(|action| action.action.id.clone()) {
            Some(id) => self.choose(&id),
            None => vec![Wish::Say(no_such_key(key))],
        }
    }

    /// Presses a button. While judgements are on their way it waits for them: the answer depends on them.
    pub fn choose(&mut self, id: &ActionId) -> Vec<Wish> {
        if self.work.is_busy() {
            self.work.then = Some(id.clone());
            return Vec::new();
        }
        let Some(view) = self.view() else { return Vec::new() };
        let Some(action) = view.actions.iter().find(|action| action.action.id == *id).cloned() else {
            return Vec::new();
        };
        self.stand_on(Stop::Action(id.clone()));
        match &action.state {
            Ok(_) => vec![Wish::Decide(id.clone())],
            Err(refusal) => vec![Wish::Refused(refusal.clone())],
        }
    }

    /// The command on its way was carried out, `now`. Personal data is uncovered by its record alone, never before it (N6).
    pub fn carried_out(&mut self, version: Version, now: DateTime<Utc>) -> Vec<Wish> {
        if matches!(self.work.running(), Some(Command::Reveal { .. })) {
            self.revealed_until = Some(now + Duration::minutes(REVEALED_MINUTES));
        }
        match self.work.succeeded(version) {
            Some(send) => vec![Wish::Do(send)],
            None => vec![Wish::Reload],
        }
    }

    /// The command on its way was refused or failed, for the reason that `why` tells.
    pub fn not_carried_out(&mut self, why: &str) -> Vec<Wish> {
        let Some((step, done, left)) = self.work.failed() else { return vec![Wish::Reload] };
        self.stand_on(step.stop);
        let mut words = format!("{}: {why}", step.title);
        if done + left > 0 {
            words.push_str(&format!(" ({done} recorded before it, {left} after it not)"));
        }
        vec![Wish::Say(Clean::line(&words)), Wish::Reload]
    }

    /// After the case was read, or read again: the button whose key was pressed meanwhile.
    pub fn after_refresh(&mut self) -> Vec<Wish> {
        if self.work.is_busy() {
            return Vec::new();
        }
        if let Some(key) = self.pressed.take() {
            return self.press(key);
        }
        self.work.then.take().map(|id| self.choose(&id)).unwrap_or_default()
    }
}

/// Takes an answer of the triage back, with all that followed from it.
fn take_back(scene: &Scene<'_>, question: Option<&QuestionId>) -> (String, String, Command) {
    let last = || scene.case().triage.path.last().map(|given| &given.question);
    let title =
        question.or_else(last).and_then(|id| scene.kind.question(id)).map(|known| known.title.as_str());
    let title = format!("{}: taken back", title.unwrap_or("the last answer"));
    (title, String::new(), Command::TakeBack { question: question.cloned() })
}

/// What is said to a key that no action has.
pub fn no_such_key(key: char) -> Clean {
    Clean::line(&format!("No action of this case has the key {key}. ? shows the keys"))
}
