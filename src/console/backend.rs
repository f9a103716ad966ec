//! The thread that owns the desk. The console never waits for it: questions go in, answers come out as messages.
//!
//! While it works, further questions gather; those that a later one makes moot are dropped unanswered. Between questions
//! it looks five times a second whether another process changed the store, which costs microseconds, and from time to time
//! lets what is due happen.

use super::message::{Answer, Failure, Message, Query, RequestId, Slot, Verdict};
use crate::case::{Act, CaseId, Command};
use crate::desk::{
    CaseView, CaughtUp, Desk, DeskError, Fired, LeadView, LogLine, LogRows, Preview, QueueView, Receipt,
    Request,
};
use crate::store::{Filter, ListQuery, LogWindow, Page};
use crate::text::Clean;
use chrono::{DateTime, Utc};
use std::collections::VecDeque;
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How often another process's changes are looked for.
const POLL: Duration = Duration::from_millis(200);
/// How often what is due is fired.
const TICK: Duration = Duration::from_secs(5);

/// What the console asks of a desk. Every call is one snapshot or one transaction.
pub trait Service: Send {
    /// The desk's clock.
    fn now(&self) -> DateTime<Utc>;
    /// A window of a list.
    ///
    /// # Errors
    /// Where the store cannot be read; so with every call below.
    fn list(&mut self, query: &ListQuery) -> Result<Page, DeskError>;
    /// The queues.
    fn queues(&mut self) -> Result<Vec<QueueView>, DeskError>;
    /// A case whole.
    fn case(&mut self, id: CaseId) -> Result<CaseView, DeskError>;
    /// Does something.
    fn act(&mut self, request: Request) -> Result<Receipt, DeskError>;
    /// Puts `case` into `into`.
    fn merge(&mut self, case: CaseId, into: CaseId) -> Result<Receipt, DeskError>;
    /// Undoes that.
    fn unmerge(&mut self, case: CaseId) -> Result<Receipt, DeskError>;
    /// What an action would do.
    fn preview(&mut self, id: CaseId, act: &Act) -> Result<Preview, DeskError>;
    /// What a command would do to many cases.
    fn dry_run(&mut self, ids: &[CaseId], command: &Command) -> Result<Vec<Verdict>, DeskError>;
    /// What the lead screen shows.
    fn lead(&mut self) -> Result<LeadView, DeskError>;
    /// Rows of the log, the newest first, older than `before`.
    fn log(
        &mut self,
        case: Option<CaseId>,
        before: Option<i64>,
        limit: usize,
        rows: LogRows,
    ) -> Result<Vec<LogLine>, DeskError>;
    /// Why a list with `filter` may be empty: a name in it that is no name here. None where every name is known.
    fn doubt(&mut self, filter: &Filter) -> Result<Option<String>, DeskError>;
    /// Whether the store changed since the last call, by whomever.
    fn changed(&mut self) -> Result<bool, DeskError>;
    /// Lets what is due happen.
    fn tick(&mut self) -> Result<Vec<Fired>, DeskError>;

    /// How many cases a filter has, counted up to `limit`.
    fn count(&mut self, filter: &Filter, limit: usize) -> Result<usize, DeskError> {
        let query = ListQuery { filter: filter.clone(), limit, ..ListQuery::default() };
        Ok(self.list(&query)?.rows.len())
    }
}

/// How many cases that are due one turn looks at, so that a question never waits long behind it.
const TURN: usize = 50;

impl Service for Desk {
    fn now(&self) -> DateTime<Utc> {
        Desk::now(self)
    }

    fn list(&mut self, query: &ListQuery) -> Result<Page, DeskError> {
        Desk::list(self, query)
    }

    fn queues(&mut self) -> Result<Vec<QueueView>, DeskError> {
        Desk::queues(self)
    }

    fn case(&mut self, id: CaseId) -> Result<CaseView, DeskError> {
        Desk::case(self, id)
    }

    fn act(&mut self, request: Request) -> Result<Receipt, DeskError> {
        Desk::act(self, &request)
    }

    fn merge(&mut self, case: CaseId, into: CaseId) -> Result<Receipt, DeskError> {
        Desk::merge(self, case, into)
    }

    fn unmerge(&mut self, case: CaseId) -> Result<Receipt, DeskError> {
        Desk::unmerge(self, case)
    }

    fn preview(&mut self, id: CaseId, act: &Act) -> Result<Preview, DeskError> {
        Desk::preview(self, id, act)
    }

    fn dry_run(&mut self, ids: &[CaseId], command: &Command) -> Result<Vec<Verdict>, DeskError> {
        let runs = Desk::dry_run(self, ids, command)?;
        Ok(runs.into_iter().map(|run| (run.case, run.outcome.map(drop))).collect())
    }

