//! The loop: input, answers and signals in; frames out.
//!
//! Whatever waits is taken in at once, and then one frame is drawn. While nothing happens nothing is drawn, and no timer runs
//! but the minute's, for the clock, while the terminal has the focus. The first frame is drawn when what it shows has come,
//! or after a moment if the store is slow.

use super::backend::{Backend, Service};
use super::hit::HitMap;
use super::keymap::{Chord, Keymap, KeymapError};
use super::message::{Effect, Message, Query, RequestId, Slot};
use super::model::{Model, Session};
use super::notice::Tone;
use super::terminal::{self, Painter};
use super::theme::{Theme, ThemeName};
use super::update::{start, update};
use super::view::view;
use super::{outside, signals};
use crate::case::OperatorId;
use crate::desk::views::Views;
use crate::playbook::Role;
use crate::text::Clean;
use chrono::{DateTime, Timelike, Utc};
use crossterm_event_stream::event::EventStream;
use futures::{Stream, StreamExt};
use ratatui::crossterm::event::{Event, MouseButton, MouseEventKind};
use std::future::poll_fn;
use std::io::{self, Write};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::Instant;

/// How long the first frame waits for the store.
const PATIENCE: Duration = Duration::from_millis(150);
/// The clock shows minutes.
const MINUTE: Duration = Duration::from_secs(60);
/// How long the store may take before the operator is told that it is waited for.
const LATE: Duration = Duration::from_millis(500);

/// How the console is opened.
pub struct ConsoleOptions {
    /// The desk, which its own thread will own.
    pub service: Box<dyn Service>,
    /// Who sits at it.
    pub operator: OperatorId,
    /// What they may do.
    pub role: Role,
    /// What the bar calls the store.
    pub store: String,
    /// In which colours; none lets the terminal say.
    pub theme: Option<ThemeName>,
    /// The folder of `keys.toml`, where there is one.
    pub config: Option<PathBuf>,
    /// The file of the operator's saved views; without one they last as long as the console.
    pub views: Option<PathBuf>,
    /// Whether the console takes the mouse.
    pub mouse: bool,
}

/// Why the console could not be opened, or had to end.
#[derive(Debug, thiserror::Error)]
pub enum ConsoleError {
    /// Nobody could type or see anything.
    #[error(
        "the console needs a terminal to type at and to draw on. For scripts there are `docket cases` and `docket act`"
    )]
    NoTerminal,
    /// The key configuration is wrong.
    #[error("{}: {error}", path.display())]
    Keys {
        /// Its file.
        path: PathBuf,
        /// What is wrong with it.
        error: KeymapError,
    },
    /// A file of the console could not be read.
    #[error("{} could not be read: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The terminal takes no more, or says nothing more.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] io::Error),
    /// The thread that owns the desk has ended by itself.
    #[error("the desk stopped working. Nothing that was confirmed is lost; start docket again")]
    Desk,
}

/// Runs the console until the operator ends it or a signal does.
///
/// # Errors
/// [`ConsoleError`]; the terminal is given back before it is returned.
pub fn run(options: ConsoleOptions) -> Result<(), ConsoleError> {
    if !terminal::is_there() {
        return Err(ConsoleError::NoTerminal);
    }
    let keymap = keymap(options.config.as_deref())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    terminal::restore_on_panic();
    let _guard = terminal::Guard;
    terminal::enter(options.mouse)?;
    let (sender, inbox) = unbounded_channel();
    let now = options.service.now();
    let painter = Painter::new()?;
    let backend = Backend::start(options.service, move |message| sender.send(message).is_ok())?;
    let colours = Colours::chosen(options.theme);
    let session = Session {
        operator: options.operator,
        role: options.role,
        store: Clean::line(&options.store),
        no_colour: colours.none,
    };
    let mut model = Model::new(session, now, painter.size());
    (model.keymap, model.theme, model.mouse) = (keymap, colours.theme, options.mouse);
    let views = options.views;
    if let Some(path) = &views {
        match Views::read(path) {
            Ok(read) => model.views = read,
            Err(error) => model.tell(Tone::Refused, &error),
        }
    }
    let mut console = Console {
        minute: next_minute(now),
        model,
        painter,
        backend,
        hits: HitMap::default(),
        views,
        wake: None,
        late: None,
        focused: true,
        ended: false,
    };
    let outcome = runtime.block_on(console.drive(inbox));
    // The desk ends only when what was confirmed is done, which takes as long as others write. The shell comes back first.
    terminal::restore();
    if console.model.is_recording() {
        let _ = writeln!(io::stderr(), "docket: finishing what was confirmed …");
    }
    drop(console);
    outcome
}