    fn lead(&mut self) -> Result<LeadView, DeskError> {
        Desk::lead(self)
    }

    fn log(
        &mut self,
        case: Option<CaseId>,
        before: Option<i64>,
        limit: usize,
        rows: LogRows,
    ) -> Result<Vec<LogLine>, DeskError> {
        Desk::log(self, case, LogWindow::Before(before.unwrap_or(i64::MAX)), limit, rows)
    }

    fn doubt(&mut self, filter: &Filter) -> Result<Option<String>, DeskError> {
        let Some((me, _)) = self.whoami()? else { return Ok(None) };
        match self.check_names(filter, &me) {
            Ok(()) => Ok(None),
            Err(error @ DeskError::Invalid { .. }) => Ok(Some(error.to_string())),
            Err(error) => Err(error),
        }
    }

    fn changed(&mut self) -> Result<bool, DeskError> {
        Ok(self.changes()?.is_some())
    }

    fn tick(&mut self) -> Result<Vec<Fired>, DeskError> {
        Ok(self.tick_at_leisure(TURN)?.fired)
    }
}

/// A question on its way.
#[derive(Debug)]
struct Asked {
    id: RequestId,
    slot: Slot,
    query: Query,
}

/// The console's end of the thread.
#[derive(Debug)]
pub struct Backend {
    questions: Option<Sender<Asked>>,
    thread: Option<JoinHandle<()>>,
}

impl Backend {
    /// Starts the thread; each message is handed to `tell`, which answers whether anybody still listens.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(
        service: Box<dyn Service>,
        tell: impl Fn(Message) -> bool + Send + 'static,
    ) -> io::Result<Self> {
        let (questions, inbox) = channel();
        let thread = std::thread::Builder::new().name("desk".to_owned()).spawn(move || {
            Worker {
                service,
                inbox,
                waiting: VecDeque::new(),
                tell: Box::new(tell),
                trouble: String::new(),
                caught_up: CaughtUp::default(),
            }
            .work();
        })?;
        Ok(Self { questions: Some(questions), thread: Some(thread) })
    }

    /// Asks something. Answers false if the thread is gone.
    pub fn ask(&self, id: RequestId, slot: Slot, query: Query) -> bool {
        self.questions.as_ref().is_some_and(|questions| questions.send(Asked { id, slot, query }).is_ok())
    }
}