/// When the clock shows another minute.
fn next_minute(now: DateTime<Utc>) -> Instant {
    Instant::now() + Duration::from_secs(60 - u64::from(now.second().min(59)))
}

fn keymap(config: Option<&std::path::Path>) -> Result<Keymap, ConsoleError> {
    let Some(path) = config.map(|folder| folder.join("keys.toml")) else { return Ok(Keymap::default()) };
    match std::fs::read_to_string(&path) {
        Ok(text) => Keymap::configured(&text).map_err(|error| ConsoleError::Keys { path, error }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Keymap::default()),
        Err(source) => Err(ConsoleError::File { path, source }),
    }
}

/// The theme to begin with, and whether colours are unwanted.
struct Colours {
    theme: ThemeName,
    none: bool,
}

impl Colours {
    fn chosen(wanted: Option<ThemeName>) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match wanted {
            // Who names a theme wants it, whatever the environment says to programs in general.
            Some(theme) => {
                ratatui::crossterm::style::force_color_output(true);
                Self { theme, none: false }
            }
            None if unwanted => Self { theme: ThemeName::Monochrome, none: true },
            None if light_background() => Self { theme: ThemeName::Light, none: false },
            None => Self { theme: ThemeName::Dark, none: false },
        }
    }
}

/// Whether the terminal says, as some do, that its background is light. Asking it would cost a round trip.
fn light_background() -> bool {
    let colours = std::env::var("COLORFGBG").unwrap_or_default();
    let background = colours.rsplit(';').next().and_then(|number| number.parse::<u8>().ok());
    matches!(background, Some(7 | 9..=15))
}

struct Console {
    model: Model,
    painter: Painter,
    backend: Backend,
    hits: HitMap,
    views: Option<PathBuf>,
    wake: Option<Instant>,
    /// When the clock shows another minute.
    minute: Instant,
    /// When what was asked is late.
    late: Option<Instant>,
    /// Whether the terminal has the focus, as far as it tells.
    focused: bool,
    ended: bool,
}

impl Console {
    async fn drive(&mut self, mut inbox: UnboundedReceiver<Message>) -> Result<(), ConsoleError> {
        let mut events = EventStream::new();
        let mut signals = signals::Signals::new()?;
        let effects = start(&mut self.model);
        self.carry_out(effects)?;
        let mut patience = Some(Instant::now() + PATIENCE);
        while !self.ended {
            let minute = self.focused.then_some(self.minute);
            let timer = [self.wake, patience, self.late, minute].into_iter().flatten().min();
            tokio::select! {
                biased;
                signal = signals.next() => self.signal(signal)?,
                event = events.next() => match event {
                    Some(event) => self.event(event?)?,
                    None => return Ok(()),
                },
                message = inbox.recv() => self.message(message.ok_or(ConsoleError::Desk)?)?,
                () = sleep_until(timer), if timer.is_some() => self.timer(&mut patience)?,
            }
            // Everything that waits is taken in before one frame is drawn.
            while let Some(event) = waiting(&mut events).await {
                self.event(event?)?;
            }
            while let Ok(message) = inbox.try_recv() {
                self.message(message)?;
            }
            if patience.is_none() || self.model.is_complete() {
                patience = None;
                self.draw()?;
            }
        }
        Ok(())
    }

    fn message(&mut self, message: Message) -> Result<(), ConsoleError> {
        match &message {
            Message::Now(now) => self.minute = next_minute(*now),
            Message::Answered { .. } => self.late = None,
            _ => {}
        }
        let effects = update(&mut self.model, message);
        self.carry_out(effects)?;
        if !self.model.is_waiting() {
            self.late = None;
        } else if !self.model.late {
            self.late.get_or_insert_with(|| Instant::now() + LATE);
        }
        Ok(())
    }

    fn timer(&mut self, patience: &mut Option<Instant>) -> Result<(), ConsoleError> {
        let now = Instant::now();
        if patience.is_some_and(|until| until <= now) {
            *patience = None;
        }
        if self.wake.is_some_and(|at| at <= now) {
            self.wake = None;
            self.message(Message::Woken)?;
        }
        if self.late.is_some_and(|at| at <= now) {
            self.late = None;
            self.message(Message::Late)?;
        }
        if self.minute <= now {
            // The desk's clock is the one that counts; it tells it before it answers.
            self.minute = now + MINUTE;
            self.carry_out(vec![Effect::Ask { id: RequestId(0), slot: Slot::Clock, query: Query::Clock }])?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event) -> Result<(), ConsoleError> {
        let message = match event {
            Event::Key(key) => Chord::from_event(key).map(Message::Key),
            Event::Paste(text) => Some(Message::Paste(text)),
            Event::Resize(width, height) => {
                self.painter.resize(width, height);
                Some(Message::Resize(width, height))
            }
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => {
                    self.hits.at(mouse.column, mouse.row).cloned().map(Message::Click)
                }
                MouseEventKind::ScrollDown | MouseEventKind::ScrollUp => {
                    let panel = self.hits.panel_at(mouse.column, mouse.row);
                    Some(Message::Wheel { panel, down: mouse.kind == MouseEventKind::ScrollDown })
                }
                _ => None,
            },
            // Whoever comes back to the terminal shall not see old times.
            Event::FocusGained => {
                self.focused = true;
                Some(Message::Changed)
            }
            Event::FocusLost => {
                self.focused = false;
                None
            }
        };
        message.map_or(Ok(()), |message| self.message(message))
    }

    fn signal(&mut self, signal: signals::Signal) -> Result<(), ConsoleError> {
        match signal {
            signals::Signal::End => self.ended = true,
            signals::Signal::Stop => self.suspend()?,
            signals::Signal::Continue => self.resume()?,
        }
        Ok(())
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Result<(), ConsoleError> {
        for effect in effects {
            match effect {
                Effect::Ask { id, slot, query } => {
                    if !self.backend.ask(id, slot, query) {
                        return Err(ConsoleError::Desk);
                    }
                }
                Effect::Wake(after) => self.wake = Some(Instant::now() + after),
                Effect::Quit => self.ended = true,
                Effect::Suspend => self.suspend()?,
                Effect::Redraw => self.painter.forget(),
                Effect::Mouse(ours) => terminal::mouse(ours)?,
                Effect::Copy(text) => terminal::copy(&text)?,
                Effect::ChangeViews(change) => {
                    if let Some(path) = &self.views {
                        match Views::change(path, &change) {
                            Ok(views) => self.message(Message::Views(views))?,
                            Err(error) => self.model.tell(Tone::Refused, &error),
                        }
                    }
                }
                Effect::Show(path) => match outside::show(&path) {
                    Ok(said) => self.model.tell(Tone::Plain, &said),
                    Err(error) => self.model.tell(Tone::Refused, &error),
                },
            }
        }
        Ok(())
    }

    /// Goes back to the shell and comes back when it continues us.
    fn suspend(&mut self) -> Result<(), ConsoleError> {
        if !signals::can_suspend() {
            self.model.tell(Tone::Plain, "There is no shell to go back to");
            return Ok(());
        }
        terminal::restore();
        signals::stop();
        self.resume()
    }

    fn resume(&mut self) -> Result<(), ConsoleError> {
        terminal::enter(self.model.mouse)?;
        let (width, height) = ratatui::crossterm::terminal::size()?;
        self.painter.resize(width, height);
        self.painter.forget();
        self.message(Message::Resize(width, height))?;
        self.message(Message::Changed)
    }

    fn draw(&mut self) -> Result<(), ConsoleError> {
        let theme = Theme::new(self.model.theme);
        let model = &self.model;
        let drawn = self.painter.draw(|buf| view(model, &theme, buf))?;
        self.hits = drawn.hits;
        Ok(())
    }
}

/// The next event, if one waits. It is polled with the task's own waker: one that wakes nobody would be kept by the stream,
/// and the next key would be seen only with the one after it.
async fn waiting(events: &mut EventStream) -> Option<io::Result<Event>> {
    poll_fn(|context| match Pin::new(&mut *events).poll_next(context) {
        Poll::Ready(event) => Poll::Ready(event),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