/// What was asked to be done is done before the console ends.
impl Drop for Backend {
    fn drop(&mut self) {
        self.questions = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

struct Worker {
    service: Box<dyn Service>,
    inbox: Receiver<Asked>,
    waiting: VecDeque<Asked>,
    tell: Box<dyn Fn(Message) -> bool + Send>,
    /// What was complained of last, so that a lasting trouble is told once.
    trouble: String,
    /// What was fired late and is not told yet: once, when nothing more is.
    caught_up: CaughtUp,
}

impl Worker {
    fn work(mut self) {
        let (mut polled, mut ticked, mut busy) = (Instant::now(), Instant::now(), false);
        let mut listened = true;
        loop {
            match self.inbox.recv_timeout(POLL.saturating_sub(polled.elapsed())) {
                Ok(asked) => self.gather(asked),
                Err(RecvTimeoutError::Timeout) => {}
                // Nobody will ask again; what was asked to be done has been done.
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while let Some(asked) = self.waiting.pop_front() {
                // Once nobody listens only what changes the store still matters.
                if listened || asked.slot == Slot::Act {
                    listened = self.answer(asked) && listened;
                }
                while let Ok(asked) = self.inbox.try_recv() {
                    self.gather(asked);
                }
            }
            if polled.elapsed() >= POLL {
                polled = Instant::now();
                listened = self.look() && listened;
            }
            // Where something was due, more may be: it is gone on with at once, and at leisure where nothing was.
            if busy || ticked.elapsed() >= TICK {
                ticked = Instant::now();
                (listened, busy) = self.tick(listened);
            }
        }
    }

    /// Takes a question in, in place of one that it makes moot.
    fn gather(&mut self, asked: Asked) {
        if asked.slot != Slot::Act {
            self.waiting.retain(|other| other.slot != asked.slot);
        }
        self.waiting.push_back(asked);
    }

    fn answer(&mut self, asked: Asked) -> bool {
        let Asked { id, slot, query } = asked;
        let result = self.ask(query).map_err(Failure::from);
        (self.tell)(Message::Now(self.service.now())) && (self.tell)(Message::Answered { id, slot, result })
    }

    fn ask(&mut self, query: Query) -> Result<Answer, DeskError> {
        let desk = &mut self.service;
        Ok(match query {
            Query::List(query) => {
                let page = desk.list(&query)?;
                let doubt = if page.rows.is_empty() { desk.doubt(&query.filter)? } else { None };
                Answer::List(page, doubt.map(|doubt| Clean::line(&doubt)))
            }
            Query::Queues => Answer::Queues(desk.queues()?),
            Query::Counts(filters, limit) => {
                let counts = filters.iter().map(|filter| desk.count(filter, limit));
                Answer::Counts(counts.collect::<Result<_, _>>()?)
            }
            Query::Case(id) => Answer::Case(Box::new(desk.case(id)?)),
            Query::Preview(id, act) => Answer::Preview(Box::new(desk.preview(id, &act)?)),
            Query::DryRun(ids, command) => Answer::DryRun(desk.dry_run(&ids, &command)?),
            Query::Act(request) => Answer::Done(Box::new(desk.act(*request)?)),
            Query::Merge(case, into) => Answer::Done(Box::new(desk.merge(case, into)?)),
            Query::Unmerge(case) => Answer::Done(Box::new(desk.unmerge(case)?)),
            Query::Clock => Answer::Clock,
            Query::Lead => Answer::Lead(Box::new(desk.lead()?)),
            Query::Log { case, before, limit, rows } => Answer::Log(desk.log(case, before, limit, rows)?),
        })
    }

    fn look(&mut self) -> bool {
        match self.service.changed() {
            Ok(false) => true,
            Ok(true) => (self.tell)(Message::Now(self.service.now())) && (self.tell)(Message::Changed),
            Err(error) => self.complain(&error),
        }
    }

    /// Whether anybody still listens, and whether something was fired.
    fn tick(&mut self, listened: bool) -> (bool, bool) {
        match self.service.tick() {
            Ok(fired) if fired.is_empty() => {
                let caught_up = std::mem::take(&mut self.caught_up);
                if caught_up.timers == 0 {
                    return (listened, false);
                }
                let mut said = caught_up.to_string();
                said.get_mut(..1).into_iter().for_each(str::make_ascii_uppercase);
                ((self.tell)(Message::Told(Ok(said))) && listened, false)
            }
            Ok(fired) => {
                self.caught_up.add(&fired);
                let told = (self.tell)(Message::Now(self.service.now())) && (self.tell)(Message::Changed);
                (told && listened, true)
            }
            Err(error) => (self.complain(&error) && listened, false),
        }
    }

    fn complain(&mut self, error: &DeskError) -> bool {
        let text = error.to_string();
        if text == self.trouble {
            return true;
        }
        self.trouble.clone_from(&text);
        (self.tell)(Message::Told(Err(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::desk_in_memory::Memory;
    use super::*;
    use crate::store::Window;

    #[test]
    fn a_later_question_of_the_same_slot_makes_an_earlier_one_moot_but_every_act_counts() {
        let (_, inbox) = channel();
        let mut worker = Worker {
            service: Box::new(Memory::new(3)),
            inbox,
            waiting: VecDeque::new(),
            tell: Box::new(|_| true),
            trouble: String::new(),
            caught_up: CaughtUp::default(),
        };
        let act = || {
            let request = Request { case: CaseId(1), seen: None, command: Command::Claim, key: None };
            Query::Act(Box::new(request))
        };
        for (id, slot, query) in [
            (1, Slot::List, Query::List(ListQuery::default())),
            (2, Slot::Act, act()),
            (3, Slot::List, Query::List(ListQuery { window: Window::Last, ..ListQuery::default() })),
            (4, Slot::Act, act()),
        ] {
            worker.gather(Asked { id: RequestId(id), slot, query });
        }
        let left: Vec<_> = worker.waiting.iter().map(|asked| asked.id.0).collect();
        assert_eq!(left, [2, 3, 4]);
    }

    #[test]
    fn answers_come_with_the_time_and_a_change_by_another_process_is_told() {
        let memory = Memory::new(3);
        let other = memory.clone();
        let (sender, messages) = channel();
        let backend = Backend::start(Box::new(memory), move |message| sender.send(message).is_ok()).unwrap();
        assert!(backend.ask(RequestId(7), Slot::Queues, Query::Queues));
        assert!(matches!(messages.recv().unwrap(), Message::Now(_)));
        let Message::Answered { id, result: Ok(Answer::Queues(queues)), .. } = messages.recv().unwrap()
        else {
            panic!("the queues were asked for");
        };
        assert_eq!((id, queues.len()), (RequestId(7), 2));
        other.touch();
        assert!(matches!(messages.recv_timeout(Duration::from_secs(5)).unwrap(), Message::Now(_)));
        assert!(matches!(messages.recv_timeout(Duration::from_secs(5)).unwrap(), Message::Changed));
    }
}
